//! The day's mixes: made once a day, kept in `user.db`, so that they stay what they are until tomorrow.

use std::collections::{HashMap, HashSet};

use domain::{DailyMix, MixBasis, Timestamp, TrackUid};
use recommend::{MixBalance, MixRequest, activation, daily_mixes, new_for_you};

use crate::core::Core;
use crate::listener::listening_weights;
use crate::{Attune, Error, Event, MixView, MixesState, MixesView, TrackRow, clock};

/// Tracks in a mix.
const LENGTH: usize = 25;
/// Below this share of the library analysed, mixes are shown but not fixed for the day: better ones are minutes away.
const SETTLED_SHARE: f64 = 0.9;
/// Setting: the day and how often its mixes were made anew.
const DRAW: &str = "mixes.draw";
/// Setting: the position of the slider from familiar over forgotten to new, 0–1.
const BALANCE: &str = "mixes.balance";
const MIDDLE: f32 = 0.5;

impl Attune {
    /// Makes the day's mixes anew with another share of what is familiar (0), forgotten (in the middle) and new (1); those that are pinned stay.
    pub fn set_mix_balance(&self, position: f32) -> Result<(), Error> {
        let position = if position.is_finite() { position.clamp(0.0, 1.0) } else { MIDDLE };
        self.core.store.set_setting(BALANCE, Some(&position.to_string()))?;
        self.core.make_mixes_again()?;
        self.core.emit(Event::DiscoverChanged);
        Ok(())
    }

    /// Lets one of today's mixes stay when the day is over, or not.
    pub fn pin_mix(&self, number: u8, pinned: bool) -> Result<(), Error> {
        self.core.pin_mix(number, pinned)?;
        self.core.emit(Event::DiscoverChanged);
        Ok(())
    }
}

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
                balance: self.mix_balance()?,
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
            pinned: mix.pinned,
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
            balance: self.mix_balance()?,
            mixes: mixes.collect(),
        })
    }

    /// Makes today's mixes from what is known by now; those that are pinned stay.
    /// Another draw, so that asking again shows something else even if nothing was learnt meanwhile.
    pub(crate) fn make_mixes_anew(&self) -> Result<MixesView, Error> {
        let day = clock::today();
        let draw = self.draw(&day)? + 1;
        self.store.set_setting(DRAW, Some(&format!("{day} {draw}")))?;
        self.make_mixes_again()?;
        self.mixes_of_today()
    }

    /// The same draw again.
    fn make_mixes_again(&self) -> Result<(), Error> {
        let day = clock::today();
        let today = self.store.daily_mixes(&day)?;
        if !today.is_empty() {
            let mixes = self.choose_mixes(&day, today)?;
            self.store.save_daily_mixes(&day, mixes)?;
        }
        Ok(())
    }

    fn pin_mix(&self, number: u8, pinned: bool) -> Result<(), Error> {
        let day = clock::today();
        // They may not have been kept yet, because better ones were expected.
        if self.store.daily_mixes(&day)?.is_empty() {
            let mixes = self.make_mixes(&day)?;
            self.store.save_daily_mixes(&day, mixes)?;
        }
        Ok(self.store.pin_daily_mix(&day, number, pinned)?)
    }

    fn mix_balance(&self) -> Result<f32, Error> {
        let kept = self.store.setting(BALANCE)?.and_then(|kept| kept.parse::<f32>().ok());
        Ok(kept.filter(|position| (0.0..=1.0).contains(position)).unwrap_or(MIDDLE))
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

    fn make_mixes(&self, day: &str) -> Result<Vec<DailyMix>, Error> {
        let before = match self.store.latest_daily_mix_day()? {
            Some(latest) => self.store.daily_mixes(&latest)?,
            None => Vec::new(),
        };
        let mixes = self.choose_mixes(day, before)?;
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

    /// Mixes for a day that follow those of `before`; what is pinned of them stays as it is.
    fn choose_mixes(&self, day: &str, before: Vec<DailyMix>) -> Result<Vec<DailyMix>, Error> {
        let now = clock::now();
        let (weights, presence) = (listening_weights(&self.store, now)?, self.presence(now)?);
        let (draw, balance) = (self.draw(day)?, MixBalance::at(self.mix_balance()?));
        let (pinned, others): (Vec<DailyMix>, Vec<DailyMix>) = before.into_iter().partition(|mix| mix.pinned);
        let stay: HashSet<TrackUid> = pinned.iter().flat_map(|mix| mix.tracks.iter().map(|(uid, _)| *uid)).collect();
        let lenses = self.lenses.read().clone();
        let index = self.index.read();
        let of_rows = |of: &HashMap<TrackUid, f32>, none: f32| -> Vec<f32> {
            (0..index.len())
                .map(|row| of.get(&index.uid(row)).copied().unwrap_or(none))
                .collect()
        };
        let uids = |mix: DailyMix| mix.tracks.into_iter().map(|(uid, _)| uid).collect();
        let mut request = MixRequest {
            seed: seed_of(day, draw),
            now,
            length: LENGTH,
            weights: of_rows(&weights, 0.0),
            activation: of_rows(&presence, f32::NEG_INFINITY),
            balance,
            before: others.into_iter().filter(|mix| mix.basis != MixBasis::New).map(uids).collect(),
            kept: (0..index.len()).filter(|row| stay.contains(&index.uid(*row))).collect(),
            kept_mixes: pinned.iter().filter(|mix| mix.basis != MixBasis::New).count(),
        };
        let mut mixes = daily_mixes(&index, &request);
        let chosen: HashSet<TrackUid> = mixes.iter().flat_map(|mix| mix.tracks.iter().map(|(uid, _)| *uid)).collect();
        request
            .kept
            .extend((0..index.len()).filter(|row| chosen.contains(&index.uid(*row))));
        let taste = if lenses.fit(&index) { lenses.taste() } else { &[] };
        mixes.extend(new_for_you(&index, &request, taste, 0));
        for mix in pinned {
            let place = usize::from(mix.number.saturating_sub(1)).min(mixes.len());
            mixes.insert(place, mix);
        }
        (1..).zip(&mut mixes).for_each(|(number, mix)| mix.number = number);
        Ok(mixes)
    }

    /// How present each track is in memory that was ever played through.
    fn presence(&self, now: Timestamp) -> Result<HashMap<TrackUid, f32>, Error> {
        let mut plays: HashMap<TrackUid, Vec<Timestamp>> = HashMap::new();
        for play in self.store.plays_since(Timestamp(i64::MIN))? {
            if play.counts() {
                plays.entry(play.uid).or_default().push(play.started_at);
            }
        }
        Ok(plays.into_iter().map(|(uid, plays)| (uid, activation(&plays, now))).collect())
    }
}

/// Of the date and the draw: the same day, the same seed, on every machine.
fn seed_of(day: &str, draw: u64) -> u64 {
    domain::fnv1a(day.bytes().chain(draw.to_le_bytes()))
}
