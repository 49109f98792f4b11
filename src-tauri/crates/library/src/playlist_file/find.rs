//! Which track of the library an entry of a playlist file means.
//!
//! By its path as it stands; else by the end of its path, for the folder above may be called otherwise here, or be another drive;
//! else by what the file says of the track. A guess that fits two tracks equally well is none.

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use domain::TrackUid;
use store::{KnownTrack, Store, fold};

use super::{FileEntry, PlaylistFile};
use crate::Error;

/// Lengths are written in whole seconds, rounded either way, and other programs count padding.
const SAME_DURATION: Duration = Duration::from_secs(3);

/// All tracks of the library, by what a playlist may call them.
pub struct Finder {
    tracks: Vec<KnownTrack>,
    by_path: HashMap<PathBuf, usize>,
    /// By the folded name of the file.
    by_name: HashMap<String, Vec<usize>>,
    /// By folded artist and title.
    by_title: HashMap<(String, String), Vec<usize>>,
}

impl Finder {
    pub fn new(store: &Store) -> Result<Self, Error> {
        Ok(Self::over(store.known_tracks()?))
    }

    fn over(mut tracks: Vec<KnownTrack>) -> Self {
        // What is there comes before what is missing, also where both had the same path.
        tracks.sort_by_key(|track| track.missing);
        let mut finder = Self {
            by_path: HashMap::with_capacity(tracks.len()),
            by_name: HashMap::with_capacity(tracks.len()),
            by_title: HashMap::with_capacity(tracks.len()),
            tracks: Vec::new(),
        };
        for (index, track) in tracks.iter().enumerate() {
            finder.by_path.entry(track.path.clone()).or_insert(index);
            let name = track.path.file_name().unwrap_or_default().to_string_lossy();
            finder.by_name.entry(fold(&name)).or_default().push(index);
            if !track.title.is_empty() {
                let key = (fold(&track.artist), fold(&track.title));
                finder.by_title.entry(key).or_default().push(index);
            }
        }
        finder.tracks = tracks;
        finder
    }

    pub fn find(&self, file: &PlaylistFile, entry: &FileEntry) -> Option<TrackUid> {
        let ways = ways_to_read(&entry.location);
        let found = ways
            .iter()
            .find_map(|path| self.by_path.get(&flat(&file.dir.join(path))).copied())
            .or_else(|| ways.iter().find_map(|path| self.by_end(path, entry)))
            .or_else(|| self.by_description(entry));
        found.map(|index| self.tracks[index].uid)
    }

    /// The one track whose path ends most like this one.
    fn by_end(&self, path: &Path, entry: &FileEntry) -> Option<usize> {
        let candidates = self.by_name.get(&fold(&path.file_name()?.to_string_lossy()))?;
        let wanted = names(path);
        let shared = |index: usize| {
            names(&self.tracks[index].path)
                .iter()
                .zip(&wanted)
                .take_while(|(a, b)| a == b)
                .count()
        };
        let scored: Vec<(usize, usize)> = candidates.iter().map(|index| (shared(*index), *index)).collect();
        let most = scored.iter().map(|(shared, _)| *shared).max()?;
        let best: Vec<usize> = scored
            .into_iter()
            .filter(|(shared, _)| *shared == most)
            .map(|(_, index)| index)
            .collect();
        match best[..] {
            // A folder in common says enough; a bare name may be that of another track.
            [only] if most > 1 || !self.contradicts(only, entry) => Some(only),
            [_] => None,
            _ => self.the_one(best.into_iter().filter(|index| !self.contradicts(*index, entry)).collect()),
        }
    }

    fn by_description(&self, entry: &FileEntry) -> Option<usize> {
        let key = (fold(entry.artist.as_deref()?), fold(entry.title.as_deref()?));
        let alike = self.by_title.get(&key)?.iter().copied();
        self.the_one(alike.filter(|index| self.length_fits(*index, entry)).collect())
    }

    /// Whether the file says of the track what is not true of this one.
    fn contradicts(&self, index: usize, entry: &FileEntry) -> bool {
        let track = &self.tracks[index];
        // Without an artist the title may be the name of the file, which others write where they know no title.
        let title_differs = match (&entry.title, &entry.artist) {
            (Some(title), Some(_)) if !track.title.is_empty() => fold(title) != fold(&track.title),
            _ => false,
        };
        title_differs || !self.length_fits(index, entry)
    }

    fn length_fits(&self, index: usize, entry: &FileEntry) -> bool {
        entry
            .duration
            .is_none_or(|length| self.tracks[index].duration.abs_diff(length) <= SAME_DURATION)
    }

    /// One that is there; if none is, one that is missing. None of several.
    fn the_one(&self, mut indices: Vec<usize>) -> Option<usize> {
        if indices.iter().any(|index| !self.tracks[*index].missing) {
            indices.retain(|index| !self.tracks[*index].missing);
        }
        match indices[..] {
            [only] => Some(only),
            _ => None,
        }
    }
}

/// The paths a line may mean, the most literal first; none for an address on the network.
fn ways_to_read(location: &str) -> Vec<PathBuf> {
    let scheme = location.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("file:"));
    if scheme {
        let rest = &location[5..];
        // file:///path, file://localhost/path, file:/path
        let path = rest
            .strip_prefix("//")
            .map_or(rest, |rest| rest.find('/').map_or("", |at| &rest[at..]));
        // file:///C:/path
        let drive = path.as_bytes().get(2) == Some(&b':');
        let path = if drive { &path[1..] } else { path };
        return vec![from_bytes(unescaped(path))];
    }
    if let Some((scheme, _)) = location.split_once("://")
        && scheme.len() > 1
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    {
        return Vec::new();
    }
    let mut ways = vec![PathBuf::from(location)];
    if location.contains('\\') {
        ways.push(PathBuf::from(location.replace('\\', "/")));
    }
    let plain = unescaped(location);
    if plain != location.as_bytes() {
        ways.push(from_bytes(plain));
    }
    ways
}

