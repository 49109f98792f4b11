//! PyTorch's format since 1.6: a zip archive of stored files, `data.pkl` and each storage as `data/` and its key.
//!
//! PyTorch never compresses and reads no archive that is; so an entry is a part of the file, and none takes memory.

use std::collections::HashMap;

use super::bytes::{Bytes, too_short, utf8};
use super::pickle::Pickle;
use super::saved::{Saved, tensors};
use super::{damaged, refused};
use crate::Error;

const PICKLE: &str = "data.pkl";
/// Behind the last entry: where the list of entries lies, and a comment of at most [`u16::MAX`] bytes.
const END: &[u8] = b"PK\x05\x06";
/// An entry of that list.
const LISTED: &[u8] = b"PK\x01\x02";
/// In front of each entry.
const LOCAL: &[u8] = b"PK\x03\x04";

/// # Errors
/// `Model` if it is damaged, of another kind, compressed, or of a big-endian machine.
pub(super) fn read(data: &[u8]) -> Result<Saved<'_>, Error> {
    let entries = entries(data)?;
    let Some(directory) = entries.iter().find_map(|(name, _)| directory(name)) else {
        return Err(refused("it is a zip archive, but no PyTorch checkpoint".into()));
    };
    // Of equal names the last counts.
    let within: HashMap<&str, &[u8]> = entries
        .iter()
        .filter_map(|(name, data)| Some((name.strip_prefix(directory)?, *data)))
        .collect();
    if within.get("byteorder").is_some_and(|order| *order != b"little") {
        return Err(refused("it was written on a big-endian machine".into()));
    }
    let mut pickled = Bytes(within.get(PICKLE).copied().unwrap_or_default());
    let storages = within
        .iter()
        .filter_map(|(name, data)| Some((name.strip_prefix("data/")?, *data)))
        .collect();
    Ok(Saved {
        tensors: tensors(&Pickle::read(&mut pickled)?)?,
        storages,
    })
}

/// Of the pickle, with its slash.
fn directory(name: &str) -> Option<&str> {
    name.strip_suffix(PICKLE)
        .filter(|directory| directory.is_empty() || directory.ends_with('/'))
}

/// Every file within, in the order of the list.
fn entries(data: &[u8]) -> Result<Vec<(&str, &[u8])>, Error> {
    let (count, start) = end(data)?;
    let mut list = Bytes(data.get(start..).ok_or_else(too_short)?);
    (0..count).map(|_| entry(data, &mut list)).collect()
}

/// How many entries there are, at most [`u16::MAX`], and where their list starts.
fn end(data: &[u8]) -> Result<(usize, usize), Error> {
    let tail = &data[data.len().saturating_sub(usize::from(u16::MAX) + 22)..];
    let found = tail.windows(END.len()).rposition(|four| four == END);
    let mut end = Bytes(&tail[found.ok_or_else(too_short)?..]);
    end.take(10)?;
    let count = end.length::<2>()?;
    end.take(4)?;
    let start = end.length::<4>()?;
    let comment = end.length::<2>()?;
    end.take(comment)?;
    Ok((count, start))
}

fn entry<'a>(data: &'a [u8], list: &mut Bytes<'a>) -> Result<(&'a str, &'a [u8]), Error> {
    if list.take(8)?.strip_prefix(LISTED).is_none() {
        return Err(damaged("its list of entries is wrong"));
    }
    let [encrypted, _, method @ ..] = list.array::<4>()?;
    if encrypted & 1 != 0 || method != [0, 0] {
        return Err(refused("it is compressed or encrypted, as PyTorch writes no checkpoint".into()));
    }
    list.take(4)?;
    let checksum = u32::from_le_bytes(list.array()?);
    let (packed, size) = (list.length::<4>()?, list.length::<4>()?);
    let (name, extra, comment) = (list.length::<2>()?, list.length::<2>()?, list.length::<2>()?);
    list.take(8)?;
    let start = list.length::<4>()?;
    let name = utf8(list.take(name)?)?;
    list.take(extra.saturating_add(comment))?;
    if packed != size {
        return Err(damaged("an entry has two sizes"));
    }
    let mut at = Bytes(data.get(start..).ok_or_else(too_short)?);
    if at.take(26)?.strip_prefix(LOCAL).is_none() {
        return Err(damaged("an entry is not where it should be"));
    }
    // Its name again, and what aligns the data.
    let padding = at.length::<2>()?.saturating_add(at.length::<2>()?);
    at.take(padding)?;
    let data = at.take(size)?;
    if crc32fast::hash(data) != checksum {
        return Err(damaged("an entry has another checksum than its list says"));
    }
    Ok((name, data))
}
