//! Sheets in the tags of a music file: `CUESHEET` of FLAC's comments, ID3v2 and APEv2; else FLAC's own block. Found by position: what is
//! not a sheet is stepped over unread.

use std::fs::File;
use std::path::Path;

use encoding_rs::UTF_16BE;

use super::{LARGEST, Sheet, flac_block, parse};
use crate::container::{after_id3v2, be32, le32};
use crate::file::{read_at, read_up_to};
use crate::{Error, decode_text, file};

const KEY: &str = "CUESHEET";
/// A sheet in UTF-16, and the comments around it.
const LARGEST_BLOCK: u64 = 2 * LARGEST as u64;
/// A file needs dozens.
const MOST_ITEMS: usize = 4096;

/// `None` where there is no sheet, where it makes no tracks, or where the one there is of other files.
pub(super) fn sheet(path: &Path) -> Result<Option<Sheet>, Error> {
    let (mut file, len) = file::open(path)?;
    let start = after_id3v2(&mut file, len)?;
    let found = if read_at::<4>(&mut file, start)?.is_some_and(|magic| &magic == b"fLaC") {
        in_flac(&mut file, start + 4)?
    } else {
        let text = match in_id3v2(&mut file)? {
            Some(text) => Some(text),
            None => in_ape(&mut file, len)?,
        };
        text.and_then(|text| from_text(path, &text))
    };
    Ok(found.filter(|sheet| sheet.files.len() == 1 && !sheet.is_list_of_files()))
}

fn from_text(path: &Path, text: &str) -> Option<Sheet> {
    if text.len() > LARGEST {
        return None;
    }
    let sheet = parse::parse(text);
    if let Err(error) = &sheet {
        tracing::debug!(path = %path.display(), %error, "the sheet in a file is passed over");
    }
    sheet.ok()
}

fn in_flac(file: &mut File, mut at: u64) -> Result<Option<Sheet>, Error> {
    let (mut rate, mut table) = (0, None);
    for _ in 0..MOST_ITEMS {
        let Some(head) = read_at::<4>(file, at)? else { break };
        let size = u64::from(u32::from_be_bytes([0, head[1], head[2], head[3]]));
        match head[0] & 0x7f {
            0 => rate = read_at::<14>(file, at + 4)?.map_or(0, |info| be32(&info[10..]) >> 12),
            4 if size <= LARGEST_BLOCK => {
                let text = comment(&bytes(file, at + 4, size)?);
                if let Some(sheet) = text.and_then(|text| parse::parse(&text).ok()) {
                    return Ok(Some(sheet));
                }
            }
            5 if size <= LARGEST_BLOCK && table.is_none() => table = Some(bytes(file, at + 4, size)?),
            _ => {}
        }
        at += 4 + size;
        if head[0] & 0x80 != 0 {
            break;
        }
    }
    Ok(table.filter(|_| rate > 0).and_then(|body| flac_block::sheet(&body, rate)))
}

/// The sheet among the comments of a Vorbis comment block.
fn comment(block: &[u8]) -> Option<String> {
    let (_, rest) = counted(block)?;
    let (count, mut rest) = rest.split_at_checked(4)?;
    for _ in 0..le32(count) {
        let (comment, behind) = counted(rest)?;
        rest = behind;
        if let Some((key, value)) = comment.split_at_checked(KEY.len())
            && key.eq_ignore_ascii_case(KEY.as_bytes())
            && let Some(value) = value.strip_prefix(b"=")
            && value.len() <= LARGEST
        {
            return Some(decode_text(value));
        }
    }
    None
}

/// What a length stands before, and what follows it.
fn counted(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (len, rest) = bytes.split_at_checked(4)?;
    rest.split_at_checked(le32(len) as usize)
}

/// A `TXXX` frame of ID3v2.3 or 2.4.
fn in_id3v2(file: &mut File) -> Result<Option<String>, Error> {
    let Some(head) = read_at::<10>(file, 0)? else { return Ok(None) };
    let version = head[3];
    // A 2.3 tag that is unsynchronised as a whole has no frames one could step over.
    if &head[..3] != b"ID3" || !matches!(version, 3 | 4) || (version == 3 && head[5] & 0x80 != 0) {
        return Ok(None);
    }
    let end = 10 + u64::from(syncsafe(&head[6..10]));
    let mut at = 10;
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

/// An item of an APEv2 tag at the end, before an ID3v1 tag if there is one.
fn in_ape(file: &mut File, len: u64) -> Result<Option<String>, Error> {
    for end in [Some(len), len.checked_sub(128)].into_iter().flatten() {
        let Some(foot) = end.checked_sub(32) else { continue };
        let Some(footer) = read_at::<32>(file, foot)?.filter(|footer| footer.starts_with(b"APETAGEX")) else {
            continue;
        };
        let Some(mut at) = end.checked_sub(u64::from(le32(&footer[12..]))) else {
            continue;
        };
        for _ in 0..le32(&footer[16..]).min(MOST_ITEMS as u32) {
            let mut item = [0; 8 + KEY.len() + 1];
            if at >= foot || read_up_to(file, at, &mut item)? < item.len() {
                break;
            }
            let size = u64::from(le32(&item));
            if item[8..8 + KEY.len()].eq_ignore_ascii_case(KEY.as_bytes()) && item[8 + KEY.len()] == 0 {
                let value = if size <= LARGEST as u64 {
                    bytes(file, at + item.len() as u64, size)?
                } else {
                    Vec::new()
                };
                return Ok(Some(decode_text(&value)));
            }
            // Keys are 2–255 characters and end with a zero.
            let mut key = [0; 256];
            let found = read_up_to(file, at + 8, &mut key)?;
            let Some(end) = key[..found].iter().position(|byte| *byte == 0) else {
                break;
            };
            at += 8 + end as u64 + 1 + size;
        }
    }
    Ok(None)
}

fn bytes(file: &mut File, at: u64, size: u64) -> Result<Vec<u8>, Error> {
    let mut bytes = vec![0; usize::try_from(size).unwrap_or(0)];
    let found = read_up_to(file, at, &mut bytes)?;
    bytes.truncate(found);
    Ok(bytes)
}

fn syncsafe(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |value, byte| value << 7 | u32::from(byte & 0x7f))
}
