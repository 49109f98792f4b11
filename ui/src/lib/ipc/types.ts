// The words of the wire. One place to switch: once the shell's generated `bindings.ts` lies beside this file,
// its types are re-exported from here and the declarations below go.

export type TrackRow = {
  id: number;
  uid: string;
  title: string;
  artist: string;
  album: string;
  albumArtist: string;
  trackNumber: number | null;
  discNumber: number | null;
  year: number | null;
  genres: string[];
  durationMs: number;
  codec: string;
  coverHash: string | null;
  liked: boolean;
  missing: boolean;
  unplayable: string | null;
  analysed: boolean;
  plays: number;
};

/** `artist` sorts by artist, album, disc, track. */
export type SortKey = 'title' | 'artist' | 'album' | 'year' | 'duration' | 'added' | 'plays';
/** An empty query is the whole library; with a query rows come ranked. */
export type TrackView = { query: string; sort: SortKey; descending: boolean };
export type TrackPage = { total: number; offset: number; rows: TrackRow[] };

export type FolderState = 'new' | 'online' | 'unreachable';
export type FolderView = { id: number; path: string; state: FolderState; tracks: number };
export type Overview = {
  tracks: number;
  albums: number;
  artists: number;
  totalMs: number;
  analysed: number;
  missing: number;
  failed: number;
  folders: FolderView[];
  demoAvailable: boolean;
  outputDevice: string | null;
};

export type FailureStage = 'scan' | 'analysis' | 'playback';
export type FailureRow = { path: string; stage: FailureStage; reason: string; attempts: number };

export type SourceKind = 'library' | 'playlist' | 'similar' | 'dailyMix' | 'radio' | 'opened';
export type Source = { kind: SourceKind; detail: string | null };

export type QueueOrigin = 'yours' | 'automatic';
export type QueueRow = { itemId: number; track: TrackRow; origin: QueueOrigin };
export type QueueView = {
  revision: number;
  total: number;
  currentIndex: number | null;
  /** How many items the listener chose; the rest were added automatically and come after them. */
  yours: number;
  remainingMs: number;
  totalMs: number;
  canUndo: boolean;
  canRedo: boolean;
  offset: number;
  rows: QueueRow[];
};

export type PlaybackStatus = 'stopped' | 'playing' | 'paused';
export type RepeatMode = 'off' | 'all' | 'one';
export type PlayerState = {
  status: PlaybackStatus;
  track: TrackRow | null;
  itemId: number | null;
  positionMs: number;
  durationMs: number;
  /** 0 to 1. */
  volume: number;
  shuffle: boolean;
  repeat: RepeatMode;
  output: string | null;
  outputProblem: string | null;
};

export type Reason =
  | { kind: 'sound' }
  | { kind: 'sections'; matching: number; of: number }
  | { kind: 'tempo'; bpm: number }
  | { kind: 'key' }
  | { kind: 'word'; name: string }
  | { kind: 'energy' }
  | { kind: 'era'; decade: number }
  | { kind: 'liked' }
  | { kind: 'oftenPlayed' }
  | { kind: 'forgotten'; days: number }
  | { kind: 'neverPlayed' }
  | { kind: 'recentlyAdded' };

export type SimilarRow = { track: TrackRow; matchPercent: number; reasons: Reason[] };
export type SimilarState = 'ready' | 'fewClose' | 'notAnalysed' | 'noSeed';
export type SimilarView = { seed: TrackRow | null; state: SimilarState; rows: SimilarRow[] };

export type MixTrack = { track: TrackRow; reason: Reason };
export type MixView = {
  number: number;
  name: string;
  basis: 'history' | 'library';
  durationMs: number;
  tracks: MixTrack[];
};
export type MixesView = { day: string; state: 'ready' | 'notAnalysed' | 'emptyLibrary'; mixes: MixView[] };

export type ScanJob = { phase: 'walking' | 'reading' | 'covers'; done: number; total: number };
/** `etaMs` is null until a rate has been measured. */
export type AnalysisJob = { done: number; total: number; etaMs: number | null; paused: boolean; current: string | null };
export type JobsView = { scan: ScanJob | null; analysis: AnalysisJob | null; failed: number };

export type AppError = { code: 'notFound' | 'unreadable' | 'busy' | 'internal'; message: string };

/** One tagged union; at most four progress events a second. A `position` is an anchor, not a tick. */
export type AttuneEvent =
  | { type: 'player'; state: PlayerState }
  | { type: 'position'; positionMs: number; playing: boolean }
  | { type: 'queueChanged'; revision: number }
  | { type: 'libraryChanged'; revision: number }
  | { type: 'jobs'; jobs: JobsView }
  | { type: 'mixesChanged' }
  | { type: 'notice'; level: 'info' | 'warning'; message: string };
