//! Files nobody should have to expect.
#![cfg(unix)]

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::Command;

use crate::{Home, counts, wav, write_wav};

#[test]
fn every_bad_file_is_a_row_with_a_reason_and_the_good_ones_come_in() {
    let home = Home::empty();
    let noise: Vec<u8> = {
        let mut rng = domain::SplitMix64::new(3);
        (0..20_000).map(|_| rng.next_u64() as u8).collect()
    };
    let whole = wav(9, 8_000);
    write_wav(&home.music("good.wav"), 1);
    for (name, content) in [
        ("empty.mp3", &b""[..]),
        ("one.flac", b"x"),
        ("noise.mp3", &noise),
        ("noise.flac", &noise),
        ("noise.ogg", &noise),
        ("noise.m4a", &noise),
        ("noise.mka", &noise),
        (
            "text.opus",
            b"This is a text, not music. This is a text, not music. This is a text, not music.",
        ),
        ("header only.wav", &whole[..30]),
        ("zeros.flac", &[0; 5_000]),
    ] {
        fs::write(home.music(name), content).unwrap();
    }
    // Wrong name, right content.
    fs::write(home.music("really a wave.mp3"), wav(10, 8_000)).unwrap();
    fs::write(home.music("cut short.wav"), &whole[..9_000]).unwrap();
    let report = home.scan();
    for name in [
        "empty.mp3",
        "one.flac",
        "noise.flac",
        "noise.ogg",
        "noise.m4a",
        "noise.mka",
        "text.opus",
        "header only.wav",
        "zeros.flac",
    ] {
        let reason = home.reason(name).unwrap_or_else(|| panic!("{name} has no reason"));
        assert!(reason.len() > 5, "{name}: {reason}");
    }
    assert!(home.at("good.wav").missing_since.is_none());
    assert_eq!(home.at("really a wave.mp3").format.codec, "PCM");
    assert!(home.at("cut short.wav").format.unplayable.is_none());
    assert_eq!(report.added + report.failed.len(), 13);

    let again = home.scan();
    assert_eq!(counts(&again), [0; 6], "unchanged files are not tried again");
    assert_eq!(home.store.failures().unwrap().len(), report.failed.len(), "and stay listed");
    fs::write(home.music("one.flac"), wav(11, 8_000)).unwrap();
    fs::remove_file(home.music("empty.mp3")).unwrap();
    assert_eq!(home.scan().added, 1);
    assert_eq!((home.reason("one.flac"), home.reason("empty.mp3")), (None, None));
}

#[test]
fn a_track_whose_file_broke_is_neither_lost_nor_missing() {
    let home = Home::empty();
    write_wav(&home.music("a.wav"), 1);
    home.scan();
    let before = home.at("a.wav");
    fs::write(home.music("a.wav"), b"").unwrap();
    assert_eq!(counts(&home.scan()), [0, 0, 0, 0, 0, 1]);
    assert_eq!(home.at("a.wav"), before);
    write_wav(&home.music("a.wav"), 1);
    home.scan();
    assert_eq!((home.at("a.wav").id, home.reason("a.wav")), (before.id, None));
}

#[test]
fn names_of_any_bytes_are_rows_of_their_own() {
    let home = Home::empty();
    let mut count = 0;
    for byte in (1..=255u8).filter(|b| *b != b'/') {
        let name = [b"x", &[byte][..], b".wav"].concat();
        fs::write(home.music("").join(OsStr::from_bytes(&name)), wav(u64::from(byte), 400)).unwrap();
        count += 1;
    }
    for name in [
        "é.wav",
        "e\u{301}.wav",
        "\u{202e}vaw.wav",
        "a\nb.wav",
        "trailing .wav ",
        &format!("{}.wav", "n".repeat(251)),
    ] {
        fs::write(home.music(name), wav(1_000 + count, 400)).unwrap();
        count += u64::from(name.ends_with("wav"));
    }
    let report = home.scan();
    assert_eq!((report.added, report.failed.len()), (count as usize, 0));
    assert!(home.tracks().iter().all(|track| track.path.exists()));
    assert!(home.scan().is_unchanged());
}

