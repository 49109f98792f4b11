//! Playlists as files, told apart by what is in them: M3U and M3U8, PLS, XSPF and several kinds of JSON are read with patience; M3U8 is
//! written with care.

mod find;
mod json;
mod location;
mod m3u;
mod pls;
mod write;
mod xspf;

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use find::Finder;
pub use write::{ExportedTrack, write_playlist};

use crate::{Error, text};

/// Far beyond any playlist; what is larger is something else.
const LARGEST: u64 = 8 << 20;
/// JSON says a hundred things of each track, and may hold many lists.
const LARGEST_JSON: u64 = 64 << 20;
/// So many that a list of the whole of a large library still fits.
const MOST_ENTRIES: usize = 100_000;
/// Of all lists in one file together.
const MOST_ENTRIES_JSON: usize = 1_000_000;

/// What a playlist file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlaylistFile {
    /// As the file names itself, else the file's own name.
    pub name: String,
    pub entries: Vec<FileEntry>,
    /// Where relative entries start.
    dir: PathBuf,
}

/// One track of a playlist file. It has a place, or only names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileEntry {
    /// A path or an address, as written; empty if there is none.
    pub location: String,
    pub artist: Option<String>,
    pub title: Option<String>,
    pub album: Option<String>,
    pub duration: Option<Duration>,
}

/// Reads the playlist in a file, the first of several. What is no playlist reads as entries that nothing is found for; what is too large
/// for one is refused, and so is XML or JSON that is damaged.
pub fn read_playlist(path: &Path) -> Result<PlaylistFile, Error> {
    let first = read_playlists(path)?.into_iter().next();
    first.ok_or_else(|| Error::file(path)(invalid("it is no playlist".into())))
}

/// Reads all playlists in a file: one, unless it is JSON that holds several.
pub fn read_playlists(path: &Path) -> Result<Vec<PlaylistFile>, Error> {
    let read = || parse(&text::read(path, largest(path)?)?);
    let parsed = read().map_err(Error::file(path))?;
    let dir = path.parent().unwrap_or(Path::new(""));
    // As the library has it, links resolved.
    let dir = dir.canonicalize().unwrap_or_else(|_| dir.to_path_buf());
    let own_name = path.file_stem().unwrap_or_default().to_string_lossy();
    let file = |(name, entries): (Option<String>, Vec<FileEntry>)| PlaylistFile {
        name: name.unwrap_or_else(|| own_name.clone().into_owned()),
        entries,
        dir: dir.clone(),
    };
    Ok(parsed.into_iter().map(file).collect())
}

/// How many bytes such a file may have, by how it begins.
fn largest(path: &Path) -> io::Result<u64> {
    let mut head = Vec::new();
    File::open(path)?.take(256).read_to_end(&mut head)?;
    let is_json = json::is_some(without_mark(&String::from_utf8_lossy(&head)));
    Ok(if is_json { LARGEST_JSON } else { LARGEST })
}

fn without_mark(text: &str) -> &str {
    text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
}

type Parsed = Vec<(Option<String>, Vec<FileEntry>)>;

fn parse(text: &str) -> io::Result<Parsed> {
    let begun = without_mark(text);
    let too_many = |most: usize| io::Error::new(io::ErrorKind::FileTooLarge, format!("it names more than {most} tracks"));
    if json::is_some(begun) {
        let lists = json::parse(begun, MOST_ENTRIES_JSON).map_err(|refusal| match refusal {
            json::Refusal::TooMany => too_many(MOST_ENTRIES_JSON),
            json::Refusal::Broken(reason) => invalid(reason),
        })?;
        return Ok(lists.into_iter().map(|list| (list.name, list.entries)).collect());
    }
    if xspf::is_one(begun) {
        return match xspf::parse(begun, MOST_ENTRIES) {
            xspf::Parsed::Lists(name, entries) => Ok(vec![(name, entries)]),
            xspf::Parsed::TooMany => Err(too_many(MOST_ENTRIES)),
            xspf::Parsed::Broken(reason) => Err(invalid(reason)),
        };
    }
    let list = if pls::is_one(begun) {
        pls::parse(begun, MOST_ENTRIES)
    } else {
        m3u::parse(text, MOST_ENTRIES)
    };
    list.map(|list| vec![list]).ok_or_else(|| too_many(MOST_ENTRIES))
}

fn invalid(reason: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, reason)
}
