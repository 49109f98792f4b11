//! What a file plays as, written down as WAV.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::{Decoder, Error};

/// How a sample is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Depth {
    /// As many bits of integers, 1 to 24.
    Integer(u32),
    /// 32 bits.
    Float,
}

impl Depth {
    fn bytes(self) -> u32 {
        match self {
            Self::Integer(bits) => bits.div_ceil(8),
            Self::Float => 4,
        }
    }
}

/// Writes the rest of what `decoder` plays to `to` and returns its frames. Integers of up to 24 bits, as PCM, FLAC and ALAC have them,
/// stay what they are, for a float holds them all; anything else becomes floats of 32 bits. Past 4 GiB it is an RF64 file.
///
/// It is written beside `to` and takes its name once it is whole: a failure leaves what was there before.
///
/// # Errors
/// Those of [`Decoder::next_block`], and `Io` when the disk failed or is full.
pub fn write_wav(decoder: &mut Decoder, to: &Path) -> Result<u64, Error> {
    let format = Format {
        depth: depth(decoder),
        channels: u16::try_from(decoder.layout().channels()).unwrap_or(u16::MAX),
        rate: decoder.format().sample_rate,
        mask: decoder.channel_mask(),
    };
    let mut wav = WavWriter::create(to, format)?;
    let mut block = Vec::new();
    while decoder.next_block(&mut block)?.is_some() {
        wav.write(&block)?;
    }
    Ok(wav.finish()?)
}

/// A WAV file that is being written, beside the name that it takes once it is whole; dropped before, it is gone.
pub struct WavWriter {
    out: BufWriter<File>,
    draft: Draft,
    to: PathBuf,
    format: Format,
    frames: u64,
    bytes: Vec<u8>,
}

impl WavWriter {
    /// A file of stereo frames at `rate` Hz, floats of 32 bits.
    pub fn stereo(to: &Path, rate: u32) -> io::Result<Self> {
        let format = Format {
            depth: Depth::Float,
            channels: 2,
            rate,
            mask: 3,
        };
        Self::create(to, format)
    }

    fn create(to: &Path, format: Format) -> io::Result<Self> {
        let draft = Draft::beside(to)?;
        let mut out = BufWriter::with_capacity(1 << 18, draft.file.try_clone()?);
        out.write_all(&header(&format, 0))?;
        Ok(Self {
            out,
            draft,
            to: to.to_path_buf(),
            format,
            frames: 0,
            bytes: Vec::new(),
        })
    }

    /// Appends interleaved frames, full scale ±1.
    pub fn write(&mut self, samples: &[f32]) -> io::Result<()> {
        self.bytes.clear();
        for sample in samples {
            push(*sample, self.format.depth, &mut self.bytes);
        }
        self.frames += samples.len() as u64 / u64::from(self.format.channels.max(1));
        self.out.write_all(&self.bytes)
    }

    /// Gives the file its sizes and its name; returns its frames.
    pub fn finish(mut self) -> io::Result<u64> {
        if self.frames * self.format.frame_bytes() % 2 == 1 {
            self.out.write_all(&[0])?;
        }
        self.out.seek(SeekFrom::Start(0))?;
        self.out.write_all(&header(&self.format, self.frames))?;
        self.out.flush()?;
        self.draft.publish(&self.to)?;
        Ok(self.frames)
    }
}

fn depth(decoder: &Decoder) -> Depth {
    let format = decoder.format();
    match (format.codec.as_str(), format.bits_per_sample) {
        ("PCM" | "FLAC" | "ALAC", Some(bits @ 1..=24)) => Depth::Integer(bits),
        _ => Depth::Float,
    }
}

fn push(sample: f32, depth: Depth, out: &mut Vec<u8>) {
    let Depth::Integer(bits) = depth else {
        out.extend(sample.to_le_bytes());
        return;
    };
    let bytes = depth.bytes();
    // The valid bits are the upper ones of what they are kept in.
    let full = f64::from(1_u32 << (bits - 1));
    let integer = (f64::from(sample) * full).round().clamp(-full, full - 1.0) as i32;
    let integer = integer << (8 * bytes - bits);
    match bytes {
        // Eight bits are the only ones without a sign.
        1 => out.push((integer + 128) as u8),
        _ => out.extend(&integer.to_le_bytes()[..bytes as usize]),
    }
}

struct Format {
    depth: Depth,
    channels: u16,
    rate: u32,
    mask: u32,
}

impl Format {
    fn frame_bytes(&self) -> u64 {
        u64::from(self.channels) * u64::from(self.depth.bytes())
    }
}

