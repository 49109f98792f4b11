//! A daily mix.

use crate::{Reason, TrackUid};

/// One list for one day.
#[derive(Clone, Debug, PartialEq)]
pub struct DailyMix {
    /// 1-based rank among the day's mixes; "Daily mix 2" stays itself through the day.
    pub number: u8,
    /// From the mix's own tracks: artists and words.
    pub name: String,
    pub basis: MixBasis,
    /// Stays as it is on the days after.
    pub pinned: bool,
    pub tracks: Vec<(TrackUid, Reason)>,
}

/// What a mix was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MixBasis {
    /// A cluster of what was listened to.
    History,
    /// Nothing was played yet: a cluster of the library.
    Library,
    /// What was never played, near what was listened to.
    New,
}
