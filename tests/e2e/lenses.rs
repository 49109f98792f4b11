//! Ways of being alike, learnt from what a listener does.

use std::sync::atomic::AtomicBool;

use app::{Attune, Rules, Seed, SimilarState, SimilarView};
use domain::{Lens, Reason, TrackId};

use crate::music;
use crate::program::{all, open, scan};

fn ask(program: &Attune, seed: TrackId, lens: Lens) -> SimilarView {
    let rules = Rules {
        min_match: 0.0,
        same_artist: true,
        per_artist: 50,
        per_album: 50,
        ..Rules::default()
    };
    program.similar_to_seed(&Seed::Track(seed), lens, &rules).unwrap()
}

#[test]
fn what_is_put_together_is_learnt_and_forgotten_again() {
    let dir = tempfile::tempdir().unwrap();
    let (data, music) = (dir.path().join("data"), dir.path().join("music"));
    music::copy_some(&music, 14);
    let program = open(&data);
    scan(&program, &[music]);
    program.analyse_all(2, &AtomicBool::new(false)).unwrap();
    program.load_index().unwrap();
    let tracks: Vec<TrackId> = all(&program).iter().map(|row| row.id).collect();
    let seed = tracks[0];

    assert_eq!(
        ask(&program, seed, Lens::CoPlay).state,
        SimilarState::Preparing,
        "nothing was looked at yet"
    );
    program.learn().unwrap();
    for lens in [Lens::CoPlay, Lens::Sequence, Lens::Latent, Lens::Graph, Lens::Taste] {
        let view = ask(&program, seed, lens);
        // Albums are something to learn from, for all but taste.
        assert!(
            !view.rows.is_empty() || view.state == SimilarState::NothingLearnt,
            "{lens:?}: {:?}",
            view.state
        );
    }
    let by_sound = ask(&program, seed, Lens::Sound);
    assert!(!by_sound.rows.is_empty());
    for lens in [Lens::Mood, Lens::Clusters] {
        assert!(!ask(&program, seed, lens).rows.is_empty(), "{lens:?} needs no history");
    }

    // Lists with the seed and the track that sounds least like it.
    let far = by_sound.rows.last().unwrap().track.id;
    let others: Vec<TrackId> = tracks.iter().copied().filter(|id| ![seed, far].contains(id)).collect();
    for list in 0..4 {
        program
            .create_playlist(&format!("With {list}"), &[seed, far, others[list]])
            .unwrap();
        program
            .create_playlist(&format!("Without {list}"), &others[4 + list..7 + list])
            .unwrap();
    }
    program.learn().unwrap();
    let together = ask(&program, seed, Lens::CoPlay);
    assert_eq!(together.rows[0].track.id, far);
    assert_eq!(together.rows[0].reasons[0], Reason::Together { contexts: 4 });
    for lens in [Lens::Sequence, Lens::Latent, Lens::Graph] {
        let rows = ask(&program, seed, lens).rows;
        let place = rows.iter().position(|row| row.track.id == far);
        assert!(place.is_some_and(|place| place < 5), "{lens:?}: {place:?}");
    }
    let place = |view: &SimilarView| view.rows.iter().position(|row| row.track.id == far).unwrap();
    let blend = ask(&program, seed, Lens::Blend);
    assert!(place(&blend) < place(&by_sound), "{} {}", place(&blend), place(&by_sound));
    let row = &blend.rows[place(&blend)];
    assert!(row.reasons.contains(&Reason::Together { contexts: 4 }), "{:?}", row.reasons);

    // Liked ones, and some that are not wanted: a taste.
    program.set_liked(&tracks[..9], true).unwrap();
    program.set_feedback(&tracks[10..12], Some(domain::Feedback::Less)).unwrap();
    program.learn().unwrap();
    let liked = ask(&program, tracks[12], Lens::Taste);
    assert!(
        liked.rows.iter().all(|row| matches!(row.reasons[0], Reason::Taste { .. })),
        "{:?}",
        liked.state
    );

    // What is taken back is forgotten.
    while program.undo_playlists().unwrap() {}
    program.learn().unwrap();
    let after = ask(&program, seed, Lens::CoPlay);
    assert!(after.rows.iter().all(|row| !matches!(row.reasons[0], Reason::Together { .. })));
}

/// Lines of words that two songs in a group have in common mostly, in another order.
const SEA: [&str; 5] = [
    "waves carry the sailor home, the harbour light is burning",
    "the harbour sleeps in salt, the sailor dreams of waves and anchor chains",
    "an anchor in the harbour, salt upon the sailor, burning light",
    "salt and waves and sailor songs, the anchor of my heart is burning",
    "harbour light, salt wind, a sailor counts the waves",
];
const CITY: [&str; 5] = [
    "夜晚的城市霓虹闪烁，我在街道等待出租车",
    "霓虹城市的夜晚，街道上没有你，出租车开走",
    "街道霓虹，城市夜晚，我想念你的背影",
    "出租车穿过城市的街道，夜晚和霓虹，背影",
    "背影消失在夜晚的街道，城市霓虹还在闪烁",
];

#[test]
fn songs_that_sing_of_the_same_are_found_by_the_files_beside_them() {
    let dir = tempfile::tempdir().unwrap();
    let (data, music) = (dir.path().join("data"), dir.path().join("music"));
    music::copy_some(&music, 14);
    let program = open(&data);
    scan(&program, &[music]);
    program.analyse_all(2, &AtomicBool::new(false)).unwrap();
    program.load_index().unwrap();
    program.learn().unwrap();
    let rows = all(&program);
    let by_lyrics = |row: usize| ask(&program, rows[row].id, Lens::Lyrics);
    assert_eq!(by_lyrics(0).state, SimilarState::NothingLearnt, "no lyrics anywhere");

    for (row, text) in rows.iter().zip(SEA.iter().chain(&CITY)) {
        let lyrics: String = (1..4).map(|at| format!("[00:0{at}.00]{text}\n")).collect();
        std::fs::write(row.path.with_extension("lrc"), lyrics).unwrap();
    }
    // Files beside the music are looked for when the program starts.
    drop(program);
    let program = open(&data);
    program.load_index().unwrap();
    program.learn().unwrap();
    let by_lyrics = |row: usize| ask(&program, rows[row].id, Lens::Lyrics);
    let texts: Vec<&str> = SEA.iter().chain(&CITY).copied().collect();
    for (seed, group) in [(0, 0..5), (7, 5..10)] {
        let view = by_lyrics(seed);
        assert!(view.rows.len() >= 4, "{:?}", view.state);
        for found in &view.rows[..4] {
            let at = rows.iter().position(|row| row.id == found.track.id).unwrap();
            assert!(group.contains(&at), "{at} for {seed}");
            let Reason::SungOf(words) = &found.reasons[0] else {
                panic!("{:?}", found.reasons)
            };
            assert!(
                words.split(", ").all(|word| texts[seed].contains(word) && texts[at].contains(word)),
                "{words}"
            );
        }
    }
    assert_eq!(by_lyrics(12).state, SimilarState::SeedUnknown);
}
