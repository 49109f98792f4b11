import { genre, t } from '../i18n/index.svelte';
import type { MixView, Source, TrackRow } from './ipc/types';

export function mixTracks(mix: MixView): TrackRow[] {
  return mix.tracks.map(({ track }) => track);
}

/** Where tracks of a mix come from, as history keeps it. */
export function mixSource(mix: MixView): Source {
  return { kind: 'dailyMix', detail: mix.name };
}

/** The program names a mix by a genre and by who plays in it: "Ambient · Marta Lindqvist, Glass Arcade". One of them has a name of its own. */
export function mixName({ name, basis }: Pick<MixView, 'name' | 'basis'>): string {
  if (basis === 'new') return t('newForYou');
  const [word = '', ...rest] = name.split(' · ');
  return [genre(word), ...rest].join(' · ');
}

/** What a mix is made from. */
export function basisText({ basis }: Pick<MixView, 'basis'>): string {
  return { history: t('basisHistory'), library: t('basisLibrary'), new: t('basisNew') }[basis];
}

/** Percent of all tracks that are new, and that were not heard for long: at the ends and in the middle, as the program has them. */
const STOPS = [
  { new: 10, forgotten: 5 },
  { new: 25, forgotten: 26 },
  { new: 70, forgotten: 3 },
] as const;

/** The shares of a mix where the slider stands, 0–100. */
export function balanceAt(percent: number): { new: number; forgotten: number } {
  const [low, high, along] = percent < 50 ? ([STOPS[0], STOPS[1], percent / 50] as const) : ([STOPS[1], STOPS[2], percent / 50 - 1] as const);
  const between = (a: number, b: number): number => Math.round(a + (b - a) * along);
  return { new: between(low.new, high.new), forgotten: between(low.forgotten, high.forgotten) };
}
