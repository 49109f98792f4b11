//! CUE sheets: what a scan makes of them, what it reads again, and what stays the same track.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use domain::{SplitMix64, TrackUid, sheet_path};
use library::{ExportedTrack, Finder, OpenedFile, Opening, find_covers_of, open_files, read_playlist, read_tags, write_playlist};
use lofty::config::WriteOptions;
use lofty::id3::v2::Id3v2Tag;
use lofty::mp4::{Atom, AtomData, AtomIdent, Ilst};
use lofty::ogg::OggPictureStorage;
use lofty::ogg::tag::VorbisComments;
use lofty::picture::{MimeType, Picture, PictureInformation, PictureType};
use lofty::tag::{ItemKey, TagExt};

use crate::reading::png;
use crate::{Home, counts, wav, write_tags, write_wav};

/// A sheet of three tracks of two seconds.
fn sheet(file: &str, titles: [&str; 3]) -> String {
    let mut text = format!("REM DATE 1998\nREM GENRE Rock\nPERFORMER \"Band\"\nTITLE \"Album\"\nFILE \"{file}\" WAVE\n");
    for (number, title) in (1..).zip(titles) {
        let start = 2 * (number - 1);
        text += &format!("  TRACK {number:02} AUDIO\n    TITLE \"{title}\"\n    INDEX 01 00:{start:02}:00\n");
    }
    text
}

const TITLES: [&str; 3] = ["One", "Two", "Three"];

fn write_album(dir: &Path, seed: u64) {
    fs::create_dir_all(dir).unwrap();
    fs::write(dir.join("album.wav"), wav(seed, 48_000)).unwrap();
    fs::write(dir.join("album.cue"), sheet("album.wav", TITLES)).unwrap();
}

/// Other content, and nothing outside it that tells.
fn write_in_secret(path: &Path, content: &[u8]) {
    let before = fs::metadata(path).unwrap();
    assert_eq!(before.len(), content.len() as u64);
    fs::write(path, content).unwrap();
    let file = fs::File::options().write(true).open(path).unwrap();
    file.set_modified(before.modified().unwrap()).unwrap();
}

/// A change that any clock shows.
fn write_later(path: &Path, content: &[u8]) {
    fs::write(path, content).unwrap();
    let file = fs::File::options().write(true).open(path).unwrap();
    file.set_modified(SystemTime::now() + std::time::Duration::from_secs(100)).unwrap();
}

fn paths(home: &Home) -> Vec<String> {
    let root = home.music("");
    let below = |path: PathBuf| path.strip_prefix(&root).unwrap().display().to_string();
    home.tracks().into_iter().map(|track| below(track.path)).collect()
}

fn meant(home: &Home, path: &Path) -> Vec<PathBuf> {
    Opening::default().tracks_in(&home.store, path).unwrap()
}

fn uids(home: &Home) -> Vec<TrackUid> {
    home.tracks().into_iter().map(|track| track.uid).collect()
}

#[test]
fn a_sheet_makes_tracks_of_the_file_beside_it() {
    let home = Home::empty();
    write_album(&home.music("Album"), 1);
    write_tags(
        &home.music("Album/album.wav"),
        &[
            (ItemKey::TrackTitle, "The whole"),
            (ItemKey::DiscNumber, "2"),
            (ItemKey::Comment, "rip"),
        ],
    );
    write_wav(&home.music("Album/other.wav"), 2);
    assert_eq!(counts(&home.scan()), [4, 0, 0, 0, 0, 0]);
    assert_eq!(
        paths(&home),
        ["Album/album.cue/01", "Album/album.cue/02", "Album/album.cue/03", "Album/other.wav"]
    );
    let track = home.at("Album/album.cue/02");
    assert_eq!(track.tags.title.as_deref(), Some("Two"));
    assert_eq!(
        (track.tags.artists, track.tags.album_artists),
        (vec!["Band".to_owned()], vec!["Band".to_owned()])
    );
    assert_eq!((track.tags.album.as_deref(), track.tags.year), (Some("Album"), Some(1998)));
    assert_eq!(
        (track.tags.track_number, track.tags.track_total, track.tags.disc_number),
        (Some(2), Some(3), Some(2))
    );
    assert_eq!((track.tags.comment, track.format.duration.as_secs()), (None, 2));
    assert_eq!((track.format.codec.as_str(), track.format.sample_rate), ("PCM", 8_000));
    assert!(home.scan().is_unchanged());
    let folders = home.store.directories_below(&home.music("")).unwrap();
    assert_eq!(
        folders.iter().map(|dir| dir.tracks).collect::<Vec<_>>(),
        [4],
        "the sheet is no folder"
    );
    assert_eq!(home.store.directories_below(&home.music("Album")).unwrap(), []);
}

