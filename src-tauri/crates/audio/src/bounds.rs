//! What a stream may ask of its decoder before a byte of sound is decoded.

use symphonia::core::codecs::audio::AudioCodecParameters;
use symphonia::core::codecs::audio::well_known::CODEC_ID_VORBIS;

use crate::vorbis_codebook::{Bits, Codebook};

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
        let Some(codebook) = Codebook::read(&mut bits) else { break };
        numbers += codebook.numbers;
    }
    Some(numbers)
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
}
