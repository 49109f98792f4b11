import { t } from '../../i18n/index.svelte';
import type { Backend } from '../ipc/backend';
import type { QueueRow, Source, TrackRow, TrackView } from '../ipc/types';
import type { Chosen } from './chosen';
import type { Notices } from './notices.svelte';
import { PagedRows } from './paged-rows.svelte';
import { Selection } from './selection.svelte';

/** Everything about the queue but its rows. */
type Shape = { yours: number; currentIndex: number | null; remainingMs: number; totalMs: number; canUndo: boolean; canRedo: boolean };
const EMPTY: Shape = { yours: 0, currentIndex: null, remainingMs: 0, totalMs: 0, canUndo: false, canRedo: false };

/** A turn is over after this long even if nothing came of it, so that one lost answer does not stop all edits. */
const TURN_ENDS_MS = 400;
/** Tracks of items that are not here are fetched in windows of this size. */
const GATHER_ROWS = 1000;

/** The queue: windows of its rows, and the edits, each of which can be undone. */
export class Queue {
  shape = $state.raw<Shape>(EMPTY);
  readonly selection = new Selection((place) => this.rows.row(place)?.itemId);
  readonly rows: PagedRows<QueueRow>;
  /** When it was last edited: what was edited last is what undo means. */
  editedAt = 0;
  #revision = -1;
  #turn: Promise<void> = Promise.resolve();
  /** The rows among which the selection was last looked for everywhere. */
  #followed = -1;
  #following: Promise<void> = Promise.resolve();
  /** Called when a shape and the rows that are seen have come. */
  #arrived: () => void = () => {};

  constructor(
    readonly backend: Backend,
    readonly notices: Notices,
  ) {
    this.rows = new PagedRows((offset, limit) => this.#fetch(offset, limit), notices.failed, { settled: () => this.#settled() });
  }

  async #fetch(offset: number, limit: number): Promise<{ total: number; rows: QueueRow[] }> {
    const view = await this.backend.queueWindow(offset, limit);
    // Answers may overtake one another: an older one gives its rows, which are asked for again, but not its shape.
    if (view.revision >= this.#revision) {
      this.#revision = view.revision;
      this.shape = view;
    }
    return view;
  }

