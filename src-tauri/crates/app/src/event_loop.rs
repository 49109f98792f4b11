//! The one consumer of the engine's events. For each, in this order: 1 history into the store, 2 the mirror, the listener and the
//! index, 3 the subscribers. Nobody is told of something that a restart would not know.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError};
use domain::{EndReason, Failure, Play, PlayId, Stage, Timestamp, TrackId};
use parking_lot::Mutex;
use playback::{Event as Said, PlayState, QueueItem};

use crate::analyser::Analyser;
use crate::core::Core;
use crate::player::Mirror;
use crate::queue_history::saved_history;
use crate::{Event, Notice, PlaybackStatus, clock};

/// The queue is saved this long after its last change, its place this often while music plays.
const SAVE_AFTER: Duration = Duration::from_millis(400);
const SAVE_PLACE_EVERY: Duration = Duration::from_secs(5);
const FAILURES_TOLD_EVERY: Duration = Duration::from_secs(3);
/// Tracks of the queue that are analysed before all others.
const NEAR: usize = 8;

pub(crate) struct EventLoop {
    pub core: Arc<Core>,
    pub analyser: Arc<Analyser>,
    pub mirror: Arc<Mutex<Mirror>>,
    started: HashMap<PlayId, Timestamp>,
    unsaved: Option<Instant>,
    place_saved: Instant,
    failure_told: Option<Instant>,
}

impl EventLoop {
    pub fn new(core: Arc<Core>, analyser: Arc<Analyser>, mirror: Arc<Mutex<Mirror>>) -> Self {
        Self {
            core,
            analyser,
            mirror,
            started: HashMap::new(),
            unsaved: None,
            place_saved: Instant::now(),
            failure_told: None,
        }
    }

