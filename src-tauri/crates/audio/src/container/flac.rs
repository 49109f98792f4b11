//! FLAC: metadata blocks, then frames.

use std::fs::File;
use std::io;

use super::{Hints, Outline, Payload, be32, mpeg};
use crate::file::{read_at, read_up_to};
use crate::view::Part;

const STREAMINFO: u8 = 0;
const SEEKTABLE: u8 = 3;
/// 100,000 seek points; a file needs hundreds.
const MAX_SEEKTABLE: usize = 1_800_000;
/// A file needs a dozen.
const MAX_BLOCKS: usize = 4096;

/// The view keeps the stream's own blocks and drops pictures, comments and padding unread.
pub(super) fn outline(file: &mut File, start: u64, len: u64) -> io::Result<Outline> {
    let mut kept: Vec<(u8, Vec<u8>)> = Vec::new();
    let mut at = start + 4;
    // A sparse file can hold empty blocks without end.
    for _ in 0..MAX_BLOCKS {
        let Some(header) = read_at::<4>(file, at)? else { break };
        let size = be32(&header) & 0x00ff_ffff;
        let kind = header[0] & 0x7f;
        if kind == STREAMINFO || (kind == SEEKTABLE && size as usize <= MAX_SEEKTABLE) {
            let mut body = vec![0; size as usize];
            let found = read_up_to(file, at + 4, &mut body)?;
            body.truncate(found);
            if body.len() == size as usize && !kept.iter().any(|(known, _)| *known == kind) {
                kept.push((kind, body));
            }
        }
        at += 4 + u64::from(size);
        if header[0] & 0x80 != 0 || at >= len || kind == 0x7f {
            break;
        }
    }
    let frames = at.min(len);
    let end = mpeg::before_trailing_tags(file, frames, len)?;
    let frames = Part::File {
        start: frames,
        len: end - frames,
    };
    let mut head = b"fLaC".to_vec();
    let last = kept.len().saturating_sub(1);
    for (index, (kind, body)) in kept.iter().enumerate() {
        let flag = if index == last { 0x80 } else { 0 };
        head.push(kind | flag);
        head.extend_from_slice(&(body.len() as u32).to_be_bytes()[1..]);
        head.extend_from_slice(body);
    }
    Ok(Outline {
        view: vec![Part::Bytes(head), frames.clone()],
        payload: Payload::Parts(vec![frames]),
        hints: Hints::default(),
    })
}
