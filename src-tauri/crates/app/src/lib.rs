//! The program without its window: use cases, background work, events, history. The window and the terminal both drive
//! [`Attune`], and nothing below this crate knows either.

mod analyser;
mod background;
mod browse;
mod clock;
mod core;
mod discover;
mod doctor;
mod error;
mod evaluate;
mod event;
mod event_loop;
mod index;
mod jobs;
mod listener;
mod listening;
mod mixes;
mod open;
mod player;
mod preview;
mod program;
mod rows;
mod terminal;
mod views;

pub use analyser::AnalyseReport;
pub use analysis::DeviceChoice;
pub use doctor::Finding;
pub use error::{Code, Error};
pub use evaluate::{BenchReport, bench, write_vectors};
pub use event::{Event, Notice};
pub use library::ScanReport;
pub use playback::OutputChoice;
pub use program::{Attune, Options, data_dir, default_output};
pub use recommend::{CLOSE_MATCH, Rules};
pub use terminal::Seed;
pub use views::{
    AnalysisJob, FailureRow, JobsView, MixView, MixesState, MixesView, Overview, PlaybackStatus, PlayerState, QueueRow, QueueView, ScanJob,
    ScanPhase, SimilarRow, SimilarState, SimilarView, SortKey, TrackPage, TrackRow, TrackView,
};
