import { SvelteMap } from 'svelte/reactivity';
import type { Backend } from '../ipc/backend';
import type { Overview, SortKey, TrackRow, TrackView } from '../ipc/types';
import type { Notices } from './notices.svelte';
import { PagedRows } from './paged-rows.svelte';
import { Selection } from './selection.svelte';
import type { Chosen } from './chosen';

/** The program looks at so many hits of a search; nobody reads further. */
const SEARCH_LIMIT = 1000;

/** The shelf: folders, the view of all tracks, and what is selected in it. */
export class Library {
  overview = $state.raw<Overview | null>(null);
  view = $state.raw<TrackView>({ query: '', sort: 'artist', descending: false });
  readonly rows: PagedRows<TrackRow>;
  readonly selection = new Selection((place) => this.rows.row(place)?.id);
  /** The listener's last word on a like; rows fetched earlier do not know it yet. */
  #likes = new SvelteMap<number, boolean>();
  #overviewWanted = 0;

  constructor(
    readonly backend: Backend,
    readonly notices: Notices,
  ) {
    this.rows = new PagedRows((offset, limit) => backend.listTracks(this.view, offset, limit), notices.failed, {
      settled: () => this.#settled(),
    });
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

  #settled(): void {
    const { rows, selection } = this;
    const ids = new Map([...rows.fresh()].map(([place, row]) => [place, row.id]));
    if (!selection.follow(ids, rows.total)) selection.letGo(rows.total);
  }

  /** A folder was added and nothing of it is here yet. */
  get reading(): boolean {
    return this.overview !== null && this.overview.tracks === 0 && this.overview.folders.some((folder) => folder.state === 'new');
  }
  /** There may be more hits than were looked at. */
  get searchIsFull(): boolean {
    return this.view.query.trim() !== '' && this.rows.total >= SEARCH_LIMIT;
  }

  search(query: string): void {
    this.#look({ ...this.view, query });
  }
  sort(sort: SortKey): void {
    this.#look({ ...this.view, sort, descending: this.view.sort === sort ? !this.view.descending : false });
  }
  #look(view: TrackView): void {
    this.view = view;
    this.selection.clear();
    this.rows.reset();
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
