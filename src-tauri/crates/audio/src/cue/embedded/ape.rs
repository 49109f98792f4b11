//! Sheets in APEv2.

use std::fs::File;

use super::{KEY, MOST_ITEMS, bytes};
use crate::container::le32;
use crate::cue::LARGEST;
use crate::file::{read_at, read_up_to};
use crate::{Error, decode_text};

/// An item of an APEv2 tag at the end, before an ID3v1 tag if there is one.
pub(super) fn text(file: &mut File, len: u64) -> Result<Option<String>, Error> {
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
