//! Every edit taken back and made again.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use domain::QueueItemId;

use super::history::Told;
use super::{Queue, QueueSnapshot};

/// Edits that can be taken back.
const UNDO_STEPS: usize = 200;

/// Where what plays was when an edit came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub item: QueueItemId,
    pub position: Duration,
    /// It was heard; else it waited, paused.
    pub playing: bool,
}

/// The queue as it was before an edit, and where its music was then.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) state: QueueSnapshot,
    pub(super) place: Option<Place>,
    pub(super) told: Mutex<Option<Told>>,
}

/// What can be taken back and made again. Cloning is cheap.
#[derive(Clone, Debug, Default)]
pub struct Steps {
    /// The latest last.
    pub(super) undo: VecDeque<Arc<Step>>,
    /// The next to be made again last.
    pub(super) redo: Vec<Arc<Step>>,
}

impl Queue {
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
        let Some(step) = self.steps.undo.pop_back() else {
            return false;
        };
        self.steps.redo.push(self.step_here());
        self.return_to(&step);
        true
    }

    /// Makes the last edit taken back again; false if there is none.
    pub fn redo(&mut self) -> bool {
        let Some(step) = self.steps.redo.pop() else { return false };
        self.steps.undo.push_back(self.step_here());
        self.return_to(&step);
        true
    }

    /// Whether [`Queue::undo`] would do anything.
    pub fn can_undo(&self) -> bool {
        !self.steps.undo.is_empty()
    }

    /// Whether [`Queue::redo`] would do anything.
    pub fn can_redo(&self) -> bool {
        !self.steps.redo.is_empty()
    }

    /// Called before an edit.
    pub(super) fn remember(&mut self) {
        if self.steps.undo.len() == UNDO_STEPS {
            self.steps.undo.pop_front();
        }
        self.steps.undo.push_back(self.step_here());
        self.steps.redo.clear();
        self.rounds.forget();
    }

    fn step_here(&self) -> Arc<Step> {
        Arc::new(Step {
            state: self.state.clone(),
            place: self.place,
            told: Mutex::default(),
        })
    }

    fn return_to(&mut self, step: &Step) {
        let mut state = step.state.clone();
        state.repeat = self.state.repeat;
        let back = state.current.is_some_and(|id| self.state.items.position(id).is_none());
        // Silence is not broken by taking something back, but for what had stopped the music itself, by emptying the queue.
        let returns = self.at_rest && back;
        let silent = returns && self.state.current.is_some();
        let playing = self.state.current.filter(|_| !returns);
        let at = playing.and_then(|id| state.items.position(id)).or_else(|| state.current_index());
        self.state = state;
        self.point(at);
        self.rounds.forget();
        self.place = step.place.map(|place| Place {
            playing: place.playing && !silent,
            ..place
        });
    }
}
