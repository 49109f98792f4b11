//! The pages of a damaged Ogg file that are whole.

use std::fs::File;
use std::io;

use super::le32;
use super::ogg::parse;
use crate::file::read_up_to;
use crate::view::Part;

/// The largest page there can be.
const LARGEST: usize = 27 + 255 + 255 * 255;
/// Read at a time.
const WINDOW: usize = 1 << 20;
/// Without a whole page for so long, there is none.
const MOST_BETWEEN: u64 = 64 << 20;
/// Stretches of whole pages at most: a file with more damage than this is none.
const MOST_PARTS: usize = 10_000;

/// The stretches of a file of `len` bytes that are whole pages, by their checksums. Reads the file once.
pub(crate) fn sound_pages(file: &mut File, len: u64) -> io::Result<Vec<Part>> {
    let mut stretches: Vec<(u64, u64)> = Vec::new();
    let mut window = vec![0; WINDOW];
    let mut at = 0;
    while at < len && stretches.len() < MOST_PARTS {
        let found = read_up_to(file, at, &mut window)?;
        let last = at + found as u64 >= len;
        let bytes = &window[..found];
        let mut offset = 0;
        // A page may reach past the window unless that is the end of the file.
        while offset < found && (last || offset + LARGEST <= found) {
            let begin = at + offset as u64;
            match whole_page(&bytes[offset..]) {
                Some(size) => {
                    match stretches.last_mut() {
                        Some((_, end)) if *end == begin => *end += size as u64,
                        _ => stretches.push((begin, begin + size as u64)),
                    }
                    offset += size;
                }
                None => offset += next_capture(&bytes[offset..]),
            }
        }
        at += offset as u64;
        let last_end = stretches.last().map_or(0, |(_, end)| *end);
        if offset == 0 || at - last_end > MOST_BETWEEN {
            break;
        }
    }
    let part = |(start, end): (u64, u64)| Part::File { start, len: end - start };
    Ok(stretches.into_iter().map(part).collect())
}

/// How far to the next capture pattern behind the first byte; as far as can be told if there is none.
fn next_capture(bytes: &[u8]) -> usize {
    let rest = bytes.get(1..).unwrap_or_default();
    rest.windows(4)
        .position(|window| window == b"OggS")
        // A pattern may begin in the last three bytes.
        .map_or_else(|| bytes.len().saturating_sub(3).max(1), |found| found + 1)
}

/// The length of the page these bytes begin with, if its checksum holds.
pub(super) fn whole_page(bytes: &[u8]) -> Option<usize> {
    let size = usize::try_from(parse(bytes, 0)?.end).ok()?;
    let page = bytes.get(..size)?;
    let (head, body) = (&page[..22], &page[26..]);
    // The checksum is taken with its own field at zero.
    let sum = checksum(checksum(checksum(0, head), &[0; 4]), body);
    (sum == le32(&page[22..])).then_some(size)
}

/// CRC-32 with the polynomial 0x04c11db7, not reflected, from zero (RFC 3533 § 6).
fn checksum(sum: u32, bytes: &[u8]) -> u32 {
    const TABLE: [u32; 256] = {
        let mut table = [0; 256];
        let mut byte = 0;
        while byte < 256 {
            let mut sum = (byte as u32) << 24;
            let mut bit = 0;
            while bit < 8 {
                sum = if sum >> 31 == 1 { (sum << 1) ^ 0x04c1_1db7 } else { sum << 1 };
                bit += 1;
            }
            table[byte] = sum;
            byte += 1;
        }
        table
    };
    bytes
        .iter()
        .fold(sum, |sum, byte| (sum << 8) ^ TABLE[usize::from((sum >> 24) as u8 ^ byte)])
}
