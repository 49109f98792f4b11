//! Why a candidate stands in a list, from measured facts only.

use domain::{MusicalKey, Reason, Tempo, Timestamp};

use crate::catalogue::Facts;

const DAY_MS: i64 = 86_400_000;
/// Unheard for this long counts as forgotten.
const FORGOTTEN_DAYS: i64 = 90;
/// Added within this counts as new here.
const RECENT_DAYS: i64 = 14;
/// Played fewer times than this is not often.
const OFTEN: u32 = 3;
/// Estimates below this are not worth a claim.
const SURE: f32 = 0.4;

/// What seed and candidate share, the strongest first; never empty, for sound is what brought them together.
pub(crate) fn shared(seed: &Facts, candidate: &Facts) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if let Some(word) = shared_word(seed, candidate) {
        reasons.push(Reason::Word(word));
    }
    if let (Some(a), Some(b)) = (seed.tempo, candidate.tempo)
        && same_tempo(a, b)
    {
        reasons.push(Reason::Tempo { bpm: b.bpm.round() as u16 });
    }
    if let (Some(a), Some(b)) = (seed.key, candidate.key)
        && keys_agree(a, b)
    {
        reasons.push(Reason::Key);
    }
    if let (Some(a), Some(b)) = (seed.year, candidate.year)
        && a.div_euclid(10) == b.div_euclid(10)
    {
        reasons.push(Reason::Era {
            decade: b.div_euclid(10) * 10,
        });
    }
    if let (Some(a), Some(b)) = (seed.energy, candidate.energy)
        && (a - b).abs() < 0.06
    {
        reasons.push(Reason::Energy);
    }
    if reasons.is_empty() {
        reasons.push(Reason::Sound);
    }
    reasons
}

/// What this listener has to do with the candidate; where that is nothing worth saying, its sound.
pub(crate) fn personal(candidate: &Facts, now: Timestamp) -> Reason {
    let days_since = |at: Timestamp| (now.0 - at.0) / DAY_MS;
    match candidate.last_played {
        // What was only ever skipped was started too, but never heard.
        Some(at) if candidate.plays > 0 && days_since(at) >= FORGOTTEN_DAYS => Reason::Forgotten {
            days: u32::try_from(days_since(at)).unwrap_or(u32::MAX),
        },
        _ if candidate.liked => Reason::Liked,
        _ if candidate.plays >= OFTEN => Reason::OftenPlayed,
        Some(_) => Reason::Sound,
        None if candidate.added_at.is_some_and(|at| days_since(at) < RECENT_DAYS) => Reason::RecentlyAdded,
        None => Reason::NeverPlayed,
    }
}

/// What most of these tracks have in common, for [`shared`] with each of them: their genre or word, tempo, years. What fewer
/// than half of them share is left empty.
pub(crate) fn common(tracks: &[&Facts]) -> Facts {
    let agree = |alike: &dyn Fn(&Facts) -> bool| 2 * tracks.iter().filter(|facts| alike(facts)).count() >= tracks.len();
    let mut common = Facts::default();
    let genres = tracks.iter().flat_map(|facts| &facts.genres);
    common.genres = genres
        .filter(|genre| agree(&|facts| facts.genres.iter().any(|other| other.eq_ignore_ascii_case(genre))))
        .max_by(|a, b| count(tracks, a).cmp(&count(tracks, b)).then(b.cmp(a)))
        .cloned()
        .into_iter()
        .collect();
    let mut tempos: Vec<Tempo> = tracks
        .iter()
        .filter_map(|facts| facts.tempo)
        .filter(|t| t.confidence >= SURE)
        .collect();
    tempos.sort_by(|a, b| a.bpm.total_cmp(&b.bpm));
    common.tempo = tempos
        .get(tempos.len() / 2)
        .copied()
        .filter(|middle| agree(&|facts| facts.tempo.is_some_and(|tempo| same_tempo(tempo, *middle))));
    let mut years: Vec<i32> = tracks.iter().filter_map(|facts| facts.year).collect();
    years.sort_unstable();
    common.year = years
        .get(years.len() / 2)
        .copied()
        .filter(|middle| agree(&|facts| facts.year.is_some_and(|year| year.div_euclid(10) == middle.div_euclid(10))));
    common
}

fn count(tracks: &[&Facts], genre: &str) -> usize {
    tracks
        .iter()
        .filter(|facts| facts.genres.iter().any(|other| other.eq_ignore_ascii_case(genre)))
        .count()
}

/// Tempo agrees within 3 %. 70 and 140 may feel alike, but nobody calls them the same.
pub(crate) fn same_tempo(a: Tempo, b: Tempo) -> bool {
    a.confidence >= SURE && b.confidence >= SURE && a.bpm > 0.0 && b.bpm > 0.0 && (a.bpm / b.bpm).log2().abs() < 0.043
}

