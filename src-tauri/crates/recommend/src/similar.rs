//! Tracks like a seed: exact search, Mutual Proximity, then the rules that keep the list useful.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use domain::{Reason, SimilarTrack, TrackId};

use crate::catalogue::{Catalogue, Facts};
use crate::names::{is_seasonal, is_skit, recording_key};
use crate::reasons::shared;

/// Matches below this are no longer *close*: one unrelated pair in twenty reaches it (for MP of independent tracks,
/// P(MP > x) = 1 − x + x·ln x).
pub const CLOSE_MATCH: f32 = 0.70;

/// Recordings longer than this are only offered for a seed that is long itself.
pub(crate) const LONG: std::time::Duration = std::time::Duration::from_secs(20 * 60);

/// What is left of the match of a track that is wanted less: even a perfect one falls below [`CLOSE_MATCH`], so it stands in a list
/// only where nothing close was found, and far down.
pub(crate) const LESS: f32 = 0.5;

/// What may stand in the list.
#[derive(Clone, Debug)]
pub struct Rules {
    pub limit: usize,
    /// Whether the seed's own artist may appear.
    pub same_artist: bool,
    /// At most this many tracks of one artist.
    pub per_artist: usize,
    pub per_album: usize,
    /// Matches below this are left out, however short the list becomes.
    pub min_match: f32,
    /// Not to be offered again: the queue's tracks, say.
    pub exclude: HashSet<TrackId>,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            limit: 20,
            same_artist: false,
            per_artist: 2,
            per_album: 2,
            min_match: 0.25,
            exclude: HashSet::new(),
        }
    }
}

/// Tracks like `seed` (a unit vector of the catalogue's model) whose facts are `facts`, best first.
///
/// `own` is the seed's row if it is in the catalogue. The list is never padded: it ends where matches fall below
/// `rules.min_match`.
pub fn similar_to(catalogue: &Catalogue, seed: &[f32], facts: &Facts, own: Option<usize>, rules: &Rules) -> Vec<SimilarTrack> {
    let proximity = catalogue.proximity();
    let here = own.map_or_else(|| proximity.neighbourhood(seed), |row| proximity.of_row(row));
    let scored = catalogue
        .cosines(seed)
        .into_iter()
        .enumerate()
        .filter(|(row, _)| Some(*row) != own)
        .map(|(row, cosine)| Candidate::new(catalogue, row, proximity.proximity(here, proximity.of_row(row), cosine), cosine))
        .filter(|candidate| candidate.score >= rules.min_match)
        .collect();
    choose(catalogue, facts, scored, rules, |row| shared(facts, catalogue.facts(row)))
}

/// The best of `scored` that the rules let stand beside a seed with these facts, with their reasons.
pub(crate) fn choose(
    catalogue: &Catalogue,
    seed: &Facts,
    mut scored: Vec<Candidate>,
    rules: &Rules,
    reasons: impl Fn(usize) -> Vec<Reason>,
) -> Vec<SimilarTrack> {
    let mut gate = Gate::new(seed, rules);
    let mut found = Vec::new();
    let mut rest = scored.as_mut_slice();
    // Rules drop some, so a margin is sorted; a full sort of a large library is needed only where they drop almost all.
    let mut keep = rules.limit.saturating_mul(8).saturating_add(64);
    while found.len() < rules.limit && !rest.is_empty() {
        let keep_now = keep.min(rest.len());
        if keep_now < rest.len() {
            rest.select_nth_unstable_by(keep_now, best_first);
        }
        let (best, others) = std::mem::take(&mut rest).split_at_mut(keep_now);
        best.sort_unstable_by(best_first);
        let admitted = best
            .iter()
            .filter(|candidate| gate.admits(catalogue.id(candidate.row), catalogue.facts(candidate.row)))
            .take(rules.limit - found.len())
            .map(|candidate| SimilarTrack {
                track: catalogue.id(candidate.row),
                match_score: candidate.score,
                reasons: reasons(candidate.row),
            });
        found.extend(admitted);
        rest = others;
        keep = keep.saturating_mul(2);
    }
    found
}

/// A track that may be chosen.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate {
    /// The match as it is shown: what the listener wants less of is lowered.
    pub score: f32,
    pub cosine: f32,
    pub row: usize,
}

impl Candidate {
    pub fn new(catalogue: &Catalogue, row: usize, proximity: f32, cosine: f32) -> Self {
        let score = if catalogue.facts(row).lessened {
            proximity * LESS
        } else {
            proximity
        };
        Self { score, cosine, row }
    }
}

/// Far above chance MP saturates at 1; the cosine keeps the order there.
pub(crate) fn best_first(a: &Candidate, b: &Candidate) -> std::cmp::Ordering {
    b.score
        .total_cmp(&a.score)
        .then(b.cosine.total_cmp(&a.cosine))
        .then(a.row.cmp(&b.row))
}

