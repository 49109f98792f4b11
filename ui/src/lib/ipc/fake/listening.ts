import type {
  HistoryPage,
  ImportReport,
  Lyrics,
  Period,
  PlaylistRow,
  Statistics,
  TrackPage,
  TrackRow,
  TrackView,
} from '../types';
import type { ListeningBackend, PlaylistBackend } from '../backend';
import type { SimilarView } from '../types';
import { Browsing } from './browsing';
import { similar } from './discover';
import type { Kind } from './library';
import { lyricsOf } from './lyrics';
import { fillShelf, importInto, PlaylistShelf, type Entry } from './playlists';
import { historyRow, listenedTo, type Play } from './plays';
import { statisticsOf } from './statistics';

const PREVIEW_MS = 10_000;
/** Less than this is a glance, not a play. */
const HEARD_MS = 1000;

/** Playlists and what was listened to, as the program in memory keeps them. */
export abstract class Listening extends Browsing implements PlaylistBackend, ListeningBackend {
  lists = new PlaylistShelf();
  /** Whether the next dialog of the system is answered or cancelled. */
  dialogs: 'answered' | 'cancelled' = 'answered';
  previewed: number | null = null;
  #plays: Play[] | null = null;
  #previewEnds: ReturnType<typeof setTimeout> | undefined;

  constructor(kind: Kind) {
    super(kind);
    fillShelf(this.lists, kind, this.library.tracks, Date.now());
  }

  // Playlists.

