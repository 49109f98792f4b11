import { SvelteSet } from 'svelte/reactivity';

type Held = { shift: boolean; ctrl: boolean };

/** Which rows of a list are selected, by place: one active row, an anchor, and any number of selected ones. */
export class Selection {
  active = $state(-1);
  readonly rows = new SvelteSet<number>();
  #anchor = -1;

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
  }

  extend(index: number): void {
    const from = Math.max(0, this.#anchor);
    this.rows.clear();
    for (let i = Math.min(from, index); i <= Math.max(from, index); i++) this.rows.add(i);
    this.active = index;
  }

  #toggle(index: number): void {
    if (!this.rows.delete(index)) this.rows.add(index);
    this.active = this.#anchor = index;
  }

  all(count: number): void {
    for (let i = 0; i < count; i++) this.rows.add(i);
  }

  clear(): void {
    this.rows.clear();
    this.active = this.#anchor = -1;
  }

  /** After rows went away: the active row stays as near as it can. */
  keepWithin(count: number): void {
    const active = Math.min(this.active, count - 1);
    if (active < 0) this.clear();
    else this.only(active);
  }

  sorted(): number[] {
    return [...this.rows].sort((a, b) => a - b);
  }
}
