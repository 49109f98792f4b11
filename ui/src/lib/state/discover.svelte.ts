import type { Backend } from '../ipc/backend';
import type { Lens, MixesView, SimilarView, TrackRow } from '../ipc/types';
import type { Notices } from './notices.svelte';
import type { Player } from './player.svelte';
import type { Settings } from './settings.svelte';

const SIMILAR_ROWS = 30;
const LENS = 'similar.lens';
/** Ways of being alike, as a menu lists them. */
export const LENSES = ['blend', 'sound', 'mood', 'clusters', 'coPlay', 'sequence', 'latent', 'graph', 'taste', 'lyrics'] as const satisfies readonly Lens[];

/** Similar tracks and the daily mixes. A folded panel asks for nothing; it catches up when it opens. */
export class Discover {
  similar = $state.raw<SimilarView | null>(null);
  mixes = $state.raw<MixesView | null>(null);
  /** A seed kept by the listener; without one the list follows the playing track. */
  pinned = $state.raw<TrackRow | null>(null);
  /** True while the answer for another seed is on its way; the rows of the last one stand meanwhile. */
  waiting = $state(false);
  chosenMix = $state(1);
  #request = 0;
  #loadingMixes = false;
  /** The day on which mixes were last asked for because it had begun. */
  #day = '';
  #similarDirty = true;
  #mixesDirty = true;
  /** Grows when more can be compared than before. */
  indexRevision = $state(0);
  /** The mixes are drawn elsewhere than in their panel. */
  #mixesWanted = false;

  constructor(
    readonly backend: Backend,
    readonly player: Player,
    readonly settings: Settings,
    readonly notices: Notices,
  ) {}

  get lens(): Lens {
    const kept = this.settings.view<string>(LENS, 'blend');
    return LENSES.find((lens) => lens === kept) ?? 'blend';
  }
  set lens(lens: Lens) {
    this.settings.setView(LENS, lens);
    this.#markSimilar();
  }

  seedChanged(): void {
    if (this.pinned === null) this.#markSimilar();
  }

  pin(track: TrackRow | null): void {
    this.pinned = track;
    this.#markSimilar();
  }

  /** "Show similar" on any row: keeps that seed and opens the panel. */
  show(track: TrackRow): void {
    if (this.settings.isFolded('similar')) this.settings.toggleFolded('similar');
    this.pin(track);
  }

  /** Analysis moves on: an answer that was incomplete may be better now. */
  libraryChanged(): void {
    if (this.similar?.state !== 'ready') this.#markSimilar();
    if (this.mixes?.state !== 'ready') this.mixesChanged();
  }

  /** More can be compared than when the question was asked. */
  indexChanged(): void {
    this.indexRevision++;
    this.#markSimilar();
  }

  mixesChanged(): void {
    this.#mixesDirty = true;
    this.catchUp();
  }

  /** The window is looked at or used on this day (`YYYY-MM-DD`): yesterday's mixes are over. Asked once a day, whatever the answer. */
  usedOn(day: string): void {
    if (this.mixes === null || this.mixes.day === day || this.#day === day) return;
    this.#day = day;
    this.mixesChanged();
  }

  /** Called when a panel opens. */
  catchUp(): void {
    if (this.#similarDirty && !this.settings.isFolded('similar')) void this.#loadSimilar();
    if (this.#mixesDirty && this.#mixesSeen) void this.#loadMixes();
  }

  get #mixesSeen(): boolean {
    return this.#mixesWanted || !this.settings.isFolded('dailyMix');
  }
  /** The mixes are drawn elsewhere than in their panel, until the returned function is called. */
  want(): () => void {
    this.#mixesWanted = true;
    this.catchUp();
    return () => (this.#mixesWanted = false);
  }

  regenerate(): void {
    void this.notices.attempt(this.backend.regenerateMixes());
  }

  setBalance(percent: number): void {
    void this.notices.attempt(this.backend.setMixBalance(percent));
  }
  setMixPinned(number: number, pinned: boolean): void {
    void this.notices.attempt(this.backend.pinMix(number, pinned));
  }

  #markSimilar(): void {
    this.#similarDirty = true;
    // An answer still on its way belongs to another seed by now.
    this.#request++;
    this.catchUp();
  }

  async #loadSimilar(): Promise<void> {
    const request = ++this.#request;
    this.#similarDirty = false;
    this.waiting = true;
    try {
      const view = await this.backend.similar(this.pinned?.id ?? null, this.lens, SIMILAR_ROWS);
      if (request === this.#request) this.similar = view;
    } catch (error) {
      if (request === this.#request) this.notices.failed(error);
    } finally {
      if (request === this.#request) this.waiting = false;
    }
  }

  /** One at a time, so that no older answer comes last: what changes meanwhile is covered by one more question. */
  async #loadMixes(): Promise<void> {
    if (this.#loadingMixes) return;
    this.#loadingMixes = true;
    while (this.#mixesDirty && this.#mixesSeen) {
      this.#mixesDirty = false;
      await this.notices.attempt(this.backend.dailyMixes().then((mixes) => this.#showMixes(mixes)));
    }
    this.#loadingMixes = false;
  }
  #showMixes(view: MixesView): void {
    this.mixes = view;
    if (!view.mixes.some((mix) => mix.number === this.chosenMix)) this.chosenMix = view.mixes[0]?.number ?? 1;
  }
}
