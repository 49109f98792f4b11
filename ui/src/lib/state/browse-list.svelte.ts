import type { Notices } from './notices.svelte';
import { PagedRows } from './paged-rows.svelte';

/** Albums or artists of some query: windows of them, and where the listener stood among them. */
export class BrowseList<Row, Query extends { query: string }> {
  query = $state.raw<Query>() as Query;
  readonly rows: PagedRows<Row>;
  /** Where the wall of them stands: the active tile and how far it is scrolled. */
  readonly kept: { active: number; offset: number | null } = { active: -1, offset: null };
  #readAt = -1;

  constructor(
    notices: Notices,
    query: Query,
    readonly fetch: (query: Query, offset: number, limit: number) => Promise<{ total: number; rows: Row[] }>,
  ) {
    this.query = query;
    this.rows = new PagedRows((offset, limit) => fetch(this.query, offset, limit), notices.failed);
  }

  /** Reads again what was read in an earlier state of the library. */
  catchUp(revision: number): void {
    if (this.#readAt === revision || revision < 0) return;
    if (this.#readAt < 0) this.rows.reset();
    else void this.rows.refresh();
    this.#readAt = revision;
  }
  get filtered(): boolean {
    return this.query.query !== '';
  }
  look(change: Partial<Query>): void {
    this.query = { ...this.query, ...change };
    this.kept.active = -1;
    this.kept.offset = null;
    this.rows.reset();
  }

  /** The place of the next row that begins so, from one on and round; -1 when none that is here does. */
  find(from: number, begins: (row: Row) => boolean): number {
    const { rows } = this;
    for (let i = 0; i < rows.total; i++) {
      const at = (from + i) % rows.total;
      const row = rows.row(at);
      if (row !== undefined && begins(row)) return at;
    }
    return -1;
  }
  /** The first row of a sorted list of which `before` is no longer true, by a handful of questions. */
  async halve(before: (row: Row) => boolean): Promise<{ at: number; row: Row } | null> {
    const ask = async (at: number): Promise<Row | undefined> => this.rows.row(at) ?? (await this.fetch(this.query, at, 1)).rows[0];
    let low = 0;
    let high = this.rows.total;
    while (low < high) {
      const middle = (low + high) >> 1;
      const row = await ask(middle);
      if (row === undefined) return null;
      if (before(row)) low = middle + 1;
      else high = middle;
    }
    const row = low < this.rows.total ? await ask(low) : undefined;
    return row === undefined ? null : { at: low, row };
  }
}