/// Everything before the samples; as long whatever the number of frames. Room for the sizes of RF64 (EBU Tech 3306) is kept in a chunk that
/// other files pass over.
fn header(format: &Format, frames: u64) -> Vec<u8> {
    let data = frames.saturating_mul(format.frame_bytes());
    let (tag, valid) = match format.depth {
        Depth::Integer(bits) => (1_u16, bits as u16),
        Depth::Float => (3, 32),
    };
    let bits = 8 * format.depth.bytes() as u16;
    let frame = format.frame_bytes() as u32;
    let extensible = format.channels > 2 || bits > 16 || valid != bits;
    let mut description = Vec::new();
    description.extend(if extensible { 0xfffe } else { tag }.to_le_bytes());
    description.extend(format.channels.to_le_bytes());
    description.extend(format.rate.to_le_bytes());
    description.extend(format.rate.saturating_mul(frame).to_le_bytes());
    description.extend((frame as u16).to_le_bytes());
    description.extend(bits.to_le_bytes());
    if extensible {
        description.extend(22_u16.to_le_bytes());
        description.extend(valid.to_le_bytes());
        description.extend(format.mask.to_le_bytes());
        description.extend(tag.to_le_bytes());
        description.extend(b"\0\0\0\0\x10\0\x80\0\0\xaa\0\x38\x9b\x71");
    }
    let mut chunks = chunk(b"fmt ", &description);
    if format.depth == Depth::Float {
        chunks.extend(chunk(b"fact", &u32::try_from(frames).unwrap_or(u32::MAX).to_le_bytes()));
    }
    // "WAVE", the room with its header, the chunks, the head of the data and the data.
    let riff = 4 + 36 + chunks.len() as u64 + 8 + data + data % 2;
    let long = riff > u64::from(u32::MAX);
    let short = |size: u64| u32::try_from(size).ok().filter(|_| !long).unwrap_or(u32::MAX).to_le_bytes();
    let mut sizes = [0; 28];
    if long {
        sizes[..8].copy_from_slice(&riff.to_le_bytes());
        sizes[8..16].copy_from_slice(&data.to_le_bytes());
        sizes[16..24].copy_from_slice(&frames.to_le_bytes());
    }
    let mut head = if long { b"RF64" } else { b"RIFF" }.to_vec();
    head.extend(short(riff));
    head.extend(b"WAVE");
    head.extend(chunk(if long { b"ds64" } else { b"JUNK" }, &sizes));
    head.extend(chunks);
    head.extend(b"data");
    head.extend(short(data));
    head
}

fn chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    [name.as_slice(), &(body.len() as u32).to_le_bytes(), body].concat()
}

/// A file that has not got its name yet, and is removed if it never gets it.
struct Draft {
    file: File,
    path: PathBuf,
    published: bool,
}

impl Draft {
    fn beside(to: &Path) -> io::Result<Self> {
        let name = to.file_name().ok_or(io::ErrorKind::InvalidFilename)?;
        // Whoever writes the same file at the same time has a draft of its own.
        for number in 0..100 {
            let mut own = std::ffi::OsString::from(".");
            own.push(name);
            own.push(format!(".{}-{number}.part", std::process::id()));
            let path = to.with_file_name(own);
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(file) => {
                    return Ok(Self {
                        file,
                        path,
                        published: false,
                    });
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    fn publish(mut self, to: &Path) -> io::Result<()> {
        self.file.sync_all()?;
        fs::rename(&self.path, to)?;
        self.published = true;
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.published {
            fs::remove_file(&self.path).ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(depth: Depth, channels: u16) -> Format {
        Format {
            depth,
            channels,
            rate: 48_000,
            mask: 3,
        }
    }

    #[test]
    fn past_four_gibibytes_the_sizes_stand_elsewhere() {
        let format = format(Depth::Integer(16), 2);
        let (small, large) = (header(&format, 1_000), header(&format, 2 << 30));
        assert_eq!(small.len(), large.len());
        assert_eq!(&small[..4], b"RIFF");
        assert_eq!(small[4..8], (small.len() as u32 - 8 + 4_000).to_le_bytes());
        assert_eq!(small[small.len() - 4..], 4_000_u32.to_le_bytes());
        assert_eq!((&large[..8], &large[12..16]), (&b"RF64\xff\xff\xff\xff"[..], &b"ds64"[..]));
        assert_eq!(large[28..36], (8_u64 << 30).to_le_bytes());
        assert_eq!(large[large.len() - 4..], [0xff; 4]);
    }

    #[test]
    fn integers_stay_what_they_are() {
        for bits in [8_u32, 12, 16, 20, 24] {
            let full = 1_i32 << (bits - 1);
            for value in [-full, -full + 1, -1, 0, 1, full - 1] {
                let mut out = Vec::new();
                push(value as f32 / full as f32, Depth::Integer(bits), &mut out);
                let kept = 8 * out.len() as u32;
                let read = match out[..] {
                    [byte] => i32::from(byte) - 128,
                    _ => out.iter().rev().fold(0_i32, |all, byte| all << 8 | i32::from(*byte)) << (32 - kept) >> (32 - kept),
                };
                assert_eq!(read, value << (kept - bits), "{value} at {bits} bits");
            }
        }
        let mut out = Vec::new();
        push(1.5, Depth::Integer(16), &mut out);
        assert_eq!(out, i16::MAX.to_le_bytes(), "clipped, not wrapped");
    }

    #[test]
    fn a_draft_without_a_name_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let to = folder.path().join("song.wav");
        fs::write(&to, b"before").unwrap();
        drop(Draft::beside(&to).unwrap());
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
        Draft::beside(&to).unwrap().publish(&to).unwrap();
        assert_eq!(fs::read(&to).unwrap(), b"");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
    }
}
