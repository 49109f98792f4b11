//! Ends that are chosen in advance: behind this track, or after a while.

use std::time::{Duration, Instant};

use super::Player;
use crate::command::{Event, PlayState};

/// The music fades out over this time before the sleep timer ends it, or over a tenth of a shorter timer.
const FADE: Duration = Duration::from_secs(12);

/// A sleep timer that runs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sleep {
    ends: Instant,
    fade: Duration,
}

impl Player {
    pub(super) fn set_stop_after(&mut self, on: bool) {
        if self.stop_after != on {
            self.stop_after = on;
            self.emit(Event::StopAfterChanged(on));
            self.arrange();
        }
    }

    /// The track is over behind which playing was to stop: what follows waits.
    pub(super) fn stopped_after(&mut self) {
        self.set_stop_after(false);
        let current = self.queue.current().map(|item| item.id);
        let next = current.and_then(|current| self.queue.following(current)).map(|item| item.id);
        if next.is_some_and(|next| self.queue.jump_to(next)) {
            self.played_out = None;
            self.tell_queue();
        }
    }

    pub(super) fn set_sleep(&mut self, after: Option<Duration>) {
        let ends = after.and_then(|after| Some((Instant::now().checked_add(after)?, after)));
        self.sleep = ends.map(|(ends, after)| Sleep {
            ends,
            fade: FADE.min(after / 10),
        });
        self.faded_out = false;
        self.apply_volume();
        self.emit(Event::SleepChanged(self.sleep.map(|sleep| sleep.ends)));
    }

    /// Lets the music fade as the timer runs out, and pauses it when it has.
    pub(super) fn mind_sleep(&mut self) {
        let Some(sleep) = self.sleep else { return };
        let left = sleep.ends.saturating_duration_since(Instant::now());
        if left.is_zero() {
            self.sleep = None;
            if self.state == PlayState::Playing || self.resume_when_ready {
                // Stays down until something plays again: the pause fades out, and must not be heard coming back.
                self.faded_out = true;
                self.pause();
            }
            self.apply_volume();
            self.emit(Event::SleepChanged(None));
        } else if left < sleep.fade {
            self.apply_volume();
        }
    }

    /// How far the timer has turned the music down, 1 to 0.
    pub(super) fn sleep_factor(&self) -> f32 {
        if self.faded_out {
            return 0.0;
        }
        self.sleep.map_or(1.0, |sleep| {
            let left = sleep.ends.saturating_duration_since(Instant::now());
            if left >= sleep.fade || sleep.fade.is_zero() {
                1.0
            } else {
                (left.as_secs_f32() / sleep.fade.as_secs_f32()).powi(2)
            }
        })
    }
}
