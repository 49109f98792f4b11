//! MP4 in fragments, as streams are saved: how long it is stands in no index, but the last fragment says when it begins.

use std::fs::File;
use std::io;

use super::{Box4, boxes, find, table};
use crate::container::{be32, be64};
use crate::file::read_at;

/// Samples of one fragment: a minute of the shortest packets has a tenth of this.
const MAX_RUN: u64 = 1 << 20;

/// Length of the first track of the last fragment, in units of its time scale; `None` where it does not say.
pub(super) fn length(file: &mut File, top: &[Box4], moov: &[Box4]) -> io::Result<Option<u64>> {
    let Some(moof) = top.iter().rev().find(|found| &found.kind == b"moof") else {
        return Ok(None);
    };
    let inside = boxes(file, moof.body, moof.end)?;
    let Some(traf) = find(&inside, b"traf") else { return Ok(None) };
    let traf = boxes(file, traf.body, traf.end)?;
    let (Some(tfhd), Some(tfdt)) = (find(&traf, b"tfhd"), find(&traf, b"tfdt")) else {
        return Ok(None);
    };
    let Some(time) = read_at::<12>(file, tfdt.body)? else {
        return Ok(None);
    };
    let begins = if time[0] == 1 {
        be64(&time[4..])
    } else {
        u64::from(be32(&time[4..]))
    };
    let usual = match header_duration(&table(file, tfhd, 64)?) {
        Some(duration) => Some(duration),
        None => track_duration(file, moov)?,
    };
    let mut length = begins;
    for run in traf.iter().filter(|found| &found.kind == b"trun") {
        let Some(duration) = run_duration(&table(file, run, MAX_RUN * 16)?, usual) else {
            return Ok(None);
        };
        length = length.saturating_add(duration);
    }
    Ok(Some(length))
}

/// Duration of a sample as a fragment's header has it.
fn header_duration(tfhd: &[u8]) -> Option<u32> {
    let flags = be32(tfhd.get(..4)?);
    // Behind the track: offset of the data, index of the description, each only where a flag says so.
    let at = 8 + if flags & 1 != 0 { 8 } else { 0 } + if flags & 2 != 0 { 4 } else { 0 };
    (flags & 8 != 0).then(|| tfhd.get(at..at + 4).map(be32)).flatten()
}

/// Duration of a sample as the index has it for all fragments.
fn track_duration(file: &mut File, moov: &[Box4]) -> io::Result<Option<u32>> {
    let Some(mvex) = find(moov, b"mvex") else { return Ok(None) };
    let inside = boxes(file, mvex.body, mvex.end)?;
    let Some(trex) = find(&inside, b"trex") else { return Ok(None) };
    Ok(read_at::<16>(file, trex.body)?.map(|bytes| be32(&bytes[12..])))
}

fn run_duration(trun: &[u8], usual: Option<u32>) -> Option<u64> {
    let flags = be32(trun.get(..4)?);
    let count = be32(trun.get(4..8)?);
    if flags & 0x100 == 0 {
        return Some(u64::from(usual?) * u64::from(count));
    }
    let at = 8 + if flags & 1 != 0 { 4 } else { 0 } + if flags & 4 != 0 { 4 } else { 0 };
    let fields = (flags >> 8 & 0xf).count_ones() as usize;
    let samples = trun.get(at..)?.chunks_exact(4 * fields).take(count as usize);
    (samples.len() == count as usize).then(|| samples.map(|sample| u64::from(be32(sample))).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_as_long_as_their_samples() {
        let be = |numbers: &[u32]| numbers.iter().flat_map(|number| number.to_be_bytes()).collect::<Vec<_>>();
        assert_eq!(run_duration(&be(&[0x200, 3, 10, 11, 12]), Some(1_024)), Some(3 * 1_024));
        // With an offset, durations and sizes.
        assert_eq!(run_duration(&be(&[0x301, 2, 99, 1_024, 10, 500, 11]), None), Some(1_524));
        assert_eq!(run_duration(&be(&[0x301, 3, 99, 1_024, 10, 500, 11]), None), None);
        assert_eq!(run_duration(&be(&[0x200, 3]), None), None);
        assert_eq!(header_duration(&be(&[0x2_0008, 1, 960])), Some(960));
        assert_eq!(header_duration(&be(&[0x2_0009, 1, 0, 0, 960])), Some(960));
        assert_eq!(header_duration(&be(&[0x2_0000, 1, 960])), None);
    }
}
