//! Shuffle on and off.

use std::collections::HashMap;
use std::sync::Arc;

use domain::{QueueItemId, ShuffleMode, SplitMix64};

use super::rounds::Rounds;
use super::{Queue, Shuffled};
use crate::items::QueueItem;
use crate::shuffle::deal;

impl Queue {
    /// On: everything but the current entry is put in random order behind it, yours before automatic; each plays once before any
    /// plays again, and artists are kept apart. Album by album, what follows the current entry on its album stays behind it. Off:
    /// back to the order from before; what came since stands there behind what it was put behind, or at the end.
    pub fn set_shuffle(&mut self, mode: ShuffleMode, rng: &mut SplitMix64) {
        if mode == self.shuffle() {
            return;
        }
        self.remember();
        // From one mode to the other by way of the order from before: tracks without a number on their album have no other.
        self.unshuffle();
        self.shuffle_now(mode, rng);
    }

    pub(super) fn shuffle_now(&mut self, mode: ShuffleMode, rng: &mut SplitMix64) {
        if mode == ShuffleMode::Off {
            return;
        }
        let order = self.state.items.iter().map(|item| item.id).collect();
        self.state.shuffled = Some(Shuffled { mode, order });
        let part = |from: usize, to: usize| self.state.items.window(from, to - from).cloned().collect();
        let (mine, theirs) = (part(0, self.state.yours), part(self.state.yours, self.state.items.len()));
        let mut dealt = deal(mine, mode, self.state.current, None, rng);
        let last = dealt.last().cloned();
        dealt.extend(deal(theirs, mode, None, last.as_deref(), rng));
        self.state.items = dealt.into_iter().collect();
        self.point(self.state.current.map(|_| 0));
        self.rounds = Rounds::new(rng.next_u64());
    }

    fn unshuffle(&mut self) {
        let Some(Shuffled { order, .. }) = self.state.shuffled.take() else {
            return;
        };
        let yours = self.state.yours;
        let all = self.state.items.iter().enumerate();
        let mut by_id: HashMap<QueueItemId, (bool, &Arc<QueueItem>)> = all.map(|(index, item)| (item.id, (index < yours, item))).collect();
        let (mut mine, mut theirs) = (Vec::with_capacity(yours), Vec::new());
        for id in order.iter() {
            match by_id.remove(id) {
                Some((true, item)) => mine.push(Arc::clone(item)),
                Some((false, item)) => theirs.push(Arc::clone(item)),
                None => {}
            }
        }
        self.state.items = mine.into_iter().chain(theirs).collect();
        let at = self.state.current_index();
        self.point(at);
    }
}
