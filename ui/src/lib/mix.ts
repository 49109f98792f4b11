import { genre } from '../i18n/index.svelte';
import type { MixView, Source, TrackRow } from './ipc/types';

export function mixTracks(mix: MixView): TrackRow[] {
  return mix.tracks.map(({ track }) => track);
}

/** Where tracks of a mix come from, as history keeps it. */
export function mixSource(mix: MixView): Source {
  return { kind: 'dailyMix', detail: mix.name };
}

/** The program names a mix by a genre and by who plays in it: "Ambient · Marta Lindqvist, Glass Arcade". */
export function mixName({ name }: Pick<MixView, 'name'>): string {
  const [word = '', ...rest] = name.split(' · ');
  return [genre(word), ...rest].join(' · ');
}
