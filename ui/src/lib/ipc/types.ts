// The words of the wire, as the shell's generated `bindings.ts` has them. What the program says is named here by its sending side,
// what the window says by its receiving side.

import type {
  AttuneEvent_Serialize,
  MixesView_Serialize,
  MixTrack_Serialize,
  MixView_Serialize,
  PlayerState_Serialize,
  QueueRow_Serialize,
  QueueView_Serialize,
  SimilarRow_Serialize,
  SimilarView_Serialize,
  TrackRow_Serialize,
} from './bindings';
import type { TrackRow } from './contract';

/** A word of the bindings that speaks of tracks, with the rows of `contract.ts` in it. */
type WithRows<T> = T extends TrackRow_Serialize
  ? TrackRow
  : T extends readonly (infer Item)[]
    ? WithRows<Item>[]
    : T extends object
      ? { [Key in keyof T]: WithRows<T[Key]> }
      : T;

/** The last two are words the bindings do not have yet. */
export type AttuneEvent = WithRows<AttuneEvent_Serialize> | { type: 'playlistsChanged' } | { type: 'previewChanged'; trackId: number | null };
export type MixTrack = WithRows<MixTrack_Serialize>;
export type MixView = WithRows<MixView_Serialize>;
export type MixesView = WithRows<MixesView_Serialize>;
export type PlayerState = WithRows<PlayerState_Serialize>;
export type QueueRow = WithRows<QueueRow_Serialize>;
export type QueueView = WithRows<QueueView_Serialize>;
export type SimilarRow = WithRows<SimilarRow_Serialize>;
export type SimilarView = WithRows<SimilarView_Serialize>;

export type {
  AnalysisJob_Serialize as AnalysisJob,
  AppError,
  FailureRow,
  FolderState,
  FolderView,
  JobsView_Serialize as JobsView,
  NoticeView,
  Origin as QueueOrigin,
  Overview_Serialize as Overview,
  PlaybackStatus,
  Reason,
  RepeatMode,
  ScanJob,
  SimilarState,
  Source_Serialize as Source,
  SourceKind,
  Stage as FailureStage,
} from './bindings';
export type * from './contract';
