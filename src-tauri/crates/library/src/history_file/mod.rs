//! What other programs recorded of a person's listening: files of Spotify, Last.fm and ListenBrainz, told apart by what is in them.
//!
//! All of them write UTC, and so they are read: Spotify and ListenBrainz say so, and Last.fm's web service, which the programs
//! that export from it ask, knows no other time. A listen has the instant at which it began; where only the end is written, as
//! Spotify does, what was heard is taken off it, so a pause in between moves the beginning by its length.

mod collector;
mod instant;
mod json;
mod scalar;
mod table;
mod write;

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::time::Duration;

use domain::{EndReason, Timestamp};

pub use write::write_history;

use crate::Error;
use collector::Collector;

/// Decades of a service that records every skip.
const LARGEST: u64 = 200 << 20;
const MOST_LISTENS: usize = 5_000_000;
/// How much of a file is looked at to see what it is.
const SNIFFED: usize = 64 << 10;

/// Whose file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HistoryFormat {
    /// The extended streaming history, or that of the account data.
    Spotify,
    /// As CSV or JSON; Last.fm itself exports nothing, several programs do.
    LastFm,
    /// Its export, and what Attune writes.
    ListenBrainz,
}

impl HistoryFormat {
    /// As history keeps it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Spotify => "spotify",
            Self::LastFm => "lastfm",
            Self::ListenBrainz => "listenbrainz",
        }
    }
}

/// What a recording is called in such a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Named {
    pub artist: String,
    pub title: String,
    /// Empty if it is not said.
    pub album: String,
}

/// One time it was listened to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listen {
    /// Which of [`History::named`].
    pub named: u32,
    /// When it began.
    pub at: Timestamp,
    /// `None` if the file does not say: then it was heard, as a scrobble is.
    pub heard: Option<Duration>,
    /// `None` if the file does not say.
    pub end: Option<EndReason>,
}

/// Entries that are no listens, by why.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unusable {
    /// Podcasts, videos, audiobooks.
    pub not_music: u64,
    /// Without an artist or a title.
    pub without_names: u64,
    /// Without a time, or with one that cannot be.
    pub without_time: u64,
    /// Passed over before anything was heard.
    pub unheard: u64,
    /// Of no shape that is known.
    pub unknown: u64,
}

impl Unusable {
    pub fn total(&self) -> u64 {
        self.not_music + self.without_names + self.without_time + self.unheard + self.unknown
    }
}

/// A file that was read whole. Names are kept once, however often they were listened to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    pub format: HistoryFormat,
    pub named: Vec<Named>,
    /// In the order of the file.
    pub listens: Vec<Listen>,
    pub unusable: Unusable,
}

/// Reads a file whole or not at all. What began after `latest` cannot be.
///
/// # Errors
/// [`Error::File`] if it cannot be read, is larger than 200 MiB, holds more than five million entries, is damaged or cut off, or is no
/// history of listening that is known.
pub fn read_history(path: &Path, latest: Timestamp) -> Result<History, Error> {
    let read = || -> io::Result<History> {
        let bytes = bytes(path, LARGEST)?;
        parse(&bytes, latest)
    };
    read().map_err(Error::file(path))
}

/// Whether a file is a history of listening, by how it begins. What is wrong further down is found out by [`read_history`].
///
/// # Errors
/// [`Error::File`] if it cannot be read.
pub fn looks_like_history(path: &Path) -> Result<bool, Error> {
    let mut head = Vec::new();
    let file = File::open(path).map_err(Error::file(path))?;
    file.take(SNIFFED as u64).read_to_end(&mut head).map_err(Error::file(path))?;
    let text = String::from_utf8_lossy(without_mark(&head));
    if is_json(&head) {
        let marks = ["\"ms_played\"", "\"msPlayed\"", "\"listened_at\"", "\"uts\"", "\"recenttracks\""];
        return Ok(marks.iter().any(|mark| text.contains(mark)));
    }
    Ok(table::begins(&text))
}

fn bytes(path: &Path, largest: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // One more than allowed, so that a file that grows while it is read is refused, too.
    File::open(path)?.take(largest + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > largest {
        let reason = format!("it is larger than {} MiB", largest >> 20);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, reason));
    }
    Ok(bytes)
}

fn parse(bytes: &[u8], latest: Timestamp) -> io::Result<History> {
    let bytes = without_mark(bytes);
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0x1f, 0x8b]) {
        return Err(invalid("it is an archive: unpack it first, and import the files in it"));
    }
    let mut collector = Collector::new(latest, MOST_LISTENS);
    if is_json(bytes) {
        json::read(bytes, &mut collector)?;
    } else {
        table::read(&audio::decode_text(bytes), &mut collector)?;
    }
    collector
        .finish()
        .ok_or_else(|| invalid("it is no listening history of Spotify, Last.fm or ListenBrainz"))
}

fn is_json(bytes: &[u8]) -> bool {
    let first = without_mark(bytes).iter().find(|byte| !byte.is_ascii_whitespace());
    matches!(first, Some(b'{' | b'['))
}

fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

fn invalid(reason: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, reason.into())
}

#[cfg(test)]
mod tests;
