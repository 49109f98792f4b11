//! Edits of playlists that can be taken back, and done again.

use std::collections::VecDeque;

use domain::PlaylistId;
use store::{ItemChange, SavedPlaylist, Store};

use crate::Error;

/// Edits that are remembered, for as long as the program runs.
const REMEMBERED: usize = 200;

/// Something to be done to a playlist.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Delete(PlaylistId),
    Restore(SavedPlaylist),
    Rename(PlaylistId, String),
    Move(PlaylistId, usize),
    Change(PlaylistId, ItemChange),
}

impl Step {
    /// Does it, and answers with what takes it back.
    pub fn perform(self, store: &Store) -> Result<Self, Error> {
        Ok(match self {
            Self::Delete(id) => Self::Restore(store.delete_playlist(id)?),
            Self::Restore(playlist) => {
                store.restore_playlist(&playlist)?;
                Self::Delete(playlist.id)
            }
            Self::Rename(id, name) => Self::Rename(id, store.rename_playlist(id, &name)?),
            Self::Move(id, to) => Self::Move(id, store.move_playlist(id, to)?),
            Self::Change(id, change) => {
                store.change_playlist_items(id, &change)?;
                Self::Change(id, change.turned_round())
            }
        })
    }
}

/// What was done together, each by what takes it back, in the order it was done.
type Edit = Vec<Step>;

#[derive(Default)]
pub(crate) struct PlaylistEdits {
    done: VecDeque<Edit>,
    undone: Vec<Edit>,
}

impl PlaylistEdits {
    /// Remembers an edit by what takes it back.
    pub fn remember(&mut self, edit: Edit) {
        self.undone.clear();
        self.push(edit);
    }

    fn push(&mut self, edit: Edit) {
        if self.done.len() == REMEMBERED {
            self.done.pop_front();
        }
        self.done.push_back(edit);
    }

    /// Takes the last edit back; false if there is none.
    pub fn undo(&mut self, store: &Store) -> Result<bool, Error> {
        let Some(edit) = self.done.pop_back() else { return Ok(false) };
        self.undone.push(turn_round(edit, store)?);
        Ok(true)
    }

    /// Does again what was taken back last; false if there is nothing.
    pub fn redo(&mut self, store: &Store) -> Result<bool, Error> {
        let Some(edit) = self.undone.pop() else { return Ok(false) };
        let edit = turn_round(edit, store)?;
        self.push(edit);
        Ok(true)
    }
}

fn turn_round(edit: Edit, store: &Store) -> Result<Edit, Error> {
    edit.into_iter().rev().map(|step| step.perform(store)).collect()
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

    /// One of all possible edits.
    fn edit(store: &Store, edits: &mut PlaylistEdits, rng: &mut SplitMix64) {
        let lists = store.playlists().unwrap();
        let uids: Vec<TrackUid> = (0..rng.below(4)).map(|_| TrackUid([rng.below(250) as u8; 16])).collect();
        let what = if lists.is_empty() { 0 } else { rng.below(6) };
        if what == 0 {
            let id = store
                .create_playlist(&format!("list {}", rng.below(1000)), &uids, Timestamp(0))
                .unwrap();
            return edits.remember(vec![Step::Delete(id)]);
        }
        let id = lists[rng.below(lists.len())].id;
        let items = store.playlist_items(id).unwrap();
        let mut some: Vec<PlaylistItem> = (0..).zip(items).map(|(place, uid)| PlaylistItem { place, uid }).collect();
        some.retain(|_| rng.below(2) == 0);
        let step = match what {
            1 => Step::Rename(id, format!("renamed {}", rng.below(1000))).perform(store).unwrap(),
            2 => Step::Move(id, rng.below(lists.len())).perform(store).unwrap(),
            3 if rng.below(3) == 0 => Step::Delete(id).perform(store).unwrap(),
            3 | 4 => Step::Change(id, store.add_playlist_items(id, Some(rng.below(5)), &uids).unwrap().turned_round()),
            _ => Step::Change(id, store.move_playlist_items(id, &some, rng.below(6)).unwrap().turned_round()),
        };
        edits.remember(vec![step]);
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
        let create = |edits: &mut PlaylistEdits| {
            let id = store.create_playlist("x", &[], Timestamp(0)).unwrap();
            edits.remember(vec![Step::Delete(id)]);
        };
        create(&mut edits);
        edits.undo(&store).unwrap();
        create(&mut edits);
        assert!(!edits.redo(&store).unwrap());
        (0..2 * REMEMBERED).for_each(|_| create(&mut edits));
        assert_eq!(edits.done.len(), REMEMBERED);
    }
}
