import type { SortBy, SortKey } from '../lib/ipc/types';
import type { Settings } from '../lib/state/settings.svelte';
import type { TrackList } from '../lib/state/track-list.svelte';
import { COLUMNS, firstArrangement, fitted, moved, resized, toggled, type Arrangement, type ColumnId } from './columns';
import type { TableKind } from './track-list-here';

const SORT_KEYS = 4;
const PADDING = 28;
const TOOLS = 60;
const GAPS = 24;

/** The columns of one table and its order, remembered for all tables of its kind. */
export class TableLayout {
  /** How wide the table is. */
  room = $state(0);
  /** A width while its edge is dragged: remembered once it is let go. */
  #draft = $state.raw<Arrangement | null>(null);

  constructor(
    readonly kind: TableKind,
    readonly settings: Settings,
    readonly list: TrackList,
  ) {}

  get arrangement(): Arrangement {
    return this.#draft ?? this.settings.view(`${this.kind} columns`, firstArrangement(this.kind));
  }
  /** Room for the place in the list: more digits in longer ones. */
  readonly number = $derived.by(() => (this.list.rows.total >= 10_000 ? 60 : 40));
  readonly columns = $derived.by(() => fitted(this.arrangement, this.room - PADDING - GAPS - this.number - TOOLS));
  readonly template = $derived(`${this.number}px ${this.columns.map(({ width }) => `${width.toFixed(2)}px`).join(' ')} ${TOOLS}px`);

  shows(id: ColumnId): boolean {
    return this.columns.some((column) => column.id === id);
  }

  toggle(id: ColumnId): void {
    this.#arrange(toggled(this.arrangement, id));
  }
  move(id: ColumnId, to: number): void {
    this.#arrange(moved(this.arrangement, id, to));
  }
  /** One place to the left or right among the columns that are seen. */
  step(id: ColumnId, by: 1 | -1): void {
    const at = this.columns.findIndex((column) => column.id === id);
    const beside = this.columns[at + by];
    if (!beside) return;
    this.move(id, this.arrangement.shown.indexOf(beside.id) + (by > 0 ? 1 : 0));
  }
  resize(id: ColumnId, width: number, done: boolean): void {
    const arrangement = resized(this.arrangement, id, width);
    if (done) this.#arrange(arrangement);
    else this.#draft = arrangement;
  }
  keep(): void {
    if (this.#draft) this.#arrange(this.#draft);
  }
  widthOf(id: ColumnId): number {
    return this.columns.find((column) => column.id === id)?.width ?? COLUMNS[id].width;
  }
  reset(): void {
    this.#arrange(firstArrangement(this.kind));
  }
  #arrange(arrangement: Arrangement): void {
    this.#draft = null;
    this.settings.setView(`${this.kind} columns`, arrangement);
  }

  get sort(): readonly SortBy[] {
    return this.list.view.sort;
  }
  /** Up, then down, then not at all; a further key comes after those there are. */
  sortBy(key: SortKey, further: boolean): void {
    const at = this.sort.findIndex((by) => by.key === key);
    const own = this.sort[at];
    const next = own === undefined ? { key, descending: false } : own.descending ? null : { key, descending: true };
    let sort: SortBy[] = next ? [next] : [];
    if (further && at < 0) sort = [...this.sort, { key, descending: false }].slice(0, SORT_KEYS);
    else if (further) sort = next ? this.sort.with(at, next) : this.sort.filter((by) => by.key !== key);
    this.list.sort(sort);
    this.settings.setView(`${this.kind} sort`, sort);
  }
}
