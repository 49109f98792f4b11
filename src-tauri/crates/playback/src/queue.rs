//! The queue: what plays now, what plays next, and every edit undone or redone. Pure data, no clock, no I/O.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use domain::{Origin, QueueItemId, RepeatMode, SplitMix64};

use crate::items::{Items, QueueItem, QueueTrack};

/// Edits that can be taken back.
const UNDO_STEPS: usize = 200;

/// The whole queue as plain values, to be shown or kept. Cloning is cheap.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct QueueSnapshot {
    /// In the order they play; with shuffle on, that is the shuffled order.
    pub items: Items,
    pub current: Option<QueueItemId>,
    /// So many entries at the start are yours; all after them were added automatically.
    pub yours: usize,
    /// `Some` while shuffle is on: the ids in the order to return to.
    pub unshuffled: Option<Arc<[QueueItemId]>>,
    pub repeat: RepeatMode,
}

impl QueueSnapshot {
    pub fn shuffle(&self) -> bool {
        self.unshuffled.is_some()
    }

    /// Who put the entry at `index` there.
    pub fn origin(&self, index: usize) -> Origin {
        if index < self.yours { Origin::Yours } else { Origin::Automatic }
    }

    pub fn current_index(&self) -> Option<usize> {
        self.items.position(self.current?)
    }
}

/// Where what plays was when an edit came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub item: QueueItemId,
    pub position: Duration,
    /// It was heard; else it waited, paused.
    pub playing: bool,
}

/// The queue as it was before an edit, and where its music was then.
#[derive(Clone, Debug)]
struct Step {
    state: QueueSnapshot,
    place: Option<Place>,
}

/// The queue with its undo history.
///
/// Automatic entries always stand after yours; an automatic entry that starts to play, and all before it, become yours.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    state: QueueSnapshot,
    /// Index of the current entry, kept beside its id so that nothing searches for it.
    at: Option<usize>,
    next_id: u64,
    undo: VecDeque<Step>,
    redo: Vec<Step>,
    place: Option<Place>,
    /// Nothing was loaded at the last [`Queue::note_place`].
    at_rest: bool,
}

impl Queue {
    pub fn new() -> Self {
        Self::default()
    }

    /// A queue as it was kept. What contradicts itself is put right: unknown current, boundary past the end.
    pub fn from_snapshot(mut snapshot: QueueSnapshot) -> Self {
        let next_id = snapshot.items.iter().map(|item| item.id.0 + 1).max().unwrap_or(0);
        let at = snapshot.current_index();
        snapshot.current = at.and(snapshot.current);
        snapshot.yours = snapshot.yours.min(snapshot.items.len()).max(at.map_or(0, |at| at + 1));
        Self {
            state: snapshot,
            at,
            next_id,
            undo: VecDeque::new(),
            redo: Vec::new(),
            place: None,
            at_rest: false,
        }
    }

    pub fn to_snapshot(&self) -> QueueSnapshot {
        self.state.clone()
    }

    pub fn items(&self) -> &Items {
        &self.state.items
    }

    pub fn current(&self) -> Option<&Arc<QueueItem>> {
        self.state.items.get(self.at?)
    }

    pub fn current_index(&self) -> Option<usize> {
        self.at
    }

    pub fn repeat(&self) -> RepeatMode {
        self.state.repeat
    }

    pub fn shuffle(&self) -> bool {
        self.state.shuffle()
    }

    /// Replaces everything; the entry at `start` becomes current. With shuffle on, it comes first and the rest is shuffled.
    pub fn replace(&mut self, tracks: Vec<QueueTrack>, start: usize, rng: &mut SplitMix64) {
        self.remember();
        let shuffled = self.shuffle();
        self.state.unshuffled = None;
        self.state.items = self.number(tracks).into_iter().collect();
        self.state.yours = self.state.items.len();
        self.point(if self.state.items.is_empty() {
            None
        } else {
            Some(start.min(self.state.items.len() - 1))
        });
        if shuffled {
            self.shuffle_now(rng);
        }
    }

    /// Puts tracks right behind the current one, as yours.
    pub fn play_next(&mut self, tracks: Vec<QueueTrack>) {
        let index = self.at.map_or(0, |at| at + 1);
        self.insert(index, tracks);
    }

