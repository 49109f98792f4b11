//! Words of the queue.

/// One entry of the queue; the same track may be queued twice, so entries have ids of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct QueueItemId(pub u64);

/// Who put an entry there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// A person.
    Yours,
    /// Added automatically, below the boundary.
    Automatic,
}

/// What happens at the end of a track or of the queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RepeatMode {
    #[default]
    Off,
    All,
    One,
}

/// In which order the queue plays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ShuffleMode {
    /// As it was put together.
    #[default]
    Off,
    /// Track by track, at random.
    Tracks,
    /// Album by album at random, each in its own order.
    Albums,
}
