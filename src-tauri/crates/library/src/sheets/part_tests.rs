//! Tags of tracks in one file.

use super::*;

fn file() -> Tags {
    Tags {
        title: Some("The whole".into()),
        artists: vec!["File artist".into()],
        album: Some("File album".into()),
        album_artists: vec!["File album artist".into()],
        track_number: Some(9),
        year: Some(1990),
        original_year: Some(1970),
        genres: vec!["Folk".into()],
        disc_number: Some(2),
        artist_sort: Some("artist, File".into()),
        comment: Some("of the whole".into()),
        lyrics: Some("of the whole".into()),
        musicbrainz_recording: Some("of the whole".into()),
        musicbrainz_release: Some("release".into()),
        replay_gain: ReplayGain {
            track_gain_db: Some(-1.0),
            album_gain_db: Some(-2.0),
            ..ReplayGain::default()
        },
        ..Tags::default()
    }
}

fn sheet(text: &str) -> Sheet {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.cue");
    std::fs::write(&path, text).unwrap();
    Sheet::of(&path).unwrap().unwrap()
}

const TRACKS: &str = "FILE a.wav WAVE\nTRACK 01 AUDIO\nTITLE One\nREM REPLAYGAIN_TRACK_GAIN -6.5 dB\nINDEX 01 00:00:00\n\
                      TRACK 02 AUDIO\nTITLE Two\nPERFORMER Guest\nSONGWRITER Writer\nINDEX 01 00:01:00\n";

#[test]
fn the_sheet_comes_first() {
    let head =
        "REM DATE 1998-03-01\nREM GENRE \"Rock; Pop\"\nREM DISCNUMBER 1\nREM REPLAYGAIN_ALBUM_GAIN -7 dB\nPERFORMER Band\nTITLE Album\n";
    let sheet = sheet(&(head.to_owned() + TRACKS));
    let one = joined(&sheet, 0, file());
    let expect = Tags {
        title: Some("One".into()),
        artists: vec!["Band".into()],
        album: Some("Album".into()),
        album_artists: vec!["Band".into()],
        track_number: Some(1),
        track_total: Some(2),
        disc_number: Some(1),
        year: Some(1998),
        original_year: Some(1970),
        genres: vec!["Rock".into(), "Pop".into()],
        musicbrainz_release: Some("release".into()),
        replay_gain: ReplayGain {
            track_gain_db: Some(-6.5),
            album_gain_db: Some(-7.0),
            ..ReplayGain::default()
        },
        ..Tags::default()
    };
    assert_eq!(one, expect);
    let two = joined(&sheet, 1, file());
    assert_eq!(
        (two.artists, two.album_artists),
        (vec!["Guest".to_owned()], vec!["Band".to_owned()])
    );
    assert_eq!((two.composers, two.track_number), (vec!["Writer".to_owned()], Some(2)));
    assert_eq!(two.replay_gain.track_gain_db, None, "that of the file is of all of it");
}

#[test]
fn what_it_does_not_say_of_the_album_the_file_does() {
    let one = joined(&sheet(TRACKS), 0, file());
    assert_eq!(one.title.as_deref(), Some("One"));
    assert_eq!(one.artists, ["File artist"]);
    assert_eq!(one.album_artists, ["File album artist"]);
    assert_eq!(
        (one.album.as_deref(), one.year, one.disc_number),
        (Some("File album"), Some(1990), Some(2))
    );
    assert_eq!(
        (one.genres, one.artist_sort),
        (vec!["Folk".to_owned()], Some("artist, File".to_owned()))
    );
    assert_eq!(
        (one.track_number, one.comment, one.lyrics, one.musicbrainz_recording),
        (Some(1), None, None, None)
    );
}
