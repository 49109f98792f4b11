//! Samples of one file, from any frame on.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use domain::AudioFormat;
use symphonia::core::audio::Channels;
use symphonia::core::codecs::audio::{AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error as SymphoniaError;
use symphonia::core::formats::FormatReader;
use symphonia::core::formats::well_known::FORMAT_ID_OGG;
use symphonia::core::packet::Packet;
use symphonia::core::units::{TimeBase, Timestamp};

use crate::budget::{Budget, BudgetSpent};
use crate::error::guarded;
use crate::layout::Layout;
use crate::open::{Opened, Trim, open};
use crate::probe::{format_of, frames_to_duration, total_frames};
use crate::{Error, codecs};

mod seek;

/// Packets in a row that may fail before the file is given up.
const MAX_BAD_PACKETS: u32 = 256;

/// Packets in a row that may hold no sound for us: a film has a hundred between two of sound. A few bytes can promise thousands of millions.
const MAX_FRUITLESS: u32 = 10_000;

/// Silence put in for what is missing between two packets, in all between two jumps. A clock that leaps further is broken
/// itself.
const MAX_SILENCE_SECONDS: i64 = 60;

/// So long, what lies before the place of a jump is decoded and dropped where the file itself cannot be searched.
const DROPPING: Duration = Duration::from_secs(4);

/// Shape of one block of interleaved samples. Rate and channels are the same for all blocks of a decoder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockSpec {
    pub frames: usize,
    pub channels: usize,
    /// Hz.
    pub sample_rate: u32,
}

/// Decodes one file: encoder delay and padding are left out, damaged and lost packets become silence of their length, and a
/// file that ends early ends early.
pub struct Decoder {
    path: PathBuf,
    /// Bytes.
    size: u64,
    format: AudioFormat,
    layout: Layout,
    reader: Box<dyn FormatReader>,
    /// What the reader may read and work until the next packet that gives sound.
    budget: Budget,
    codec: Box<dyn AudioDecoder>,
    track_id: u32,
    time_base: Option<TimeBase>,
    trim: Trim,
    /// Raw frame at which the file is said to end; an estimate for some, so nothing is cut by it.
    last: Option<i64>,
    /// Raw frame of the next sample the codec yields; `None` after a jump, until a packet tells.
    decoded_to: Option<i64>,
    /// How far the packets' clock is ahead of `decoded_to` while nothing is lost; `None` until a packet gave samples.
    ahead: Option<i64>,
    /// Frames of silence to hand out before `held`, for packets that are lost.
    gap: i64,
    /// The packet behind the gap.
    held: Option<Packet>,
    /// Frames of silence that may still be put in.
    silence_left: i64,
    /// Raw frame of the next sample to hand out; what comes before it is dropped.
    cursor: i64,
    preroll: i64,
    is_ogg: bool,
    bad_packets: u32,
    /// Packets since the last that gave samples.
    fruitless: u32,
    delivered: bool,
    ended: bool,
    /// Set when the parser or codec panicked: nothing of it is trusted again.
    broken: bool,
}

impl std::fmt::Debug for Decoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Decoder")
            .field("path", &self.path)
            .field("format", &self.format)
            .field("cursor", &self.cursor)
            .finish_non_exhaustive()
    }
}

impl Decoder {
    /// Opens a file and its codec. Blocks only on the disk; refuses pipes and devices.
    pub fn open(path: &Path) -> Result<Self, Error> {
        guarded(|| Self::open_inner(path))
    }

    fn open_inner(path: &Path) -> Result<Self, Error> {
        let opened = open(path)?;
        let mut format = format_of(&opened);
        if let Some(reason) = format.unplayable {
            return Err(Error::unsupported(reason));
        }
        let Opened {
            reader,
            track,
            params,
            first,
            trim,
            budget,
            size,
            ..
        } = opened;
        // Without encoder delay the number of frames may be an estimate from the bitrate: nothing may be cut by it.
        let options = AudioDecoderOptions::default().gapless(track.delay.is_some() || track.padding.is_some());
        let codec = codecs::registry().make_audio_decoder(&params, &options)?;
        // The codec reads the stream's own header and knows better than the container.
        let known = codec.codec_params();
        let channels: Channels = known.channels.clone().or(params.channels.clone()).unwrap_or_default();
        let rate = known.sample_rate.or(params.sample_rate).unwrap_or(0);
        let layout = Layout::of(&channels);
        if rate == 0 || layout.channels() == 0 {
            return Err(Error::corrupt("neither sample rate nor channels are known"));
        }
        if let Some(reason) = codecs::out_of_range(rate, layout.channels()) {
            return Err(Error::unsupported(reason));
        }
        let total = total_frames(&track, &params).and_then(|frames| i64::try_from(frames).ok());
        format.sample_rate = rate;
        format.channels = u16::try_from(layout.channels()).unwrap_or(u16::MAX);
        Ok(Self {
            path: path.to_path_buf(),
            size,
            format,
            layout,
            preroll: codecs::preroll_frames(params.codec),
            is_ogg: reader.format_info().format == FORMAT_ID_OGG,
            track_id: track.id,
            time_base: track.time_base,
            cursor: trim.start,
            last: trim.end.or(total),
            trim,
            reader,
            budget,
            codec,
            decoded_to: Some(first),
            ahead: None,
            gap: 0,
            held: None,
            silence_left: MAX_SILENCE_SECONDS * i64::from(rate),
            bad_packets: 0,
            fruitless: 0,
            delivered: false,
            ended: false,
            broken: false,
        })
    }

