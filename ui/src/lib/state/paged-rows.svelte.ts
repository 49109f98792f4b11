import { SvelteMap } from 'svelte/reactivity';

type Page<T> = { rows: T[]; generation: number };
type Fetch<T> = (offset: number, limit: number) => Promise<{ total: number; rows: T[] }>;

/** So many pages are kept; the ones farthest from what is seen go first. */
const KEPT_PAGES = 60;

/**
 * A long list of which only windows are here. `need` asks for what is seen; `refresh` marks everything old but keeps
 * it on screen until its replacement has come; `reset` forgets it at once, and answers still on their way are dropped.
 */
export class PagedRows<T> {
  total = $state(0);
  /** False until the first answer: an empty list is not an answer yet. */
  known = $state(false);
  #pages = new SvelteMap<number, Page<T>>();
  #pending = new Map<number, { generation: number; done: Promise<void> }>();
  #generation = 0;
  #epoch = 0;
  #seen: [first: number, last: number] = [0, 0];

  constructor(
    readonly fetch: Fetch<T>,
    readonly failed: (error: unknown) => void,
    readonly pageSize = 100,
  ) {}

  row(index: number): T | undefined {
    return this.#pages.get(Math.floor(index / this.pageSize))?.rows[index % this.pageSize];
  }

  /** The rows that are here, with their places. */
  *loaded(): Generator<[number, T]> {
    for (const [page, { rows }] of this.#pages) {
      for (const [at, row] of rows.entries()) yield [page * this.pageSize + at, row];
    }
  }

  /** Resolves when all of these rows are here. */
  async need(first: number, last: number): Promise<void> {
    this.#seen = [Math.floor(Math.max(0, first) / this.pageSize), Math.floor(Math.max(0, last) / this.pageSize)];
    const loads: Promise<void>[] = [];
    for (let page = this.#seen[0]; page <= this.#seen[1]; page++) loads.push(this.#load(page));
    await Promise.all(loads);
  }

  /** Resolves when what is seen is fresh again. */
  refresh(): Promise<void> {
    this.#generation++;
    return this.need(this.#seen[0] * this.pageSize, this.#seen[1] * this.pageSize);
  }

  reset(): void {
    this.#epoch++;
    this.#generation++;
    this.#pages.clear();
    this.#pending.clear();
    this.known = false;
    this.#seen = [0, 0];
    void this.need(0, 0);
  }

  async #load(page: number): Promise<void> {
    const generation = this.#generation;
    if (this.#pages.get(page)?.generation === generation) return;
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
      this.total = answer.total;
      this.known = true;
      this.#pages.set(page, { rows: answer.rows, generation });
      this.#evict();
    } catch (error) {
      if (epoch === this.#epoch) this.failed(error);
    }
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
