import { genre, language, percent, t } from '../../i18n/index.svelte';
import type { Axis, MapColour } from '../../lib/ipc/types';

/** What a direction is called, and what lies at its two ends. */
export function axisWords(axis: Axis): { name: string; low: string; high: string } {
  switch (axis) {
    case 'valence':
      return { name: t('axisValence'), low: t('axisValenceLow'), high: t('axisValenceHigh') };
    case 'arousal':
      return { name: t('axisArousal'), low: t('axisArousalLow'), high: t('axisArousalHigh') };
    case 'danceability':
      return { name: t('heardDanceability'), low: t('axisDanceabilityLow'), high: t('axisDanceabilityHigh') };
    case 'acousticness':
      return { name: t('axisAcousticness'), low: t('axisAcousticnessLow'), high: t('axisAcousticnessHigh') };
    case 'voice':
      return { name: t('heardVoice'), low: t('axisVoiceLow'), high: t('axisVoiceHigh') };
    case 'tempo':
      return { name: t('heardTempo'), low: t('axisTempoLow'), high: t('axisTempoHigh') };
  }
}
/** A value along a direction: beats per minute, or a share. */
export function axisValue(axis: Axis, value: number): string {
  return axis === 'tempo' ? t('reasonTempo', { bpm: Math.round(value) }) : percent(Math.round(100 * value));
}

export function colourWords(colour: MapColour): string {
  if (colour === 'genre') return t('genre');
  return colour === 'mood' ? t('mapMood') : t('columnPlays');
}
/** A group of the legend: what it is called, and the custom property with its colour. */
export function groupWords(colour: MapColour, code: string, at: number): { name: string; ink: string } {
  if (colour === 'genre') return code === '' ? { name: t('mapOther'), ink: '--map-other' } : { name: genre(code), ink: `--map-${(at % 10) + 1}` };
  switch (code) {
    case 'happy':
      return { name: t('moodHappy'), ink: '--map-2' };
    case 'tense':
      return { name: t('moodTense'), ink: '--map-4' };
    case 'sad':
      return { name: t('moodSad'), ink: '--map-1' };
    case 'calm':
      return { name: t('moodCalm'), ink: '--map-5' };
    case 'never':
      return { name: t('mapPlaysNever'), ink: '--map-other' };
    case 'few':
      return { name: t('mapPlaysFew'), ink: '--map-1' };
    default:
      return { name: t('mapPlaysOften'), ink: '--map-2' };
  }
}

/**
 * Words on the circle of feelings after Russell (1980), in degrees from pleasant towards lively. In his order; those that
 * he found within a few degrees of each other are moved apart, so that each can be read.
 */
export function feelings(): { word: string; degrees: number }[] {
  return [
    { word: t('feelHappy'), degrees: 8 },
    { word: t('feelDelighted'), degrees: 29 },
    { word: t('feelExcited'), degrees: 53 },
    { word: t('feelTense'), degrees: 93 },
    { word: t('feelAngry'), degrees: 112 },
    { word: t('feelAfraid'), degrees: 131 },
    { word: t('feelDistressed'), degrees: 152 },
    { word: t('feelSad'), degrees: 190 },
    { word: t('feelGloomy'), degrees: 212 },
    { word: t('feelBored'), degrees: 236 },
    { word: t('feelTired'), degrees: 267 },
    { word: t('feelCalm'), degrees: 299 },
    { word: t('feelRelaxed'), degrees: 320 },
    { word: t('feelContent'), degrees: 342 },
  ];
}

/** A correlation as one would say it; Cohen's bounds, with one more for what is nearly the same. */
export function correlationText(x: Axis, y: Axis, r: number): string {
  const [first, second] = [axisWords(x).name, axisWords(y).name.toLocaleLowerCase(language.locale)];
  const said = new Intl.NumberFormat(language.regional, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(r);
  const size = Math.abs(r);
  if (size < 0.1) return t('correlationNone', { x: first, y: second, r: said });
  const much = size < 0.3 ? t('muchLittle') : size < 0.5 ? t('muchSome') : size < 0.7 ? t('muchClear') : t('muchStrong');
  return r > 0 ? t('correlationWith', { x: first, y: second, much, r: said }) : t('correlationAgainst', { x: first, y: second, much, r: said });
}

/** How a setting of the popularity reads. */
export function popularityWords(value: number): string {
  if (value < 20) return t('mapHidden');
  if (value < 45) return t('mapRatherHidden');
  if (value <= 55) return t('mapEither');
  return value <= 80 ? t('mapRatherKnown') : t('mapKnown');
}
