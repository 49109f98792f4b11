import type { ImportReport, PlaylistRow } from '../types';
import type { AppError, TrackRow } from '../types';
import type { Kind } from './library';

/** An entry keeps its track by uid; `away` entries name a file that is not in the library now. */
export type Entry = { uid: string; trackId: number | null };
export type Playlist = { id: number; name: string; createdAt: number; entries: Entry[] };

const UNDO_STEPS = 50;
const DAY_MS = 86_400_000;
const notFound = (message: string): AppError => ({ code: 'notFound', message });

/** The playlists as plain data, with one undo over all of them, as the program keeps it. */
export class PlaylistShelf {
  lists: Playlist[] = [];
  #nextId = 1;
  #undo: Playlist[][] = [];
  #redo: Playlist[][] = [];

  of(id: number): Playlist {
    const list = this.lists.find((one) => one.id === id);
    if (!list) throw notFound(`No playlist ${id}`);
    return list;
  }

  /** Runs an edit as one step that can be undone. */
  edit<T>(change: () => T): T {
    const before = this.#copy();
    const result = change();
    this.#undo.push(before);
    if (this.#undo.length > UNDO_STEPS) this.#undo.shift();
    this.#redo = [];
    return result;
  }
  undo(): boolean {
    return this.#step(this.#undo, this.#redo);
  }
  redo(): boolean {
    return this.#step(this.#redo, this.#undo);
  }
  #step(from: Playlist[][], to: Playlist[][]): boolean {
    const lists = from.pop();
    if (!lists) return false;
    to.push(this.#copy());
    this.lists = lists;
    return true;
  }
  #copy(): Playlist[] {
    return this.lists.map((list) => ({ ...list, entries: [...list.entries] }));
  }

  create(name: string, entries: Entry[], createdAt: number): number {
    const id = this.#nextId++;
    this.lists.push({ id, name: name.trim() || 'Playlist', createdAt, entries });
    return id;
  }
  remove(id: number): void {
    this.of(id);
    this.lists = this.lists.filter((list) => list.id !== id);
  }
  move(id: number, toIndex: number): void {
    const list = this.of(id);
    const rest = this.lists.filter((one) => one.id !== id);
    rest.splice(toIndex, 0, list);
    this.lists = rest;
  }
  insert(id: number, entries: Entry[], at: number | null): void {
    const list = this.of(id);
    const place = at ?? list.entries.length;
    list.entries = [...list.entries.slice(0, place), ...entries, ...list.entries.slice(place)];
  }
  /** Refused when other tracks stand at these places by now. */
  #standing(id: number, places: number[], uids: string[]): Playlist {
    const list = this.of(id);
    if (places.some((place, i) => list.entries[place]?.uid !== uids[i])) throw notFound('The playlist has changed');
    return list;
  }
  take(id: number, places: number[], uids: string[]): void {
    const list = this.#standing(id, places, uids);
    const gone = new Set(places);
    list.entries = list.entries.filter((_, place) => !gone.has(place));
  }
  arrange(id: number, places: number[], uids: string[], to: number): void {
    const list = this.#standing(id, places, uids);
    const moving = new Set(places);
    const picked = list.entries.filter((_, place) => moving.has(place));
    const rest = list.entries.filter((_, place) => !moving.has(place));
    list.entries = [...rest.slice(0, to), ...picked, ...rest.slice(to)];
  }

  rows(trackOf: (id: number) => TrackRow): PlaylistRow[] {
    return this.lists.map(({ id, name, createdAt, entries }) => {
      const here = entries.flatMap((entry) => (entry.trackId === null ? [] : [trackOf(entry.trackId)]));
      return {
        id,
        name,
        createdAt,
        tracks: entries.length,
        totalMs: here.reduce((sum, track) => sum + track.durationMs, 0),
        covers: [...new Set(here.flatMap(({ coverHash }) => coverHash ?? []))].slice(0, 4),
        away: entries.length - here.filter((track) => !track.missing).length,
      };
    });
  }
}

/** What a listener of such a library might have put together. */
export function fillShelf(shelf: PlaylistShelf, kind: Kind, tracks: readonly TrackRow[], now: number): void {
  const entry = (track: TrackRow): Entry => ({ uid: track.uid, trackId: track.id });
  const every = (step: number, from: number, count: number): Entry[] =>
    Array.from({ length: count }, (_, i) => tracks[(from + i * step) % tracks.length] as TrackRow).map(entry);
  if (kind === '0') return;
  const sizes = kind === '100000' ? [184, 12_000, 41, 9, 320] : [9, 6, 12, 4, 14];
  const names = ['Rain on the window', 'Long drive', '夜に聴く', 'Кухня, воскресенье', 'For Núria'];
  names.forEach((name, i) => shelf.create(name, every(kind === '100000' ? 97 + i * 31 : 3 + i * 2, i * 5, sizes[i] as number), now - (30 + i * 61) * DAY_MS));
  // One file has left the library since.
  shelf.lists[0]?.entries.splice(3, 0, { uid: 'f'.repeat(32), trackId: null });
}

/** What an imported file brought: a playlist of what is here, and the lines that name nothing here. */
export function importInto(shelf: PlaylistShelf, tracks: readonly TrackRow[], now: number): ImportReport {
  const found = tracks.slice(0, 7).map((track) => ({ uid: track.uid, trackId: track.id }));
  const id = shelf.create('summer 2009', found, now);
  const lost = ['D:\\Music\\Old laptop\\Unknown Artist\\Track 03.mp3', '../ripped/The Quiet Ferry - Lanterns.flac'];
  return { playlists: [{ id, name: 'summer 2009', found: found.length, lost, lostCount: lost.length }] };
}
