//! What happens by itself: frames are heard, tracks follow tracks, files fail, devices go and come back.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use domain::EndReason;

use super::{EAGER_RETRIES, LATE_RETRY, MOST_STALLS, Player, RETRY, STALL};
use crate::command::{Event, PlayState};
use crate::feeder::{FeedCommand, FeedEvent, SegmentId};
use crate::items::QueueItem;
use crate::line::line;
use crate::pipeline::Segment;
use crate::preview_feeder::PreviewCommand;

impl Player {
    /// Looks where the listener is, and tells what was passed on the way.
    pub(super) fn progress(&mut self) {
        let Some(meter) = &self.meter else { return };
        // Read before the skips: a skip seen here may lie beyond, but none before it is missed.
        let read = meter.shared.read.load(Ordering::Acquire);
        while let Some(skip) = self.meter.as_mut().and_then(|meter| meter.skipped.pop().ok()) {
            self.hear(skip.from);
            self.pipeline.skipped_to(skip.to);
        }
        self.hear(read);
        self.mind_limiter();
        self.mind_anchor();
    }

    /// Everything up to this index was heard; ends and starts plays on the way.
    fn hear(&mut self, to: u64) {
        loop {
            // Not past the end of the current segment at once: what follows it may not even be known yet.
            let end = self.pipeline.current_until().unwrap_or(u64::MAX);
            let was_started = self.pipeline.current().is_none_or(|segment| segment.started);
            self.pipeline.heard_to(to.min(end));
            if !was_started && self.pipeline.current().is_some_and(|segment| segment.started) {
                self.announce();
            }
            for over in self.pipeline.take_left() {
                self.tell_end(over, EndReason::Finished);
            }
            if !self.pipeline.current_is_over() {
                return;
            }
            self.pass_on();
            if self.pipeline.current().is_none() {
                self.pipeline.skipped_to(to);
                return;
            }
        }
    }

    fn announce(&mut self) {
        self.failed_in_row = 0;
        self.was_heard = true;
        if let Some(segment) = self.pipeline.current() {
            self.emit(Event::Started {
                play: segment.play,
                item: segment.item.clone(),
            });
            self.anchor();
        }
    }

    /// The current segment is over: what was decoded behind it is current now, or nothing is.
    fn pass_on(&mut self) {
        let reason = match self.pipeline.current() {
            Some(segment) if segment.failed => EndReason::Failed,
            _ => EndReason::Finished,
        };
        if !self.pipeline.leave_current() {
            self.end_current(reason);
        }
        match self.pipeline.current() {
            Some(segment) => {
                let id = segment.item.id;
                if self.queue.current().map(|item| item.id) != Some(id) && self.queue.jump_to(id) {
                    self.tell_queue();
                    // What a round that has begun leaves to come may not be what was planned before it was dealt.
                    self.arrange();
                }
            }
            None => {
                self.played_out = self.queue.current().map(|item| item.id);
                self.rest();
                if self.stop_after {
                    self.stopped_after();
                }
            }
        }
        self.tell_signal();
    }

    /// Ends what was still fading out under the current play.
    pub(super) fn end_leaving(&mut self) {
        for segment in std::mem::take(&mut self.pipeline.leaving) {
            self.tell_end(segment, EndReason::Finished);
        }
    }

    pub(super) fn tell_end(&self, segment: Segment, reason: EndReason) {
        if segment.started {
            let listened = segment.listened(self.rate());
            self.emit(Event::Ended {
                play: segment.play,
                item: segment.item,
                reason,
                listened,
            });
        }
    }

    /// Ends the current play, if it was ever heard, and forgets its segment.
    pub(super) fn end_current(&mut self, reason: EndReason) {
        let rate = self.rate();
        let missed = self
            .meter
            .as_ref()
            .map_or(0, |meter| meter.shared.underrun.swap(0, Ordering::Relaxed));
        if missed > u64::from(rate) / 10 {
            tracing::warn!(frames = missed, "the decoder could not keep up");
        }
        self.end_leaving();
        if let Some(segment) = self.pipeline.segments.pop_front() {
            self.tell_end(segment, reason);
        }
    }

    /// Nothing plays any more.
    pub(super) fn rest(&mut self) {
        self.pipeline.segments.clear();
        self.resume_when_ready = false;
        let _ = self.feed.commands.send(FeedCommand::Stop);
        self.expect(false);
        self.set_state(PlayState::Stopped);
        self.tell_signal();
    }

    pub(super) fn set_state(&mut self, state: PlayState) {
        if state == PlayState::Playing && std::mem::take(&mut self.faded_out) {
            self.apply_volume();
        }
        if let Some(meter) = &self.meter {
            meter.shared.playing.store(state == PlayState::Playing, Ordering::Release);
        }
        self.moved.1 = Instant::now();
        if self.state != state {
            self.state = state;
            self.emit(Event::StateChanged(state));
        }
    }

    fn expect(&self, expecting: bool) {
        if let Some(meter) = &self.meter {
            meter.shared.expecting.store(expecting, Ordering::Release);
        }
    }

