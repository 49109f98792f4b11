//! Orders of views, remembered until something changes.

use std::collections::VecDeque;
use std::sync::Arc;

use domain::TrackId;

use super::TrackView;
use super::entries::Contents;

/// Views whose order is remembered.
const KEPT: usize = 4;

/// Orders that took a while to find out, the latest used last.
#[derive(Default)]
pub(crate) struct ViewCache(VecDeque<(Key, Arc<Contents>)>);

/// A view with what its order depends on.
#[derive(PartialEq)]
pub(super) struct Key {
    pub view: TrackView,
    pub tracks: u64,
    pub listener: Option<u64>,
    pub seed: Option<(TrackId, u64)>,
}

impl ViewCache {
    pub(super) fn get(&mut self, key: &Key) -> Option<Arc<Contents>> {
        let at = self.0.iter().position(|(known, _)| known == key)?;
        let found = self.0.remove(at)?;
        let contents = Arc::clone(&found.1);
        self.0.push_back(found);
        Some(contents)
    }

    pub(super) fn put(&mut self, key: Key, contents: Arc<Contents>) {
        self.0.retain(|(known, _)| known.view != key.view);
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back((key, contents));
    }
}
