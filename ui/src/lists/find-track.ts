import { beginsWith } from '../lib/fold';
import type { SortKey, TrackRow } from '../lib/ipc/types';
import type { TrackList } from '../lib/state/track-list.svelte';

const NAMES: Partial<Record<SortKey, (track: TrackRow) => string>> = {
  artist: (track) => track.artist,
  albumArtist: (track) => track.albumArtist,
  album: (track) => track.album,
};

/** The place of the next track that begins with the text, by the name the list is sorted by, else by its title; -1 when there is none. */
export async function findTrack(list: TrackList, text: string, onward: boolean): Promise<number> {
  const { rows, view, selection } = list;
  const nameOf = (view.sort[0] && NAMES[view.sort[0].key]) ?? ((track: TrackRow) => track.title);
  const from = Math.max(0, selection.active + (onward ? 1 : 0));
  for (let i = 0; i < rows.total; i++) {
    const at = (from + i) % rows.total;
    const track = rows.row(at);
    // What stands between here and there is not known: the program knows all of the list.
    if (track === undefined) return (await list.backend.findInView(view, text)) ?? -1;
    if (beginsWith(nameOf(track), text)) return at;
  }
  return -1;
}