#[test]
fn nothing_that_did_not_change_is_read_again() {
    let home = Home::empty();
    write_album(&home.music("Album"), 1);
    write_album(&home.music("Broken"), 2);
    fs::write(home.music("Broken/album.cue"), "no sheet, but of some length").unwrap();
    write_album(&home.music("List"), 3);
    let list = "FILE \"album.wav\" WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:00\n";
    fs::write(home.music("List/album.cue"), list).unwrap();
    assert_eq!(counts(&home.scan()), [5, 0, 0, 0, 0, 1]);
    assert_eq!(counts(&home.scan()), [0; 6]);
    assert!(home.reason("Broken/album.cue").unwrap().contains("no track"));
    let before = home.tracks();
    // What is read now would come to something else.
    let nothing = |path: &str| {
        write_in_secret(
            &home.music(path),
            &vec![b' '; fs::metadata(home.music(path)).unwrap().len() as usize],
        )
    };
    nothing("Album/album.cue");
    nothing("Album/album.wav");
    nothing("Broken/album.wav");
    nothing("List/album.cue");
    let as_long = format!("{:28}", "TRACK 1\nINDEX 01 0:0");
    write_in_secret(&home.music("Broken/album.cue"), as_long.as_bytes());
    assert_eq!(counts(&home.scan()), [0; 6]);
    assert_eq!(home.tracks(), before);
    assert!(home.reason("Broken/album.cue").is_some(), "and what was wrong stays listed");
}

#[test]
fn an_edited_sheet_changes_the_tags_and_not_the_tracks() {
    let home = Home::empty();
    write_album(&home.music("Album"), 1);
    home.scan();
    let before = home.tracks();
    let text = sheet("album.wav", ["Uno", "Two", "Three"]).replace("\"Band\"", "\"The Band\"");
    write_later(&home.music("Album/album.cue"), text.as_bytes());
    assert_eq!(counts(&home.scan()), [0, 3, 0, 0, 0, 0]);
    let after = home.tracks();
    assert_eq!(after[0].tags.title.as_deref(), Some("Uno"));
    assert_eq!(after[1].tags.artists, ["The Band"]);
    for (before, after) in before.iter().zip(&after) {
        assert_eq!((before.uid, before.id, before.payload), (after.uid, after.id, after.payload));
    }
    // Borders that moved: the same titles at the same places.
    write_later(&home.music("Album/album.cue"), text.replace("00:02:00", "00:02:50").as_bytes());
    home.scan();
    assert_eq!(uids(&home), before.iter().map(|track| track.uid).collect::<Vec<_>>());
    assert_ne!(home.at("Album/album.cue/02").payload, before[1].payload);
    // One track less, and one more.
    let two = text.split("  TRACK 03").next().unwrap();
    write_later(&home.music("Album/album.cue"), two.replace("00:02:00", "00:02:50").as_bytes());
    let report = home.scan();
    assert_eq!((report.missing, paths(&home).len()), (1, 2));
    assert!(home.scan().is_unchanged());
    write_later(&home.music("Album/album.cue"), text.as_bytes());
    home.scan();
    assert_eq!(uids(&home), before.iter().map(|track| track.uid).collect::<Vec<_>>());
}

