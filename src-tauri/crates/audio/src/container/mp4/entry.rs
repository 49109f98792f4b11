//! How a sound track describes itself: the demultiplexer leaves some of it out, and takes all QuickTime PCM to be little-endian.

use std::fs::File;
use std::io;

use crate::container::be32;
use crate::file::read_up_to;

/// Bytes of a description that are looked at: PCM has a hundred.
const MOST: u64 = 512;

/// What the first sample description of a track says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SoundEntry {
    pub(crate) kind: [u8; 4],
    pub(crate) channels: u16,
    /// Units a second of the track.
    pub(crate) time_scale: u32,
    /// Hz; where the description has no room for it, the time scale of the track.
    pub(crate) rate: u32,
    /// A QuickTime description says that its samples are little-endian.
    pub(crate) little: bool,
}

/// Reads the body of a sample description table.
pub(super) fn read(file: &mut File, from: u64, to: u64, time_scale: u32) -> io::Result<Option<SoundEntry>> {
    let mut bytes = vec![0; usize::try_from((to - from).min(MOST)).unwrap_or(0)];
    let found = read_up_to(file, from, &mut bytes)?;
    Ok(parse(&bytes[..found], time_scale))
}

fn parse(table: &[u8], time_scale: u32) -> Option<SoundEntry> {
    // Version, flags and count; then size, kind, six reserved bytes and an index before what all sound has.
    let entry = table.get(8..)?;
    let kind = entry.get(4..8)?.try_into().ok()?;
    let sound = entry.get(16..36)?;
    let channels = u16::from_be_bytes([sound[8], sound[9]]);
    let rate = match be32(&sound[16..]) >> 16 {
        0 => time_scale,
        rate => rate,
    };
    let endian = entry.windows(6).find(|window| window.starts_with(b"enda"));
    Some(SoundEntry {
        kind,
        channels,
        time_scale,
        rate,
        little: endian.is_some_and(|endian| endian[4..] == [0, 1]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_is_read() {
        let mut table = [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 36].to_vec();
        table.extend(b"in24");
        table.extend([0; 8]);
        table.extend([0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 24, 0, 0, 0, 0, 0xac, 0x44, 0, 0]);
        let read = parse(&table, 90_000).unwrap();
        assert_eq!((&read.kind, read.channels, read.rate, read.little), (b"in24", 2, 44_100, false));
        table.extend(b"\0\0\0\x0aenda\0\x01");
        assert!(parse(&table, 90_000).unwrap().little);
        // 96 kHz does not fit into the field.
        table[40..44].fill(0);
        assert_eq!(parse(&table, 96_000).unwrap().rate, 96_000);
        assert_eq!(parse(&table[..40], 96_000), None);
    }
}
