//! Surround in Vorbis: the setup header is rewritten where symphonia would decode it wrongly.
//!
//! It undoes the coupling of channels from the first step to the last, but the last comes first (Vorbis I § 4.3.5). With one
//! step, as in stereo, that is the same; with more it puts a channel into others. So the steps are turned round.
//!
//! Where the last word of classes of a residue says more of them than the residue has partitions, it writes what is too
//! many over the first classes of the next channel. So the residue is made longer by those partitions: encoders give them
//! the first class, and where that has no books they are silence and take up no bits.

use crate::vorbis_codebook::{Bits, Codebook, get, width};

/// Length of the identification header, behind which the setup header stands.
const IDENT: usize = 30;

/// Rewrites the setup header among the headers of a stream; leaves alone what makes no sense.
pub(crate) fn mend(headers: &mut [u8]) {
    let Some((ident, setup)) = places(headers) else { return };
    let channels = headers.get(ident + 11).copied().unwrap_or(0);
    let Some(setup) = headers.get_mut(setup..) else { return };
    if channels < 2 || !setup.starts_with(b"\x05vorbis") {
        return;
    }
    let setup = &mut setup[7..];
    let Some(Found { steps, ends }) = read(setup, u32::from(channels)) else {
        return;
    };
    for Steps { at, count, width } in steps {
        reverse(setup, at, count, width);
    }
    for End { at, value } in ends {
        (0..24).for_each(|bit| set(setup, at + bit, value >> bit & 1 == 1));
    }
}

/// Where the identification and the setup header stand: behind each other, or in Matroska laced with the comments between them.
pub(crate) fn places(headers: &[u8]) -> Option<(usize, usize)> {
    if headers.first() != Some(&2) {
        return Some((0, IDENT));
    }
    let mut at = 1;
    let mut sizes = [0; 2];
    for size in &mut sizes {
        loop {
            let byte = *headers.get(at)?;
            at += 1;
            *size += usize::from(byte);
            if byte != 255 {
                break;
            }
        }
    }
    Some((at, at + sizes[0] + sizes[1]))
}

/// What is to be rewritten.
#[derive(Default)]
struct Found {
    steps: Vec<Steps>,
    ends: Vec<End>,
}

/// The end of a residue: its first bit, and what it shall be.
struct End {
    at: usize,
    value: u32,
}

/// Coupling steps of one mapping.
struct Steps {
    /// First bit.
    at: usize,
    count: usize,
    /// Bits of one.
    width: usize,
}

/// Where it stands: everything before has to be read, for nothing says its own length (Vorbis I § 4.2.4).
fn read(setup: &[u8], channels: u32) -> Option<Found> {
    let mut bits = Bits { bytes: setup, at: 0 };
    let (mut found, mut dimensions) = (Found::default(), Vec::new());
    for _ in 0..=bits.read(8)? {
        dimensions.push(Codebook::read(&mut bits)?.dimensions);
    }
    for _ in 0..=bits.read(6)? {
        bits.skip(16)?;
    }
    for _ in 0..=bits.read(6)? {
        floor(&mut bits)?;
    }
    for _ in 0..=bits.read(6)? {
        found.ends.extend(residue(&mut bits, &dimensions)?);
    }
    for _ in 0..=bits.read(6)? {
        bits.skip(16)?;
        let submaps = if bits.read(1)? == 1 { bits.read(4)? + 1 } else { 1 };
        if bits.read(1)? == 1 {
            let count = bits.read(8)? as usize + 1;
            let width = 2 * width(channels - 1);
            found.steps.push(Steps { at: bits.at, count, width });
            bits.skip(count * width)?;
        }
        bits.skip(2)?;
        if submaps > 1 {
            bits.skip(4 * channels as usize)?;
        }
        bits.skip(24 * submaps as usize)?;
    }
    Some(found)
}

