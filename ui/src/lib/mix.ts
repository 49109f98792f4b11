import type { MixView, Source, TrackRow } from './ipc/types';

export function mixTracks(mix: MixView): TrackRow[] {
  return mix.tracks.map(({ track }) => track);
}

/** Where tracks of a mix come from, as history keeps it. */
export function mixSource(mix: MixView): Source {
  return { kind: 'dailyMix', detail: mix.name };
}
