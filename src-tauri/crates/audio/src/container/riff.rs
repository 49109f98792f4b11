//! WAV and AIFF: chunks, one of which holds the samples.

use std::fs::File;
use std::io;

use super::{Hints, Outline, Payload, be32, le32};
use crate::file::read_at;
use crate::view::Part;

pub(crate) fn looks_like(magic: &[u8]) -> bool {
    magic.len() == 12
        && (matches!(&magic[..4], b"RIFF" | b"RF64") && &magic[8..] == b"WAVE"
            || &magic[..4] == b"FORM" && matches!(&magic[8..], b"AIFF" | b"AIFC"))
}

/// Where the ID3v2 tag of a file of `len` bytes begins, if it has one.
pub(crate) fn id3_chunk(file: &mut File, len: u64) -> io::Result<Option<u64>> {
    let little = read_at::<4>(file, 0)?.is_some_and(|magic| magic[0] == b'R');
    let mut at = 12;
    for _ in 0..10_000 {
        let Some(header) = read_at::<8>(file, at)?.filter(|_| at < len) else {
            break;
        };
        if header[..4].eq_ignore_ascii_case(b"id3 ") {
            return Ok(Some(at + 8));
        }
        let size = u64::from(if little { le32(&header[4..]) } else { be32(&header[4..]) });
        at = at + 8 + size + (size & 1);
    }
    Ok(None)
}

/// The view renames tag chunks, so that pictures in them are skipped.
pub(super) fn outline(file: &mut File, len: u64) -> io::Result<Outline> {
    let little = read_at::<4>(file, 0)?.is_some_and(|magic| magic[0] == b'R');
    let mut view = Vec::new();
    let mut shown_to = 0;
    let mut payload = Payload::Packets;
    let mut at = 12;
    let head = read_at::<8>(file, 0)?.unwrap_or_default();
    let whole = u64::from(if little { le32(&head[4..]) } else { be32(&head[4..]) });
    let mut outgrown = false;
    let long = &head[..4] == b"RF64";
    // RF64, which the demultiplexer does not know, has the size of its data in its first chunk (EBU Tech 3306).
    let long_data = read_at::<36>(file, 0)?.filter(|first| long && &first[12..16] == b"ds64");
    let long_data = long_data.map(|first| u64::from(le32(&first[28..])) | u64::from(le32(&first[32..])) << 32);
    for _ in 0..10_000 {
        let Some(header) = read_at::<8>(file, at)? else { break };
        let claimed = match u64::from(if little { le32(&header[4..]) } else { be32(&header[4..]) }) {
            0xffff_ffff if &header[..4] == b"data" => long_data.unwrap_or(0xffff_ffff),
            claimed => claimed,
        };
        // Recorders that were cut off, and RF64, leave the size open.
        let size = claimed.min(len - at - 8);
        match &header[..4] {
            b"data" | b"SSND" => {
                payload = Payload::Parts(vec![Part::File { start: at + 8, len: size }]);
                if claimed > size || long {
                    // The demultiplexer knows no length of what has none, and believes one that is too large.
                    view.push(Part::File {
                        start: shown_to,
                        len: at + 4 - shown_to,
                    });
                    let size = u32::try_from(size).unwrap_or(u32::MAX);
                    view.push(Part::Bytes(if little { size.to_le_bytes() } else { size.to_be_bytes() }.to_vec()));
                    shown_to = at + 8;
                }
                outgrown = long || at + size > whole;
            }
            b"id3 " | b"ID3 " | b"LIST" | b"APPL" if size > 4096 => {
                view.push(Part::File {
                    start: shown_to,
                    len: at - shown_to,
                });
                view.push(Part::Bytes(b"JUNK".to_vec()));
                shown_to = at + 4;
            }
            _ => {}
        }
        at = (at + 8).saturating_add(claimed).saturating_add(claimed & 1);
        if at >= len {
            break;
        }
    }
    view.push(Part::File {
        start: shown_to,
        len: len - shown_to,
    });
    if outgrown {
        // Whoever put chunks in did not tell the whole, and the demultiplexer would refuse what reaches past it.
        let size = u32::try_from(len - 8).unwrap_or(u32::MAX);
        let size = if little { size.to_le_bytes() } else { size.to_be_bytes() };
        if let Some(Part::File { start, len }) = view.first_mut() {
            (*start, *len) = (*start + 8, len.saturating_sub(8));
        }
        view.insert(0, Part::Bytes([if long { b"RIFF" } else { &head[..4] }, &size].concat()));
    }
    Ok(Outline {
        view,
        payload,
        hints: Hints::default(),
    })
}
