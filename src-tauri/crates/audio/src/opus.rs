//! Opus of any number of streams: what libopus's adapter decodes one by one is put together here, at the loudness the header asks for.
//!
//! Surround is a few streams of one or two channels, packed behind each other (RFC 7845 § 5.1.1). All but the last of a packet
//! say their own length, in a framing (RFC 6716, appendix B) that is turned back into the usual one.

use std::fmt;

use symphonia::core::audio::{AsGenericAudioBufferRef, AudioBuffer, AudioMut, AudioSpec, Channels, GenericAudioBufferRef};
use symphonia::core::codecs::CodecInfo;
use symphonia::core::codecs::audio::well_known::CODEC_ID_OPUS;
use symphonia::core::codecs::audio::{AudioCodecParameters, AudioDecoder, AudioDecoderOptions, FinalizeResult};
use symphonia::core::codecs::registry::{RegisterableAudioDecoder, SupportedAudioCodec};
use symphonia::core::errors::{Result, decode_error, unsupported_error};
use symphonia::core::packet::PacketRef;
use symphonia::core::units::Duration;
use symphonia_adapter_libopus::OpusDecoder;

const RATE: u32 = 48_000;

/// Where the channels of RFC 7845 § 5.1.1.2 stand among those of a buffer, which has them in the order of WAVE; for 1 to 8 channels.
const PLACES: [&[usize]; 8] = [
    &[0],
    &[0, 1],
    &[0, 2, 1],
    &[0, 1, 2, 3],
    &[0, 2, 1, 3, 4],
    &[0, 2, 1, 4, 5, 3],
    &[0, 2, 1, 5, 6, 4, 3],
    &[0, 2, 1, 6, 7, 4, 5, 3],
];

/// One coded stream and what it said last.
struct Stream {
    decoder: Box<dyn AudioDecoder>,
    channels: usize,
    heard: Vec<f32>,
}

/// Symphonia's decoder of Opus.
pub(crate) struct Opus {
    params: AudioCodecParameters,
    streams: Vec<Stream>,
    /// For each channel of the buffer: stream and channel in it; `None` is silence.
    sources: Vec<Option<(usize, usize)>>,
    gain: f32,
    buffer: AudioBuffer<f32>,
}

impl fmt::Debug for Opus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opus").field("sources", &self.sources).finish_non_exhaustive()
    }
}

/// How the streams make up the channels.
#[derive(Debug, PartialEq, Eq)]
struct Mapping {
    streams: usize,
    /// How many of them, the first ones, have two channels.
    coupled: usize,
    /// For each channel, in the order of the header: counted through all streams; 255 is silence.
    channels: Vec<u8>,
    /// 256ths of a decibel.
    gain: i16,
}

/// Reads an `OpusHead`; without one, what the container says of the channels.
fn mapping(head: Option<&[u8]>, channels: usize) -> Option<Mapping> {
    let Some(head) = head else {
        return (1..=2).contains(&channels).then(|| plain(channels, 0));
    };
    let (&count, &family) = (head.get(9)?, head.get(18)?);
    let gain = i16::from_le_bytes([*head.get(16)?, *head.get(17)?]);
    if family == 0 {
        return (1..=2).contains(&count).then(|| plain(usize::from(count), gain));
    }
    let (streams, coupled) = (usize::from(*head.get(19)?), usize::from(*head.get(20)?));
    let channels = head.get(21..21 + usize::from(count))?.to_vec();
    let sound = family == 1
        && (1..=PLACES.len()).contains(&channels.len())
        && (1..=channels.len()).contains(&streams)
        && coupled <= streams
        && channels.iter().all(|&index| index == 255 || usize::from(index) < streams + coupled);
    sound.then_some(Mapping {
        streams,
        coupled,
        channels,
        gain,
    })
}

fn plain(channels: usize, gain: i16) -> Mapping {
    Mapping {
        streams: 1,
        coupled: channels - 1,
        channels: (0..channels as u8).collect(),
        gain,
    }
}

