//! The program without its window: use cases, background work, events, history. The window and the terminal both drive
//! [`Attune`], and nothing below this crate knows either.

mod analyser;
mod background;
mod borrowed;
mod browse;
mod clock;
mod copies;
mod core;
mod count;
mod details;
mod discover;
mod doctor;
mod entries;
mod equalizer_presets;
mod error;
mod evaluate;
mod event;
mod event_loop;
mod faults;
mod heard;
mod history;
mod history_export;
mod home;
mod imports;
mod index;
mod jobs;
mod learning;
mod listener;
mod listening;
mod local_time;
mod lyrics;
mod map;
mod meant;
mod memory;
mod missed;
mod mixes;
mod models;
mod notifications;
mod open;
mod order_by;
mod path;
mod personal;
mod player;
mod playlist_edits;
mod playlist_files;
mod playlist_rows;
mod playlists;
mod preview;
mod program;
mod quarantine;
mod queue_history;
mod radio;
mod render;
mod rows;
mod search;
mod shared_text;
mod shelf;
mod shelf_views;
mod sound;
mod statistics;
mod terminal;
mod track_view;
mod views;

pub use analyser::AnalyseReport;
pub use analysis::DeviceChoice;
pub use borrowed::{BorrowedView, ListsReport};
pub use clock::local_text;
pub use doctor::Finding;
pub use equalizer_presets::{EQUALIZER_PRESETS, EqualizerPreset, equalizer_preset};
pub use error::{Code, Error};
pub use evaluate::{BenchReport, bench, write_vectors};
pub use event::{Event, Notice};
pub use faults::keep_fault_reports;
pub use heard::Heard;
pub use history::HistoryRow;
pub use imports::{HistoryReport, ImportPhase, ImportProgress, is_history};
pub use learning::learn_from;
pub use library::{HistoryFormat, LyricLine, Lyrics, LyricsSource, ScanReport, Unusable};
pub use map::{Axis, MapAxes, MapColour, MapLayout, MapPoint, MapState, MapView, MoodRequest};
pub use missed::Missed;
pub use models::{CNN10, ModelCard, ModelOffer, ModelRow, ModelsView};
pub use path::{PathRow, PathState, PathView};
pub use personal::FeedbackRow;
pub use playback::OutputChoice;
pub use playlist_files::{ImportReport, ImportedPlaylist};
pub use playlists::{PlaylistEntry, PlaylistRow};
pub use program::{Attune, Options, claim, data_dir, default_output};
pub use radio::RadioSettings;
pub use recommend::{AxisRange, CLOSE_MATCH, Rules, Strictness};
pub use render::{Decoded, RenderOptions, Rendered, Verified, decode_to, render, render_to};
pub use shelf_views::{
    AlbumDetails, AlbumQuery, AlbumRow, AlbumSort, ArtistDetails, ArtistQuery, ArtistRow, ArtistSort, FolderContents, FolderEntry,
    GenreRow, Home, SearchResults, SimilarArtist, Window, YearRow,
};
pub use sound::{SoundSettings, SoundView};
pub use statistics::{Day, Period, Ranked, Statistics};
pub use store::{
    AlbumId, ArtistId, BorrowedList, CoverSize, GenreId, Import, PlaylistItem, SortColumn, TrackAcoustics, path_key, path_of_key,
};
pub use terminal::Seed;
pub use track_view::{Scope, SortBy, SortKey, TrackView};
pub use views::{
    AnalysisJob, FailureRow, JobsView, MixView, MixesState, MixesView, Overview, PlaybackStatus, PlayerState, QueueRow, QueueView, ScanJob,
    ScanPhase, SimilarRow, SimilarState, SimilarView, TrackRow,
};
