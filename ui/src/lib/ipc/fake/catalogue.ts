import type { SortKey, TrackRow, TrackView } from '../types';
import { fold } from './library';

const TEXT: Record<'title' | 'artist' | 'album', (track: TrackRow) => string> = {
  title: (track) => fold(track.title),
  artist: (track) => fold(track.albumArtist),
  album: (track) => fold(track.album),
};
const NUMBER: Record<Exclude<SortKey, keyof typeof TEXT>, (track: TrackRow) => number> = {
  year: (track) => track.year ?? 0,
  duration: (track) => track.durationMs,
  added: (track) => track.id,
  plays: (track) => track.plays,
};

/** As many hits as the program looks at. */
const SEARCH_LIMIT = 1000;

/** Views of the library: sorted and searched row numbers, remembered until the library changes. */
export class Catalogue {
  #orders = new Map<string, number[]>();
  #haystack: string[] = [];

  constructor(readonly tracks: TrackRow[]) {}

  forget(): void {
    this.#orders.clear();
    this.#haystack = [];
  }

  view(view: TrackView): number[] {
    const key = `${view.query}\n${view.sort}\n${view.descending}`;
    const known = this.#orders.get(key);
    if (known) return known;
    const order = view.query.trim() ? this.#search(view.query) : this.#sorted(view.sort, view.descending);
    if (this.#orders.size > 12) this.#orders.clear();
    this.#orders.set(key, order);
    return order;
  }

  #sorted(sort: SortKey, descending: boolean): number[] {
    const order = this.tracks.map((_, index) => index);
    const compare = sort in TEXT ? this.#byText(sort as keyof typeof TEXT) : this.#byNumber(sort as keyof typeof NUMBER);
    order.sort(compare);
    return descending ? order.reverse() : order;
  }

  /** Ties keep the order of the shelf: artist, album, track. */
  #byText(sort: keyof typeof TEXT): (a: number, b: number) => number {
    const keys = this.tracks.map((track) =>
      sort === 'artist' ? `${TEXT.artist(track)}\u0000${TEXT.album(track)}` : TEXT[sort](track),
    );
    return (a, b) => {
      const x = keys[a] as string;
      const y = keys[b] as string;
      return x < y ? -1 : x > y ? 1 : a - b;
    };
  }

  #byNumber(sort: keyof typeof NUMBER): (a: number, b: number) => number {
    const keys = this.tracks.map(NUMBER[sort]);
    return (a, b) => (keys[a] as number) - (keys[b] as number) || a - b;
  }

  #search(query: string): number[] {
    if (this.#haystack.length === 0) {
      this.#haystack = this.tracks.map((t) => fold(`${t.title}\u0001${t.artist}\u0001${t.album}\u0001${t.genres.join(' ')}`));
    }
    const words = fold(query).split(/\s+/).filter(Boolean);
    const hits: { index: number; rank: number }[] = [];
    this.#haystack.forEach((text, index) => {
      if (!words.every((word) => text.includes(word))) return;
      const first = words[0] ?? '';
      hits.push({ index, rank: text.startsWith(first) ? 0 : text.split('\u0001')[0]?.includes(first) ? 1 : 2 });
    });
    return hits.sort((a, b) => a.rank - b.rank || a.index - b.index).map((hit) => hit.index).slice(0, SEARCH_LIMIT);
  }
}
