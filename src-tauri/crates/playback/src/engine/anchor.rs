//! Where others believe that the listener is: they count on from what they were last told.

use std::time::{Duration, Instant};

use super::Player;
use crate::command::{Event, PlayState};

/// A place this far from what others believe is told to them.
const DRIFT: Duration = Duration::from_millis(250);
/// But not more often than this.
const EVERY: Duration = Duration::from_secs(1);
/// A place that does not move for so long stands: a disk is slow, a device takes its time. Devices read in pieces, of which this is many.
const STANDS: Duration = Duration::from_millis(700);

/// What was last told.
#[derive(Clone, Copy, Debug)]
pub(super) struct Anchor {
    position: Duration,
    at: Instant,
    runs: bool,
}

impl Default for Anchor {
    fn default() -> Self {
        Self {
            position: Duration::ZERO,
            at: Instant::now(),
            runs: false,
        }
    }
}

impl Player {
    /// Sends where the listener is now.
    pub(super) fn anchor(&mut self) {
        self.anchor_running(self.state == PlayState::Playing);
        self.place.1 = Instant::now();
    }

    fn anchor_running(&mut self, runs: bool) {
        let Some(segment) = self.pipeline.current() else { return };
        let play = segment.play;
        let position = self.pipeline.position(self.rate());
        let at = Instant::now();
        self.anchored = Anchor { position, at, runs };
        self.emit(Event::Position {
            play,
            position,
            at,
            playing: runs,
        });
    }

    /// Puts right what others believe, where music began late, ran dry or ran on without their knowledge.
    pub(super) fn mind_anchor(&mut self) {
        if self.state != PlayState::Playing || self.pipeline.current().is_none() || !self.output.reads_all_the_time() {
            return;
        }
        let now = Instant::now();
        let position = self.pipeline.position(self.rate());
        if position != self.place.0 {
            self.place = (position, now);
        }
        let stands = now.duration_since(self.place.1) > STANDS;
        let told = self.anchored;
        let believed = if told.runs {
            told.position + now.duration_since(told.at)
        } else {
            told.position
        };
        let drifted = believed.abs_diff(position) > DRIFT && now.duration_since(told.at) > EVERY;
        if stands == told.runs || (drifted && !stands) {
            self.anchor_running(!stands);
        }
    }
}
