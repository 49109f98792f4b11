import { SvelteSet } from 'svelte/reactivity';
import type { AppError } from '../ipc/types';

type Held = { shift: boolean; ctrl: boolean };
/** Asks the program for the keys of the rows from `first` to `last`. */
type Ask = (first: number, last: number) => Promise<number[]>;

/**
 * Which rows of a list are selected: one active row, an anchor, and any number of selected ones. Rows are pointed at by
 * place, which is what is drawn and what keys move by. What stood at each place is remembered by its key, so that the
 * selection follows its rows when the list moves beneath it, and is let go rather than left on others.
 */
export class Selection {
  active = $state(-1);
  readonly rows = new SvelteSet<number>();
  #anchor = -1;
  #keys = new Map<number, number>();

  /** `keyAt` tells what stands at a place, if that row is here. */
  constructor(readonly keyAt: (place: number) => number | undefined) {}

  get size(): number {
    return this.rows.size;
  }

  has(index: number): boolean {
    return this.rows.has(index);
  }

  /** A click: alone it selects one row, with ctrl it adds or takes away, with shift it draws a range. */
  click(index: number, held: Held): void {
    if (held.shift) this.extend(index);
    else if (held.ctrl) this.#toggle(index);
    else this.only(index);
  }

  only(index: number): void {
    this.rows.clear();
    this.rows.add(index);
    this.active = this.#anchor = index;
    this.#note();
  }

  extend(index: number): void {
    const from = Math.max(0, this.#anchor);
    this.rows.clear();
    for (let i = Math.min(from, index); i <= Math.max(from, index); i++) this.rows.add(i);
    this.active = index;
    this.#note();
  }

  #toggle(index: number): void {
    if (!this.rows.delete(index)) this.rows.add(index);
    this.active = this.#anchor = index;
    this.#note();
  }

  all(count: number): void {
    for (let i = 0; i < count; i++) this.rows.add(i);
    this.#note();
  }

  clear(): void {
    this.rows.clear();
    this.active = this.#anchor = -1;
    this.#keys.clear();
  }

  /** Nothing is selected any more, but the keyboard goes on from where it was. */
  letGo(total: number): void {
    this.rows.clear();
    this.#keys.clear();
    this.active = this.#anchor = Math.min(this.active, total - 1);
  }

  /** Whether all of it is among these rows. */
  isAmong(rows: ReadonlyMap<number, number>): boolean {
    return (this.active < 0 || rows.has(this.active)) && [...this.rows].every((place) => rows.has(place));
  }

  sorted(): number[] {
    return [...this.rows].sort((a, b) => a - b);
  }

  /** What is selected when this is called, as a question to ask later: keys in list order, those never seen included. */
  gather(ask: Ask): () => Promise<number[]> {
    const places = this.sorted();
    const keys = new Map(this.#keys);
    return async () => {
      if (places.every((place) => keys.has(place))) return places.map((place) => keys.get(place) as number);
      const first = places[0] as number;
      const found = await ask(first, places.at(-1) as number);
      const there = places.map((place) => found[place - first]);
      // A list that has moved since holds others at these places.
      const moved = places.some((place, i) => there[i] === undefined || (keys.get(place) ?? there[i]) !== there[i]);
      if (moved) throw { code: 'notFound', message: 'The list has changed' } satisfies AppError;
      return there as number[];
    };
  }

  /**
   * Called when rows have come, with what is where now and how many rows there are. False when that does not tell where
   * a selected row went; `complete` says that the map is the whole list, and what is not in it is gone.
   */
  follow(rows: ReadonlyMap<number, number>, total: number, complete = false): boolean {
    if (this.rows.size === 0 && this.active < 0) return true;
    const places = new Map([...rows].map(([place, key]) => [key, place]));
    const moved = (place: number, key: number): boolean =>
      place >= total || (rows.get(place) ?? key) !== key || (places.get(key) ?? place) !== place;
    if (![...this.#keys].some(([place, key]) => moved(place, key))) {
      for (const [place, key] of rows) if (this.#points(place) && !this.#keys.has(place)) this.#keys.set(place, key);
      return true;
    }
    const kept = [...this.rows];
    if (kept.some((place) => !this.#keys.has(place))) {
      this.letGo(total);
      return true;
    }
    const now = (place: number): number | undefined => places.get(this.#keys.get(place) ?? -1);
    if (!complete && kept.some((place) => now(place) === undefined)) return false;
    const active = Math.min(now(this.active) ?? this.active, total - 1);
    const anchor = now(this.#anchor) ?? active;
    const there = kept.map(now).filter((place) => place !== undefined);
    this.rows.clear();
    for (const place of there) this.rows.add(place);
    this.active = active;
    this.#anchor = anchor;
    this.#keys = new Map();
    for (const [place, key] of rows) if (this.#points(place)) this.#keys.set(place, key);
    return true;
  }

  #points(place: number): boolean {
    return this.rows.has(place) || place === this.active || place === this.#anchor;
  }

  /** Remembers what stands where something was just selected. */
  #note(): void {
    const before = this.#keys;
    this.#keys = new Map();
    for (const place of [...this.rows, this.active, this.#anchor]) {
      const key = this.keyAt(place) ?? before.get(place);
      if (key !== undefined) this.#keys.set(place, key);
    }
  }
}
