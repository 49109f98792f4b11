//! The rounds of a shuffled queue that repeats: each is dealt anew.

use std::cell::OnceCell;

use domain::SplitMix64;

use crate::items::Items;
use crate::shuffle::deal;

use super::Queue;

/// The rounds before and after the one that plays. An edit forgets both.
#[derive(Clone, Debug)]
pub(super) struct Rounds {
    rng: SplitMix64,
    /// Dealt when it is first asked for, long before its first track is heard: what follows is decoded ahead.
    next: OnceCell<Items>,
    before: Option<Items>,
}

impl Rounds {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            rng: SplitMix64::new(seed),
            next: OnceCell::new(),
            before: None,
        }
    }

    pub(super) fn forget(&mut self) {
        self.next = OnceCell::new();
        self.before = None;
    }

    /// The round after this one, if anybody asked for it yet.
    pub(super) fn dealt(&self) -> Option<&Items> {
        self.next.get()
    }
}

impl Default for Rounds {
    fn default() -> Self {
        Self::new(0)
    }
}

impl Queue {
    /// The round after this one.
    pub(super) fn next_round(&self) -> &Items {
        let items = &self.state.items;
        self.rounds.next.get_or_init(|| {
            // Of the entries as they stand: what has no place on its album keeps the one beside its like.
            let all = items.iter().cloned().collect();
            let mut rng = self.rounds.rng.clone();
            let last = items.last().map(|last| &**last);
            deal(all, self.shuffle(), None, last, &mut rng).into_iter().collect()
        })
    }

    /// Makes the next round this one. It is no edit: what is taken back is the edit before it.
    pub(super) fn begin_round(&mut self) {
        let next = self.next_round().clone();
        let before = std::mem::replace(&mut self.state.items, next);
        self.rounds.forget();
        self.rounds.before = Some(before);
        self.rounds.rng = SplitMix64::new(self.rounds.rng.next_u64());
        self.state.yours = self.state.items.len();
    }

    /// Goes back to the round before this one; false if nobody knows it any more.
    pub(super) fn return_to_round_before(&mut self) -> bool {
        let Some(before) = self.rounds.before.take() else { return false };
        let this = std::mem::replace(&mut self.state.items, before);
        self.rounds.next = OnceCell::from(this);
        true
    }
}
