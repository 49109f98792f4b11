import { contains } from './lasso';
import type { Point } from './frame';

const SIDE = 128;
/** Cells are 512 steps wide. */
const SHIFT = 9;
const cellOf = (at: number): number => Math.min(SIDE - 1, Math.max(0, at >> SHIFT));

/** Points sorted into cells, to find those at a place without looking at all of them. */
export class PointGrid {
  /** Where the points of each cell begin in `#order`. */
  #starts = new Uint32Array(SIDE * SIDE + 1);
  #order: Uint32Array;

  constructor(
    readonly x: Uint16Array,
    readonly y: Uint16Array,
  ) {
    const starts = this.#starts;
    const cells = Uint16Array.from(x, (at, i) => (cellOf(y[i] as number) * SIDE + cellOf(at)));
    for (const cell of cells) starts[cell + 1] = (starts[cell + 1] as number) + 1;
    for (let cell = 0; cell < SIDE * SIDE; cell++) starts[cell + 1] = (starts[cell + 1] as number) + (starts[cell] as number);
    const next = starts.slice();
    this.#order = new Uint32Array(x.length);
    cells.forEach((cell, i) => {
      this.#order[next[cell] as number] = i;
      next[cell] = (next[cell] as number) + 1;
    });
  }

  #each(low: Point, high: Point, use: (index: number) => void): void {
    const [left, right] = [cellOf(low.x), cellOf(high.x)];
    for (let row = cellOf(low.y); row <= cellOf(high.y); row++) {
      const from = this.#starts[row * SIDE + left] as number;
      const to = this.#starts[row * SIDE + right + 1] as number;
      for (let at = from; at < to; at++) use(this.#order[at] as number);
    }
  }

  /** The point nearest to a place, not further away than so many pixels; `across` and `up` are pixels for one step. */
  nearest(place: Point, across: number, up: number, reach: number): number | null {
    let best: number | null = null;
    let least = reach * reach;
    const [dx, dy] = [reach / across, reach / up];
    this.#each({ x: place.x - dx, y: place.y - dy }, { x: place.x + dx, y: place.y + dy }, (index) => {
      const away = (((this.x[index] as number) - place.x) * across) ** 2 + (((this.y[index] as number) - place.y) * up) ** 2;
      if (away <= least) [best, least] = [index, away];
    });
    return best;
  }

  /** Those inside a closed line, the nearest to a place first. */
  inside(line: readonly Point[], from: Point): number[] {
    if (line.length < 3) return [];
    const low = { x: Math.min(...line.map(({ x }) => x)), y: Math.min(...line.map(({ y }) => y)) };
    const high = { x: Math.max(...line.map(({ x }) => x)), y: Math.max(...line.map(({ y }) => y)) };
    const found: number[] = [];
    this.#each(low, high, (index) => {
      if (contains(line, this.x[index] as number, this.y[index] as number)) found.push(index);
    });
    return this.#sorted(found, from);
  }

  /** The points nearest to one of them, which comes first. */
  around(index: number, count: number): number[] {
    const from = { x: this.x[index] as number, y: this.y[index] as number };
    // Squares of cells that grow until they surely hold enough: what lies in the corners of one may be further than what lies beside it.
    for (let reach = 1 << SHIFT; ; reach *= 2) {
      const found: number[] = [];
      this.#each({ x: from.x - reach, y: from.y - reach }, { x: from.x + reach, y: from.y + reach }, (one) => {
        if (one !== index && this.#away(one, from) <= reach * reach) found.push(one);
      });
      if (found.length >= count || reach > SIDE << SHIFT) return [index, ...this.#sorted(found, from).slice(0, count)];
    }
  }

  #away(index: number, { x, y }: Point): number {
    return ((this.x[index] as number) - x) ** 2 + ((this.y[index] as number) - y) ** 2;
  }
  #sorted(indexes: number[], from: Point): number[] {
    const away = new Map(indexes.map((index) => [index, this.#away(index, from)]));
    return indexes.sort((a, b) => (away.get(a) as number) - (away.get(b) as number) || a - b);
  }
}