impl Opus {
    fn new(params: &AudioCodecParameters, options: &AudioDecoderOptions) -> Result<Self> {
        let count = params.channels.as_ref().map_or(0, Channels::count);
        let Some(mapping) = mapping(params.extra_data.as_deref(), count) else {
            return unsupported_error("opus: this arrangement of channels");
        };
        if mapping.channels.len() != count {
            return decode_error("opus: channels contradict the header");
        }
        let mut streams = Vec::new();
        for index in 0..mapping.streams {
            let channels = if index < mapping.coupled { 2 } else { 1 };
            let mut own = AudioCodecParameters::new();
            own.for_codec(CODEC_ID_OPUS)
                .with_sample_rate(RATE)
                .with_channels(Channels::Discrete(channels));
            streams.push(Stream {
                decoder: OpusDecoder::try_registry_new(&own, options)?,
                channels: usize::from(channels),
                heard: Vec::new(),
            });
        }
        let mut sources = vec![None; count];
        for (&index, &place) in mapping.channels.iter().zip(PLACES[count - 1]) {
            let index = usize::from(index);
            sources[place] = match index {
                255 => None,
                _ if index < 2 * mapping.coupled => Some((index / 2, index % 2)),
                _ => Some((index - mapping.coupled, 0)),
            };
        }
        let channels = params.channels.clone().unwrap_or_default();
        let mut params = params.clone();
        params.with_sample_rate(RATE);
        Ok(Self {
            streams,
            sources,
            gain: 10_f32.powf(f32::from(mapping.gain) / (20.0 * 256.0)),
            buffer: AudioBuffer::new(AudioSpec::new(RATE, channels), 5_760),
            params,
        })
    }

    fn fill(&mut self, packet: &PacketRef<'_>) -> Result<()> {
        let (mut rest, last) = (packet.data, self.streams.len() - 1);
        let mut frames = usize::MAX;
        for (index, stream) in self.streams.iter_mut().enumerate() {
            let own;
            let data = if index < last {
                let Some((unpacked, taken)) = unpack(rest) else {
                    return decode_error("opus: packet of several streams is cut short");
                };
                (own, rest) = (unpacked, &rest[taken..]);
                &own[..]
            } else {
                rest
            };
            let heard = stream
                .decoder
                .decode_ref(&PacketRef::new(packet.track_id, packet.pts, packet.dur, data))?;
            heard.copy_to_vec_interleaved(&mut stream.heard);
            frames = frames.min(stream.heard.len() / stream.channels);
        }
        self.buffer.render_silence(Some(frames));
        for (place, source) in self.sources.iter().enumerate() {
            if let (Some((stream, channel)), Some(plane)) = (source, self.buffer.plane_mut(place)) {
                let stream = &self.streams[*stream];
                for (out, frame) in plane.iter_mut().zip(stream.heard.chunks_exact(stream.channels)) {
                    *out = self.gain * frame[*channel];
                }
            }
        }
        let frames = |ticks: Duration| usize::try_from(ticks.get()).unwrap_or(usize::MAX);
        self.buffer.trim(frames(packet.trim_start), frames(packet.trim_end));
        Ok(())
    }
}

impl AudioDecoder for Opus {
    fn reset(&mut self) {
        self.streams.iter_mut().for_each(|stream| stream.decoder.reset());
    }

    fn codec_info(&self) -> &CodecInfo {
        &Self::supported_codecs()[0].info
    }

    fn codec_params(&self) -> &AudioCodecParameters {
        &self.params
    }

    fn decode_ref(&mut self, packet: &PacketRef<'_>) -> Result<GenericAudioBufferRef<'_>> {
        self.buffer.clear();
        self.fill(packet)?;
        Ok(self.buffer.as_generic_audio_buffer_ref())
    }

    fn finalize(&mut self) -> FinalizeResult {
        FinalizeResult::default()
    }

    fn last_decoded(&self) -> GenericAudioBufferRef<'_> {
        self.buffer.as_generic_audio_buffer_ref()
    }
}

impl RegisterableAudioDecoder for Opus {
    fn try_registry_new(params: &AudioCodecParameters, options: &AudioDecoderOptions) -> Result<Box<dyn AudioDecoder>> {
        Ok(Box::new(Self::new(params, options)?))
    }

    fn supported_codecs() -> &'static [SupportedAudioCodec] {
        OpusDecoder::supported_codecs()
    }
}

