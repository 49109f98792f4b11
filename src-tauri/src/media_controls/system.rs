//! The player in the system's own controls: SMTC on Windows, Now Playing on macOS.

use std::ffi::c_void;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use app::{PlaybackStatus, PlayerState};
use souvlaki::{MediaControlEvent, MediaControls, MediaMetadata, MediaPlayback, MediaPosition, PlatformConfig, SeekDirection};

use super::{Desk, Desktop};

/// What a key for jumping moves by, where the system does not say.
const STEP: Duration = Duration::from_secs(10);

/// Address of a window, which Windows wants to know; a number, for it goes to another thread.
pub(super) type WindowAddress = Option<usize>;

pub(super) struct System {
    controls: MediaControls,
    /// What the system knows: the track's facts and its cover.
    told: Option<(Facts, Option<String>)>,
}

#[derive(Clone, PartialEq)]
struct Facts {
    title: String,
    artist: String,
    album: String,
    duration: Duration,
}

impl Facts {
    fn of(state: &PlayerState) -> Option<Self> {
        let track = state.track.as_ref()?;
        Some(Self {
            title: track.title.clone(),
            artist: track.artist.clone(),
            album: track.album.clone(),
            duration: state.duration,
        })
    }
}

impl System {
    /// `None`, and a line in the log, where the system has no such controls for us.
    pub(super) fn attach(program: &Arc<app::Attune>, desk: &Arc<Desk>, window: WindowAddress) -> Option<Self> {
        let config = PlatformConfig {
            display_name: "Attune",
            dbus_name: "attune",
            hwnd: window.map(|address| address as *mut c_void),
        };
        let controls = MediaControls::new(config).and_then(|mut controls| {
            let (program, desk) = (Arc::clone(program), Arc::clone(desk));
            controls.attach(move |event| obey(&program, &desk, event))?;
            Ok(controls)
        });
        match controls {
            Ok(controls) => Some(Self { controls, told: None }),
            Err(error) => {
                tracing::warn!("no media keys: {error:?}");
                None
            }
        }
    }

    fn tell_playback(&mut self, state: &PlayerState, position: Duration) {
        let progress = Some(MediaPosition(position));
        let playback = match state.status {
            PlaybackStatus::Playing => MediaPlayback::Playing { progress },
            PlaybackStatus::Paused => MediaPlayback::Paused { progress },
            PlaybackStatus::Stopped => MediaPlayback::Stopped,
        };
        if let Err(error) = self.controls.set_playback(playback) {
            tracing::debug!("the system is not told what plays: {error:?}");
        }
    }
}

impl Desktop for System {
    fn tell(&mut self, state: &PlayerState, art: Option<&str>) {
        let now = Facts::of(state).map(|facts| (facts, art.map(str::to_owned)));
        if self.told != now {
            let metadata = now.as_ref().map_or_else(MediaMetadata::default, |(facts, art)| MediaMetadata {
                title: Some(&facts.title),
                artist: Some(&facts.artist),
                album: Some(&facts.album),
                cover_url: art.as_deref(),
                duration: Some(facts.duration),
            });
            if let Err(error) = self.controls.set_metadata(metadata) {
                tracing::debug!("the system is not told what plays: {error:?}");
            }
            self.told = now;
        }
        self.tell_playback(state, state.position);
    }

    fn tell_position(&mut self, state: &PlayerState, position: Duration) {
        self.tell_playback(state, position);
    }
}

fn obey(program: &app::Attune, desk: &Desk, event: MediaControlEvent) {
    let by = |direction: SeekDirection, step: Duration| {
        let position = program.player_state().position;
        program.seek(match direction {
            SeekDirection::Forward => position.saturating_add(step),
            SeekDirection::Backward => position.saturating_sub(step),
        });
    };
    match event {
        MediaControlEvent::Play => program.resume(),
        MediaControlEvent::Pause => program.pause(),
        MediaControlEvent::Toggle => program.toggle_playback(),
        MediaControlEvent::Next => program.next(),
        MediaControlEvent::Previous => program.previous(),
        MediaControlEvent::Stop => {
            program.pause();
            program.seek(Duration::ZERO);
        }
        MediaControlEvent::Seek(direction) => by(direction, STEP),
        MediaControlEvent::SeekBy(direction, step) => by(direction, step),
        MediaControlEvent::SetPosition(MediaPosition(position)) => program.seek(position),
        MediaControlEvent::SetVolume(volume) => program.set_volume(volume as f32),
        MediaControlEvent::OpenUri(path) => (desk.open)(PathBuf::from(path)),
        MediaControlEvent::Raise => (desk.raise)(),
        MediaControlEvent::Quit => (desk.quit)(),
        // Shuffling by tracks and by albums are two things here, and systems know one.
        _ => {}
    }
}
