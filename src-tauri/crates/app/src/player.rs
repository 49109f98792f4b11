//! Sound, as the program sees it: commands to the engine, and a mirror of its state for whoever asks.

use std::collections::HashMap;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use domain::{Origin, PlayId, PlaySource, QueueItemId, TrackId};
use parking_lot::Mutex;
use playback::{Command, Engine, EngineHandle, OutputChoice, QueueItem, QueueSnapshot, QueueTrack};

use crate::analyser::Analyser;
use crate::core::Core;
use crate::event_loop;
use crate::{Error, PlaybackStatus, PlayerState, QueueRow, QueueView, TrackRow};

pub(crate) struct Player {
    core: Arc<Core>,
    engine: Option<EngineHandle>,
    pub(crate) mirror: Arc<Mutex<Mirror>>,
    consumer: Mutex<Option<JoinHandle<()>>>,
}

/// What the engine last said.
pub(crate) struct Mirror {
    pub status: PlaybackStatus,
    pub volume: f32,
    pub output: Option<String>,
    pub output_problem: Option<String>,
    pub playing: Option<(PlayId, Arc<QueueItem>)>,
    pub row: Option<TrackRow>,
    /// Position when it was anchored, and when that was.
    pub anchor: (Duration, Instant),
    pub queue: QueueSnapshot,
    pub can_undo: bool,
    pub can_redo: bool,
    pub revision: u64,
}

impl Mirror {
    pub fn position(&self) -> Duration {
        let (position, at) = self.anchor;
        let position = if self.status == PlaybackStatus::Playing {
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
            playing: None,
            row: None,
            anchor: (Duration::ZERO, Instant::now()),
            queue: QueueSnapshot::default(),
            can_undo: false,
            can_redo: false,
            revision: 0,
        }));
        let Some(output) = output else {
            return Ok(Self {
                core,
                engine: None,
                mirror,
                consumer: Mutex::new(None),
            });
        };
        let (tell, said) = crossbeam_channel::unbounded();
        let engine = Engine::start(output, tell);
        let player = Self {
            core: Arc::clone(&core),
            engine: Some(engine),
            mirror: Arc::clone(&mirror),
            consumer: Mutex::new(None),
        };
        player.restore()?;
        let consumer = event_loop::EventLoop::new(core, analyser, mirror);
        let thread = std::thread::Builder::new().name("events".into()).spawn(move || consumer.run(&said));
        *player.consumer.lock() = Some(thread.map_err(|error| Error::Internal(error.to_string()))?);
        Ok(player)
    }

    fn restore(&self) -> Result<(), Error> {
        let saved = self.core.store.load_queue()?;
        let uids: Vec<_> = saved.items.iter().map(|item| item.uid).collect();
        let tracks = self.core.store.tracks_by_uids(&uids)?;
        let by_uid: HashMap<_, _> = tracks.into_iter().map(|track| (track.uid, track)).collect();
        let mut yours = 0;
        let items: Vec<QueueItem> = saved
            .items
            .into_iter()
            .filter_map(|item| {
                let track = queue_track(by_uid.get(&item.uid)?, item.source);
                yours += usize::from(item.origin == Origin::Yours);
                Some(QueueItem { id: item.id, track })
            })
            .collect();
        // Entries are numbered as they are added, so their numbers remember the order from before a shuffle.
        let mut order: Vec<QueueItemId> = items.iter().map(|item| item.id).collect();
        order.sort_unstable();
        let queue = QueueSnapshot {
            items: items.into_iter().collect(),
            current: saved.current,
            yours,
            unshuffled: saved.shuffle.then(|| order.into()),
            repeat: saved.repeat,
        };
        self.mirror.lock().volume = saved.volume;
        self.send(Command::SetVolume(saved.volume));
        self.send(Command::Restore {
            queue,
            position: saved.position,
        });
        Ok(())
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

    /// Tracks of the library, ready for the queue.
    pub fn tracks(&self, ids: &[TrackId], source: &PlaySource) -> Result<Vec<QueueTrack>, Error> {
        if self.engine.is_none() {
            return Err(Error::NoSound);
        }
        let tracks = self.core.store.tracks(ids)?;
        Ok(tracks.iter().map(|track| queue_track(track, source.clone())).collect())
    }

    pub fn window(&self, offset: usize, limit: usize) -> Result<QueueView, Error> {
        let (queue, revision, position, can_undo, can_redo) = {
            let mirror = self.mirror.lock();
            (
                mirror.queue.clone(),
                mirror.revision,
                mirror.position(),
                mirror.can_undo,
                mirror.can_redo,
            )
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
            remaining: length(current.unwrap_or(0)).saturating_sub(position),
            length: length(0),
            can_undo,
            can_redo,
            offset,
            rows,
        })
    }
}

fn queue_track(track: &domain::Track, source: PlaySource) -> QueueTrack {
    QueueTrack {
        track: track.id,
        uid: track.uid,
        path: track.path.clone(),
        duration: track.format.duration,
        source,
        gain_db: None,
    }
}