/// The packet of the first stream in `bytes` in the framing it has when alone, and how many bytes it takes up here.
fn unpack(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    let toc = *bytes.first()?;
    let mut at = 1;
    let mut packet = vec![toc];
    let data = match toc & 3 {
        0 => length(bytes, &mut at)?,
        1 => 2 * length(bytes, &mut at)?,
        2 => {
            let from = at;
            let first = length(bytes, &mut at)?;
            packet.extend(&bytes[from..at]);
            first + length(bytes, &mut at)?
        }
        _ => {
            let count = *bytes.get(at)?;
            packet.push(count);
            at += 1;
            let mut padding = 0;
            if count & 0x40 != 0 {
                loop {
                    let byte = *bytes.get(at)?;
                    packet.push(byte);
                    at += 1;
                    padding += usize::from(byte.min(254));
                    if byte != 255 {
                        break;
                    }
                }
            }
            let frames = usize::from(count & 0x3f);
            let mut data = padding;
            if count & 0x80 != 0 {
                // Of the last frame the length is said only here.
                let from = at;
                for _ in 1..frames {
                    data += length(bytes, &mut at)?;
                }
                packet.extend(&bytes[from..at]);
                data += length(bytes, &mut at)?;
            } else {
                data += frames * length(bytes, &mut at)?;
            }
            data
        }
    };
    packet.extend(bytes.get(at..at + data)?);
    Some((packet, at + data))
}

/// The length of a frame at `at`, one byte or two (RFC 6716 § 3.2.1).
fn length(bytes: &[u8], at: &mut usize) -> Option<usize> {
    let first = usize::from(*bytes.get(*at)?);
    *at += 1;
    if first < 252 {
        return Some(first);
    }
    let second = usize::from(*bytes.get(*at)?);
    *at += 1;
    Some(first + 4 * second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_among_others_is_unpacked() {
        // One frame of three bytes, and what follows.
        assert_eq!(unpack(&[0x08, 3, 7, 8, 9, 0xff]), Some((vec![0x08, 7, 8, 9], 5)));
        // Two of the same length, two of different length.
        assert_eq!(unpack(&[0x09, 1, 7, 8]), Some((vec![0x09, 7, 8], 4)));
        assert_eq!(unpack(&[0x0a, 1, 2, 7, 8, 9]), Some((vec![0x0a, 1, 7, 8, 9], 6)));
        // Three of the same length with two bytes of padding; two of different length.
        assert_eq!(
            unpack(&[0x0b, 0x43, 2, 1, 7, 8, 9, 0, 0]),
            Some((vec![0x0b, 0x43, 2, 7, 8, 9, 0, 0], 9))
        );
        assert_eq!(unpack(&[0x0b, 0x82, 1, 2, 7, 8, 9]), Some((vec![0x0b, 0x82, 1, 7, 8, 9], 7)));
        // A length of two bytes: 252 + 4.
        let long = [&[0x08, 252, 1][..], &[5; 256]].concat();
        assert_eq!(unpack(&long).map(|(packet, taken)| (packet.len(), taken)), Some((257, 259)));
        for cut in [&[][..], &[0x08], &[0x08, 3, 7], &[0x0b], &[0x0b, 0xc3, 255], &[0x0a, 252]] {
            assert_eq!(unpack(cut), None, "{cut:02x?}");
        }
    }

    #[test]
    fn headers_that_contradict_themselves_are_refused() {
        let head = |tail: &[u8]| [b"OpusHead\x01", tail].concat();
        let six = head(&[6, 0, 0, 0, 0, 0, 0, 0x80, 0xff, 1, 4, 2, 0, 4, 1, 2, 3, 5]);
        let read = mapping(Some(&six), 6).unwrap();
        assert_eq!((read.streams, read.coupled, read.gain), (4, 2, -128));
        assert_eq!(read.channels, [0, 4, 1, 2, 3, 5]);
        assert_eq!(mapping(Some(&six[..20]), 6), None);
        let with = |at: usize, byte: u8| {
            let mut bytes = six.clone();
            bytes[at] = byte;
            mapping(Some(&bytes), 6)
        };
        // No such family, no streams, more coupled than there are, a channel of no stream; silence is one.
        assert!(with(18, 2).is_none() && with(19, 0).is_none() && with(20, 5).is_none() && with(21, 6).is_none());
        assert!(with(21, 255).is_some());
        assert_eq!(mapping(None, 2), Some(plain(2, 0)));
        assert_eq!(mapping(None, 3), None);
    }
}
