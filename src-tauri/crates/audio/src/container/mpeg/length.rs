//! How long MPEG audio without a header of its own is: by the size where the bitrate is constant, by counting where it is not.

use std::fs::File;
use std::io;

use super::{frame_len, is_header_frame};
use crate::container::be32;
use crate::file::read_up_to;

/// Places at which the bitrate is looked at.
const PLACES: u64 = 24;
/// Read at each of them: holds the longest frame and the header behind it.
const PLACE: usize = 8 << 10;
/// Read at a time where all is counted.
const WINDOW: usize = 256 << 10;
/// So much is counted; what a longer file has is told from that. Music of this size runs for a day.
const COUNTED: u64 = 256 << 20;

/// The frames (of PCM) between two offsets of a file, where they cannot be told from its size: the bitrate changes, and no header
/// says how many there are.
pub(crate) fn counted(file: &mut File, start: u64, end: u64) -> io::Result<Option<u64>> {
    let mut first = None;
    let mut bytes = vec![0; PLACE];
    for place in 0..PLACES {
        let found = read_up_to(file, start + (end - start) / PLACES * place, &mut bytes)?;
        let Some(at) = sync(&bytes[..found]) else { continue };
        if place == 0 && is_header_frame(&bytes[at..found]) {
            return Ok(None);
        }
        let bitrate = bytes[at + 2] >> 4;
        if *first.get_or_insert(bitrate) != bitrate {
            return count(file, start, end).map(Some);
        }
    }
    Ok(None)
}

fn count(file: &mut File, start: u64, end: u64) -> io::Result<u64> {
    let mut bytes = vec![0; WINDOW];
    let (mut at, mut frames) = (start, 0_u64);
    while at < end {
        if at - start >= COUNTED {
            let whole = u128::from(frames) * u128::from(end - start) / u128::from(at - start);
            return Ok(u64::try_from(whole).unwrap_or(u64::MAX));
        }
        let wanted = usize::try_from(end - at).unwrap_or(WINDOW).min(WINDOW);
        let found = read_up_to(file, at, &mut bytes[..wanted])?;
        let window = &bytes[..found];
        let mut offset = 0;
        while let Some(rest) = window.get(offset..).filter(|rest| rest.len() >= 4) {
            match frame_len(rest) {
                // Of the last frame some may be missing; it is decoded all the same.
                Some(len) if is_mpeg(rest) && offset + len <= found => {
                    frames += u64::from(samples(rest));
                    offset += len;
                }
                Some(len) if is_mpeg(rest) && offset > 0 && len < WINDOW => break,
                _ => match sync(&rest[1..]) {
                    Some(next) => offset += 1 + next,
                    None => offset = found.saturating_sub(3).max(offset + 1),
                },
            }
        }
        if offset == 0 {
            break;
        }
        at += offset as u64;
        if found < wanted || at + 4 >= end || (found == wanted && wanted < WINDOW) {
            break;
        }
    }
    Ok(frames)
}

/// Where a frame begins that another one follows.
fn sync(bytes: &[u8]) -> Option<usize> {
    (0..bytes.len().saturating_sub(4)).find(|&at| {
        let rest = &bytes[at..];
        is_mpeg(rest)
            && frame_len(rest).is_some_and(|len| {
                rest.get(len..len + 4)
                    .is_some_and(|next| is_mpeg(next) && frame_len(next).is_some())
            })
    })
}

/// ADTS, whose layer is zero, counts its frames by itself.
fn is_mpeg(header: &[u8]) -> bool {
    header[0] == 0xff && header[1] >> 1 & 3 != 0
}

/// Frames of PCM in a frame of MPEG audio.
fn samples(header: &[u8]) -> u32 {
    let header = be32(header);
    match (header >> 17 & 3, header >> 19 & 3) {
        (3, _) => 384,
        (1, version) if version != 3 => 576,
        _ => 1_152,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    /// Layer III, 44.1 kHz, of these bitrate indexes.
    fn made(indexes: impl Iterator<Item = u8>) -> (File, u64) {
        let mut file = tempfile::tempfile().unwrap();
        let mut all = Vec::new();
        for index in indexes {
            let mut frame = vec![0xff, 0xfb, index << 4, 0];
            frame.resize(frame_len(&frame).unwrap(), 0x11);
            all.extend(frame);
        }
        file.write_all(&all).unwrap();
        (file, all.len() as u64)
    }

    #[test]
    fn what_changes_its_bitrate_is_counted() {
        let (mut file, len) = made((0..3_000).map(|n| 5 + (n / 7 % 9) as u8));
        assert_eq!(counted(&mut file, 0, len).unwrap(), Some(3_000 * 1_152));
        // With rubbish between two frames, and with the last one cut.
        let (mut file, len) = made((0..10).map(|n| 5 + n));
        assert_eq!(count(&mut file, 0, len).unwrap(), 10 * 1_152);
        assert_eq!(count(&mut file, 1, len).unwrap(), 9 * 1_152);
        assert_eq!(count(&mut file, 0, len - 1).unwrap(), 9 * 1_152);
    }

    /// A tebibyte, nearly all of it a hole: what it costs to open must not grow with what a file says of itself.
    #[test]
    fn counting_ends_and_the_rest_is_told_from_it() {
        use std::io::{Seek, SeekFrom};
        let len = 1_u64 << 40;
        let (mut file, _) = made([5, 5, 5, 5].into_iter());
        let (mut other, size) = made([9, 9, 9, 9].into_iter());
        let mut bytes = vec![0; size as usize];
        other.seek(SeekFrom::Start(0)).unwrap();
        std::io::Read::read_exact(&mut other, &mut bytes).unwrap();
        file.seek(SeekFrom::Start(len / PLACES * 3)).unwrap();
        file.write_all(&bytes).unwrap();
        file.set_len(len).unwrap();
        let frames = counted(&mut file, 0, len).unwrap().unwrap();
        // Four frames in what was counted, which goes on to the end of a window.
        let expect = 4 * 1_152 * (len / COUNTED);
        assert!((expect * 99 / 100..=expect).contains(&frames), "{frames}");
    }

    #[test]
    fn a_constant_bitrate_needs_no_counting() {
        let (mut file, len) = made((0..500).map(|_| 9));
        assert_eq!(counted(&mut file, 0, len).unwrap(), None);
        let mut noise = tempfile::tempfile().unwrap();
        noise.write_all(&[0xff; 70_000]).unwrap();
        assert_eq!(counted(&mut noise, 0, 70_000).unwrap(), None);
        assert_eq!(count(&mut noise, 0, 70_000).unwrap(), 0);
    }
}
