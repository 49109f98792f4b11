//! What is remembered of the listener in memory: likes, stars, feedback and how often each track was played.

use std::collections::{HashMap, HashSet};

use domain::{EndReason, Feedback, Play, Timestamp, TrackUid};
use recommend::Facts;
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
    stars: HashMap<TrackUid, u8>,
    /// *Less* and *never*.
    lasting: HashMap<TrackUid, (Feedback, Timestamp)>,
    /// Ends with the program, as it is kept nowhere else.
    not_now: HashMap<TrackUid, Timestamp>,
    heard: HashMap<TrackUid, Heard>,
}

impl Listener {
    pub fn load(store: &Store) -> Result<Self, Error> {
        let mut listener = Self {
            likes: store.likes()?.into_iter().map(|(uid, _)| uid).collect(),
            stars: store.ratings()?.into_iter().collect(),
            lasting: store
                .feedback()?
                .into_iter()
                .map(|(uid, feedback, at)| (uid, (feedback, at)))
                .collect(),
            not_now: HashMap::new(),
            heard: HashMap::new(),
        };
        listener.load_heard(store)?;
        Ok(listener)
    }

    /// Reads anew what was played: more changed than one play.
    pub fn load_heard(&mut self, store: &Store) -> Result<(), Error> {
        let heard = store.play_counts(Timestamp(i64::MIN))?.into_iter().map(|count| {
            let plays = u32::try_from(count.plays).unwrap_or(u32::MAX);
            let last = Some(count.last);
            (count.uid, Heard { plays, last })
        });
        self.heard = heard.collect();
        Ok(())
    }

    pub fn likes(&self, uid: TrackUid) -> bool {
        self.likes.contains(&uid)
    }

    /// 0: none.
    pub fn stars(&self, uid: TrackUid) -> u8 {
        self.stars.get(&uid).copied().unwrap_or(0)
    }

    /// Whether a list that was made earlier may still show the track.
    pub fn allows(&self, uid: TrackUid) -> bool {
        !self.not_now.contains_key(&uid) && self.lasting.get(&uid).is_none_or(|(feedback, _)| *feedback != Feedback::Never)
    }

    /// What holds now, the latest first; of a track that must wait and is wanted less, that it must wait.
    pub fn all_feedback(&self) -> Vec<(TrackUid, Feedback, Timestamp)> {
        let waits = |uid: &TrackUid| self.not_now.get(uid).map(|at| (*uid, Feedback::NotNow, *at));
        let lasting = self.lasting.iter().map(|(uid, (feedback, at))| match feedback {
            Feedback::Never => (*uid, Feedback::Never, *at),
            _ => waits(uid).unwrap_or((*uid, *feedback, *at)),
        });
        let waiting = self.not_now.keys().filter(|uid| !self.lasting.contains_key(uid)).filter_map(waits);
        let mut all: Vec<_> = lasting.chain(waiting).collect();
        all.sort_by_key(|(uid, _, at)| (std::cmp::Reverse(*at), *uid));
        all
    }

    /// Tells the recommender what the listener thinks of a track.
    pub fn write_into(&self, uid: TrackUid, facts: &mut Facts) {
        facts.liked = self.likes(uid);
        let lasting = self.lasting.get(&uid).map(|(feedback, _)| *feedback);
        facts.banned = lasting == Some(Feedback::Never);
        facts.lessened = lasting == Some(Feedback::Less);
        facts.not_now = self.not_now.contains_key(&uid);
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

    pub fn set_liked(&mut self, uids: &[TrackUid], liked: bool) {
        for uid in uids {
            if liked {
                self.likes.insert(*uid);
            } else {
                self.likes.remove(uid);
            }
        }
    }

    pub fn set_stars(&mut self, uids: &[TrackUid], stars: u8) {
        for uid in uids {
            if stars == 0 {
                self.stars.remove(uid);
            } else {
                self.stars.insert(*uid, stars.min(5));
            }
        }
    }

    /// As the store keeps it: the same again keeps the first time, and *not now* leaves what lasts longer.
    pub fn set_feedback(&mut self, uids: &[TrackUid], feedback: Option<Feedback>, now: Timestamp) {
        for uid in uids {
            if feedback == Some(Feedback::NotNow) {
                self.not_now.entry(*uid).or_insert(now);
                continue;
            }
            self.not_now.remove(uid);
            match feedback {
                Some(feedback) if self.lasting.get(uid).is_none_or(|(before, _)| *before != feedback) => {
                    self.lasting.insert(*uid, (feedback, now));
                }
                Some(_) => {}
                None => {
                    self.lasting.remove(uid);
                }
            }
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

    #[test]
    fn not_now_covers_what_lasts_and_ends_with_the_program() {
        let store = Store::in_memory().unwrap();
        let tracks = [TrackUid([1; 16]), TrackUid([2; 16]), TrackUid([3; 16])];
        store.set_feedback(&tracks[..1], Some(Feedback::Less), Timestamp(5)).unwrap();
        let mut listener = Listener::load(&store).unwrap();
        listener.set_feedback(&tracks[..2], Some(Feedback::NotNow), Timestamp(7));
        listener.set_feedback(&tracks[2..], Some(Feedback::Never), Timestamp(8));
        let facts = |listener: &Listener, at: usize| {
            let mut facts = Facts::default();
            listener.write_into(tracks[at], &mut facts);
            (facts.not_now, facts.lessened, facts.banned)
        };
        assert_eq!(facts(&listener, 0), (true, true, false));
        assert_eq!(facts(&listener, 1), (true, false, false));
        assert_eq!(facts(&listener, 2), (false, false, true));
        assert!(tracks.iter().all(|uid| !listener.allows(*uid)));
        let said = [
            (tracks[2], Feedback::Never, Timestamp(8)),
            (tracks[0], Feedback::NotNow, Timestamp(7)),
            (tracks[1], Feedback::NotNow, Timestamp(7)),
        ];
        assert_eq!(listener.all_feedback(), said);
        let again = Listener::load(&store).unwrap();
        assert_eq!(again.all_feedback(), [(tracks[0], Feedback::Less, Timestamp(5))]);
        assert!(again.allows(tracks[0]), "less is not never");
        listener.set_feedback(&tracks, None, Timestamp(9));
        assert_eq!(listener.all_feedback(), []);
    }
}
