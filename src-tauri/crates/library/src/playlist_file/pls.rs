//! The lines of a PLS file: `File1=…`, `Title1=…`, `Length1=…`.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{FileEntry, m3u};

const HEAD: &str = "[playlist]";

pub(super) fn is_one(text: &str) -> bool {
    text.get(..HEAD.len()).is_some_and(|head| head.eq_ignore_ascii_case(HEAD))
}

/// The name the file gives itself, and its entries in the order of their numbers; `None` if these are more than `most`.
pub(super) fn parse(text: &str, most: usize) -> Option<(Option<String>, Vec<FileEntry>)> {
    let mut name = None;
    let mut entries: BTreeMap<u64, FileEntry> = BTreeMap::new();
    for line in text.split(['\r', '\n']) {
        let Some((key, value)) = line.split_once('=') else { continue };
        let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
        if key == "x-gnome-title" || key == "playlistname" {
            name = Some(value.to_owned()).filter(|name| !name.is_empty());
            continue;
        }
        let digits = key.trim_start_matches(|c: char| !c.is_ascii_digit());
        let Ok(number) = digits.parse() else { continue };
        let word = &key[..key.len() - digits.len()];
        if !["file", "title", "length"].contains(&word) {
            continue;
        }
        if entries.len() == most && !entries.contains_key(&number) {
            return None;
        }
        let entry = entries.entry(number).or_default();
        match word {
            "file" => entry.location = value.to_owned(),
            "title" => (entry.artist, entry.title) = m3u::artist_and_title(value),
            // Less than nothing is how a stream is written.
            _ => entry.duration = value.parse().ok().filter(|seconds| *seconds > 0).map(Duration::from_secs),
        }
    }
    entries.retain(|_, entry| !entry.location.is_empty());
    Some((name, entries.into_values().collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_come_by_their_numbers_whatever_the_order_of_lines() {
        let text = "[Playlist]\r\nNumberOfEntries=2\r\nfile2=b.mp3\r\nLength2=-1\r\nFile1=a=1.mp3\r\nTitle1=Ann - Sun\r\nLength1=61\r\nTitle3=lost\r\n\
            FileX=c\r\nVersion=2";
        assert!(is_one(text) && !is_one("#EXTM3U") && !is_one("[play\u{e9}\u{e9}\u{e9}\u{e9}"));
        assert_eq!(parse(text, 2), None, "with the one that has no file there are three");
        let (name, entries) = parse(text, 3).unwrap();
        assert_eq!(name, None);
        let said: Vec<_> = entries
            .iter()
            .map(|e| (&*e.location, e.artist.as_deref(), e.title.as_deref(), e.duration))
            .collect();
        let wanted = [
            ("a=1.mp3", Some("Ann"), Some("Sun"), Some(Duration::from_secs(61))),
            ("b.mp3", None, None, None),
        ];
        assert_eq!(said, wanted);
    }
}
