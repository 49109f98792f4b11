//! Analyses, the analysis queue, failures, covers.

use domain::{
    Acoustics, CoverHash, Embedding, Failure, Impressions, ModelVersion, Mood, MusicalKey, PayloadHash, SECTIONS, SectionVectors, Stage,
    Tempo, TrackAnalysis, TrackId, Word,
};
use store::{Cover, CoverSize, Error, Store};

use crate::{NOW, new_track, save};

pub fn payload(store: &Store, id: TrackId) -> PayloadHash {
    store.track(id).unwrap().unwrap().payload
}

pub fn analysis(model: &str, first: f32) -> TrackAnalysis {
    TrackAnalysis {
        model: ModelVersion(model.into()),
        embedding: Embedding::new(vec![first, 1.0, 0.0]).unwrap(),
        sections: SectionVectors::quantise(&vec![vec![first, 1.0]; SECTIONS]).unwrap(),
        acoustics: Acoustics {
            loudness_lufs: Some(-14.5),
            true_peak_db: Some(-0.25),
            waveform: vec![7; domain::WAVEFORM_BINS],
            tempo: Some(Tempo {
                bpm: 120.0,
                confidence: 0.5,
            }),
            key: Some(MusicalKey {
                tonic: 9,
                minor: true,
                confidence: 0.25,
            }),
            energy: None,
            impressions: Some(Impressions {
                danceability: 0.75,
                acousticness: 0.25,
                voice: 0.5,
            }),
        },
        words: vec![
            Word {
                name: "rock".into(),
                probability: 0.75,
            },
            Word {
                name: "guitar".into(),
                probability: 0.5,
            },
        ],
        mood: Some(Mood {
            valence: 0.5,
            arousal: 0.25,
        }),
    }
}

#[test]
fn an_analysis_comes_back_and_another_model_replaces_it() {
    let store = Store::in_memory().unwrap();
    let id = save(&store, new_track(1, "/m/a", "", "", ""));
    let (old, new) = (ModelVersion("ear-1".into()), ModelVersion("ear-2".into()));
    let first = analysis("ear-1", 2.0);
    store.save_analysis(id, payload(&store, id), first.clone()).unwrap();
    assert_eq!(store.embeddings(&old, TrackId(0), 9).unwrap(), [(id, first.embedding.clone())]);
    assert_eq!(store.sections(&[id], &old).unwrap(), [(id, first.sections.clone())]);
    assert_eq!(store.waveform(id).unwrap().as_ref(), Some(&first.acoustics.waveform));
    let figures = store.acoustics(&[id]).unwrap().remove(0);
    let without_waveform = Acoustics {
        waveform: Vec::new(),
        ..first.acoustics
    };
    assert_eq!(
        (figures.acoustics, figures.words, figures.mood),
        (without_waveform, first.words, first.mood)
    );

    store.save_analysis(id, payload(&store, id), analysis("ear-2", 3.0)).unwrap();
    assert!(
        store.embeddings(&old, TrackId(0), 9).unwrap().is_empty(),
        "vectors of two models are never mixed"
    );
    assert!(store.sections(&[id], &old).unwrap().is_empty());
    assert_eq!(store.embeddings(&new, TrackId(0), 9).unwrap().len(), 1);
    assert_eq!(store.stats().unwrap().analysed, 1);
}

#[test]
fn the_queue_is_what_has_no_vector_of_this_model() {
    let store = Store::in_memory().unwrap();
    let model = ModelVersion("ear-1".into());
    let ids: Vec<_> = (1..=6)
        .map(|n| save(&store, new_track(n, &format!("/m/{n}"), "", "", "")))
        .collect();
    store
        .save_analysis(ids[0], payload(&store, ids[0]), analysis("ear-1", 1.0))
        .unwrap();
    store
        .save_analysis(ids[1], payload(&store, ids[1]), analysis("ear-0", 1.0))
        .unwrap();
    store.mark_missing(&[ids[2]], NOW).unwrap();
    let mut unplayable = new_track(4, "/m/4", "", "", "");
    unplayable.format.unplayable = Some("WMA is not supported".into());
    save(&store, unplayable);
    let failed = new_track(5, "/m/5", "", "", "");
    let failure = |stamp| Failure {
        path: failed.path.clone(),
        stage: Stage::Analysis,
        reason: "broken".into(),
        at: NOW,
        stamp: Some(stamp),
        attempts: 1,
    };
    store.save_failures(vec![failure(failed.stamp)]).unwrap();
    assert_eq!(store.pending_analysis(&model, &[], 10).unwrap(), [ids[1], ids[5]]);
    assert_eq!(
        store.pending_analysis(&model, &[ids[5], ids[0], ids[5], ids[1]], 10).unwrap(),
        [ids[5], ids[1]]
    );
    assert_eq!(store.pending_analysis(&model, &[ids[5]], 1).unwrap(), [ids[5]]);
    assert_eq!(store.count_pending_analysis(&model).unwrap(), 2);

    let mut changed = failed.stamp;
    changed.size += 1;
    store.save_failures(vec![failure(changed)]).unwrap();
    assert_eq!(store.count_pending_analysis(&model).unwrap(), 3, "a changed file is tried again");
    assert_eq!(store.failures().unwrap()[0].attempts, 1, "its attempts count anew");
    store.clear_failures(vec![failed.path], None).unwrap();
    assert!(store.failures().unwrap().is_empty());
}

