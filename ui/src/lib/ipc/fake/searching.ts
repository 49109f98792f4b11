import { fold } from '../../fold';
import type { PlaylistRow, SearchResults, TrackRow } from '../types';
import type { Catalogue } from './catalogue';
import type { Shelf } from './shelf';

const SHOWN = 12;
/** Shorter words have too many neighbours to guess among. */
const GUESSED_FROM = 4;

/** Insertions, deletions, changes and swaps of neighbours between two words; 3 stands for "too far". */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  const rows = [Array.from({ length: b.length + 1 }, (_, i) => i)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (rows[i - 1]?.[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min(change, (rows[i - 1]?.[j] as number) + 1, (row[j - 1] as number) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, (rows[i - 2]?.[j - 2] as number) + 1);
      row.push(best);
    }
    rows.push(row);
  }
  return Math.min(3, rows[a.length]?.[b.length] as number);
}

/** Everything at once: artists, albums, playlists and tracks; a query that finds nothing is tried again as it may have been meant. */
export function search(catalogue: Catalogue, shelf: Shelf, playlists: readonly PlaylistRow[], query: string, limit: number): SearchResults {
  const asTyped = look(catalogue, shelf, playlists, query, limit);
  if (asTyped.trackTotal + asTyped.albums.length + asTyped.artists.length + asTyped.playlists.length > 0) return asTyped;
  const meant = corrected(catalogue.tracks, query);
  return meant === null ? asTyped : { ...look(catalogue, shelf, playlists, meant, limit), query, corrected: meant };
}

function look(catalogue: Catalogue, shelf: Shelf, playlists: readonly PlaylistRow[], query: string, limit: number): SearchResults {
  const hits = catalogue.view({ scope: { kind: 'all' }, query, sort: [] });
  const words = fold(query).split(/\s+/).filter(Boolean);
  const plain = words.length > 0 && words.every((word) => !/^\w+:/.test(word));
  const named = (name: string): boolean => plain && words.every((word) => fold(name).includes(word));
  const starts = (name: string): number => (fold(name).startsWith(words[0] ?? '') ? 0 : 1);
  return {
    query,
    corrected: null,
    tracks: hits.slice(0, limit).map((index) => catalogue.tracks[index] as TrackRow),
    trackTotal: hits.length,
    albums: shelf.albums.filter(({ title, artist }) => named(title) || named(artist ?? '')).sort((a, b) => starts(a.title) - starts(b.title) || b.plays - a.plays).slice(0, SHOWN),
    artists: shelf.artists.filter(({ name }) => named(name)).sort((a, b) => starts(a.name) - starts(b.name) || b.plays - a.plays).slice(0, SHOWN),
    playlists: playlists.filter(({ name }) => named(name)).sort((a, b) => starts(a.name) - starts(b.name)).slice(0, SHOWN),
  };
}

/** The known words nearest to those typed; null when some word is near to none. */
function corrected(tracks: readonly TrackRow[], query: string): string | null {
  const known = new Set(tracks.flatMap((track) => [track.artist, track.album, track.title].flatMap((text) => text.toLowerCase().split(/[\s,.]+/))));
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const meant = words.map((word) => {
    const typed = fold(word);
    let best: [distance: number, word: string] = [3, ''];
    for (const candidate of known) {
      const folded = fold(candidate);
      if (folded.startsWith(typed)) return candidate;
      if (typed.length < GUESSED_FROM || folded.length < 3) continue;
      const far = distance(typed, folded);
      if (far < best[0]) best = [far, candidate];
    }
    return best[0] < 3 ? best[1] : null;
  });
  return words.length > 0 && !meant.includes(null) ? meant.join(' ') : null;
}
