//! Sound, as the program sees it: commands to the engine, and a mirror of its state for whoever asks.

use std::collections::HashMap;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use domain::{Origin, PlayId, PlaySource, QueueItemId, ShuffleMode, Signal, TrackId, TrackUid};
use parking_lot::Mutex;
use playback::{Command, Engine, EngineHandle, OutputChoice, QueueHistory, QueueItem, QueueSnapshot, QueueTrack, Shuffled, Steps};
use store::{SavedQueueItem, TrackToPlay};

use crate::analyser::Analyser;
use crate::core::Core;
use crate::quarantine::Quarantine;
use crate::sound::{LibraryLoudness, SoundSettings, output_at_start};
use crate::{Error, PlaybackStatus, PlayerState, QueueRow, QueueView, TrackRow};
use crate::{event_loop, queue_history};

pub(crate) struct Player {
    core: Arc<Core>,
    engine: Option<EngineHandle>,
    pub(crate) mirror: Arc<Mutex<Mirror>>,
    consumer: Mutex<Option<JoinHandle<()>>>,
    bringing_back: Mutex<()>,
    pub(crate) sound: Mutex<SoundSettings>,
    /// Sound goes to a device, and may go to another.
    has_devices: bool,
}

/// What the engine last said.
pub(crate) struct Mirror {
    pub status: PlaybackStatus,
    pub volume: f32,
    pub output: Option<String>,
    pub output_problem: Option<String>,
    /// The output that was chosen, and cannot be had now.
    pub instead_of: Option<String>,
    pub playing: Option<(PlayId, Arc<QueueItem>)>,
    pub row: Option<TrackRow>,
    /// Heard over what plays.
    pub preview: Option<TrackId>,
    /// Position when it was anchored, and when that was.
    pub anchor: (Duration, Instant),
    /// Time runs on from there.
    pub runs: bool,
    pub signal: Option<Signal>,
    pub stop_after: bool,
    pub sleep_ends: Option<Instant>,
    pub queue: QueueSnapshot,
    pub can_undo: bool,
    pub can_redo: bool,
    /// What can be, kept with the queue.
    pub steps: Steps,
    pub revision: u64,
    /// What was in the queue and is not in the library at the moment, as while `library.db` is filled again: saved with the rest, and
    /// brought back by the scan that finds it.
    pub away: Away,
}

/// Entries of the saved queue whose tracks the library does not know now.
#[derive(Default)]
pub(crate) struct Away {
    /// With the place each had.
    items: Vec<(usize, SavedQueueItem)>,
    /// The entry that was current and where in it, if it is one of these.
    current: Option<(QueueItemId, Duration)>,
}

impl Mirror {
    /// What a restart needs; without the items it is cheap.
    pub fn to_save(&self, with_items: bool) -> store::QueueSnapshot {
        let queue = &self.queue;
        let mut items = Vec::new();
        if with_items {
            let order = queue.shuffled.iter().flat_map(|shuffled| shuffled.order.iter());
            let places: HashMap<_, u64> = order.copied().zip(0..).collect();
            let item = |(index, item): (usize, &Arc<QueueItem>)| SavedQueueItem {
                id: item.id,
                uid: item.track.uid,
                origin: queue.origin(index),
                source: item.track.source.clone(),
                unshuffled: places.get(&item.id).copied(),
            };
            let mut present = queue.items.iter().enumerate().map(item);
            // What is away stands at its places, which rise.
            for (index, away) in &self.away.items {
                let before = index.saturating_sub(items.len());
                items.extend(present.by_ref().take(before));
                items.push(away.clone());
            }
            items.extend(present);
        }
        let away = self.away.current.filter(|_| queue.current.is_none());
        store::QueueSnapshot {
            items,
            current: away.map(|(id, _)| id).or(queue.current),
            position: away.map_or_else(|| self.position(), |(_, position)| position),
            shuffle: queue.shuffle(),
            repeat: queue.repeat,
            volume: self.volume,
        }
    }

    /// What can be taken back, with the queue that it leads away from; `None` while what was saved is to stay as it is. That is so while
    /// entries are away and nothing was edited: the history that was saved is theirs, and comes back with them.
    pub fn history_to_save(&self) -> Option<(QueueSnapshot, Steps)> {
        let waits = !self.away.items.is_empty() && !self.can_undo && !self.can_redo;
        (!waits).then(|| (self.queue.clone(), self.steps.clone()))
    }

