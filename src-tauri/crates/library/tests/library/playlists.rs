//! Playlist files between this library and other programs.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use domain::SplitMix64;
use library::{ExportedTrack, Finder, read_playlist, write_playlist};

use crate::{Home, write_wav};

#[test]
fn what_is_written_is_found_again() {
    let home = Home::empty();
    let names = ["Ann/#1.wav", "Ann/ü & ö.wav", "100%20.wav", "a\nb.wav"];
    for (number, name) in names.iter().enumerate() {
        write_wav(&home.music(name), number as u64 + 1);
    }
    assert_eq!(home.scan().added, names.len());
    let tracks: Vec<ExportedTrack> = home
        .tracks()
        .into_iter()
        .map(|track| ExportedTrack {
            info: Some(("Ann".into(), track.display_title(), track.format.duration)),
            path: track.path,
        })
        .collect();
    let uids: Vec<_> = home.tracks().into_iter().map(|track| track.uid).collect();
    for file in [home.music("list.m3u8"), home.path("list.m3u8")] {
        write_playlist(&file, "Käse", &tracks).unwrap();
        let read = read_playlist(&file).unwrap();
        assert_eq!((read.name.as_str(), read.entries.len()), ("Käse", names.len()));
        let finder = Finder::new(&home.store).unwrap();
        let found: Vec<_> = read.entries.iter().map(|entry| finder.find(&read, entry)).collect();
        assert_eq!(found, uids.iter().map(|uid| Some(*uid)).collect::<Vec<_>>());
    }
    let below = fs::read_to_string(home.music("list.m3u8")).unwrap();
    assert!(
        below.contains("\nAnn/ü & ö.wav\n") && below.contains("\nAnn/#1.wav\n"),
        "relative: {below}"
    );
}

#[test]
fn a_list_that_cannot_be_written_leaves_what_was_there() {
    let home = Home::empty();
    let file = home.path("list.m3u8");
    fs::write(&file, "made by hand").unwrap();
    assert!(write_playlist(&home.path("no/such/folder/list.m3u8"), "x", &[]).is_err());
    fs::create_dir(home.path("a folder.m3u8")).unwrap();
    assert!(write_playlist(&home.path("a folder.m3u8"), "x", &[]).is_err());
    assert_eq!(fs::read_to_string(&file).unwrap(), "made by hand");
    write_playlist(&file, "x", &[]).unwrap();
    assert_eq!(fs::read_to_string(&file).unwrap(), "#EXTM3U\n#PLAYLIST:x\n");
    let parts = fs::read_dir(home.path("")).unwrap().flatten();
    assert_eq!(
        parts.filter(|entry| entry.file_name().to_string_lossy().ends_with(".part")).count(),
        0
    );
}

#[test]
fn megabytes_of_garbage_are_a_list_of_nothing() {
    let home = Home::empty();
    write_wav(&home.music("a.wav"), 1);
    home.scan();
    let finder = Finder::new(&home.store).unwrap();
    let file = home.path("garbage.m3u8");
    let mut rng = SplitMix64::new(4);
    let noise: Vec<u8> = (0..7 << 17).flat_map(|_| rng.next_u64().to_le_bytes()).collect();
    let directives = "#EXTINF:\u{0},\n#EXTINF:1,é - \n%%%\n../\n".repeat(50_000).into_bytes();
    let one_line = vec![b'/'; 7 << 20];
    for bytes in [noise, directives, one_line] {
        fs::write(&file, bytes).unwrap();
        let started = Instant::now();
        let read = read_playlist(&file).unwrap();
        assert!(read.entries.iter().all(|entry| finder.find(&read, entry).is_none()));
        assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
    }
    for (bytes, reason) in [
        (vec![b'#'; (8 << 20) + 1], "too large"),
        ("a\n".repeat(100_001).into_bytes(), "more than 100000 tracks"),
    ] {
        fs::write(&file, bytes).unwrap();
        let refused = read_playlist(&file).unwrap_err().to_string();
        assert!(refused.contains(reason), "{refused}");
    }
    assert!(read_playlist(Path::new("/no/such/file.m3u")).is_err());
    assert!(read_playlist(&home.path("")).is_err(), "a folder");
}
