//! Plays, likes, playlists, queue, settings, folders, mixes.

use std::path::Path;
use std::time::Duration;

use domain::{
    DailyMix, EndReason, Feedback, FolderState, MixBasis, Origin, Play, PlaySource, QueueItemId, Reason, RepeatMode, ShuffleMode,
    SourceKind, Timestamp,
};
use store::{Error, QueueSnapshot, SavedQueueItem, Store};

use crate::{NOW, new_track, save, uid};

fn play(n: u8, at: i64, end: EndReason) -> Play {
    Play {
        uid: uid(n),
        started_at: Timestamp(at),
        listened: Duration::from_secs(30),
        duration: Duration::from_secs(180),
        source: PlaySource {
            kind: SourceKind::Playlist,
            detail: Some("Mine".into()),
        },
        end,
        title: "T".into(),
        artist: "A".into(),
        album: String::new(),
    }
}

#[test]
fn plays_are_appended_and_added_up() {
    let store = Store::in_memory().unwrap();
    for (n, at, end) in [
        (1, 10, EndReason::Finished),
        (2, 20, EndReason::Skipped),
        (1, 30, EndReason::Skipped),
    ] {
        store.add_play(play(n, at, end)).unwrap();
    }
    let recent = store.recent_plays(0, 2).unwrap();
    assert_eq!(recent.iter().map(|recent| recent.id).collect::<Vec<_>>(), [3, 2]);
    let plays: Vec<Play> = recent.into_iter().map(|recent| recent.play).collect();
    assert_eq!(plays, [play(1, 30, EndReason::Skipped), play(2, 20, EndReason::Skipped)]);
    assert_eq!(store.count_plays().unwrap(), 3);
    assert_eq!(store.plays_since(Timestamp(20)).unwrap().len(), 2);
    let counts = store.play_counts(Timestamp(0)).unwrap();
    assert_eq!(
        (counts[0].uid, counts[0].plays, counts[0].passes, counts[0].last),
        (uid(1), 0, 2, Timestamp(30))
    );
    assert_eq!(counts[0].listened, Duration::from_secs(60));
    let stats = store.stats().unwrap();
    assert_eq!((stats.plays, stats.listened), (3, Duration::from_secs(90)));
}

#[test]
fn a_play_counts_in_sums_as_it_does_alone() {
    let store = Store::in_memory().unwrap();
    let lengths = [
        (0, 0, false),
        (89, 180, false),
        (90, 180, true),
        (180, 180, true),
        (239, 3_600, false),
        (240, 3_600, true),
    ];
    for (n, (listened, duration, counts)) in (1..).zip(lengths) {
        let play = Play {
            listened: Duration::from_secs(listened),
            duration: Duration::from_secs(duration),
            ..play(n, 1, EndReason::Skipped)
        };
        assert_eq!(play.counts(), counts, "{listened} of {duration}");
        store.add_play(play).unwrap();
    }
    for count in store.play_counts(Timestamp(0)).unwrap() {
        let counts = lengths[usize::from(count.uid.0[0]) - 1].2;
        assert_eq!((count.plays, count.passes), (u64::from(counts), u64::from(!counts)), "{count:?}");
    }
}

#[test]
fn likes_come_and_go() {
    let store = Store::in_memory().unwrap();
    store.set_liked(&[uid(1)], Some(Timestamp(1))).unwrap();
    store.set_liked(&[uid(2)], Some(Timestamp(2))).unwrap();
    store.set_liked(&[uid(1)], Some(Timestamp(3))).unwrap();
    assert_eq!(store.likes().unwrap(), [(uid(2), Timestamp(2)), (uid(1), Timestamp(1))]);
    store.set_liked(&[uid(1), uid(7)], None).unwrap();
    assert!(!store.is_liked(uid(1)).unwrap() && store.is_liked(uid(2)).unwrap());
}

#[test]
fn a_track_is_wanted_less_or_never_and_not_both() {
    let store = Store::in_memory().unwrap();
    store.set_feedback(&[uid(1), uid(2)], Some(Feedback::Never), Timestamp(1)).unwrap();
    store.set_feedback(&[uid(2)], Some(Feedback::Less), Timestamp(2)).unwrap();
    store.set_feedback(&[uid(2)], Some(Feedback::Less), Timestamp(9)).unwrap();
    let kept = [(uid(2), Feedback::Less, Timestamp(2)), (uid(1), Feedback::Never, Timestamp(1))];
    assert_eq!(store.feedback().unwrap(), kept);
    store.set_feedback(&[uid(1)], None, Timestamp(3)).unwrap();
    store.set_feedback(&[uid(2)], Some(Feedback::NotNow), Timestamp(3)).unwrap();
    assert_eq!(store.feedback().unwrap(), [], "not now is for the running program to remember");
}

#[test]
fn stars_are_one_to_five() {
    let store = Store::in_memory().unwrap();
    store.set_stars(&[uid(1), uid(2), uid(3)], 3, NOW).unwrap();
    store.set_stars(&[uid(2)], 9, NOW).unwrap();
    store.set_stars(&[uid(3)], 0, NOW).unwrap();
    assert_eq!(store.ratings().unwrap(), [(uid(1), 3), (uid(2), 5)]);
}

