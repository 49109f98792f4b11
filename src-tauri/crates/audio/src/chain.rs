//! The links of a chained file as one recording: those of the codec, rate and channels of the first play one after the other. At the first
//! link of another shape the recording ends, for what plays it was told the first one's.

use std::path::Path;

use crate::open::{Opened, open_range};
use crate::probe::frames_of;

/// Links that play, in order.
#[derive(Debug, Default)]
pub(crate) struct Chain(Vec<Link>);

#[derive(Clone, Copy, Debug)]
struct Link {
    /// Bytes of the file.
    range: (u64, u64),
    /// Frames before it.
    before: u64,
    frames: u64,
}

impl Chain {
    /// Looks at every link; `first` is the first of them, opened.
    pub(crate) fn of(path: &Path, ranges: &[(u64, u64)], first: &Opened) -> Self {
        let mut chain = Self::default();
        let mut before = 0;
        for (index, &range) in ranges.iter().enumerate() {
            let other;
            let opened = if index == 0 {
                first
            } else {
                match open_range(path, range) {
                    Ok(opened) => {
                        other = opened;
                        &other
                    }
                    Err(_) => break,
                }
            };
            if !same_shape(opened, first) {
                break;
            }
            let Some(frames) = frames_of(opened) else { break };
            chain.0.push(Link { range, before, frames });
            before += frames;
        }
        chain
    }

    pub(crate) fn frames(&self) -> u64 {
        self.0.last().map_or(0, |link| link.before + link.frames)
    }

    /// Bytes of a link.
    pub(crate) fn range(&self, link: usize) -> Option<(u64, u64)> {
        self.0.get(link).map(|link| link.range)
    }

    /// Frames before a link.
    pub(crate) fn before(&self, link: usize) -> u64 {
        self.0.get(link).map_or(0, |link| link.before)
    }

    /// The link that holds a frame, the last one past the end.
    pub(crate) fn holding(&self, frame: u64) -> usize {
        self.0.partition_point(|link| link.before <= frame).saturating_sub(1)
    }
}

fn same_shape(one: &Opened, other: &Opened) -> bool {
    let count = |opened: &Opened| opened.params.channels.as_ref().map(|channels| channels.count());
    one.params.codec == other.params.codec && one.params.sample_rate == other.params.sample_rate && count(one) == count(other)
}
