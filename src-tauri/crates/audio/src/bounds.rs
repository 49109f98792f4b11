//! What a stream may ask of its decoder before a byte of sound is decoded.

use symphonia::core::codecs::audio::AudioCodecParameters;
use symphonia::core::codecs::audio::well_known::CODEC_ID_VORBIS;

/// Samples of one packet, channels multiplied in: thirty times the largest that an encoder writes. A decoder keeps room for as many.
const PACKET_SAMPLES: u64 = 4 << 20;
/// Numbers in all codebooks of a Vorbis stream together: two hundred times those of an encoder.
const CODEBOOK_NUMBERS: u64 = 8 << 20;

/// Why a stream would cost its decoder too much, in words for a person; `None` if it would not.
pub(crate) fn too_costly(params: &AudioCodecParameters) -> Option<String> {
    let channels = params.channels.as_ref().map_or(1, |channels| channels.count().max(1)) as u64;
    let frames = params.max_frames_per_packet.max(params.frames_per_block).unwrap_or(0);
    if frames.saturating_mul(channels) > PACKET_SAMPLES {
        return Some(format!("damaged: packets of {frames} frames"));
    }
    if params.codec == CODEC_ID_VORBIS
        && let Some(headers) = params.extra_data.as_deref()
        && codebook_numbers(headers).is_some_and(|numbers| numbers > CODEBOOK_NUMBERS)
    {
        return Some("damaged: codebooks of absurd size".into());
    }
    None
}

/// Numbers in the codebooks of the setup header among Vorbis headers (Vorbis I § 3.2.1); `None` if there is none. What follows a
/// codebook that makes no sense is not looked at: the decoder does not get there either.
fn codebook_numbers(headers: &[u8]) -> Option<u64> {
    let at = headers.windows(7).position(|window| window == b"\x05vorbis")?;
    let mut bits = Bits {
        bytes: &headers[at + 7..],
        at: 0,
    };
    let count = bits.read(8)? + 1;
    let mut numbers = 0;
    for _ in 0..count {
        let Some(here) = codebook(&mut bits) else { break };
        numbers += here;
    }
    Some(numbers)
}

/// Entries times dimensions; `None` where it ends too early or is no codebook.
fn codebook(bits: &mut Bits<'_>) -> Option<u64> {
    if bits.read(24)? != 0x56_4342 {
        return None;
    }
    let (dimensions, entries) = (bits.read(16)?, bits.read(24)?);
    if bits.read(1)? == 1 {
        bits.read(5)?;
        let mut known = 0;
        while known < entries {
            known += bits.read(64 - (entries - known).leading_zeros())?;
        }
    } else if bits.read(1)? == 1 {
        for _ in 0..entries {
            if bits.read(1)? == 1 {
                bits.read(5)?;
            }
        }
    } else {
        bits.skip(5 * entries)?;
    }
    let lookup = bits.read(4)?;
    if lookup == 0 {
        // Its code words take room all the same.
        return Some(entries);
    }
    bits.skip(64)?;
    let width = bits.read(4)? + 1;
    bits.skip(1)?;
    let values = if lookup == 1 {
        root(entries, dimensions)
    } else {
        entries * dimensions
    };
    bits.skip(values * width)?;
    Some(entries * dimensions)
}

/// The largest number whose power is not larger than `entries` (§ 9.2.3).
fn root(entries: u64, power: u64) -> u64 {
    let fits = |value: u64| {
        let power = u32::try_from(power).unwrap_or(u32::MAX);
        value.checked_pow(power).is_some_and(|result| result <= entries)
    };
    if power == 0 {
        return 0;
    }
    let about = (entries as f64).powf(1.0 / power as f64) as u64;
    (about.saturating_sub(1)..=about + 1).rev().find(|value| fits(*value)).unwrap_or(0)
}

/// The bits of bytes, the least significant first.
struct Bits<'a> {
    bytes: &'a [u8],
    at: u64,
}

impl Bits<'_> {
    fn read(&mut self, width: u32) -> Option<u64> {
        let mut value = 0;
        for bit in 0..width {
            let byte = *self.bytes.get(usize::try_from(self.at / 8).ok()?)?;
            value |= u64::from(byte >> (self.at % 8) & 1) << bit;
            self.at += 1;
        }
        Some(value)
    }

    fn skip(&mut self, width: u64) -> Option<()> {
        self.at = self.at.checked_add(width)?;
        (self.at <= self.bytes.len() as u64 * 8).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codebooks_of_an_encoder_are_far_below() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/lossy.ogg");
        let opened = crate::open::open(&path).unwrap();
        let numbers = codebook_numbers(opened.params.extra_data.as_deref().unwrap()).unwrap();
        assert!((1_000..CODEBOOK_NUMBERS / 20).contains(&numbers), "{numbers}");
        assert_eq!(too_costly(&opened.params), None);
    }

    #[test]
    fn roots() {
        assert_eq!(
            [(361, 2), (560, 3), (131_072, 16), (131_072, 32), (0, 1), (5, 0)].map(|(n, p)| root(n, p)),
            [19, 8, 2, 1, 0, 0]
        );
    }
}
