//! Ogg: packets in pages. Tagging may lay the same packets out in other pages, so packets are what is hashed.

use std::fs::File;
use std::io;

use super::le32;
use crate::file::{read_at, read_up_to};

/// Bytes of packets taken from either end.
const SAMPLE: usize = 16 << 10;
/// How far from the end the last pages are looked for: two pages of the largest size and a sample.
const TAIL: u64 = 2 * 65_307 + SAMPLE as u64;

/// Pages looked at for the first sound: the comment with its pictures may take a few hundred.
const MOST_PAGES: usize = 20_000;

/// What identifies the audio of an Ogg file.
#[derive(Debug)]
pub(crate) struct OggPayload {
    /// The first bytes of the packets behind the header packets.
    pub(crate) head: Vec<u8>,
    /// The last bytes of the packets; empty where they overlap with `head`.
    pub(crate) tail: Vec<u8>,
    /// Position of the last frame.
    pub(crate) last_granule: u64,
}

pub(super) struct Page {
    pub(super) serial: u32,
    granule: u64,
    lacing: Vec<u8>,
    body: u64,
    pub(super) end: u64,
}

/// `None` if the pages make no sense.
pub(super) fn payload(file: &mut File, start: u64, len: u64) -> io::Result<Option<OggPayload>> {
    let Some(first) = page(file, start)? else { return Ok(None) };
    let serial = first.serial;
    let mut bos = [0; 16];
    read_up_to(file, first.body, &mut bos)?;
    let mut headers = header_packets(&bos);

    let mut head = Vec::new();
    let mut at = start;
    for _ in 0..MOST_PAGES {
        if head.len() >= SAMPLE {
            break;
        }
        let Some(page) = page(file, at)? else { break };
        at = page.end;
        if page.serial != serial {
            continue;
        }
        let mut skip = 0;
        for &lace in &page.lacing {
            if headers == 0 {
                break;
            }
            skip += u64::from(lace);
            if lace < 255 {
                headers -= 1;
            }
        }
        if headers > 0 {
            continue;
        }
        let size = page.end - page.body - skip;
        append(file, page.body + skip, size.min((SAMPLE - head.len()) as u64), &mut head)?;
    }
    // A file cut short claims a page that reaches past its end.
    let (mut tail, last_granule) = last_packets(file, serial, at.max(len.saturating_sub(TAIL)).min(len), len)?;
    if tail.len() > SAMPLE {
        tail.drain(..tail.len() - SAMPLE);
    }
    Ok(Some(OggPayload { head, tail, last_granule }))
}

/// The comments of the first stream of a file: its second packet, without what tells whose it is, as where its pieces in the pages begin and
/// how long they are. `None` for a codec whose comments are of another kind.
pub(crate) fn comment(file: &mut File, start: u64) -> io::Result<Option<Vec<(u64, u64)>>> {
    let Some(first) = page(file, start)? else { return Ok(None) };
    let mut bos = [0; 8];
    read_up_to(file, first.body, &mut bos)?;
    let mut name = match &bos {
        [0x01, b'v', b'o', b'r', b'b', b'i', b's', _] => 7,
        b"OpusHead" => 8,
        // The head of a metadata block.
        [0x7f, b'F', b'L', b'A', b'C', ..] => 4,
        _ => return Ok(None),
    };
    let (mut before, mut at, mut pieces) = (1, start, Vec::new());
    for _ in 0..MOST_PAGES {
        let Some(page) = page(file, at)? else { break };
        at = page.end;
        if page.serial != first.serial {
            continue;
        }
        let mut from = page.body;
        for &lace in &page.lacing {
            let skipped = name.min(u64::from(lace));
            if before == 0 {
                name -= skipped;
                pieces.push((from + skipped, u64::from(lace) - skipped));
            }
            from += u64::from(lace);
            if lace < 255 {
                match before {
                    0 => return Ok(Some(joined(pieces))),
                    _ => before -= 1,
                }
            }
        }
    }
    Ok(None)
}

/// Neighbours made one.
fn joined(pieces: Vec<(u64, u64)>) -> Vec<(u64, u64)> {
    let mut joined: Vec<(u64, u64)> = Vec::new();
    for (start, len) in pieces {
        match joined.last_mut() {
            Some((before, size)) if *before + *size == start => *size += len,
            _ => joined.push((start, len)),
        }
    }
    joined
}

/// Header packets of the codec whose first packet starts like this.
fn header_packets(bos: &[u8]) -> usize {
    match bos {
        [0x01, b'v', b'o', b'r', b'b', b'i', b's', ..] => 3,
        // Ogg FLAC says how many follow, but zero means "unknown": at least the comment.
        [0x7f, b'F', b'L', b'A', b'C', _, _, high, low, ..] => 1 + (usize::from(*high) << 8 | usize::from(*low)).max(1),
        _ => 2,
    }
}

/// Bodies of the pages from `from` on, and the granule position of the last one that has one.
fn last_packets(file: &mut File, serial: u32, from: u64, len: u64) -> io::Result<(Vec<u8>, u64)> {
    let mut bytes = vec![0; usize::try_from(len - from).unwrap_or(0)];
    let found = read_up_to(file, from, &mut bytes)?;
    bytes.truncate(found);
    let (mut tail, mut granule, mut at) = (Vec::new(), 0, 0);
    while let Some(offset) = bytes
        .get(at..)
        .and_then(|rest| rest.windows(4).position(|window| window == b"OggS"))
    {
        at += offset;
        match parse(&bytes[at..], 0) {
            Some(page) if page.end as usize <= bytes.len() - at => {
                if page.serial == serial {
                    tail.extend_from_slice(&bytes[at + page.body as usize..at + page.end as usize]);
                    if page.granule != u64::MAX {
                        granule = page.granule;
                    }
                }
                at += page.end as usize;
            }
            _ => at += 4,
        }
    }
    Ok((tail, granule))
}

fn page(file: &mut File, at: u64) -> io::Result<Option<Page>> {
    let Some(fixed) = read_at::<27>(file, at)? else { return Ok(None) };
    let mut bytes = vec![0; 27 + usize::from(fixed[26])];
    if read_up_to(file, at, &mut bytes)? < bytes.len() {
        return Ok(None);
    }
    Ok(parse(&bytes, at))
}

/// Reads a page header that stands at `at`.
pub(super) fn parse(bytes: &[u8], at: u64) -> Option<Page> {
    let fixed = bytes.get(..27)?;
    if &fixed[..4] != b"OggS" {
        return None;
    }
    let lacing = bytes.get(27..27 + usize::from(fixed[26]))?.to_vec();
    let body = at + 27 + lacing.len() as u64;
    let size: u64 = lacing.iter().map(|lace| u64::from(*lace)).sum();
    let granule = u64::from(le32(&fixed[6..])) | u64::from(le32(&fixed[10..])) << 32;
    Some(Page {
        serial: le32(&fixed[14..]),
        granule,
        lacing,
        body,
        end: body + size,
    })
}

fn append(file: &mut File, at: u64, size: u64, out: &mut Vec<u8>) -> io::Result<()> {
    let before = out.len();
    out.resize(before + usize::try_from(size).unwrap_or(0), 0);
    let found = read_up_to(file, at, &mut out[before..])?;
    out.truncate(before + found);
    Ok(())
}
