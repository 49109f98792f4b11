//! Which stretch of the line belongs to which play, and how much of it was heard.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use domain::PlayId;

use crate::feeder::SegmentId;
use crate::items::QueueItem;

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

    /// The frames from `accounted` to `to` were heard.
    pub(crate) fn heard_to(&mut self, to: u64) {
        let from = self.accounted;
        if to <= from {
            return;
        }
        self.accounted = to;
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

    /// Whether the current segment was heard to its end.
    pub(crate) fn current_is_over(&self) -> bool {
        self.current()
            .and_then(|segment| segment.end)
            .is_some_and(|end| self.accounted >= end)
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
