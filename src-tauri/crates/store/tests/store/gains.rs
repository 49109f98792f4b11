//! Gains: tags first, then what was measured, albums as a whole.

use std::time::Duration;

use domain::{GainSource, Gains, ReplayGain, TrackId};
use store::Store;

use crate::analysis::{analysis, payload};
use crate::{new_track, save};

fn measure(store: &Store, id: TrackId, lufs: Option<f32>) {
    let mut found = analysis("ear-1", 1.0);
    found.acoustics.loudness_lufs = lufs;
    store.save_analysis(id, payload(store, id), found).unwrap();
}

#[test]
fn albums_are_measured_as_a_whole_once_all_of_them_is_analysed() {
    let store = Store::in_memory().unwrap();
    let loud = save(&store, new_track(1, "/m/1", "1", "A", "B"));
    let mut long = new_track(2, "/m/2", "2", "A", "B");
    long.format.duration = Duration::from_secs(540);
    let long = save(&store, long);
    let silent = save(&store, new_track(3, "/m/3", "3", "A", "B"));
    assert_eq!(store.gains(loud).unwrap(), Gains::default());
    measure(&store, loud, Some(-8.0));
    let known = store.gains(loud).unwrap();
    assert_eq!(
        (known.track_db, known.album_db, known.from),
        (Some(-10.0), None, GainSource::Measured)
    );
    measure(&store, long, Some(-18.0));
    measure(&store, silent, None);
    // A quarter of the time at −8 LUFS, the rest 10 dB below: 0.25 · 1 + 0.75 · 0.1 of that power.
    let album = -18.0 - (-8.0 + 10.0 * 0.325_f32.log10());
    for (track, expect) in [(loud, Some(-10.0)), (long, Some(0.0)), (silent, None)] {
        let known = store.gains(track).unwrap();
        assert_eq!(known.track_db, expect);
        assert!((known.album_db.unwrap() - album).abs() < 1e-3, "{known:?} for {album}");
    }
}

#[test]
fn tags_win_and_nonsense_counts_for_nothing() {
    let store = Store::in_memory().unwrap();
    let mut tagged = new_track(1, "/m/1", "1", "A", "");
    tagged.tags.replay_gain = ReplayGain {
        track_gain_db: Some(-6.5),
        album_gain_db: Some(-7.5),
        ..ReplayGain::default()
    };
    let tagged = save(&store, tagged);
    measure(&store, tagged, Some(-9.0));
    let known = store.gains(tagged).unwrap();
    assert_eq!(
        (known.track_db, known.album_db, known.from),
        (Some(-6.5), Some(-7.5), GainSource::Tags)
    );
    let mut nonsense = new_track(2, "/m/2", "2", "A", "");
    nonsense.tags.replay_gain.track_gain_db = Some(64_000.0);
    let nonsense = save(&store, nonsense);
    measure(&store, nonsense, Some(67.0));
    assert_eq!(store.gains(nonsense).unwrap(), Gains::default());
    assert_eq!(store.gains(TrackId(99)).unwrap(), Gains::default());
}