    pub fn position(&self) -> Duration {
        let (position, at) = self.anchor;
        let position = if self.status == PlaybackStatus::Playing && self.runs {
            position + at.elapsed()
        } else {
            position
        };
        self.playing
            .as_ref()
            .map_or(position, |(_, item)| position.min(item.track.duration))
    }

    pub fn state(&self) -> PlayerState {
        PlayerState {
            status: self.status,
            track: self.row.clone(),
            item: self.playing.as_ref().map(|(_, item)| item.id),
            position: self.position(),
            duration: self.playing.as_ref().map_or(Duration::ZERO, |(_, item)| item.track.duration),
            volume: self.volume,
            shuffle: self.queue.shuffle(),
            repeat: self.queue.repeat,
            output: self.output.clone(),
            output_problem: self.output_problem.clone(),
            signal: self.signal.clone(),
            stop_after: self.stop_after,
            sleep: self.sleep_ends.map(|ends| ends.saturating_duration_since(Instant::now())),
        }
    }
}

impl Player {
    /// Starts the engine and brings back the queue as it was left, paused. Without an `output` there is no engine: what would need
    /// one answers [`Error::NoSound`] or does nothing.
    pub fn start(core: Arc<Core>, analyser: Arc<Analyser>, output: Option<OutputChoice>) -> Result<Self, Error> {
        let mirror = Arc::new(Mutex::new(Mirror {
            status: PlaybackStatus::Stopped,
            volume: 1.0,
            output: None,
            output_problem: None,
            instead_of: None,
            playing: None,
            row: None,
            preview: None,
            anchor: (Duration::ZERO, Instant::now()),
            runs: false,
            signal: None,
            stop_after: false,
            sleep_ends: None,
            queue: QueueSnapshot::default(),
            can_undo: false,
            can_redo: false,
            steps: Steps::default(),
            revision: 0,
            away: Away::default(),
        }));
        let settings = SoundSettings::load(&core.store)?;
        let Some(output) = output.map(|output| output_at_start(output, &settings)) else {
            return Ok(Self {
                core,
                engine: None,
                mirror,
                consumer: Mutex::new(None),
                bringing_back: Mutex::new(()),
                sound: Mutex::new(settings),
                has_devices: false,
            });
        };
        let has_devices = is_device(&output);
        let (tell, said) = crossbeam_channel::unbounded();
        let engine = Engine::start(output, tell);
        let player = Self {
            core: Arc::clone(&core),
            engine: Some(engine),
            mirror: Arc::clone(&mirror),
            consumer: Mutex::new(None),
            bringing_back: Mutex::new(()),
            sound: Mutex::new(settings),
            has_devices,
        };
        player.send(Command::UseLoudness(Arc::new(LibraryLoudness(Arc::clone(&core)))));
        player.try_refused();
        player.send(Command::SetSound(player.sound.lock().sound));
        let saved = core.store.load_queue()?;
        mirror.lock().volume = saved.volume;
        player.send(Command::SetVolume(saved.volume));
        player.restore(saved)?;
        let consumer = event_loop::EventLoop::new(core, analyser, mirror);
        let thread = std::thread::Builder::new().name("events".into()).spawn(move || consumer.run(&said));
        *player.consumer.lock() = Some(thread.map_err(|error| Error::Internal(error.to_string()))?);
        Ok(player)
    }

    /// Lets files that were not worth opening be opened again, as far as the store remembers nothing of them.
    pub(crate) fn try_refused(&self) {
        self.send(Command::UseRefusals(Arc::new(Quarantine(Arc::clone(&self.core)))));
    }

