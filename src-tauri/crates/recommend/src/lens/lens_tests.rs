//! Lenses on made-up libraries: what each says, what it lacks, and what the blend makes of them.

use std::time::Duration;

use domain::Mood;

use super::*;
use crate::Facts;
use crate::fixture::{item, styled};

/// Four styles of ten tracks, each by an artist of its own.
fn library() -> Catalogue {
    let mut rng = SplitMix64::new(21);
    let items = (0..40).map(|i| {
        let style = i / 10;
        let facts = Facts {
            artist: format!("artist {i}").into(),
            title: format!("track {i}").into(),
            album: format!("album {i}").into(),
            duration: Duration::from_secs(180),
            mood: (i != 39).then_some(Mood {
                // Valence spreads a tenth as much as arousal does.
                valence: 0.5 + 0.01 * (i % 10) as f32,
                arousal: 0.1 * (i % 10) as f32,
            }),
            ..Facts::default()
        };
        item(i, styled(style, 4, 0.8, &mut rng), facts)
    });
    Catalogue::new(items)
}

fn rules() -> Rules {
    Rules {
        limit: 40,
        min_match: 0.01,
        ..Rules::default()
    }
}

fn ids(found: &[SimilarTrack]) -> Vec<i64> {
    found.iter().map(|similar| similar.track.0).collect()
}

/// 0 and 25, of two styles, are in the same three lists; 0 and 1 in one.
fn lenses(catalogue: &Catalogue) -> Lenses {
    let n = catalogue.len();
    let mut contexts = vec![Vec::new(); n];
    contexts[0] = vec![1, 2, 3, 4];
    contexts[25] = vec![2, 3, 4];
    contexts[1] = vec![1];
    Lenses::of(catalogue).with(Learnt {
        co_play: Links::build(n, |row, out| match row {
            0 => out.extend([(25, 3.0), (1, 1.0)]),
            25 => out.push((0, 3.0)),
            _ => {}
        }),
        contexts,
        ..Learnt::default()
    })
}

#[test]
fn a_lens_without_data_says_so_and_the_blend_is_sound_then() {
    let catalogue = library();
    let nothing = Lenses::of(&catalogue);
    for lens in [Lens::CoPlay, Lens::Graph, Lens::Sequence, Lens::Latent, Lens::Taste, Lens::Lyrics] {
        assert_eq!(
            similar_by(&catalogue, &nothing, lens, 0, &rules()),
            Err(LensGap::NothingKnown),
            "{lens:?}"
        );
    }
    let known = lenses(&catalogue);
    assert_eq!(similar_by(&catalogue, &known, Lens::CoPlay, 7, &rules()), Err(LensGap::SeedUnknown));
    assert_eq!(similar_by(&catalogue, &known, Lens::Mood, 39, &rules()), Err(LensGap::SeedUnknown));
    let by = |lens| similar_by(&catalogue, &nothing, lens, 0, &rules()).unwrap();
    assert_eq!(by(Lens::Blend), by(Lens::Sound));
    let whole = crate::similar_to(&catalogue, &catalogue.vector(0), catalogue.facts(0), Some(0), &rules());
    assert_eq!(by(Lens::Sound), whole);
}

#[test]
fn what_was_played_together_comes_into_the_blend_with_its_reason() {
    let catalogue = library();
    let lenses = lenses(&catalogue);
    let alone = similar_by(&catalogue, &lenses, Lens::CoPlay, 0, &rules()).unwrap();
    assert_eq!(ids(&alone), [25, 1]);
    assert_eq!(alone[0].reasons[0], Reason::Together { contexts: 3 });
    let sound = similar_by(&catalogue, &lenses, Lens::Sound, 0, &rules()).unwrap();
    let blend = similar_by(&catalogue, &lenses, Lens::Blend, 0, &rules()).unwrap();
    let place = |found: &[SimilarTrack], id| ids(found).iter().position(|other| *other == id);
    assert!(place(&sound, 25).is_none_or(|at| at >= 9), "another style: {sound:?}");
    let before = sound
        .iter()
        .find(|similar| similar.track.0 == 25)
        .map_or(0.0, |similar| similar.match_score);
    let after = blend.iter().find(|similar| similar.track.0 == 25).unwrap();
    assert!(after.match_score > before + 0.15, "{before} {after:?}");
    assert_eq!(after.reasons[0], Reason::Together { contexts: 3 });
    assert_eq!(place(&blend, 1), Some(0), "alike in both ways");
    assert!(blend.iter().all(|similar| similar.match_score <= 1.0));
    // A seed that nothing is known of is answered by sound alone.
    assert_eq!(
        similar_by(&catalogue, &lenses, Lens::Blend, 7, &rules()),
        similar_by(&catalogue, &lenses, Lens::Sound, 7, &rules())
    );
}