    /// Runs until the engine is gone, then saves what is unsaved.
    pub fn run(mut self, events: &Receiver<Said>) {
        loop {
            match events.recv_timeout(SAVE_AFTER) {
                Ok(event) => {
                    // A bug met with one event must not end all others.
                    if catch_unwind(AssertUnwindSafe(|| self.handle(event))).is_err() {
                        tracing::error!("an event of the player is lost");
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            self.save_if_due();
        }
        // Nothing to save while nothing was heard: the mirror is empty then, and what was saved is not.
        if self.unsaved.is_some() {
            self.save_queue();
        } else if self.mirror.lock().revision > 0 {
            self.save_place();
        }
    }

    fn handle(&mut self, event: Said) {
        match event {
            Said::Started { play, item } => self.on_started(play, item),
            Said::Ended {
                play,
                item,
                reason,
                listened,
            } => self.on_ended(play, &item, reason, listened),
            Said::Position {
                play,
                position,
                at,
                playing,
            } => {
                self.show_waiting(play);
                {
                    let mut mirror = self.mirror.lock();
                    (mirror.anchor, mirror.runs) = ((position, at), playing);
                }
                self.core.emit(Event::PositionAnchored { position, playing });
            }
            Said::StateChanged(state) => {
                let status = match state {
                    PlayState::Playing => PlaybackStatus::Playing,
                    PlayState::Paused => PlaybackStatus::Paused,
                    PlayState::Stopped => PlaybackStatus::Stopped,
                };
                {
                    let mut mirror = self.mirror.lock();
                    // Freezes the running position before the clock stops counting.
                    mirror.anchor = (mirror.position(), Instant::now());
                    mirror.status = status;
                    mirror.runs = status == PlaybackStatus::Playing;
                    if status == PlaybackStatus::Stopped {
                        (mirror.playing, mirror.row) = (None, None);
                    }
                }
                self.analyser.set_playing(status == PlaybackStatus::Playing);
                self.save_place();
                self.tell_player();
            }
            Said::QueueChanged {
                queue,
                can_undo,
                can_redo,
                steps,
            } => {
                let (revision, same_items) = {
                    let mut mirror = self.mirror.lock();
                    let same_queue = mirror.queue.has_same_entries(&queue) && mirror.queue.yours == queue.yours;
                    // The history is kept beside the queue that it belongs to, so whatever is new in either has both saved.
                    let same = mirror.revision > 0 && same_queue && mirror.steps.is_same(&steps);
                    if mirror.playing.is_none() && mirror.queue.current != queue.current {
                        // Another entry waits, and none of it was heard.
                        mirror.anchor = (Duration::ZERO, Instant::now());
                    }
                    (mirror.queue, mirror.can_undo, mirror.can_redo) = (queue, can_undo, can_redo);
                    mirror.steps = steps;
                    mirror.revision += 1;
                    (mirror.revision, same)
                };
                // Going on to the next track is no reason to write a hundred thousand entries.
                if same_items {
                    self.save_place();
                } else {
                    self.unsaved = Some(Instant::now());
                }
                self.prefer_what_comes();
                self.core.emit(Event::QueueChanged { revision });
                self.tell_player();
            }
            Said::Failed { item, reason, passing } => self.on_failed(&item, reason, passing),
            Said::Faltered => self.core.notice(Notice::PlayerFaltered),
            Said::PreviewChanged(track) => {
                self.mirror.lock().preview = track;
                self.core.emit(Event::PreviewChanged(track));
            }
            Said::PreviewFailed { track, reason } => {
                let name = self.core.row_by_id(track).map(|row| row.title).unwrap_or_default();
                self.core.notice(Notice::NotOpened { name, reason, others: 0 });
            }
            Said::VolumeChanged(volume) => {
                self.mirror.lock().volume = volume;
                self.tell_player();
            }
            Said::SignalChanged(signal) => {
                self.mirror.lock().signal = signal;
                self.tell_player();
            }
            Said::StopAfterChanged(on) => {
                self.mirror.lock().stop_after = on;
                self.tell_player();
            }
            Said::SleepChanged(ends) => {
                self.mirror.lock().sleep_ends = ends;
                self.tell_player();
            }
            Said::DeviceReady { name, instead_of, .. } => {
                let before = {
                    let mut mirror = self.mirror.lock();
                    (mirror.output, mirror.output_problem) = (Some(name.clone()), None);
                    std::mem::replace(&mut mirror.instead_of, instead_of.clone())
                };
                if let Some(chosen) = instead_of.filter(|chosen| before.as_ref() != Some(chosen)) {
                    self.core.notice(Notice::OutputAway { chosen, instead: name });
                }
                self.tell_player();
            }
            Said::DeviceLost { reason } => {
                tracing::warn!(reason, "no sound output");
                {
                    let mut mirror = self.mirror.lock();
                    (mirror.output, mirror.output_problem) = (None, Some(reason));
                }
                self.tell_player();
            }
        }
    }

    /// A track that waits paused, as after a restart, is shown before it was heard.
    fn show_waiting(&self, play: PlayId) {
        let waiting = {
            let mirror = self.mirror.lock();
            let queue = &mirror.queue;
            if mirror.playing.is_some() {
                None
            } else {
                queue.current_index().and_then(|at| queue.items.get(at)).cloned()
            }
        };
        let Some(item) = waiting else { return };
        let row = self.core.row_by_id(item.track.track).ok();
        {
            let mut mirror = self.mirror.lock();
            (mirror.playing, mirror.row) = (Some((play, item)), row);
        }
        self.tell_player();
    }

    fn on_started(&mut self, play: PlayId, item: Arc<QueueItem>) {
        self.started.insert(play, clock::now());
        let row = self.core.row_by_id(item.track.track).ok();
        {
            let mut mirror = self.mirror.lock();
            (mirror.playing, mirror.row) = (Some((play, item)), row);
            (mirror.anchor, mirror.runs) = ((Duration::ZERO, Instant::now()), true);
        }
        self.prefer_what_comes();
        self.tell_player();
    }

    fn on_ended(&mut self, play: PlayId, item: &QueueItem, reason: EndReason, listened: Duration) {
        let started_at = self.started.remove(&play).unwrap_or_else(clock::now);
        let tags = self.core.store.track_by_uid(item.track.uid).ok().flatten();
        let play = Play {
            uid: item.track.uid,
            started_at,
            listened,
            duration: item.track.duration,
            source: item.track.source.clone(),
            end: reason,
            title: tags.as_ref().map(domain::Track::display_title).unwrap_or_default(),
            artist: tags.as_ref().and_then(|track| track.tags.artist_line()).unwrap_or_default(),
            album: tags.and_then(|track| track.tags.album).unwrap_or_default(),
        };
        // A slip of the finger is no listening event.
        if listened.is_zero() && reason != EndReason::Finished {
            return;
        }
        if let Err(error) = self.core.store.add_play(play.clone()) {
            tracing::error!(%error, "a play could not be written to history");
            self.core.notice(Notice::HistoryNotWritten);
            return;
        }
        self.core.listener.write().add_play(&play);
        {
            let heard = self.core.listener.read().heard(play.uid);
            let mut index = self.core.index.write();
            if let Some(row) = index.row_of(item.track.track) {
                let facts = index.facts_mut(row);
                (facts.plays, facts.last_played) = (heard.plays, heard.last);
            }
        }
        self.core.listener_changed();
    }

    fn on_failed(&mut self, item: &QueueItem, reason: String, passing: bool) {
        let away = !can_be_opened(&item.track.path);
        // A drive that was pulled out under a long queue fails every entry: a person is told of a few, not of all.
        if self.failure_told.is_none_or(|at| at.elapsed() >= FAILURES_TOLD_EVERY) {
            self.failure_told = Some(Instant::now());
            let title = self.core.row_by_id(item.track.track).map(|row| row.title);
            let title = title.unwrap_or_else(|_| item.track.path.display().to_string());
            self.core.notice(if away {
                Notice::TrackAway { title }
            } else {
                Notice::TrackSkipped {
                    title,
                    reason: reason.clone(),
                }
            });
        }
        // What is away is no broken file, and what was not even opened did not fail once more.
        if away || matches!(self.core.store.quarantine(item.track.track), Ok(Some(_))) {
            return;
        }
        let stamp = self.core.store.track(item.track.track).ok().flatten().map(|track| track.stamp);
        let failure = Failure {
            path: item.track.path.clone(),
            stage: Stage::Playback,
            reason,
            at: clock::now(),
            stamp,
            // What plays in part, or lies on a failing disk, is worth another time.
            attempts: u32::from(!passing),
        };
        match self.core.store.save_failures(vec![failure]) {
            Ok(()) => self.core.count_failures(),
            Err(error) => tracing::warn!(%error, "a failure could not be recorded"),
        }
    }

    fn tell_player(&self) {
        let state = self.mirror.lock().state();
        self.core.emit(Event::PlayerChanged(state));
    }

    /// The playing track and its neighbours are analysed first, so that the similar panel has an answer.
    fn prefer_what_comes(&self) {
        let first: Vec<TrackId> = {
            let mirror = self.mirror.lock();
            let at = mirror.queue.current_index().unwrap_or(0);
            mirror.queue.items.window(at, NEAR).map(|item| item.track.track).collect()
        };
        self.analyser.prefer(first);
    }

    fn save_if_due(&mut self) {
        if self.unsaved.is_some_and(|at| at.elapsed() >= SAVE_AFTER) {
            self.save_queue();
        }
        let playing = self.mirror.lock().status == PlaybackStatus::Playing;
        if playing && self.place_saved.elapsed() >= SAVE_PLACE_EVERY {
            self.save_place();
        }
    }

    fn save_queue(&mut self) {
        self.unsaved = None;
        let (snapshot, beside) = {
            let mirror = self.mirror.lock();
            (mirror.to_save(true), mirror.history_to_save())
        };
        // Outside the lock: the differences of an edit that moved much take their time once.
        let saved = match beside {
            Some((queue, steps)) => self
                .core
                .store
                .save_queue_and_history(snapshot, &saved_history(&steps.export(&queue))),
            None => self.core.store.save_queue(snapshot),
        };
        if let Err(error) = saved {
            tracing::warn!(%error, "the queue could not be saved");
        }
    }

    fn save_place(&mut self) {
        self.place_saved = Instant::now();
        let snapshot = self.mirror.lock().to_save(false);
        if let Err(error) = self.core.store.save_queue_place(&snapshot) {
            tracing::warn!(%error, "the place in the queue could not be saved");
        }
    }
}

/// Whether the disk lets the file be read now.
fn can_be_opened(path: &Path) -> bool {
    let file = domain::holder(path);
    file.is_file() && std::fs::File::open(file).is_ok()
}
