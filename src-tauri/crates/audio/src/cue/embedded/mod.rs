//! Sheets in the tags of a music file: `CUESHEET` of the comments of FLAC and Ogg, of ID3v2 (at the start, or a chunk of WAV and AIFF), APEv2
//! and MP4; else FLAC's own block. Found by position: what is not a sheet is stepped over unread.

mod ape;
mod comments;
mod id3v2;

use std::fs::File;
use std::path::Path;

use super::{LARGEST, Sheet, flac_block, parse};
use crate::container::{after_id3v2, be32, id3_chunk, is_mp4, is_riff, mp4_text, ogg_comment};
use crate::file::{read_at, read_up_to};
use crate::{Error, decode_text, file};
use comments::comment;

const KEY: &str = "CUESHEET";
/// A sheet in UTF-16, and the comments around it.
const LARGEST_BLOCK: u64 = 2 * LARGEST as u64;
/// A file needs dozens.
const MOST_ITEMS: usize = 4096;

/// `None` where there is no sheet, where it makes no tracks, or where the one there is of other files.
pub(super) fn sheet(path: &Path) -> Result<Option<Sheet>, Error> {
    let (mut file, len) = file::open(path)?;
    let start = after_id3v2(&mut file, len)?;
    let mut magic = [0; 12];
    let read = read_up_to(&mut file, start, &mut magic)?;
    let magic = &magic[..read];
    let found = if magic.starts_with(b"fLaC") {
        in_flac(&mut file, start + 4)?
    } else {
        let text = if magic.starts_with(b"OggS") {
            match ogg_comment(&mut file, start)? {
                Some(stretches) => comment(&mut file, &stretches)?,
                None => None,
            }
        } else if start == 0 && is_mp4(magic) {
            match mp4_text(&mut file, len, KEY.as_bytes())? {
                Some((at, size)) if size <= LARGEST_BLOCK => Some(decode_text(&bytes(&mut file, at, size)?)),
                _ => None,
            }
        } else if start == 0 && is_riff(magic) {
            match id3_chunk(&mut file, len)? {
                Some(at) => id3v2::text(&mut file, at)?,
                None => None,
            }
        } else {
            match id3v2::text(&mut file, 0)? {
                Some(text) => Some(text),
                None => ape::text(&mut file, len)?,
            }
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
            4 => {
                let text = comment(file, &[(at + 4, size)])?;
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

fn bytes(file: &mut File, at: u64, size: u64) -> Result<Vec<u8>, Error> {
    let mut bytes = vec![0; usize::try_from(size).unwrap_or(0)];
    let found = read_up_to(file, at, &mut bytes)?;
    bytes.truncate(found);
    Ok(bytes)
}
