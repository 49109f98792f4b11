//! Which stretch of the line belongs to which play, and how much of it was heard.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use domain::{AudioFormat, PlayId};

use crate::feeder::SegmentId;
use crate::items::QueueItem;
use crate::loudness::TrackGain;

/// One stretch of one play on the line; a jump or a new device continues the play in a new segment.
#[derive(Clone, Debug)]
pub(crate) struct Segment {
    pub(crate) id: SegmentId,
    pub(crate) play: PlayId,
    pub(crate) item: Arc<QueueItem>,
    /// Place in the track of the first frame.
    pub(crate) position: Duration,
    /// Index on the line of the first frame; `None` until the file is open.
    pub(crate) start: Option<u64>,
    /// One past the last; `None` until all is decoded.
    pub(crate) end: Option<u64>,
    /// The file broke off.
    pub(crate) failed: bool,
    /// Of its file; `None` until it is open.
    pub(crate) format: Option<Arc<AudioFormat>>,
    /// What it is decoded with; `None` leaves it as it is.
    pub(crate) gain: Option<TrackGain>,
    /// The play has begun to be heard.
    pub(crate) started: bool,
    /// Takes a play up elsewhere: what is still heard of the old place, fading out, counts too.
    continues: bool,
    /// Frames of this segment that were heard.
    heard: u64,
    /// What was heard of the play before this segment.
    heard_before: Duration,
}

impl Segment {
    pub(crate) fn new(id: SegmentId, play: PlayId, item: Arc<QueueItem>, position: Duration) -> Self {
        Self {
            id,
            play,
            item,
            position,
            start: None,
            end: None,
            failed: false,
            format: None,
            gain: None,
            started: false,
            continues: false,
            heard: 0,
            heard_before: Duration::ZERO,
        }
    }

    /// The same play, continued elsewhere on the line or in the track.
    pub(crate) fn continued(&self, id: SegmentId, position: Duration, rate: u32) -> Self {
        let mut next = Self::new(id, self.play, self.item.clone(), position);
        next.started = self.started;
        next.continues = true;
        next.format.clone_from(&self.format);
        next.heard_before = self.listened(rate);
        next
    }

    pub(crate) fn listened(&self, rate: u32) -> Duration {
        self.heard_before + frames(self.heard, rate)
    }
}

/// The segments on the line: the one being heard, and those decoded ahead.
#[derive(Debug, Default)]
pub(crate) struct Pipeline {
    pub(crate) segments: VecDeque<Segment>,
    /// Those that are not current any more and are still heard, under what blends over them.
    pub(crate) leaving: Vec<Segment>,
    /// Index on the line up to which hearing is accounted for.
    accounted: u64,
}

impl Pipeline {
    pub(crate) fn current(&self) -> Option<&Segment> {
        self.segments.front()
    }

    pub(crate) fn find(&mut self, id: SegmentId) -> Option<usize> {
        self.segments.iter().position(|segment| segment.id == id)
    }

    /// A new line: indices begin at zero.
    pub(crate) fn restart(&mut self) {
        self.accounted = 0;
    }

    /// The file of a segment is open: its first frame has this index on the line. Some of it may have been heard before this was known,
    /// where it blends over what plays.
    pub(crate) fn opened(&mut self, index: usize, start: u64, format: AudioFormat) {
        let segment = &mut self.segments[index];
        segment.start = Some(start);
        segment.format = Some(Arc::new(format));
        if index > 0 {
            segment.heard = self.accounted.saturating_sub(start);
        }
    }

    /// The frames from `accounted` to `to` were heard.
    pub(crate) fn heard_to(&mut self, to: u64) {
        let from = self.accounted;
        if to <= from {
            return;
        }
        self.accounted = to;
        for segment in &mut self.leaving {
            let end = segment.end.unwrap_or(from);
            segment.heard += to.min(end).saturating_sub(from);
        }
        for index in 0..self.segments.len() {
            let next = self.segments.get(index + 1).and_then(|next| next.start);
            let segment = &mut self.segments[index];
            let end = segment.end.or(next).unwrap_or(u64::MAX);
            let begin = if index == 0 && segment.continues { Some(0) } else { segment.start };
            let Some(begin) = begin else { break };
            segment.heard += to.min(end).saturating_sub(from.max(begin));
            segment.started |= segment.heard > 0;
        }
    }

    /// The frames up to `to` were dropped.
    pub(crate) fn skipped_to(&mut self, to: u64) {
        self.accounted = self.accounted.max(to);
    }

    /// Index up to which the current segment is the current one: its end, or where the next blends over it.
    pub(crate) fn current_until(&self) -> Option<u64> {
        let end = self.current()?.end?;
        let next = self.segments.get(1).and_then(|next| next.start);
        Some(next.map_or(end, |next| next.min(end)))
    }

    /// Whether the current segment was heard to where it is the current one.
    pub(crate) fn current_is_over(&self) -> bool {
        self.current_until().is_some_and(|until| self.accounted >= until)
    }

    /// Lets the next segment be the current one where it blends over this; false if it does not.
    pub(crate) fn leave_current(&mut self) -> bool {
        let accounted = self.accounted;
        let blends = self.current().is_some_and(|current| current.end.is_some_and(|end| end > accounted));
        if blends {
            self.leaving.extend(self.segments.pop_front());
        }
        blends
    }

    /// Takes out those under a blend that were heard to their end.
    pub(crate) fn take_left(&mut self) -> Vec<Segment> {
        let accounted = self.accounted;
        self.leaving
            .extract_if(.., |segment| segment.end.is_none_or(|end| end <= accounted))
            .collect()
    }

    /// Place of the listener in the current track.
    pub(crate) fn position(&self, rate: u32) -> Duration {
        let Some(segment) = self.current() else { return Duration::ZERO };
        let Some(start) = segment.start else { return segment.position };
        let at = self.accounted.min(segment.end.unwrap_or(u64::MAX)).saturating_sub(start);
        segment.position + frames(at, rate)
    }
}

pub(crate) fn frames(frames: u64, rate: u32) -> Duration {
    let nanos = u128::from(frames) * 1_000_000_000 / u128::from(rate.max(1));
    Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
}
