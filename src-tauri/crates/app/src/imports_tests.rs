//! Histories of other programs, from file to history and back.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use domain::{AudioFormat, FileStamp, FolderId, PayloadHash, Tags, TrackUid};
use store::NewTrack;
use tempfile::TempDir;

use super::*;
use crate::Options;

/// 2020-01-01 12:34:00.
const NOON: i64 = 1_577_882_040;

/// A program whose library has tracks by tags alone.
struct Home {
    dir: TempDir,
    program: Attune,
}

impl Home {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let program = Attune::open(Options::new(dir.path().join("data"))).unwrap();
        let home = Self { dir, program };
        for (n, artist, title, album) in [
            (1, "Ann", "Sun", "One"),
            (2, "Ann", "Moon (Remastered 2011)", "One"),
            (3, "安", "夏夜", "海"),
            (4, "Béla", "Rhapsody feat. Cleo", "Two"),
        ] {
            home.save(n, artist, title, album);
        }
        home
    }

    fn save(&self, n: u8, artist: &str, title: &str, album: &str) {
        let track = NewTrack {
            uid: TrackUid([n; 16]),
            folder: FolderId(1),
            path: PathBuf::from(format!("/m/{n}")),
            stamp: FileStamp {
                size: 1,
                modified: Timestamp(0),
            },
            payload: PayloadHash([n; 16]),
            format: AudioFormat {
                codec: "FLAC".into(),
                duration: Duration::from_secs(200),
                sample_rate: 44_100,
                channels: 2,
                bits_per_sample: None,
                bitrate: None,
                unplayable: None,
            },
            tags: Tags {
                title: Some(title.into()),
                artists: vec![artist.into()],
                album: Some(album.into()),
                ..Tags::default()
            },
        };
        self.program.core.store.save_tracks(vec![track], Timestamp(0)).unwrap();
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.dir.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }

    fn import(&self, path: &Path) -> Result<HistoryReport, Error> {
        self.program.import_history(path, &mut |_| {}, &AtomicBool::new(false))
    }

    fn plays(&self) -> Vec<Play> {
        self.program.core.store.plays_since(Timestamp(i64::MIN)).unwrap()
    }
}

fn lastfm(listens: &[(&str, &str, i64)]) -> String {
    let mut text = String::from("uts,artist,album,track\n");
    for (artist, title, at) in listens {
        text.push_str(&format!("{},{artist},,{title}\n", NOON + at));
    }
    text
}

/// Ends at the time that is given, as Spotify has it.
fn spotify(listens: &[(&str, &str, i64, u64, &str)]) -> String {
    let entry = |(artist, title, at, ms, end): &(&str, &str, i64, u64, &str)| {
        let ended = NOON + at + (*ms / 1000) as i64;
        let ts = jiff::Timestamp::from_second(ended).unwrap();
        format!(
            "{{\"ts\":\"{ts}\",\"ms_played\":{ms},\"master_metadata_track_name\":\"{title}\",\
             \"master_metadata_album_artist_name\":\"{artist}\",\"reason_end\":\"{end}\"}}"
        )
    };
    format!("[{}]", listens.iter().map(entry).collect::<Vec<_>>().join(","))
}

