//! XSPF, the XML of playlists.

use std::time::Duration;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;

use super::FileEntry;

/// Bytes of one value; what is longer is none.
const LONGEST: usize = 16 << 10;

pub(super) fn is_one(text: &str) -> bool {
    // Behind a declaration and comments.
    text.starts_with('<') && text.contains("<playlist")
}

/// What a file holds.
pub(super) enum Parsed {
    Lists(Option<String>, Vec<FileEntry>),
    /// More than there may be.
    TooMany,
    /// Why it is no XML.
    Broken(String),
}

pub(super) fn parse(text: &str, most: usize) -> Parsed {
    let mut reader = Reader::from_str(text);
    let mut name = None;
    let mut entries: Vec<FileEntry> = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut value = String::new();
    loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => return Parsed::Broken(error.to_string()),
        };
        match event {
            Event::Start(tag) => {
                let tag = tag.local_name().as_ref().to_owned();
                if tag == "track" {
                    if entries.len() == most {
                        return Parsed::TooMany;
                    }
                    entries.push(FileEntry::default());
                }
                value.clear();
                open.push(tag);
                if open.len() > 64 {
                    return Parsed::Broken("it is nested too deeply".into());
                }
            }
            Event::Text(text) if value.len() < LONGEST => value.push_str(text.as_ref()),
            Event::CData(text) if value.len() < LONGEST => value.push_str(text.as_ref()),
            Event::GeneralRef(reference) => {
                let known = reference.resolve_char_ref().ok().flatten().map(String::from);
                let named = || resolve_predefined_entity(reference.as_ref()).map(str::to_owned);
                value.push_str(&known.or_else(named).unwrap_or_default());
            }
            Event::End(_) => {
                let tag = open.pop().unwrap_or_default();
                let within = open.last().map(String::as_str);
                let said = Some(value.trim().to_owned()).filter(|said| !said.is_empty());
                match (within, entries.last_mut()) {
                    (Some("playlist"), _) if tag == "title" => name = said,
                    (Some("track"), Some(entry)) => tell(entry, &tag, said),
                    _ => {}
                }
                value.clear();
            }
            Event::Eof if open.is_empty() => return Parsed::Lists(name, entries),
            Event::Eof => return Parsed::Broken("it ends in the middle: it was cut off".into()),
            _ => {}
        }
    }
}

fn tell(entry: &mut FileEntry, tag: &str, said: Option<String>) {
    match tag {
        // The first of several is the best.
        "location" if entry.location.is_empty() => entry.location = said.unwrap_or_default(),
        "title" => entry.title = said,
        "creator" => entry.artist = said,
        "album" => entry.album = said,
        "duration" => {
            let millis = said.and_then(|millis| millis.parse().ok()).filter(|millis| *millis > 0);
            entry.duration = millis.map(Duration::from_millis);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
        <!-- made by hand -->
        <playlist version="1" xmlns="http://xspf.org/ns/0/">
          <title>Evening &amp; &#x4E2D; night</title>
          <trackList>
            <track>
              <location>file:///m/a%20b.mp3</location><location>http://example.org/a</location>
              <title>Sun</title><creator>Ann</creator><album><![CDATA[One & Two]]></album><duration>61500</duration>
              <extension application="x"><title>not this</title></extension>
            </track>
            <track><title>Moon</title><creator>Bob</creator><duration>0</duration></track>
          </trackList>
        </playlist>"#;

    #[test]
    fn tracks_have_a_place_or_only_names() {
        assert!(is_one(FILE.trim()));
        let Parsed::Lists(name, entries) = parse(FILE, 2) else {
            panic!("it is one")
        };
        assert_eq!(name.as_deref(), Some("Evening & \u{4e2d} night"));
        let wanted = [
            FileEntry {
                location: "file:///m/a%20b.mp3".into(),
                artist: Some("Ann".into()),
                title: Some("Sun".into()),
                album: Some("One & Two".into()),
                duration: Some(Duration::from_millis(61_500)),
            },
            FileEntry {
                artist: Some("Bob".into()),
                title: Some("Moon".into()),
                ..FileEntry::default()
            },
        ];
        assert_eq!(entries, wanted);
        assert!(matches!(parse(FILE, 1), Parsed::TooMany));
    }

    #[test]
    fn what_is_cut_off_or_nested_without_end_is_refused() {
        for end in (100..FILE.trim_end().len() - 1).filter(|end| FILE.is_char_boundary(*end)) {
            assert!(matches!(parse(&FILE[..end], 9), Parsed::Broken(_)), "{end}");
        }
        assert!(matches!(parse(&"<playlist>".repeat(100_000), 9), Parsed::Broken(_)));
    }
}
