//! From one entry to another: next, previous, and what follows what.

use std::sync::Arc;

use domain::{QueueItemId, RepeatMode};

use super::Queue;
use crate::items::QueueItem;

/// Where an entry plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spot {
    ThisRound(usize),
    NextRound(usize),
}

impl Queue {
    /// Makes an entry current because somebody chose it; false if it is not there.
    pub fn choose(&mut self, id: QueueItemId) -> bool {
        let found = self.state.items.position(id);
        if found.is_some() {
            self.point(found);
        }
        found.is_some()
    }

    /// Makes an entry current because it is played now, as [`Queue::following`] said; false if it is not there. Where that was of the
    /// next round, that round begins.
    pub fn jump_to(&mut self, id: QueueItemId) -> bool {
        match self.spot_of(id) {
            None => return false,
            Some(Spot::ThisRound(index)) => self.point(Some(index)),
            Some(Spot::NextRound(index)) => {
                self.begin_round();
                self.point(Some(index));
            }
        }
        true
    }

    /// What plays when the entry `after` has played to its end.
    pub fn following(&self, after: QueueItemId) -> Option<&Arc<QueueItem>> {
        let spot = self.spot_of(after)?;
        match self.state.repeat {
            RepeatMode::One => self.item_at(spot),
            _ => self.item_at(self.step(spot)?),
        }
    }

    /// What stands behind the entry `id`, also when one track repeats.
    pub fn behind(&self, id: QueueItemId) -> Option<&Arc<QueueItem>> {
        self.item_at(self.step(self.spot_of(id)?)?)
    }

    /// The entries that play before and behind an entry in its round.
    pub fn neighbours(&self, id: QueueItemId) -> (Option<&Arc<QueueItem>>, Option<&Arc<QueueItem>>) {
        let beside = |index: usize, spot: fn(usize) -> Spot| {
            let before = index.checked_sub(1).and_then(|before| self.item_at(spot(before)));
            (before, self.item_at(spot(index + 1)))
        };
        match self.spot_of(id) {
            Some(Spot::ThisRound(index)) => beside(index, Spot::ThisRound),
            Some(Spot::NextRound(index)) => beside(index, Spot::NextRound),
            None => (None, None),
        }
    }

    /// Moves on as *next* does, also when one track repeats; `None`, and nothing changes, at the end.
    pub fn advance(&mut self) -> Option<&Arc<QueueItem>> {
        let next = match self.state.at {
            Some(at) => self.step(Spot::ThisRound(at))?,
            None if self.state.items.is_empty() => return None,
            None => Spot::ThisRound(0),
        };
        let index = match next {
            Spot::ThisRound(index) => index,
            Spot::NextRound(index) => {
                self.begin_round();
                index
            }
        };
        self.point(Some(index));
        self.current()
    }

    /// Moves back as *previous* does, also into the round that was heard before; `None`, and nothing changes, at the start.
    pub fn back(&mut self) -> Option<&Arc<QueueItem>> {
        let previous = match self.state.at? {
            0 if self.state.repeat == RepeatMode::All => {
                self.return_to_round_before();
                self.state.items.len() - 1
            }
            0 => return None,
            at => at - 1,
        };
        self.point(Some(previous));
        self.current()
    }

    /// Each round is another order.
    fn deals_rounds(&self) -> bool {
        self.state.shuffled.is_some() && self.state.repeat == RepeatMode::All && self.state.items.len() > 1
    }

    fn item_at(&self, spot: Spot) -> Option<&Arc<QueueItem>> {
        match spot {
            Spot::ThisRound(index) => self.state.items.get(index),
            Spot::NextRound(index) => self.next_round().get(index),
        }
    }

    fn step(&self, spot: Spot) -> Option<Spot> {
        let (Spot::ThisRound(index) | Spot::NextRound(index)) = spot;
        let more = index + 1 < self.state.items.len();
        match spot {
            Spot::ThisRound(_) if more => Some(Spot::ThisRound(index + 1)),
            Spot::NextRound(_) if more => Some(Spot::NextRound(index + 1)),
            _ if self.deals_rounds() => Some(Spot::NextRound(0)),
            _ => (self.state.repeat == RepeatMode::All && !self.state.items.is_empty()).then_some(Spot::ThisRound(0)),
        }
    }

    /// What is asked for at every track plays now or soon, so it is looked for from the current entry on, and is found at once whatever
    /// the length.
    fn spot_of(&self, id: QueueItemId) -> Option<Spot> {
        let (items, at) = (&self.state.items, self.state.at.unwrap_or(0));
        if let Some(ahead) = items.window(at, usize::MAX).position(|item| item.id == id) {
            return Some(Spot::ThisRound(at + ahead));
        }
        if self.deals_rounds()
            && let Some(index) = self.rounds.dealt().and_then(|next| next.position(id))
        {
            return Some(Spot::NextRound(index));
        }
        let passed = items.window(0, at).position(|item| item.id == id);
        passed.map(Spot::ThisRound)
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::time::Duration;

    use domain::{PlaySource, ShuffleMode, SourceKind, SplitMix64, TrackId, TrackUid};

    use super::*;
    use crate::chunks::looks;
    use crate::items::QueueTrack;

    const MANY: usize = 100_000;

    fn tracks() -> Vec<QueueTrack> {
        let track = |number: usize| QueueTrack {
            track: TrackId(number as i64),
            uid: TrackUid([0; 16]),
            path: PathBuf::new(),
            duration: Duration::ZERO,
            source: PlaySource::of(SourceKind::Library),
            album: Some(number as u64 / 12),
            artist: Some(number as u64 / 100),
            place_in_album: 0,
        };
        (0..MANY).map(track).collect()
    }

    /// What the engine does when one track follows another, and the program that shows it.
    fn track_change(queue: &mut Queue) {
        let playing = queue.current().unwrap().id;
        let next = queue.following(playing).unwrap().id;
        assert!(queue.following(next).is_some() && queue.behind(next).is_some());
        assert!(queue.jump_to(next));
        let snapshot = queue.to_snapshot();
        assert_eq!(snapshot.current_index(), queue.current_index());
    }

    #[test]
    fn a_track_change_looks_at_a_handful_of_entries_whatever_the_length() {
        let mut rng = SplitMix64::new(1);
        for mode in [ShuffleMode::Off, ShuffleMode::Tracks, ShuffleMode::Albums] {
            let mut queue = Queue::new();
            queue.replace(tracks(), MANY / 2, &mut rng);
            queue.set_shuffle(mode, &mut rng);
            queue.set_repeat(RepeatMode::All);
            for at in [0, MANY / 3, MANY - 3] {
                let id = queue.items().get(at).unwrap().id;
                queue.choose(id);
                // Undone and edited or not.
                queue.play_next(tracks().split_off(MANY - 5));
                queue.undo();
                let looked = looks::of(|| track_change(&mut queue));
                assert!(looked <= 24, "{mode:?} at {at}: {looked}");
                assert!(looks::of(|| queue.advance().map(|item| item.id)) <= 4);
                assert!(looks::of(|| queue.back().map(|item| item.id)) <= 4);
            }
            // Over the end, too, once the next round is dealt, which it is while the last track plays.
            let last = queue.items().last().unwrap().id;
            queue.choose(last);
            queue.following(last);
            let looked = looks::of(|| track_change(&mut queue));
            assert!(looked <= 24, "{mode:?} at the end: {looked}");
            assert_eq!(queue.current_index(), Some(0));
        }
    }
}