  #settled(): void {
    this.#following = this.#follow();
    this.#arrived();
  }

  /** The selection stays on its items; where they are is asked for if they are out of sight. */
  async #follow(): Promise<void> {
    const { rows, selection } = this;
    const { generation, total } = rows;
    const seen = new Map([...rows.fresh()].map(([place, row]) => [place, row.itemId]));
    if (generation === this.#followed || (selection.isAmong(seen) && selection.follow(seen, total))) return;
    try {
      const items = await this.backend.queueIds(0, total);
      if (generation !== rows.generation) return;
      selection.follow(new Map(items.entries()), items.length, true);
      this.#followed = generation;
    } catch (error) {
      selection.letGo(total);
      this.notices.failed(error);
    }
  }

  get total(): number {
    return this.rows.total;
  }

  changed(): void {
    void this.rows.refresh();
  }

  /**
   * Edits one after another, each on the rows the last one left: a held key must not act on rows that are about to
   * move. A command is answered before the queue has changed, so a turn ends when a newer queue has been seen; then
   * the selection may be put elsewhere.
   */
  inTurn(edit: () => Promise<boolean>, afterwards: () => void = () => {}): void {
    const turn = this.#turn.then(async () => {
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
      await this.#following;
      afterwards();
    });
    // A turn that fails is over like any other.
    this.#turn = turn.catch(this.notices.failed);
  }

  /** Plays a view of the library from a track on, or from its first. */
  playView(view: TrackView, start: number | null): Promise<void> {
    return this.#replace(() => this.backend.playView(view, start));
  }
  /** Plays these tracks and no others, from one of them on. */
  playTracks(tracks: readonly Pick<TrackRow, 'id'>[], start: number, source: Source): Promise<void> {
    return this.#replace(() => this.backend.playTracks(tracks.map(({ id }) => id), start, source));
  }
  async #replace(command: () => Promise<void>): Promise<void> {
    const had = this.total > 0;
    if ((await this.#edit(command)) && had) this.#offerUndo(t('queueReplaced'));
  }

  async playNow({ ids }: Chosen, source: Source): Promise<void> {
    await this.#edit(async () => this.backend.playNow(await ids(), source));
  }
  /** Says how many came: an album holds fewer than its tile counts where it lies in two folders. */
  async playNext({ ids, track }: Chosen, source: Source): Promise<void> {
    let count = 0;
    const add = async (): Promise<void> => {
      const trackIds = await ids();
      count = trackIds.length;
      await this.backend.playNext(trackIds, source);
    };
    if (!(await this.#edit(add))) return;
    this.#offerUndo(track ? t('trackPlaysNext', { title: track.title }) : t('tracksPlayNext', { count }));
  }
  async append({ ids }: Chosen, source: Source): Promise<void> {
    let count = 0;
    const add = async (): Promise<void> => {
      const trackIds = await ids();
      count = trackIds.length;
      await this.backend.append(trackIds, source);
    };
    if (await this.#edit(add, true)) this.#offerUndoOfAdding(count);
  }

  /** Puts tracks before the item that stands at a place now, wherever it stands when their turn comes; at the latest where the listener's own end. */
  insert(chosen: Chosen, source: Source, place: number): void {
    const before = this.rows.row(place)?.itemId;
    this.inTurn(async () => {
      let trackIds: number[] = [];
      const add = async (): Promise<void> => {
        trackIds = await chosen.ids();
        if (trackIds.length > 0) await this.backend.insertTracks(trackIds, Math.min(this.#placeOf(before, place), this.shape.yours), source);
      };
      if (!(await this.#edit(add, true)) || trackIds.length === 0) return false;
      this.#offerUndoOfAdding(trackIds.length);
      return true;
    });
  }
  #placeOf(itemId: number | undefined, otherwise: number): number {
    for (const [place, row] of this.rows.fresh()) if (row.itemId === itemId) return place;
    return Math.min(otherwise, this.total);
  }

  jumpTo(itemId: number): void {
    void this.notices.attempt(this.backend.jumpTo(itemId));
  }
  async remove(itemIds: number[]): Promise<boolean> {
    if (itemIds.length === 0 || !(await this.#edit(() => this.backend.removeItems(itemIds)))) return false;
    this.#offerUndo(t('removedCount', { count: itemIds.length }));
    return true;
  }
  /** What comes after the removed items is selected then, so that a held key goes on. */
  removeSelected(): void {
    const { selection } = this;
    let first = -1;
    this.inTurn(
      async () => {
        first = selection.sorted()[0] ?? -1;
        return this.#withSelected((items) => this.remove(items));
      },
      () => (this.total > 0 ? selection.only(Math.min(first, this.total - 1)) : selection.clear()),
    );
  }
  /** Moves the selected items, in queue order, so that the first of them lands at `to` of the resulting queue. */
  moveSelected(to: number): Promise<boolean> {
    return this.#withSelected((items) => this.#edit(() => this.backend.moveItems(items, to)));
  }
  async #withSelected(edit: (itemIds: number[]) => Promise<boolean>): Promise<boolean> {
    if (this.selection.size === 0) return false;
    let edited = false;
    await this.notices.attempt(this.#selectedItems()().then(async (itemIds) => (edited = await edit(itemIds))));
    return edited;
  }

  /** What is selected now; the tracks of items that are not here are asked for when they are used. */
  chosen(): Chosen {
    const { selection, rows } = this;
    const only = selection.size === 1 ? rows.row(selection.sorted()[0] as number) : undefined;
    const items = this.#selectedItems();
    const ids = async (): Promise<number[]> => {
      const wanted = await items();
      const tracks = new Map([...rows.here()].map(({ itemId, track }) => [itemId, track.id]));
      for (let at = 0; at < this.total && wanted.some((item) => !tracks.has(item)); at += GATHER_ROWS) {
        const view = await this.backend.queueWindow(at, GATHER_ROWS);
        for (const { itemId, track } of view.rows) tracks.set(itemId, track.id);
      }
      return wanted.flatMap((item) => tracks.get(item) ?? []);
    };
    return { count: selection.size, track: only?.track ?? null, ids };
  }
  #selectedItems(): () => Promise<number[]> {
    return this.selection.gather((first, last) => this.backend.queueIds(first, last - first + 1));
  }

  async clear(): Promise<void> {
    if (await this.#edit(() => this.backend.clearQueue())) this.#offerUndo(t('queueCleared'));
  }
  undo(): void {
    void this.#undo(1);
  }
  async #undo(steps: number): Promise<void> {
    for (let step = 0; step < steps; step++) if (!(await this.#edit(() => this.backend.undo()))) return;
  }
  redo(): void {
    void this.#edit(() => this.backend.redo());
  }

  /** Undo takes back the last edit, whichever it was: what an earlier notice offered is no longer what would happen. */
  async #edit(command: () => Promise<void>, adds = false): Promise<boolean> {
    this.editedAt = performance.now();
    const done = await this.notices.attempt(command());
    if (done) this.notices.withdraw('queue', adds);
    return done;
  }
  /** Adding more at once or bit by bit is one thing to take back, as long as nothing else was done in between. */
  #offerUndoOfAdding(count: number): void {
    const last = this.notices.list[0]?.sum;
    const steps = 1 + (last?.kind === 'added' ? last.parts : 0);
    const text = (all: number): string => t('addedCount', { count: all });
    this.notices.say(text(count), { label: t('undo'), run: () => void this.#undo(steps), line: 'queue' }, 'info', { kind: 'added', count, text, parts: 1 });
  }
  #offerUndo(text: string): void {
    this.notices.say(text, { label: t('undo'), run: () => this.undo(), line: 'queue' });
  }
}
