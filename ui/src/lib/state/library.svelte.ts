import { SvelteMap } from 'svelte/reactivity';
import type { Backend } from '../ipc/backend';
import type { Feedback, Overview, TrackRow } from '../ipc/types';
import type { Notices } from './notices.svelte';

/** The shelf as a whole: its folders and figures, and what the listener thinks of its tracks. */
export class Library {
  overview = $state.raw<Overview | null>(null);
  /** Grows with every change of the library: a list that was read earlier is old. Below zero nothing may be asked yet. */
  revision = $state(-1);
  /** The listener's last word on a like or on stars; rows fetched earlier do not know it yet. */
  #likes = new SvelteMap<number, boolean>();
  #stars = new SvelteMap<number, number>();
  #overviewWanted = 0;
  #choosing = false;
  /** Called when tracks have come or gone, which a like or a play is not. */
  shelfChanged: () => void = () => {};

  constructor(
    readonly backend: Backend,
    readonly notices: Notices,
  ) {}

  /** One at a time: changes that come while an answer is on its way are covered by one more question. */
  async loadOverview(): Promise<void> {
    this.#overviewWanted++;
    if (this.#overviewWanted > 1) return;
    do {
      this.#overviewWanted = 1;
      await this.notices.attempt(this.backend.overview().then((overview) => this.#know(overview)));
    } while (this.#overviewWanted > 1);
    this.#overviewWanted = 0;
  }

  #know(overview: Overview): void {
    const before = this.overview;
    this.overview = overview;
    if (before !== null && (before.tracks !== overview.tracks || before.missing !== overview.missing)) this.shelfChanged();
  }

  changed(): void {
    this.revision++;
    void this.loadOverview();
  }

  /** A folder was added and nothing of it is here yet. */
  get reading(): boolean {
    return this.overview !== null && this.overview.tracks === 0 && this.overview.folders.some((folder) => folder.state === 'new');
  }
  isLiked(track: TrackRow): boolean {
    return this.#likes.get(track.id) ?? track.liked;
  }
  toggleLike(track: TrackRow): void {
    void this.setLiked([track.id], !this.isLiked(track));
  }
  /** What is not known of a track that is not here is not put back when the command fails. */
  setLiked(ids: readonly number[], liked: boolean): Promise<boolean> {
    return this.#mark(this.#likes, ids, liked, this.backend.setLiked([...ids], liked));
  }

  starsOf(track: TrackRow): number {
    return this.#stars.get(track.id) ?? track.stars;
  }
  setStars(ids: readonly number[], stars: number): Promise<boolean> {
    return this.#mark(this.#stars, ids, stars, this.backend.setStars([...ids], stars));
  }

  /** Shown at once, taken back if the program refuses. */
  async #mark<Value>(marks: SvelteMap<number, Value>, ids: readonly number[], value: Value, command: Promise<void>): Promise<boolean> {
    const before = ids.map((id) => marks.get(id));
    for (const id of ids) marks.set(id, value);
    const done = await this.notices.attempt(command);
    if (done) return true;
    ids.forEach((id, at) => {
      const value = before[at];
      if (value === undefined) marks.delete(id);
      else marks.set(id, value);
    });
    return false;
  }

  /** Answers with the way back to what had been said of each before; null when it could not be said. */
  async teach(ids: readonly number[], feedback: Feedback | null): Promise<(() => Promise<boolean>) | null> {
    const before = new Map<Feedback | null, number[]>();
    const taught = await this.notices.attempt(
      this.backend.listFeedback().then((rows) => {
        const former = new Map(rows.map((row) => [row.track.id, row.feedback]));
        for (const id of ids) {
          const said = former.get(id) ?? null;
          before.set(said, [...(before.get(said) ?? []), id]);
        }
        return this.backend.setFeedback([...ids], feedback);
      }),
    );
    if (!taught) return null;
    return () => this.notices.attempt(Promise.all([...before].map(([said, these]) => this.backend.setFeedback(these, said))));
  }

  async chooseFolder(): Promise<void> {
    // One chooser at a time.
    if (this.#choosing) return;
    this.#choosing = true;
    const chosen = await this.notices.attempt(this.backend.chooseFolder());
    this.#choosing = false;
    if (chosen) await this.loadOverview();
  }
  async addFolders(paths: string[]): Promise<void> {
    if (await this.notices.attempt(this.backend.addFolders(paths))) await this.loadOverview();
  }
  /** Files and folders that were dropped on the window. */
  async open(paths: string[]): Promise<void> {
    // On an empty shelf it is the library that is dropped: a file stands for its folder then.
    if (this.overview?.folders.length === 0) return this.addFolders(paths);
    if (await this.notices.attempt(this.backend.openPaths(paths, true))) await this.loadOverview();
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