#[test]
fn pipes_links_and_loops_hold_nothing_up() {
    let home = Home::empty();
    write_wav(&home.music("a/1.wav"), 1);
    for name in ["pipe.mp3", "a/pipe"] {
        assert!(Command::new("mkfifo").arg(home.music(name)).status().unwrap().success());
    }
    for (target, link) in [
        (".", "self"),
        ("..", "up"),
        ("/", "a/top"),
        ("/proc", "proc"),
        ("/dev", "dev"),
        ("nowhere.mp3", "dangling.mp3"),
    ] {
        symlink(target, home.music(link)).unwrap();
    }
    symlink(home.music("a/1.wav"), home.music("again.wav")).unwrap();
    fs::hard_link(home.music("a/1.wav"), home.music("a/hard.wav")).unwrap();
    let report = home.scan();
    assert_eq!(report.added, 2, "the file and its hard link, which is a copy");
    assert!(home.reason("pipe.mp3").unwrap().contains("pipe"));
    let mut deep = home.music("deep");
    for _ in 0..300 {
        deep.push("d");
    }
    fs::create_dir_all(&deep).unwrap();
    write_wav(&deep.join("x.wav"), 5);
    assert_eq!(home.scan().added, 1);
}

#[test]
fn a_directory_that_cannot_be_read_is_reported_and_its_tracks_stay() {
    let home = Home::empty();
    write_wav(&home.music("open/1.wav"), 1);
    write_wav(&home.music("closed/2.wav"), 2);
    home.scan();
    let closed = home.music("closed");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o0)).unwrap();
    // The superuser reads everything: nothing to test then.
    if fs::read_dir(&closed).is_err() {
        let report = home.scan();
        assert_eq!(counts(&report), [0, 0, 0, 0, 0, 1]);
        assert!(home.reason("closed").is_some());
        assert!(home.at("closed/2.wav").missing_since.is_none());
    }
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o755)).unwrap();
    assert!(home.scan().is_unchanged());
    assert_eq!(home.reason("closed"), None);
}

#[test]
fn tags_of_300_mb_and_pictures_of_10_gigapixels_pass_by() {
    let home = Home::empty();
    // An ID3v2 tag whose one picture claims all of a sparse file of 300 MB.
    let size = 300u32 << 20;
    let syncsafe = |n: u32| {
        [
            (n >> 21) as u8 & 0x7f,
            (n >> 14) as u8 & 0x7f,
            (n >> 7) as u8 & 0x7f,
            n as u8 & 0x7f,
        ]
    };
    let tag = (1 << 28) - 1 - 4096;
    let mut head = [&b"ID3\x04\0\0"[..], &syncsafe(tag), b"APIC", &syncsafe(tag - 20), b"\0\0"].concat();
    head.extend(b"\0image/png\0\x03\0");
    let path = home.music("huge.mp3");
    fs::write(&path, &head).unwrap();
    fs::OpenOptions::new()
        .write(true)
        .open(&path)
        .unwrap()
        .set_len(u64::from(size))
        .unwrap();
    let sparse = home.music("sparse.flac");
    fs::write(&sparse, b"fLaC").unwrap();
    fs::OpenOptions::new().write(true).open(&sparse).unwrap().set_len(1 << 40).unwrap();
    // A cover beside a good file whose header claims 100,000 × 100,000 pixels.
    write_wav(&home.music("ok/1.wav"), 1);
    let mut bomb = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\x01\x86\xa0\0\x01\x86\xa0\x08\x06\0\0\0".to_vec();
    bomb.extend([0; 64]);
    fs::write(home.music("ok/cover.png"), bomb).unwrap();
    let before = peak_memory();
    let report = home.scan();
    assert_eq!((report.added, report.failed.len()), (1, 2), "{:?}", report.failed);
    assert_eq!(home.at("ok/1.wav").cover, None);
    if let (Some(before), Some(after)) = (before, peak_memory()) {
        // The kernel adds the threads' counts up late: a peak may be read lower than before.
        let grown = after.saturating_sub(before);
        assert!(grown < 200 << 20, "grew by {} MB", grown >> 20);
    }
}

/// Largest resident size of this process so far, in bytes.
fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().split(' ').next()?.parse::<u64>().ok()? << 10)
}
