//! Sheets in Vorbis comments, wherever they lie: in one piece in FLAC, in pieces between the page headers of Ogg.

use std::fs::File;
use std::io;

use super::{KEY, MOST_ITEMS};
use crate::container::le32;
use crate::cue::LARGEST;
use crate::decode_text;
use crate::file::read_up_to;

/// The sheet among the comments of a block, given as where its pieces begin in the file and how long they are. Pictures are comments too:
/// they are stepped over.
pub(super) fn comment(file: &mut File, pieces: &[(u64, u64)]) -> io::Result<Option<String>> {
    let mut at = 0;
    let length = |file: &mut File, at: &mut u64| -> io::Result<Option<u64>> {
        let mut bytes = [0; 4];
        let whole = read(file, pieces, *at, &mut bytes)? == bytes.len();
        *at += 4;
        Ok(whole.then(|| u64::from(le32(&bytes))))
    };
    let Some(vendor) = length(file, &mut at)? else { return Ok(None) };
    at += vendor;
    let Some(count) = length(file, &mut at)? else { return Ok(None) };
    for _ in 0..count.min(MOST_ITEMS as u64) {
        let Some(size) = length(file, &mut at)? else { break };
        let mut key = [0; KEY.len() + 1];
        let is_whole = read(file, pieces, at, &mut key)? == key.len();
        let value = size.checked_sub(key.len() as u64).filter(|value| *value <= LARGEST as u64);
        if let (true, Some(value), [name @ .., b'=']) = (is_whole, value, &key)
            && name.eq_ignore_ascii_case(KEY.as_bytes())
        {
            let mut text = vec![0; usize::try_from(value).unwrap_or(0)];
            let found = read(file, pieces, at + key.len() as u64, &mut text)?;
            return Ok((found == text.len()).then(|| decode_text(&text)));
        }
        at += size;
    }
    Ok(None)
}

/// Fills as much of `out` as the pieces have from the byte `at` of them on.
fn read(file: &mut File, pieces: &[(u64, u64)], mut at: u64, out: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    for (start, len) in pieces {
        if at >= *len {
            at -= len;
            continue;
        }
        let here = usize::try_from(len - at).unwrap_or(usize::MAX).min(out.len() - filled);
        let found = read_up_to(file, start + at, &mut out[filled..filled + here])?;
        filled += found;
        if filled == out.len() || found < here {
            break;
        }
        at = 0;
    }
    Ok(filled)
}
