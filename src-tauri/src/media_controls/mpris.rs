//! The player on the session bus: connected on a thread of its own, which tells the bus what changed and minds its going.
//!
//! Not souvlaki: on Linux it looks a hundred times a second whether something changed, takes up to a second to say so, and never
//! moves the position. This is event-driven from end to end.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use app::{Event, PlayerState};
use domain::ShuffleMode;
use tokio::sync::broadcast::error::RecvError;
use zbus::blocking::Connection;
use zbus::blocking::connection::Builder;
use zbus::blocking::object_server::InterfaceRef;
use zbus::fdo::RequestNameFlags;
use zbus::zvariant::Value;

use super::Desk;
use super::cover_file::CoverFile;
use super::notification::Notification;
use super::player::Player;
use super::properties::{loop_status, metadata, micros, status, track_path};
use super::root::Root;

const NAME: &str = "org.mpris.MediaPlayer2.attune";
const PATH: &str = "/org/mpris/MediaPlayer2";
/// How often a bus that is gone is looked for, when there is something to tell it.
const RETRY: Duration = Duration::from_secs(30);

pub fn start(program: Arc<app::Attune>, desk: Desk, covers: CoverFile) {
    let work = move || {
        let mut bus = Bus {
            desk: Arc::new(desk),
            art: Arc::default(),
            covers,
            player: None,
            told: None,
            tried: None,
            warned: false,
            notification: Notification::default(),
            program,
        };
        let mut events = bus.program.subscribe();
        bus.tell_changes();
        loop {
            match events.blocking_recv() {
                Ok(Event::PlayerChanged(_)) | Err(RecvError::Lagged(_)) => bus.tell_changes(),
                Ok(Event::PositionAnchored { position, .. }) => bus.tell_position(position),
                Ok(_) => {}
                Err(RecvError::Closed) => return,
            }
        }
    };
    if let Err(error) = std::thread::Builder::new().name("media keys".into()).spawn(work) {
        tracing::warn!(%error, "no thread for media keys");
    }
}

struct Bus {
    program: Arc<app::Attune>,
    desk: Arc<Desk>,
    art: Arc<Mutex<Option<String>>>,
    covers: CoverFile,
    /// `None`: not connected. Dropping it closes the connection.
    player: Option<(Connection, InterfaceRef<Player>)>,
    /// What the bus knows.
    told: Option<PlayerState>,
    tried: Option<Instant>,
    /// A person was told that there are no media keys.
    warned: bool,
    notification: Notification,
}

impl Bus {
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

    fn tell_changes(&mut self) {
        let state = self.program.player_state();
        let cover = state.track.as_ref().and_then(|track| track.cover);
        let art = self
            .covers
            .url(cover, |hash| self.program.cover(hash, app::CoverSize::Full).ok().flatten());
        let same_art = {
            let mut shown = self.art.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *shown, art.clone()) == art
        };
        if !self.connect() {
            return;
        }
        if let Some((bus, _)) = &self.player {
            let wanted = || self.program.notifications() && !(self.desk.is_looked_at)();
            self.notification.tell(bus, &state, art.as_deref(), wanted);
        }
        let before = self.told.as_ref();
        let mut changed: HashMap<&str, Value<'_>> = HashMap::new();
        let mut add = |name, is_new: bool, value: Value<'static>| {
            if is_new {
                changed.insert(name, value);
            }
        };
        let differs = |of: fn(&PlayerState) -> &'static str| before.is_none_or(|before| of(before) != of(&state));
        add("PlaybackStatus", differs(status), status(&state).into());
        add("LoopStatus", differs(loop_status), loop_status(&state).into());
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
            track_path(before) == track_path(&state) && before.duration == state.duration && facts(before) == facts(&state)
        };
        if !same_art || !before.is_some_and(same_track) {
            changed.insert("Metadata", metadata(&state, art.as_deref()).into());
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
        self.told = Some(state);
    }

    /// Others count on from here.
    fn tell_position(&mut self, position: Duration) {
        if self.player.is_some() {
            self.emit(|player| zbus::block_on(Player::seeked(player.signal_emitter(), micros(position))));
        }
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