#[test]
fn a_retagged_file_keeps_the_tracks_in_it() {
    let home = Home::empty();
    write_album(&home.music("Album"), 1);
    home.scan();
    let before = home.tracks();
    write_tags(&home.music("Album/album.wav"), &[(ItemKey::DiscNumber, "3")]);
    assert_eq!(counts(&home.scan()), [0, 3, 0, 0, 0, 0]);
    assert_eq!(home.at("Album/album.cue/01").tags.disc_number, Some(3));
    assert_eq!(uids(&home), before.iter().map(|track| track.uid).collect::<Vec<_>>());
}

#[test]
fn tracks_move_with_their_folder_and_survive_the_loss_of_the_library() {
    let mut home = Home::empty();
    write_album(&home.music("Album"), 1);
    home.scan();
    let before = uids(&home);
    fs::rename(home.music("Album"), home.music("Elsewhere")).unwrap();
    assert_eq!(counts(&home.scan()), [0, 0, 3, 0, 0, 0]);
    assert_eq!(uids(&home), before);
    assert_eq!(paths(&home)[0], "Elsewhere/album.cue/01");
    fs::rename(home.music("Elsewhere/album.cue"), home.music("Elsewhere/renamed.cue")).unwrap();
    assert_eq!(counts(&home.scan()), [0, 0, 3, 0, 0, 0]);
    assert_eq!(uids(&home), before);
    home.lose_library();
    home.scan();
    assert_eq!(uids(&home), before);
}

#[test]
fn without_its_sheet_the_file_is_a_track_again() {
    let home = Home::empty();
    fs::create_dir_all(home.music("Album")).unwrap();
    fs::write(home.music("Album/album.wav"), wav(1, 48_000)).unwrap();
    home.scan();
    let whole = uids(&home);
    let text = sheet("ALBUM.ape", TITLES);
    fs::write(home.music("Album/album.cue"), &text).unwrap();
    assert_eq!(counts(&home.scan()), [3, 0, 0, 1, 0, 0], "the file is one of three tracks now");
    let parts = uids(&home);
    let stamp = fs::metadata(home.music("Album/album.cue")).unwrap().modified().unwrap();
    fs::remove_file(home.music("Album/album.cue")).unwrap();
    assert_eq!(counts(&home.scan()), [0, 0, 0, 3, 1, 0]);
    assert_eq!(uids(&home), whole);
    fs::write(home.music("Album/album.cue"), &text).unwrap();
    let file = fs::File::options().write(true).open(home.music("Album/album.cue")).unwrap();
    file.set_modified(stamp).unwrap();
    assert_eq!(counts(&home.scan()), [0, 0, 0, 1, 3, 0]);
    assert_eq!(uids(&home), parts);
    // A drive that is away takes nothing.
    fs::rename(home.music("Album"), home.path("away")).unwrap();
    write_wav(&home.music("x.wav"), 5);
    assert_eq!(home.scan().missing, 3);
    fs::rename(home.path("away"), home.music("Album")).unwrap();
    assert_eq!(home.scan().returned, 3);
    assert_eq!(uids(&home)[..3], parts);
}

#[test]
fn a_sheet_that_makes_no_sense_leaves_its_file_alone_until_it_does() {
    let home = Home::empty();
    write_album(&home.music("Album"), 1);
    fs::write(home.music("Album/album.cue"), sheet("image.wav", TITLES)).unwrap();
    fs::rename(home.music("Album/album.wav"), home.music("Album/song.wav")).unwrap();
    let report = home.scan();
    assert_eq!(
        (counts(&report), paths(&home)),
        ([1, 0, 0, 0, 0, 1], vec!["Album/song.wav".to_owned()])
    );
    assert!(home.reason("Album/album.cue").unwrap().contains("image.wav"));
    assert!(home.scan().is_unchanged());
    // It did not change, and what it names is there now.
    fs::rename(home.music("Album/song.wav"), home.music("Album/image.wav")).unwrap();
    home.scan();
    assert_eq!(paths(&home), ["Album/album.cue/01", "Album/album.cue/02", "Album/album.cue/03"]);
    assert_eq!(home.reason("Album/album.cue"), None);
    fs::remove_file(home.music("Album/album.cue")).unwrap();
    home.scan();
    assert_eq!(paths(&home), ["Album/image.wav"]);
    // Broken in place: its tracks are gone, and a file behind whose end they begin is one track.
    fs::write(home.music("Album/album.cue"), "TRACK 01 AUDIO\n").unwrap();
    home.scan();
    assert_eq!(paths(&home), ["Album/image.wav"]);
    assert!(home.reason("Album/album.cue").is_some());
    fs::remove_file(home.music("Album/album.cue")).unwrap();
    assert_eq!(home.scan().forgiven, 1);
}