#[test]
fn moods_are_measured_in_the_librarys_own_spread() {
    let catalogue = library();
    let lenses = Lenses::of(&catalogue);
    let found = similar_by(&catalogue, &lenses, Lens::Mood, 3, &rules()).unwrap();
    // The same place on the plane in the other styles, then the neighbours.
    let mut first = ids(&found)[..3].to_vec();
    first.sort_unstable();
    assert_eq!(first, [13, 23, 33]);
    assert!(found[0].match_score > 0.99 && found[0].reasons[0] == Reason::Mood);
    let plane = MoodPlane::of(&catalogue);
    let mood = |valence, arousal| Mood { valence, arousal };
    let (one, other) = (mood(0.5, 0.5), mood(0.51, 0.5));
    let across = plane.distance(one, mood(0.5, 0.6));
    assert!(
        (plane.distance(one, other) - across).abs() < 0.02 * across,
        "a tenth of arousal's spread counts as much"
    );
}

#[test]
fn groups_are_styles_and_taste_orders_what_sounds_alike() {
    let catalogue = library();
    let lenses = Lenses::of(&catalogue);
    let found = similar_by(&catalogue, &lenses, Lens::Clusters, 0, &rules()).unwrap();
    assert!(!found.is_empty() && found.iter().all(|similar| similar.track.0 < 10), "{found:?}");
    let lenses = lenses.with(Learnt {
        taste: (0..40).map(|row| if row == 5 || row == 30 { 0.9 } else { 0.3 }).collect(),
        ..Learnt::default()
    });
    let found = similar_by(&catalogue, &lenses, Lens::Taste, 0, &rules()).unwrap();
    assert_eq!(ids(&found)[0], 5);
    assert_eq!(found[0].reasons[0], Reason::Taste { percent: 90 });
    assert!(!ids(&found).contains(&30), "liked as much, and nothing like it");
}

#[test]
fn a_space_compares_only_what_it_knows() {
    let catalogue = library();
    let vectors: Vec<Option<Vec<f32>>> = (0..40)
        .map(|row| (row % 2 == 0).then(|| if row < 20 { vec![1.0, 0.1 * row as f32] } else { vec![-1.0, 0.1] }))
        .collect();
    let lenses = Lenses::of(&catalogue).with(Learnt {
        sequence: Space::build(40, 2, |row| vectors[row].as_deref()),
        ..Learnt::default()
    });
    let found = similar_by(&catalogue, &lenses, Lens::Sequence, 2, &rules()).unwrap();
    assert!(found.iter().all(|similar| similar.track.0 % 2 == 0));
    assert!([0, 4].contains(&found[0].track.0) && found[0].reasons[0] == Reason::Sequence);
    assert_eq!(
        similar_by(&catalogue, &lenses, Lens::Sequence, 3, &rules()),
        Err(LensGap::SeedUnknown)
    );
}

#[test]
fn lenses_of_another_catalogue_say_nothing() {
    let (catalogue, other) = (library(), library());
    let lenses = lenses(&other);
    assert!(lenses.fit(&other) && !lenses.fit(&catalogue));
    assert_eq!(
        similar_by(&catalogue, &lenses, Lens::CoPlay, 0, &rules()),
        Err(LensGap::NothingKnown)
    );
    assert_eq!(
        similar_by(&catalogue, &lenses, Lens::Blend, 0, &rules()),
        similar_by(&catalogue, &Lenses::of(&catalogue), Lens::Sound, 0, &rules())
    );
}

#[test]
fn what_sings_of_the_same_says_of_what_and_its_tone_counts() {
    let catalogue = library();
    let n = catalogue.len();
    // 0 to 3 are about one thing, 4 to 7 about another, the others have no words.
    let vectors: Vec<[f32; 2]> = (0..8)
        .map(|i| if i < 4 { [1.0, 0.02 * i as f32] } else { [0.02 * i as f32, 1.0] })
        .collect();
    let song = |row: usize| Song {
        keywords: if row < 4 { [(0, 2.0), (2, 0.5)].into() } else { Box::default() },
        tone: [Some(1.0), Some(-1.0), Some(0.9)].get(row).copied().flatten(),
    };
    let words = ["rain", "train", "night"].map(Into::into).to_vec();
    let space = Space::build(n, 2, |row| vectors.get(row).map(|vector| &vector[..]));
    let lenses = Lenses::of(&catalogue).with(Learnt {
        lyrics: Lyrics::new(space, (0..n).map(song).collect(), words),
        ..Learnt::default()
    });
    let found = similar_by(&catalogue, &lenses, Lens::Lyrics, 0, &rules()).unwrap();
    assert_eq!(ids(&found)[2], 1, "the sad one comes behind: {found:?}");
    assert_eq!(found[0].reasons[0], Reason::SungOf("rain, night".into()));
    assert_eq!(
        similar_by(&catalogue, &lenses, Lens::Lyrics, 20, &rules()),
        Err(LensGap::SeedUnknown)
    );
}
