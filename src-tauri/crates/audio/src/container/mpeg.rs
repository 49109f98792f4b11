//! MPEG audio (MP1–MP3, ADTS): frames between tags of other people's making.

use std::fs::File;
use std::io;

use super::{Hints, Outline, Payload, be32, le32};
use crate::file::{read_at, read_up_to};
use crate::view::Part;

mod length;

pub(crate) use length::counted;

/// How far behind the tag the first frame is looked for.
const SYNC_SEARCH: usize = 64 << 10;

/// The first byte behind all ID3v2 tags at the start of the file.
pub(crate) fn after_id3v2(file: &mut File, len: u64) -> io::Result<u64> {
    let mut at = 0;
    // Two tags in a row happen; a hundred are an attack.
    for _ in 0..16 {
        let Some(header) = read_at::<10>(file, at)? else { break };
        if &header[..3] != b"ID3" || header[6..].iter().any(|byte| byte & 0x80 != 0) {
            break;
        }
        let size = header[6..].iter().fold(0, |size, byte| (size << 7) | u64::from(*byte));
        let footer = if header[5] & 0x10 != 0 { 10 } else { 0 };
        let end = at + 10 + size + footer;
        if end >= len {
            break;
        }
        at = end;
    }
    Ok(at)
}

/// One past the last byte before the tags at the end: ID3v1, APEv2, Lyrics3v2, in any order.
pub(super) fn before_trailing_tags(file: &mut File, start: u64, len: u64) -> io::Result<u64> {
    let mut end = len;
    for _ in 0..4 {
        let tag = trailing_tag(file, end)?;
        if tag == 0 || tag > end.saturating_sub(start) {
            break;
        }
        end -= tag;
    }
    Ok(end)
}

/// Size of the tag that ends at `end`; 0 if there is none.
fn trailing_tag(file: &mut File, end: u64) -> io::Result<u64> {
    if let Some(at) = end.checked_sub(128)
        && read_at::<3>(file, at)?.is_some_and(|magic| &magic == b"TAG")
    {
        return Ok(128);
    }
    if let Some(at) = end.checked_sub(32)
        && let Some(footer) = read_at::<32>(file, at)?
        && &footer[..8] == b"APETAGEX"
    {
        let header = if le32(&footer[20..]) & 0x8000_0000 != 0 { 32 } else { 0 };
        return Ok(u64::from(le32(&footer[12..])) + header);
    }
    if let Some(at) = end.checked_sub(15)
        && let Some(footer) = read_at::<15>(file, at)?
        && &footer[6..] == b"LYRICS200"
        && let Some(size) = std::str::from_utf8(&footer[..6]).ok().and_then(|digits| digits.parse::<u64>().ok())
    {
        return Ok(size + 15);
    }
    Ok(0)
}

pub(super) fn looks_like(magic: &[u8]) -> bool {
    magic.len() >= 2 && magic[0] == 0xff && magic[1] & 0xe0 == 0xe0
}

pub(super) fn outline(file: &mut File, start: u64, len: u64) -> io::Result<Outline> {
    let end = before_trailing_tags(file, start, len)?;
    let view = vec![Part::File { start, len: end - start }];
    let mut head = vec![0; SYNC_SEARCH.min(usize::try_from(end - start).unwrap_or(SYNC_SEARCH))];
    let found = read_up_to(file, start, &mut head)?;
    let skip = first_music_frame(&head[..found]).unwrap_or(0) as u64;
    let payload = Payload::Parts(vec![Part::File {
        start: start + skip,
        len: end - start - skip,
    }]);
    let hints = Hints {
        frames: Some((start, end)),
        ..Hints::default()
    };
    Ok(Outline { view, payload, hints })
}

/// Offset of the first frame that holds music: padding and the Xing/Info/VBRI frame, which tools rewrite, are left out.
fn first_music_frame(bytes: &[u8]) -> Option<usize> {
    let at = (0..bytes.len().saturating_sub(4)).find(|&at| {
        frame_len(&bytes[at..]).is_some_and(|len| bytes.get(at + len..at + len + 4).is_none_or(|next| frame_len(next).is_some()))
    })?;
    let len = frame_len(&bytes[at..])?;
    bytes.get(at..at + len)?;
    Some(if is_header_frame(&bytes[at..]) { at + len } else { at })
}

/// Whether this frame holds no music but what a Xing, Info or VBRI header says of the rest.
fn is_header_frame(frame: &[u8]) -> bool {
    if frame.len() < 4 {
        return false;
    }
    let side_info = match (frame[1] >> 3 & 3 == 3, frame[3] >> 6 == 3) {
        (true, false) => 32,
        (true, true) | (false, false) => 17,
        (false, true) => 9,
    };
    let mark = |offset: usize| frame.get(offset..offset + 4);
    matches!(mark(4 + side_info), Some(b"Xing" | b"Info")) || mark(36) == Some(b"VBRI")
}

/// Length of the MPEG audio frame with this header; `None` if it is none. ADTS frames count too.
fn frame_len(bytes: &[u8]) -> Option<usize> {
    const V1: [[u32; 16]; 3] = [
        [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448, 0],
        [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 0],
        [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0],
    ];
    const V2: [[u32; 16]; 2] = [
        [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256, 0],
        [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0],
    ];
    let header = be32(bytes.get(..4)?);
    if header >> 21 != 0x7ff {
        return None;
    }
    let version = header >> 19 & 3;
    let layer = header >> 17 & 3;
    if layer == 0 {
        // ADTS: 13 bits of frame length from bit 30 on.
        let rest = bytes.get(3..6)?;
        let len = usize::from(rest[0] & 3) << 11 | usize::from(rest[1]) << 3 | usize::from(rest[2] >> 5);
        return (header >> 20 == 0xfff && len > 7).then_some(len);
    }
    let layer = 4 - layer as usize;
    let rate_index = header >> 10 & 3;
    if version == 1 || rate_index == 3 {
        return None;
    }
    let rate = [44_100, 48_000, 32_000][rate_index as usize] >> [2, 0, 1, 0][version as usize];
    let bitrate_index = (header >> 12 & 15) as usize;
    let kbps = if version == 3 {
        V1[layer - 1][bitrate_index]
    } else {
        V2[usize::from(layer > 1)][bitrate_index]
    };
    if kbps == 0 {
        return None;
    }
    let padding = header >> 9 & 1;
    let len = match layer {
        1 => (12 * kbps * 1000 / rate + padding) * 4,
        3 if version != 3 => 72 * kbps * 1000 / rate + padding,
        _ => 144 * kbps * 1000 / rate + padding,
    };
    Some(len as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frame_lengths() {
        for (header, expect) in [
            // MPEG-1 layer III, 128 kbit/s, 44.1 kHz, without and with padding.
            ([0xff, 0xfb, 0x90, 0x00], Some(417)),
            ([0xff, 0xfb, 0x92, 0x00], Some(418)),
            // MPEG-2 layer III, 64 kbit/s, 22.05 kHz.
            ([0xff, 0xf3, 0x80, 0x00], Some(208)),
            // MPEG-1 layer II, 192 kbit/s, 48 kHz.
            ([0xff, 0xfd, 0xa4, 0x00], Some(576)),
            // Free format, reserved rate, no sync.
            ([0xff, 0xfb, 0x00, 0x00], None),
            ([0xff, 0xfb, 0x9c, 0x00], None),
            ([0x00, 0xfb, 0x90, 0x00], None),
        ] {
            assert_eq!(frame_len(&header), expect, "{header:02x?}");
        }
    }
}
