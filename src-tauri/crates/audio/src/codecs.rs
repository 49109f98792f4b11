//! What is decoded here, and what it is called.

use std::sync::LazyLock;

use symphonia::core::codecs::audio::well_known as id;
use symphonia::core::codecs::audio::{AudioCodecId, AudioCodecParameters};
use symphonia::core::codecs::registry::CodecRegistry;

use crate::vorbis_setup;

static REGISTRY: LazyLock<CodecRegistry> = LazyLock::new(|| {
    let mut registry = CodecRegistry::new();
    symphonia::default::register_enabled_codecs(&mut registry);
    registry.register_audio_decoder::<crate::opus::Opus>();
    registry
});

pub(crate) fn registry() -> &'static CodecRegistry {
    &REGISTRY
}

/// Short upper-case name of a codec.
pub(crate) fn name(codec: AudioCodecId) -> &'static str {
    match codec {
        id::CODEC_ID_FLAC => "FLAC",
        id::CODEC_ID_MP1 => "MP1",
        id::CODEC_ID_MP2 => "MP2",
        id::CODEC_ID_MP3 => "MP3",
        id::CODEC_ID_AAC => "AAC",
        id::CODEC_ID_ALAC => "ALAC",
        id::CODEC_ID_VORBIS => "VORBIS",
        id::CODEC_ID_OPUS => "OPUS",
        id::CODEC_ID_SPEEX => "SPEEX",
        id::CODEC_ID_WAVPACK => "WAVPACK",
        id::CODEC_ID_MONKEYS_AUDIO => "APE",
        id::CODEC_ID_MUSEPACK => "MUSEPACK",
        id::CODEC_ID_TTA => "TTA",
        id::CODEC_ID_AC3 => "AC3",
        id::CODEC_ID_EAC3 => "EAC3",
        id::CODEC_ID_DCA => "DTS",
        id::CODEC_ID_WMA => "WMA",
        id::CODEC_ID_TRUEHD => "TRUEHD",
        id::CODEC_ID_ADPCM_G722
        | id::CODEC_ID_ADPCM_G726
        | id::CODEC_ID_ADPCM_G726LE
        | id::CODEC_ID_ADPCM_MS
        | id::CODEC_ID_ADPCM_IMA_WAV
        | id::CODEC_ID_ADPCM_IMA_QT => "ADPCM",
        _ if is_pcm(codec) => "PCM",
        _ => "UNKNOWN",
    }
}

/// Whether every sample is kept, so that containers know how many there are.
pub(crate) fn is_lossless(codec: AudioCodecId) -> bool {
    is_pcm(codec) || [id::CODEC_ID_FLAC, id::CODEC_ID_ALAC].contains(&codec)
}

pub(crate) fn is_pcm(codec: AudioCodecId) -> bool {
    use id::*;
    [
        CODEC_ID_PCM_S32LE,
        CODEC_ID_PCM_S32LE_PLANAR,
        CODEC_ID_PCM_S32BE,
        CODEC_ID_PCM_S32BE_PLANAR,
        CODEC_ID_PCM_S24LE,
        CODEC_ID_PCM_S24LE_PLANAR,
        CODEC_ID_PCM_S24BE,
        CODEC_ID_PCM_S24BE_PLANAR,
        CODEC_ID_PCM_S16LE,
        CODEC_ID_PCM_S16LE_PLANAR,
        CODEC_ID_PCM_S16BE,
        CODEC_ID_PCM_S16BE_PLANAR,
        CODEC_ID_PCM_S8,
        CODEC_ID_PCM_S8_PLANAR,
        CODEC_ID_PCM_U32LE,
        CODEC_ID_PCM_U32BE,
        CODEC_ID_PCM_U24LE,
        CODEC_ID_PCM_U24BE,
        CODEC_ID_PCM_U16LE,
        CODEC_ID_PCM_U16BE,
        CODEC_ID_PCM_U8,
        CODEC_ID_PCM_F32LE,
        CODEC_ID_PCM_F32LE_PLANAR,
        CODEC_ID_PCM_F32BE,
        CODEC_ID_PCM_F64LE,
        CODEC_ID_PCM_F64BE,
        CODEC_ID_PCM_ALAW,
        CODEC_ID_PCM_MULAW,
    ]
    .contains(&codec)
}

