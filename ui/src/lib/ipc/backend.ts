import type { BrowseBackend, ListeningBackend, PlaylistBackend, TrackPage, TrackView } from './contract';
import type {
  AttuneEvent,
  FailureRow,
  JobsView,
  MixesView,
  NoticeView,
  Overview,
  PlayerState,
  QueueView,
  RepeatMode,
  SimilarView,
  Source,
} from './types';

export type Unsubscribe = () => void;

/** What is said before `listening` resolves may be missed: ask for first answers only then. */
export type Subscription = { listening: Promise<void>; stop: Unsubscribe };

/** A folder or file being dragged over the window; paths arrive with the drop. */
export type FileDrop = { phase: 'over' } | { phase: 'leave' } | { phase: 'drop'; paths: string[] };

/**
 * The one seam between the window and the program. Two implementers: `tauri.ts` (the shell) and `fake/` (in memory).
 * Every command may reject with an `AppError`.
 */
export interface Backend extends BrowseBackend, PlaylistBackend, ListeningBackend {
  overview(): Promise<Overview>;
  listTracks(view: TrackView, offset: number, limit: number): Promise<TrackPage>;
  /** The ids of all tracks of a view, in its order. */
  viewIds(view: TrackView): Promise<number[]>;

  /** Opens the native dialog; false when it was cancelled. */
  chooseFolder(): Promise<boolean>;
  addFolders(paths: string[]): Promise<void>;
  removeFolder(id: number): Promise<void>;
  rescan(): Promise<void>;
  openDemo(): Promise<void>;

  jobs(): Promise<JobsView>;
  setAnalysisPaused(paused: boolean): Promise<void>;
  failures(): Promise<FailureRow[]>;
  retryFailures(): Promise<void>;

  /** Replaces the queue by the view and starts with the track `start`, or the first; `notFound` if the view no longer holds it. */
  playView(view: TrackView, start: number | null): Promise<void>;
  playTracks(trackIds: number[], startIndex: number, source: Source): Promise<void>;
  /** Inserts after the current item and jumps there. */
  playNow(trackIds: number[], source: Source): Promise<void>;
  playNext(trackIds: number[], source: Source): Promise<void>;
  append(trackIds: number[], source: Source): Promise<void>;

  playerState(): Promise<PlayerState>;
  togglePlayback(): Promise<void>;
  next(): Promise<void>;
  previous(): Promise<void>;
  seek(positionMs: number): Promise<void>;
  setVolume(volume: number): Promise<void>;
  setShuffle(on: boolean): Promise<void>;
  setRepeat(mode: RepeatMode): Promise<void>;
  /** 1000 bins of 0 to 255, or none when the track was not analysed yet. */
  waveform(trackId: number): Promise<number[]>;

  queueWindow(offset: number, limit: number): Promise<QueueView>;
  /** Item ids of a stretch of the queue. */
  queueIds(offset: number, limit: number): Promise<number[]>;
  jumpTo(itemId: number): Promise<void>;
  removeItems(itemIds: number[]): Promise<void>;
  /** Moves the items, in queue order, so that the first of them lands at `toIndex` of the resulting queue. */
  moveItems(itemIds: number[], toIndex: number): Promise<void>;
  clearQueue(): Promise<void>;
  undo(): Promise<void>;
  redo(): Promise<void>;

  /** A null seed means the playing track. */
  similar(seedId: number | null, limit: number): Promise<SimilarView>;
  dailyMixes(): Promise<MixesView>;
  regenerateMixes(): Promise<void>;

  /** What happened before the window listened; handed out once. */
  notices(): Promise<NoticeView[]>;
  subscribe(handler: (event: AttuneEvent) => void): Subscription;
  onFileDrop(handler: (drop: FileDrop) => void): Unsubscribe;
  coverUrl(hash: string): string;
}