/// Counts what was let through already.
pub(crate) struct Gate<'a> {
    rules: &'a Rules,
    /// The artist that stays out.
    own_artist: Option<&'a str>,
    seasonal: bool,
    long: bool,
    recordings: HashSet<String>,
    artists: HashMap<Arc<str>, usize>,
    albums: HashMap<(Arc<str>, Arc<str>), usize>,
}

impl<'a> Gate<'a> {
    fn new(seed: &'a Facts, rules: &'a Rules) -> Self {
        Self {
            own_artist: (!rules.same_artist).then_some(&*seed.artist),
            ..Self::of_group(&[seed], rules)
        }
    }

    /// For what goes with several tracks, whose artists may appear.
    pub fn of_group(seeds: &[&Facts], rules: &'a Rules) -> Self {
        Self {
            rules,
            own_artist: None,
            seasonal: seeds.iter().any(|seed| is_seasonal(&seed.title, &seed.genres)),
            long: seeds.iter().any(|seed| seed.duration > LONG),
            recordings: seeds.iter().map(|seed| recording_key(&seed.artist, &seed.title)).collect(),
            artists: HashMap::new(),
            albums: HashMap::new(),
        }
    }

    pub fn admits(&mut self, id: TrackId, facts: &Facts) -> bool {
        let rules = self.rules;
        if !facts.may_be_chosen() || rules.exclude.contains(&id) || is_skit(&facts.title, facts.duration) {
            return false;
        }
        if facts.duration > LONG && !self.long {
            return false;
        }
        if !self.seasonal && is_seasonal(&facts.title, &facts.genres) {
            return false;
        }
        let known_artist = !facts.artist.is_empty();
        if known_artist && self.own_artist == Some(&*facts.artist) {
            return false;
        }
        // Without an artist the title is a file's name, and a hundred files are called "Track 1".
        if known_artist && !facts.title.is_empty() && !self.recordings.insert(recording_key(&facts.artist, &facts.title)) {
            return false;
        }
        if known_artist {
            let artist = self.artists.entry(facts.artist.clone()).or_default();
            *artist += 1;
            if *artist > rules.per_artist {
                return false;
            }
        }
        if !facts.album.is_empty() {
            let album = self.albums.entry((facts.artist.clone(), facts.album.clone())).or_default();
            *album += 1;
            if *album > rules.per_album {
                return false;
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use domain::SplitMix64;

    use super::*;
    use crate::fixture::{item, styled};

    /// Three styles of ten tracks each, two artists a style.
    fn library() -> Catalogue {
        let mut rng = SplitMix64::new(11);
        let items = (0..30).map(|i| {
            let style = i / 10;
            let values = styled(style, 3, 0.8, &mut rng);
            let facts = Facts {
                artist: format!("artist {style}{}", i % 2).into(),
                title: format!("track {i}").into(),
                album: format!("album {i}").into(),
                duration: Duration::from_secs(180),
                genres: Box::new([format!("style {style}").into()]),
                ..Facts::default()
            };
            item(i, values, facts)
        });
        Catalogue::new(items)
    }

    fn ask(catalogue: &Catalogue, row: usize, rules: &Rules) -> Vec<SimilarTrack> {
        similar_to(catalogue, &catalogue.vector(row), catalogue.facts(row), Some(row), rules)
    }

    #[test]
    fn the_style_of_the_seed_comes_first_best_first() {
        let catalogue = library();
        let found = ask(
            &catalogue,
            0,
            &Rules {
                per_artist: 9,
                limit: 5,
                ..Rules::default()
            },
        );
        assert_eq!(found.len(), 5);
        assert!(found.iter().all(|s| s.track.0 / 10 == 0), "{found:?}");
        assert!(found.windows(2).all(|w| w[0].match_score >= w[1].match_score));
        assert_eq!(found[0].reasons[0], Reason::Word("style 0".into()));
        assert!(found.iter().all(|s| s.match_score > CLOSE_MATCH));
    }

    #[test]
    fn the_seeds_artist_versions_and_banned_tracks_stay_out() {
        let mut catalogue = library();
        catalogue.facts_mut(1).banned = true;
        catalogue.facts_mut(3).title = "Track 5 (Remastered)".into();
        let rules = Rules {
            per_artist: 9,
            ..Rules::default()
        };
        let found: Vec<i64> = ask(&catalogue, 0, &rules).iter().map(|s| s.track.0).collect();
        assert!(
            found.iter().filter(|id| **id < 10).all(|id| id % 2 == 1),
            "artist 00 is the seed's own: {found:?}"
        );
        assert!(!found.contains(&1));
        assert_eq!(found.iter().filter(|id| [3, 5].contains(*id)).count(), 1, "one of two versions");
        let mut exclude = Rules {
            per_artist: 9,
            same_artist: true,
            ..Rules::default()
        };
        exclude.exclude.insert(TrackId(2));
        let with_own: Vec<i64> = ask(&catalogue, 0, &exclude).iter().map(|s| s.track.0).collect();
        assert!(with_own.contains(&4) && !with_own.contains(&2) && !with_own.contains(&0));
    }

    #[test]
    fn what_is_wanted_less_comes_only_where_nothing_close_is_left() {
        let mut catalogue = library();
        let rules = Rules {
            per_artist: 30,
            same_artist: true,
            limit: 30,
            min_match: 0.0,
            ..Rules::default()
        };
        let before = ask(&catalogue, 0, &rules);
        let close = before.iter().filter(|s| s.match_score >= CLOSE_MATCH).count();
        assert!(close > 2 && close < before.len());
        let nearest = before[0].clone();
        catalogue.facts_mut(nearest.track.0 as usize).lessened = true;
        let after = ask(&catalogue, 0, &rules);
        let place = after.iter().position(|s| s.track == nearest.track).unwrap();
        assert!(place >= close - 1, "behind all that is close: {place} of {close}");
        assert!(after[place].match_score < CLOSE_MATCH);
        assert!(after.windows(2).all(|w| w[0].match_score >= w[1].match_score));
        let alone = Rules {
            exclude: (1..30).filter(|id| *id != nearest.track.0).map(TrackId).collect(),
            ..rules
        };
        assert_eq!(ask(&catalogue, 0, &alone).len(), 1, "and it is there if there is nothing else");
    }

    #[test]
    fn what_is_not_wanted_now_stays_out_until_it_is() {
        let mut catalogue = library();
        let rules = Rules {
            per_artist: 9,
            ..Rules::default()
        };
        let nearest = ask(&catalogue, 0, &rules)[0].track;
        catalogue.facts_mut(nearest.0 as usize).not_now = true;
        assert!(ask(&catalogue, 0, &rules).iter().all(|s| s.track != nearest));
        catalogue.facts_mut(nearest.0 as usize).not_now = false;
        assert_eq!(ask(&catalogue, 0, &rules)[0].track, nearest);
    }

    #[test]
    fn a_prolific_artist_does_not_empty_the_list() {
        let mut rng = SplitMix64::new(5);
        let items = (0..600).map(|i| {
            // The seed's artist stands nearest to the seed with all but the last twenty tracks.
            let own = i < 580;
            let mut values: Vec<f32> = (0..16).map(|_| 0.3 * (rng.unit() as f32 - 0.5)).collect();
            values[0] += 1.0;
            values[1] += if own { 0.0 } else { 0.6 };
            let facts = Facts {
                artist: if own { "prolific".into() } else { format!("other {i}").into() },
                title: format!("track {i}").into(),
                duration: Duration::from_secs(180),
                ..Facts::default()
            };
            item(i, values, facts)
        });
        let catalogue = Catalogue::new(items);
        let rules = |limit| Rules {
            limit,
            min_match: 0.0,
            ..Rules::default()
        };
        let found = ask(&catalogue, 0, &rules(5));
        assert_eq!(found.len(), 5, "they lie behind five hundred of the seed's own");
        assert!(found.iter().all(|s| s.track.0 >= 580));
        assert!(found.windows(2).all(|w| w[0].match_score >= w[1].match_score));
        let all = ask(&catalogue, 0, &rules(usize::MAX));
        assert_eq!(all.len(), 20, "and a list without an end has all of them");
        assert_eq!(all[..5], found[..]);
    }

    #[test]
    fn files_without_an_artist_are_no_versions_of_each_other() {
        let mut catalogue = library();
        for row in 1..10 {
            let facts = catalogue.facts_mut(row);
            (facts.artist, facts.album, facts.title) = ("".into(), "".into(), "Track 1".into());
        }
        let rules = Rules {
            limit: 9,
            min_match: CLOSE_MATCH,
            ..Rules::default()
        };
        assert!(ask(&catalogue, 0, &rules).iter().filter(|s| s.track.0 < 10).count() > 4);
    }

    #[test]
    fn a_list_is_short_rather_than_padded() {
        let catalogue = library();
        let found = ask(
            &catalogue,
            0,
            &Rules {
                min_match: CLOSE_MATCH,
                limit: 25,
                per_artist: 25,
                per_album: 25,
                ..Rules::default()
            },
        );
        assert!(!found.is_empty() && found.len() <= 9, "{}", found.len());
        assert!(similar_to(&Catalogue::new(Vec::new()), &[], &Facts::default(), None, &Rules::default()).is_empty());
    }
}