/// Bits of one sample, where a codec keeps samples whole.
pub(crate) fn bits_per_sample(params: &AudioCodecParameters) -> Option<u32> {
    let bits = match params.codec {
        // Sixth byte of the ALACSpecificConfig, which older files wrap in two boxes of twelve bytes.
        id::CODEC_ID_ALAC => {
            let config = params.extra_data.as_deref().unwrap_or_default();
            let wrapped = config.get(4..8) == Some(b"frma".as_slice());
            config.get(if wrapped { 24 + 5 } else { 5 }).copied().map(u32::from)
        }
        id::CODEC_ID_FLAC => params.bits_per_sample,
        codec if is_pcm(codec) => params.bits_per_sample.or(params.bits_per_coded_sample),
        _ => None,
    };
    bits.filter(|bits| (1..=64).contains(bits))
}

/// Frames a decoder must hear before what it says is right again after a jump.
pub(crate) fn preroll_frames(codec: AudioCodecId) -> i64 {
    match codec {
        // A bit reservoir of 511 bytes (of 255 where frames are shorter), which the frames of quiet mono fill with dozens of bytes each, the
        // overlap of two granules and the memory of the synthesis filter bank.
        id::CODEC_ID_MP1 | id::CODEC_ID_MP2 | id::CODEC_ID_MP3 => 12 * 1152,
        id::CODEC_ID_AAC => 2 * 1024,
        // The longest block, twice.
        id::CODEC_ID_VORBIS => 2 * 8192,
        // RFC 7845 § 4.6 asks for 80 ms at least.
        id::CODEC_ID_OPUS => 2 * 3840,
        _ => 0,
    }
}

/// Frames of the short block of Vorbis.
pub(crate) fn vorbis_short_block(params: &AudioCodecParameters) -> Option<i64> {
    let headers = params.extra_data.as_deref().filter(|_| params.codec == id::CODEC_ID_VORBIS)?;
    let (ident, _) = vorbis_setup::places(headers)?;
    headers.get(ident + 28).map(|sizes| 1 << (sizes & 15))
}

/// Why this build cannot play these parameters, in words for a person; `None` if it can.
pub(crate) fn unplayable(params: &AudioCodecParameters) -> Option<String> {
    if params.codec == id::CODEC_ID_AAC
        && let Some(config) = params.extra_data.as_deref()
        && let Some(kind) = beyond_low_complexity(config)
    {
        return Some(format!("{kind} is not supported"));
    }
    let wide = params.channels.as_ref().is_some_and(|channels| channels.count() > 2);
    if params.codec == id::CODEC_ID_AAC && (wide || params.extra_data.as_deref().is_some_and(is_multichannel)) {
        return Some("AAC with more than two channels is not supported".into());
    }
    if registry().get_audio_decoder(params.codec).is_none() {
        return Some(match name(params.codec) {
            "UNKNOWN" => "its codec is not known here".into(),
            name => format!("{} is not supported", spoken(name)),
        });
    }
    let channels = params.channels.as_ref().map_or(0, |channels| channels.count());
    out_of_range(params.sample_rate.unwrap_or(0), channels).or_else(|| crate::bounds::too_costly(params))
}

/// A codec's name as people write it.
fn spoken(name: &str) -> &str {
    match name {
        "SPEEX" => "Speex",
        "WAVPACK" => "WavPack",
        "APE" => "Monkey's Audio",
        "MUSEPACK" => "Musepack",
        "TTA" => "True Audio",
        "AC3" => "AC-3",
        "EAC3" => "E-AC-3",
        "WMA" => "Windows Media Audio",
        "TRUEHD" => "TrueHD",
        other => other,
    }
}

