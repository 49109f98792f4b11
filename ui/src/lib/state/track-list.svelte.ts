import type { Backend } from '../ipc/backend';
import type { SortBy, TrackPage, TrackRow, TrackView } from '../ipc/types';
import type { Chosen } from './chosen';
import type { Notices } from './notices.svelte';
import { PagedRows } from './paged-rows.svelte';
import { Selection } from './selection.svelte';

/** Tracks of some view: windows of its rows, what is selected among them, and how far the list was scrolled. */
export class TrackList {
  view = $state.raw<TrackView>() as TrackView;
  readonly rows: PagedRows<TrackRow>;
  readonly selection: Selection;
  /** Null: at its top. */
  scrollTop: number | null = null;
  /** What the rows were read at; not drawn. */
  #readAt = '';

  constructor(
    readonly backend: Backend,
    notices: Notices,
    view: TrackView,
  ) {
    this.view = view;
    this.selection = new Selection((place) => this.rows.row(place)?.id);
    this.rows = new PagedRows((offset, limit) => backend.listTracks(this.view, offset, limit), notices.failed, { settled: () => this.#settled() });
  }

  #settled(): void {
    const { rows, selection } = this;
    const ids = new Map([...rows.fresh()].map(([place, row]) => [place, row.id]));
    if (!selection.follow(ids, rows.total)) selection.letGo(rows.total);
  }

  /** Reads again what was read in an earlier `state` of the library, and what was never read. */
  catchUp(state: string): void {
    if (this.#readAt === state || state.startsWith('-')) return;
    if (this.#readAt !== '') void this.rows.refresh();
    else if (!this.rows.known && !this.rows.asking) this.rows.reset();
    this.#readAt = state;
  }

  get filtered(): boolean {
    return this.view.query !== '';
  }
  filter(query: string): void {
    if (query !== this.view.query) this.look({ ...this.view, query });
  }
  sort(sort: SortBy[]): void {
    this.look({ ...this.view, sort });
  }
  /** `first` is the window at the top of the view, where it came with something else. */
  look(view: TrackView, first?: TrackPage): void {
    this.view = view;
    this.scrollTop = null;
    this.selection.clear();
    this.rows.reset(first);
  }

  /** What is selected now, to be named at once; ids of rows that never were on screen are asked for when they are used. */
  chosen(): Chosen {
    const { selection, view } = this;
    const only = selection.size === 1 ? this.rows.row(selection.sorted()[0] as number) : undefined;
    const ids = selection.gather(async (first, last) => (await this.backend.viewIds(view)).slice(first, last + 1));
    return { count: selection.size, track: only ?? null, ids };
  }

  /** Any track of the view. */
  async anyTrack(random: number): Promise<number | null> {
    const page = await this.backend.listTracks(this.view, Math.floor(random * this.rows.total), 1);
    return page.rows[0]?.id ?? null;
  }
}
