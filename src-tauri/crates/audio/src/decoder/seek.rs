//! Jumps within a file.

use std::time::Duration;

use symphonia::core::formats::{SeekMode, SeekTo};
use symphonia::core::units::Timestamp;

use super::{Decoder, MAX_SILENCE_SECONDS};
use crate::Error;
use crate::error::guarded;
use crate::probe::duration_to_frames;

/// Length at the end of an Ogg stream that is sure to hold its last page and one before, twice over.
const OGG_TAIL_SECONDS: i64 = 8;

/// What a clock of milliseconds may be off, and as much again.
const ROUNDED_TICKS: i64 = 2;

impl Decoder {
    /// Moves to the frame nearest to `to`, past the end to the end, and returns the time of the next frame handed out. After an
    /// error the file is opened anew.
    ///
    /// # Errors
    /// Those of [`Decoder::open`], where that was needed.
    pub fn seek(&mut self, to: Duration) -> Result<Duration, Error> {
        let frame = duration_to_frames(to, self.format.sample_rate);
        let was_broken = std::mem::replace(&mut self.broken, true);
        guarded(|| {
            let mut frame = frame;
            let mut was_broken = was_broken;
            if let Some(chain) = self.chain.clone() {
                let link = chain.holding(frame);
                frame -= chain.before(link);
                if link != self.link {
                    self.enter(link)?;
                    was_broken = false;
                }
            }
            let frame = i64::try_from(frame).unwrap_or(i64::MAX / 2);
            let mut target = frame.saturating_add(self.part.start);
            for last in [self.last, self.part.end].into_iter().flatten() {
                target = target.min(last);
            }
            self.seek_inner(target, was_broken)
        })?;
        self.broken = false;
        Ok(self.position())
    }

    pub(super) fn seek_inner(&mut self, target: i64, was_broken: bool) -> Result<(), Error> {
        self.beyond.clear();
        if self.ended || was_broken {
            // The MP4 demultiplexer does not find back from the end, and nothing is trusted after a panic.
            self.reopen()?;
        }
        let mut from = target.saturating_sub(self.preroll);
        if self.is_ogg
            && let Some(last) = self.last
            && from > last - OGG_TAIL_SECONDS / 2 * i64::from(self.format.sample_rate)
        {
            // Whoever enters an Ogg stream by its last page cannot know where that page stands.
            from = last - OGG_TAIL_SECONDS * i64::from(self.format.sample_rate);
        }
        if let Some(reach) = self.reach {
            // Behind its estimate the demultiplexer does not go, but the packets do.
            from = from.min(reach - self.preroll);
        }
        if self.grid.is_none() && !self.counts_frames() && self.decoded_to == Some(self.first) {
            // What the clock means behind the jump is told by the first packet.
            self.next_block_inner(&mut Vec::new()).ok();
        }
        if from <= self.trim.start.max(0) || !self.jumps || !self.jump(from, target) {
            // Close to the start, or no way to jump: from the top, which is also what was heard the first time.
            if self.decoded_to.is_none_or(|decoded| decoded > target) || self.ended {
                self.reopen()?;
            }
        }
        self.cursor = target;
        // Whoever jumps to the end finds the end, not a file without audio.
        self.delivered = true;
        Ok(())
    }

    fn reopen(&mut self) -> Result<(), Error> {
        if self.chain.is_some() {
            return self.enter(self.link);
        }
        *self = Self {
            broken: self.broken,
            part: self.part,
            format: self.format.clone(),
            ..Self::open_inner(&self.path)?
        };
        Ok(())
    }

    /// Lets the demultiplexer jump to `from`; false if it could not, or landed behind `target`.
    fn jump(&mut self, from: i64, target: i64) -> bool {
        let to = SeekTo::Timestamp {
            ts: self.ts_of(from),
            track_id: self.track_id,
        };
        let to = match to {
            // Its ticks are rounded, and so are the lengths of its packets: the one asked for may begin just behind.
            SeekTo::Timestamp { ts, track_id } if !self.counts_frames() => SeekTo::Timestamp {
                ts: Timestamp::new((ts.get() - ROUNDED_TICKS).max(0)),
                track_id,
            },
            to => to,
        };
        self.budget.renew_for_jump(self.size);
        let Ok(landed) = self.reader.seek(SeekMode::Accurate, to) else {
            self.ended = true;
            return false;
        };
        self.codec.reset();
        self.bad_packets = 0;
        (self.ahead, self.gap, self.held) = (None, 0, None);
        (self.behind, self.at_last) = (None, false);
        self.silence_left = MAX_SILENCE_SECONDS * i64::from(self.format.sample_rate);
        // Matroska lands on the next cluster at times: what is said there is right only once the codec has heard enough.
        self.ended = self.on_grid(self.frame_of(landed.actual_ts)) > target - self.preroll * 3 / 4;
        self.decoded_to = None;
        !self.ended
    }

    fn ts_of(&self, frame: i64) -> Timestamp {
        let Some(base) = self.time_base else { return Timestamp::new(frame) };
        let (numer, denom) = (i128::from(base.numer.get()), i128::from(base.denom.get()));
        let scaled = i128::from(frame) * denom / (numer * i128::from(self.format.sample_rate));
        Timestamp::new(i64::try_from(scaled).unwrap_or(0))
    }
}