#[test]
fn lists_of_files_and_single_tracks_are_no_sheets() {
    let home = Home::empty();
    for (name, seed) in [("a.wav", 1), ("b.wav", 2), ("single.wav", 3)] {
        write_wav(&home.music(name), seed);
    }
    let list =
        "FILE a.wav WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:00\nTRACK 02 AUDIO\nINDEX 00 00:00:50\nFILE b.wav WAVE\nINDEX 01 00:00:00\n";
    fs::write(home.music("list.cue"), list).unwrap();
    fs::write(
        home.music("single.cue"),
        "FILE single.wav WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:00\n",
    )
    .unwrap();
    // Of files that are not even there: nobody needs to be told.
    fs::write(home.music("gone.cue"), list.replace(".wav", ".ape").replace('a', "x")).unwrap();
    assert_eq!(counts(&home.scan()), [3, 0, 0, 0, 0, 0]);
    assert_eq!(paths(&home), ["a.wav", "b.wav", "single.wav"]);
    assert!(home.scan().is_unchanged());
}

#[test]
fn of_two_sheets_for_one_file_one_makes_tracks() {
    let home = Home::empty();
    write_album(&home.music("Album"), 1);
    fs::write(home.music("Album/a copy.cue"), sheet("album.wav", ["A", "B", "C"])).unwrap();
    home.scan();
    let of_album = ["Album/album.cue/01", "Album/album.cue/02", "Album/album.cue/03"];
    assert_eq!(paths(&home), of_album, "the one that is called like the file");
    assert!(home.scan().is_unchanged());
    // The other one is opened by hand, and stays a guest.
    let opened = meant(&home, &home.music("Album/a copy.cue"));
    assert!(
        open_files(&home.store, &opened)
            .unwrap()
            .iter()
            .all(|file| matches!(file, OpenedFile::Read(_)))
    );
    assert!(home.scan().is_unchanged());
    assert_eq!(paths(&home), of_album);
    fs::remove_file(home.music("Album/album.cue")).unwrap();
    home.scan();
    assert_eq!(paths(&home)[0], "Album/a copy.cue/01");
}

#[test]
fn a_track_behind_the_end_of_its_file_is_a_failure_of_its_own() {
    let home = Home::empty();
    write_album(&home.music("Album"), 1);
    fs::write(home.music("Album/album.wav"), wav(1, 30_000)).unwrap();
    assert_eq!(counts(&home.scan()), [2, 0, 0, 0, 0, 1]);
    assert!(home.reason("Album/album.cue/03").unwrap().contains("behind the end"));
    assert_eq!(counts(&home.scan()), [0; 6]);
    assert_eq!(paths(&home).len(), 2);
}

/// A FLAC file of 0.8 seconds, with a comment.
fn flac(comment: &str) -> Vec<u8> {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("../audio/tests/fixtures/lossless.flac");
    let bytes = fs::read(fixture).unwrap();
    let mut body = vec![0, 0, 0, 0, 1, 0, 0, 0];
    body.extend((comment.len() as u32).to_le_bytes());
    body.extend(comment.as_bytes());
    let mut head = (body.len() as u32).to_be_bytes();
    head[0] = 4;
    [&bytes[..42], &head, &body, &bytes[42..]].concat()
}

