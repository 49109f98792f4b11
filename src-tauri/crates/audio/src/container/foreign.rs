//! Names of what is not played: for a person, "Monkey's Audio is not supported" is a reason, "no known format" is none.

use std::fs::File;
use std::io;

use crate::file::read_up_to;

/// Formats that begin like nothing else. They are told before a demultiplexer searches them, which may find frames of its own in them.
const MAGIC: &[(&[u8], &str)] = &[
    (b"MAC ", "Monkey's Audio"),
    (b"DSD ", "DSD (DSF)"),
    (b"FRM8", "DSD (DSDIFF)"),
    (b"MPCK", "Musepack"),
    (b"MP+", "Musepack"),
    (b"wvpk", "WavPack"),
    (b"TTA1", "True Audio"),
    (b"TTA2", "True Audio"),
    (b"OFR ", "OptimFROG"),
    (b"tBaK", "TAK"),
    (b"ajkg", "Shorten"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "Windows Media Audio"),
    (b"\x7f\xfe\x80\x01", "DTS"),
    (b"\xfe\x7f\x01\x80", "DTS"),
    (b"DTSHDHDR", "DTS-HD"),
    (b".RMF", "RealAudio"),
    (b".ra\xfd", "RealAudio"),
    (b".snd", "Sun audio (AU)"),
    (b"riff\x2e\x91\xcf\x11", "Wave64"),
    (b"#!AMR", "AMR"),
    (b"MThd", "MIDI, which holds notes and no sound,"),
    (b"ADIF", "AAC in an ADIF file"),
];

/// What is not played inside a WAV file, by the number of its format.
const IN_WAV: &[(u16, &str)] = &[
    (0x0031, "GSM"),
    (0x0040, "G.721"),
    (0x0045, "G.726"),
    (0x0050, "MPEG audio in a WAV file"),
    (0x0055, "MP3 in a WAV file"),
    (0x00ff, "AAC in a WAV file"),
    (0x0160, "Windows Media Audio"),
    (0x0161, "Windows Media Audio"),
    (0x0162, "Windows Media Audio Pro"),
    (0x0163, "Windows Media Audio Lossless"),
    (0x2000, "AC-3"),
    (0x2001, "DTS"),
];

/// The name of a format that is not played, by its first bytes, from `start` on.
pub(crate) fn by_magic(file: &mut File, start: u64) -> io::Result<Option<&'static str>> {
    let mut head = [0; 16];
    let found = read_up_to(file, start, &mut head)?;
    let head = &head[..found];
    let known = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, name)| *name);
    // TrueHD and MLP say how long the first unit is before they say what they are.
    Ok(known.or(match head.get(4..8) {
        Some(b"\xf8\x72\x6f\xba") => Some("TrueHD"),
        Some(b"\xf8\x72\x6f\xbb") => Some("MLP"),
        _ => None,
    }))
}

/// The name of what no demultiplexer could open, by weaker signs.
pub(crate) fn by_signs(file: &mut File, start: u64) -> io::Result<Option<&'static str>> {
    let mut head = [0; 64];
    let found = read_up_to(file, start, &mut head)?;
    let head = &head[..found];
    if head.starts_with(b"\x0b\x77") {
        // The version of the bit stream: beyond ten it is the enhanced one.
        return Ok(Some(if head.get(5).is_some_and(|byte| byte >> 3 > 10) {
            "E-AC-3"
        } else {
            "AC-3"
        }));
    }
    if head.starts_with(b"OggS") {
        let name = [
            (&b"Speex   "[..], "Speex"),
            (b"\x80theora", "Theora video"),
            (b"BBCD", "Dirac video"),
        ];
        let first = head.get(28..).unwrap_or_default();
        return Ok(name.iter().find(|(magic, _)| first.starts_with(magic)).map(|(_, name)| *name));
    }
    if head.starts_with(b"RIFF") && head.get(12..16) == Some(b"fmt ") {
        let tag = head.get(20..22).map_or(0, |tag| u16::from_le_bytes([tag[0], tag[1]]));
        return Ok(IN_WAV.iter().find(|(known, _)| *known == tag).map(|(_, name)| *name));
    }
    Ok(None)
}