    /// Puts tracks behind all of the same origin.
    pub fn append(&mut self, tracks: Vec<QueueTrack>, origin: Origin) {
        match origin {
            Origin::Yours => self.insert(self.state.yours, tracks),
            Origin::Automatic if tracks.is_empty() => {}
            Origin::Automatic => {
                self.remember();
                let fresh = self.number(tracks);
                self.state.items.insert(self.state.items.len(), &fresh);
            }
        }
    }

    /// Puts tracks before the entry at `index`, as yours; below the boundary they go to it.
    pub fn insert(&mut self, index: usize, tracks: Vec<QueueTrack>) {
        if tracks.is_empty() {
            return;
        }
        self.remember();
        let index = index.min(self.state.yours);
        let fresh = self.number(tracks);
        self.state.items.insert(index, &fresh);
        self.state.yours += fresh.len();
        if let Some(at) = &mut self.at
            && index <= *at
        {
            *at += fresh.len();
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
        let at = self.at;
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
        self.state.yours = yours;
        let left = self.state.items.len();
        self.point(match at {
            None => None,
            Some(_) if current_gone && before >= left => None,
            Some(_) => Some(before),
        });
    }

    /// Moves entries, kept in their order, before the entry now at `to`. What is moved above the boundary becomes yours;
    /// what is yours stops at it.
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
        self.state.unshuffled = self.state.unshuffled.as_ref().map(|_| Vec::new().into());
        self.point(None);
    }

    /// On: everything but the current entry is put in random order behind it, yours before automatic; each plays once
    /// before any plays again. Off: back to the order from before, with what came since at the end.
    pub fn set_shuffle(&mut self, on: bool, rng: &mut SplitMix64) {
        if on == self.shuffle() {
            return;
        }
        self.remember();
        if on {
            self.shuffle_now(rng);
            return;
        }
        let Some(order) = self.state.unshuffled.take() else { return };
        let rank: std::collections::HashMap<_, _> = order.iter().enumerate().map(|(rank, id)| (*id, rank)).collect();
        let yours = self.state.yours;
        let mut all: Vec<_> = self.state.items.iter().cloned().enumerate().collect();
        // Stable: what has no rank came later and keeps its order.
        all.sort_by_key(|(index, item)| (*index >= yours, rank.get(&item.id).copied().unwrap_or(usize::MAX)));
        self.state.items = all.into_iter().map(|(_, item)| item).collect();
        let at = self.state.current_index();
        self.point(at);
    }

    pub fn set_repeat(&mut self, repeat: RepeatMode) {
        self.state.repeat = repeat;
    }

    /// Makes an entry current; false if it is not there.
    pub fn jump_to(&mut self, id: QueueItemId) -> bool {
        let found = self.state.items.position(id);
        if found.is_some() {
            self.point(found);
        }
        found.is_some()
    }

    /// What plays when the entry `after` has played to its end.
    pub fn following(&self, after: QueueItemId) -> Option<&Arc<QueueItem>> {
        let index = if self.state.current == Some(after) {
            self.at
        } else {
            self.state.items.position(after)
        };
        match self.state.repeat {
            RepeatMode::One => self.state.items.get(index?),
            _ => self.state.items.get(self.step(index?)?),
        }
    }

    /// What stands behind the entry `id`, also when one track repeats.
    pub fn behind(&self, id: QueueItemId) -> Option<&Arc<QueueItem>> {
        self.state.items.get(self.step(self.state.items.position(id)?)?)
    }

    /// The entries that stand before and behind an entry.
    pub fn neighbours(&self, id: QueueItemId) -> (Option<&Arc<QueueItem>>, Option<&Arc<QueueItem>>) {
        let Some(index) = self.index_of(id) else { return (None, None) };
        let before = index.checked_sub(1).and_then(|before| self.state.items.get(before));
        (before, self.state.items.get(index + 1))
    }

    /// Where an entry stands: most that are asked for are the current one or the next.
    fn index_of(&self, id: QueueItemId) -> Option<usize> {
        let near = self.at.unwrap_or(0);
        let is_here = |index: &usize| self.state.items.get(*index).is_some_and(|item| item.id == id);
        [near, near + 1].into_iter().find(is_here).or_else(|| self.state.items.position(id))
    }

