//! What comes out of files: tags, formats, covers.

use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::process::Command as Process;

use lofty::config::WriteOptions;
use lofty::file::{AudioFile, TaggedFileExt};
use lofty::picture::{MimeType, Picture, PictureType};
use lofty::tag::{ItemKey, Tag, TagType};

use crate::{Home, counts, title, wav, write_tags, write_wav};

#[test]
fn every_field_arrives() {
    let home = Home::empty();
    let path = home.music("a.wav");
    write_wav(&path, 1);
    write_tags(
        &path,
        &[
            (ItemKey::TrackTitle, "Титул"),
            (ItemKey::TrackArtist, "First"),
            (ItemKey::TrackArtist, "Second"),
            (ItemKey::AlbumTitle, "Album"),
            (ItemKey::AlbumArtist, "Band"),
            (ItemKey::TrackNumber, "3"),
            (ItemKey::TrackTotal, "12"),
            (ItemKey::DiscNumber, "1"),
            (ItemKey::DiscTotal, "2"),
            (ItemKey::RecordingDate, "2001-02-03"),
            (ItemKey::OriginalReleaseDate, "1971"),
            (ItemKey::Genre, "Krautrock"),
            (ItemKey::Composer, "Someone"),
            (ItemKey::FlagCompilation, "1"),
            (ItemKey::TrackTitleSortOrder, "Titul"),
            (ItemKey::AlbumTitleSortOrder, "Albm"),
            (ItemKey::InitialKey, "Am"),
            (ItemKey::Comment, "fine"),
            (ItemKey::ReplayGainTrackGain, "-7.25 dB"),
            (ItemKey::ReplayGainTrackPeak, "0.5"),
            (ItemKey::MusicBrainzRecordingId, "8f3471b5-7e6a-48da-86a9-c1c07a0f47ae"),
        ],
    );
    home.scan();
    let track = home.at("a.wav");
    let tags = track.tags;
    assert_eq!(tags.title.as_deref(), Some("Титул"));
    assert_eq!(tags.artists, ["First", "Second"]);
    assert_eq!(tags.album_artists, ["Band"]);
    assert_eq!(
        (tags.track_number, tags.track_total, tags.disc_number, tags.disc_total),
        (Some(3), Some(12), Some(1), Some(2))
    );
    assert_eq!((tags.year, tags.original_year, tags.compilation), (Some(2001), Some(1971), true));
    assert_eq!(
        (&tags.genres[..], &tags.composers[..]),
        (&["Krautrock".to_owned()][..], &["Someone".to_owned()][..])
    );
    assert_eq!(
        (tags.title_sort.as_deref(), tags.album_sort.as_deref()),
        (Some("Titul"), Some("Albm"))
    );
    assert_eq!((tags.musical_key.as_deref(), tags.comment.as_deref()), (Some("Am"), Some("fine")));
    assert_eq!(
        (tags.replay_gain.track_gain_db, tags.replay_gain.track_peak),
        (Some(-7.25), Some(0.5))
    );
    assert!(tags.musicbrainz_recording.is_some());
    assert_eq!(
        (track.format.sample_rate, track.format.channels, track.format.duration.as_millis()),
        (8_000, 1, 1_000)
    );
    assert_eq!(home.store.search("титул second", 5).unwrap(), [track.id]);
}

/// Files of every container that holds tags, made with ffmpeg where there is one.
#[test]
fn every_container_says_what_it_is() {
    if Process::new("ffmpeg").arg("-version").output().is_err() {
        println!("SKIPPED: there is no ffmpeg here");
        return;
    }
    let home = Home::empty();
    let said = [
        "title=Tïtle",
        "artist=Artist",
        "album=Album",
        "album_artist=Various",
        "track=3/9",
        "date=1999",
        "genre=Jazz",
    ];
    let made: Vec<&str> = [
        ("a.mp3", "libmp3lame"),
        ("a.flac", "flac"),
        ("a.oga", "flac"),
        ("a.ogg", "libvorbis"),
        ("a.opus", "libopus"),
        ("aac.m4a", "aac"),
        ("alac.m4a", "alac"),
        ("a.wav", "pcm_s16le"),
        ("a.aiff", "pcm_s16be"),
        ("flac.mka", "flac"),
        ("mp3.mka", "libmp3lame"),
        ("a.webm", "libopus"),
    ]
    .into_iter()
    .filter_map(|(name, codec)| {
        let mut ffmpeg = Process::new("ffmpeg");
        ffmpeg.args([
            "-v",
            "error",
            "-y",
            "-f",
            "lavfi",
            "-i",
            "sine=frequency=440:duration=1",
            "-ar",
            "48000",
            "-c:a",
            codec,
        ]);
        ffmpeg.args(said.iter().flat_map(|said| ["-metadata", said]));
        if name.ends_with("aiff") {
            ffmpeg.args(["-write_id3v2", "1"]);
        }
        ffmpeg.arg(home.music(name)).status().unwrap().success().then_some(name)
    })
    .collect();
    assert!(made.len() >= 6, "{made:?}");
    home.scan();
    for name in made {
        let tags = home.at(name).tags;
        assert_eq!(
            (tags.title.as_deref(), &tags.artists[..], tags.album.as_deref()),
            (Some("Tïtle"), &["Artist".to_owned()][..], Some("Album")),
            "{name}"
        );
        assert_eq!(
            (tags.track_number, tags.year, &tags.genres[..]),
            (Some(3), Some(1999), &["Jazz".to_owned()][..]),
            "{name}"
        );
        // What ffmpeg writes into WAV has no place for the album's artist.
        assert!(
            tags.album_artists == ["Various"] || name == "a.wav",
            "{name}: {:?}",
            tags.album_artists
        );
    }
}

