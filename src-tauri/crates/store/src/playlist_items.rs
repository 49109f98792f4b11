//! `playlist_items`: what stands in a playlist, and changes of it that can be turned round.

use domain::{PlaylistId, TrackUid};
use rusqlite::{Connection, params};

use crate::columns::{Columns, collect};
use crate::{Error, Store};

/// What stands at a 0-based place of a playlist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlaylistItem {
    pub place: usize,
    pub uid: TrackUid,
}

/// One edit: first `removed` leave the places they have, then `inserted` come to the places they will have. Turned round it takes
/// itself back, and it is as small as what it moves, however long the playlist.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemChange {
    pub removed: Vec<PlaylistItem>,
    pub inserted: Vec<PlaylistItem>,
}

impl ItemChange {
    pub fn turned_round(&self) -> Self {
        Self {
            removed: self.inserted.clone(),
            inserted: self.removed.clone(),
        }
    }

    /// # Errors
    /// [`Error::NotFound`] if another track, or none, stands where one is to be removed.
    fn apply(&self, list: &[TrackUid]) -> Result<Vec<TrackUid>, Error> {
        let mut stays = vec![true; list.len()];
        for item in &self.removed {
            // Naming a place twice is as wrong as naming one that another track has.
            let is_there = list.get(item.place) == Some(&item.uid) && stays.get(item.place) == Some(&true);
            if !is_there {
                return Err(Error::NotFound("entry at this place of the playlist"));
            }
            stays[item.place] = false;
        }
        let mut staying = list.iter().zip(stays).filter_map(|(uid, stays)| stays.then_some(*uid)).peekable();
        let mut inserted = self.inserted.clone();
        inserted.sort_by_key(|item| item.place);
        let mut out = Vec::with_capacity(list.len() + inserted.len());
        for item in inserted {
            while out.len() < item.place && staying.peek().is_some() {
                out.extend(staying.next());
            }
            out.push(item.uid);
        }
        out.extend(staying);
        Ok(out)
    }
}

impl Store {
    /// The tracks of a playlist in order; a track may stand in it twice.
    pub fn playlist_items(&self, id: PlaylistId) -> Result<Vec<TrackUid>, Error> {
        self.user().read(|db| items(db, id.0))
    }

    /// The items of every playlist that has any.
    pub fn all_playlist_items(&self) -> Result<Vec<(PlaylistId, TrackUid)>, Error> {
        self.user().read(|db| {
            let mut query = db.prepare_cached("SELECT playlist_id, uid FROM playlist_items ORDER BY playlist_id, position")?;
            collect(query.query([])?, |row| Ok((PlaylistId(row.get(0)?), row.uid(1)?)))
        })
    }

    /// Adds tracks before the 0-based place `at`, at the end without one. Answers with the change that was made.
    pub fn add_playlist_items(&self, id: PlaylistId, at: Option<usize>, tracks: &[TrackUid]) -> Result<ItemChange, Error> {
        let tracks = tracks.to_vec();
        self.user().write(move |tx| add(tx, id, at, tracks))
    }
}

pub(crate) fn add(db: &Connection, id: PlaylistId, at: Option<usize>, tracks: Vec<TrackUid>) -> Result<ItemChange, Error> {
    change(db, id, |list| {
        let at = at.unwrap_or(list.len()).min(list.len());
        ItemChange {
            removed: Vec::new(),
            inserted: placed(at, tracks),
        }
    })
}

pub(crate) fn reorder(db: &Connection, id: PlaylistId, moved: Vec<PlaylistItem>, to: usize) -> Result<ItemChange, Error> {
    let mut removed = moved;
    removed.sort_unstable();
    change(db, id, |list| {
        let to = to.min(list.len().saturating_sub(removed.len()));
        let inserted = placed(to, removed.iter().map(|item| item.uid).collect());
        ItemChange { removed, inserted }
    })
}

/// Makes the change that `wanted` makes of the list as it is, and answers with it.
///
/// # Errors
/// [`Error::NotFound`] if what it removes does not stand where it says.
pub(crate) fn change(db: &Connection, id: PlaylistId, wanted: impl FnOnce(&[TrackUid]) -> ItemChange) -> Result<ItemChange, Error> {
    if !db.prepare_cached("SELECT 1 FROM playlists WHERE id = ?1")?.exists([id.0])? {
        return Err(Error::NotFound("playlist"));
    }
    let (before, in_place) = every_item(db, id.0)?;
    let change = wanted(&before);
    let after = change.apply(&before)?;
    // What stands before the first difference is left alone: adding at the end of a long list is quick.
    let same = before.iter().zip(&after).take_while(|(a, b)| a == b).count().min(in_place);
    let from = i64::try_from(same).unwrap_or(i64::MAX);
    db.prepare_cached("DELETE FROM playlist_items WHERE playlist_id = ?1 AND position >= ?2")?
        .execute([id.0, from])?;
    insert(db, id.0, from, &after[same..])?;
    Ok(change)
}

