//! What is remembered of the listener in memory: likes, bans and how often each track was played.

use std::collections::{HashMap, HashSet};

use domain::{EndReason, Play, Timestamp, TrackUid};
use store::Store;

use crate::Error;

/// Plays older than this weigh half in the mixes.
const HALF_LIFE_DAYS: f32 = 45.0;
/// What our own lists caused teaches little: they would learn from themselves.
const OURS: f32 = 0.3;
const DAY_MS: f32 = 86_400_000.0;

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Heard {
    pub plays: u32,
    pub last: Option<Timestamp>,
}

#[derive(Default)]
pub struct Listener {
    likes: HashSet<TrackUid>,
    bans: HashSet<TrackUid>,
    heard: HashMap<TrackUid, Heard>,
}

impl Listener {
    pub fn load(store: &Store) -> Result<Self, Error> {
        let heard = store.play_counts(Timestamp(i64::MIN))?.into_iter().map(|count| {
            let plays = u32::try_from(count.plays).unwrap_or(u32::MAX);
            (
                count.uid,
                Heard {
                    plays,
                    last: Some(count.last),
                },
            )
        });
        Ok(Self {
            likes: store.likes()?.into_iter().map(|(uid, _)| uid).collect(),
            bans: store.bans()?.into_iter().map(|(uid, _)| uid).collect(),
            heard: heard.collect(),
        })
    }

    pub fn likes(&self, uid: TrackUid) -> bool {
        self.likes.contains(&uid)
    }

    pub fn bans(&self, uid: TrackUid) -> bool {
        self.bans.contains(&uid)
    }

    pub fn heard(&self, uid: TrackUid) -> Heard {
        self.heard.get(&uid).copied().unwrap_or_default()
    }

    /// Every track ever heard.
    pub fn all_heard(&self) -> impl Iterator<Item = (TrackUid, Heard)> {
        self.heard.iter().map(|(uid, heard)| (*uid, *heard))
    }

    /// Every track that was played through, with how often.
    pub fn played(&self) -> impl Iterator<Item = (TrackUid, u32)> {
        self.all_heard()
            .filter(|(_, heard)| heard.plays > 0)
            .map(|(uid, heard)| (uid, heard.plays))
    }

    pub fn set_liked(&mut self, uid: TrackUid, liked: bool) {
        if liked {
            self.likes.insert(uid);
        } else {
            self.likes.remove(&uid);
        }
    }

    pub fn add_play(&mut self, play: &Play) {
        let heard = self.heard.entry(play.uid).or_default();
        heard.last = heard.last.max(Some(play.started_at));
        heard.plays += u32::from(play.counts());
    }
}

/// How much each track was listened to: completion, decayed with age; a like counts as a play; what our own lists started counts
/// less. Tracks only ever skipped get nothing.
pub fn listening_weights(store: &Store, now: Timestamp) -> Result<HashMap<TrackUid, f32>, Error> {
    let mut weights: HashMap<TrackUid, f32> = HashMap::new();
    let decay = |at: Timestamp| 0.5f32.powf(((now.0 - at.0) as f32 / DAY_MS).max(0.0) / HALF_LIFE_DAYS);
    for play in store.plays_since(Timestamp(i64::MIN))? {
        let skipped_early = play.end == EndReason::Skipped && play.completion() < 0.3;
        let worth = if skipped_early { -0.3 } else { play.completion() };
        let share = if play.source.kind.is_ours() { OURS } else { 1.0 };
        *weights.entry(play.uid).or_default() += worth * share * decay(play.started_at);
    }
    for (uid, at) in store.likes()? {
        *weights.entry(uid).or_default() += decay(at).max(0.25);
    }
    weights.retain(|_, weight| *weight > 0.0);
    // One record on repeat should not be the whole of a person's taste.
    weights.values_mut().for_each(|weight| *weight = weight.ln_1p());
    Ok(weights)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use domain::{PlaySource, SourceKind};

    use super::*;

    fn play(uid: u8, listened: u64, source: SourceKind, end: EndReason) -> Play {
        Play {
            uid: TrackUid([uid; 16]),
            started_at: Timestamp(0),
            listened: Duration::from_secs(listened),
            duration: Duration::from_secs(100),
            source: PlaySource::of(source),
            end,
            title: String::new(),
            artist: String::new(),
            album: String::new(),
        }
    }

    #[test]
    fn own_choices_weigh_more_than_ours_and_skips_weigh_nothing() {
        let store = Store::in_memory().unwrap();
        store.add_play(play(1, 100, SourceKind::Library, EndReason::Finished)).unwrap();
        store.add_play(play(2, 100, SourceKind::DailyMix, EndReason::Finished)).unwrap();
        store.add_play(play(3, 5, SourceKind::Library, EndReason::Skipped)).unwrap();
        let weights = listening_weights(&store, Timestamp(0)).unwrap();
        assert!(weights[&TrackUid([1; 16])] > weights[&TrackUid([2; 16])]);
        assert!(!weights.contains_key(&TrackUid([3; 16])));
        let later = listening_weights(&store, Timestamp(90 * 86_400_000)).unwrap();
        assert!(later[&TrackUid([1; 16])] < weights[&TrackUid([1; 16])]);
    }
}
