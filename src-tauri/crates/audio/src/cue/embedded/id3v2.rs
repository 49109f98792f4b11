//! Sheets in ID3v2.

use std::fs::File;

use encoding_rs::UTF_16BE;

use super::{KEY, LARGEST_BLOCK, MOST_ITEMS, bytes};
use crate::container::be32;
use crate::file::read_at;
use crate::{Error, decode_text};

/// A `TXXX` frame of the ID3v2.3 or 2.4 tag that begins at `start`.
pub(super) fn text(file: &mut File, start: u64) -> Result<Option<String>, Error> {
    let Some(head) = read_at::<10>(file, start)? else { return Ok(None) };
    let version = head[3];
    // A 2.3 tag that is unsynchronised as a whole has no frames one could step over.
    if &head[..3] != b"ID3" || !matches!(version, 3 | 4) || (version == 3 && head[5] & 0x80 != 0) {
        return Ok(None);
    }
    let end = start + 10 + u64::from(syncsafe(&head[6..10]));
    let mut at = start + 10;
    if head[5] & 0x40 != 0
        && let Some(size) = read_at::<4>(file, at)?
    {
        at += if version == 4 {
            u64::from(syncsafe(&size))
        } else {
            4 + u64::from(be32(&size))
        };
    }
    for _ in 0..MOST_ITEMS {
        let frame = if at + 10 <= end { read_at::<10>(file, at)? } else { None };
        let Some(frame) = frame.filter(|frame| frame[0] != 0) else { break };
        let size = u64::from(if version == 4 { syncsafe(&frame[4..8]) } else { be32(&frame[4..8]) });
        if &frame[..4] == b"TXXX" && size <= LARGEST_BLOCK && at + 10 + size <= end {
            // Compressed and encrypted ones are left alone.
            let plain = frame[9] & if version == 4 { 0x0c } else { 0xc0 } == 0;
            let mut body = bytes(file, at + 10, size)?;
            if version == 4 && frame[9] & 0x01 != 0 {
                body.drain(..body.len().min(4));
            }
            if version == 4 && frame[9] & 0x02 != 0 {
                synchronise(&mut body);
            }
            if let Some(text) = named_text(&body).filter(|_| plain) {
                return Ok(Some(text));
            }
        }
        at += 10 + size;
    }
    Ok(None)
}

/// Takes out the zeros that hide what looks like a frame of sound.
fn synchronise(body: &mut Vec<u8>) {
    let mut before = 0;
    body.retain(|byte| {
        let stuffed = before == 0xff && *byte == 0;
        before = *byte;
        !stuffed
    });
}

/// The text of a `TXXX` frame that has our key.
fn named_text(body: &[u8]) -> Option<String> {
    let (encoding, rest) = body.split_first()?;
    let wide = matches!(encoding, 1 | 2);
    let end = if wide {
        2 * rest.chunks_exact(2).position(|unit| unit == [0, 0])?
    } else {
        rest.iter().position(|byte| *byte == 0)?
    };
    let text = |bytes: &[u8]| match encoding {
        2 => UTF_16BE.decode_without_bom_handling(bytes).0.into_owned(),
        // UTF-16 has a mark, and what is declared as Latin-1 often is not.
        _ => decode_text(bytes),
    };
    let key = &rest[..end];
    if key.len() > 64 || !text(key).trim().eq_ignore_ascii_case(KEY) {
        return None;
    }
    rest.get(end + if wide { 2 } else { 1 }..).map(text)
}

fn syncsafe(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |value, byte| value << 7 | u32::from(byte & 0x7f))
}