  /** The entries of a playlist that are here, each with its place. */
  entriesOf(id: number): { place: number; trackId: number }[] {
    return this.lists.of(id).entries.flatMap(({ trackId }, place) => (trackId === null ? [] : { place, trackId }));
  }
  protected override listed(id: number): readonly number[] {
    return this.lists.lists.some((list) => list.id === id) ? this.entriesOf(id).map(({ trackId }) => trackId) : [];
  }
  /** Rows of a playlist in its own order carry their places in it; what is away has a place too. */
  override async listTracks(view: TrackView, offset: number, limit: number): Promise<TrackPage> {
    const page = await super.listTracks(view, offset, limit);
    if (view.scope.kind !== 'playlist' || view.sort.length > 0 || view.query.trim() !== '') return page;
    const entries = this.entriesOf(view.scope.id);
    return { ...page, rows: page.rows.map((row, at) => ({ ...row, entry: entries[offset + at]?.place ?? null })) };
  }
  playlists(): Promise<PlaylistRow[]> {
    return this.answer('playlists', () => this.lists.rows((id) => this.track(id)));
  }
  #entries(trackIds: number[]): Entry[] {
    return trackIds.map((trackId) => ({ uid: this.track(trackId).uid, trackId }));
  }
  #listsChanged(): void {
    this.catalogue.forget();
    this.emit({ type: 'playlistsChanged' });
  }
  #change<T>(name: string, change: () => T): Promise<T> {
    return this.answer(name, () => {
      const result = this.lists.edit(change);
      this.#listsChanged();
      return result;
    });
  }
  createPlaylist(name: string, trackIds: number[]): Promise<number> {
    return this.#change('createPlaylist', () => this.lists.create(name, this.#entries(trackIds), Date.now()));
  }
  createPlaylistFromQueue(name: string): Promise<number> {
    const ids = this.queue.items.filter((item) => item.origin === 'yours').map((item) => item.trackId);
    return this.#change('createPlaylistFromQueue', () => this.lists.create(name, this.#entries(ids), Date.now()));
  }
  renamePlaylist(id: number, name: string): Promise<void> {
    return this.#change('renamePlaylist', () => void (this.lists.of(id).name = name));
  }
  deletePlaylist(id: number): Promise<void> {
    return this.#change('deletePlaylist', () => this.lists.remove(id));
  }
  movePlaylist(id: number, toIndex: number): Promise<void> {
    return this.#change('movePlaylist', () => this.lists.move(id, toIndex));
  }
  addToPlaylist(id: number, trackIds: number[], at: number | null): Promise<void> {
    return this.#change('addToPlaylist', () => this.lists.insert(id, this.#entries(trackIds), at));
  }
  removeFromPlaylist(id: number, places: number[], uids: string[]): Promise<void> {
    return this.#change('removeFromPlaylist', () => this.lists.take(id, places, uids));
  }
  moveInPlaylist(id: number, places: number[], uids: string[], to: number): Promise<void> {
    return this.#change('moveInPlaylist', () => this.lists.arrange(id, places, uids, to));
  }
  #travelShelf(name: string, step: () => boolean): Promise<boolean> {
    return this.answer(name, () => {
      const moved = step();
      if (moved) this.#listsChanged();
      return moved;
    });
  }
  undoPlaylists(): Promise<boolean> {
    return this.#travelShelf('undoPlaylists', () => this.lists.undo());
  }
  redoPlaylists(): Promise<boolean> {
    return this.#travelShelf('redoPlaylists', () => this.lists.redo());
  }
  async importPlaylists(): Promise<ImportReport | null> {
    if (this.dialogs === 'cancelled') return this.answer('importPlaylists', () => null);
    return this.#change('importPlaylists', () => importInto(this.lists, this.library.tracks, Date.now()));
  }
  exportPlaylist(id: number): Promise<boolean> {
    return this.answer('exportPlaylist', () => this.lists.of(id) !== undefined && this.dialogs === 'answered');
  }
  similarToPlaylist(id: number, limit: number): Promise<SimilarView> {
    return this.answer('similarToPlaylist', () => {
      const inside = new Set(this.entriesOf(id).map(({ trackId }) => trackId));
      const seed = [...inside].map((one) => this.track(one)).find((track) => track.analysed) ?? null;
      const { rows, state } = similar(this.library, seed, limit + inside.size);
      const fresh = rows.filter(({ track }) => !inside.has(track.id)).slice(0, limit);
      return { seed: null, state: seed === null ? (inside.size > 0 ? 'notAnalysed' : 'noSeed') : state, rows: fresh };
    });
  }

  // Listening.

  /** Oldest first, as they were written. */
  get plays(): Play[] {
    return (this.#plays ??= listenedTo(this.kind, this.library.tracks, Date.now()));
  }
  protected override heard(track: TrackRow, listenedMs: number): void {
    if (listenedMs < HEARD_MS) return;
    const skipped = listenedMs < track.durationMs / 2;
    this.plays.push({ playId: this.plays.length + 1, at: Date.now() - listenedMs, track: track.id - 1, listenedMs, skipped });
  }
  history(offset: number, limit: number): Promise<HistoryPage> {
    return this.answer('history', () => {
      const { plays } = this;
      const from = plays.length - offset;
      const rows = plays.slice(Math.max(0, from - limit), Math.max(0, from)).reverse();
      return { total: plays.length, offset, rows: rows.map((play) => historyRow(play, this.library.tracks)) };
    });
  }
  statistics(period: Period): Promise<Statistics> {
    return this.answer('statistics', () =>
      statisticsOf(this.plays, this.library.tracks, period, Date.now(), this.shelf),
    );
  }
  lyrics(trackId: number): Promise<Lyrics | null> {
    return this.answer('lyrics', () => lyricsOf(this.track(trackId)));
  }

  preview(trackId: number): Promise<void> {
    return this.answer('preview', () => {
      this.track(trackId);
      this.#previewing(this.previewed === trackId ? null : trackId);
    });
  }
  stopPreview(): Promise<void> {
    return this.answer('stopPreview', () => this.#previewing(null));
  }
  #previewing(trackId: number | null): void {
    clearTimeout(this.#previewEnds);
    this.previewed = trackId;
    if (trackId !== null) this.#previewEnds = setTimeout(() => this.#previewing(null), PREVIEW_MS);
    this.emit({ type: 'previewChanged', trackId });
  }
}
