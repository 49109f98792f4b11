import { fold } from '../lib/fold';
import type { SortKey, TrackRow } from '../lib/ipc/types';
import type { TrackList } from '../lib/state/track-list.svelte';

const NAMES: Partial<Record<SortKey, (track: TrackRow) => string>> = {
  title: (track) => track.title,
  artist: (track) => track.artist,
  albumArtist: (track) => track.albumArtist,
  album: (track) => track.album,
  genre: (track) => track.genres[0] ?? '',
};

/** The place of the next track that begins with the text, by the name the list is sorted by, else by its title; -1 when there is none. */
export async function findTrack(list: TrackList, text: string, onward: boolean): Promise<number> {
  const { rows, view, selection } = list;
  const by = view.sort[0];
  const named = by && NAMES[by.key];
  const nameOf = named ?? ((track: TrackRow) => track.title);
  const wanted = fold(text);
  const begins = (track: TrackRow | undefined): boolean => track !== undefined && fold(nameOf(track)).startsWith(wanted);

  const from = Math.max(0, selection.active + (onward ? 1 : 0));
  let missing = false;
  for (let i = 0; i < rows.total; i++) {
    const at = (from + i) % rows.total;
    const track = rows.row(at);
    // What stands between here and there is not known: only a sorted list can be asked further.
    if (track === undefined && named) {
      missing = true;
      break;
    }
    if (begins(track)) return at;
  }
  return missing && named && by ? halve(list, wanted, nameOf, by.descending, begins) : -1;
}

/** The first of them in a sorted list, by a handful of questions. */
async function halve(list: TrackList, wanted: string, nameOf: (track: TrackRow) => string, descending: boolean, begins: (track: TrackRow) => boolean): Promise<number> {
  const { backend, view } = list;
  const at = async (place: number): Promise<TrackRow | undefined> => list.rows.row(place) ?? (await backend.listTracks(view, place, 1)).rows[0];
  let low = 0;
  let high = list.rows.total;
  while (low < high) {
    const middle = (low + high) >> 1;
    const track = await at(middle);
    if (track === undefined) return -1;
    const name = fold(nameOf(track));
    const before = descending ? name > wanted && !name.startsWith(wanted) : name < wanted;
    if (before) low = middle + 1;
    else high = middle;
  }
  const track = low < list.rows.total ? await at(low) : undefined;
  return track !== undefined && begins(track) ? low : -1;
}
