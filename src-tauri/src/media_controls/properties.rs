//! The player's state in the words of the MPRIS specification.

use std::collections::HashMap;
use std::time::Duration;

use app::{PlaybackStatus, PlayerState};
use domain::RepeatMode;
use zbus::zvariant::{ObjectPath, OwnedObjectPath, OwnedValue, Value};

/// What is told of the playing entry; no other one has this path.
pub fn track_path(state: &PlayerState) -> OwnedObjectPath {
    let path = match state.item {
        Some(item) => format!("/org/attune/Attune/entry/{}", item.0),
        None => "/org/mpris/MediaPlayer2/TrackList/NoTrack".to_owned(),
    };
    ObjectPath::try_from(path).unwrap_or_default().into()
}

pub fn metadata(state: &PlayerState, art: Option<&str>) -> HashMap<String, OwnedValue> {
    let mut all: HashMap<String, Value<'_>> = HashMap::new();
    all.insert("mpris:trackid".into(), track_path(state).into_inner().into());
    if let Some(track) = &state.track {
        all.insert("mpris:length".into(), micros(state.duration).into());
        all.insert("xesam:title".into(), track.title.clone().into());
        all.insert("xesam:artist".into(), vec![track.artist.clone()].into());
        all.insert("xesam:album".into(), track.album.clone().into());
        all.insert("xesam:albumArtist".into(), vec![track.album_artist.clone()].into());
        all.insert("xesam:genre".into(), track.genres.clone().into());
        if let Some(number) = track.track_number.and_then(|number| i32::try_from(number).ok()) {
            all.insert("xesam:trackNumber".into(), number.into());
        }
        if let Ok(url) = tauri::Url::from_file_path(domain::holder(&track.path)) {
            all.insert("xesam:url".into(), url.to_string().into());
        }
        if let Some(art) = art {
            all.insert("mpris:artUrl".into(), art.to_owned().into());
        }
    }
    all.into_iter()
        .filter_map(|(key, value)| Some((key, OwnedValue::try_from(value).ok()?)))
        .collect()
}

pub fn status(state: &PlayerState) -> &'static str {
    match state.status {
        PlaybackStatus::Playing => "Playing",
        PlaybackStatus::Paused => "Paused",
        PlaybackStatus::Stopped => "Stopped",
    }
}

pub fn loop_status(state: &PlayerState) -> &'static str {
    match state.repeat {
        RepeatMode::Off => "None",
        RepeatMode::One => "Track",
        RepeatMode::All => "Playlist",
    }
}

/// Whole microseconds, the unit of all times.
pub fn micros(time: Duration) -> i64 {
    i64::try_from(time.as_micros()).unwrap_or(i64::MAX)
}