#[test]
fn a_file_without_tags_is_a_track() {
    let home = Home::empty();
    write_wav(&home.music("Some Name.wav"), 1);
    assert_eq!(counts(&home.scan()), [1, 0, 0, 0, 0, 0]);
    assert_eq!(home.at("Some Name.wav").display_title(), "Some Name");
    assert_eq!(home.store.search("some na", 5).unwrap().len(), 1);
}

#[test]
fn music_that_cannot_be_played_is_listed_with_the_reason() {
    let home = Home::empty();
    fs::write(home.music("a.wma"), [7; 500]).unwrap();
    fs::write(home.music("b.DSF"), [8; 500]).unwrap();
    assert_eq!(counts(&home.scan()), [2, 0, 0, 0, 0, 0]);
    let track = home.at("a.wma");
    assert_eq!(track.format.unplayable.as_deref(), Some("Windows Media Audio is not supported"));
    assert_eq!(home.at("b.DSF").format.codec, "DSF");
    assert!(home.scan().is_unchanged());
}

pub fn png(color: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let image = image::RgbImage::from_pixel(600, 600, image::Rgb([color, 0, 0]));
    image.write_to(&mut Cursor::new(&mut bytes), image::ImageFormat::Png).unwrap();
    bytes
}

fn embed(path: &Path, picture: &[u8]) {
    let mut file = lofty::read_from_path(path).unwrap();
    let mut tag = Tag::new(TagType::Id3v2);
    let picture = Picture::unchecked(picture.to_vec())
        .pic_type(PictureType::CoverFront)
        .mime_type(MimeType::Png)
        .build();
    tag.push_picture(picture);
    file.insert_tag(tag);
    file.save_to_path(path, WriteOptions::default()).unwrap();
}

#[test]
fn covers_come_from_the_file_else_from_beside_it() {
    let home = Home::empty();
    for name in ["a/1.wav", "a/2.wav", "b/3.wav", "c/4.wav", "c/5.wav"] {
        write_wav(&home.music(name), name.len() as u64 + u64::from(name.as_bytes()[2]));
    }
    embed(&home.music("a/1.wav"), &png(1));
    fs::write(home.music("a/Folder.PNG"), png(2)).unwrap();
    fs::write(home.music("a/front.jpg"), b"no picture").unwrap();
    embed(&home.music("c/4.wav"), b"a broken picture");
    home.scan();
    let cover = |name: &str| home.at(name).cover;
    assert!(cover("a/1.wav").is_some() && cover("a/2.wav").is_some());
    assert_ne!(cover("a/1.wav"), cover("a/2.wav"));
    assert_eq!((cover("b/3.wav"), cover("c/4.wav"), cover("c/5.wav")), (None, None, None));
    let jpeg = home
        .store
        .thumbnail(cover("a/1.wav").unwrap(), store::CoverSize::Full)
        .unwrap()
        .unwrap();
    let small = image::load_from_memory(&jpeg).unwrap();
    assert_eq!((small.width(), small.height()), (512, 512));
    // A changed tag is looked at again.
    embed(&home.music("c/5.wav"), &png(1));
    home.scan();
    assert_eq!(cover("c/5.wav"), cover("a/1.wav"));
}

#[test]
fn a_broken_picture_inside_every_track_of_an_album_gives_way_to_the_one_beside_them() {
    let home = Home::empty();
    for n in 0..40 {
        let path = home.music(&format!("a/{n}.wav"));
        write_wav(&path, n);
        // The header of a picture and nothing behind it: what all threads meet at the same time.
        embed(&path, &png(7)[..200]);
    }
    fs::write(home.music("a/cover.png"), png(3)).unwrap();
    home.scan();
    let covers: std::collections::HashSet<_> = home.tracks().into_iter().map(|track| track.cover).collect();
    assert_eq!(covers.len(), 1);
    assert!(
        covers
            .into_iter()
            .all(|cover| cover.is_some_and(|hash| home.store.thumbnail(hash, store::CoverSize::Full).unwrap().is_some()))
    );
}

#[test]
fn a_tag_that_claims_more_than_it_has_leaves_the_track() {
    let home = Home::empty();
    let path = home.music("a.wav");
    // An "id3 " chunk of 2 GB behind the samples.
    let mut bytes = wav(1, 8_000);
    bytes.extend(b"id3 \xff\xff\xff\x7fID3\x04\0\0\x7f\x7f\x7f\x7f");
    fs::write(&path, bytes).unwrap();
    home.scan();
    assert_eq!(home.at("a.wav").format.duration.as_millis(), 1_000);
}

#[test]
fn tags_in_a_foreign_encoding_are_read_right() {
    let home = Home::empty();
    let path = home.music("a.wav");
    write_wav(&path, 1);
    // CP1251 bytes that a writer put into a Latin-1 frame.
    write_tags(&path, &title("Ãðóïïà êðîâè"));
    home.scan();
    assert_eq!(home.at("a.wav").tags.title.as_deref(), Some("Группа крови"));
}
