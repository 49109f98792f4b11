import type { AppError, EqualizerPreset, Signal, SoundSettings, SoundView, TrackRow } from '../types';

const FLAT = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
const SHAPES: Record<string, number[]> = {
  flat: FLAT,
  acoustic: [4, 4, 3, 0.5, 1.5, 1.5, 3, 3.5, 3, 1.5],
  bassBoost: [6, 5, 4, 2.5, 1, 0, 0, 0, 0, 0],
  bassCut: [-6, -5, -4, -2.5, -1, 0, 0, 0, 0, 0],
  classical: [4, 3, 2, 1.5, -1, -1, 0, 1.5, 2.5, 3],
  dance: [3.5, 6, 4.5, 0, 1.5, 3, 4.5, 4, 3, 0],
  electronic: [4, 3.5, 1, 0, -2, 2, 0.5, 1, 4, 4.5],
  headphones: [3, 2, 0.5, -0.5, 0, 0, 1, 1.5, 0.5, -1],
  hipHop: [5, 4, 1.5, 3, -1, -1, 1.5, -0.5, 2, 3],
  jazz: [4, 3, 1, 2, -1.5, -1.5, 0, 1.5, 3, 3.5],
  loudness: [6, 4, 0, 0, -2, 0, -1, -5, 5, 1],
  pop: [-1.5, -1, 0, 2, 4, 4, 2, 0, -1, -1.5],
  rock: [5, 4, 3, 1.5, -0.5, -1, 0.5, 2.5, 3.5, 4.5],
  spokenWord: [-3.5, -0.5, 0, 0.5, 3.5, 4.5, 5, 4, 2.5, 0],
  trebleBoost: [0, 0, 0, 0, 0, 1, 2.5, 4, 5, 6],
  trebleCut: [0, 0, 0, 0, 0, -1, -2.5, -4, -5, -6],
  vocal: [-1.5, -3, -3, 1.5, 3.5, 3.5, 3, 1.5, 0, -1.5],
};
/** So much lower that no band rises above full scale. */
const PRESETS: EqualizerPreset[] = Object.entries(SHAPES).map(([name, bandsDb]) => ({ name, preampDb: 0 - Math.max(0, ...bandsDb), bandsDb }));

/** The output of the program in memory: what was set, and what that does to the samples of a track. */
export class Sound {
  devices = ['Built-in speakers', 'USB DAC', 'HDMI 0'];
  settings: SoundSettings = {
    crossfadeMs: 0,
    loudness: 'auto',
    preampDb: 0,
    equalizer: { on: false, preset: 'flat', preampDb: 0, bandsDb: FLAT },
    device: null,
  };
  /** What the next change is answered with instead. */
  refusal: AppError | null = null;

  view(): SoundView {
    return { settings: this.settings, devices: this.devices, presets: PRESETS };
  }
  set(settings: SoundSettings): void {
    const refusal = this.refusal;
    this.refusal = null;
    if (refusal) throw refusal;
    this.settings = settings;
  }

  get device(): string {
    const { device } = this.settings;
    return device !== null && this.devices.includes(device) ? device : (this.devices[0] as string);
  }
  signal(track: TrackRow): Signal {
    const { loudness, preampDb, equalizer } = this.settings;
    // The speakers run at one rate; the others follow the file.
    const deviceRate = this.device === 'Built-in speakers' ? 48_000 : track.sampleRate;
    const levelled = loudness !== 'off';
    const gainDb = levelled ? -6.2 + preampDb : preampDb === 0 ? null : preampDb;
    const { codec, sampleRate, bits, channels } = track;
    const exact = deviceRate === sampleRate && gainDb === null && !equalizer.on;
    return { codec, fileRate: sampleRate, bits, channels, deviceRate, gainDb, gainFrom: !levelled ? null : track.analysed ? 'measured' : 'assumed', held: false, equalizer: equalizer.on, limited: false, exact };
  }
  /** The device and what becomes of the rate, as the player bar says it. */
  output(track: TrackRow | null): string {
    const signal = track && this.signal(track);
    if (!signal || signal.fileRate === signal.deviceRate) return this.device;
    return `${this.device} · ${signal.fileRate / 1000} → ${signal.deviceRate / 1000} kHz`;
  }
}
