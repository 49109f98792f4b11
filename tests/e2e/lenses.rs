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
