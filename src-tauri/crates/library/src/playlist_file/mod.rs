//! Playlists as files: M3U and M3U8, read with patience and written with care.

mod find;
mod location;
mod m3u;
mod write;

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use find::Finder;
pub use write::{ExportedTrack, write_playlist};

use crate::{Error, text};

/// Far beyond any playlist; what is larger is something else.
const LARGEST: u64 = 8 << 20;
/// So many that a list of the whole of a large library still fits.
const MOST_ENTRIES: usize = 100_000;

/// What a playlist file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlaylistFile {
    /// As the file names itself, else the file's own name.
    pub name: String,
    pub entries: Vec<FileEntry>,
    /// Where relative entries start.
    dir: PathBuf,
}

/// One track of a playlist file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileEntry {
    /// A path or an address, as written.
    pub location: String,
    pub artist: Option<String>,
    pub title: Option<String>,
    pub duration: Option<Duration>,
}

/// Reads a playlist. What is no playlist reads as entries that nothing is found for; what is too large for one is refused.
pub fn read_playlist(path: &Path) -> Result<PlaylistFile, Error> {
    let text = text::read(path, LARGEST).map_err(Error::file(path))?;
    let (name, entries) = m3u::parse(&text, MOST_ENTRIES).ok_or_else(|| {
        let reason = format!("it names more than {MOST_ENTRIES} tracks");
        Error::file(path)(io::Error::new(io::ErrorKind::FileTooLarge, reason))
    })?;
    let dir = path.parent().unwrap_or(Path::new(""));
    Ok(PlaylistFile {
        name: name.unwrap_or_else(|| path.file_stem().unwrap_or_default().to_string_lossy().into_owned()),
        entries,
        // As the library has it, links resolved.
        dir: dir.canonicalize().unwrap_or_else(|_| dir.to_path_buf()),
    })
}