    fn restore(&self, saved: store::QueueSnapshot) -> Result<(), Error> {
        let uids: Vec<_> = saved.items.iter().map(|item| item.uid).collect();
        let by_uid = self.tracks_by_uid(&uids)?;
        let mut yours = 0;
        let mut away = Away::default();
        let mut items = Vec::with_capacity(saved.items.len());
        let mut order: Vec<(Option<u64>, QueueItemId)> = Vec::with_capacity(saved.items.len());
        for (index, item) in saved.items.into_iter().enumerate() {
            match by_uid.get(&item.uid) {
                Some(track) => {
                    yours += usize::from(item.origin == Origin::Yours);
                    order.push((item.unshuffled, item.id));
                    let track = queue_track(track, item.source);
                    items.push(QueueItem { id: item.id, track });
                }
                None => {
                    if saved.current == Some(item.id) {
                        away.current = Some((item.id, saved.position));
                    }
                    away.items.push((index, item));
                }
            }
        }
        // Entries are numbered as they are added, so where an older version kept no order their numbers remember one.
        order.sort_unstable();
        let order = order.into_iter().map(|(_, id)| id);
        let queue = QueueSnapshot {
            items: items.into_iter().collect(),
            current: saved.current.filter(|_| away.current.is_none()),
            at: None,
            yours,
            shuffled: (saved.shuffle != ShuffleMode::Off).then(|| Shuffled {
                mode: saved.shuffle,
                order: order.collect(),
            }),
            repeat: saved.repeat,
        };
        self.mirror.lock().away = away;
        self.send(Command::Restore {
            queue,
            history: self.history(),
            position: saved.position,
        });
        Ok(())
    }

    /// The saved undo history, as far as the library knows its tracks. The queue that it belongs to is found out where both are put
    /// together: beside another one, as while entries are away, it counts for nothing.
    fn history(&self) -> QueueHistory {
        let history = self.core.store.load_queue_history().map_err(Error::from);
        let history = history.and_then(|saved| {
            let tracks = self.tracks_by_uid(&queue_history::uids(&saved))?;
            Ok(queue_history::history(saved, |entry| {
                let track = queue_track(tracks.get(&entry.uid)?, entry.source);
                Some(QueueItem { id: entry.id, track })
            }))
        });
        history.unwrap_or_else(|error| {
            tracing::warn!(%error, "what could be taken back in the queue is forgotten");
            QueueHistory::default()
        })
    }

    fn tracks_by_uid(&self, uids: &[TrackUid]) -> Result<HashMap<TrackUid, TrackToPlay>, Error> {
        let found = self.core.store.ids_of_uids(uids)?;
        let ids: Vec<TrackId> = found.into_iter().map(|(_, id)| id).collect();
        let tracks = self.core.store.tracks_to_play(&ids)?;
        Ok(tracks.into_iter().map(|track| (track.uid, track)).collect())
    }

    /// Puts back into the queue what is in the library again: at its place, or at the end if music plays meanwhile.
    pub fn bring_back(&self) -> Result<(), Error> {
        // Two who find the same tracks back must not both put them there.
        let _alone = self.bringing_back.lock();
        let (saved, playing) = {
            let mirror = self.mirror.lock();
            if mirror.away.items.is_empty() {
                return Ok(());
            }
            (mirror.to_save(true), mirror.status == PlaybackStatus::Playing)
        };
        let away: Vec<SavedQueueItem> = self.mirror.lock().away.items.iter().map(|(_, item)| item.clone()).collect();
        let uids: Vec<_> = away.iter().map(|item| item.uid).collect();
        let back: HashMap<_, _> = self.core.store.ids_of_uids(&uids)?.into_iter().collect();
        if back.is_empty() {
            return Ok(());
        }
        if !playing {
            return self.restore(saved);
        }
        for alike in away.chunk_by(|a, b| a.source == b.source && a.origin == b.origin) {
            let ids: Vec<TrackId> = alike.iter().filter_map(|item| back.get(&item.uid).copied()).collect();
            let tracks = self.tracks(&ids, &alike[0].source)?;
            if !tracks.is_empty() {
                self.send(Command::Append {
                    tracks,
                    origin: alike[0].origin,
                });
            }
        }
        let mut mirror = self.mirror.lock();
        mirror.away.items.retain(|(_, item)| !back.contains_key(&item.uid));
        mirror.away.current = None;
        Ok(())
    }

    /// What the queue waits for.
    pub fn away(&self) -> Vec<TrackUid> {
        self.mirror.lock().away.items.iter().map(|(_, item)| item.uid).collect()
    }

    /// The queue is replaced or cleared, and with it what it waits for.
    pub fn forget_away(&self) {
        self.mirror.lock().away = Away::default();
    }

    pub fn close(&self) {
        if let Some(engine) = &self.engine {
            engine.shutdown();
        }
        if let Some(consumer) = self.consumer.lock().take() {
            let _ = consumer.join();
        }
    }

