//! How the common containers are laid out, as far as symphonia does not tell: where tags and pictures end, where the
//! audio payload lies, and which frames of an AAC stream are music.
//!
//! Everything here reads a few kilobytes by position; sizes claimed by the file are never allocated for.

mod flac;
mod foreign;
mod mkv;
mod mp4;
mod mpeg;
mod ogg;
mod ogg_links;
mod ogg_pages;
mod riff;

use std::fs::File;
use std::io;

use crate::file::read_up_to;
use crate::view::Part;

pub(crate) use foreign::{by_magic, by_signs};
pub(crate) use mkv::{padding as matroska_padding, title as matroska_title};
pub(crate) use mp4::{Edit, SoundEntry, looks_like as is_mp4, text as mp4_text};
pub(crate) use mpeg::{after_id3v2, counted as mpeg_frames};
pub(crate) use ogg::{OggPayload, comment as ogg_comment};
pub(crate) use ogg_links::links as ogg_links;
pub(crate) use ogg_pages::sound_pages;
pub(crate) use riff::{id3_chunk, looks_like as is_riff};

/// A file's outline.
#[derive(Debug)]
pub(crate) struct Outline {
    /// What the demultiplexer is to see.
    pub(crate) view: Vec<Part>,
    pub(crate) payload: Payload,
    pub(crate) hints: Hints,
}

/// What a demultiplexer does not tell, or not right.
#[derive(Debug, Default)]
pub(crate) struct Hints {
    /// MP4: the stretch of the stream that is music.
    pub(crate) edit: Option<Edit>,
    /// MP4: how the track is described.
    pub(crate) entry: Option<SoundEntry>,
    /// MP4: length in units of the media's time scale, where it is in no index.
    pub(crate) ticks: Option<u64>,
    /// MPEG audio: where its frames begin and end.
    pub(crate) frames: Option<(u64, u64)>,
}

/// The bytes that tagging leaves alone.
#[derive(Debug)]
pub(crate) enum Payload {
    /// These stretches of the file, one after the other.
    Parts(Vec<Part>),
    /// Samples of the packets.
    Ogg(OggPayload),
    /// Only the demultiplexer knows.
    Packets,
}

/// The first byte behind the tags that any format may have in front.
pub(crate) fn start(file: &mut File, len: u64) -> io::Result<u64> {
    mpeg::after_id3v2(file, len)
}

/// Reads the outline of a file of `len` bytes.
pub(crate) fn outline(file: &mut File, len: u64) -> io::Result<Outline> {
    let start = start(file, len)?;
    let mut magic = [0; 12];
    let found = read_up_to(file, start, &mut magic)?;
    let magic = &magic[..found];
    let plain = |payload| Outline {
        view: vec![Part::File { start, len: len - start }],
        payload,
        hints: Hints::default(),
    };
    if magic.starts_with(b"fLaC") {
        flac::outline(file, start, len)
    } else if magic.starts_with(b"OggS") {
        Ok(plain(ogg::payload(file, start, len)?.map_or(Payload::Packets, Payload::Ogg)))
    } else if start == 0 && mp4::looks_like(magic) {
        mp4::outline(file, len)
    } else if start == 0 && riff::looks_like(magic) {
        riff::outline(file, len)
    } else if mpeg::looks_like(magic) || start > 0 {
        mpeg::outline(file, start, len)
    } else {
        Ok(plain(Payload::Packets))
    }
}

pub(crate) fn be32(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |value, byte| (value << 8) | u32::from(*byte))
}

pub(crate) fn be64(bytes: &[u8]) -> u64 {
    bytes.iter().take(8).fold(0, |value, byte| (value << 8) | u64::from(*byte))
}

pub(crate) fn le32(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).rev().fold(0, |value, byte| (value << 8) | u32::from(*byte))
}
