import type { Statistics } from '../../lib/ipc/types';
import type { Attune } from '../../lib/state/attune.svelte';
import { t } from '../../i18n/index.svelte';

/** A line of a ranking. `id` is what it opens; null where there is nothing to open. */
export type Entry = { key: string; id: number | null; name: string; under: string; cover: string | null; plays: number; listenedMs: number };

export function rankedArtists(attune: Attune, { topArtists }: Statistics): Entry[] {
  return topArtists.map(({ item, plays, listenedMs }) => ({
    key: `artist ${item.id}`,
    id: item.id,
    name: item.name || t('unknownArtist'),
    under: '',
    cover: attune.rowCoverUrl(item.coverHash),
    plays,
    listenedMs,
  }));
}
export function rankedAlbums(attune: Attune, { topAlbums }: Statistics): Entry[] {
  return topAlbums.map(({ item, plays, listenedMs }) => ({
    key: `album ${item.id}`,
    id: item.id,
    name: item.title,
    under: item.artist ?? '',
    cover: attune.rowCoverUrl(item.coverHash),
    plays,
    listenedMs,
  }));
}
export function rankedTracks(attune: Attune, { topTracks }: Statistics): Entry[] {
  return topTracks.map(({ item, plays, listenedMs }) => ({
    key: `track ${item.id}`,
    id: item.albumId,
    name: item.title,
    under: item.artist || t('unknownArtist'),
    cover: attune.rowCoverUrl(item.coverHash),
    plays,
    listenedMs,
  }));
}
