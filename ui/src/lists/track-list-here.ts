import type { Attune } from '../lib/state/attune.svelte';
import type { Scope, SortBy } from '../lib/ipc/types';
import { TrackList } from '../lib/state/track-list.svelte';

/** Kinds of track tables: each remembers its columns and its order for itself. */
export type TableKind = 'tracks' | 'album' | 'artist' | 'genre' | 'year' | 'folders' | 'liked' | 'search' | 'playlist';

const FIRST_ORDER: Partial<Record<TableKind, SortBy[]>> = { tracks: [{ key: 'artist', descending: false }] };

/** The order in which tables of this kind were last sorted. */
export function sortOf(attune: Attune, kind: TableKind): SortBy[] {
  return attune.settings.view(`${kind} sort`, FIRST_ORDER[kind] ?? []);
}

/** The track list of the place one is at, as it was left. */
export function trackListHere(attune: Attune, kind: TableKind, scope: Scope): TrackList {
  const { places, backend, notices } = attune;
  return places.keep('tracks', () => new TrackList(backend, notices, { scope, query: '', sort: sortOf(attune, kind) }));
}