fn short_sheet(titles: [&str; 2]) -> String {
    format!(
        "FILE x WAVE\nTRACK 01 AUDIO\nTITLE {}\nINDEX 01 00:00:00\nTRACK 02 AUDIO\nTITLE {}\nINDEX 01 00:00:30\n",
        titles[0], titles[1]
    )
}

/// Written by a tag library, as a listener's own program does.
#[test]
fn a_sheet_is_found_in_the_tags_of_every_container() {
    let home = Home::empty();
    let sheet = short_sheet(["One", "Two"]);
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../audio/tests/fixtures");
    let copy = |name: &str| {
        let to = home.music(name);
        fs::copy(fixtures.join(name), &to).unwrap();
        to
    };
    // In Ogg, behind a text of several pages, with a picture of many.
    for name in ["lossy.ogg", "lossy.opus"] {
        let mut tag = VorbisComments::new();
        let picture = Picture::unchecked(vec![7; 300_000])
            .pic_type(PictureType::CoverFront)
            .mime_type(MimeType::Png)
            .build();
        tag.insert_picture(picture, Some(PictureInformation::default())).unwrap();
        tag.push("LYRICS".to_owned(), "la ".repeat(60_000));
        tag.push("CUESHEET".to_owned(), sheet.clone());
        tag.save_to_path(copy(name), WriteOptions::default()).unwrap();
    }
    for name in ["lossless.m4a", "lossy.m4a"] {
        let mut tag = Ilst::default();
        let key = |name: &'static str| AtomIdent::Freeform {
            mean: "com.apple.iTunes".into(),
            name: name.into(),
        };
        tag.insert(Atom::new(key("OTHER"), AtomData::UTF8("x".to_owned())));
        tag.insert(Atom::new(key("cuesheet"), AtomData::UTF8(sheet.clone())));
        tag.save_to_path(copy(name), WriteOptions::default()).unwrap();
    }
    for name in ["lossless.wav", "lossless.aiff", "lossy.mp3"] {
        let mut tag = Id3v2Tag::new();
        tag.insert_user_text("CUESHEET".to_owned(), sheet.clone());
        if name == "lossless.aiff" {
            tag.insert_user_text("OTHER".to_owned(), "x".to_owned());
        }
        tag.save_to_path(copy(name), WriteOptions::default()).unwrap();
    }
    assert_eq!(counts(&home.scan()), [14, 0, 0, 0, 0, 0]);
    let mut titles = Vec::new();
    for track in home.tracks() {
        let mut decoder = audio::Decoder::open(&track.path).unwrap();
        let mut block = Vec::new();
        assert!(
            decoder.next_block(&mut block).unwrap().is_some() && !block.is_empty(),
            "{}",
            track.path.display()
        );
        titles.push(track.tags.title.unwrap());
    }
    assert_eq!(titles, ["One", "Two"].repeat(7));
    assert!(home.scan().is_unchanged());
    // Damaged, they have a sheet or none, and end nothing.
    let mut rng = SplitMix64::new(7);
    for name in ["lossy.ogg", "lossy.opus", "lossless.m4a", "lossless.wav", "lossless.aiff"] {
        let path = home.music(name);
        let whole = fs::read(&path).unwrap();
        let at = whole
            .windows(8)
            .position(|window| window.eq_ignore_ascii_case(b"cuesheet"))
            .unwrap();
        let mut found = 0;
        for _ in 0..200 {
            let mut bytes = whole.clone();
            for _ in 0..=rng.below(4) {
                let near = if rng.below(2) == 0 { at.saturating_sub(100) } else { 0 };
                bytes[near + rng.below(200)] = rng.next_u64() as u8;
            }
            if rng.below(4) == 0 {
                bytes.truncate(rng.below(whole.len()) + 1);
            }
            fs::write(&path, &bytes).unwrap();
            found += usize::from(audio::Sheet::of(&path).is_ok_and(|sheet| sheet.is_some()));
        }
        assert!((1..200).contains(&found), "{name}: {found}");
    }
}

