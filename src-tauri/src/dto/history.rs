//! What was listened to: play by play, and in figures.

use serde::Serialize;
use specta::Type;

use super::{AlbumRow, ArtistRow, TrackRow, count, long_millis, millis, moment, wire_enum, wire_id};

#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HistoryRow {
    pub play_id: u32,
    /// Milliseconds since 1970.
    #[specta(type = u32)]
    pub at: f64,
    pub listened_ms: u32,
    pub duration_ms: u32,
    pub skipped: bool,
    /// As they were then.
    pub title: String,
    pub artist: String,
    pub album: String,
    /// Null if the library does not know the track any more.
    pub track: Option<TrackRow>,
}

impl From<app::HistoryRow> for HistoryRow {
    fn from(row: app::HistoryRow) -> Self {
        Self {
            play_id: wire_id(row.play),
            at: moment(row.at),
            listened_ms: millis(row.listened),
            duration_ms: millis(row.duration),
            skipped: row.skipped,
            title: row.title,
            artist: row.artist,
            album: row.album,
            track: row.track.map(Into::into),
        }
    }
}

wire_enum! {
    received Period = app::Period {
        Week,
        Month,
        Year,
        All,
    }
}

#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Ranked<T> {
    pub item: T,
    pub plays: u32,
    #[specta(type = u32)]
    pub listened_ms: f64,
}

#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Day {
    /// `YYYY-MM-DD`.
    pub day: String,
    pub plays: u32,
    #[specta(type = u32)]
    pub listened_ms: f64,
}

#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GenrePlays {
    pub name: String,
    pub plays: u32,
}

#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Statistics {
    pub plays: u32,
    #[specta(type = u32)]
    pub listened_ms: f64,
    pub tracks_heard: u32,
    pub artists_heard: u32,
    /// First heard in this period.
    pub new_tracks: u32,
    pub library_tracks: u32,
    /// Of these, heard ever.
    pub library_heard: u32,
    pub days: Vec<Day>,
    /// Plays by hour of the week, Monday first, local time.
    pub hours: Vec<u32>,
    pub top_artists: Vec<Ranked<ArtistRow>>,
    pub top_albums: Vec<Ranked<AlbumRow>>,
    pub top_tracks: Vec<Ranked<TrackRow>>,
    pub top_genres: Vec<GenrePlays>,
}

impl From<app::Statistics> for Statistics {
    fn from(statistics: app::Statistics) -> Self {
        let day = |day: app::Day| Day {
            day: day.day,
            plays: plays(day.plays),
            listened_ms: long_millis(day.listened),
        };
        let genre = |(name, heard): (String, u64)| GenrePlays { name, plays: plays(heard) };
        Self {
            plays: plays(statistics.plays),
            listened_ms: long_millis(statistics.listened),
            tracks_heard: count(statistics.tracks_heard),
            artists_heard: count(statistics.artists_heard),
            new_tracks: count(statistics.new_tracks),
            library_tracks: count(statistics.library_tracks),
            library_heard: count(statistics.library_heard),
            days: statistics.days.into_iter().map(day).collect(),
            hours: statistics.hours.into_iter().map(plays).collect(),
            top_artists: statistics.top_artists.into_iter().map(ranked).collect(),
            top_albums: statistics.top_albums.into_iter().map(ranked).collect(),
            top_tracks: statistics.top_tracks.into_iter().map(ranked).collect(),
            top_genres: statistics.top_genres.into_iter().map(genre).collect(),
        }
    }
}

fn ranked<T, U: From<T>>(ranked: app::Ranked<T>) -> Ranked<U> {
    Ranked {
        item: ranked.item.into(),
        plays: plays(ranked.plays),
        listened_ms: long_millis(ranked.listened),
    }
}

fn plays(n: u64) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