    pub fn format(&self) -> &AudioFormat {
        &self.format
    }

    /// Where the channels of every block stand.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Time of the next frame [`Decoder::next_block`] hands out.
    pub fn position(&self) -> Duration {
        frames_to_duration(
            u64::try_from(self.cursor.saturating_sub(self.trim.start)).unwrap_or(0),
            self.format.sample_rate,
        )
    }

    /// Replaces `out` with the next block of interleaved samples, full scale ±1; `None` at the end.
    ///
    /// # Errors
    /// `Corrupt` when nothing can be decoded any more, `Io` when the disk failed. Neither is worth another call.
    pub fn next_block(&mut self, out: &mut Vec<f32>) -> Result<Option<BlockSpec>, Error> {
        out.clear();
        if self.broken {
            return Err(Error::corrupt("the decoder failed on it"));
        }
        self.broken = true;
        let result = guarded(|| self.next_block_inner(out));
        // Stays set only if the closure never came back.
        self.broken = matches!(&result, Err(Error::Corrupt { .. }));
        result
    }

    fn next_block_inner(&mut self, out: &mut Vec<f32>) -> Result<Option<BlockSpec>, Error> {
        let channels = self.layout.channels();
        self.budget.renew();
        let dropping_ends = Instant::now() + DROPPING;
        loop {
            if self.ended || self.trim.end.is_some_and(|end| self.cursor >= end) {
                return self.end();
            }
            let start;
            if self.gap > 0 {
                start = self.decoded_to.unwrap_or(self.cursor);
                let frames = self.gap.min(i64::from(self.format.sample_rate));
                self.gap -= frames;
                out.clear();
                out.resize(usize::try_from(frames).unwrap_or(0) * channels, 0.0);
            } else {
                let packet = match self.held.take() {
                    Some(packet) => packet,
                    None => match self.next_packet()? {
                        Some(packet) => {
                            self.gap = self.lost_before(&packet);
                            if self.gap > 0 {
                                self.silence_left -= self.gap;
                                self.held = Some(packet);
                                continue;
                            }
                            packet
                        }
                        None => {
                            self.ended = true;
                            return self.end();
                        }
                    },
                };
                let clock = self.clock(&packet);
                start = self.decoded_to.unwrap_or(clock);
                if !self.decode(&packet, out)? {
                    continue;
                }
                if out.len() >= channels && self.ahead.is_none() {
                    self.ahead = Some(clock.saturating_sub(start));
                }
            }
            let mut frames = out.len() / channels;
            if frames == 0 {
                // The first Vorbis packet after a jump only primes the overlap; the clock starts with the next.
                continue;
            }
            self.decoded_to = Some(start.saturating_add(frames as i64));
            if start > self.cursor {
                // A jump landed late; say where we are rather than invent silence.
                self.cursor = start;
            }
            self.fruitless = 0;
            self.budget.renew();
            if Instant::now() > dropping_ends {
                // No way to jump in a long file: rather here than much later.
                self.cursor = start;
            }
            let drop = usize::try_from(self.cursor.saturating_sub(start)).unwrap_or(0).min(frames);
            if drop > 0 {
                out.drain(..drop * channels);
                frames -= drop;
            }
            if let Some(end) = self.trim.end {
                frames = frames.min(usize::try_from(end.saturating_sub(self.cursor)).unwrap_or(0));
                out.truncate(frames * channels);
            }
            if frames == 0 {
                continue;
            }
            self.cursor = self.cursor.saturating_add(frames as i64);
            self.delivered = true;
            return Ok(Some(BlockSpec {
                frames,
                channels,
                sample_rate: self.format.sample_rate,
            }));
        }
    }

    /// Raw frame a packet says it begins with.
    fn clock(&self, packet: &Packet) -> i64 {
        self.frame_of(packet.pts).saturating_add(ticks(packet.trim_start.get()))
    }

