//! The one place for SQL: two SQLite files, their migrations and their queries.
//!
//! `user.db` holds what a person did (plays, likes, playlists, queue, settings, watched folders) and the [`Evidence`] that finds
//! their files again; every commit survives power loss and it is backed up daily. `library.db` holds what can be found out again
//! from the files. Nothing in `user.db` refers to a row of `library.db`: the link is the [`TrackUid`].
//!
//! [`Store`] is cheap to clone and may be used from any thread; its methods block. Reads run side by side, writes one after
//! another on a thread per database, each call in one transaction.
//!
//! [`Evidence`]: domain::Evidence
//! [`TrackUid`]: domain::TrackUid

mod analyses;
mod backup;
mod borrowed;
mod browse;
mod codes;
mod collation;
mod columns;
mod connection;
mod covers;
mod daily_mixes;
mod database;
mod directories;
mod error;
mod failures;
mod feedback;
mod fold;
mod folders;
mod gains;
mod heard;
mod identities;
mod imports;
mod likes;
mod lyrics;
mod map_layout;
mod migration;
mod open;
mod order;
mod path_bytes;
mod pending;
mod playlist_items;
mod playlists;
mod plays;
mod queue;
mod queue_history;
mod ratings;
mod reason_text;
mod search;
mod search_query;
mod search_text;
mod settings;
mod sort_values;
mod spelling;
mod stats;
mod track_row;
mod track_write;
mod tracks;
mod whereabouts;

pub use analyses::TrackAcoustics;
pub use borrowed::{BorrowedList, NewBorrowedList};
pub use browse::{Album, AlbumId, Artist, ArtistId, Genre, GenreAlbum, GenreId, Links, Year};
pub use covers::{Cover, CoverSize, Thumbnail};
pub use directories::Directory;
pub use error::Error;
pub use failures::QUARANTINED_AFTER;
pub use fold::fold;
pub use heard::{Credits, Heard, Moment};
pub use identities::{Identity, tag_key};
pub use imports::{Import, NewImport};
pub use lyrics::TaggedLyrics;
pub use open::{DataFolder, Notice, Store};
pub use order::{Order, TrackFilter};
pub use path_bytes::{path_key, path_of_key};
pub use playlist_items::{ItemChange, PlaylistItem};
pub use playlists::{Playlist, PlaylistFigures, PlaylistStep, SavedPlaylist};
pub use plays::{PlayCount, RecentPlay};
pub use queue::{QueueSnapshot, SavedQueueItem};
pub use queue_history::{SavedEntry, SavedHistory, SavedStep};
pub use search_query::SearchQuery;
pub use sort_values::{SortColumn, SortValue};
pub use spelling::Vocabulary;
pub use stats::Stats;
pub use track_write::NewTrack;
pub use tracks::{KnownFile, TrackToPlay};
pub use whereabouts::{KnownTrack, TaggedTrack};
