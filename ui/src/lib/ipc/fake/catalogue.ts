import { fold } from '../../fold';
import type { Scope, SortBy, SortKey, TrackRow, TrackView } from '../types';
import type { Shelf } from './shelf';

type TextKey = 'title' | 'artist' | 'album' | 'albumArtist' | 'genre' | 'composer' | 'codec' | 'path';
const TEXT: Record<TextKey, (track: TrackRow) => string> = {
  title: (track) => fold(track.title),
  artist: (track) => `${fold(track.artist)}\u0000${fold(track.album)}`,
  album: (track) => fold(track.album),
  albumArtist: (track) => `${fold(track.albumArtist)}\u0000${fold(track.album)}`,
  genre: (track) => fold(track.genres[0] ?? ''),
  composer: (track) => fold(track.composer),
  codec: (track) => fold(track.codec),
  path: (track) => track.path,
};
const NUMBER: Record<Exclude<SortKey, TextKey>, (track: TrackRow) => number> = {
  year: (track) => track.year ?? 0,
  duration: (track) => track.durationMs,
  added: (track) => track.addedAt,
  plays: (track) => track.plays,
  lastPlayed: (track) => track.lastPlayedAt ?? 0,
  stars: (track) => track.stars,
  trackNumber: (track) => (track.discNumber ?? 0) * 1000 + (track.trackNumber ?? 0),
  match: (track) => track.match ?? -1,
};

/** As many hits as the program looks at. */
const SEARCH_LIMIT = 1000;
type Compare = (a: number, b: number) => number;

/** Views of the library: sorted and searched row numbers, remembered until the library changes. */
export class Catalogue {
  #orders = new Map<string, number[]>();
  #haystack: string[] = [];

  /** `listed` are the ids of a playlist's tracks, in its order. */
  constructor(
    readonly tracks: TrackRow[],
    readonly shelf: () => Shelf,
    readonly listed: (playlist: number) => readonly number[] = () => [],
  ) {}

  forget(): void {
    this.#orders.clear();
    this.#haystack = [];
  }

  view(view: TrackView): number[] {
    const key = JSON.stringify(view);
    const known = this.#orders.get(key);
    if (known) return known;
    let order = this.#within(view.scope);
    const query = view.query.trim();
    if (query) order = this.#found(query, order, view);
    if (view.sort.length > 0) order = [...order].sort(this.#compare(view.sort));
    if (this.#orders.size > 12) this.#orders.clear();
    // Likeness is to what plays now, which changes without the library.
    if (!view.sort.some(({ key }) => key === 'match')) this.#orders.set(key, order);
    return order;
  }

  /** In the scope's own order. */
  #within(scope: Scope): number[] {
    const { tracks } = this;
    const rows = (keep: (track: TrackRow) => boolean): number[] => tracks.flatMap((track, index) => (keep(track) ? [index] : []));
    const shelf = this.#byShelf;
    switch (scope.kind) {
      case 'all':
        return rows(() => true).sort(this.#compare([{ key: 'artist', descending: false }]));
      case 'album':
        return rows((track) => track.albumId === scope.id).sort(this.#compare([{ key: 'trackNumber', descending: false }]));
      case 'artist': {
        const name = this.shelf().artistNames.get(scope.id);
        return rows((track) => track.artist === name || track.albumArtist === name).sort(shelf);
      }
      case 'genre': {
        const name = this.shelf().genreNames.get(scope.id);
        return rows((track) => name !== undefined && track.genres.includes(name)).sort(shelf);
      }
      case 'year':
        return rows((track) => track.year === scope.year).sort(shelf);
      case 'folder':
        return rows((track) => track.path.startsWith(`${scope.key}/`)).sort(this.#compare([{ key: 'path', descending: false }]));
      case 'playlist':
        return this.listed(scope.id).map((id) => id - 1);
      case 'liked':
        return rows((track) => track.liked).reverse();
    }
  }
  #byShelf: Compare = (a, b) => a - b;

  /** Ties keep the order they stood in. */
  #compare(sort: readonly SortBy[]): Compare {
    const keys = sort.map(({ key, descending }) => {
      const of: (track: TrackRow) => string | number = key in TEXT ? TEXT[key as TextKey] : NUMBER[key as keyof typeof NUMBER];
      return { values: this.tracks.map(of), sign: descending ? -1 : 1 };
    });
    return (a, b) => {
      for (const { values, sign } of keys) {
        const x = values[a] as string;
        const y = values[b] as string;
        if (x !== y) return x < y ? -sign : sign;
      }
      return a - b;
    };
  }

  #found(query: string, among: number[], view: TrackView): number[] {
    if (this.#haystack.length === 0) {
      this.#haystack = this.tracks.map((t) => fold(`${t.title}\u0001${t.artist}\u0001${t.album}\u0001${t.genres.join(' ')}`));
    }
    const words = fold(query).split(/\s+/).filter(Boolean);
    const hits = among.flatMap((index) => {
      const text = this.#haystack[index] as string;
      if (!words.every((word) => this.#matches(word, index, text))) return [];
      const first = words[0] ?? '';
      return [{ index, rank: text.startsWith(first) ? 0 : text.split('\u0001')[0]?.includes(first) ? 1 : 2 }];
    });
    if (view.scope.kind !== 'all') return hits.map((hit) => hit.index);
    return hits.sort((a, b) => a.rank - b.rank || a.index - b.index).map((hit) => hit.index).slice(0, SEARCH_LIMIT);
  }
  /** A word anywhere, or in one field when it says which. */
  #matches(word: string, index: number, text: string): boolean {
    const [, field, value = ''] = /^(artist|album|genre|year):(.*)$/.exec(word) ?? [];
    const track = this.tracks[index] as TrackRow;
    if (field === 'artist') return fold(`${track.artist} ${track.albumArtist}`).includes(value);
    if (field === 'album') return fold(track.album).includes(value);
    if (field === 'genre') return fold(track.genres.join(' ')).includes(value);
    if (field === 'year') return String(track.year ?? '').startsWith(value);
    return text.includes(word);
  }
}