#[test]
fn what_overlaps_is_history_once_and_each_import_is_taken_back_alone() {
    let home = Home::new();
    let played = Play {
        uid: TrackUid([3; 16]),
        started_at: Timestamp((NOON + 5_000) * 1000),
        listened: Duration::from_secs(200),
        duration: Duration::from_secs(200),
        source: PlaySource::of(SourceKind::Library),
        end: EndReason::Finished,
        title: String::new(),
        artist: String::new(),
        album: String::new(),
    };
    home.program.core.store.add_play(played.clone()).unwrap();
    let first = home.write(
        "a.json",
        &spotify(&[
            ("Ann", "Sun", 0, 200_000, "trackdone"),
            ("Ann", "Moon", 300, 20_000, "fwdbtn"),
            ("安", "夏夜", 5_030, 200_000, "trackdone"),
            ("Nobody", "Nothing", 600, 200_000, "trackdone"),
            ("NOBODY", "Nothing", 900, 200_000, "trackdone"),
            ("Dan", "Once", 900, 200_000, "trackdone"),
        ]),
    );
    let mut phases = Vec::new();
    let report = home
        .program
        .import_history(&first, &mut |progress| phases.push(progress.phase), &AtomicBool::new(false))
        .unwrap();
    assert_eq!(
        (report.listens, report.exact, report.loose, report.unmatched, report.inserted),
        (6, 2, 1, 3, 2)
    );
    assert_eq!(report.format, HistoryFormat::Spotify);
    phases.dedup();
    assert_eq!(phases, [ImportPhase::Reading, ImportPhase::Matching, ImportPhase::Writing]);
    let missed: Vec<_> = report
        .most_missed
        .iter()
        .map(|m| (m.artist.as_str(), m.title.as_str(), m.count))
        .collect();
    assert_eq!(missed, [("NOBODY", "Nothing", 2), ("Dan", "Once", 1)]);

    let plays = home.plays();
    assert_eq!(plays[0].title, "Sun");
    assert_eq!((plays[0].end, plays[0].counts()), (EndReason::Finished, true));
    assert_eq!(
        (plays[1].title.as_str(), plays[1].end, plays[1].counts()),
        ("Moon (Remastered 2011)", EndReason::Skipped, false)
    );
    let source = PlaySource {
        kind: SourceKind::Imported,
        detail: Some("spotify".into()),
    };
    assert_eq!(plays[0].source, source);
    assert!(!plays[0].source.kind.is_ours());
    assert_eq!(home.program.core.listener.read().heard(TrackUid([1; 16])).plays, 1);

    // Last.fm noted the same evening, and one listen more.
    let second = home.write(
        "b.csv",
        &lastfm(&[("Ann", "Sun", 40), ("ann", "MOON", 310), ("Bela", "Rhapsody", 1_000)]),
    );
    let again = home.import(&second).unwrap();
    assert_eq!((again.listens, again.inserted, again.format), (3, 1, HistoryFormat::LastFm));
    assert_eq!(
        home.import(&first).unwrap().import,
        None,
        "nothing is new, so there is nothing to take back"
    );
    let imports = home.program.imports().unwrap();
    let figures: Vec<_> = imports
        .iter()
        .map(|i| (i.kind.as_str(), i.file.as_str(), i.matched, i.inserted))
        .collect();
    assert_eq!(figures, [("lastfm", "b.csv", 3, 1), ("spotify", "a.json", 3, 2)]);

    let revision = home.program.core.listener_revision();
    assert_eq!(home.program.remove_import(report.import.unwrap()).unwrap(), 2);
    assert!(home.program.core.listener_revision() > revision, "there is something to learn");
    assert_eq!(home.program.core.listener.read().heard(TrackUid([1; 16])).plays, 0);
    assert!(matches!(home.program.remove_import(report.import.unwrap()), Err(Error::NoSuch(_))));
    assert_eq!(home.plays().len(), 2, "the one that was played and the one of Last.fm");
    assert_eq!(home.program.remove_import(again.import.unwrap()).unwrap(), 1);
    assert_eq!(home.plays(), [played]);
}

#[test]
fn a_damaged_file_and_one_that_is_cancelled_add_nothing() {
    let home = Home::new();
    let text = spotify(&[("Ann", "Sun", 0, 200_000, "trackdone"), ("Ann", "Moon", 300, 200_000, "trackdone")]);
    for end in (1..text.len()).step_by(7) {
        let file = home.write("cut.json", &text[..end]);
        let refused = home.import(&file).unwrap_err();
        assert!(matches!(refused, Error::Unreadable { .. }), "{refused}");
    }
    let mut noise = text.clone().into_bytes();
    noise[40] = 0xff;
    noise[41] = b'"';
    let file = home.dir.path().join("noise.json");
    fs::write(&file, noise).unwrap();
    assert!(home.import(&file).is_err());
    let whole = home.write("whole.json", &text);
    let stop = AtomicBool::new(true);
    assert!(home.program.import_history(&whole, &mut |_| {}, &stop).unwrap().cancelled);
    stop.store(false, Ordering::Relaxed);
    let mut at_the_last_moment = |progress: ImportProgress| stop.store(progress.phase == ImportPhase::Writing, Ordering::Relaxed);
    let many: Vec<(String, i64)> = (0..BATCH as i64 + 1).map(|n| ("Sun".to_owned(), n * 1_000)).collect();
    let many: Vec<(&str, &str, i64)> = many.iter().map(|(title, at)| ("Ann", title.as_str(), *at)).collect();
    let long = home.write("long.csv", &lastfm(&many));
    let report = home.program.import_history(&long, &mut at_the_last_moment, &stop).unwrap();
    assert!(report.cancelled && report.import.is_none() && report.exact > 0, "{report:?}");
    assert_eq!((home.plays().len(), home.program.imports().unwrap().len()), (0, 0));
    assert_eq!(home.import(&whole).unwrap().inserted, 2);
}

