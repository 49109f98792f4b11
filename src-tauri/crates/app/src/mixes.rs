//! The day's mixes: made once a day, kept in `user.db`, so that they stay what they are until tomorrow.

use std::collections::HashMap;

use domain::TrackUid;
use recommend::{MixRequest, daily_mixes};

use crate::core::Core;
use crate::listener::listening_weights;
use crate::{Error, MixView, MixesState, MixesView, TrackRow, clock};

/// Tracks in a mix.
const LENGTH: usize = 25;
/// Below this share of the library analysed, mixes are shown but not fixed for the day: better ones are minutes away.
const SETTLED_SHARE: f64 = 0.9;
/// Setting: the day and how often its mixes were made anew.
const DRAW: &str = "mixes.draw";

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
        let rows = self.rows_of(self.store.tracks_by_uids(&uids)?)?;
        let rows: HashMap<TrackUid, TrackRow> = rows.into_iter().map(|row| (row.uid, row)).collect();
        let listener = self.listener.read();
        let mixes = mixes.into_iter().map(|mix| MixView {
            number: mix.number,
            name: mix.name,
            basis: mix.basis,
            tracks: mix
                .tracks
                .into_iter()
                .filter_map(|(uid, reason)| Some((rows.get(&uid)?.clone(), reason)))
                // Away today, as on a drive that is not there; the mix keeps its place for it.
                .filter(|(row, _)| !row.missing)
                // Said after the mix was made.
                .filter(|(row, _)| listener.allows(row.uid))
                .collect(),
        });
        Ok(MixesView {
            day,
            state: MixesState::Ready,
            mixes: mixes.collect(),
        })
    }

    /// Forgets today's mixes and makes them from what is known by now.
    /// Another draw, so that asking again shows something else even if nothing was learnt meanwhile.
    pub(crate) fn make_mixes_anew(&self) -> Result<MixesView, Error> {
        let day = clock::today();
        let draw = self.draw(&day)? + 1;
        self.store.set_setting(DRAW, Some(&format!("{day} {draw}")))?;
        self.store.save_daily_mixes(&day, Vec::new())?;
        self.mixes_of_today()
    }

    /// How often mixes were made anew on `day`.
    fn draw(&self, day: &str) -> Result<u64, Error> {
        let kept = self.store.setting(DRAW)?.unwrap_or_default();
        let draw = kept
            .split_once(' ')
            .filter(|(of, _)| *of == day)
            .and_then(|(_, draw)| draw.parse().ok());
        Ok(draw.unwrap_or(0))
    }

    fn make_mixes(&self, day: &str) -> Result<Vec<domain::DailyMix>, Error> {
        let now = clock::now();
        let weights = listening_weights(&self.store, now)?;
        let draw = self.draw(day)?;
        let mixes = {
            let index = self.index.read();
            let weights = (0..index.len())
                .map(|row| weights.get(&index.uid(row)).copied().unwrap_or(0.0))
                .collect();
            daily_mixes(
                &index,
                &MixRequest {
                    seed: seed_of(day, draw),
                    now,
                    length: LENGTH,
                    weights,
                },
            )
        };
        let stats = self.store.stats()?;
        let settled = stats.tracks > 0 && self.index.read().len() as f64 >= SETTLED_SHARE * stats.tracks as f64;
        if !mixes.is_empty() && settled {
            match self.store.save_daily_mixes(day, mixes.clone()) {
                // While another Attune holds the folder: seeded by the date, so they come out the same until it keeps them.
                Ok(()) | Err(store::Error::ReadOnly) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(mixes)
    }
}

/// Of the date and the draw: the same day, the same seed, on every machine.
fn seed_of(day: &str, draw: u64) -> u64 {
    domain::fnv1a(day.bytes().chain(draw.to_le_bytes()))
}
