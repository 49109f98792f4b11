//! Sheets as programs and people write them.
#![allow(clippy::unwrap_used)]

use super::*;

fn starts(sheet: &Sheet) -> Vec<(u32, usize, u64, Option<u64>)> {
    let tracks = sheet.tracks.iter();
    tracks
        .map(|track| (track.number, track.file, track.start.count, track.end.map(|end| end.count)))
        .collect()
}

#[test]
fn a_whole_sheet() {
    let sheet = parse(
        "\u{feff}REM GENRE \"Trip Hop\"\r\nREM DATE 1998\r\nREM DISCNUMBER 2\r\nREM REPLAYGAIN_ALBUM_GAIN -7.50 dB\r\n\
         CATALOG 0724384559922\r\nPERFORMER \"The Band\"\r\nTITLE \"The 12\" Album\"\r\nFILE \"album.wav\" WAVE\r\n\
         \x20 TRACK 01 AUDIO\r\n    TITLE \"One\"\r\n    FLAGS DCP\r\n    ISRC GBAAA9800001\r\n    INDEX 00 00:00:00\r\n    INDEX 01 00:00:33\r\n\
         \x20   REM REPLAYGAIN_TRACK_GAIN -6.00 dB\r\n\
         \x20 track 02 audio\r\n    title Two\r\n    PERFORMER Guest\r\n    SONGWRITER \"Writer\"\r\n    PREGAP 00:02:00\r\n    INDEX 00 03:58:00\r\n    index 01 04:00:10\r\n",
    )
    .unwrap();
    assert_eq!(starts(&sheet), [(1, 0, 33, Some(18_010)), (2, 0, 18_010, None)]);
    assert_eq!(sheet.files, ["album.wav"]);
    assert_eq!((sheet.date.as_deref(), sheet.genre.as_deref()), (Some("1998"), Some("Trip Hop")));
    assert_eq!(
        (sheet.album.title.as_deref(), sheet.album.performer.as_deref()),
        (Some("The 12\" Album"), Some("The Band"))
    );
    assert_eq!(
        (sheet.album.gain.as_deref(), sheet.disc_number.as_deref()),
        (Some("-7.50 dB"), Some("2"))
    );
    let [one, two] = &sheet.tracks[..] else { panic!("two tracks") };
    assert_eq!(
        (one.says.title.as_deref(), one.says.gain.as_deref()),
        (Some("One"), Some("-6.00 dB"))
    );
    assert_eq!(
        (
            two.says.title.as_deref(),
            two.says.performer.as_deref(),
            two.says.songwriter.as_deref()
        ),
        (Some("Two"), Some("Guest"), Some("Writer"))
    );
}

#[test]
fn names_of_files_with_and_without_quotes() {
    for (line, name) in [
        ("\"a b.wav\" WAVE", "a b.wav"),
        ("a b.wav WAVE", "a b.wav"),
        ("a b.flac", "a b.flac"),
        ("\"a b.wav", "a b.wav"),
        ("\"a \"b\".wav\" WAVE", "a \"b\".wav"),
        ("C:\\Music\\a.ape wave", "C:\\Music\\a.ape"),
        ("", ""),
    ] {
        assert_eq!(file_name(line), name, "{line}");
    }
}

#[test]
fn several_files_data_tracks_and_gaps_that_end_another_file() {
    let sheet = parse(
        "FILE silent.wav WAVE\nFILE a.wav WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:00\nTRACK 02 AUDIO\nINDEX 01 01:00:00\nTRACK 03 AUDIO\nINDEX 00 02:00:00\n\
         FILE b.wav WAVE\nINDEX 01 00:00:00\nTRACK 04 AUDIO\nINDEX 00 01:00:00\nTRACK 05 MODE1/2352\nINDEX 01 03:00:00",
    )
    .unwrap();
    assert_eq!(sheet.files, ["a.wav", "b.wav"]);
    assert_eq!(
        starts(&sheet),
        [
            (1, 0, 0, Some(4_500)),
            (2, 0, 4_500, None),
            (3, 1, 0, Some(4_500)),
            (4, 1, 4_500, Some(13_500))
        ]
    );
    assert!(!sheet.is_list_of_files());
    let list = "FILE a.wav WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:00\nTRACK 02 AUDIO\nINDEX 00 02:00:00\nFILE b.wav WAVE\nINDEX 01 00:00:00";
    assert!(parse(list).unwrap().is_list_of_files());
}

#[test]
fn numbers_that_name_nothing_give_way_to_the_place() {
    for (first, second) in [("01", "01"), ("00", "01"), ("1000", "2"), ("x", "y")] {
        let text = format!("TRACK {first} AUDIO\nINDEX 01 00:00:00\nTRACK {second} AUDIO\nINDEX 01 00:01:00");
        let sheet = parse(&text).unwrap();
        assert_eq!(starts(&sheet), [(1, 0, 0, Some(75)), (2, 0, 75, None)], "{text}");
    }
    let sheet = parse("TRACK 11 AUDIO\nINDEX 01 00:00:00\nTRACK 12 AUDIO\nINDEX 01 00:01:00").unwrap();
    assert_eq!(sheet.tracks.iter().map(|track| track.number).collect::<Vec<_>>(), [11, 12]);
}

#[test]
fn what_is_no_sheet_is_refused() {
    let backwards = "TRACK 1 AUDIO\nINDEX 01 00:05:00\nTRACK 2 AUDIO\nINDEX 01 00:05:00";
    let many: String = (0..1_000)
        .map(|n| format!("TRACK {n} AUDIO\nINDEX 01 00:{:02}:00\n", n % 60))
        .collect();
    let files = "FILE a WAVE\n".repeat(1_000);
    for text in [
        "",
        "no sheet",
        "TITLE x",
        "TRACK 01 AUDIO",
        "INDEX 01 00:00:00",
        backwards,
        &many,
        &files,
    ] {
        assert!(matches!(parse(text), Err(Error::Corrupt { .. })), "{text:.40}");
    }
    for time in ["1", "1:2:3:4", "a:b:c", "00:60:00", "00:00:75", "99999999999:00:00", "-1:00:00", ""] {
        let read = index(&format!("01 {time}"));
        assert_eq!(read.is_some(), time == "1:2:3:4", "{time}");
    }
}
