import type { SortKey } from '../lib/ipc/types';
import type { TableKind } from './track-list-here';

export type ColumnId =
  | 'title' | 'artist' | 'albumArtist' | 'album' | 'genre' | 'year' | 'composer' | 'plays' | 'lastPlayed' | 'added'
  | 'stars' | 'bpm' | 'codec' | 'path' | 'match' | 'duration';

type Column = {
  /** What a click on its header sorts by, if the program can. */
  sort: SortKey | null;
  width: number;
  /** Narrower than this it says nothing; a column that grows may shrink to it. */
  min: number;
  grows?: boolean;
  end?: boolean;
  /** Who stays longest when there is little room. */
  rank: number;
};

/** In the order in which they are offered. */
export const COLUMNS: Record<ColumnId, Column> = {
  title: { sort: 'title', width: 300, min: 196, grows: true, rank: 100 },
  artist: { sort: 'artist', width: 180, min: 110, grows: true, rank: 90 },
  albumArtist: { sort: 'albumArtist', width: 180, min: 120, grows: true, rank: 72 },
  album: { sort: 'album', width: 180, min: 110, grows: true, rank: 80 },
  genre: { sort: 'genre', width: 110, min: 64, grows: true, rank: 60 },
  year: { sort: 'year', width: 48, min: 44, end: true, rank: 50 },
  composer: { sort: 'composer', width: 150, min: 80, grows: true, rank: 58 },
  plays: { sort: 'plays', width: 56, min: 44, end: true, rank: 40 },
  lastPlayed: { sort: 'lastPlayed', width: 104, min: 84, end: true, rank: 54 },
  added: { sort: 'added', width: 104, min: 84, end: true, rank: 55 },
  stars: { sort: 'stars', width: 90, min: 84, rank: 64 },
  bpm: { sort: null, width: 48, min: 44, end: true, rank: 52 },
  codec: { sort: 'codec', width: 116, min: 60, rank: 53 },
  path: { sort: 'path', width: 260, min: 100, grows: true, rank: 48 },
  match: { sort: 'match', width: 52, min: 48, rank: 70 },
  duration: { sort: 'duration', width: 56, min: 50, end: true, rank: 85 },
};
const IDS = Object.keys(COLUMNS) as ColumnId[];

/** Which columns, in which order; widths only where the listener set one. */
export type Arrangement = { shown: ColumnId[]; widths: Partial<Record<ColumnId, number>> };

const USUAL: ColumnId[] = ['title', 'artist', 'album', 'year', 'plays', 'duration'];
const FIRST: Record<TableKind, ColumnId[]> = {
  tracks: USUAL,
  album: ['title', 'plays', 'stars', 'duration'],
  artist: ['title', 'album', 'year', 'plays', 'duration'],
  genre: USUAL,
  year: ['title', 'artist', 'album', 'plays', 'duration'],
  folders: ['title', 'artist', 'album', 'codec', 'duration'],
  liked: ['title', 'artist', 'album', 'stars', 'plays', 'duration'],
  search: ['title', 'artist', 'album', 'year', 'duration'],
  playlist: ['title', 'artist', 'album', 'plays', 'duration'],
};
export function firstArrangement(kind: TableKind): Arrangement {
  return { shown: FIRST[kind], widths: {} };
}

/** A column comes back to where it is usually found. */
export function toggled({ shown, widths }: Arrangement, id: ColumnId): Arrangement {
  if (shown.includes(id)) return { shown: shown.filter((other) => other !== id), widths };
  const before = IDS.slice(0, IDS.indexOf(id)).reverse();
  const neighbour = before.find((other) => shown.includes(other));
  const at = neighbour === undefined ? 0 : shown.indexOf(neighbour) + 1;
  return { shown: [...shown.slice(0, at), id, ...shown.slice(at)], widths };
}
/** `to` counts the columns as they stand before the move. */
export function moved({ shown, widths }: Arrangement, id: ColumnId, to: number): Arrangement {
  const from = shown.indexOf(id);
  const rest = shown.filter((other) => other !== id);
  const at = Math.max(0, Math.min(rest.length, to > from ? to - 1 : to));
  return { shown: [...rest.slice(0, at), id, ...rest.slice(at)], widths };
}
export function resized({ shown, widths }: Arrangement, id: ColumnId, width: number): Arrangement {
  return { shown, widths: { ...widths, [id]: Math.round(Math.max(COLUMNS[id].min, Math.min(900, width))) } };
}

const GAP = 12;

/**
 * The columns that fit into the room, in their order, with widths that fill it. The least important are left out first; a
 * width the listener set is kept as far as there is room for the others, and those that grow share what is left.
 */
export function fitted({ shown, widths }: Arrangement, room: number): { id: ColumnId; width: number }[] {
  const least = (id: ColumnId): number => (COLUMNS[id].grows ? COLUMNS[id].min : (widths[id] ?? COLUMNS[id].width));
  const wanted = (id: ColumnId): number => widths[id] ?? least(id);
  let fits = shown.filter((id) => id in COLUMNS);
  const sum = (of: (id: ColumnId) => number): number => fits.reduce((total, id) => total + of(id) + GAP, -GAP);
  while (fits.length > 1 && sum(least) > room) {
    const first = fits.reduce((a, b) => (COLUMNS[b].rank < COLUMNS[a].rank ? b : a));
    fits = fits.filter((id) => id !== first);
  }
  const spare = room - sum(wanted);
  if (spare < 0) {
    // Wide columns give back what the others need.
    const given = sum(wanted) - sum(least);
    return fits.map((id) => {
      const back = given > 0 ? (-spare * (wanted(id) - least(id))) / given : 0;
      return { id, width: Math.max(0, Math.min(room, wanted(id) - back)) };
    });
  }
  const growing = fits.filter((id) => COLUMNS[id].grows && widths[id] === undefined);
  // When every width is set, the last name takes the rest; a table of figures alone ends early.
  const takers = growing.length > 0 ? growing : fits.filter((id) => COLUMNS[id].grows).slice(-1);
  const share = takers.reduce((total, id) => total + COLUMNS[id].width, 0);
  return fits.map((id) => {
    const more = takers.includes(id) ? (spare * COLUMNS[id].width) / share : 0;
    return { id, width: Math.max(0, Math.min(room, wanted(id) + more)) };
  });
}