#[test]
fn a_sheet_in_a_file_makes_tracks_of_it_and_one_beside_it_comes_first() {
    let home = Home::empty();
    let file = home.music("album.flac");
    fs::write(&file, flac(&format!("CUESHEET={}", short_sheet(["One", "Two"])))).unwrap();
    assert_eq!(counts(&home.scan()), [2, 0, 0, 0, 0, 0]);
    assert_eq!(paths(&home), ["album.flac/01", "album.flac/02"]);
    assert_eq!(home.at("album.flac/02").tags.title.as_deref(), Some("Two"));
    assert!(home.scan().is_unchanged());
    let before = uids(&home);
    // Other titles.
    write_later(&file, &flac(&format!("CUESHEET={}", short_sheet(["Uno", "Due"]))));
    assert_eq!(counts(&home.scan()), [0, 2, 0, 0, 0, 0]);
    assert_eq!(
        (uids(&home), home.at("album.flac/01").tags.title.as_deref()),
        (before.clone(), Some("Uno"))
    );
    // One beside it.
    fs::write(home.music("album.cue"), short_sheet(["Eins", "Zwei"])).unwrap();
    assert_eq!(counts(&home.scan()), [0, 0, 2, 0, 0, 0]);
    assert_eq!((uids(&home), paths(&home)[0].as_str()), (before.clone(), "album.cue/01"));
    fs::remove_file(home.music("album.cue")).unwrap();
    assert_eq!(home.scan().missing, 0);
    assert_eq!((uids(&home), paths(&home)[0].as_str()), (before.clone(), "album.flac/01"));
    // Taken out, and put in again.
    fs::write(&file, flac("ALBUM=x")).unwrap();
    assert_eq!(counts(&home.scan()), [1, 0, 0, 2, 0, 0]);
    assert_eq!(paths(&home), ["album.flac"]);
    write_later(&file, &flac(&format!("CUESHEET={}", short_sheet(["One", "Two"]))));
    home.scan();
    assert_eq!(
        (uids(&home), paths(&home).len()),
        (before.clone(), 2),
        "the whole file is no track beside its parts"
    );
    // Broken in place: neither lost nor missing.
    write_later(&file, b"broken");
    let report = home.scan();
    assert_eq!((report.missing, report.failed.len()), (0, 1));
    assert_eq!(uids(&home), before);
}

#[test]
fn opened_by_hand_a_sheet_or_a_file_with_one_is_its_tracks() {
    let home = Home::empty();
    write_album(&home.path("elsewhere"), 1);
    let (cue, file) = (home.path("elsewhere/album.cue"), home.path("elsewhere/album.wav"));
    let expect: Vec<PathBuf> = (1..=3).map(|number| sheet_path(&cue, number)).collect();
    assert_eq!(meant(&home, &cue), expect);
    assert_eq!(meant(&home, &file), expect);
    assert_eq!(meant(&home, &expect[1]), expect[1..2]);
    let opened = open_files(&home.store, &expect).unwrap();
    let ids: Vec<_> = opened.iter().map(|file| file.track().unwrap()).collect();
    assert!(opened.iter().all(|file| matches!(file, OpenedFile::Read(_))));
    let titles: Vec<_> = home
        .store
        .tracks(&ids)
        .unwrap()
        .into_iter()
        .map(|track| track.tags.title.unwrap())
        .collect();
    assert_eq!(titles, TITLES);
    assert_eq!(home.tracks(), [], "they are no part of the library");
    let again: Vec<_> = ids.iter().map(|id| OpenedFile::Known(*id)).collect();
    assert_eq!(open_files(&home.store, &expect).unwrap(), again);
    // A folder watched later takes them over.
    home.store.add_folder(&home.path("elsewhere"), crate::NOW).unwrap();
    assert_eq!(counts(&home.scan()), [0, 0, 0, 0, 3, 0]);
    assert_eq!(open_files(&home.store, &expect).unwrap(), again);

    let embedded = home.path("album.flac");
    fs::write(&embedded, flac(&format!("CUESHEET={}", short_sheet(["One", "Two"])))).unwrap();
    assert_eq!(meant(&home, &embedded), [sheet_path(&embedded, 1), sheet_path(&embedded, 2)]);
    // A list of files is these files, a broken sheet is refused, and a track the library has stays one.
    write_wav(&home.music("a.wav"), 7);
    fs::write(home.music("list.cue"), "FILE a.wav WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:00\n").unwrap();
    assert_eq!(meant(&home, &home.music("list.cue")), [home.music("a.wav")]);
    assert_eq!(meant(&home, &home.music("a.wav")), [home.music("a.wav")]);
    let broken = home.path("broken.cue");
    fs::write(&broken, "nothing").unwrap();
    assert_eq!(meant(&home, &broken), std::slice::from_ref(&broken));
    let refused = open_files(&home.store, &[broken, sheet_path(&cue, 9), sheet_path(&home.path("gone.cue"), 1)]).unwrap();
    assert!(refused.iter().all(|file| matches!(file, OpenedFile::Refused(_))), "{refused:?}");
}