#[test]
fn new_audio_in_an_old_file_is_analysed_anew_and_new_tags_are_not() {
    let store = Store::in_memory().unwrap();
    let model = ModelVersion("ear-1".into());
    let id = save(&store, new_track(1, "/m/a", "", "", ""));
    store.save_analysis(id, payload(&store, id), analysis("ear-1", 1.0)).unwrap();
    save(&store, new_track(1, "/m/a", "re-tagged", "", ""));
    assert!(store.pending_analysis(&model, &[], 9).unwrap().is_empty());
    let mut other = new_track(1, "/m/a", "", "", "");
    other.payload = PayloadHash([99; 16]);
    save(&store, other);
    assert_eq!(store.pending_analysis(&model, &[], 9).unwrap(), [id]);
    assert_eq!(store.waveform(id).unwrap(), None);
}

#[test]
fn an_analysis_of_older_content_is_refused_and_a_good_one_ends_the_failure() {
    let store = Store::in_memory().unwrap();
    let id = save(&store, new_track(1, "/m/a", "", "", ""));
    let heard = payload(&store, id);
    let mut grown = new_track(1, "/m/a", "", "", "");
    grown.payload = PayloadHash([9; 16]);
    save(&store, grown);
    let refused = store.save_analysis(id, heard, analysis("ear-1", 1.0));
    assert!(matches!(refused, Err(Error::NotFound("track"))));
    let failure = |stage| Failure {
        path: "/m/a".into(),
        stage,
        reason: "broken".into(),
        at: NOW,
        stamp: None,
        attempts: 1,
    };
    store
        .save_failures(vec![failure(Stage::Analysis), failure(Stage::Playback)])
        .unwrap();
    assert_eq!(store.count_failures().unwrap(), 2);
    store.save_analysis(id, payload(&store, id), analysis("ear-1", 1.0)).unwrap();
    let left: Vec<Stage> = store.failures().unwrap().iter().map(|failure| failure.stage).collect();
    assert_eq!(left, [Stage::Playback]);
}

#[test]
fn an_analysis_of_a_purged_track_is_refused() {
    let store = Store::in_memory().unwrap();
    let refused = store.save_analysis(domain::TrackId(77), PayloadHash([0; 16]), analysis("ear-1", 1.0));
    assert!(matches!(refused, Err(Error::NotFound("track"))));
}

#[test]
fn covers_are_kept_by_hash() {
    let store = Store::in_memory().unwrap();
    let a = save(&store, new_track(1, "/m/a/1", "", "", ""));
    let b = save(&store, new_track(2, "/m/a/2", "", "", ""));
    assert_eq!(store.unchecked_covers(None, 9).unwrap().len(), 2);
    let cover = Cover {
        hash: CoverHash([3; 32]),
        mime: "image/png".into(),
        width: 9,
        height: 9,
        thumbnail: vec![1, 2],
        small: vec![3],
    };
    store
        .save_covers(vec![cover.clone()], vec![(a, Some(cover.hash)), (b, None)])
        .unwrap();
    assert!(store.unchecked_covers(None, 9).unwrap().is_empty());
    assert_eq!(store.track(a).unwrap().unwrap().cover, Some(cover.hash));
    assert_eq!(store.thumbnail(cover.hash, CoverSize::Full).unwrap(), Some(vec![1, 2]));
    assert_eq!(store.thumbnail(cover.hash, CoverSize::Small).unwrap(), Some(vec![3]));
    assert_eq!(store.drop_unused_covers().unwrap(), 0);
    store.recheck_covers_below(std::path::Path::new("/m/a")).unwrap();
    assert_eq!(store.unchecked_covers(Some(a), 9).unwrap().len(), 1);
}

#[test]
fn a_file_that_fails_three_times_is_left_alone_until_it_changes_or_a_person_asks() {
    let store = Store::in_memory().unwrap();
    let model = ModelVersion("ear-1".into());
    let id = save(&store, new_track(1, "/m/a", "", "", ""));
    let stamp = store.track(id).unwrap().unwrap().stamp;
    let fail = |attempts| {
        let failure = Failure {
            path: "/m/a".into(),
            stage: Stage::Playback,
            reason: "damaged".into(),
            at: NOW,
            stamp: Some(stamp),
            attempts,
        };
        store.save_failures(vec![failure]).unwrap();
    };
    for _ in 0..5 {
        fail(0);
    }
    fail(1);
    assert_eq!(
        store.failures().unwrap()[0].attempts,
        2,
        "one is counted at least, and then what counts"
    );
    assert_eq!(store.quarantine(id).unwrap(), None);
    assert_eq!(store.count_pending_analysis(&model).unwrap(), 1);
    fail(1);
    assert_eq!(store.quarantine(id).unwrap().as_deref(), Some("damaged"));
    assert_eq!(store.count_pending_analysis(&model).unwrap(), 0);
    assert!(store.is_beyond_analysis(id).unwrap());

    let mut changed = new_track(1, "/m/a", "", "", "");
    changed.stamp.size += 1;
    save(&store, changed);
    assert_eq!(store.quarantine(id).unwrap(), None);
    assert_eq!(store.count_pending_analysis(&model).unwrap(), 1);
    save(&store, new_track(1, "/m/a", "", "", ""));
    assert!(store.quarantine(id).unwrap().is_some());
    store.clear_all_failures().unwrap();
    assert_eq!(store.quarantine(id).unwrap(), None);
}
