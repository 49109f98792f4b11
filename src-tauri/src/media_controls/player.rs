//! `org.mpris.MediaPlayer2.Player`, as the specification words it. Properties are read from the program when asked for.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use app::PlayerState;
use domain::{RepeatMode, ShuffleMode};
use zbus::interface;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::{ObjectPath, OwnedValue};

use super::Desk;
use super::properties::{loop_status, metadata, micros, status, track_path};

pub struct Player {
    pub program: Arc<app::Attune>,
    pub desk: Arc<Desk>,
    /// Address of the cover's file.
    pub art: Arc<Mutex<Option<String>>>,
}

impl Player {
    fn state(&self) -> PlayerState {
        self.program.player_state()
    }
}

// What can be set is marked as telling no changes by itself: zbus would tell the old value, before the player has taken the new one.
// `mpris.rs` tells every change.

#[interface(name = "org.mpris.MediaPlayer2.Player")]
impl Player {
    fn next(&self) {
        self.program.next();
    }

    fn previous(&self) {
        self.program.previous();
    }

    fn pause(&self) {
        self.program.pause();
    }

    fn play_pause(&self) {
        self.program.toggle_playback();
    }

    /// There is no stopping but pausing at the start, which is what the specification asks of the next Play.
    fn stop(&self) {
        self.program.pause();
        self.program.seek(Duration::ZERO);
    }

    fn play(&self) {
        self.program.resume();
    }

    /// By so many microseconds; past the end is the next track.
    fn seek(&self, offset: i64) {
        let state = self.state();
        if state.track.is_none() {
            return;
        }
        let to = micros(state.position).saturating_add(offset);
        if to > micros(state.duration) {
            self.program.next();
        } else {
            self.program.seek(Duration::from_micros(u64::try_from(to).unwrap_or(0)));
        }
    }

    /// Ignored if another track plays by now, or the place is none of the track.
    fn set_position(&self, track: ObjectPath<'_>, position: i64) {
        let state = self.state();
        let Ok(position) = u64::try_from(position).map(Duration::from_micros) else {
            return;
        };
        if state.track.is_some() && *track_path(&state) == track && position <= state.duration {
            self.program.seek(position);
        }
    }

    fn open_uri(&self, uri: &str) -> zbus::fdo::Result<()> {
        let path: Option<PathBuf> = tauri::Url::parse(uri).ok().and_then(|url| url.to_file_path().ok());
        let path = path.ok_or_else(|| zbus::fdo::Error::InvalidArgs("only files can be opened".into()))?;
        (self.desk.open)(path);
        Ok(())
    }

    #[zbus(property)]
    fn playback_status(&self) -> &str {
        status(&self.state())
    }

    #[zbus(property(emits_changed_signal = "false"))]
    fn loop_status(&self) -> &str {
        loop_status(&self.state())
    }

    #[zbus(property)]
    fn set_loop_status(&self, status: &str) -> zbus::fdo::Result<()> {
        let mode = match status {
            "None" => RepeatMode::Off,
            "Track" => RepeatMode::One,
            "Playlist" => RepeatMode::All,
            other => return Err(zbus::fdo::Error::InvalidArgs(format!("there is no loop status {other}"))),
        };
        self.program.set_repeat(mode);
        Ok(())
    }

    #[zbus(property(emits_changed_signal = "false"))]
    fn shuffle(&self) -> bool {
        self.state().shuffle != ShuffleMode::Off
    }

    #[zbus(property)]
    fn set_shuffle(&self, on: bool) {
        // Who turns it on there means tracks; what is on already stays as it is.
        if on != (self.state().shuffle != ShuffleMode::Off) {
            self.program.set_shuffle(if on { ShuffleMode::Tracks } else { ShuffleMode::Off });
        }
    }

    #[zbus(property)]
    fn metadata(&self) -> HashMap<String, OwnedValue> {
        let art = self.art.lock().unwrap_or_else(PoisonError::into_inner).clone();
        metadata(&self.state(), art.as_deref())
    }

    #[zbus(property(emits_changed_signal = "false"))]
    fn volume(&self) -> f64 {
        self.state().volume.into()
    }

    #[zbus(property)]
    fn set_volume(&self, volume: f64) {
        self.program.set_volume((volume as f32).clamp(0.0, 1.0));
    }

    #[zbus(property(emits_changed_signal = "false"))]
    fn position(&self) -> i64 {
        micros(self.state().position)
    }

    #[zbus(property)]
    fn rate(&self) -> f64 {
        1.0
    }

    /// Only as fast as it is.
    #[zbus(property)]
    fn set_rate(&self, _rate: f64) {}

    #[zbus(property)]
    fn minimum_rate(&self) -> f64 {
        1.0
    }

    #[zbus(property)]
    fn maximum_rate(&self) -> f64 {
        1.0
    }

    #[zbus(property)]
    fn can_go_next(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn can_go_previous(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn can_play(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn can_pause(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn can_seek(&self) -> bool {
        true
    }

    #[zbus(property(emits_changed_signal = "const"))]
    fn can_control(&self) -> bool {
        true
    }

    #[zbus(signal)]
    pub async fn seeked(emitter: &SignalEmitter<'_>, position: i64) -> zbus::Result<()>;
}