/// `%41` becomes `A`; what is no such escape stays.
fn unescaped(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let digit = |offset: usize| bytes.get(at + offset).and_then(|byte| char::from(*byte).to_digit(16));
        match (byte, digit(1), digit(2)) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                at += 3;
            }
            _ => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    out
}

#[cfg(unix)]
fn from_bytes(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    PathBuf::from(OsString::from_vec(bytes))
}

#[cfg(not(unix))]
fn from_bytes(bytes: Vec<u8>) -> PathBuf {
    PathBuf::from(OsString::from(String::from_utf8_lossy(&bytes).into_owned()))
}

/// Without `.` and `..`, by the names alone.
fn flat(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

/// The folded names of a path, the last first.
fn names(path: &Path) -> Vec<String> {
    let normal = path.components().rev().filter_map(|part| match part {
        Component::Normal(name) => Some(fold(&name.to_string_lossy())),
        _ => None,
    });
    normal.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn track(n: u8, path: &str, artist: &str, title: &str, seconds: u64) -> KnownTrack {
        KnownTrack {
            uid: TrackUid([n; 16]),
            path: path.into(),
            artist: artist.into(),
            title: title.into(),
            duration: Duration::from_secs(seconds),
            missing: false,
        }
    }

    fn library() -> Finder {
        let mut gone = track(9, "/music/Ann/Two/02 Moon.mp3", "Ann", "Moon", 100);
        gone.missing = true;
        Finder::over(vec![
            gone,
            track(1, "/music/Ann/One/01 Sun.mp3", "Ann", "Sun", 200),
            track(2, "/music/Ann/Two/01 Sun.mp3", "Ann", "Sun", 260),
            track(3, "/music/Ann/Two/02 Moon.mp3", "Ann", "Moon", 100),
            track(4, "/music/Björk/Début/100% Äther.flac", "Björk", "100% Äther", 90),
            track(5, "/music/Кино/Группа крови.mp3", "Кино", "Группа крови", 280),
        ])
    }

    fn find(location: &str, info: Option<(&str, &str, u64)>) -> Option<u8> {
        let file = PlaylistFile {
            dir: "/music/lists".into(),
            ..PlaylistFile::default()
        };
        let entry = FileEntry {
            location: location.into(),
            artist: info.map(|(artist, ..)| artist.into()),
            title: info.map(|(_, title, _)| title.into()),
            duration: info.map(|(.., seconds)| Duration::from_secs(seconds)),
        };
        library().find(&file, &entry).map(|uid| uid.0[0])
    }

    #[test]
    fn a_path_is_found_however_it_is_written() {
        for (location, wanted) in [
            ("/music/Ann/Two/01 Sun.mp3", 2),
            ("../Ann/Two/02 Moon.mp3", 3),
            ("../Ann/./One/../One/01 Sun.mp3", 1),
            ("..\\Ann\\Two\\01 Sun.mp3", 2),
            ("file:///music/Ann/One/01%20Sun.mp3", 1),
            ("file://localhost/music/Ann/One/01%20Sun.mp3", 1),
            ("FILE:/music/Ann/One/01%20Sun.mp3", 1),
            ("../Bj%C3%B6rk/D%c3%a9but/100% Äther.flac", 4),
            ("../Björk/Début/100%25%20%C3%84ther.flac", 4),
            ("../Björk/Début/100% Äther.flac", 4),
        ] {
            assert_eq!(find(location, None), Some(wanted), "{location}");
        }
    }

    #[test]
    fn another_root_another_drive_and_other_case_are_seen_through() {
        for (location, wanted) in [
            ("D:\\Music\\Ann\\Two\\01 Sun.mp3", 2),
            ("/home/ann/Musik/ANN/one/01 SUN.MP3", 1),
            ("file:///C:/Music/Ann/Two/02%20Moon.mp3", 3),
            ("/Volumes/x/Bjo\u{308}rk/De\u{301}but/100% A\u{308}ther.flac", 4),
            ("группа КРОВИ.mp3", 5),
        ] {
            assert_eq!(find(location, None), Some(wanted), "{location}");
        }
    }

    #[test]
    fn what_the_file_says_decides_where_the_path_does_not() {
        assert_eq!(find("01 Sun.mp3", None), None, "two are called so");
        assert_eq!(find("01 Sun.mp3", Some(("Ann", "Sun", 201))), Some(1));
        assert_eq!(find("x/y.ogg", Some(("ann", "SUN", 259))), Some(2));
        assert_eq!(find("x/y.ogg", Some(("Ann", "Sun", 230))), None, "neither is that long");
        assert_eq!(find("x/y.ogg", Some(("Ann", "Moon", 100))), Some(3), "the one that is there");
        assert_eq!(
            find("other/02 Moon.mp3", Some(("Ann", "Moon", 300))),
            None,
            "another length under the same name"
        );
        assert_eq!(find("http://radio/02 Moon.mp3", None), None);
        assert_eq!(find("x/y.ogg", None), None);
    }

    #[test]
    fn odd_lines_do_no_harm() {
        for location in [
            "",
            "%",
            "%4",
            "%zz",
            "file:",
            "file://",
            "file://host",
            "file:é",
            "..",
            "/",
            "\\",
            "://",
            "a://",
            "\0",
            "%00",
        ] {
            assert_eq!(find(location, None), None, "{location}");
        }
    }
}