/// |log2(a/b)| folded into 0–0.5.
pub(crate) fn tempo_gap(a: f32, b: f32) -> f32 {
    if a <= 0.0 || b <= 0.0 {
        return 0.5;
    }
    let octaves = (a / b).log2();
    (octaves - octaves.round()).abs()
}

/// Same key, relative key, or a fifth apart in the same mode: the neighbours on the circle of fifths.
fn keys_agree(a: MusicalKey, b: MusicalKey) -> bool {
    if a.confidence < SURE || b.confidence < SURE {
        return false;
    }
    let major = |key: MusicalKey| if key.minor { (key.tonic + 3) % 12 } else { key.tonic % 12 };
    let apart = (12 + major(a) - major(b)) % 12;
    apart == 0 || (a.minor == b.minor && (apart == 5 || apart == 7))
}

/// A genre both are tagged with, else the word the network is surest of for both.
fn shared_word(a: &Facts, b: &Facts) -> Option<String> {
    let tagged = b
        .genres
        .iter()
        .find(|genre| a.genres.iter().any(|other| other.eq_ignore_ascii_case(genre)));
    let said = tagged.or_else(|| {
        let common = b.words.iter().filter_map(|(name, probability)| {
            let (_, other) = a.words.iter().find(|(other, _)| other == name)?;
            let both = other.min(*probability);
            (both >= 0.35).then_some((both, name))
        });
        common.max_by(|x, y| x.0.total_cmp(&y.0)).map(|(_, name)| name)
    });
    said.map(ToString::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tempo_folds_octaves() {
        assert!(tempo_gap(70.0, 140.0) < 1e-6);
        assert!(tempo_gap(120.0, 126.0) > 0.04);
        assert_eq!(tempo_gap(0.0, 120.0), 0.5);
    }

    #[test]
    fn neighbouring_keys_agree() {
        let key = |tonic, minor| MusicalKey {
            tonic,
            minor,
            confidence: 0.9,
        };
        assert!(keys_agree(key(0, false), key(9, true)), "C major and A minor");
        assert!(keys_agree(key(0, false), key(7, false)), "C and G");
        assert!(!keys_agree(key(0, false), key(1, false)));
        assert!(!keys_agree(
            key(0, false),
            MusicalKey {
                tonic: 0,
                minor: false,
                confidence: 0.1
            }
        ));
    }

    #[test]
    fn what_was_loved_long_ago_is_forgotten_and_what_was_never_heard_is_new() {
        let now = Timestamp(400 * DAY_MS);
        let heard = Facts {
            last_played: Some(Timestamp(100 * DAY_MS)),
            plays: 1,
            liked: true,
            ..Facts::default()
        };
        assert_eq!(personal(&heard, now), Reason::Forgotten { days: 300 });
        assert_eq!(personal(&Facts::default(), now), Reason::NeverPlayed);
        assert_eq!(
            personal(
                &Facts {
                    added_at: Some(Timestamp(399 * DAY_MS)),
                    ..Facts::default()
                },
                now
            ),
            Reason::RecentlyAdded
        );
    }
    #[test]
    fn often_is_more_than_once_and_a_skip_is_no_play() {
        let now = Timestamp(400 * DAY_MS);
        let played = |plays, day: i64| Facts {
            last_played: Some(Timestamp(day * DAY_MS)),
            plays,
            ..Facts::default()
        };
        assert_eq!(personal(&played(3, 399), now), Reason::OftenPlayed);
        assert_eq!(personal(&played(1, 399), now), Reason::Sound);
        assert_eq!(personal(&played(0, 399), now), Reason::Sound, "skipped yesterday");
        assert_eq!(personal(&played(0, 10), now), Reason::Sound, "skipped long ago");
        assert_eq!(personal(&played(9, 10), now), Reason::Forgotten { days: 390 });
    }

    #[test]
    fn common_is_what_most_share() {
        let track = |genre: &str, bpm, year| Facts {
            genres: Box::new([genre.into()]),
            tempo: Some(Tempo { bpm, confidence: 0.9 }),
            year: Some(year),
            ..Facts::default()
        };
        let tracks = [track("Jazz", 100.0, 1961), track("jazz", 101.0, 1975), track("Pop", 99.0, 1988)];
        let found = common(&tracks.iter().collect::<Vec<_>>());
        assert!(found.genres.len() == 1 && found.genres[0].eq_ignore_ascii_case("jazz"));
        assert_eq!(found.tempo.map(|tempo| tempo.bpm), Some(100.0));
        assert_eq!(found.year, None, "three decades");
        assert_eq!(shared(&found, &tracks[2]), [Reason::Tempo { bpm: 99 }]);
        assert!(common(&[]).genres.is_empty());
    }
}
