import type { Backend } from '../ipc/backend';
import type { HearingView, HistoryRow, Lyrics, Period, Statistics } from '../ipc/types';
import type { Chosen } from './chosen';
import type { Notices } from './notices.svelte';
import { PagedRows } from './paged-rows.svelte';
import { Selection } from './selection.svelte';

/** Words of a track are few and small: those of the last ones heard stay. */
const LYRICS_KEPT = 12;

/** What was listened to: history in windows, and what it adds up to. Nothing is asked for before a page is open. */
export class Listened {
  readonly history: PagedRows<HistoryRow>;
  readonly selection = new Selection((place) => this.history.row(place)?.playId);
  period = $state<Period>('month');
  statistics = $state.raw<Statistics | null>(null);
  #lyrics = new Map<number, Promise<Lyrics | null>>();
  #asked = 0;
  #watched = new Set<'history' | 'statistics'>();

  constructor(
    readonly backend: Backend,
    readonly notices: Notices,
  ) {
    this.history = new PagedRows((offset, limit) => backend.history(offset, limit), notices.failed, {
      settled: () => this.#settled(),
    });
  }

  /** A new play comes first and moves all others: the selection follows. */
  #settled(): void {
    const { history, selection } = this;
    const plays = new Map([...history.fresh()].map(([place, row]) => [place, row.playId]));
    if (!selection.follow(plays, history.total)) selection.letGo(history.total);
  }

  /** The selected plays as tracks; what has left the library is not among them. */
  chosen(): Chosen {
    const { history, selection } = this;
    const only = selection.size === 1 ? history.row(selection.sorted()[0] as number) : undefined;
    const plays = selection.gather(async (first, last) => {
      const page = await this.backend.history(first, last - first + 1);
      return page.rows.map(({ playId }) => playId);
    });
    const places = selection.sorted();
    const ids = async (): Promise<number[]> => {
      const wanted = await plays();
      const tracks = new Map([...history.here()].map((row) => [row.playId, row.track]));
      if (wanted.some((play) => !tracks.has(play))) {
        const first = places[0] ?? 0;
        const page = await this.backend.history(first, (places.at(-1) ?? 0) - first + 1);
        for (const row of page.rows) tracks.set(row.playId, row.track);
      }
      return wanted.flatMap((play) => tracks.get(play)?.id ?? []);
    };
    return { count: selection.size, track: only?.track ?? null, ids };
  }

  /** Another track plays: what was left is history by now. */
  trackChanged(): void {
    if (this.#watched.has('history')) void this.history.refresh();
    if (this.#watched.has('statistics')) void this.#loadStatistics();
  }

  /** Kept up to date until the returned function is called. */
  watch(what: 'history' | 'statistics'): () => void {
    this.#watched.add(what);
    if (what === 'statistics') void this.#loadStatistics();
    else if (this.history.known) void this.history.refresh();
    else this.history.reset();
    return () => this.#watched.delete(what);
  }

  choose(period: Period): void {
    this.period = period;
    void this.#loadStatistics();
  }
  async #loadStatistics(): Promise<void> {
    const asked = ++this.#asked;
    await this.notices.attempt(
      this.backend.statistics(this.period).then((statistics) => {
        // An answer about another period is overtaken.
        if (asked === this.#asked) this.statistics = statistics;
      }),
    );
  }

  /** The words of a track; one that cannot be asked about has none. */
  lyrics(trackId: number): Promise<Lyrics | null> {
    const known = this.#lyrics.get(trackId);
    if (known) return known;
    const asked = this.backend.lyrics(trackId).catch(() => null);
    this.#lyrics.set(trackId, asked);
    const oldest = this.#lyrics.keys().next().value;
    if (this.#lyrics.size > LYRICS_KEPT && oldest !== undefined) this.#lyrics.delete(oldest);
    return asked;
  }
  /** What the ear made of a track; null until it is analysed, or where nobody can say. */
  hearing(trackId: number): Promise<HearingView> {
    return this.backend.hearing(trackId).catch(() => ({ heard: null, never: true }));
  }
  /** A file of words may have been added or taken away. */
  libraryChanged(): void {
    this.#lyrics.clear();
  }
}
