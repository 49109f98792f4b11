//! Disk to database: what files there are ([`scan`]), what they say of themselves, which track each one is, and when to look again
//! ([`Watcher`]).
//!
//! A scan is the truth and the watcher only a hint: it never changes the library itself, it has directories scanned. Nothing here
//! deletes a track; one whose file is gone is missing, and is found again by evidence wherever the file turns up.

mod covers;
mod diff;
mod error;
mod formats;
mod history_file;
mod identity;
mod intake;
mod lyrics;
mod matching;
mod opened;
mod patient;
mod playlist_file;
mod progress;
mod read_file;
mod roots;
mod scan;
mod sheets;
mod tags;
mod text;
mod walk;
mod watch;

pub use error::Error;
pub use history_file::{History, HistoryFormat, Listen, Named, Unusable, looks_like_history, read_history, write_history};
pub use lyrics::{LyricLine, Lyrics, LyricsSource, lyrics};
pub use matching::{Certainty, Found, TagMatcher, Wanted};
pub use opened::{OpenedFile, find_covers_of, open_files};
pub use playlist_file::{ExportedTrack, FileEntry, Finder, PlaylistFile, read_playlist, read_playlists, write_playlist};
pub use progress::{ScanPhase, ScanProgress, ScanReport};
pub use scan::scan;
pub use sheets::Opening;
pub use tags::read_tags;
pub use watch::{WatchEvent, WatchOptions, Watcher};
