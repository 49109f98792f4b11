//! What a person does: every command.

use std::time::Duration;

use domain::EndReason;

use super::{Player, build};
use crate::command::{Command, Event, PlayState};
use crate::pipeline::Segment;
use crate::queue::{Place, Queue};

/// Further into a track than this, *previous* means its start.
const RESTART_AFTER: Duration = Duration::from_secs(3);

impl Player {
    pub(super) fn handle(&mut self, command: Command) {
        match command {
            Command::Play => self.play(),
            Command::Pause => self.pause(),
            Command::Toggle if self.state == PlayState::Playing => self.pause(),
            // Also while it waits for a device: whoever presses a button that says "play" does not want the opposite.
            Command::Toggle => self.play(),
            Command::Stop => self.stop(EndReason::Stopped),
            Command::Next => self.next(),
            Command::Previous => self.previous(),
            Command::SeekTo(position) => self.seek(position),
            Command::SetVolume(volume) => self.set_volume(volume),
            Command::JumpTo(id) => {
                if self.queue.choose(id) {
                    self.tell_queue();
                    self.play_current(EndReason::Skipped);
                }
            }
            Command::SetQueue { tracks, start } => {
                self.queue.note_place(self.place());
                self.queue.replace(tracks, start, &mut self.rng);
                self.tell_queue();
                if self.queue.current().is_some() {
                    self.play_current(EndReason::Skipped);
                } else {
                    self.stop(EndReason::Stopped);
                }
            }
            Command::SetSound(sound) => self.set_sound(sound),
            Command::UseLoudness(source) => {
                self.loudness = Some(source);
                self.take_up_gains();
            }
            Command::UseRefusals(source) => {
                self.refusals = Some(source);
                self.given_up.clear();
            }
            Command::StopAfter(on) => self.set_stop_after(on),
            Command::Sleep(after) => self.set_sleep(after),
            Command::Preview { track, at } => self.start_preview(track, at),
            Command::StopPreview => self.stop_preview(),
            Command::Restore { queue, history, position } => self.restore(Queue::restore(queue, &history), position),
            Command::UseOutput(choice) => {
                self.disconnect();
                self.asleep = false;
                self.output = build(choice);
                self.retry_at = None;
                self.connect();
            }
            Command::PlayNext(tracks) => self.edit(|player| player.queue.play_next(tracks)),
            Command::Append { tracks, origin } => self.edit(|player| player.queue.append(tracks, origin)),
            Command::InsertAt { index, tracks } => self.edit(|player| player.queue.insert(index, tracks)),
            Command::MoveItems { ids, to } => self.edit(|player| player.queue.move_items(&ids, to)),
            Command::RemoveItems(ids) => self.edit(|player| player.queue.remove(&ids)),
            Command::ClearQueue => self.edit(|player| player.queue.clear()),
            Command::SetShuffle(mode) => self.edit(|player| player.queue.set_shuffle(mode, &mut player.rng)),
            Command::SetRepeat(repeat) => self.edit(|player| player.queue.set_repeat(repeat)),
            Command::Undo => self.edit(|player| player.queue.undo()),
            Command::Redo => self.edit(|player| player.queue.redo()),
            Command::Sync(_) | Command::Shutdown => {}
        }
    }

    pub(super) fn tell_queue(&self) {
        self.emit(Event::QueueChanged {
            queue: self.queue.to_snapshot(),
            can_undo: self.queue.can_undo(),
            can_redo: self.queue.can_redo(),
            steps: self.queue.steps().clone(),
        });
    }

    /// Where what is loaded is.
    fn place(&self) -> Option<Place> {
        self.pipeline.current().map(|segment| Place {
            item: segment.item.id,
            position: self.pipeline.position(self.rate()),
            playing: self.state == PlayState::Playing || self.resume_when_ready,
        })
    }

    /// Changes the queue, and lets what plays follow.
    fn edit<T>(&mut self, change: impl FnOnce(&mut Self) -> T) {
        self.queue.note_place(self.place());
        change(self);
        self.tell_queue();
        let playing = self.pipeline.current().map(|segment| segment.item.id);
        let current = self.queue.current().map(|item| item.id);
        let back = self.queue.place().filter(|place| playing != Some(place.item));
        if let Some(place) = back {
            // Taking back what another run did brings no music with it.
            self.resume_at(place.position, place.playing && self.was_heard);
        } else if playing.is_none() || playing == current {
            self.arrange();
        } else if self.state == PlayState::Playing && current.is_some() {
            self.play_current(EndReason::Stopped);
        } else {
            // The paused track was taken out: there is no place in another track to keep.
            self.stop(EndReason::Stopped);
        }
    }

