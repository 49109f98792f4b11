//! Sheets inside music files, one way to embed them after the other.

use std::fs;
use std::path::{Path, PathBuf};

use audio::Sheet;
use domain::sheet_path;

use crate::{decode, fixture, sheet};

/// A FLAC file with one more metadata block behind its first.
fn with_block(folder: &Path, kind: u8, body: &[u8]) -> PathBuf {
    let bytes = fs::read(fixture("lossless.flac")).unwrap();
    let first = 4 + 4 + 34;
    assert!(bytes[4] & 0x80 == 0, "it has blocks of its own");
    let mut head = (body.len() as u32).to_be_bytes();
    head[0] = kind;
    let path = folder.join("album.flac");
    fs::write(&path, [&bytes[..first], &head, body, &bytes[first..]].concat()).unwrap();
    path
}

fn comments(list: &[&str]) -> Vec<u8> {
    let mut body = 4u32.to_le_bytes().to_vec();
    body.extend(b"test");
    body.extend((list.len() as u32).to_le_bytes());
    for comment in list {
        body.extend((comment.len() as u32).to_le_bytes());
        body.extend(comment.as_bytes());
    }
    body
}

/// FLAC's own block: tracks at these samples.
fn table(starts: &[u64]) -> Vec<u8> {
    let mut body = vec![0; 395];
    body.push(starts.len() as u8 + 1);
    for (number, start) in (1..).zip(starts) {
        body.extend(start.to_be_bytes());
        body.push(number);
        body.extend([0; 26]);
        body.push(1);
        body.extend([0; 8]);
        body.extend([1, 0, 0, 0]);
    }
    body.extend(17_640u64.to_be_bytes());
    body.push(170);
    body.extend([0; 27]);
    body
}

fn starts(path: &Path) -> Option<Vec<u64>> {
    let sheet = Sheet::of(path).unwrap()?;
    Some(sheet.tracks.iter().map(|track| track.start.frames(22_050)).collect())
}

#[test]
fn in_the_comments_of_flac_and_in_its_own_block() {
    let folder = tempfile::tempdir().unwrap();
    let text = sheet("CDImage.wav", &[0, 5, 9]);
    let path = with_block(folder.path(), 4, &comments(&["ALBUM=x", &format!("CueSheet={text}"), "X=y"]));
    assert_eq!(starts(&path), Some(vec![0, 5 * 294, 9 * 294]));
    let whole = decode(&fixture("lossless.flac"));
    assert!(decode(&path) == whole, "the path of the file is the whole of it");
    let parts: Vec<f32> = (1..=3).flat_map(|number| decode(&sheet_path(&path, number))).collect();
    assert!(parts == whole);

    let path = with_block(folder.path(), 5, &table(&[100, 3_001]));
    assert_eq!(starts(&path), Some(vec![100, 3_001]), "places of a block are samples");
    assert!(decode(&sheet_path(&path, 1)) == whole[100..3_001]);
    assert!(decode(&sheet_path(&path, 2)) == whole[3_001..]);
}

#[test]
fn one_track_or_other_files_are_no_sheet_for_this_one() {
    let folder = tempfile::tempdir().unwrap();
    let two_files = sheet("a.wav", &[0, 5]) + &sheet("b.wav", &[0, 5]);
    for text in [&sheet("a.wav", &[0]), "nonsense", "", &two_files] {
        let path = with_block(folder.path(), 4, &comments(&[&format!("CUESHEET={text}")]));
        assert_eq!(starts(&path), None, "{text}");
    }
    let path = with_block(folder.path(), 5, &table(&[0]));
    assert_eq!(starts(&path), None);
}

fn id3(version: u8, encoding: u8, key: &[u8], text: &[u8]) -> Vec<u8> {
    let frame = |id: &[u8; 4], body: &[u8]| {
        let len = body.len() as u32;
        let size = if version == 4 {
            [len >> 21, len >> 14, len >> 7, len].map(|byte| byte as u8 & 0x7f)
        } else {
            len.to_be_bytes()
        };
        [id.as_slice(), &size, &[0, 0], body].concat()
    };
    let frames = [
        frame(b"TIT2", b"\x00Album"),
        frame(b"TXXX", b"\x00OTHER\x00x"),
        frame(b"TXXX", &[&[encoding], key, text].concat()),
        vec![0; 100],
    ]
    .concat();
    let len = frames.len() as u32;
    let size = [len >> 21, len >> 14, len >> 7, len].map(|byte| byte as u8 & 0x7f);
    [b"ID3".as_slice(), &[version, 0, 0], &size, &frames].concat()
}

#[test]
fn in_the_tags_of_mp3() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("album.mp3");
    let sound = fs::read(fixture("other.mp3")).unwrap();
    let text = sheet("a.mp3", &[0, 5]);
    let wide = |text: &str, unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
    let marked = |text: &str| wide(&format!("\u{feff}{text}"), u16::to_le_bytes);
    let expect = Some(vec![0, 5 * 294]);
    for version in [3, 4] {
        for tag in [
            id3(version, 0, b"CUESHEET\0", text.as_bytes()),
            id3(version, 3, b"cuesheet\0", text.as_bytes()),
            id3(version, 1, &[marked("CUESHEET"), vec![0, 0]].concat(), &marked(&text)),
            id3(version, 2, &wide("CUESHEET\0", u16::to_be_bytes), &wide(&text, u16::to_be_bytes)),
        ] {
            fs::write(&path, [tag.as_slice(), &sound].concat()).unwrap();
            assert_eq!(starts(&path), expect, "ID3v2.{version}");
        }
    }
    let mut items = Vec::new();
    for (key, value) in [("Title", "Album"), ("Cuesheet", &text)] {
        items.extend((value.len() as u32).to_le_bytes());
        items.extend([0; 4]);
        items.extend(key.as_bytes());
        items.push(0);
        items.extend(value.as_bytes());
    }
    let mut footer = b"APETAGEX\xd0\x07\0\0".to_vec();
    footer.extend((items.len() as u32 + 32).to_le_bytes());
    footer.extend([2, 0, 0, 0]);
    footer.extend([0; 12]);
    let id3v1 = [b"TAG".as_slice(), &[0; 125]].concat();
    for tail in [Vec::new(), id3v1] {
        fs::write(&path, [sound.as_slice(), &items, &footer, &tail].concat()).unwrap();
        assert_eq!(starts(&path), expect, "APEv2");
    }
    fs::write(&path, &sound).unwrap();
    assert_eq!(starts(&path), None);
}
