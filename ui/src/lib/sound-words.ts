import { number, t } from '../i18n/index.svelte';
import { decibelsOf } from './loudness';
import type { LoudnessMode, ShuffleMode, Signal } from './ipc/types';

const round = (value: number): number => Math.round(value * 10) / 10;

/** "+3.5 dB", "−6.2 dB", "0 dB": with the sign of mathematics, as it is written of levels. */
export function decibels(value: number): string {
  const rounded = round(value);
  const sign = rounded > 0 ? '+' : rounded < 0 ? '−' : '';
  return t('decibels', { value: sign + number(Math.abs(rounded)) });
}

/** The middle of a band: "125 Hz", "16 kHz". */
export function frequency(hertz: number): string {
  return hertz < 1000 ? t('hertz', { value: hertz }) : t('kilohertz', { value: hertz / 1000 });
}

export function crossfadeText(ms: number): string {
  return ms === 0 ? t('crossfadeOff') : t('crossfadeSeconds', { value: round(ms / 1000) });
}

export function loudnessModes(): [LoudnessMode, string][] {
  return [
    ['off', t('loudnessOff')],
    ['track', t('loudnessTrack')],
    ['album', t('loudnessAlbum')],
    ['auto', t('loudnessAuto')],
  ];
}
export function loudnessHint(mode: LoudnessMode): string {
  return { off: t('loudnessOffHint'), track: t('loudnessTrackHint'), album: t('loudnessAlbumHint'), auto: t('loudnessAutoHint') }[mode];
}

export function shuffleModes(): [ShuffleMode, string][] {
  return [
    ['off', t('shuffleOff')],
    ['tracks', t('shuffleTracks')],
    ['albums', t('shuffleAlbums')],
  ];
}

/** A preset in the listener's language; one that is not known stands as it is. */
export function presetName(name: string): string {
  const known: Record<string, string> = {
    flat: t('presetFlat'),
    acoustic: t('presetAcoustic'),
    bassBoost: t('presetBassBoost'),
    bassCut: t('presetBassCut'),
    classical: t('presetClassical'),
    dance: t('presetDance'),
    electronic: t('presetElectronic'),
    headphones: t('presetHeadphones'),
    hipHop: t('presetHipHop'),
    jazz: t('presetJazz'),
    loudness: t('presetLoudness'),
    pop: t('presetPop'),
    rock: t('presetRock'),
    spokenWord: t('presetSpokenWord'),
    trebleBoost: t('presetTrebleBoost'),
    trebleCut: t('presetTrebleCut'),
    vocal: t('presetVocal'),
  };
  return Object.hasOwn(known, name) ? (known[name] as string) : name;
}

const rate = (hertz: number): string => t('signalRate', { value: number(round(hertz / 1000)) });

/** What happens to the samples on their way: "FLAC 44.1 kHz · 16 bit → 48 kHz, resampled · −6.2 dB (measured) · equaliser"; `volume` is 0 to 1; at a crossfade of `crossfadeMs` the ends of tracks are no longer what they were. */
export function signalText(signal: Signal, volume = 1, crossfadeMs = 0): string {
  const file = [
    `${signal.codec} ${rate(signal.fileRate)}`,
    ...(signal.bits === null ? [] : [t('signalBits', { value: signal.bits })]),
    ...(signal.channels === 2 ? [] : [signal.channels === 1 ? t('signalMono') : t('signalChannels', { count: signal.channels })]),
  ].join('\u00a0· ');
  const way = { file, rate: rate(signal.deviceRate) };
  if (signal.exact && volume === 1) return t('signalExact', way);
  const parts = [signal.fileRate === signal.deviceRate ? t('signalInto', way) : t('signalResampled', way)];
  if (signal.gainDb !== null) {
    const gain = decibels(signal.gainDb);
    const said = { tags: t('signalGainTags', { gain }), measured: t('signalGainMeasured', { gain }), assumed: t('signalGainAssumed', { gain }) };
    parts.push(signal.gainFrom === null ? gain : said[signal.gainFrom]);
    if (signal.held) parts.push(t('signalHeld'));
  }
  if (signal.equalizer) parts.push(t('signalEqualizer'));
  if (crossfadeMs > 0) parts.push(t('signalCrossfade', { length: crossfadeText(crossfadeMs) }));
  if (signal.limited) parts.push(t('signalLimited'));
  if (volume < 1) parts.push(volume === 0 ? t('volumeMuted') : t('signalVolume', { gain: decibels(decibelsOf(volume)) }));
  return parts.join('\u00a0· ');
}
