//! The lyrics of a track: the `.lrc` file beside it, else what its tags hold.

mod lrc;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::text;

/// More text than this are no lyrics.
const LARGEST: u64 = 1 << 20;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lyrics {
    /// Whether lines say when they are sung.
    pub synced: bool,
    pub source: LyricsSource,
    pub lines: Vec<LyricLine>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LyricsSource {
    /// A `.lrc` file.
    File,
    Tag,
}

/// A line, and when it begins; an empty one is a pause.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LyricLine {
    pub at: Option<Duration>,
    pub text: String,
}

/// The lyrics of the track at `path`, `duration` long, whose tags hold `embedded`. Reads files: not for a thread that draws.
pub fn lyrics(path: &Path, duration: Duration, embedded: Option<&str>) -> Option<Lyrics> {
    let beside = file_beside(path).and_then(|file| match text::read(&file, LARGEST) {
        Ok(text) => lrc::parse(&text, duration, LyricsSource::File),
        Err(error) => {
            tracing::warn!(%error, file = %file.display(), "lyrics could not be read");
            None
        }
    });
    let embedded = embedded.filter(|text| text.len() as u64 <= LARGEST);
    beside.or_else(|| lrc::parse(embedded?, duration, LyricsSource::Tag))
}

/// `Song.lrc` for `song.mp3`, however either is written.
fn file_beside(path: &Path) -> Option<PathBuf> {
    if let Some((holder, number)) = domain::in_sheet(path) {
        return numbered_file_beside(holder, number);
    }
    let exact = path.with_extension("lrc");
    if exact.is_file() {
        return Some(exact);
    }
    let alike = |a: &OsStr, b: &OsStr| a.to_string_lossy().to_lowercase() == b.to_string_lossy().to_lowercase();
    let stem = path.file_stem()?;
    let mut found: Vec<PathBuf> = std::fs::read_dir(path.parent()?)
        .ok()?
        .flatten()
        .map(|entry| entry.path())
        .filter(|file| file.extension().is_some_and(|ending| alike(ending, OsStr::new("lrc"))))
        .filter(|file| file.file_stem().is_some_and(|other| alike(other, stem)))
        .collect();
    found.sort();
    found.into_iter().find(|file| file.is_file())
}

/// `03.lrc`, `03 - Song.lrc` or `Album.03.lrc` for the third track of `Album.cue`: a whole album in one file of lyrics is none of a track.
fn numbered_file_beside(holder: &Path, number: u32) -> Option<PathBuf> {
    let own = format!("{}.{number:02}", holder.file_stem()?.to_string_lossy().to_lowercase());
    let mut found: Vec<(bool, PathBuf)> = std::fs::read_dir(holder.parent()?)
        .ok()?
        .flatten()
        .map(|entry| entry.path())
        .filter(|file| file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("lrc")))
        .filter_map(|file| {
            let stem = file.file_stem()?.to_string_lossy().to_lowercase();
            let digits = stem.len() - stem.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            // Nor is `1999.lrc` that of a track.
            let is_number = (1..=3).contains(&digits) && stem[..digits].parse() == Ok(number);
            (stem == own || is_number).then_some((stem != own, file))
        })
        .collect();
    found.sort();
    found.into_iter().map(|(_, file)| file).find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn a_file_comes_before_the_tag_and_may_be_written_in_any_case() {
        let dir = tempfile::tempdir().unwrap();
        let song = dir.path().join("Über den Wolken.mp3");
        let text = |lyrics: Option<Lyrics>| lyrics.map(|lyrics| (lyrics.source, lyrics.lines[0].text.clone()));
        assert_eq!(text(lyrics(&song, MINUTE, None)), None);
        assert_eq!(
            text(lyrics(&song, MINUTE, Some("in the tag"))),
            Some((LyricsSource::Tag, "in the tag".into()))
        );
        let file = dir.path().join("über DEN wolken.LRC");
        std::fs::write(&file, b"[00:01.00]W\xf6rter").unwrap();
        assert_eq!(
            text(lyrics(&song, MINUTE, Some("in the tag"))),
            Some((LyricsSource::File, "Wörter".into()))
        );
        std::fs::write(song.with_extension("lrc"), "[00:01.00]exactly").unwrap();
        assert_eq!(text(lyrics(&song, MINUTE, None)), Some((LyricsSource::File, "exactly".into())));
    }

    #[test]
    fn tracks_of_a_sheet_have_files_by_number() {
        let dir = tempfile::tempdir().unwrap();
        let track = dir.path().join("Album.cue/03");
        let write = |name: &str| std::fs::write(dir.path().join(name), format!("[00:01.00]{name}")).unwrap();
        let found = || lyrics(&track, MINUTE, None).map(|lyrics| lyrics.lines[0].text.clone());
        for name in ["Album.lrc", "04.lrc", "3000.lrc", "300 miles.lrc", "Song.lrc"] {
            write(name);
        }
        assert_eq!(found(), None);
        for name in ["3 - Song.lrc", "03.lrc", "album.03.LRC"] {
            write(name);
            assert_eq!(found().as_deref(), Some(name));
        }
    }

    #[test]
    fn a_file_that_is_no_lyrics_gives_way_to_the_tag() {
        let dir = tempfile::tempdir().unwrap();
        let song = dir.path().join("a.mp3");
        for bytes in [vec![b'a'; (LARGEST + 1) as usize], b" \r\n\r\n".to_vec()] {
            std::fs::write(song.with_extension("lrc"), bytes).unwrap();
            assert_eq!(lyrics(&song, MINUTE, Some("tag")).unwrap().source, LyricsSource::Tag);
            assert_eq!(lyrics(&song, MINUTE, None), None);
        }
        assert_eq!(lyrics(Path::new("/"), MINUTE, None), None);
    }
}
