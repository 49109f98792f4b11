import { SvelteMap } from 'svelte/reactivity';

type Page<T> = { rows: T[]; generation: number };
type Window<T> = { total: number; rows: T[] };
type Fetch<T> = (offset: number, limit: number) => Promise<Window<T>>;
type Options = {
  pageSize?: number;
  /** Called when all that is seen is here and up to date. */
  settled?: () => void;
};

/** So many pages are kept; the ones farthest from what is seen go first. */
const KEPT_PAGES = 60;

/**
 * A long list of which only windows are here. `need` asks for what is seen; `refresh` marks everything old but keeps
 * it on screen until its replacement has come; `reset` begins another list and drops answers still on their way.
 */
export class PagedRows<T> {
  total = $state(0);
  /** False until the first answer: an empty list is not an answer yet. */
  known = $state(false);
  /** Grows with every refresh: what was learnt in an earlier one may be old. */
  generation = 0;
  readonly pageSize: number;
  readonly #settled: () => void;
  #pages = new SvelteMap<number, Page<T>>();
  #pending = new Map<number, { generation: number; done: Promise<void> }>();
  #epoch = 0;
  /** The generation of the answer that gave `total`. */
  #counted = 0;
  #seen: [first: number, last: number] = [0, 0];

  constructor(
    readonly fetch: Fetch<T>,
    readonly failed: (error: unknown) => void,
    { pageSize = 100, settled = () => {} }: Options = {},
  ) {
    this.pageSize = pageSize;
    this.#settled = settled;
  }

  /** Whether an answer is on its way. */
  get asking(): boolean {
    return this.#pending.size > 0;
  }

  row(index: number): T | undefined {
    return this.#pages.get(Math.floor(index / this.pageSize))?.rows[index % this.pageSize];
  }

  /** The rows that are here, old ones too. */
  *here(): Generator<T> {
    for (const { rows } of this.#pages.values()) yield* rows;
  }

  /** The rows that are here and up to date, with their places. */
  *fresh(): Generator<[number, T]> {
    for (const [page, { rows, generation }] of this.#pages) {
      if (generation !== this.generation) continue;
      for (const [at, row] of rows.entries()) yield [page * this.pageSize + at, row];
    }
  }

  /** Resolves when all of these rows are here. */
  async need(first: number, last: number): Promise<void> {
    this.#seen = [Math.floor(Math.max(0, first) / this.pageSize), Math.floor(Math.max(0, last) / this.pageSize)];
    const { generation } = this;
    const loads: Promise<void>[] = [];
    for (let page = this.#seen[0]; page <= this.#seen[1]; page++) {
      if (this.#pages.get(page)?.generation !== generation) loads.push(this.#load(page));
    }
    if (loads.length === 0) return;
    await Promise.all(loads);
    if (generation === this.generation) this.#settled();
  }

  /** Resolves when what is seen is fresh again. */
  refresh(): Promise<void> {
    this.generation++;
    return this.need(this.#seen[0] * this.pageSize, this.#seen[1] * this.pageSize);
  }

  /**
   * Until the first rows of the other list have come, those of this one stand: to change a row costs much less than to
   * empty and fill it. `first` is the window at its top, where that is here already.
   */
  reset(first?: Window<T>): void {
    this.#epoch++;
    this.generation++;
    this.#pending.clear();
    this.known = false;
    this.#seen = [0, 0];
    if (first) this.#take(0, first, this.generation);
    else void this.need(0, 0);
  }

  async #load(page: number): Promise<void> {
    const { generation } = this;
    const pending = this.#pending.get(page);
    if (pending?.generation === generation) return pending.done;
    const done = this.#ask(page, generation);
    this.#pending.set(page, { generation, done });
    await done;
    if (this.#pending.get(page)?.generation === generation) this.#pending.delete(page);
  }

  async #ask(page: number, generation: number): Promise<void> {
    const epoch = this.#epoch;
    try {
      const answer = await this.fetch(page * this.pageSize, this.pageSize);
      // An answer that was overtaken by a fresher one, or belongs to another view, is dropped.
      if (epoch !== this.#epoch || generation < (this.#pages.get(page)?.generation ?? 0)) return;
      this.#take(page, answer, generation);
    } catch (error) {
      if (epoch !== this.#epoch) return;
      if (!this.known) this.#pages.clear();
      this.failed(error);
    }
  }

  #take(page: number, { total, rows }: Window<T>, generation: number): void {
    if (!this.known) this.#pages.clear();
    this.#pages.set(page, { rows, generation });
    this.#evict();
    // The rows of an older question still fill a gap, but a newer answer knows better how many there are.
    if (generation < this.#counted) return;
    this.#counted = generation;
    this.total = total;
    this.known = true;
  }

  #evict(): void {
    const [first, last] = this.#seen;
    const distance = (page: number): number => (page < first ? first - page : Math.max(0, page - last));
    while (this.#pages.size > KEPT_PAGES) {
      const farthest = [...this.#pages.keys()].reduce((a, b) => (distance(b) > distance(a) ? b : a));
      this.#pages.delete(farthest);
    }
  }
}