    /// Makes `segment` the only one and has it decoded.
    pub(super) fn load(&mut self, mut segment: Segment) {
        self.end_leaving();
        let job = self.job(&mut segment, Duration::ZERO);
        self.pipeline.segments.clear();
        self.pipeline.segments.push_back(segment);
        if self.meter.is_some() {
            self.expect(true);
            let _ = self.feed.commands.send(FeedCommand::Load(job));
        }
    }

    /// Has decoded behind each finished segment what the queue says follows it.
    pub(super) fn arrange(&mut self) {
        for index in 0..self.pipeline.segments.len() {
            let segment = &self.pipeline.segments[index];
            if segment.end.is_none() {
                return;
            }
            let after = segment.id;
            let wanted = self.after(index);
            let planned = self.pipeline.segments.get(index + 1).map(|next| next.item.id);
            if wanted.as_ref().map(|item| item.id) != planned {
                self.pipeline.segments.truncate(index + 1);
                return self.follow(after, wanted);
            }
        }
    }

    /// What plays behind a segment: behind a file that failed, the next one, as long as not all have failed.
    pub(super) fn after(&self, index: usize) -> Option<Arc<QueueItem>> {
        let segment = &self.pipeline.segments[index];
        if self.stop_after && index == 0 {
            return None;
        }
        if !segment.failed {
            self.queue.following(segment.item.id).cloned()
        } else if self.failed_in_row < self.queue.items().len() {
            self.queue.behind(segment.item.id).cloned()
        } else {
            None
        }
    }

    pub(super) fn follow(&mut self, after: SegmentId, item: Option<Arc<QueueItem>>) {
        let mut segment = item.map(|item| Segment::new(self.new_segment(), self.new_play(), item, Duration::ZERO));
        let before = self.pipeline.find(after).map(|index| self.pipeline.segments[index].clone());
        let next = segment.as_mut().map(|segment| {
            let blend = match &before {
                Some(before) if !before.failed => self.blend(&before.item.track, &segment.item.track),
                _ => Duration::ZERO,
            };
            self.job(segment, blend)
        });
        self.pipeline.segments.extend(segment);
        self.expect(true);
        let _ = self.feed.commands.send(FeedCommand::Follow { after, next });
    }

    /// The decoder has something to say.
    pub(super) fn decoded(&mut self, event: FeedEvent) {
        match event {
            FeedEvent::Opened { id, opening } => {
                if let Some(index) = self.pipeline.find(id) {
                    self.pipeline.opened(index, opening.start, opening.format);
                    let segment = &mut self.pipeline.segments[index];
                    let elsewhere = segment.position != opening.position;
                    segment.position = opening.position;
                    if index == 0 && elsewhere {
                        self.anchor();
                    }
                    self.tell_signal();
                }
            }
            FeedEvent::Blended { after } => {
                let stands = self.pipeline.find(after).is_some();
                let unloaded = self.pipeline.current().is_some_and(|segment| segment.start.is_none());
                if stands || unloaded {
                    self.seek(self.pipeline.position(self.rate()));
                }
            }
            FeedEvent::Closed { id, end } => {
                if let Some(index) = self.pipeline.find(id) {
                    self.pipeline.segments[index].end = Some(end);
                    match self.pipeline.segments.len() - 1 - index {
                        0 => {
                            let next = self.after(index);
                            self.follow(id, next);
                        }
                        _ => self.arrange(),
                    }
                }
            }
            FeedEvent::Landed { id, position } => {
                if let Some(index) = self.pipeline.find(id) {
                    self.pipeline.segments[index].position = position;
                    if index == 0 {
                        self.anchor();
                    }
                }
            }
            FeedEvent::Failed { id, reason, passing } => self.failed(id, reason, passing),
            FeedEvent::Drained { after } => {
                if self.pipeline.segments.back().is_some_and(|last| last.id == after) {
                    self.expect(false);
                }
            }
        }
    }

    fn failed(&mut self, id: SegmentId, reason: String, passing: bool) {
        let Some(index) = self.pipeline.find(id) else { return };
        let segment = &mut self.pipeline.segments[index];
        tracing::info!(path = %segment.item.track.path.display(), reason, "cannot play");
        let item = segment.item.clone();
        let opened = segment.start.is_some();
        segment.failed = true;
        self.emit(Event::Failed {
            item: item.clone(),
            reason,
            passing,
        });
        self.failed_in_row += 1;
        if opened {
            // What was decoded is still heard; it is closed next.
            return;
        }
        let stops = self.stop_after && index == 0;
        let next = if self.failed_in_row < self.queue.items().len() && !stops {
            self.queue.behind(item.id).cloned()
        } else {
            None
        };
        if index > 0 {
            self.pipeline.segments.truncate(index);
            let after = self.pipeline.segments[index - 1].id;
            return self.follow(after, next);
        }
        self.end_current(EndReason::Failed);
        match next {
            Some(next) => {
                if self.queue.jump_to(next.id) {
                    self.tell_queue();
                }
                let segment = Segment::new(self.new_segment(), self.new_play(), next, Duration::ZERO);
                self.load(segment);
            }
            None => {
                self.played_out = Some(item.id);
                self.rest();
                if stops {
                    self.stopped_after();
                }
            }
        }
    }

