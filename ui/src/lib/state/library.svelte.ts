import { SvelteMap } from 'svelte/reactivity';
import type { Backend } from '../ipc/backend';
import type { Overview, SortKey, TrackRow, TrackView } from '../ipc/types';
import type { Notices } from './notices.svelte';
import { PagedRows } from './paged-rows.svelte';
import { Selection } from './selection.svelte';

/** A selection is fetched in pieces of this size when it has to leave the list. */
const GATHER_CHUNK = 1000;

/** The shelf: folders, the view of all tracks, and what is selected in it. */
export class Library {
  overview = $state.raw<Overview | null>(null);
  view = $state.raw<TrackView>({ query: '', sort: 'artist', descending: false });
  readonly rows: PagedRows<TrackRow>;
  readonly selection = new Selection();
  /** The listener's last word on a like; rows fetched earlier do not know it yet. */
  #likes = new SvelteMap<number, boolean>();
  #overviewWanted = 0;
  #selectedIds = new Map<number, number>();

  constructor(
    readonly backend: Backend,
    readonly notices: Notices,
  ) {
    this.rows = new PagedRows((offset, limit) => backend.listTracks(this.view, offset, limit), notices.failed);
  }

  async start(): Promise<void> {
    this.rows.reset();
    await this.loadOverview();
  }

  /** One at a time: changes that come while an answer is on its way are covered by one more question. */
  async loadOverview(): Promise<void> {
    this.#overviewWanted++;
    if (this.#overviewWanted > 1) return;
    do {
      this.#overviewWanted = 1;
      await this.notices.attempt(this.backend.overview().then((overview) => (this.overview = overview)));
    } while (this.#overviewWanted > 1);
    this.#overviewWanted = 0;
  }

  changed(): void {
    void this.rows.refresh();
    void this.loadOverview();
  }

  /** Rows may have moved under a selection made by place: let go of it rather than act on other tracks. */
  checkSelection(): void {
    for (const [index, id] of this.#selectedIds) {
      const row = this.rows.row(index);
      if (row && row.id !== id) return this.clearSelection();
    }
  }
  rememberSelection(): void {
    this.#selectedIds.clear();
    for (const index of this.selection.rows) {
      const row = this.rows.row(index);
      if (row) this.#selectedIds.set(index, row.id);
    }
  }
  clearSelection(): void {
    this.selection.clear();
    this.#selectedIds.clear();
  }

  search(query: string): void {
    this.#look({ ...this.view, query });
  }
  sort(sort: SortKey): void {
    this.#look({ ...this.view, sort, descending: this.view.sort === sort ? !this.view.descending : false });
  }
  #look(view: TrackView): void {
    this.view = view;
    this.clearSelection();
    this.rows.reset();
  }

  /** The selected tracks in view order, those not on screen included. */
  async selected(): Promise<TrackRow[]> {
    const wanted = this.selection.sorted();
    const found: TrackRow[] = [];
    for (let at = 0; at < wanted.length; ) {
      const first = wanted[at] as number;
      const chunk = wanted.slice(at).filter((index) => index < first + GATHER_CHUNK);
      const here = chunk.map((index) => this.rows.row(index));
      const rows = here.every((row) => row !== undefined) ? here : await this.#gather(first, chunk);
      found.push(...rows.filter((row) => row !== undefined));
      at += chunk.length;
    }
    return found;
  }
  async #gather(first: number, chunk: number[]): Promise<(TrackRow | undefined)[]> {
    const page = await this.backend.listTracks(this.view, first, (chunk.at(-1) ?? first) - first + 1);
    return chunk.map((index) => page.rows[index - first]);
  }

  isLiked(track: TrackRow): boolean {
    return this.#likes.get(track.id) ?? track.liked;
  }
  async setLiked(track: TrackRow, liked: boolean): Promise<void> {
    const before = this.isLiked(track);
    this.#likes.set(track.id, liked);
    if (!(await this.notices.attempt(this.backend.setLiked(track.id, liked)))) this.#likes.set(track.id, before);
  }
  toggleLike(track: TrackRow): void {
    void this.setLiked(track, !this.isLiked(track));
  }

  async chooseFolder(): Promise<void> {
    if (await this.notices.attempt(this.backend.chooseFolder())) await this.loadOverview();
  }
  async addFolders(paths: string[]): Promise<void> {
    if (await this.notices.attempt(this.backend.addFolders(paths))) await this.loadOverview();
  }
  async openDemo(): Promise<void> {
    if (await this.notices.attempt(this.backend.openDemo())) await this.loadOverview();
  }
  async removeFolder(id: number): Promise<void> {
    if (await this.notices.attempt(this.backend.removeFolder(id))) await this.loadOverview();
  }
  rescan(): void {
    void this.notices.attempt(this.backend.rescan());
  }
}