    /// Frames missing before a packet, by its clock, so that what follows damage stays at its place; 0 where nothing is. Only a
    /// clock that counts frames can tell: one of milliseconds wavers by itself.
    fn lost_before(&self, packet: &Packet) -> i64 {
        let exact = self
            .time_base
            .is_none_or(|base| base.numer.get() == 1 && base.denom.get() == self.format.sample_rate);
        let (Some(decoded), Some(ahead), true) = (self.decoded_to, self.ahead, exact) else {
            return 0;
        };
        let clock = self.clock(packet).saturating_sub(ahead);
        let missing = self.last.map_or(clock, |last| clock.min(last)).saturating_sub(decoded);
        // A packet that is there is never ahead by as much as its own length.
        let least = ticks(packet.dur.get()).max(1);
        if missing >= least && missing <= self.silence_left {
            missing
        } else {
            0
        }
    }

    fn end(&mut self) -> Result<Option<BlockSpec>, Error> {
        if self.delivered { Ok(None) } else { Err(Error::NoAudio) }
    }

    fn next_packet(&mut self) -> Result<Option<Packet>, Error> {
        loop {
            self.budget.work()?;
            self.fruitless += 1;
            if self.fruitless > MAX_FRUITLESS {
                return Err(BudgetSpent::Reading.into());
            }
            match self.reader.next_packet() {
                Ok(Some(packet)) if packet.track_id == self.track_id => return Ok(Some(packet)),
                Ok(Some(_)) => {}
                Ok(None) => return Ok(None),
                // A file cut short plays what is there.
                Err(SymphoniaError::IoError(io)) if io.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(None),
                // Chained streams of another kind: the first one is the track.
                Err(SymphoniaError::ResetRequired) if self.delivered => return Ok(None),
                Err(SymphoniaError::DecodeError(what)) => {
                    tracing::debug!(path = %self.path.display(), what, "bad packet");
                    self.count_bad(what)?;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Fills `out`; false if the packet gave nothing.
    fn decode(&mut self, packet: &Packet, out: &mut Vec<f32>) -> Result<bool, Error> {
        let channels = self.layout.channels();
        match self.codec.decode(packet) {
            Ok(buffer) => {
                self.bad_packets = 0;
                let spec = buffer.spec();
                if spec.rate() != self.format.sample_rate {
                    self.ended = true;
                    return Ok(false);
                }
                let found = spec.channels().count();
                buffer.copy_to_vec_interleaved(out);
                if found != channels && found > 0 {
                    *out = rechannel(out, found, channels);
                }
                // A hostile float file may hold anything; loudspeakers and averages may not.
                for sample in out.iter_mut() {
                    if !sample.is_finite() {
                        *sample = 0.0;
                    }
                }
                Ok(true)
            }
            Err(SymphoniaError::DecodeError(what) | SymphoniaError::LimitError(what)) => self.bridge(packet, what, out),
            // What a damaged packet asks for may exist nowhere; at the start it says that the stream is of another kind.
            Err(SymphoniaError::Unsupported(what)) if self.delivered => self.bridge(packet, what, out),
            // No disk is read here: the packet itself ends too early.
            Err(SymphoniaError::IoError(_)) => self.bridge(packet, "packet too short", out),
            Err(error) => Err(error.into()),
        }
    }

    /// Fills `out` with silence as long as a packet that could not be decoded.
    fn bridge(&mut self, packet: &Packet, what: &str, out: &mut Vec<f32>) -> Result<bool, Error> {
        self.count_bad(what)?;
        let frames = self.block_frames(packet);
        out.clear();
        out.resize(frames * self.layout.channels(), 0.0);
        Ok(frames > 0)
    }

    fn count_bad(&mut self, what: &str) -> Result<(), Error> {
        self.bad_packets += 1;
        if self.bad_packets > MAX_BAD_PACKETS {
            return Err(Error::corrupt(format!("damaged: {what}")));
        }
        Ok(())
    }

    /// Length of a packet that could not be decoded, at most a second.
    fn block_frames(&self, packet: &Packet) -> usize {
        let frames = self.frame_of(Timestamp::new(ticks(packet.dur.get())));
        usize::try_from(frames).unwrap_or(0).min(self.format.sample_rate as usize)
    }

    fn frame_of(&self, ts: Timestamp) -> i64 {
        let Some(base) = self.time_base else { return ts.get() };
        let (numer, denom) = (i128::from(base.numer.get()), i128::from(base.denom.get()));
        let scaled = i128::from(ts.get()) * numer * i128::from(self.format.sample_rate);
        i64::try_from((scaled + denom / 2).div_euclid(denom)).unwrap_or(0)
    }
}

fn ticks(ticks: u64) -> i64 {
    i64::try_from(ticks).unwrap_or(i64::MAX)
}

/// Fits a stream that changed its channel count: one channel goes everywhere, of many the first are kept.
fn rechannel(samples: &[f32], from: usize, to: usize) -> Vec<f32> {
    samples
        .chunks_exact(from)
        .flat_map(|frame| (0..to).map(move |channel| frame[if from == 1 { 0 } else { channel.min(from - 1) }]))
        .collect()
}

#[cfg(test)]
#[path = "decoder_tests.rs"]
mod tests;
