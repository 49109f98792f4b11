//! Small tagged audio files, each different: MP3 with ID3v2 and WAV with RIFF INFO.

use std::path::Path;

use domain::SplitMix64;

use crate::names::Names;

/// One frame of MPEG-1 layer III, 128 kbit/s at 44.1 kHz.
const MP3_FRAME: usize = 417;
const MP3_FRAMES: usize = 40;

/// Writes `count` files below `dir`, about ten tracks an album, four albums an artist; the first artist has a twentieth of all, the
/// first album a hundredth.
pub fn write_library(dir: &Path, count: usize) -> anyhow::Result<()> {
    let mut names = Names::new(1);
    let (mut artist, mut album, mut year, mut number) = (names.artist(), String::new(), 1970, 0);
    let (mut left_of_artist, mut left_of_album) = (count / 20, count / 100);
    for index in 0..count {
        if left_of_artist == 0 {
            artist = names.artist();
            left_of_artist = 40;
        }
        if number == 0 || left_of_album == 0 {
            if number > 0 {
                left_of_album = 6 + names.below(9);
            }
            album = names.title();
            year = 1960 + names.below(65);
            number = 0;
        }
        number += 1;
        (left_of_artist, left_of_album) = (left_of_artist.saturating_sub(1), left_of_album.saturating_sub(1));
        // Numbered, for names repeat; short, for file systems have limits.
        let short = |name: &str| name.chars().take(24).collect::<String>().trim().to_owned();
        let folder = dir.join(short(&artist)).join(format!("{} {}", short(&album), index / 1000));
        if number == 1 || !folder.is_dir() {
            std::fs::create_dir_all(&folder)?;
        }
        let title = names.title();
        let tags = [
            ("title", title.clone()),
            ("artist", artist.clone()),
            ("album", album.clone()),
            ("track", number.to_string()),
            ("genre", names.genre().to_owned()),
            ("year", year.to_string()),
        ];
        let (ending, bytes) = if index % 4 == 3 {
            ("wav", wav(index, &tags))
        } else {
            ("mp3", mp3(index, &tags))
        };
        std::fs::write(folder.join(format!("{number:02} {} {index}.{ending}", short(&title))), bytes)?;
    }
    Ok(())
}

fn mp3(index: usize, tags: &[(&str, String)]) -> Vec<u8> {
    let mut frames = Vec::new();
    for (name, value) in tags {
        let id = match *name {
            "title" => "TIT2",
            "artist" => "TPE1",
            "album" => "TALB",
            "genre" => "TCON",
            "year" => "TDRC",
            _ => "TRCK",
        };
        frames.extend_from_slice(id.as_bytes());
        let length = value.len() as u32 + 1;
        frames.extend([
            (length >> 21) as u8 & 127,
            (length >> 14) as u8 & 127,
            (length >> 7) as u8 & 127,
            length as u8 & 127,
        ]);
        // Flags, then 3: UTF-8.
        frames.extend_from_slice(&[0, 0, 3]);
        frames.extend_from_slice(value.as_bytes());
    }
    let size = frames.len() as u32;
    let mut file = b"ID3\x04\x00\x00".to_vec();
    file.extend([
        (size >> 21) as u8 & 127,
        (size >> 14) as u8 & 127,
        (size >> 7) as u8 & 127,
        size as u8 & 127,
    ]);
    file.extend(frames);
    for n in 0..MP3_FRAMES {
        let mut frame = vec![0u8; MP3_FRAME];
        frame[..4].copy_from_slice(&[0xff, 0xfb, 0x90, 0x00]);
        // In the unused end of the frame: makes every payload its own.
        frame[400..408].copy_from_slice(&((index * MP3_FRAMES + n) as u64).to_le_bytes());
        file.extend(frame);
    }
    file
}

fn wav(index: usize, tags: &[(&str, String)]) -> Vec<u8> {
    let sample = |t: u32| (f64::from(t) * (0.02 + index as f64 * 1e-5)).sin() * 8000.0;
    let samples: Vec<u8> = (0..8000).flat_map(|t| (sample(t) as i16).to_le_bytes()).collect();
    wav_file(8000, &samples, tags)
}

/// 16-bit mono.
fn wav_file(rate: u32, samples: &[u8], tags: &[(&str, String)]) -> Vec<u8> {
    let mut info = b"INFO".to_vec();
    for (name, value) in tags {
        let id = match *name {
            "title" => b"INAM",
            "artist" => b"IART",
            "album" => b"IPRD",
            "genre" => b"IGNR",
            "year" => b"ICRD",
            _ => b"ITRK",
        };
        chunk(&mut info, id, value.as_bytes());
    }
    let mut body = b"WAVE".to_vec();
    let mut format = Vec::new();
    format.extend(1u16.to_le_bytes());
    format.extend(1u16.to_le_bytes());
    format.extend(rate.to_le_bytes());
    format.extend((rate * 2).to_le_bytes());
    format.extend(2u16.to_le_bytes());
    format.extend(16u16.to_le_bytes());
    chunk(&mut body, b"fmt ", &format);
    chunk(&mut body, b"LIST", &info);
    chunk(&mut body, b"data", samples);
    let mut file = Vec::new();
    chunk(&mut file, b"RIFF", &body);
    file
}

fn chunk(out: &mut Vec<u8>, id: &[u8; 4], data: &[u8]) {
    out.extend_from_slice(id);
    out.extend((data.len() as u32).to_le_bytes());
    out.extend_from_slice(data);
    if data.len() % 2 == 1 {
        out.push(0);
    }
}

/// Writes `count` files of eight seconds of noise, each filtered differently: something to analyse.
pub fn write_noise(dir: &Path, count: usize) -> anyhow::Result<()> {
    const RATE: u32 = 22_050;
    std::fs::create_dir_all(dir)?;
    for index in 0..count {
        let mut rng = SplitMix64::new(index as u64);
        let smooth = rng.unit() * 0.95;
        let mut level = 0.0;
        let samples: Vec<u8> = (0..RATE * 8)
            .flat_map(|_| {
                level = level * smooth + (rng.unit() - 0.5) * (1.0 - smooth);
                ((level * 30_000.0) as i16).to_le_bytes()
            })
            .collect();
        let tags = [("title", format!("noise {index}")), ("artist", format!("artist {}", index / 4))];
        std::fs::write(dir.join(format!("{index}.wav")), wav_file(RATE, &samples, &tags))?;
    }
    Ok(())
}