    /// Opens the output and takes up the current play on it.
    pub(super) fn connect(&mut self) -> bool {
        (self.asleep, self.quiet_since) = (false, Instant::now());
        let (mut feed, mut meter, mut preview) = (None, None, None);
        let (volume, sound) = (self.volume.powi(3), self.sound);
        let opened = self.output.open(&mut |rate| {
            let (line_feed, line_meter, source, preview_feed) = line(rate, volume, &sound);
            (feed, meter, preview) = (Some(line_feed), Some(line_meter), Some(preview_feed));
            source
        });
        match (opened, feed, meter) {
            (Ok(info), Some(mut feed), Some(meter)) => {
                feed.runs_on = self.output.reads_all_the_time();
                (self.retry_at, self.retries) = (None, 0);
                self.meter = Some(meter);
                self.device = (info.stereo, info.bits);
                self.pipeline.restart();
                self.apply_volume();
                let _ = self.feed.commands.send(FeedCommand::Line(Box::new(feed)));
                // The thread may be one that took the place of another, and knows nothing yet.
                let _ = self.feed.commands.send(FeedCommand::Hold(self.sound.crossfade));
                if let Some(preview) = preview {
                    let _ = self.preview_feed.commands.send(PreviewCommand::Line(Box::new(preview)));
                }
                self.emit(Event::DeviceReady {
                    name: info.name,
                    instead_of: info.instead_of,
                    rate: info.rate,
                });
                if let Some(current) = self.pipeline.current() {
                    // Disconnecting has folded what was heard into the segment, whatever the rate was.
                    let segment = current.continued(SegmentId(self.next_segment), current.position, 1);
                    self.next_segment += 1;
                    self.load(segment);
                }
                let state = if std::mem::take(&mut self.resume_when_ready) {
                    PlayState::Playing
                } else {
                    self.state
                };
                self.set_state(state);
                if state == PlayState::Playing {
                    self.anchor();
                }
                true
            }
            (Err(reason), ..) => {
                if self.retry_at.is_none() {
                    self.emit(Event::DeviceLost { reason });
                }
                self.retries += 1;
                let pause = if self.retries > EAGER_RETRIES { LATE_RETRY } else { RETRY };
                self.retry_at = Some(Instant::now() + pause);
                false
            }
            (Ok(_), ..) => false,
        }
    }

    /// Leaves the output, keeping the place.
    pub(super) fn disconnect(&mut self) {
        self.progress();
        self.end_leaving();
        let (rate, position) = (self.rate(), self.pipeline.position(self.rate()));
        let id = self.new_segment();
        if let Some(current) = self.pipeline.current() {
            let kept = current.continued(id, position, rate);
            self.pipeline.segments.clear();
            self.pipeline.segments.push_back(kept);
        }
        self.meter = None;
        let _ = self.feed.commands.send(FeedCommand::NoLine);
        let _ = self.preview_feed.commands.send(PreviewCommand::NoLine);
        self.end_preview();
        self.output.close();
        self.tell_signal();
        if self.state == PlayState::Playing {
            self.resume_when_ready = true;
            self.set_state(PlayState::Paused);
            self.anchor();
        }
    }

    /// Notices a device that is gone, and looks for one that came back.
    pub(super) fn mind_device(&mut self) {
        let failure = self.output.failure().or_else(|| self.stalled());
        if let Some(reason) = failure
            && self.meter.is_some()
        {
            self.disconnect();
            self.emit(Event::DeviceLost { reason });
            self.retry_at = Some(Instant::now());
        }
        if self.meter.is_some() && self.output.should_move() {
            self.disconnect();
            self.connect();
        }
        if self.retry_at.is_some_and(|at| Instant::now() >= at) {
            self.connect();
        }
        self.close_when_idle();
    }

    /// Lets go of a device that nothing was played to for long: an open stream keeps the machine awake and, on some systems, the
    /// device from other programs. The place is kept.
    fn close_when_idle(&mut self) {
        if self.state == PlayState::Playing || self.preview.is_some() {
            self.quiet_since = Instant::now();
        }
        let limit = self.output.closed_after();
        if self.meter.is_some() && limit.is_some_and(|limit| self.quiet_since.elapsed() > limit) {
            self.disconnect();
            self.asleep = true;
        }
    }

    fn stalled(&mut self) -> Option<String> {
        let meter = self.meter.as_ref()?;
        let beats = meter.shared.beats.load(Ordering::Relaxed);
        let heard = self.state == PlayState::Playing || self.preview.is_some();
        if beats != self.moved.0 {
            self.stalls = 0;
        }
        if beats != self.moved.0 || !heard || !self.output.reads_all_the_time() {
            self.moved = (beats, Instant::now());
        }
        // Some take seconds to wake: each that stood still is given longer the next time.
        let limit = STALL * (1 << self.stalls.min(MOST_STALLS));
        (self.moved.1.elapsed() > limit).then(|| {
            self.stalls += 1;
            "the sound device stands still".into()
        })
    }
}
