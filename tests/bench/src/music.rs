//! Small tagged audio files, each different: MP3 with ID3v2 and WAV with RIFF INFO.

use std::path::Path;

use domain::SplitMix64;

const WORDS: [&str; 24] = [
    "River",
    "Glass",
    "Night",
    "Летний",
    "東京",
    "Été",
    "Signal",
    "Hollow",
    "Copper",
    "星空",
    "Ночь",
    "Garden",
    "Static",
    "Amber",
    "Coast",
    "Ghost",
    "Paper",
    "Motor",
    "Violet",
    "Harbour",
    "Señal",
    "Winter",
    "Echo",
    "Lantern",
];
/// One frame of MPEG-1 layer III, 128 kbit/s at 44.1 kHz.
const MP3_FRAME: usize = 417;
const MP3_FRAMES: usize = 40;

/// Writes `count` files below `dir`, ten tracks an album, four albums an artist.
pub fn write_library(dir: &Path, count: usize) -> anyhow::Result<()> {
    let mut rng = SplitMix64::new(1);
    let mut name = |n: usize| format!("{} {} {n}", WORDS[rng.below(WORDS.len())], WORDS[rng.below(WORDS.len())]);
    let (mut artist, mut album) = (String::new(), String::new());
    for index in 0..count {
        if index % 40 == 0 {
            artist = name(index / 40);
        }
        if index % 10 == 0 {
            album = name(index / 10);
        }
        let folder = dir.join(&artist).join(&album);
        if index % 10 == 0 {
            std::fs::create_dir_all(&folder)?;
        }
        let tags = [
            ("title", name(index)),
            ("artist", artist.clone()),
            ("album", album.clone()),
            ("track", format!("{}", index % 10 + 1)),
        ];
        let (ending, bytes) = if index % 4 == 3 {
            ("wav", wav(index, &tags))
        } else {
            ("mp3", mp3(index, &tags))
        };
        std::fs::write(folder.join(format!("{:02} track.{ending}", index % 10 + 1)), bytes)?;
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
            _ => "TRCK",
        };
        frames.extend_from_slice(id.as_bytes());
        frames.extend_from_slice(&(value.len() as u32 + 1).to_be_bytes());
        // Flags, then 3: UTF-8. Lengths stay below 128, so a plain size is a synch-safe one too.
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
