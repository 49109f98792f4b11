//! What is put in, taken out and moved; each is one step to take back.

use std::collections::HashSet;
use std::sync::Arc;

use domain::{Origin, QueueItemId, SplitMix64};

use super::{Order, Queue};
use crate::items::{Items, QueueItem, QueueTrack};

impl Queue {
    /// Replaces everything; the entry at `start` becomes current. With shuffle on, it comes first and the rest is shuffled.
    pub fn replace(&mut self, tracks: Vec<QueueTrack>, start: usize, rng: &mut SplitMix64) {
        self.remember();
        let mode = self.shuffle();
        self.state.shuffled = None;
        self.state.items = self.number(tracks).into_iter().collect();
        self.state.yours = self.state.items.len();
        self.point(self.state.items.len().checked_sub(1).map(|last| start.min(last)));
        self.shuffle_now(mode, rng);
    }

    /// Puts tracks right behind the current one, as yours, whatever the order: they stand there still when shuffle is turned off.
    pub fn play_next(&mut self, tracks: Vec<QueueTrack>) {
        let index = self.state.at.map_or(0, |at| at + 1);
        self.put(index.min(self.state.yours), tracks, self.state.current);
    }

    /// Puts tracks behind all of the same origin. With shuffle on, too, they come last: what stands before them was promised first.
    pub fn append(&mut self, tracks: Vec<QueueTrack>, origin: Origin) {
        match origin {
            Origin::Yours => self.insert(self.state.yours, tracks),
            Origin::Automatic if tracks.is_empty() => {}
            Origin::Automatic => {
                self.remember();
                let fresh = self.number(tracks);
                self.note_order(usize::MAX, &fresh);
                self.state.items.insert(self.state.items.len(), &fresh);
            }
        }
    }

    /// Puts tracks before the entry at `index`, as yours; below the boundary they go to it. With shuffle on, they stand behind the same
    /// entry in the order from before, too, and what goes to the boundary goes to the end of it.
    pub fn insert(&mut self, index: usize, tracks: Vec<QueueTrack>) {
        let index = index.min(self.state.yours);
        let before = if index < self.state.yours { index.checked_sub(1) } else { None };
        let behind = before.and_then(|before| self.state.items.get(before)).map(|item| item.id);
        let at_end = index == self.state.yours && index > 0;
        let behind = if at_end { self.end_of_order() } else { behind };
        self.put(index, tracks, behind);
    }

    /// Puts tracks before the entry at `index`, and in the order from before a shuffle behind the entry `behind`, or first.
    fn put(&mut self, index: usize, tracks: Vec<QueueTrack>, behind: Option<QueueItemId>) {
        if tracks.is_empty() {
            return;
        }
        self.remember();
        let fresh = self.number(tracks);
        let rank = |order: &Order| {
            behind
                .and_then(|behind| order.iter().position(|id| *id == behind))
                .map_or(0, |at| at + 1)
        };
        let rank = self.state.shuffled.as_ref().map(|shuffled| rank(&shuffled.order));
        self.note_order(rank.unwrap_or(0), &fresh);
        self.state.items.insert(index, &fresh);
        self.state.yours += fresh.len();
        if let Some(at) = &mut self.state.at
            && index <= *at
        {
            *at += fresh.len();
        }
    }

    fn end_of_order(&self) -> Option<QueueItemId> {
        self.state.shuffled.as_ref().and_then(|shuffled| shuffled.order.last().copied())
    }

    fn note_order(&mut self, rank: usize, fresh: &[Arc<QueueItem>]) {
        if let Some(shuffled) = &mut self.state.shuffled {
            let ids: Vec<_> = fresh.iter().map(|item| item.id).collect();
            shuffled.order.insert(rank, &ids);
        }
    }

    /// Takes entries out. If the current one is among them, the next that stays becomes current.
    pub fn remove(&mut self, ids: &[QueueItemId]) {
        let gone: HashSet<_> = ids.iter().copied().collect();
        if !self.state.items.iter().any(|item| gone.contains(&item.id)) {
            return;
        }
        self.remember();
        let (mut index, mut yours, mut before) = (0, 0, 0);
        let at = self.state.at;
        let boundary = self.state.yours;
        let mut current_gone = false;
        self.state.items.retain(|item| {
            let keep = !gone.contains(&item.id);
            yours += usize::from(keep && index < boundary);
            before += usize::from(keep && at.is_some_and(|at| index < at));
            current_gone |= !keep && at == Some(index);
            index += 1;
            keep
        });
        if let Some(shuffled) = &mut self.state.shuffled {
            shuffled.order.retain(|id| !gone.contains(id));
        }
        self.state.yours = yours;
        let left = self.state.items.len();
        self.point(match at {
            None => None,
            Some(_) if current_gone && before >= left => None,
            Some(_) => Some(before),
        });
    }

    /// Moves entries, kept in their order, before the entry now at `to`. What is moved above the boundary becomes yours;
    /// what is yours stops at it. With shuffle on, the order from before stays.
    pub fn move_items(&mut self, ids: &[QueueItemId], to: usize) {
        let moving: HashSet<_> = ids.iter().copied().collect();
        let boundary = self.state.yours;
        let to = to.min(self.state.items.len());
        let (mut mine, mut theirs, mut before_to, mut mine_before) = (Vec::new(), Vec::new(), 0, 0);
        for (index, item) in self.state.items.iter().enumerate() {
            let moved = moving.contains(&item.id);
            if moved && index < boundary {
                mine.push(item.clone());
            } else if moved {
                theirs.push(item.clone());
            }
            before_to += usize::from(!moved && index < to);
            mine_before += usize::from(!moved && index < boundary);
        }
        if mine.is_empty() && theirs.is_empty() {
            return;
        }
        self.remember();
        self.state.items.retain(|item| !moving.contains(&item.id));
        if before_to <= mine_before && to <= boundary {
            mine.append(&mut theirs);
            self.state.items.insert(before_to, &mine);
            self.state.yours = mine_before + mine.len();
        } else {
            self.state.items.insert(before_to, &theirs);
            self.state.items.insert(mine_before, &mine);
            self.state.yours = mine_before + mine.len();
        }
        let at = self.state.current_index();
        self.point(at);
    }

    /// Takes everything out.
    pub fn clear(&mut self) {
        if self.state.items.is_empty() {
            return;
        }
        self.remember();
        self.state.items = Items::default();
        self.state.yours = 0;
        if let Some(shuffled) = &mut self.state.shuffled {
            shuffled.order = Order::default();
        }
        self.point(None);
    }

    fn number(&mut self, tracks: Vec<QueueTrack>) -> Vec<Arc<QueueItem>> {
        let first = self.next_id;
        self.next_id += tracks.len() as u64;
        tracks
            .into_iter()
            .zip(first..)
            .map(|(track, id)| {
                Arc::new(QueueItem {
                    id: QueueItemId(id),
                    track,
                })
            })
            .collect()
    }
}