fn floor(bits: &mut Bits<'_>) -> Option<()> {
    match bits.read(16)? {
        0 => {
            bits.skip(8 + 16 + 16 + 6 + 8)?;
            let books = bits.read(4)? + 1;
            bits.skip(8 * books as usize)
        }
        1 => {
            let partitions = bits.read(5)?;
            let mut classes = Vec::new();
            for _ in 0..partitions {
                classes.push(bits.read(4)? as usize);
            }
            let mut dimensions = [0; 16];
            let count = classes.iter().max().map_or(0, |most| most + 1);
            for dimensions in &mut dimensions[..count] {
                *dimensions = bits.read(3)? as usize + 1;
                let subclasses = bits.read(2)?;
                if subclasses > 0 {
                    bits.skip(8)?;
                }
                bits.skip(8 << subclasses)?;
            }
            bits.skip(2)?;
            let range = bits.read(4)? as usize;
            let points: usize = classes.iter().map(|&class| dimensions[class]).sum();
            bits.skip(range * points)
        }
        _ => None,
    }
}

/// Reads a residue and returns its new end, if it needs one.
fn residue(bits: &mut Bits<'_>, dimensions: &[u32]) -> Option<Option<End>> {
    let kind = bits.read(16)?;
    let begin = bits.read(24)?;
    let at = bits.at;
    let (end, size, classes) = (bits.read(24)?, bits.read(24)? + 1, bits.read(6)? + 1);
    let in_word = *dimensions.get(bits.read(8)? as usize)?;
    let mut books = Vec::new();
    for _ in 0..classes {
        let mut count = bits.read(3)?.count_ones();
        if bits.read(1)? == 1 {
            count += bits.read(5)?.count_ones();
        }
        books.push(count);
    }
    bits.skip(8 * books.iter().sum::<u32>() as usize)?;
    let whole = (end.checked_sub(begin)? / size).next_multiple_of(in_word.max(1));
    // The second kind has one vector for all channels, behind which nothing is overwritten.
    let too_long = kind < 2 && books[0] == 0 && u64::from(whole) * u64::from(size) > u64::from(end - begin);
    let value = u64::from(begin) + u64::from(whole) * u64::from(size);
    Some((too_long && value < 1 << 24).then_some(End { at, value: value as u32 }))
}

/// Puts `count` groups of `width` bits in the opposite order; all lie within `bytes`.
fn reverse(bytes: &mut [u8], at: usize, count: usize, width: usize) {
    let old = bytes.to_vec();
    for group in 0..count {
        for bit in 0..width {
            let on = get(&old, at + (count - 1 - group) * width + bit);
            set(bytes, at + group * width + bit, on);
        }
    }
}

fn set(bytes: &mut [u8], bit: usize, on: bool) {
    let mask = 1 << (bit % 8);
    bytes[bit / 8] = if on { bytes[bit / 8] | mask } else { bytes[bit / 8] & !mask };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_of_bits_change_places() {
        let mut bytes = [0b1110_0011, 0b0000_0101];
        // From bit 2 on three groups of four bits: 1000, 1111, 0001 as written from the low end.
        let read = |bytes: &[u8]| (0..3).map(|n| Bits { bytes, at: 2 + 4 * n }.read(4).unwrap()).collect::<Vec<_>>();
        let before = read(&bytes);
        reverse(&mut bytes, 2, 3, 4);
        let mut after = read(&bytes);
        after.reverse();
        assert_eq!(before, after);
        assert!(bytes[0] & 3 == 3 && bytes[1] >> 6 == 0, "the rest stays");
    }

    #[test]
    fn nonsense_is_left_alone() {
        for mut bytes in [
            vec![],
            vec![6; 20],
            [vec![6; 30], b"\x05vorbis".to_vec(), vec![0xff; 40]].concat().to_vec(),
        ] {
            let before = bytes.clone();
            mend(&mut bytes);
            assert_eq!(bytes, before);
        }
    }
}
