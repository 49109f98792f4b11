//! Which track of the library an entry of a playlist file means.
//!
//! By its path as it stands; else by the end of its path, for the folder above may be called otherwise here, or be another drive;
//! else by what the file says of the track. A guess that fits two tracks equally well is none.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use domain::TrackUid;
use store::{KnownTrack, Store, fold};

use super::location::{flat, ways_to_read};
use super::{FileEntry, PlaylistFile};
use crate::Error;

/// Lengths are written in whole seconds, rounded either way, and other programs count padding.
const SAME_DURATION: Duration = Duration::from_secs(3);

/// All tracks of the library, by what a playlist may call them. Every name is folded once, here, and is a number from then on.
pub struct Finder {
    tracks: Vec<Known>,
    by_path: HashMap<PathBuf, usize>,
    /// By the name of the file.
    by_name: HashMap<u32, Vec<usize>>,
    /// By folded artist and title.
    by_title: HashMap<(String, String), Vec<usize>>,
    /// The folded names of files and folders.
    names: HashMap<String, u32>,
    /// The names of a folder's path, its own first.
    folders: Vec<Vec<u32>>,
}

struct Known {
    uid: TrackUid,
    /// Among [`Finder::folders`].
    folder: usize,
    /// Folded.
    artist: String,
    title: String,
    duration: Duration,
    missing: bool,
}

/// What a playlist says of a track, folded; what it does not say is empty.
struct Said {
    artist: String,
    title: String,
    duration: Option<Duration>,
}

impl Said {
    fn by(entry: &FileEntry) -> Self {
        let folded = |text: &Option<String>| text.as_deref().map(fold).unwrap_or_default();
        Self {
            artist: folded(&entry.artist),
            title: folded(&entry.title),
            duration: entry.duration,
        }
    }

    fn length_fits(&self, track: &Known) -> bool {
        self.duration.is_none_or(|length| track.duration.abs_diff(length) <= SAME_DURATION)
    }

    /// Whether it is not true of this track. Without an artist the title may be the name of the file, which others write where they
    /// know no title.
    fn contradicts(&self, track: &Known) -> bool {
        let differ = |said: &str, known: &str| !said.is_empty() && !known.is_empty() && !said.contains(known) && !known.contains(said);
        !self.length_fits(track) || !self.artist.is_empty() && (differ(&self.artist, &track.artist) || differ(&self.title, &track.title))
    }
}

impl Finder {
    pub fn new(store: &Store) -> Result<Self, Error> {
        Ok(Self::over(store.known_tracks()?))
    }

    fn over(mut tracks: Vec<KnownTrack>) -> Self {
        // What is there comes before what is missing, also where both had the same path.
        tracks.sort_by_key(|track| track.missing);
        let mut finder = Self {
            tracks: Vec::with_capacity(tracks.len()),
            by_path: HashMap::with_capacity(tracks.len()),
            by_name: HashMap::with_capacity(tracks.len()),
            by_title: HashMap::with_capacity(tracks.len()),
            names: HashMap::with_capacity(tracks.len()),
            folders: Vec::new(),
        };
        let mut folders: HashMap<PathBuf, usize> = HashMap::new();
        for (index, track) in tracks.into_iter().enumerate() {
            let folder = track.path.parent().unwrap_or(Path::new(""));
            let folder = match folders.get(folder) {
                Some(known) => *known,
                None => {
                    let names = names(folder).map(|name| finder.number(name)).collect();
                    finder.folders.push(names);
                    folders.insert(folder.to_path_buf(), finder.folders.len() - 1);
                    finder.folders.len() - 1
                }
            };
            let name = finder.number(fold(&track.path.file_name().unwrap_or_default().to_string_lossy()));
            finder.by_name.entry(name).or_default().push(index);
            let (artist, title) = (fold(&track.artist), fold(&track.title));
            if !title.is_empty() {
                finder.by_title.entry((artist.clone(), title.clone())).or_default().push(index);
            }
            finder.by_path.entry(track.path).or_insert(index);
            finder.tracks.push(Known {
                uid: track.uid,
                folder,
                artist,
                title,
                duration: track.duration,
                missing: track.missing,
            });
        }
        finder
    }

