//! A view in the order of one of its keys.

use std::collections::HashMap;

use domain::{TrackId, TrackUid};
use store::SortValue;

use super::entries::Entry;
use super::{SortBy, SortKey};
use crate::Error;
use crate::core::Core;
use crate::order_by::order_by;

impl Core {
    /// Sorts by one key and leaves equals as they stand; what has no value comes last either way.
    pub(super) fn sort(&self, entries: &mut [Entry], by: SortBy, playing: Option<TrackId>) -> Result<(), Error> {
        match by.key {
            SortKey::Column(column) => {
                let ids: Vec<TrackId> = entries.iter().map(|entry| entry.track).collect();
                let mut values: HashMap<TrackId, SortValue> = self.store.sort_values(&ids, column)?;
                // A playlist may hold a track twice.
                let twice = entries.iter().any(|entry| entry.place.is_some());
                if twice {
                    order_by(entries, by.descending, |entry| values.get(&entry.track).cloned());
                } else {
                    order_by(entries, by.descending, |entry| values.remove(&entry.track));
                }
            }
            SortKey::Plays | SortKey::LastPlayed | SortKey::Stars => {
                let uids: HashMap<TrackId, TrackUid> = self.store.track_index()?.into_iter().map(|(id, uid, _)| (id, uid)).collect();
                let listener = self.listener.read();
                order_by(entries, by.descending, |entry| {
                    let uid = *uids.get(&entry.track)?;
                    match by.key {
                        SortKey::Plays => Some(i64::from(listener.heard(uid).plays)),
                        SortKey::LastPlayed => Some(listener.heard(uid).last?.0),
                        _ => Some(i64::from(listener.stars(uid))).filter(|stars| *stars > 0),
                    }
                });
            }
            SortKey::Match => {
                let scores = self.matches_with(playing, entries.iter().map(|entry| entry.track));
                let scores: HashMap<TrackId, f32> = entries
                    .iter()
                    .zip(scores)
                    .filter_map(|(entry, score)| Some((entry.track, score?)))
                    .collect();
                // Scores are 0–1: as whole numbers they can be compared.
                order_by(entries, by.descending, |entry| Some((scores.get(&entry.track)? * 1e9) as i64));
            }
        }
        Ok(())
    }
}
