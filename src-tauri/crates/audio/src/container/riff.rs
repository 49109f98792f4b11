//! WAV and AIFF: chunks, one of which holds the samples.

use std::fs::File;
use std::io;

use super::{Hints, Outline, Payload, be32, le32};
use crate::file::read_at;
use crate::view::Part;

pub(super) fn looks_like(magic: &[u8]) -> bool {
    magic.len() == 12
        && (matches!(&magic[..4], b"RIFF" | b"RF64") && &magic[8..] == b"WAVE"
            || &magic[..4] == b"FORM" && matches!(&magic[8..], b"AIFF" | b"AIFC"))
}

/// The view renames tag chunks, so that pictures in them are skipped.
pub(super) fn outline(file: &mut File, len: u64) -> io::Result<Outline> {
    let little = read_at::<4>(file, 0)?.is_some_and(|magic| magic[0] == b'R');
    let mut view = Vec::new();
    let mut shown_to = 0;
    let mut payload = Payload::Packets;
    let mut at = 12;
    for _ in 0..10_000 {
        let Some(header) = read_at::<8>(file, at)? else { break };
        let claimed = u64::from(if little { le32(&header[4..]) } else { be32(&header[4..]) });
        // Recorders that were cut off, and RF64, leave the size open.
        let size = claimed.min(len - at - 8);
        match &header[..4] {
            b"data" | b"SSND" => payload = Payload::Parts(vec![Part::File { start: at + 8, len: size }]),
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
        at = at + 8 + claimed + (claimed & 1);
        if at >= len {
            break;
        }
    }
    view.push(Part::File {
        start: shown_to,
        len: len - shown_to,
    });
    Ok(Outline {
        view,
        payload,
        hints: Hints::default(),
    })
}
