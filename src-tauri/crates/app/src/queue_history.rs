//! The queue's undo history between the engine's words and the store's.

use std::collections::HashSet;

use domain::TrackUid;
use playback::{HistoryStep, QueueHistory, QueueItem};
use store::{SavedEntry, SavedHistory, SavedStep};

pub(crate) fn saved_history(history: &QueueHistory) -> SavedHistory {
    let entry = |item: &QueueItem| SavedEntry {
        id: item.id,
        uid: item.track.uid,
        source: item.track.source.clone(),
    };
    let step = |step: &HistoryStep| SavedStep {
        change: step.change.to_vec(),
        entries: step.entries.iter().map(|item| entry(item)).collect(),
    };
    SavedHistory {
        of: history.of,
        undo: history.undo.iter().map(step).collect(),
        redo: history.redo.iter().map(step).collect(),
    }
}

/// Tracks of entries that a history brings back, each once.
pub(crate) fn uids(saved: &SavedHistory) -> Vec<TrackUid> {
    let steps = saved.undo.iter().chain(&saved.redo);
    let uids: HashSet<_> = steps.flat_map(|step| step.entries.iter().map(|entry| entry.uid)).collect();
    uids.into_iter().collect()
}

/// `find` makes an entry of what was saved of it. One that it does not find ends what can be taken back there, when it is put together
/// with its queue.
pub(crate) fn history(saved: SavedHistory, find: impl Fn(SavedEntry) -> Option<QueueItem>) -> QueueHistory {
    let steps = |steps: Vec<SavedStep>| {
        let step = |step: SavedStep| HistoryStep {
            change: step.change.into(),
            entries: step.entries.into_iter().filter_map(|entry| find(entry).map(Into::into)).collect(),
        };
        steps.into_iter().map(step).collect()
    };
    QueueHistory {
        of: saved.of,
        undo: steps(saved.undo),
        redo: steps(saved.redo),
    }
}
