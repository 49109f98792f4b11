import type { QueueOrigin, ShuffleMode } from '../types';
import type { Random } from './random';

export type Item = { itemId: number; trackId: number; origin: QueueOrigin };
/** Where what played was when an edit came. */
export type Place = { positionMs: number; running: boolean };
type Snapshot = { items: Item[]; current: number | null; place: Place };

const UNDO_STEPS = 50;
const START: Place = { positionMs: 0, running: true };

/** The queue as plain data, with undo. The current item is held by id, so that edits around it do not move it. */
export class Queue {
  items: Item[] = [];
  current: number | null = null;
  revision = 0;
  #nextId = 1;
  #undo: Snapshot[] = [];
  #redo: Snapshot[] = [];
  #unshuffled: Item[] | null = null;

  get canUndo(): boolean {
    return this.#undo.length > 0;
  }
  get canRedo(): boolean {
    return this.#redo.length > 0;
  }
  get currentIndex(): number {
    return this.items.findIndex((item) => item.itemId === this.current);
  }
  get currentItem(): Item | null {
    return this.items[this.currentIndex] ?? null;
  }
  get yours(): number {
    const boundary = this.items.findIndex((item) => item.origin === 'automatic');
    return boundary < 0 ? this.items.length : boundary;
  }

  make(trackIds: number[], origin: QueueOrigin = 'yours'): Item[] {
    return trackIds.map((trackId) => ({ itemId: this.#nextId++, trackId, origin }));
  }

  /** Runs an edit as one step that can be undone. */
  edit(change: () => void, place: Place = START): void {
    this.#undo.push({ items: [...this.items], current: this.current, place });
    if (this.#undo.length > UNDO_STEPS) this.#undo.shift();
    this.#redo = [];
    change();
    this.revision++;
  }

  /** Both answer where the tracks that came back had been. */
  undo(place: Place = START): Place {
    return this.#step(this.#undo, this.#redo, place);
  }
  redo(place: Place = START): Place {
    return this.#step(this.#redo, this.#undo, place);
  }
  #step(from: Snapshot[], to: Snapshot[], place: Place): Place {
    const snapshot = from.pop();
    if (!snapshot) return place;
    to.push({ items: [...this.items], current: this.current, place });
    this.items = [...snapshot.items];
    this.current = snapshot.current;
    this.revision++;
    return snapshot.place;
  }

  replace(trackIds: number[], startIndex: number): void {
    this.items = this.make(trackIds);
    this.current = this.items[startIndex]?.itemId ?? null;
    this.#unshuffled = null;
  }

  // Not `splice`, whose arguments are too few for a whole library.
  #insert(at: number, items: Item[]): void {
    this.items = [...this.items.slice(0, at), ...items, ...this.items.slice(at)];
  }

  insertAfterCurrent(items: Item[]): void {
    this.#insert(this.currentIndex + 1, items);
  }

  insertAt(index: number, items: Item[]): void {
    this.#insert(index, items);
  }

  append(items: Item[]): void {
    this.#insert(this.yours, items);
  }

  remove(itemIds: Set<number>): void {
    const index = this.currentIndex;
    const gone = this.current !== null && itemIds.has(this.current);
    if (gone) {
      const after = this.items.slice(index).find((item) => !itemIds.has(item.itemId));
      this.current = after?.itemId ?? null;
    }
    this.items = this.items.filter((item) => !itemIds.has(item.itemId));
  }

  move(itemIds: Set<number>, toIndex: number): void {
    const moving = this.items.filter((item) => itemIds.has(item.itemId));
    const rest = this.items.filter((item) => !itemIds.has(item.itemId));
    const boundary = rest.filter((item) => item.origin === 'yours').length;
    // An automatic item dragged above the boundary becomes the listener's own, and what is the listener's own stops at it.
    if (toIndex <= boundary) {
      const placed = moving.map((item) => ({ ...item, origin: 'yours' as const }));
      this.items = [...rest.slice(0, toIndex), ...placed, ...rest.slice(toIndex)];
    } else {
      const [mine, theirs] = [moving.filter(({ origin }) => origin === 'yours'), moving.filter(({ origin }) => origin === 'automatic')];
      this.items = [...rest.slice(0, boundary), ...mine, ...rest.slice(boundary, toIndex), ...theirs, ...rest.slice(toIndex)];
    }
  }

  /** `albumOf` names the album of a track; its tracks stay together and in order when albums are shuffled. */
  shuffle(mode: ShuffleMode, random: Random, albumOf: (trackId: number) => string): void {
    this.#backInOrder();
    if (mode !== 'off') {
      this.#unshuffled = [...this.items];
      const { head, tail } = this.#parts();
      const yours = tail.filter((item) => item.origin === 'yours');
      const groups = new Map<string, Item[]>();
      for (const item of yours) {
        const name = mode === 'albums' ? albumOf(item.trackId) : String(item.itemId);
        groups.set(name, [...(groups.get(name) ?? []), item]);
      }
      this.items = [...head, ...random.shuffle([...groups.values()]).flat(), ...tail.filter((item) => item.origin === 'automatic')];
    }
    this.revision++;
  }
  #parts(): { head: Item[]; tail: Item[] } {
    const at = this.currentIndex + 1;
    return { head: this.items.slice(0, at), tail: this.items.slice(at) };
  }
  #backInOrder(): void {
    if (!this.#unshuffled) return;
    const place = new Map(this.#unshuffled.map((item, index) => [item.itemId, index]));
    const at = (item: Item): number => place.get(item.itemId) ?? Number.MAX_SAFE_INTEGER;
    const { head, tail } = this.#parts();
    this.items = [...head, ...tail.sort((a, b) => at(a) - at(b))];
    this.#unshuffled = null;
  }
}
