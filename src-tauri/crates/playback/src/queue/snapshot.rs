//! The whole queue as plain values.

use std::collections::HashSet;

use domain::{Origin, QueueItemId, RepeatMode, ShuffleMode};

use crate::chunks::Chunks;
use crate::items::Items;

/// Ids in order. Cloning is cheap.
pub type Order = Chunks<QueueItemId>;

/// The whole queue as plain values, to be shown or kept. Cloning is cheap.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct QueueSnapshot {
    /// In the order they play; with shuffle on, that is the shuffled order.
    pub items: Items,
    pub current: Option<QueueItemId>,
    /// Where `current` stands, where somebody knows it already; see [`QueueSnapshot::current_index`].
    pub at: Option<usize>,
    /// So many entries at the start are yours; all after them were added automatically.
    pub yours: usize,
    /// `Some` while shuffle is on.
    pub shuffled: Option<Shuffled>,
    pub repeat: RepeatMode,
}

/// How a queue is shuffled.
#[derive(Clone, Debug, PartialEq)]
pub struct Shuffled {
    /// Not [`ShuffleMode::Off`].
    pub mode: ShuffleMode,
    /// The entries in the order to return to.
    pub order: Order,
}

impl QueueSnapshot {
    pub fn shuffle(&self) -> ShuffleMode {
        self.shuffled.as_ref().map_or(ShuffleMode::Off, |shuffled| shuffled.mode)
    }

    /// Who put the entry at `index` there.
    pub fn origin(&self, index: usize) -> Origin {
        if index < self.yours { Origin::Yours } else { Origin::Automatic }
    }

    pub fn current_index(&self) -> Option<usize> {
        let current = self.current?;
        let known = self.at.filter(|at| self.items.get(*at).is_some_and(|item| item.id == current));
        known.or_else(|| self.items.position(current))
    }

    /// Whether both have the same entries in the same orders, and one was not edited since it was the other. Quick.
    pub fn has_same_entries(&self, other: &Self) -> bool {
        let orders = match (&self.shuffled, &other.shuffled) {
            (None, None) => true,
            (Some(a), Some(b)) => a.mode == b.mode && a.order.is_same(&b.order),
            _ => false,
        };
        orders && self.items.is_same(&other.items)
    }

    /// Puts right what contradicts itself.
    pub(super) fn mend(&mut self) {
        self.at = self.current_index();
        self.current = self.at.and(self.current);
        self.yours = self.yours.min(self.items.len()).max(self.at.map_or(0, |at| at + 1));
        self.shuffled.take_if(|shuffled| shuffled.mode == ShuffleMode::Off);
        if let Some(shuffled) = &mut self.shuffled {
            let mut missing: HashSet<_> = self.items.iter().map(|item| item.id).collect();
            shuffled.order.retain(|id| missing.remove(id));
            let late = self.items.iter().map(|item| item.id).filter(|id| missing.contains(id));
            let late: Vec<_> = late.collect();
            shuffled.order.insert(shuffled.order.len(), &late);
        }
    }

    /// Tells queues apart by their entries and their orders (FNV-1a, 64 bit).
    pub(super) fn fingerprint(&self) -> u64 {
        let items = self.items.iter().map(|item| item.id.0);
        let order = self.shuffled.iter().flat_map(|shuffled| shuffled.order.iter().map(|id| id.0));
        let mode = self.shuffle() as u64;
        domain::fnv1a(items.chain([u64::MAX, mode]).chain(order).flat_map(u64::to_le_bytes))
    }
}
