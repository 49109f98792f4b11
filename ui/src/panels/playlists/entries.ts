import type { Playlists } from '../../lib/state/playlists.svelte';
import type { TrackList } from '../../lib/state/track-list.svelte';
import type { Backend } from '../../lib/ipc/backend';
import type { TrackRow } from '../../lib/ipc/types';

/** Rows that are not here are fetched in windows of this size. */
const WINDOW = 1000;

type Entries = { places: number[]; uids: string[] };

/** The selected tracks of a playlist page as entries of the playlist, and the edits of them, one after another. */
export class PlaylistEntries {
  #turn: Promise<void> = Promise.resolve();

  constructor(
    readonly id: number,
    readonly list: TrackList,
    readonly backend: Backend,
    readonly playlists: Playlists,
  ) {}

  /** Entries have places only in the playlist's own order. */
  get ordered(): boolean {
    return this.list.view.sort.length === 0 && this.list.view.query.trim() === '';
  }

  async #selected(): Promise<Entries> {
    const { list } = this;
    const wanted = list.selection.sorted();
    const rows = new Map<number, TrackRow>();
    for (const place of wanted) {
      const row = list.rows.row(place);
      if (row) rows.set(place, row);
    }
    const missing = wanted.filter((place) => !rows.has(place));
    for (let at = missing[0] ?? 0; missing.some((place) => place >= at && !rows.has(place)); at += WINDOW) {
      const page = await this.backend.listTracks(list.view, at, WINDOW);
      page.rows.forEach((row, offset) => rows.set(at + offset, row));
      if (page.rows.length === 0) break;
    }
    const found = wanted.flatMap((place) => rows.get(place) ?? []).filter(({ entry }) => entry !== null);
    return { places: found.map(({ entry }) => entry as number), uids: found.map(({ uid }) => uid) };
  }

  /** Edits wait for one another: a held key must not act on rows that are about to move. */
  #inTurn(edit: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(edit);
    // A turn that fails is over like any other.
    this.#turn = turn.catch(this.playlists.notices.failed);
    return this.#turn;
  }

  /** What comes after the removed entries is selected then, so that a held key goes on. */
  remove(): Promise<void> {
    return this.#inTurn(async () => {
      const { list } = this;
      const first = list.selection.sorted()[0] ?? 0;
      const { places, uids } = await this.#selected();
      if (!(await this.playlists.removeEntries(this.id, places, uids))) return;
      await list.rows.refresh();
      if (list.rows.total > 0) list.selection.only(Math.min(first, list.rows.total - 1));
      else list.selection.clear();
    });
  }

  /** Moves the selected rows so that the first of them lands at a row of the resulting list; tells where they are. */
  move(to: (rows: readonly number[]) => number, landed: (row: number) => void): Promise<void> {
    return this.#inTurn(async () => {
      const { list } = this;
      const rows = list.selection.sorted();
      const first = rows[0];
      if (first === undefined || !this.ordered) return;
      const target = Math.max(0, Math.min(list.rows.total - rows.length, to(rows)));
      if (rows.length === 1 && target === first) return;
      const { places, uids } = await this.#selected();
      if (!(await this.playlists.moveEntries(this.id, places, uids, this.#placeOf(target, rows)))) return;
      await list.rows.refresh();
      list.selection.only(target);
      if (rows.length > 1) list.selection.extend(target + rows.length - 1);
      landed(target);
    });
  }

  /** A row of the resulting list as a place in the resulting playlist, where entries that are away stand too. */
  #placeOf(target: number, moving: readonly number[]): number {
    if (target === 0) return 0;
    const entryOf = (row: number): number => this.list.rows.row(row)?.entry ?? row;
    // The row that will stand before the first of the moved ones.
    let before = target - 1;
    for (const row of moving) if (row <= before) before++;
    return entryOf(before) + 1 - moving.filter((row) => row < before).length;
  }
}
