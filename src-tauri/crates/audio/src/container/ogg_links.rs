//! Chained Ogg: streams one after the other in one file, as saved radio and joined files have them.

use std::fs::File;
use std::io;

use super::ogg::parse;
use super::ogg_pages::whole_page;
use crate::file::read_up_to;

/// The largest page there can be.
const LARGEST: usize = 27 + 255 + 255 * 255;
/// Links at most: two days of a station that says every three minutes what it plays.
const MOST_LINKS: usize = 1_000;

/// Begin and end of every link of a chain, in bytes; `None` for a file that is one stream, as nearly all are. Whether it is shows at its end,
/// where another stream stands than at its start; joined files whose streams have the same number are not told apart.
pub(crate) fn links(file: &mut File, start: u64, len: u64) -> io::Result<Option<Vec<(u64, u64)>>> {
    let Some(last) = last_serial(file, start, len)? else {
        return Ok(None);
    };
    let (mut begin, mut found) = (start, Vec::new());
    while found.len() < MOST_LINKS {
        let serials = serials(file, begin)?;
        if serials.is_empty() {
            break;
        }
        if serials.contains(&last) {
            found.push((begin, len));
            break;
        }
        let Some(end) = end_of(file, begin, len, &serials)? else { break };
        found.push((begin, end));
        begin = end;
    }
    Ok((found.len() > 1).then_some(found))
}

/// The numbers of the streams that begin at `at`: their first pages stand together.
fn serials(file: &mut File, mut at: u64) -> io::Result<Vec<u32>> {
    let mut serials = Vec::new();
    while let Some(page) = page_from(file, at)?.filter(|page| page.at == at && page.first) {
        serials.push(page.serial);
        at = page.end;
    }
    Ok(serials)
}

/// Where the first page stands that belongs to none of the streams.
fn end_of(file: &mut File, begin: u64, len: u64, serials: &[u32]) -> io::Result<Option<u64>> {
    let (mut inside, mut outside) = (begin, len);
    while outside - inside > 2 * LARGEST as u64 {
        let middle = inside + (outside - inside) / 2;
        match page_from(file, middle)? {
            Some(page) if serials.contains(&page.serial) => inside = page.at,
            _ => outside = middle,
        }
        if inside >= outside {
            break;
        }
    }
    while let Some(page) = page_from(file, inside)? {
        if !serials.contains(&page.serial) {
            return Ok(Some(page.at));
        }
        inside = page.end;
    }
    Ok(None)
}

fn last_serial(file: &mut File, start: u64, len: u64) -> io::Result<Option<u32>> {
    // Twice the largest page is sure to hold the whole last one.
    let mut at = start.max(len.saturating_sub(2 * LARGEST as u64));
    let mut last = None;
    while let Some(page) = page_from(file, at)? {
        last = Some(page.serial);
        at = page.end;
    }
    Ok(last)
}

struct Found {
    at: u64,
    end: u64,
    serial: u32,
    /// The first of its stream.
    first: bool,
}

/// The first whole page at `at` or behind it, within the size of two pages.
fn page_from(file: &mut File, at: u64) -> io::Result<Option<Found>> {
    let mut bytes = vec![0; 2 * LARGEST];
    let found = read_up_to(file, at, &mut bytes)?;
    let bytes = &bytes[..found];
    let mut offset = 0;
    while let Some(next) = bytes
        .get(offset..)
        .and_then(|rest| rest.windows(4).position(|window| window == b"OggS"))
    {
        offset += next;
        let rest = &bytes[offset..];
        if let (Some(size), Some(page)) = (whole_page(rest), parse(rest, 0)) {
            let at = at + offset as u64;
            return Ok(Some(Found {
                at,
                end: at + size as u64,
                serial: page.serial,
                first: rest[5] & 2 != 0,
            }));
        }
        offset += 4;
    }
    Ok(None)
}