    fn number(&mut self, name: String) -> u32 {
        let next = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        *self.names.entry(name).or_insert(next)
    }

    pub fn find(&self, file: &PlaylistFile, entry: &FileEntry) -> Option<TrackUid> {
        let ways = ways_to_read(&entry.location);
        let literal = ways.iter().find_map(|path| self.by_path.get(&flat(&file.dir.join(path))).copied());
        let found = literal.or_else(|| {
            let said = Said::by(entry);
            ways.iter()
                .find_map(|path| self.by_end(path, &said))
                .or_else(|| self.by_description(entry, &said))
        });
        found.map(|index| self.tracks[index].uid)
    }

    /// The one track whose path ends most like this one.
    fn by_end(&self, path: &Path, said: &Said) -> Option<usize> {
        let name = self.names.get(&fold(&path.file_name()?.to_string_lossy()))?;
        let candidates = self.by_name.get(name)?;
        // A name that no track has ends the comparison: no folder matches beyond it.
        let wanted: Vec<u32> = names(path.parent()?).map_while(|name| self.names.get(&name).copied()).collect();
        let shared = |index: usize| {
            let folder = &self.folders[self.tracks[index].folder];
            folder.iter().zip(&wanted).take_while(|(a, b)| a == b).count()
        };
        let (mut most, mut best) = (0, Vec::new());
        for index in candidates {
            let shared = shared(*index);
            if shared > most {
                most = shared;
                best.clear();
            }
            if shared == most {
                best.push(*index);
            }
        }
        match best[..] {
            // Two folders in common say enough; one may be another album of the same name.
            [only] if most > 1 => Some(only),
            _ => {
                best.retain(|index| !said.contradicts(&self.tracks[*index]));
                self.the_one(best)
            }
        }
    }

    fn by_description(&self, entry: &FileEntry, said: &Said) -> Option<usize> {
        // Said to be by nobody is something else than not said.
        entry.artist.as_ref()?;
        let key = (said.artist.clone(), said.title.clone());
        let alike = self.by_title.get(&key)?.iter().copied();
        self.the_one(alike.filter(|index| said.length_fits(&self.tracks[*index])).collect())
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

/// The folded names of a path, the last first.
fn names(path: &Path) -> impl Iterator<Item = String> {
    path.components().rev().filter_map(|part| match part {
        Component::Normal(name) => Some(fold(&name.to_string_lossy())),
        _ => None,
    })
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
            ..FileEntry::default()
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
        for (said, wanted) in [
            (("Ann", "Moon", 100), Some(3)),
            (("Ann feat. Bob", "Moon (Live)", 102), Some(3)),
            (("Bob", "Moon", 100), None),
            (("Ann", "Stars", 100), None),
            (("Ann", "Moon", 300), None),
        ] {
            assert_eq!(find("D:\\Greatest\\Two\\02 Moon.mp3", Some(said)), wanted, "{said:?}");
        }
        assert_eq!(
            find("D:\\Ann\\Two\\01 Sun.mp3", Some(("Bob", "Stars", 300))),
            Some(2),
            "two folders say more than a description"
        );
        assert_eq!(find("http://radio/02 Moon.mp3", None), None);
        assert_eq!(find("x/y.ogg", None), None);
    }

    #[test]
    fn ten_thousand_lines_of_one_name_are_soon_found() {
        let album = |n: usize| format!("/music/Artist {}/Album {n}/01 Track.mp3", n % 100);
        let tracks = (0..2_000).map(|n| track(n as u8, &album(n), "Ann", &format!("Title {n}"), 100));
        let finder = Finder::over(tracks.collect());
        let file = PlaylistFile::default();
        let entry = |n: usize| FileEntry {
            location: format!("D:\\x{}", album(n % 2_000).replace('/', "\\")),
            ..FileEntry::default()
        };
        let started = std::time::Instant::now();
        for n in 0..10_000 {
            assert_eq!(finder.find(&file, &entry(n)), Some(TrackUid([(n % 2_000) as u8; 16])));
        }
        assert!(started.elapsed() < Duration::from_secs(30), "{:?}", started.elapsed());
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
            "file:é:",
            "file:///é:",
            "файл:",
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
