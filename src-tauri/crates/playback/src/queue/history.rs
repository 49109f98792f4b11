//! The undo history as plain values that a restart can keep: each step as a small difference to its neighbour.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};

use domain::QueueItemId;

use super::change::{Change, difference};
use super::rounds::Rounds;
use super::undo::Step;
use super::{Queue, QueueSnapshot, Steps};
use crate::items::QueueItem;

/// What can be taken back and made again, as it is kept. It belongs to one queue, and says to which.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct QueueHistory {
    /// The queue that it is the history of, by its entries and their orders.
    pub of: u64,
    /// Edits that can be taken back, the latest first.
    pub undo: Vec<HistoryStep>,
    /// Edits that can be made again, the next first.
    pub redo: Vec<HistoryStep>,
}

/// The queue as it was before an edit, told by what is different from the step before this one in the list, or from the queue as it is.
#[derive(Clone, Debug, PartialEq)]
pub struct HistoryStep {
    /// The difference; its bytes are of no meaning to anybody else. A few dozen for an edit, about three per entry for a shuffle.
    pub change: Arc<[u8]>,
    /// Entries that this step has and the one before it has not.
    pub entries: Arc<[Arc<QueueItem>]>,
}

/// How a step was told last, and beside what: of neighbours that stay as they are it is found out once.
#[derive(Clone, Debug)]
pub(super) struct Told {
    beside: QueueSnapshot,
    step: HistoryStep,
}

impl Steps {
    /// The steps as they are kept beside `queue`, which is the one they lead away from.
    pub fn export(&self, queue: &QueueSnapshot) -> QueueHistory {
        fn chain<'a>(queue: &'a QueueSnapshot, steps: impl Iterator<Item = &'a Arc<Step>>) -> Vec<HistoryStep> {
            let mut near = queue;
            let tell = |step: &'a Arc<Step>| {
                let told = step.tell(near);
                near = &step.state;
                told
            };
            steps.map(tell).collect()
        }
        QueueHistory {
            of: queue.fingerprint(),
            undo: chain(queue, self.undo.iter().rev()),
            redo: chain(queue, self.redo.iter().rev()),
        }
    }

    /// Whether both are copies, and nothing was edited or taken back between.
    pub fn is_same(&self, other: &Self) -> bool {
        let ends = |steps: &Self| (steps.undo.len(), steps.redo.len());
        let same = |a: Option<&Arc<Step>>, b: Option<&Arc<Step>>| match (a, b) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (a, b) => a.is_none() && b.is_none(),
        };
        ends(self) == ends(other) && same(self.undo.back(), other.undo.back()) && same(self.redo.last(), other.redo.last())
    }
}

impl Step {
    fn tell(&self, beside: &QueueSnapshot) -> HistoryStep {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(told) = told.as_ref().filter(|told| told.beside.has_same_entries(beside)) {
            return told.step.clone();
        }
        let (change, entries) = difference(beside, &self.state, self.place);
        let step = HistoryStep {
            change: change.to_bytes().into(),
            entries: entries.into(),
        };
        *told = Some(Told {
            beside: beside.clone(),
            step: step.clone(),
        });
        step
    }
}

impl Queue {
    /// A queue as it was kept, with its history; without it if that is the history of another queue. Steps that name entries which
    /// nobody knows any more, or make no sense, are forgotten, and with them those behind them.
    pub fn restore(snapshot: QueueSnapshot, history: &QueueHistory) -> Self {
        let mut queue = Self::from_snapshot(snapshot);
        if history.of != queue.state.fingerprint() || (history.undo.is_empty() && history.redo.is_empty()) {
            return queue;
        }
        let mut known: HashMap<_, _> = queue.state.items.iter().map(|item| (item.id, Arc::clone(item))).collect();
        let undo = chain(&queue.state, &history.undo, &mut known);
        let redo = chain(&queue.state, &history.redo, &mut known);
        queue.steps = Steps {
            undo: undo.into_iter().rev().collect(),
            redo: redo.into_iter().rev().collect(),
        };
        let next = known.keys().map(|id| id.0.saturating_add(1)).max();
        queue.next_id = queue.next_id.max(next.unwrap_or(0));
        queue.rounds = Rounds::new(history.of);
        queue
    }
}

fn chain(queue: &QueueSnapshot, steps: &[HistoryStep], known: &mut HashMap<QueueItemId, Arc<QueueItem>>) -> Vec<Arc<Step>> {
    let mut near = queue.clone();
    let mut made = Vec::with_capacity(steps.len());
    for step in steps {
        known.extend(step.entries.iter().map(|item| (item.id, Arc::clone(item))));
        let Some((state, place)) = Change::from_bytes(&step.change).and_then(|change| change.apply(&near, known)) else {
            break;
        };
        let told = Told {
            beside: near,
            step: step.clone(),
        };
        near = state.clone();
        made.push(Arc::new(Step {
            state,
            place,
            told: Some(told).into(),
        }));
    }
    made
}
