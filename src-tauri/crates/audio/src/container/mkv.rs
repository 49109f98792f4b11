//! Matroska: what the demultiplexer does not hand out, which is the title in the segment's header, and what is to be cut off the
//! last packet.

use std::fs::File;
use std::io;

use crate::file::{read_at, read_up_to};

const EBML: u64 = 0x1a45_dfa3;
const SEGMENT: u64 = 0x1853_8067;
const INFO: u64 = 0x1549_a966;
const TITLE: u64 = 0x7ba9;
const CLUSTER: u64 = 0x1f43_b675;
const BLOCK_GROUP: u64 = 0xa0;
const BLOCK: u64 = 0xa1;
const DISCARD_PADDING: u64 = 0x75a2;

/// Elements stepped over on the way to the last cluster: a day of clusters of five seconds is 17,280.
const MOST_STEPS: usize = 20_000;
/// Bytes of a cluster searched for its last block.
const MOST_CLUSTER: u64 = 16 << 20;

/// The title of the whole file, if it is Matroska or WebM and has one.
pub(crate) fn title(file: &mut File) -> io::Result<Option<String>> {
    // Levels are entered, other elements stepped over; a header has a dozen of them.
    let mut at = 0;
    for _ in 0..1000 {
        let Some((id, body, size)) = element(file, at)? else { break };
        match id {
            SEGMENT | INFO => at = body,
            TITLE => {
                let mut text = vec![0; size.min(4096) as usize];
                let found = read_up_to(file, body, &mut text)?;
                return Ok(Some(String::from_utf8_lossy(&text[..found]).trim_end_matches('\0').to_string()));
            }
            CLUSTER => break,
            _ if at == 0 && id != EBML => break,
            _ => match body.checked_add(size) {
                Some(next) => at = next,
                None => break,
            },
        }
    }
    Ok(None)
}

/// Nanoseconds to be cut off the end of the last packet of a track, if it says so.
pub(crate) fn padding(file: &mut File, track: u32) -> io::Result<Option<u64>> {
    let (mut at, mut last) = (0, None);
    for _ in 0..MOST_STEPS {
        let Some((id, body, size)) = element(file, at)? else { break };
        // A live stream does not know how long its clusters are: their blocks are stepped over one by one.
        let open_end = size == OPEN_END;
        if id == CLUSTER {
            last = Some((body, size));
        }
        at = match id {
            SEGMENT => body,
            CLUSTER if open_end => body,
            _ => match body.checked_add(size) {
                Some(next) if next > at => next,
                _ => break,
            },
        };
    }
    let Some((from, size)) = last else { return Ok(None) };
    let (mut at, end, mut nanos) = (from, from.saturating_add(size.min(MOST_CLUSTER)), None);
    while at < end
        && let Some((id, body, size)) = element(file, at)?
    {
        if id == BLOCK_GROUP {
            let found = group_padding(file, body, body.saturating_add(size), track)?;
            nanos = found.unwrap_or(nanos);
        }
        match body.checked_add(size) {
            Some(next) if next > at => at = next,
            _ => break,
        }
    }
    Ok(nanos)
}

/// What a group of blocks of this track says of its end; the outer `None` for another track.
fn group_padding(file: &mut File, mut at: u64, end: u64, track: u32) -> io::Result<Option<Option<u64>>> {
    let (mut ours, mut nanos) = (false, None);
    while at < end
        && let Some((id, body, size)) = element(file, at)?
    {
        let head = read_at::<8>(file, body)?.unwrap_or_default();
        if id == BLOCK {
            // A track number of one byte, as those of the first 127 are.
            ours = u32::from(head[0] & 0x7f) == track;
        } else if id == DISCARD_PADDING && (1..=8).contains(&size) {
            let padding = number(&head[..size as usize], 0xff);
            // It is signed; what is to be cut off the start is of no concern here.
            nanos = Some(padding).filter(|_| head[0] & 0x80 == 0);
        }
        match body.checked_add(size) {
            Some(next) if next > at => at = next,
            _ => break,
        }
    }
    Ok(ours.then_some(nanos))
}

/// The size of an element that ends where its parent does, or where the next of its kind begins.
const OPEN_END: u64 = u64::MAX;

/// Id, first byte of the body, and size of the element at `at`.
fn element(file: &mut File, at: u64) -> io::Result<Option<(u64, u64, u64)>> {
    let Some(head) = read_at::<12>(file, at)? else { return Ok(None) };
    let id_len = head[0].leading_zeros() as usize + 1;
    if id_len > 4 {
        return Ok(None);
    }
    let id = number(&head[..id_len], 0xff);
    let size_len = head[id_len].leading_zeros() as usize + 1;
    if size_len > 8 {
        return Ok(None);
    }
    let size = number(&head[id_len..id_len + size_len], 0xff >> size_len);
    let size = if size == (1 << (7 * size_len)) - 1 { OPEN_END } else { size };
    Ok(Some((id, at + (id_len + size_len) as u64, size)))
}

fn number(bytes: &[u8], first: u64) -> u64 {
    bytes.iter().enumerate().fold(0, |value, (index, byte)| {
        value << 8 | if index == 0 { u64::from(*byte) & first } else { u64::from(*byte) }
    })
}
