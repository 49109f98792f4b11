import type { Backend } from '../ipc/backend';
import type { SearchResults, SortBy, TrackView } from '../ipc/types';
import type { Notices } from './notices.svelte';
import type { Settings } from './settings.svelte';
import { TrackList } from './track-list.svelte';

/** As many tracks come with the first answer as the list asks for at once. */
const FIRST_TRACKS = 100;
const RECENT = 'searches';
const RECENT_KEPT = 8;

/** Everything that matches what is typed. The tracks of the answer are the first window of the list below it. */
export class Search {
  results = $state.raw<SearchResults | null>(null);
  readonly tracks: TrackList;
  #wanted = '';
  /** What is wanted is not answered as the library is now, nor asked. */
  #due = false;
  /** Ends when all that was asked is answered. */
  #asking: Promise<void> | null = null;
  #watched = false;

  constructor(
    readonly backend: Backend,
    readonly notices: Notices,
    readonly settings: Settings,
  ) {
    this.tracks = new TrackList(backend, notices, this.#viewOf(''));
  }

  look(query: string): void {
    const wanted = query.trim();
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    if (wanted === '') this.results = null;
    this.#due = wanted !== '';
    this.#ask();
  }
  /** Resolves when what is shown is the answer to what was asked last. */
  async settled(): Promise<void> {
    await this.#asking;
  }
  /** The library changed: the same question may have another answer. */
  again(): void {
    this.#due = this.#wanted !== '';
    if (this.#watched) this.#ask();
  }
  /** Kept up to date until the returned function is called. */
  watch(): () => void {
    this.#watched = true;
    this.#ask();
    return () => (this.#watched = false);
  }
  #ask(): void {
    if (this.#due) this.#asking ??= this.#askInTurn();
  }
  /** One question at a time: of all that is typed until its answer comes, only the last is asked. */
  async #askInTurn(): Promise<void> {
    while (this.#due) {
      this.#due = false;
      const query = this.#wanted;
      try {
        const results = await this.backend.search(query, FIRST_TRACKS);
        if (query === this.#wanted) this.#show(results);
      } catch (error) {
        if (query === this.#wanted) this.notices.failed(error);
      }
    }
    // Here and not when the promise is seen to be done: what is asked in between would be lost.
    this.#asking = null;
  }
  #show(results: SearchResults): void {
    const view = this.#viewOf(results.corrected ?? this.#wanted);
    const { tracks: rows, trackTotal: total } = results;
    // To the same question the list stays where it stands, and reads its rows again by itself.
    const same = this.results !== null && view.query === this.tracks.view.query;
    this.results = results;
    if (!same) this.tracks.look(view, view.sort.length === 0 ? { total, offset: 0, rows } : undefined);
  }
  /** In the order in which the results were last put. */
  #viewOf(query: string): TrackView {
    return { scope: { kind: 'all' }, query, sort: this.settings.view<SortBy[]>('search sort', []) };
  }

  get found(): boolean {
    const { results } = this;
    return results !== null && results.trackTotal + results.albums.length + results.artists.length + results.playlists.length > 0;
  }

  get recent(): string[] {
    return this.settings.view<string[]>(RECENT, []);
  }
  /** A search that led somewhere. */
  remember(): void {
    const query = this.results?.query ?? '';
    // What was typed after it is not answered yet.
    if (query.length < 2 || query !== this.#wanted || !this.found) return;
    this.settings.setView(RECENT, [query, ...this.recent.filter((other) => other !== query)].slice(0, RECENT_KEPT));
  }
  forgetRecent(): void {
    this.settings.setView(RECENT, []);
  }
}
