//! The map of the library.

use std::collections::HashMap;
use std::sync::atomic::AtomicBool;

use app::{Attune, Axis, MapColour, MapLayout, MapState, MapView, MoodRequest};
use domain::TrackId;

use crate::music;
use crate::program::{all, open, scan, until};

const MOOD: MapLayout = MapLayout::Mood {
    x: Axis::Valence,
    y: Axis::Arousal,
};

fn laid_out(program: &Attune) -> MapView {
    until("the map", || {
        program.map(MapLayout::Sound, MapColour::Genre).unwrap().state != MapState::Preparing
    });
    program.map(MapLayout::Sound, MapColour::Genre).unwrap()
}

fn places(view: &MapView) -> HashMap<TrackId, [f32; 2]> {
    view.points.iter().map(|point| (point.id, point.at)).collect()
}

#[test]
fn every_analysed_track_has_a_place_that_it_keeps_and_a_region_lists_what_is_in_it() {
    let dir = tempfile::tempdir().unwrap();
    let (data, music) = (dir.path().join("data"), dir.path().join("music"));
    music::copy_some(&music, 14);
    let program = open(&data);
    scan(&program, &[music]);
    program.analyse_all(2, &AtomicBool::new(false)).unwrap();

    let mood = program.map(MOOD, MapColour::Mood).unwrap();
    assert_eq!((mood.state, mood.points.len()), (MapState::Ready, 14));
    let axes = mood.axes.unwrap();
    for point in &mood.points {
        let is_inside = |side: usize| (axes.ranges[side].lowest..=axes.ranges[side].highest).contains(&point.at[side]);
        assert!(is_inside(0) && is_inside(1), "{point:?}");
    }

    let first = laid_out(&program);
    assert_eq!((first.state, first.points.len()), (MapState::Ready, 14));
    assert!(first.points.iter().all(|point| point.at.iter().all(|value| value.is_finite())));
    drop(program);
    let program = open(&data);
    for layout in [MOOD, MapLayout::Sound] {
        let state = program.map(layout, MapColour::Genre).unwrap().state;
        assert_eq!(state, MapState::Preparing, "the index is not there yet");
    }
    program.load_index().unwrap();
    assert_eq!(places(&laid_out(&program)), places(&first), "the same map tomorrow");

    let tracks = all(&program);
    let within: Vec<TrackId> = tracks[..5].iter().map(|row| row.id).collect();
    let request = MoodRequest {
        axes: [Axis::Valence, Axis::Arousal],
        at: [0.5, 0.5],
        within: Some(within.clone()),
        allow: Vec::new(),
        deny: Vec::new(),
        popularity: 0.0,
        limit: 50,
    };
    let found = program.mood_list(&request).unwrap();
    assert!(!found.is_empty() && found.iter().all(|row| within.contains(&row.track.id)));
    assert!(found.windows(2).all(|pair| pair[0].match_score >= pair[1].match_score));
    let genre = found[0].track.genres[0].clone();
    let barred = program
        .mood_list(&MoodRequest {
            deny: vec![genre.to_uppercase()],
            ..request
        })
        .unwrap();
    assert!(barred.iter().all(|row| !row.track.genres.contains(&genre)));
}
