//! The player on the session bus: connected on a thread of its own, which tells the bus what changed and minds its going.
//!
//! Not souvlaki: on Linux it looks a hundred times a second whether something changed, takes up to a second to say so, and never
//! moves the position. This is event-driven from end to end.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use app::PlayerState;
use domain::ShuffleMode;
use zbus::blocking::Connection;
use zbus::blocking::connection::Builder;
use zbus::blocking::object_server::InterfaceRef;
use zbus::fdo::RequestNameFlags;
use zbus::zvariant::Value;

use super::notification::Notification;
use super::player::Player;
use super::properties::{loop_status, metadata, micros, status, track_path};
use super::root::Root;
use super::{Desk, Desktop};

const NAME: &str = "org.mpris.MediaPlayer2.attune";
const PATH: &str = "/org/mpris/MediaPlayer2";
/// How often a bus that is gone is looked for, when there is something to tell it.
const RETRY: Duration = Duration::from_secs(30);

/// The player on the bus, connected when there is something to tell.
pub(super) struct Bus {
    program: Arc<app::Attune>,
    desk: Arc<Desk>,
    art: Arc<Mutex<Option<String>>>,
    /// `None`: not connected. Dropping it closes the connection.
    player: Option<(Connection, InterfaceRef<Player>)>,
    /// What the bus knows.
    told: Option<PlayerState>,
    tried: Option<Instant>,
    /// A person was told that there are no media keys.
    warned: bool,
    notification: Notification,
}

impl Desktop for Bus {
    fn tell(&mut self, state: &PlayerState, art: Option<&str>) {
        let same_art = {
            let mut shown = self.art.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *shown, art.map(str::to_owned)).as_deref() == art
        };
        if !self.connect() {
            return;
        }
        if let Some((bus, _)) = &self.player {
            let wanted = || self.program.notifications() && !(self.desk.is_looked_at)();
            self.notification.tell(bus, state, art, wanted);
        }
        let before = self.told.as_ref();
        let mut changed: HashMap<&str, Value<'_>> = HashMap::new();
        let mut add = |name, is_new: bool, value: Value<'static>| {
            if is_new {
                changed.insert(name, value);
            }
        };
        let differs = |of: fn(&PlayerState) -> &'static str| before.is_none_or(|before| of(before) != of(state));
        add("PlaybackStatus", differs(status), status(state).into());
        add("LoopStatus", differs(loop_status), loop_status(state).into());
        add(
            "Shuffle",
            before.is_none_or(|before| (before.shuffle == ShuffleMode::Off) != (state.shuffle == ShuffleMode::Off)),
            (state.shuffle != ShuffleMode::Off).into(),
        );
        let volume = before.is_none_or(|before| before.volume != state.volume);
        add("Volume", volume, f64::from(state.volume).into());
        let same_track = |before: &PlayerState| {
            let facts = |state: &PlayerState| {
                state
                    .track
                    .as_ref()
                    .map(|row| (row.title.clone(), row.artist.clone(), row.album.clone()))
            };
            track_path(before) == track_path(state) && before.duration == state.duration && facts(before) == facts(state)
        };
        if !same_art || !before.is_some_and(same_track) {
            changed.insert("Metadata", metadata(state, art).into());
        }
        if !changed.is_empty() {
            self.emit(|player| {
                let none: [&str; 0] = [];
                let emitter = player.signal_emitter();
                let interface = "org.mpris.MediaPlayer2.Player";
                let body = (interface, &changed, &none[..]);
                zbus::block_on(emitter.connection().emit_signal(
                    None::<&str>,
                    emitter.path(),
                    "org.freedesktop.DBus.Properties",
                    "PropertiesChanged",
                    &body,
                ))
            });
        }
        self.told = Some(state.clone());
    }

    fn tell_position(&mut self, _: &PlayerState, position: Duration) {
        if self.player.is_some() {
            self.emit(|player| zbus::block_on(Player::seeked(player.signal_emitter(), micros(position))));
        }
    }
}

impl Bus {
    pub(super) fn new(program: Arc<app::Attune>, desk: Arc<Desk>) -> Self {
        Self {
            program,
            desk,
            art: Arc::default(),
            player: None,
            told: None,
            tried: None,
            warned: false,
            notification: Notification::default(),
        }
    }

    fn connect(&mut self) -> bool {
        if self.player.is_some() {
            return true;
        }
        if self.tried.is_some_and(|at| at.elapsed() < RETRY) {
            return false;
        }
        self.tried = Some(Instant::now());
        match self.serve() {
            Ok(player) => {
                self.player = Some(player);
                self.told = None;
                self.warned = false;
                true
            }
            Err(error) => {
                self.warn(&error);
                false
            }
        }
    }

    fn serve(&self) -> zbus::Result<(Connection, InterfaceRef<Player>)> {
        let player = Player {
            program: Arc::clone(&self.program),
            desk: Arc::clone(&self.desk),
            art: Arc::clone(&self.art),
        };
        let connection = Builder::session()?
            .serve_at(PATH, Root(Arc::clone(&self.desk)))?
            .serve_at(PATH, player)?
            .build()?;
        let only_if_free = RequestNameFlags::DoNotQueue.into();
        if connection.request_name_with_flags(NAME, only_if_free).is_err() {
            // Another Attune, on another data folder, has it.
            connection.request_name_with_flags(format!("{NAME}.instance{}", std::process::id()), only_if_free)?;
        }
        let player = connection.object_server().interface(PATH)?;
        Ok((connection, player))
    }

    fn emit(&mut self, signal: impl FnOnce(&InterfaceRef<Player>) -> zbus::Result<()>) {
        let Some((_, player)) = &self.player else { return };
        if let Err(error) = signal(player) {
            self.player = None;
            self.tried = Some(Instant::now());
            self.warn(&error);
        }
    }

    fn warn(&mut self, error: &zbus::Error) {
        if !std::mem::replace(&mut self.warned, true) {
            tracing::warn!("no media keys, for there is no session bus: {error}");
        }
    }
}
