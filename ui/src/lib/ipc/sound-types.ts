// The words of sound as the shell will say them. They stand here until the generated bindings have them under the same names.
import type { AttuneEvent_Serialize, PlayerState_Serialize } from './bindings';

/** Album gain while an album plays in order, and track gain otherwise: `auto`. */
export type LoudnessMode = 'off' | 'track' | 'album' | 'auto';
export type ShuffleMode = 'off' | 'tracks' | 'albums';

/** Ten bands, an octave apart from 31 Hz to 16 kHz, each from −12 to +12 dB; without a preset it is the listener's own setting. */
export type Equalizer = { on: boolean; preset: string | null; preampDb: number; bandsDb: number[] };
export type EqualizerPreset = { name: string; preampDb: number; bandsDb: number[] };
export type SoundSettings = {
  /** 0 to 12,000. */
  crossfadeMs: number;
  loudness: LoudnessMode;
  /** −12 to +12. */
  preampDb: number;
  equalizer: Equalizer;
  /** Null is whatever the system plays through. */
  device: string | null;
};
export type SoundView = { settings: SoundSettings; devices: string[]; presets: EqualizerPreset[] };

/** What happens to the samples between the file and the device. */
export type Signal = {
  codec: string;
  fileRate: number;
  bits: number | null;
  channels: number;
  deviceRate: number;
  gainDb: number | null;
  /** `assumed` until the track is analysed: what music usually needs. */
  gainFrom: 'tags' | 'measured' | 'assumed' | null;
  equalizer: boolean;
  /** The samples reach the device unchanged. */
  exact: boolean;
};

export type PlayerState = Omit<PlayerState_Serialize, 'shuffle'> & {
  shuffle: ShuffleMode;
  signal: Signal | null;
  stopAfter: boolean;
  /** Time left of the sleep timer when this was said. */
  sleepMs: number | null;
};
export type AttuneEvent = Exclude<AttuneEvent_Serialize, { type: 'player' }> | { type: 'player'; state: PlayerState };