    /// Moves on as *next* does, also when one track repeats; `None`, and nothing changes, at the end.
    pub fn advance(&mut self) -> Option<&Arc<QueueItem>> {
        let next = match self.at {
            Some(at) => self.step(at)?,
            None if self.state.items.is_empty() => return None,
            None => 0,
        };
        self.point(Some(next));
        self.current()
    }

    /// Moves back as *previous* does; `None`, and nothing changes, at the start.
    pub fn back(&mut self) -> Option<&Arc<QueueItem>> {
        let previous = match self.at? {
            0 if self.state.repeat == RepeatMode::All => self.state.items.len() - 1,
            0 => return None,
            at => at - 1,
        };
        self.point(Some(previous));
        self.current()
    }

    /// Says where what plays is: it is kept with the next edit, so that taking that back can go on from there.
    pub fn note_place(&mut self, place: Option<Place>) {
        self.at_rest = place.is_none();
        self.place = place;
    }

    /// Where the current entry goes on after [`Queue::undo`] or [`Queue::redo`] brought it back.
    pub fn place(&self) -> Option<Place> {
        self.place.filter(|place| self.state.current == Some(place.item))
    }

    /// Takes the last edit back; false if there is none. What plays stays current if it is still there; where nothing does, what the
    /// edit had taken out while it was current is current again.
    pub fn undo(&mut self) -> bool {
        let Some(step) = self.undo.pop_back() else { return false };
        self.redo.push(self.step_here());
        self.return_to(step);
        true
    }

    /// Makes the last edit taken back again; false if there is none.
    pub fn redo(&mut self) -> bool {
        let Some(step) = self.redo.pop() else { return false };
        self.undo.push_back(self.step_here());
        self.return_to(step);
        true
    }

    /// Whether [`Queue::undo`] would do anything.
    pub fn can_undo(&self) -> bool {
        !self.undo.is_empty()
    }

    /// Whether [`Queue::redo`] would do anything.
    pub fn can_redo(&self) -> bool {
        !self.redo.is_empty()
    }

    fn step_here(&self) -> Step {
        Step {
            state: self.state.clone(),
            place: self.place,
        }
    }

    fn return_to(&mut self, Step { mut state, place }: Step) {
        state.repeat = self.state.repeat;
        let back = state.current.is_some_and(|id| self.state.items.position(id).is_none());
        // Silence is not broken by taking something back, but for what had stopped the music itself, by emptying the queue.
        let returns = self.at_rest && back;
        let silent = returns && self.state.current.is_some();
        let playing = self.state.current.filter(|_| !returns);
        let at = playing.and_then(|id| state.items.position(id)).or_else(|| state.current_index());
        self.state = state;
        self.point(at);
        self.place = place.map(|place| Place {
            playing: place.playing && !silent,
            ..place
        });
    }

    fn step(&self, index: usize) -> Option<usize> {
        if index + 1 < self.state.items.len() {
            Some(index + 1)
        } else {
            (self.state.repeat == RepeatMode::All && !self.state.items.is_empty()).then_some(0)
        }
    }

    fn point(&mut self, at: Option<usize>) {
        self.at = at;
        self.state.current = at.and_then(|at| self.state.items.get(at)).map(|item| item.id);
        if let Some(at) = at {
            self.state.yours = self.state.yours.max(at + 1);
        }
    }

    fn shuffle_now(&mut self, rng: &mut SplitMix64) {
        self.state.unshuffled = Some(self.state.items.iter().map(|item| item.id).collect());
        let current = self.at.and_then(|at| self.state.items.get(at)).cloned();
        let rest = |from: usize, to: usize| -> Vec<_> {
            self.state
                .items
                .window(from, to - from)
                .filter(|item| Some(item.id) != self.state.current)
                .cloned()
                .collect()
        };
        let (mut mine, mut theirs) = (rest(0, self.state.yours), rest(self.state.yours, self.state.items.len()));
        rng.shuffle(&mut mine);
        rng.shuffle(&mut theirs);
        let has_current = current.is_some();
        self.state.items = current.into_iter().chain(mine).chain(theirs).collect();
        self.point(has_current.then_some(0));
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

    fn remember(&mut self) {
        if self.undo.len() == UNDO_STEPS {
            self.undo.pop_front();
        }
        self.undo.push_back(self.step_here());
        self.redo.clear();
    }
}