    pub fn state(&self) -> PlayerState {
        self.mirror.lock().state()
    }

    /// A like changed: the player bar shows it, too.
    pub fn track_changed(&self, track: TrackId) {
        let state = {
            let mut mirror = self.mirror.lock();
            if mirror.row.as_ref().is_none_or(|row| row.id != track) {
                return;
            }
            mirror.row = self.core.row_by_id(track).ok();
            mirror.state()
        };
        self.core.emit(crate::Event::PlayerChanged(state));
    }

    pub fn playing_track(&self) -> Option<TrackId> {
        self.mirror.lock().playing.as_ref().map(|(_, item)| item.track.track)
    }

    pub fn send(&self, command: Command) {
        if let Some(engine) = &self.engine {
            // False once the program is closing: there is nobody left to mind.
            engine.send(command);
        }
    }

    /// Plays to this device from now on, to the system's default for `None`.
    pub fn use_device(&self, name: Option<String>) {
        if self.has_devices {
            self.send(Command::UseOutput(output_for(name)));
        }
    }

    /// # Errors
    /// [`Error::NoSound`] if this run plays nothing.
    pub fn needs_sound(&self) -> Result<(), Error> {
        self.engine.as_ref().map(|_| ()).ok_or(Error::NoSound)
    }

    /// Puts `tracks` after the current one and plays the first of them at once.
    pub fn play_now(&self, tracks: &[TrackId], source: &PlaySource) -> Result<(), Error> {
        let tracks = self.tracks(tracks, source)?;
        self.send(Command::PlayNext(tracks));
        self.send(Command::Next);
        self.send(Command::Play);
        Ok(())
    }

    pub fn core(&self) -> &Core {
        &self.core
    }

    /// Tracks of the library, ready for the queue.
    pub fn tracks(&self, ids: &[TrackId], source: &PlaySource) -> Result<Vec<QueueTrack>, Error> {
        self.needs_sound()?;
        let tracks = self.core.store.tracks_to_play(ids)?;
        Ok(tracks.iter().map(|track| queue_track(track, source.clone())).collect())
    }

    pub fn window(&self, offset: usize, limit: usize) -> Result<QueueView, Error> {
        let (queue, revision, can_undo, can_redo) = {
            let mirror = self.mirror.lock();
            (mirror.queue.clone(), mirror.revision, mirror.can_undo, mirror.can_redo)
        };
        let shown: Vec<(usize, &Arc<QueueItem>)> = (offset..).zip(queue.items.window(offset, limit)).collect();
        let ids: Vec<TrackId> = shown.iter().map(|(_, item)| item.track.track).collect();
        let rows: HashMap<TrackId, TrackRow> = self.core.rows(&ids)?.into_iter().map(|row| (row.id, row)).collect();
        let row = |(index, item): (usize, &Arc<QueueItem>)| {
            let track = rows.get(&item.track.track)?.clone();
            Some(QueueRow {
                item: item.id,
                track,
                origin: queue.origin(index),
            })
        };
        let rows = shown.into_iter().filter_map(row).collect();
        let current = queue.current_index();
        let length = |from: usize| {
            queue
                .items
                .window(from, usize::MAX)
                .map(|item| item.track.duration)
                .sum::<Duration>()
        };
        Ok(QueueView {
            revision,
            total: queue.items.len(),
            current,
            yours: queue.yours,
            remaining: length(current.unwrap_or(0)),
            length: length(0),
            can_undo,
            can_redo,
            offset,
            rows,
        })
    }
}

fn queue_track(track: &TrackToPlay, source: PlaySource) -> QueueTrack {
    QueueTrack {
        track: track.id,
        uid: track.uid,
        path: track.path.clone(),
        duration: track.duration,
        source,
        album: track.album.map(|album| album.0.cast_unsigned()),
        artist: track.artist,
        place_in_album: track.place_in_album,
    }
}

fn is_device(output: &OutputChoice) -> bool {
    #[cfg(feature = "device")]
    return matches!(output, OutputChoice::Device(_));
    #[cfg(not(feature = "device"))]
    {
        let _ = output;
        false
    }
}

fn output_for(name: Option<String>) -> OutputChoice {
    #[cfg(feature = "device")]
    return OutputChoice::Device(name);
    #[cfg(not(feature = "device"))]
    {
        let _ = name;
        OutputChoice::Nothing
    }
}