/// Hz that are played: from telephone quality to the fastest converters. What a damaged or hostile header says beyond them would
/// make buffers of absurd sizes.
const RATES: std::ops::RangeInclusive<u32> = 4_000..=768_000;
/// Channels of one stream: the most that any production format has.
const MAX_CHANNELS: usize = 64;

/// Why a stream of this shape is not played, in words for a person; zero is not known yet, and no reason.
pub(crate) fn out_of_range(rate: u32, channels: usize) -> Option<String> {
    if rate != 0 && !RATES.contains(&rate) {
        return Some(format!("a sample rate of {rate} Hz is not supported"));
    }
    (channels > MAX_CHANNELS).then(|| format!("audio with {channels} channels is not supported"))
}

/// Reads the object type of an AudioSpecificConfig (ISO/IEC 14496-3 § 1.6.2.1); `None` for AAC-LC.
fn beyond_low_complexity(config: &[u8]) -> Option<&'static str> {
    let first = *config.first()?;
    match first >> 3 {
        2 => has_sbr_extension(config).then_some("HE-AAC"),
        5 => Some("HE-AAC"),
        29 => Some("HE-AAC v2"),
        31 if config
            .get(1)
            .is_some_and(|second| ((u16::from(first & 7) << 3) | u16::from(second >> 5)) + 32 == 42) =>
        {
            Some("xHE-AAC")
        }
        1 => Some("AAC Main"),
        3 => Some("AAC SSR"),
        4 => Some("AAC LTP"),
        23 | 39 => Some("low-delay AAC"),
        _ => Some("this kind of AAC"),
    }
}

/// Reads the channel configuration of an AudioSpecificConfig.
fn is_multichannel(config: &[u8]) -> bool {
    bits(config, rate_end(config), 4) > 2
}

/// The bit after the object type, of five bits, and the rate: an index of four bits, or the escape and 24 more.
fn rate_end(config: &[u8]) -> usize {
    if bits(config, 5, 4) == 15 { 33 } else { 9 }
}

/// `len` bits from bit `at`, the most significant first; zeros past the end.
fn bits(bytes: &[u8], at: usize, len: usize) -> u32 {
    (at..at + len).fold(0, |value, bit| {
        (value << 1) | u32::from(bytes.get(bit / 8).is_some_and(|byte| byte >> (7 - bit % 8) & 1 == 1))
    })
}

/// The backward compatible signalling: sync word 0x2b7, object type 5, present bit.
fn has_sbr_extension(config: &[u8]) -> bool {
    // Four bits of channels, three flags of the GA config.
    let at = rate_end(config) + 7;
    bits(config, at, 11) == 0x2b7 && bits(config, at + 11, 5) == 5 && bits(config, at + 16, 1) == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_aac() {
        for (config, expect) in [
            (&[0x12, 0x10][..], None),
            (&[0x2b, 0x92, 0x08, 0x00], Some("HE-AAC")),
            (&[0xeb, 0x8a, 0x08, 0x00], Some("HE-AAC v2")),
            // AAC-LC 22.05 kHz with the extension that announces SBR at 44.1 kHz.
            (&[0x13, 0x90, 0x56, 0xe5, 0xa0], Some("HE-AAC")),
            // The same with the present bit off.
            (&[0x13, 0x90, 0x56, 0xe5, 0x00], None),
            (&[], None),
        ] {
            assert_eq!(beyond_low_complexity(config), expect, "{config:02x?}");
        }
    }

    #[test]
    fn channels_of_aac() {
        // Mono, stereo, 5.1; stereo and 5.1 with the rate, 44.1 kHz, written out.
        for (config, expect) in [
            (&[0x12, 0x08][..], false),
            (&[0x12, 0x10], false),
            (&[0x12, 0x30], true),
            (&[0x17, 0x80, 0x56, 0x22, 0x10], false),
            (&[0x17, 0x80, 0x56, 0x22, 0x30], true),
            (&[], false),
        ] {
            assert_eq!(is_multichannel(config), expect, "{config:02x?}");
        }
    }
}
