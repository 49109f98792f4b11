//! Playlists as JSON: what the web services of NetEase answer, of Spotify's account data, of ListenBrainz (JSPF), and data sets of lists
//! that look alike. A file may hold many.

use std::time::Duration;

use serde::Deserialize;
use serde_json::error::Category;

use super::FileEntry;

/// A list and what is in it.
pub(super) struct JsonList {
    pub(super) name: Option<String>,
    pub(super) entries: Vec<FileEntry>,
}

/// What keeps a file from being read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// More tracks than there may be.
    TooMany,
    /// In words.
    Broken(String),
}

/// Whether text begins as JSON does. A line of another file may begin with a bracket, too.
pub(super) fn is_some(text: &str) -> bool {
    let within = |open: char| text.strip_prefix(open).map(str::trim_start);
    within('{').is_some_and(|rest| rest.starts_with(['"', '}'])) || within('[').is_some_and(|rest| rest.starts_with(['{', '[', ']']))
}

pub(super) fn parse(text: &str, most: usize) -> Result<Vec<JsonList>, Refusal> {
    let mut lists = Vec::new();
    let mut left = most;
    for document in serde_json::Deserializer::from_str(text).into_iter::<Documents>() {
        let document = document.map_err(|error| {
            Refusal::Broken(match error.classify() {
                Category::Eof => "it ends in the middle: it was cut off".into(),
                _ => error.to_string(),
            })
        })?;
        let documents = match document {
            Documents::Many(documents) => documents,
            Documents::One(document) => vec![*document],
        };
        for list in documents.into_iter().flat_map(Document::lists) {
            let entries = list.entries();
            left = left.checked_sub(entries.len()).ok_or(Refusal::TooMany)?;
            lists.push(JsonList {
                name: list.name.or(list.title).filter(|name| !name.trim().is_empty()),
                entries,
            });
        }
    }
    if lists.is_empty() {
        return Err(Refusal::Broken("it is no playlist".into()));
    }
    Ok(lists)
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Documents {
    Many(Vec<Document>),
    One(Box<Document>),
}

/// An answer with a list in it, a file of many, or a list itself.
#[derive(Deserialize)]
struct Document {
    playlist: Option<List>,
    result: Option<List>,
    playlists: Option<Vec<List>>,
    #[serde(flatten)]
    itself: List,
}

impl Document {
    fn lists(self) -> Vec<List> {
        let inner = self
            .playlist
            .into_iter()
            .chain(self.result)
            .chain(self.playlists.into_iter().flatten());
        inner.chain([self.itself]).filter(List::is_one).collect()
    }
}

#[derive(Deserialize)]
struct List {
    name: Option<String>,
    title: Option<String>,
    tracks: Option<Vec<Item>>,
    items: Option<Vec<Item>>,
    track: Option<Vec<Item>>,
}

impl List {
    fn is_one(&self) -> bool {
        self.tracks.is_some() || self.items.is_some() || self.track.is_some()
    }

    fn entries(&self) -> Vec<FileEntry> {
        let items = [&self.tracks, &self.items, &self.track].into_iter().flatten().flatten();
        // What has no title is an episode, or was taken down.
        items.map(Item::entry).filter(|entry| entry.title.is_some()).collect()
    }
}

/// A track, or an entry that a track is in.
#[derive(Deserialize)]
struct Item {
    track: Option<Box<Item>>,
    name: Option<String>,
    title: Option<String>,
    #[serde(rename = "trackName")]
    track_name_camel: Option<String>,
    track_name: Option<String>,
    ar: Option<Vec<Name>>,
    artists: Option<Vec<Name>>,
    artist: Option<Name>,
    creator: Option<String>,
    #[serde(rename = "artistName")]
    artist_name_camel: Option<String>,
    artist_name: Option<String>,
    al: Option<Name>,
    album: Option<Name>,
    #[serde(rename = "albumName")]
    album_name_camel: Option<String>,
    album_name: Option<String>,
    dt: Option<f64>,
    duration: Option<f64>,
    duration_ms: Option<f64>,
}

impl Item {
    fn entry(&self) -> FileEntry {
        if let Some(track) = &self.track {
            return track.entry();
        }
        let text = |any: &[Option<&str>]| {
            let said = any.iter().flatten().map(|said| said.trim()).find(|said| !said.is_empty());
            said.map(str::to_owned)
        };
        let several = [&self.ar, &self.artists].into_iter().flatten().find(|names| !names.is_empty());
        // Between them what no name has inside.
        let several = several.map(|names| names.iter().filter_map(Name::text).collect::<Vec<_>>().join("; "));
        let millis = self.dt.or(self.duration).or(self.duration_ms).filter(|millis| *millis > 0.0);
        FileEntry {
            location: String::new(),
            artist: text(&[
                several.as_deref(),
                self.artist_name.as_deref(),
                self.artist_name_camel.as_deref(),
                self.creator.as_deref(),
                self.artist.as_ref().and_then(Name::text),
            ]),
            title: text(&[
                self.name.as_deref(),
                self.track_name.as_deref(),
                self.track_name_camel.as_deref(),
                self.title.as_deref(),
            ]),
            album: text(&[
                self.al.as_ref().and_then(Name::text),
                self.album_name.as_deref(),
                self.album_name_camel.as_deref(),
                self.album.as_ref().and_then(Name::text),
            ]),
            duration: millis.and_then(|millis| Duration::try_from_secs_f64(millis / 1000.0).ok()),
        }
    }
}

/// A text, or an object that is named by one.
#[derive(Deserialize)]
#[serde(untagged)]
enum Name {
    Text(String),
    Object { name: Option<String> },
    Other(serde::de::IgnoredAny),
}

impl Name {
    fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Object { name } => name.as_deref(),
            Self::Other(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(Option<String>, Vec<FileEntry>)> {
        let lists = parse(text, 100).unwrap();
        lists.into_iter().map(|list| (list.name, list.entries)).collect()
    }

    fn entry(artist: &str, title: &str, album: &str, millis: u64) -> FileEntry {
        FileEntry {
            location: String::new(),
            artist: Some(artist.into()),
            title: Some(title.into()),
            album: Some(album.into()).filter(|album: &String| !album.is_empty()),
            duration: Some(Duration::from_millis(millis)).filter(|length| !length.is_zero()),
        }
    }

    #[test]
    fn both_shapes_of_netease() {
        let new = r#"{"code":200,"playlist":{"id":7,"name":"夜","trackIds":[{"id":1}],"tracks":[
            {"id":1,"name":"夏夜","ar":[{"id":2,"name":"安"},{"name":"Bob"}],"al":{"id":3,"name":"海"},"dt":200000},
            {"id":2,"name":null,"ar":[{"name":null}],"al":{"name":null},"dt":0}]}}"#;
        assert_eq!(read(new), [(Some("夜".into()), vec![entry("安; Bob", "夏夜", "海", 200_000)])]);
        let old = r#"{"result":{"name":"Evening","tracks":[
            {"name":"Sun","artists":[{"name":"Ann"}],"album":{"name":"One","artist":{"name":"x"}},"duration":61500}]},"code":200}"#;
        assert_eq!(read(old), [(Some("Evening".into()), vec![entry("Ann", "Sun", "One", 61_500)])]);
    }

    #[test]
    fn lists_of_other_services_and_many_in_one_file() {
        let account = r#"{"playlists":[{"name":"A","items":[{"track":{"trackName":"Sun","artistName":"Ann","albumName":"One"},"episode":null},
            {"track":null,"episode":{"episodeName":"Talk"}}]},{"name":"B","items":[]}]}"#;
        assert_eq!(
            read(account),
            [(Some("A".into()), vec![entry("Ann", "Sun", "One", 0)]), (Some("B".into()), vec![])]
        );
        let jspf = r#"{"playlist":{"title":"J","track":[{"title":"Sun","creator":"Ann","album":"One","identifier":["x"]}]}}"#;
        assert_eq!(read(jspf), [(Some("J".into()), vec![entry("Ann", "Sun", "One", 0)])]);
        let lines = r#"{"name":"L1","tracks":[{"track_name":"Sun","artist_name":"Ann","album_name":"One","duration_ms":1000}]}
            [{"name":"L2","tracks":[{"title":"Moon","artist":"Bob"}]}]"#;
        assert_eq!(
            read(lines),
            [
                (Some("L1".into()), vec![entry("Ann", "Sun", "One", 1000)]),
                (Some("L2".into()), vec![entry("Bob", "Moon", "", 0)])
            ]
        );
    }

    #[test]
    fn a_line_that_begins_with_a_bracket_is_no_json() {
        for text in ["{\"playlist\": {}}", "[ {}]", "[\n[]]", "{}", "[]"] {
            assert!(is_some(text), "{text}");
        }
        for text in ["[Ann] Sun.mp3", "{1} Sun.mp3", "[playlist]", "", "#EXTM3U"] {
            assert!(!is_some(text), "{text}");
        }
    }

    #[test]
    fn what_is_cut_off_too_long_or_something_else_is_refused() {
        let list = r#"{"playlist":{"name":"x","tracks":[{"name":"a","ar":[{"name":"b"}]},{"name":"c","ar":[{"name":"d"}]}]}}"#;
        assert_eq!(parse(list, 1).err(), Some(Refusal::TooMany));
        for end in 1..list.len() - 1 {
            assert!(matches!(parse(&list[..end], 9), Err(Refusal::Broken(_))), "{end}");
        }
        for other in ["{}", "[]", "[1, 2]", "{\"tracks\": 7}", "", &"[".repeat(1_000_000)] {
            assert!(matches!(parse(other, 9), Err(Refusal::Broken(_))), "{:.20}", other);
        }
    }
}