#[test]
fn playlists_name_tracks_of_sheets_by_their_paths() {
    let home = Home::empty();
    write_album(&home.music("Album"), 1);
    home.scan();
    let tracks = home.tracks().into_iter().rev().map(|track| ExportedTrack {
        path: track.path,
        info: None,
    });
    let list = home.music("list.m3u8");
    write_playlist(&list, "List", &tracks.collect::<Vec<_>>()).unwrap();
    assert!(
        fs::read_to_string(&list)
            .unwrap()
            .ends_with("Album/album.cue/02\nAlbum/album.cue/01\n")
    );
    let (read, finder) = (read_playlist(&list).unwrap(), Finder::new(&home.store).unwrap());
    let found: Vec<_> = read.entries.iter().filter_map(|entry| finder.find(&read, entry)).collect();
    assert!(found.iter().rev().eq(&uids(&home)));
}

#[test]
fn pictures_of_the_folder_are_covers_of_its_sheets() {
    let home = Home::empty();
    write_album(&home.music("Album"), 1);
    home.scan();
    assert_eq!(home.at("Album/album.cue/01").cover, None);
    fs::write(home.music("Album/cover.png"), png(9)).unwrap();
    home.store.recheck_covers_in(&home.music("Album")).unwrap();
    assert_eq!(home.scan().covers, 3);
    let cover = home.at("Album/album.cue/01").cover;
    assert!(cover.is_some());
    assert_eq!(home.at("Album/album.cue/03").cover, cover);
    let id = home.at("Album/album.cue/02").id;
    assert_eq!(find_covers_of(&home.store, &[id]).unwrap(), 0);
}

#[test]
fn formats_that_nothing_plays_are_listed_track_by_track() {
    let home = Home::empty();
    fs::create_dir_all(home.music("Album")).unwrap();
    fs::write(home.music("Album/album.wma"), vec![7; 50_000]).unwrap();
    fs::write(home.music("Album/album.cue"), sheet("album.wav", TITLES)).unwrap();
    home.scan();
    let track = home.at("Album/album.cue/02");
    assert_eq!((track.format.codec.as_str(), track.format.duration.as_secs()), ("WMA", 2));
    assert!(track.format.unplayable.is_some());
    assert_eq!(track.tags.title.as_deref(), Some("Two"));
}

#[test]
fn sheets_of_hostile_shape_end_no_scan() {
    let home = Home::empty();
    let mut rng = domain::SplitMix64::new(4);
    for album in 0..60 {
        let dir = home.music(&format!("{album}"));
        write_album(&dir, album);
        let mut bytes = fs::read(dir.join("album.cue")).unwrap();
        for _ in 0..=rng.below(30) {
            let at = rng.below(bytes.len());
            bytes[at] = rng.next_u64() as u8;
        }
        fs::write(dir.join("album.cue"), bytes).unwrap();
    }
    let report = home.scan();
    assert!(report.added >= 60, "each file is a track or some: {report:?}");
    assert_eq!(counts(&home.scan()), [0; 6]);
    assert_eq!(read_tags(&home.music("none.cue/01")), domain::Tags::default());
}
