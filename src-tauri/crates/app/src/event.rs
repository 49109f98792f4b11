//! What happened, for whoever watches the program: one closed set.

use std::path::PathBuf;
use std::time::Duration;

use domain::TrackId;

use crate::views::{JobsView, PlayerState};

/// Sent to every subscriber after the program's own state, history included, is up to date.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "a few a second, and the largest is the most frequent")]
pub enum Event {
    /// Status, track, volume, shuffle, repeat or output changed.
    PlayerChanged(PlayerState),
    /// An anchor, not a tick: sent on start, seek, pause and resume; between anchors the position runs with the clock.
    PositionAnchored { position: Duration, playing: bool },
    /// Ask for the window of the queue that is shown.
    QueueChanged { revision: u64 },
    /// What is heard as a preview now.
    PreviewChanged(Option<TrackId>),
    /// Tracks, likes, folders or failures changed.
    LibraryChanged { revision: u64 },
    /// Scan or analysis moved on; at most four times a second.
    JobsChanged(JobsView),
    /// More tracks can be compared than before, or the mixes of the day were made.
    DiscoverChanged,
    /// More of the music map is laid out, or all of it.
    MapChanged,
    /// Something a person should read once.
    Noticed(Notice),
    /// Names, order or entries of playlists changed.
    PlaylistsChanged,
}

/// What a person should read once; the window has the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// `library.db` was damaged and is filled again by the next scan; nothing a person did is lost.
    LibraryRebuilt,
    /// `user.db` was damaged or gone; the newest good backup is in its place.
    UserRestored,
    /// `user.db` was damaged and there is no good backup.
    UserLost { kept_as: PathBuf },
    /// Changes in folders appear after a restart only.
    NotWatched,
    /// The system cannot report every change; they are found from time to time.
    WatchLimited { reason: String },
    /// A scan could not be done; it is tried again.
    FolderFailed { reason: String },
    /// Plays cannot be written to history.
    HistoryNotWritten,
    /// A track of the queue could not be played.
    TrackSkipped { title: String, reason: String },
    /// A track of the queue was skipped because its file is not there, as on a drive that is not connected.
    TrackAway { title: String },
    /// The output that was chosen is away, or another program has it: sound goes elsewhere.
    OutputAway { chosen: String, instead: String },
    /// The player met a bug and begins anew; the queue is what it was.
    PlayerFaltered,
    /// A bug was met in the run before; there is a report of it.
    FaultLastTime { report: PathBuf },
    /// A file that was handed over cannot be played, and so many others.
    NotOpened { name: String, reason: String, others: usize },
    /// The network could not be loaded: music plays, nothing can be compared.
    NoEar { reason: String },
}

impl std::fmt::Display for Notice {
    /// For a terminal, in English.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::LibraryRebuilt => f.write_str("the library file was damaged and is being rebuilt; likes, plays and playlists are safe"),
            Self::UserRestored => {
                f.write_str("the file with likes, plays and playlists was damaged or gone; the newest good backup is in its place")
            }
            Self::UserLost { kept_as } => write!(
                f,
                "the file with likes, plays and playlists was damaged and there is no backup; it was kept as {}",
                kept_as.display()
            ),
            Self::NotWatched => f.write_str("folders are not watched: changes appear after a restart"),
            Self::WatchLimited { reason } => write!(f, "not every change can be watched: {reason}"),
            Self::FolderFailed { reason } => write!(f, "a folder could not be looked through: {reason}"),
            Self::HistoryNotWritten => f.write_str("what is played cannot be written to history"),
            Self::TrackSkipped { title, reason } => write!(f, "{title} was skipped: {reason}"),
            Self::TrackAway { title } => write!(f, "{title} was skipped: its file is not there"),
            Self::OutputAway { chosen, instead } => write!(f, "{chosen} cannot be played to now: sound goes to {instead}"),
            Self::PlayerFaltered => f.write_str("the player met a fault of its own and begins anew"),
            Self::FaultLastTime { report } => write!(f, "a fault was met the last time; it is described in {}", report.display()),
            Self::NotOpened { name, reason, others: 0 } => write!(f, "{name} cannot be opened: {reason}"),
            Self::NotOpened { name, reason, others } => write!(f, "{name} cannot be opened: {reason}; nor can {others} more files"),
            Self::NoEar { reason } => write!(f, "nothing can be compared: {reason}"),
        }
    }
}

impl From<&store::Notice> for Notice {
    fn from(notice: &store::Notice) -> Self {
        match notice {
            store::Notice::LibraryRebuilt { .. } => Self::LibraryRebuilt,
            store::Notice::UserRestored { .. } => Self::UserRestored,
            store::Notice::UserLost { set_aside } => Self::UserLost {
                kept_as: set_aside.clone(),
            },
        }
    }
}
