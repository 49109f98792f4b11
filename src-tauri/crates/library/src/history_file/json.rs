//! JSON of Spotify, Last.fm and ListenBrainz: one list, pages of lists, or a document a line. Read in one pass, an entry at a time.

use std::fmt;
use std::io;
use std::time::Duration;

use domain::{EndReason, Timestamp};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::collector::{Collector, Said};
use super::scalar::{Inner, Scalar};
use super::{HistoryFormat, instant, invalid};

pub(super) fn read(bytes: &[u8], collector: &mut Collector) -> io::Result<()> {
    let mut documents = serde_json::Deserializer::from_slice(bytes);
    loop {
        match documents.end() {
            Ok(()) => return Ok(()),
            Err(_) => drop(Node(collector).deserialize(&mut documents).map_err(in_words)?),
        }
    }
}

fn in_words(error: serde_json::Error) -> io::Error {
    if error.is_eof() {
        return invalid("it ends in the middle: it was cut off");
    }
    invalid(error.to_string())
}

/// An entry, or something that entries are in. What turns out to be a text is handed back.
struct Node<'a>(&'a mut Collector);

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<String>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of listens")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Option<String>, A::Error> {
        while list.next_element_seed(Node(&mut *self.0))?.is_some() {}
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Option<String>, A::Error> {
        let mut entry = Entry::default();
        let mut holds_entries = false;
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                // Last.fm and ListenBrainz wrap their pages in these.
                "track" | "tracks" | "recenttracks" | "listens" | "payload" | "scrobbles" => {
                    // Or a track is its title.
                    match map.next_value_seed(Node(&mut *self.0))? {
                        Some(title) if key == "track" => entry.fields[NAME] = Scalar::Text(title),
                        _ => holds_entries = true,
                    }
                }
                "artist" => entry.artist = map.next_value::<Inner>()?.0,
                "album" => entry.album = map.next_value::<Inner>()?.0,
                "date" => entry.date = map.next_value::<Inner>()?.0,
                "track_metadata" => entry.metadata = map.next_value()?,
                key => match FIELDS.iter().position(|field| *field == key) {
                    Some(field) => entry.fields[field] = map.next_value()?,
                    None => drop(map.next_value::<IgnoredAny>()?),
                },
            }
        }
        if !holds_entries {
            self.0.count().map_err(A::Error::custom)?;
            entry.hand_over(self.0);
        }
        Ok(None)
    }

    // What is neither a list nor an entry says nothing.
    fn visit_str<E: Error>(self, text: &str) -> Result<Option<String>, E> {
        Ok(Some(text.to_owned()))
    }

    fn visit_unit<E: Error>(self) -> Result<Option<String>, E> {
        Ok(None)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Option<String>, E> {
        Ok(None)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Option<String>, E> {
        Ok(None)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Option<String>, E> {
        Ok(None)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Option<String>, E> {
        Ok(None)
    }
}

/// Fields of all formats that hold one value.
const FIELDS: [&str; 17] = [
    "ts",
    "ms_played",
    "master_metadata_track_name",
    "master_metadata_album_artist_name",
    "master_metadata_album_album_name",
    "reason_end",
    "skipped",
    "endTime",
    "artistName",
    "trackName",
    "msPlayed",
    "listened_at",
    "name",
    "episode_name",
    "spotify_episode_uri",
    "audiobook_title",
    "podcastName",
];
const TS: usize = 0;
const MS_PLAYED: usize = 1;
const TRACK: usize = 2;
const ALBUM_ARTIST: usize = 3;
const ALBUM: usize = 4;
const REASON_END: usize = 5;
const SKIPPED: usize = 6;
const END_TIME: usize = 7;
const ARTIST_NAME: usize = 8;
const TRACK_NAME: usize = 9;
const MS_PLAYED_SHORT: usize = 10;
const LISTENED_AT: usize = 11;
const NAME: usize = 12;

#[derive(Default)]
struct Entry {
    fields: [Scalar; FIELDS.len()],
    /// Last.fm.
    artist: Scalar,
    album: Scalar,
    date: Scalar,
    metadata: Option<Metadata>,
}

impl Entry {
    fn has(&self, field: usize) -> bool {
        !self.fields[field].is_nothing()
    }

    fn text(&mut self, field: usize) -> Option<String> {
        std::mem::take(&mut self.fields[field]).into_text()
    }

    fn hand_over(mut self, collector: &mut Collector) {
        if self.has(TS) || self.has(MS_PLAYED) {
            self.spotify_extended(collector);
        } else if self.has(END_TIME) || self.has(MS_PLAYED_SHORT) {
            self.spotify_account(collector);
        } else if self.has(LISTENED_AT) || self.metadata.is_some() {
            self.listenbrainz(collector);
        } else if self.has(NAME) && !self.artist.is_nothing() {
            collector.is_of(HistoryFormat::LastFm);
            // What plays now has no date yet.
            collector.take(Said {
                at: self.date.instant(),
                artist: self.artist.into_text(),
                title: std::mem::take(&mut self.fields[NAME]).into_text(),
                album: self.album.into_text(),
                ..Said::default()
            });
        } else {
            collector.unusable.unknown += 1;
        }
    }

    fn spotify_extended(&mut self, collector: &mut Collector) {
        collector.is_of(HistoryFormat::Spotify);
        if !self.has(TRACK) {
            collector.unusable.not_music += 1;
            return;
        }
        let heard = self.fields[MS_PLAYED].millis();
        let skipped = self.fields[SKIPPED].is_true();
        let end = match self.text(REASON_END).as_deref() {
            Some("trackdone") => Some(EndReason::Finished),
            Some("fwdbtn" | "backbtn" | "clickrow" | "playbtn" | "clickside" | "trackerror") => Some(EndReason::Skipped),
            Some("logout" | "unexpected-exit" | "unexpected-exit-while-paused") => Some(EndReason::Quit),
            _ if skipped => Some(EndReason::Skipped),
            Some("endplay" | "remote") => Some(EndReason::Stopped),
            _ => None,
        };
        let ended = self.fields[TS].instant();
        collector.take(Said {
            artist: self.text(ALBUM_ARTIST),
            title: self.text(TRACK),
            album: self.text(ALBUM),
            at: began(ended, heard),
            heard,
            end,
        });
    }

    fn spotify_account(&mut self, collector: &mut Collector) {
        collector.is_of(HistoryFormat::Spotify);
        let heard = self.fields[MS_PLAYED_SHORT].millis();
        let ended = self.fields[END_TIME].instant();
        // Podcasts stand in a file of their own, with other fields.
        if !self.has(TRACK_NAME) {
            collector.unusable.not_music += 1;
            return;
        }
        collector.take(Said {
            artist: self.text(ARTIST_NAME),
            title: self.text(TRACK_NAME),
            album: None,
            at: began(ended, heard),
            heard,
            end: None,
        });
    }

    fn listenbrainz(self, collector: &mut Collector) {
        collector.is_of(HistoryFormat::ListenBrainz);
        let metadata = self.metadata.unwrap_or_default();
        collector.take(Said {
            at: self.fields[LISTENED_AT].instant(),
            artist: metadata.artist_name.into_text(),
            title: metadata.track_name.into_text(),
            album: metadata.release_name.into_text(),
            heard: metadata.additional_info.as_ref().and_then(Additional::heard),
            end: metadata.additional_info.and_then(Additional::end),
        });
    }
}

/// The beginning of what was heard so long until then.
fn began(ended: Option<Timestamp>, heard: Option<Duration>) -> Option<Timestamp> {
    let heard = i64::try_from(heard.unwrap_or_default().as_millis()).ok()?;
    ended.and_then(|ended| ended.0.checked_sub(heard)).map(Timestamp)
}

/// Of a listen as ListenBrainz has it.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Metadata {
    artist_name: Scalar,
    track_name: Scalar,
    release_name: Scalar,
    additional_info: Option<Additional>,
}

/// How much of a listen was heard is said by few programs: Attune does, in milliseconds, and some in seconds.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Additional {
    listened_ms: Scalar,
    duration_played: Scalar,
    end_reason: Scalar,
}

impl Additional {
    fn heard(&self) -> Option<Duration> {
        let seconds = || self.duration_played.millis().and_then(|seconds| seconds.checked_mul(1000));
        self.listened_ms.millis().or_else(seconds)
    }

    fn end(self) -> Option<EndReason> {
        match self.end_reason.into_text()?.as_str() {
            "finished" => Some(EndReason::Finished),
            "skipped" => Some(EndReason::Skipped),
            "stopped" => Some(EndReason::Stopped),
            "quit" => Some(EndReason::Quit),
            "failed" => Some(EndReason::Failed),
            _ => None,
        }
    }
}

impl Scalar {
    fn instant(&self) -> Option<Timestamp> {
        match self {
            Self::Text(text) => instant::of_text(text),
            Self::Number(number) => instant::of_number(*number),
            _ => None,
        }
    }
}
