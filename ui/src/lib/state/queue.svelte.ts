import { t } from '../../i18n/index.svelte';
import type { Backend } from '../ipc/backend';
import type { QueueRow, Source, TrackRow, TrackView } from '../ipc/types';
import type { Notices } from './notices.svelte';
import { PagedRows } from './paged-rows.svelte';
import { Selection } from './selection.svelte';

/** Everything about the queue but its rows. */
type Shape = { yours: number; currentIndex: number | null; remainingMs: number; totalMs: number; canUndo: boolean; canRedo: boolean };
const EMPTY: Shape = { yours: 0, currentIndex: null, remainingMs: 0, totalMs: 0, canUndo: false, canRedo: false };

/** A turn is over after this long even if nothing came of it, so that one lost answer does not stop all edits. */
const TURN_ENDS_MS = 400;

/** The queue: windows of its rows, and the edits, each of which can be undone. */
export class Queue {
  shape = $state.raw<Shape>(EMPTY);
  readonly selection = new Selection();
  readonly rows: PagedRows<QueueRow>;
  #revision = -1;
  #turn: Promise<void> = Promise.resolve();
  /** Called when a shape has come. */
  #arrived: () => void = () => {};

  constructor(
    readonly backend: Backend,
    readonly notices: Notices,
  ) {
    this.rows = new PagedRows((offset, limit) => this.#fetch(offset, limit), notices.failed);
  }

  async #fetch(offset: number, limit: number): Promise<{ total: number; rows: QueueRow[] }> {
    const view = await this.backend.queueWindow(offset, limit);
    // Answers may overtake one another: an older one gives its rows, which are asked for again, but not its shape.
    if (view.revision >= this.#revision) {
      this.#revision = view.revision;
      this.shape = view;
      this.#arrived();
    }
    return view;
  }

  get total(): number {
    return this.rows.total;
  }

  changed(): void {
    void this.rows.refresh();
  }

  /**
   * Edits one after another, each on the rows the last one left: a held key must not act on rows that are about to
   * move. A command is answered before the queue has changed, so a turn ends when a newer queue has been seen.
   */
  inTurn(edit: () => Promise<boolean>): void {
    this.#turn = this.#turn.then(async () => {
      const before = this.#revision;
      if (!(await edit())) return;
      const giveUp = performance.now() + TURN_ENDS_MS;
      await this.rows.refresh();
      while (this.#revision <= before && performance.now() < giveUp) {
        await new Promise<void>((resolve) => {
          this.#arrived = resolve;
          setTimeout(resolve, TURN_ENDS_MS);
        });
      }
    });
  }

  playView(view: TrackView, index: number): void {
    void this.#replace(this.backend.playView(view, index));
  }
  playMix(number: number, startIndex: number): void {
    void this.#replace(this.backend.playMix(number, startIndex));
  }
  async #replace(command: Promise<void>): Promise<void> {
    const had = this.total > 0;
    if ((await this.notices.attempt(command)) && had) this.#offerUndo(t('queueReplaced'));
  }

  playNow(tracks: TrackRow[], source: Source): void {
    void this.notices.attempt(this.backend.playNow(idsOf(tracks), source));
  }
  async playNext(tracks: TrackRow[], source: Source): Promise<void> {
    if (!(await this.notices.attempt(this.backend.playNext(idsOf(tracks), source)))) return;
    this.#offerUndo(t('playsNextNotice', { title: tracks[0]?.title ?? '', count: tracks.length }));
  }
  async append(tracks: TrackRow[], source: Source): Promise<void> {
    if (await this.notices.attempt(this.backend.append(idsOf(tracks), source))) {
      this.#offerUndo(t('addedCount', { count: tracks.length }));
    }
  }
  async appendMix(number: number, count: number): Promise<void> {
    if (await this.notices.attempt(this.backend.appendMix(number))) this.#offerUndo(t('addedCount', { count }));
  }

  jumpTo(itemId: number): void {
    void this.notices.attempt(this.backend.jumpTo(itemId));
  }
  async remove(itemIds: number[]): Promise<boolean> {
    if (itemIds.length === 0 || !(await this.notices.attempt(this.backend.removeItems(itemIds)))) return false;
    this.selection.keepWithin(this.total - itemIds.length);
    this.#offerUndo(t('removedCount', { count: itemIds.length }));
    return true;
  }
  async move(itemIds: number[], toIndex: number): Promise<boolean> {
    return this.notices.attempt(this.backend.moveItems(itemIds, toIndex));
  }
  async clear(): Promise<void> {
    if (await this.notices.attempt(this.backend.clearQueue())) this.#offerUndo(t('queueCleared'));
  }
  undo(): void {
    void this.notices.attempt(this.backend.undo());
  }
  redo(): void {
    void this.notices.attempt(this.backend.redo());
  }

  #offerUndo(text: string): void {
    this.notices.say(text, { label: t('undo'), run: () => this.undo() });
  }
}

function idsOf(tracks: TrackRow[]): number[] {
  return tracks.map((track) => track.id);
}
