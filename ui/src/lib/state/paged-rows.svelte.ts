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
  #pending = new Map<number, number>();
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

  need(first: number, last: number): void {
    this.#seen = [Math.floor(Math.max(0, first) / this.pageSize), Math.floor(Math.max(0, last) / this.pageSize)];
    for (let page = this.#seen[0]; page <= this.#seen[1]; page++) void this.#load(page);
  }

  refresh(): void {
    this.#generation++;
    this.need(this.#seen[0] * this.pageSize, this.#seen[1] * this.pageSize);
  }

  reset(): void {
    this.#epoch++;
    this.#generation++;
    this.#pages.clear();
    this.#pending.clear();
    this.known = false;
    this.#seen = [0, 0];
    this.need(0, 0);
  }

  async #load(page: number): Promise<void> {
    const generation = this.#generation;
    const epoch = this.#epoch;
    if (this.#pages.get(page)?.generation === generation || this.#pending.get(page) === generation) return;
    this.#pending.set(page, generation);
    try {
      const answer = await this.fetch(page * this.pageSize, this.pageSize);
      if (epoch !== this.#epoch) return;
      this.total = answer.total;
      this.known = true;
      this.#pages.set(page, { rows: answer.rows, generation });
      this.#evict();
    } catch (error) {
      if (epoch === this.#epoch) this.failed(error);
    } finally {
      if (this.#pending.get(page) === generation) this.#pending.delete(page);
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
