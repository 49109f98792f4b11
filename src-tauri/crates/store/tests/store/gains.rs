//! Gains: tags first, then what was measured, albums as a whole.

use std::time::Duration;

use domain::{Gain, GainSource, Gains, ReplayGain, TrackId};
use store::Store;

use crate::analysis::{analysis, payload};
use crate::{new_track, save};

fn measure(store: &Store, id: TrackId, lufs: Option<f32>) {
    let mut found = analysis("ear-1", 1.0);
    found.acoustics.loudness_lufs = lufs;
    found.acoustics.true_peak_db = lufs.map(|lufs| lufs + 8.5);
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
    let measured = Gain {
        db: -10.0,
        from: GainSource::Measured,
        peak_db: Some(0.5),
    };
    assert_eq!((known.track, known.album), (Some(measured), None));
    measure(&store, long, Some(-18.0));
    measure(&store, silent, None);
    // A quarter of the time at −8 LUFS, the rest 10 dB below: 0.25 · 1 + 0.75 · 0.1 of that power.
    let album = -18.0 - (-8.0 + 10.0 * 0.325_f32.log10());
    for (track, expect) in [(loud, Some(-10.0)), (long, Some(0.0)), (silent, None)] {
        let known = store.gains(track).unwrap();
        assert_eq!(known.track.map(|gain| gain.db), expect);
        let whole = known.album.unwrap();
        assert!((whole.db - album).abs() < 1e-3, "{known:?} for {album}");
        // The loudest of its peaks.
        assert_eq!((whole.from, whole.peak_db), (GainSource::Measured, Some(0.5)));
    }
}

#[test]
fn tags_win_and_nonsense_counts_for_nothing() {
    let store = Store::in_memory().unwrap();
    let mut tagged = new_track(1, "/m/1", "1", "A", "");
    tagged.tags.replay_gain = ReplayGain {
        track_gain_db: Some(-6.5),
        track_peak: Some(0.5),
        album_gain_db: Some(-7.5),
        ..ReplayGain::default()
    };
    let tagged = save(&store, tagged);
    measure(&store, tagged, Some(-9.0));
    let known = store.gains(tagged).unwrap();
    let (track, album) = (known.track.unwrap(), known.album.unwrap());
    assert_eq!((track.db, track.from), (-6.5, GainSource::Tags));
    assert!((track.peak_db.unwrap() + 6.0206).abs() < 1e-3);
    // Its tags do not tell it, and it is no album that could be measured.
    assert_eq!((album.db, album.from, album.peak_db), (-7.5, GainSource::Tags, None));
    let mut nonsense = new_track(2, "/m/2", "2", "A", "");
    nonsense.tags.replay_gain.track_gain_db = Some(64_000.0);
    nonsense.tags.replay_gain.track_peak = Some(-1.0);
    let nonsense = save(&store, nonsense);
    measure(&store, nonsense, Some(67.0));
    assert_eq!(store.gains(nonsense).unwrap(), Gains::default());
    assert_eq!(store.gains(TrackId(99)).unwrap(), Gains::default());
}
