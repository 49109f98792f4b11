//! Edits of playlists that can be taken back, and done again.

use std::collections::VecDeque;

use domain::PlaylistId;
use store::{PlaylistStep, Store};

use crate::Error;

/// Edits that are remembered, for as long as the program runs.
const REMEMBERED: usize = 200;

/// What takes back what was done together, in the order to take.
type Edit = Vec<PlaylistStep>;

/// The history changes only after the playlists did: an edit that fails (a full disk) leaves both as they were, to be tried again.
#[derive(Default)]
pub(crate) struct PlaylistEdits {
    done: VecDeque<Edit>,
    undone: Vec<Edit>,
}

impl PlaylistEdits {
    /// Takes these steps as one edit and remembers it. Answers with the playlists it made, in order.
    pub fn make(&mut self, store: &Store, steps: Vec<PlaylistStep>) -> Result<Vec<PlaylistId>, Error> {
        let back = store.edit_playlists(steps)?;
        let made = back.iter().rev().filter_map(|step| match step {
            PlaylistStep::Delete(id) => Some(*id),
            _ => None,
        });
        let made = made.collect();
        self.undone.clear();
        self.push(back);
        Ok(made)
    }

    fn push(&mut self, edit: Edit) {
        if self.done.len() == REMEMBERED {
            self.done.pop_front();
        }
        self.done.push_back(edit);
    }

    /// Takes the last edit back; false if there is none.
    pub fn undo(&mut self, store: &Store) -> Result<bool, Error> {
        let Some(edit) = self.done.back() else { return Ok(false) };
        let back = store.edit_playlists(edit.clone())?;
        self.done.pop_back();
        self.undone.push(back);
        Ok(true)
    }

    /// Does again what was taken back last; false if there is nothing.
    pub fn redo(&mut self, store: &Store) -> Result<bool, Error> {
        let Some(edit) = self.undone.last() else { return Ok(false) };
        let back = store.edit_playlists(edit.clone())?;
        self.undone.pop();
        self.push(back);
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use domain::{SplitMix64, Timestamp, TrackUid};
    use store::{Playlist, PlaylistItem};

    use super::*;

    type State = Vec<(Playlist, Vec<TrackUid>)>;

    fn state(store: &Store) -> State {
        let lists = store.playlists().unwrap().into_iter();
        lists.map(|list| (list.clone(), store.playlist_items(list.id).unwrap())).collect()
    }

    fn create(name: &str, items: Vec<TrackUid>) -> PlaylistStep {
        PlaylistStep::Create {
            name: name.into(),
            items,
            created_at: Timestamp(0),
        }
    }

    /// One of all possible edits.
    fn edit(store: &Store, edits: &mut PlaylistEdits, rng: &mut SplitMix64) {
        let lists = store.playlists().unwrap();
        let uids: Vec<TrackUid> = (0..rng.below(4)).map(|_| TrackUid([rng.below(250) as u8; 16])).collect();
        let what = if lists.is_empty() { 0 } else { rng.below(6) };
        if what == 0 {
            let steps = vec![create(&format!("list {}", rng.below(1000)), uids)];
            assert_eq!(edits.make(store, steps).unwrap().len(), 1);
            return;
        }
        let id = lists[rng.below(lists.len())].id;
        let items = store.playlist_items(id).unwrap();
        let mut some: Vec<PlaylistItem> = (0..).zip(items).map(|(place, uid)| PlaylistItem { place, uid }).collect();
        some.retain(|_| rng.below(2) == 0);
        let step = match what {
            1 => PlaylistStep::Rename(id, format!("renamed {}", rng.below(1000))),
            2 => PlaylistStep::Move(id, rng.below(lists.len())),
            3 if rng.below(3) == 0 => PlaylistStep::Delete(id),
            3 | 4 => PlaylistStep::AddItems {
                id,
                at: Some(rng.below(5)),
                items: uids,
            },
            _ => PlaylistStep::MoveItems {
                id,
                items: some,
                to: rng.below(6),
            },
        };
        edits.make(store, vec![step]).unwrap();
    }

    #[test]
    fn a_hundred_and_fifty_edits_are_taken_back_and_done_again() {
        let store = Store::in_memory().unwrap();
        let mut edits = PlaylistEdits::default();
        let mut rng = SplitMix64::new(8);
        let mut states = vec![state(&store)];
        for _ in 0..150 {
            edit(&store, &mut edits, &mut rng);
            states.push(state(&store));
        }
        for wanted in states[..150].iter().rev() {
            assert!(edits.undo(&store).unwrap());
            assert_eq!(&state(&store), wanted);
        }
        assert!(!edits.undo(&store).unwrap(), "there is nothing before the first");
        for wanted in &states[1..] {
            assert!(edits.redo(&store).unwrap());
            assert_eq!(&state(&store), wanted);
        }
        assert!(!edits.redo(&store).unwrap());
    }

    #[test]
    fn a_new_edit_ends_what_could_be_done_again() {
        let store = Store::in_memory().unwrap();
        let mut edits = PlaylistEdits::default();
        let create = |edits: &mut PlaylistEdits| drop(edits.make(&store, vec![create("x", vec![])]).unwrap());
        create(&mut edits);
        edits.undo(&store).unwrap();
        create(&mut edits);
        assert!(!edits.redo(&store).unwrap());
        (0..2 * REMEMBERED).for_each(|_| create(&mut edits));
        assert_eq!(edits.done.len(), REMEMBERED);
    }

    #[test]
    fn an_edit_that_fails_can_be_tried_again() {
        let store = Store::in_memory().unwrap();
        let mut edits = PlaylistEdits::default();
        let uids: Vec<TrackUid> = (0..3).map(|n| TrackUid([n; 16])).collect();
        let id = edits.make(&store, vec![create("only copy", uids.clone())]).unwrap()[0];
        edits.make(&store, vec![PlaylistStep::Delete(id)]).unwrap();
        // In the way of putting it back, behind the history.
        let in_the_way = edits.done.back().unwrap().clone();
        let away = store.edit_playlists(in_the_way).unwrap();
        assert!(edits.undo(&store).is_err());
        store.edit_playlists(away).unwrap();
        assert!(edits.undo(&store).unwrap());
        assert_eq!(store.playlist_items(id).unwrap(), uids);
        let away = store.edit_playlists(vec![PlaylistStep::Delete(id)]).unwrap();
        assert!(edits.redo(&store).is_err(), "nothing is there to be deleted");
        store.edit_playlists(away).unwrap();
        assert!(edits.redo(&store).unwrap() && edits.undo(&store).unwrap());
        assert_eq!(store.playlist_items(id).unwrap(), uids);
        let refused = edits.make(&store, vec![create("half", vec![]), PlaylistStep::Move(PlaylistId(99), 0)]);
        assert!(refused.is_err());
        assert_eq!(
            (store.playlists().unwrap().len(), edits.undone.len()),
            (1, 1),
            "as if it had not been tried"
        );
    }
}
