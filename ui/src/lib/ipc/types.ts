// The words of the wire, as the shell's generated `bindings.ts` has them. What the program says is named here by its sending side,
// what the window says by its receiving side.

export type {
  AnalysisJob_Serialize as AnalysisJob,
  AppError,
  FailureRow,
  FolderState,
  FolderView,
  JobsView_Serialize as JobsView,
  MixTrack_Serialize as MixTrack,
  MixView_Serialize as MixView,
  MixesView_Serialize as MixesView,
  NoticeView,
  Origin as QueueOrigin,
  Overview_Serialize as Overview,
  PlaybackStatus,
  PlayerState_Serialize as PlayerState,
  QueueRow_Serialize as QueueRow,
  QueueView_Serialize as QueueView,
  Reason,
  RepeatMode,
  ScanJob,
  SimilarRow_Serialize as SimilarRow,
  SimilarState,
  SimilarView_Serialize as SimilarView,
  SortKey,
  Source_Serialize as Source,
  SourceKind,
  Stage as FailureStage,
  TrackPage_Serialize as TrackPage,
  TrackRow_Serialize as TrackRow,
  TrackView,
} from './bindings';

import type { AttuneEvent_Serialize } from './bindings';

/** What the program says unasked; the last two are words the bindings do not have yet. */
export type AttuneEvent = AttuneEvent_Serialize | { type: 'playlistsChanged' } | { type: 'previewChanged'; trackId: number | null };
