//! The codebooks of a Vorbis setup header, and the bits that it is written in.

/// What one codebook says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Codebook {
    pub(crate) dimensions: u32,
    /// Numbers that a decoder keeps for it: entries times dimensions, entries alone where only its code words count.
    pub(crate) numbers: u64,
}

impl Codebook {
    /// Reads one (Vorbis I § 3.2.1); `None` where it ends too early or is no codebook.
    pub(crate) fn read(bits: &mut Bits<'_>) -> Option<Self> {
        if bits.read(24)? != 0x56_4342 {
            return None;
        }
        let (dimensions, entries) = (bits.read(16)?, bits.read(24)?);
        if bits.read(1)? == 1 {
            bits.skip(5)?;
            let mut entry = 0;
            while entry < entries {
                // A run of none moves nothing on, but it takes a bit at least.
                let run = bits.read(width(entries - entry))?;
                entry = entry.checked_add(run)?;
            }
        } else if bits.read(1)? == 1 {
            for _ in 0..entries {
                if bits.read(1)? == 1 {
                    bits.skip(5)?;
                }
            }
        } else {
            bits.skip(5 * entries as usize)?;
        }
        let all = u64::from(entries) * u64::from(dimensions);
        let values = match bits.read(4)? {
            0 => {
                let numbers = entries.into();
                return Some(Self { dimensions, numbers });
            }
            1 => lattice(entries, dimensions).unwrap_or(0),
            2 => all,
            _ => return None,
        };
        bits.skip(64)?;
        let size = u64::from(bits.read(4)? + 1);
        bits.skip(1)?;
        bits.skip(usize::try_from(values * size).ok()?)?;
        Some(Self { dimensions, numbers: all })
    }
}

/// The largest number that, to the power of `dimensions`, is no more than `entries` (Vorbis I § 9.2.3).
fn lattice(entries: u32, dimensions: u32) -> Option<u64> {
    if dimensions == 0 {
        return None;
    }
    let fits = |side: u64| side.checked_pow(dimensions).is_some_and(|all| all <= u64::from(entries));
    let mut side = f64::from(entries).powf(1.0 / f64::from(dimensions)) as u64;
    while side > 0 && !fits(side) {
        side -= 1;
    }
    while fits(side + 1) {
        side += 1;
    }
    Some(side)
}

/// Bits that hold `number`.
pub(crate) fn width(number: u32) -> usize {
    (u32::BITS - number.leading_zeros()) as usize
}

/// Bits of a header, the lowest of a byte first.
pub(crate) struct Bits<'a> {
    pub(crate) bytes: &'a [u8],
    /// The next one to be read.
    pub(crate) at: usize,
}

impl Bits<'_> {
    pub(crate) fn read(&mut self, count: usize) -> Option<u32> {
        let from = self.at;
        self.skip(count)?;
        Some((0..count).fold(0, |value, bit| value | u32::from(get(self.bytes, from + bit)) << bit))
    }

    pub(crate) fn skip(&mut self, count: usize) -> Option<()> {
        self.at = self.at.checked_add(count)?;
        (self.at <= self.bytes.len() * 8).then_some(())
    }
}

/// Whether a bit is set; it lies within `bytes`.
pub(crate) fn get(bytes: &[u8], bit: usize) -> bool {
    bytes[bit / 8] >> (bit % 8) & 1 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lattices() {
        for (entries, dimensions, expect) in [(81, 4, Some(3)), (80, 4, Some(2)), (1, 8, Some(1)), (625, 4, Some(5)), (9, 0, None)] {
            assert_eq!(lattice(entries, dimensions), expect);
        }
        assert_eq!(lattice(0xff_ffff, 1), Some(0xff_ffff));
        assert_eq!(lattice(0xff_ffff, 65_535), Some(1));
    }

    #[test]
    fn roots() {
        assert_eq!(
            [(361, 2), (560, 3), (131_072, 16), (131_072, 32), (0, 1), (5, 0)].map(|(n, p)| lattice(n, p).unwrap_or(0)),
            [19, 8, 2, 1, 0, 0]
        );
    }
}
