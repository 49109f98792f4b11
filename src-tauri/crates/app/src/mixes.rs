//! The day's mixes: made once a day, kept in `user.db`, so that they stay what they are until tomorrow.

use std::collections::HashMap;

use domain::{MixBasis, TrackUid};
use recommend::{MixRequest, daily_mixes};

use crate::core::Core;
use crate::listener::listening_weights;
use crate::{Error, MixView, MixesState, MixesView, TrackRow, clock};

/// Tracks in a mix.
const LENGTH: usize = 25;
/// Below this share of the library analysed, mixes are shown but not fixed for the day: better ones are minutes away.
const SETTLED_SHARE: f64 = 0.9;

impl Core {
    /// Today's mixes, made now if there are none yet.
    pub(crate) fn mixes_of_today(&self) -> Result<MixesView, Error> {
        let day = clock::today();
        let kept = self.store.daily_mixes(&day)?;
        let mixes = if kept.is_empty() { self.make_mixes(&day)? } else { kept };
        if mixes.is_empty() {
            let state = if self.store.stats()?.tracks == 0 {
                MixesState::EmptyLibrary
            } else {
                MixesState::NotAnalysed
            };
            return Ok(MixesView {
                day,
                state,
                mixes: Vec::new(),
            });
        }
        let uids: Vec<TrackUid> = mixes.iter().flat_map(|mix| mix.tracks.iter().map(|(uid, _)| *uid)).collect();
        let rows: HashMap<TrackUid, TrackRow> = self
            .store
            .tracks_by_uids(&uids)?
            .into_iter()
            .map(|track| (track.uid, self.row(track)))
            .collect();
        let mixes = mixes.into_iter().map(|mix| MixView {
            number: mix.number,
            name: mix.name,
            basis: mix.basis,
            tracks: mix
                .tracks
                .into_iter()
                .filter_map(|(uid, reason)| Some((rows.get(&uid)?.clone(), reason)))
                .collect(),
        });
        Ok(MixesView {
            day,
            state: MixesState::Ready,
            mixes: mixes.collect(),
        })
    }

    /// Forgets today's mixes and makes them from what is known by now.
    pub(crate) fn make_mixes_anew(&self) -> Result<MixesView, Error> {
        self.store.save_daily_mixes(&clock::today(), Vec::new())?;
        self.mixes_of_today()
    }

    fn make_mixes(&self, day: &str) -> Result<Vec<domain::DailyMix>, Error> {
        let now = clock::now();
        let weights = listening_weights(&self.store, now)?;
        let mixes = {
            let index = self.index.read();
            let weights = (0..index.len())
                .map(|row| weights.get(&index.uid(row)).copied().unwrap_or(0.0))
                .collect();
            daily_mixes(
                &index,
                &MixRequest {
                    seed: seed_of(day),
                    now,
                    length: LENGTH,
                    weights,
                },
            )
        };
        let stats = self.store.stats()?;
        let settled = stats.tracks > 0 && self.index.read().len() as f64 >= SETTLED_SHARE * stats.tracks as f64;
        let from_history = mixes.first().is_some_and(|mix| mix.basis == MixBasis::History);
        if !mixes.is_empty() && (settled || from_history) {
            match self.store.save_daily_mixes(day, mixes.clone()) {
                // While another Attune holds the folder: seeded by the date, so they come out the same until it keeps them.
                Ok(()) | Err(store::Error::ReadOnly) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(mixes)
    }
}

/// FNV-1a of the date: the same day, the same seed, on every machine.
fn seed_of(day: &str) -> u64 {
    day.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    })
}