#[test]
fn what_is_exported_is_imported_elsewhere_and_is_known_here() {
    let (home, other) = (Home::new(), Home::new());
    let file = home.write("b.csv", &lastfm(&[("Ann", "Sun", 0), ("Ann", "Moon", 500), ("Ann", "Sun", 9_000)]));
    home.import(&file).unwrap();
    let to = home.dir.path().join("out.jsonl");
    assert_eq!(home.program.export_history(&to).unwrap(), 3);
    assert_eq!(home.import(&to).unwrap().inserted, 0);
    let report = other.import(&to).unwrap();
    assert_eq!((report.format, report.exact, report.inserted), (HistoryFormat::ListenBrainz, 3, 3));
    let told = |plays: Vec<Play>| {
        plays
            .into_iter()
            .map(|p| (p.uid, p.started_at, p.listened, p.end))
            .collect::<Vec<_>>()
    };
    assert_eq!(told(other.plays()), told(home.plays()));
    assert!(matches!(
        home.program.export_history(Path::new("/no/such/folder/x.jsonl")),
        Err(Error::Unwritable { .. })
    ));
}

#[test]
fn lists_of_others_are_borrowed_from_files_and_folders_and_are_no_playlists() {
    let home = Home::new();
    fs::create_dir_all(home.dir.path().join("lists/deep")).unwrap();
    home.write(
        "lists/deep/netease.json",
        r#"{"playlist":{"name":"夜","tracks":[{"name":"夏夜 (Live)","ar":[{"name":"安"}],"al":{"name":"x"},"dt":200000},
            {"name":"Sun","ar":[{"name":"Ann"},{"name":"Bob"}],"al":{"name":"One"},"dt":200000},{"name":"Gone","ar":[{"name":"Dan"}],"dt":1}]}}"#,
    );
    home.write(
        "lists/evening.m3u",
        "#EXTM3U\n#EXTINF:200,Ann - Moon\nD:\\x\\moon.mp3\n#EXTINF:200,Ann - Sun\ny.mp3\n/m/4\n",
    );
    home.write("lists/alone.pls", "[playlist]\nFile1=/m/1\n");
    home.write("lists/broken.xspf", "<playlist><trackList>");
    home.write("lists/readme.txt", "no list");
    let import = || {
        home.program
            .import_lists(&[home.dir.path().join("lists")], &mut |_| {}, &AtomicBool::new(false))
    };
    let revision = home.program.core.listener_revision();
    let report = import().unwrap();
    assert_eq!((report.files, report.borrowed, report.known, report.too_short), (4, 2, 0, 1));
    assert_eq!((report.exact + report.loose, report.unmatched), (6, 1));
    assert_eq!(
        (report.refused_count, report.refused[0].0.file_name().unwrap().to_str()),
        (1, Some("broken.xspf"))
    );
    assert_eq!(report.most_missed[0].artist, "Dan");
    assert!(home.program.core.listener_revision() > revision);
    assert_eq!((import().unwrap().borrowed, import().unwrap().known), (0, 2));
    let borrowed = home.program.borrowed_lists().unwrap();
    let names: Vec<_> = borrowed
        .lists
        .iter()
        .map(|l| (l.file.as_str(), l.name.as_str(), l.tracks))
        .collect();
    assert_eq!(names, [("evening.m3u", "evening", 3), ("netease.json", "夜", 2)]);
    assert_eq!(borrowed.tracks, 5);
    assert!(home.program.playlists().unwrap().is_empty() && home.plays().is_empty());
    assert_eq!(home.program.remove_borrowed_lists(Some(&[borrowed.lists[0].id])).unwrap(), 1);
    assert_eq!(home.program.remove_borrowed_lists(None).unwrap(), 1);
    assert_eq!(home.program.borrowed_lists().unwrap(), crate::BorrowedView::default());
}
