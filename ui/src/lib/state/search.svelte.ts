import type { Backend } from '../ipc/backend';
import type { SearchResults, SortBy, TrackPage, TrackView } from '../ipc/types';
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
  #request = 0;
  #asked: string | null = null;
  #first: TrackPage | null = null;
  #watched = false;
  /** The library has changed since the answer. */
  #stale = false;

  constructor(
    readonly backend: Backend,
    readonly notices: Notices,
    readonly settings: Settings,
  ) {
    this.tracks = new TrackList(backend, notices, this.#viewOf(''), (view, offset, limit) => this.#window(view, offset, limit));
  }

  async look(query: string): Promise<void> {
    const wanted = query.trim();
    if (wanted === this.#asked) return;
    this.#asked = wanted;
    this.#stale = false;
    const request = ++this.#request;
    if (wanted === '') {
      this.results = null;
      return;
    }
    try {
      const results = await this.backend.search(wanted, FIRST_TRACKS);
      if (request !== this.#request) return;
      this.results = results;
      this.#first = { total: results.trackTotal, offset: 0, rows: results.tracks };
      this.tracks.look(this.#viewOf(results.corrected ?? wanted));
    } catch (error) {
      if (request === this.#request) this.notices.failed(error);
    }
  }
  /** The library changed: the same question may have another answer. */
  again(): void {
    this.#stale = true;
    if (this.#watched && this.#asked) void this.#catchUp(this.#asked);
  }
  /** Kept up to date until the returned function is called. */
  watch(): () => void {
    this.#watched = true;
    if (this.#stale && this.#asked) void this.#catchUp(this.#asked);
    return () => (this.#watched = false);
  }
  /** Another answer to the same question: the list stays where it stands, and reads its rows again by itself. */
  async #catchUp(query: string): Promise<void> {
    const request = ++this.#request;
    this.#stale = false;
    await this.notices.attempt(
      this.backend.search(query, FIRST_TRACKS).then((results) => {
        if (request !== this.#request) return;
        const before = this.results;
        this.results = results;
        const meant = results.corrected ?? query;
        if (before === null || meant !== this.tracks.view.query) this.tracks.look(this.#viewOf(meant));
      }),
    );
  }
  /** In the order in which the results were last put. */
  #viewOf(query: string): TrackView {
    return { scope: { kind: 'all' }, query, sort: this.settings.view<SortBy[]>('search sort', []) };
  }

  async #window(view: TrackView, offset: number, limit: number): Promise<TrackPage> {
    const first = this.#first;
    this.#first = null;
    return first && offset === 0 && view.sort.length === 0 ? first : this.backend.listTracks(view, offset, limit);
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
    const query = this.#asked;
    if (!query || query.length < 2 || !this.found) return;
    this.settings.setView(RECENT, [query, ...this.recent.filter((other) => other !== query)].slice(0, RECENT_KEPT));
  }
  forgetRecent(): void {
    this.settings.setView(RECENT, []);
  }
}