/// All items of a playlist, and how many of the first ones stand at the position they are counted at. Nothing is left out here:
/// what a list without an unreadable item is written back over would be another item.
fn every_item(db: &Connection, id: i64) -> Result<(Vec<TrackUid>, usize), Error> {
    let mut query = db.prepare_cached("SELECT position, uid FROM playlist_items WHERE playlist_id = ?1 ORDER BY position")?;
    let mut rows = query.query([id])?;
    let (mut items, mut in_place) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        let uid = row.uid(1).map_err(|error| Error::BadValue {
            what: "playlist entry",
            value: error.to_string(),
        })?;
        if in_place == items.len() && usize::try_from(row.get::<_, i64>(0)?) == Ok(in_place) {
            in_place += 1;
        }
        items.push(uid);
    }
    Ok((items, in_place))
}

fn placed(at: usize, tracks: Vec<TrackUid>) -> Vec<PlaylistItem> {
    (at..).zip(tracks).map(|(place, uid)| PlaylistItem { place, uid }).collect()
}

pub(crate) fn items(db: &Connection, id: i64) -> Result<Vec<TrackUid>, Error> {
    let mut query = db.prepare_cached("SELECT uid FROM playlist_items WHERE playlist_id = ?1 ORDER BY position")?;
    collect(query.query([id])?, |row| row.uid(0))
}

pub(crate) fn insert(db: &Connection, id: i64, from: i64, tracks: &[TrackUid]) -> Result<(), Error> {
    let mut insert = db.prepare_cached("INSERT INTO playlist_items (playlist_id, position, uid) VALUES (?1, ?2, ?3)")?;
    for (position, uid) in (from..).zip(tracks) {
        insert.execute(params![id, position, uid.0])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use domain::SplitMix64;

    use super::*;
    use crate::PlaylistStep;

    fn uid(n: u64) -> TrackUid {
        TrackUid([n as u8; 16])
    }

    #[test]
    fn any_change_turned_round_takes_itself_back() {
        let mut rng = SplitMix64::new(7);
        for _ in 0..500 {
            let list: Vec<TrackUid> = (0..rng.below(12)).map(|_| uid(rng.below(5) as u64)).collect();
            let mut removed: Vec<PlaylistItem> = placed(0, list.clone());
            removed.retain(|_| rng.below(3) == 0);
            let room = list.len() - removed.len();
            let mut places: Vec<usize> = (0..room + 4).collect();
            rng.shuffle(&mut places);
            // As many as fit without a gap behind the end.
            let mut inserted: Vec<PlaylistItem> = Vec::new();
            places.truncate(rng.below(4));
            places.sort_unstable();
            for place in places {
                if place <= room + inserted.len() {
                    inserted.push(PlaylistItem { place, uid: uid(9) });
                }
            }
            let change = ItemChange { removed, inserted };
            let after = change.apply(&list).unwrap();
            assert_eq!(after.len(), room + change.inserted.len());
            assert!(change.inserted.iter().all(|item| after[item.place] == item.uid));
            assert_eq!(change.turned_round().apply(&after).unwrap(), list, "{change:?}");
        }
    }

    #[test]
    fn a_place_that_another_track_has_by_now_is_refused() {
        let list = [uid(1), uid(2)];
        let remove = |items: &[(usize, u64)]| ItemChange {
            removed: items
                .iter()
                .map(|(place, n)| PlaylistItem {
                    place: *place,
                    uid: uid(*n),
                })
                .collect(),
            inserted: Vec::new(),
        };
        assert_eq!(remove(&[(0, 1)]).apply(&list).unwrap(), [uid(2)]);
        for wrong in [&[(0, 2)][..], &[(2, 1)], &[(0, 1), (0, 1)]] {
            assert!(matches!(remove(wrong).apply(&list), Err(Error::NotFound(_))), "{wrong:?}");
        }
    }

    #[test]
    fn an_unreadable_entry_stops_an_edit_and_costs_no_other() {
        let store = Store::in_memory().unwrap();
        let id = store.create_playlist("A", &[uid(1), uid(2), uid(3)], domain::Timestamp(0)).unwrap();
        let written = |sql: &'static str| store.user().write(move |tx| Ok(tx.execute(sql, [])?)).unwrap();
        written("UPDATE playlist_items SET uid = x'00' WHERE position = 1");
        let refused = store.add_playlist_items(id, None, &[uid(4)]);
        assert!(matches!(refused, Err(Error::BadValue { .. })), "{refused:?}");
        assert_eq!(
            store.playlist_items(id).unwrap(),
            [uid(1), uid(3)],
            "what can be read is still shown"
        );
        let back = store.edit_playlists(vec![PlaylistStep::Delete(id)]).unwrap();
        store.edit_playlists(back).unwrap();
        assert_eq!(
            store.playlist_items(id).unwrap(),
            [uid(1), uid(3)],
            "a list can be thrown away all the same"
        );
        written("UPDATE playlist_items SET position = 5 WHERE position = 1");
        store.add_playlist_items(id, None, &[uid(4)]).unwrap();
        assert_eq!(store.playlist_items(id).unwrap(), [uid(1), uid(3), uid(4)], "a gap is closed");
    }
}
