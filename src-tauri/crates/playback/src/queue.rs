//! The queue: what plays now, what plays next, and every edit undone or redone. Pure data, no clock, no I/O.

mod change;
mod edits;
mod going_on;
mod history;
mod order;
mod rounds;
mod snapshot;
mod undo;

use std::sync::Arc;

use domain::{RepeatMode, ShuffleMode};

use crate::items::{Items, QueueItem};
pub use history::{HistoryStep, QueueHistory};
use rounds::Rounds;
pub use snapshot::{Order, QueueSnapshot, Shuffled};
pub use undo::{Place, Steps};

/// The queue with its undo history.
///
/// Automatic entries always stand after yours; an automatic entry that starts to play, and all before it, become yours.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    state: QueueSnapshot,
    next_id: u64,
    steps: Steps,
    rounds: Rounds,
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
        snapshot.mend();
        Self {
            next_id: snapshot.items.iter().map(|item| item.id.0.saturating_add(1)).max().unwrap_or(0),
            rounds: Rounds::new(snapshot.fingerprint()),
            state: snapshot,
            steps: Steps::default(),
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
        self.state.items.get(self.state.at?)
    }

    pub fn current_index(&self) -> Option<usize> {
        self.state.at
    }

    pub fn repeat(&self) -> RepeatMode {
        self.state.repeat
    }

    pub fn shuffle(&self) -> ShuffleMode {
        self.state.shuffle()
    }

    pub fn set_repeat(&mut self, repeat: RepeatMode) {
        self.state.repeat = repeat;
    }

    /// What can be taken back and made again.
    pub fn steps(&self) -> &Steps {
        &self.steps
    }

    fn point(&mut self, at: Option<usize>) {
        let item = at.and_then(|at| self.state.items.get(at));
        self.state.current = item.map(|item| item.id);
        self.state.at = at.filter(|_| self.state.current.is_some());
        if let Some(at) = self.state.at {
            self.state.yours = self.state.yours.max(at + 1);
        }
    }
}
