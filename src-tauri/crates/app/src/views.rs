//! What the program shows: plain values, ready to be put on a screen or a terminal.

use std::path::PathBuf;
use std::time::Duration;

use domain::{
    CoverHash, Folder, FolderId, MixBasis, Origin, QueueItemId, Reason, RepeatMode, ShuffleMode, Signal, Stage, Timestamp, TrackId,
    TrackUid,
};
use store::{AlbumId, ArtistId};

/// A track as a list shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct TrackRow {
    pub id: TrackId,
    pub uid: TrackUid,
    pub path: PathBuf,
    pub title: String,
    pub artist: String,
    pub album: String,
    pub album_artist: String,
    pub track_number: Option<u32>,
    pub disc_number: Option<u32>,
    pub year: Option<i32>,
    pub genres: Vec<String>,
    pub duration: Duration,
    pub codec: String,
    pub cover: Option<CoverHash>,
    pub liked: bool,
    /// 1–5, 0 for none.
    pub stars: u8,
    /// Its file is not where it was, or its folder cannot be reached.
    pub missing: bool,
    /// Why it cannot be played, in words for a person.
    pub unplayable: Option<String>,
    pub analysed: bool,
    pub plays: u32,
    pub last_played: Option<Timestamp>,
    pub album_id: Option<AlbumId>,
    /// The first artist, else the first album artist.
    pub artist_id: Option<ArtistId>,
    pub added_at: Timestamp,
    pub composer: String,
    /// As tagged, else as heard by the analysis.
    pub bpm: Option<f32>,
    /// Hz.
    pub sample_rate: u32,
    pub bits: Option<u32>,
    /// kbit/s.
    pub bitrate: Option<u32>,
    pub channels: u16,
    /// 0–1: how like the playing track it is, in a list that was asked for while something played.
    pub match_score: Option<f32>,
    /// The 0-based place in the playlist, in a view of one.
    pub entry: Option<usize>,
    /// On the page of an album: where further copies of it lie, which are not listed themselves.
    pub copies: Vec<PathBuf>,
}

/// The library in figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Overview {
    pub tracks: usize,
    pub albums: usize,
    pub artists: usize,
    pub genres: usize,
    pub liked: usize,
    pub playlists: usize,
    pub duration: Duration,
    pub analysed: usize,
    pub missing: usize,
    pub failed: usize,
    pub plays: usize,
    pub listened: Duration,
    pub folders: Vec<(Folder, usize)>,
    /// Which of them cannot be reached, and since when, where that is known.
    pub unreachable: Vec<(FolderId, Option<Timestamp>)>,
    pub demo_available: bool,
    pub output: Option<String>,
}

/// A file that was refused, with its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailureRow {
    pub path: PathBuf,
    pub stage: Stage,
    pub reason: String,
    pub attempts: u32,
}

/// One row of the queue.
#[derive(Clone, Debug, PartialEq)]
pub struct QueueRow {
    pub item: QueueItemId,
    pub track: TrackRow,
    pub origin: Origin,
}

/// A window of the queue, with what its header says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct QueueView {
    pub revision: u64,
    pub total: usize,
    pub current: Option<usize>,
    /// Entries above the boundary.
    pub yours: usize,
    /// From the start of the current entry on; how much of that was heard, the player's position says.
    pub remaining: Duration,
    pub length: Duration,
    pub can_undo: bool,
    pub can_redo: bool,
    pub offset: usize,
    pub rows: Vec<QueueRow>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PlaybackStatus {
    #[default]
    Stopped,
    Playing,
    Paused,
}

/// The player bar.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlayerState {
    pub status: PlaybackStatus,
    pub track: Option<TrackRow>,
    pub item: Option<QueueItemId>,
    pub position: Duration,
    pub duration: Duration,
    /// 0–1.
    pub volume: f32,
    pub shuffle: ShuffleMode,
    pub repeat: RepeatMode,
    /// The device sound goes to.
    pub output: Option<String>,
    /// Why there is no sound, in words for a person.
    pub output_problem: Option<String>,
    /// The way of the samples; `None` while nothing plays.
    pub signal: Option<Signal>,
    /// Playing stops behind this track.
    pub stop_after: bool,
    /// What is left of the sleep timer.
    pub sleep: Option<Duration>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct SimilarRow {
    pub track: TrackRow,
    /// 0–1.
    pub match_score: f32,
    pub reasons: Vec<Reason>,
}

/// How to read a list of similar tracks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SimilarState {
    Ready,
    /// Fewer close tracks than fit the panel; what follows is less similar.
    FewClose,
    /// The seed waits for its analysis.
    NotAnalysed,
    /// The seed is analysed; the index of all vectors is being built, as after a start.
    Preparing,
    /// The seed cannot be analysed, or nothing can: the reason is with the failed files or was told as a notice.
    CannotCompare,
    /// Nothing plays and nothing is pinned.
    NoSeed,
    /// There are no lists and plays yet that this way of being alike is learnt from.
    NothingLearnt,
    /// There are, but none with the seed.
    SeedUnknown,
}

#[derive(Clone, Debug, PartialEq)]
pub struct SimilarView {
    pub seed: Option<TrackRow>,
    pub state: SimilarState,
    pub rows: Vec<SimilarRow>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct MixView {
    pub number: u8,
    pub name: String,
    pub basis: MixBasis,
    /// Stays when the day is over.
    pub pinned: bool,
    pub tracks: Vec<(TrackRow, Reason)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MixesState {
    Ready,
    /// Tracks are there, but none is analysed yet.
    NotAnalysed,
    EmptyLibrary,
}

#[derive(Clone, Debug, PartialEq)]
pub struct MixesView {
    /// `YYYY-MM-DD`, in the listener's time zone.
    pub day: String,
    pub state: MixesState,
    /// Where the slider stands from familiar (0) over forgotten to new (1).
    pub balance: f32,
    pub mixes: Vec<MixView>,
}

/// What a scan is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScanPhase {
    Walking,
    Reading,
    Covers,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScanJob {
    pub phase: ScanPhase,
    pub done: usize,
    pub total: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub struct AnalysisJob {
    pub done: usize,
    pub total: usize,
    /// From the pace of this run; `None` until it is known.
    pub eta: Option<Duration>,
    pub paused: bool,
    /// Title of the track in work.
    pub current: Option<String>,
}

/// Background work, as the status chip shows it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JobsView {
    pub scan: Option<ScanJob>,
    pub analysis: Option<AnalysisJob>,
    /// Everything that can be analysed is; what is not will stay so.
    pub settled: bool,
    pub failed: usize,
}