#[test]
fn the_queue_survives_with_its_place() {
    let dir = tempfile::tempdir().unwrap();
    let item = |id: u64, n: u8, origin| SavedQueueItem {
        id: QueueItemId(id),
        uid: uid(n),
        origin,
        source: PlaySource {
            kind: SourceKind::DailyMix,
            detail: Some("Mix 2".into()),
        },
        unshuffled: (n == 1).then_some(id / 2),
    };
    let mut queue = QueueSnapshot {
        items: vec![item(u64::MAX, 1, Origin::Yours), item(4, 1, Origin::Automatic)],
        current: Some(QueueItemId(4)),
        position: Duration::from_millis(61_234),
        shuffle: ShuffleMode::Albums,
        repeat: RepeatMode::One,
        volume: 0.5,
    };
    {
        let store = crate::open(dir.path());
        assert_eq!(store.load_queue().unwrap(), QueueSnapshot::default());
        store.save_queue(queue.clone()).unwrap();
        queue.position = Duration::from_millis(70_000);
        store.save_queue_place(&queue).unwrap();
    }
    assert_eq!(crate::open(dir.path()).load_queue().unwrap(), queue);
}

#[test]
fn settings_are_text_by_key() {
    let store = Store::in_memory().unwrap();
    store.set_setting("theme", Some("dark")).unwrap();
    store.set_setting("theme", Some("light")).unwrap();
    store.set_setting("gone", Some("x")).unwrap();
    store.set_setting("gone", None).unwrap();
    assert_eq!(store.setting("theme").unwrap().as_deref(), Some("light"));
    assert_eq!(store.settings().unwrap(), [("theme".to_owned(), "light".to_owned())]);
}

#[test]
fn a_folder_no_longer_watched_leaves_its_tracks_missing() {
    let store = Store::in_memory().unwrap();
    let folder = store.add_folder(Path::new("/m"), NOW).unwrap();
    assert_eq!(store.add_folder(Path::new("/m"), NOW).unwrap(), folder);
    store.set_folder_state(folder.id, FolderState::Online).unwrap();
    assert_eq!(store.folders().unwrap()[0].state, FolderState::Online);
    let mut track = new_track(1, "/m/a", "", "", "");
    track.folder = folder.id;
    let id = save(&store, track);
    store.remove_folder(folder.id, NOW).unwrap();
    assert!(store.folders().unwrap().is_empty());
    assert_eq!(store.track(id).unwrap().unwrap().missing_since, Some(NOW));
    assert!(matches!(store.remove_folder(folder.id, NOW), Err(Error::NotFound("folder"))));
}

#[test]
fn since_when_a_folder_cannot_be_reached_is_kept_until_it_is_back() {
    let store = Store::in_memory().unwrap();
    let folder = store.add_folder(Path::new("/m"), NOW).unwrap();
    assert!(store.unreachable_folders().unwrap().is_empty());
    store.set_folder_state(folder.id, FolderState::Unreachable).unwrap();
    let since = store.unreachable_folders().unwrap();
    assert!(since[0].0 == folder.id && since[0].1.is_some());
    // It is looked at again and again: the first time counts.
    std::thread::sleep(std::time::Duration::from_millis(5));
    assert!(!store.set_folder_state(folder.id, FolderState::Unreachable).unwrap());
    assert_eq!(store.unreachable_folders().unwrap(), since);
    store.set_folder_state(folder.id, FolderState::Online).unwrap();
    assert!(store.unreachable_folders().unwrap().is_empty());
    assert!(store.settings().unwrap().is_empty());
    // Nor does it stay when the folder is watched no more.
    store.set_folder_state(folder.id, FolderState::Unreachable).unwrap();
    store.remove_folder(folder.id, NOW).unwrap();
    assert!(store.settings().unwrap().is_empty());
}

#[test]
fn a_days_mixes_stay_themselves() {
    let store = Store::in_memory().unwrap();
    let mix = |number, tracks| DailyMix {
        number,
        name: format!("Mix {number}"),
        basis: MixBasis::History,
        pinned: false,
        tracks,
    };
    let mixes = vec![
        mix(1, vec![(uid(1), Reason::Liked), (uid(1), Reason::Word("ambient".into()))]),
        mix(2, vec![]),
    ];
    store.save_daily_mixes("2026-11-21", mixes.clone()).unwrap();
    store.save_daily_mixes("2026-11-20", vec![]).unwrap();
    assert_eq!(store.daily_mixes("2026-11-21").unwrap(), mixes);
    assert!(store.daily_mixes("2026-11-22").unwrap().is_empty());
    assert_eq!(store.latest_daily_mix_day().unwrap().as_deref(), Some("2026-11-21"));
    store.pin_daily_mix("2026-11-21", 2, true).unwrap();
    let pinned: Vec<bool> = store.daily_mixes("2026-11-21").unwrap().iter().map(|mix| mix.pinned).collect();
    assert_eq!(pinned, [false, true]);
    assert!(store.pin_daily_mix("2026-11-21", 9, true).is_err());
}