    fn play(&mut self) {
        if self.meter.is_none() && !self.connect() {
            self.resume_when_ready = self.queue.current().is_some() || !self.queue.items().is_empty();
        }
        match self.state {
            PlayState::Playing => {}
            _ if self.pipeline.current().is_none() => {
                self.begin_anew_if_played_out();
                if self.queue.current().is_some() || self.queue.advance().is_some() {
                    self.tell_queue();
                    self.play_current(EndReason::Skipped);
                }
            }
            _ => self.run(),
        }
    }

    /// Behind its end the queue goes on with what was added since, or begins again.
    fn begin_anew_if_played_out(&mut self) {
        let current = self.queue.current().map(|item| item.id);
        if self.played_out.take().is_none_or(|last| Some(last) != current) || self.queue.advance().is_some() {
            return;
        }
        if let Some(first) = self.queue.items().get(0).map(|item| item.id) {
            self.queue.jump_to(first);
        }
    }

    /// Lets what is loaded play, now or as soon as there is a device.
    fn run(&mut self) {
        if self.asleep {
            self.connect();
        }
        if self.meter.is_some() {
            self.set_state(PlayState::Playing);
        } else {
            self.resume_when_ready = true;
            self.set_state(PlayState::Paused);
        }
        self.anchor();
    }

    pub(super) fn pause(&mut self) {
        self.resume_when_ready = false;
        if self.state == PlayState::Playing {
            self.set_state(PlayState::Paused);
            self.anchor();
        }
    }

    fn stop(&mut self, reason: EndReason) {
        self.end_current(reason);
        self.rest();
    }

    fn next(&mut self) {
        let stopped = self.pipeline.current().is_none();
        if self.queue.advance().is_some() {
            self.played_out = None;
            self.tell_queue();
            if !stopped {
                self.play_current(EndReason::Skipped);
            }
        } else if !stopped {
            self.stop(EndReason::Skipped);
        }
    }

    fn previous(&mut self) {
        let stopped = self.pipeline.current().is_none();
        if !stopped && self.pipeline.position(self.rate()) > RESTART_AFTER {
            return self.seek(Duration::ZERO);
        }
        if self.queue.back().is_some() {
            self.played_out = None;
            self.tell_queue();
            if !stopped {
                self.play_current(EndReason::Skipped);
            }
        } else {
            self.seek(Duration::ZERO);
        }
    }

    /// Begins the queue's current track, ending what played for `reason`.
    fn play_current(&mut self, reason: EndReason) {
        self.played_out = None;
        self.end_current(reason);
        self.failed_in_row = 0;
        let Some(item) = self.queue.current().cloned() else {
            return self.rest();
        };
        let segment = Segment::new(self.new_segment(), self.new_play(), item, Duration::ZERO);
        self.load(segment);
        self.run();
    }

    /// Takes up the queue's current track at a place, as when an edit that had interrupted it is taken back.
    fn resume_at(&mut self, position: Duration, playing: bool) {
        self.played_out = None;
        self.end_current(EndReason::Stopped);
        self.failed_in_row = 0;
        let Some(item) = self.queue.current().cloned() else { return };
        let segment = Segment::new(self.new_segment(), self.new_play(), item, position);
        self.load(segment);
        if playing {
            self.run();
        } else {
            self.set_state(PlayState::Paused);
            self.anchor();
        }
    }

    pub(super) fn seek(&mut self, position: Duration) {
        let id = self.new_segment();
        let rate = self.rate();
        if let Some(current) = self.pipeline.current() {
            let segment = current.continued(id, position, rate);
            self.load(segment);
            self.anchor();
        }
    }

    fn set_volume(&mut self, volume: f32) {
        if !volume.is_finite() {
            return;
        }
        self.volume = volume.clamp(0.0, 1.0);
        self.apply_volume();
        self.emit(Event::VolumeChanged(self.volume));
    }

    pub(super) fn apply_volume(&self) {
        if let Some(meter) = &self.meter {
            meter.shared.set_volume(self.volume.powi(3) * self.sleep_factor());
        }
    }

    fn restore(&mut self, queue: Queue, position: Duration) {
        let loaded = self.pipeline.current().map(|segment| (segment.item.id, segment.item.track.uid));
        let same = loaded.is_some() && queue.current().map(|item| (item.id, item.track.uid)) == loaded;
        if !same {
            self.stop(EndReason::Stopped);
        }
        self.queue = queue;
        self.tell_queue();
        if same {
            // The play goes on, and is one play: only what follows may be something else now.
            self.follow_anew();
            self.arrange();
        } else {
            self.resume_at(position, false);
        }
    }
}
