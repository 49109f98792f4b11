//! Samples of one file, from any frame on.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::AudioFormat;
use symphonia::core::audio::Channels;
use symphonia::core::codecs::audio::well_known::CODEC_ID_VORBIS;
use symphonia::core::codecs::audio::{AudioDecoder, AudioDecoderOptions};
use symphonia::core::formats::FormatReader;
use symphonia::core::formats::well_known::{FORMAT_ID_OGG, FORMAT_ID_WAVE};
use symphonia::core::packet::Packet;
use symphonia::core::units::TimeBase;

use crate::budget::Budget;
use crate::chain::Chain;
use crate::cue::stretch;
use crate::error::guarded;
use crate::layout::Layout;
use crate::open::{Opened, Trim, open, open_range};
use crate::probe::{format_of, frames_to_duration, total_frames};
use crate::{Error, codecs};

mod clock;
mod packets;
mod part;
mod seek;

use clock::Grid;

/// Silence put in for what is missing between two packets, in all between two jumps. A clock that leaps further is broken
/// itself.
const MAX_SILENCE_SECONDS: i64 = 60;

/// Less is not worth a word: tags round, encoders pad.
const EARLY_SECONDS: i64 = 1;
const EARLY_PART: i64 = 100;

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
    /// The file is a chain of streams, of which `link` is decoded.
    chain: Option<Arc<Chain>>,
    link: usize,
    /// Bytes.
    size: u64,
    format: AudioFormat,
    layout: Layout,
    mask: u32,
    reader: Box<dyn FormatReader>,
    /// What the reader may read and work until the next packet that gives sound.
    budget: Budget,
    codec: Box<dyn AudioDecoder>,
    track_id: u32,
    time_base: Option<TimeBase>,
    trim: Trim,
    /// The raw frames that are the track: all that are music, or those of one track of a sheet.
    part: Trim,
    /// Samples of the last block behind the part, for the track that goes on there.
    beyond: Vec<f32>,
    /// Length of the whole file.
    whole: Duration,
    /// Raw frame at which the file is said to end; an estimate for some, so nothing is cut by it.
    last: Option<i64>,
    /// That is known, not guessed.
    is_sure_of_last: bool,
    /// Raw frame of the first sample the codec yields.
    first: i64,
    /// Where packets can begin, if their clock is too coarse to count frames; `None` until a packet told.
    grid: Option<Grid>,
    /// Raw frame of the next sample the codec yields; `None` after a jump, until a packet tells.
    decoded_to: Option<i64>,
    /// How far the packets' clock is ahead of `decoded_to` while nothing is lost; `None` until a packet gave samples.
    ahead: Option<i64>,
    /// Frames of silence to hand out before `held`, for packets that are lost.
    gap: i64,
    /// The packet behind the gap.
    held: Option<Packet>,
    /// Frames that the last packet yields too many. Where there are any, a packet is read ahead to know the last.
    padding: i64,
    /// The packet read ahead.
    behind: Option<Packet>,
    /// The packet handed out is the last.
    at_last: bool,
    /// Frames of silence that may still be put in.
    silence_left: i64,
    /// Raw frame of the next sample to hand out; what comes before it is dropped.
    cursor: i64,
    preroll: i64,
    is_ogg: bool,
    /// The demultiplexer finds the way by itself.
    jumps: bool,
    /// Frame it believes to be the last, where that is an estimate.
    reach: Option<i64>,
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
    /// Opens a file, or a track in one, and its codec. Blocks only on the disk; refuses pipes and devices.
    pub fn open(path: &Path) -> Result<Self, Error> {
        guarded(|| match stretch(path)? {
            Some(stretch) => Self::open_part(&stretch),
            None => Self::open_inner(path),
        })
    }

    fn open_inner(path: &Path) -> Result<Self, Error> {
        Self::of(path, open(path)?)
    }

    fn of(path: &Path, opened: Opened) -> Result<Self, Error> {
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
            padding,
            reach,
            chain,
            budget,
            size,
            ..
        } = opened;
        // Without encoder delay the number of frames may be an estimate from the bitrate: nothing may be cut by it. The first packet
        // of Vorbis only primes, which its decoder must know in every container.
        let delay = track.delay.is_some() || track.padding.is_some();
        let options = AudioDecoderOptions::default().gapless(delay || params.codec == CODEC_ID_VORBIS);
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
            chain,
            link: 0,
            part: trim,
            beyond: Vec::new(),
            whole: format.duration,
            size,
            format,
            layout,
            mask: wave_mask(&channels),
            preroll: codecs::preroll_frames(params.codec),
            is_ogg: reader.format_info().format == FORMAT_ID_OGG,
            // It takes the blocks of ADPCM in WAV for frames and would look far behind the end; from the top is quick enough.
            reach: reach.filter(|reach| total.is_some_and(|total| total != *reach)),
            jumps: reader.format_info().format != FORMAT_ID_WAVE || codecs::is_pcm(params.codec),
            track_id: track.id,
            time_base: track.time_base,
            cursor: trim.start,
            last: trim.end.or(total),
            is_sure_of_last: trim.end.is_some() || codecs::is_lossless(params.codec),
            trim,
            reader,
            budget,
            codec,
            first,
            grid: None,
            decoded_to: Some(first),
            ahead: None,
            gap: 0,
            held: None,
            padding,
            behind: None,
            at_last: false,
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

    /// Which speakers there are, as WAVE counts them from the lowest bit; zero where that is not known.
    pub(crate) fn channel_mask(&self) -> u32 {
        self.mask
    }

    /// Time of the next frame [`Decoder::next_block`] hands out.
    pub fn position(&self) -> Duration {
        let before = self.chain.as_ref().map_or(0, |chain| chain.before(self.link));
        frames_to_duration(
            before + u64::try_from(self.cursor.saturating_sub(self.part.start)).unwrap_or(0),
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
        let result = guarded(|| {
            loop {
                match self.next_block_inner(out)? {
                    None if self.enter_next() => {}
                    block => return Ok(block),
                }
            }
        });
        // Stays set only if the closure never came back.
        self.broken = matches!(&result, Err(Error::Corrupt { .. }));
        result
    }

    /// Whether the samples came to their end well before the file says that they do, as those of an interrupted download.
    pub fn ends_early(&self) -> bool {
        let (Some(last), true) = (self.last, self.ended && self.is_sure_of_last && self.chain.is_none()) else {
            return false;
        };
        let last = self.part.end.map_or(last, |end| end.min(last));
        let missing = last.saturating_sub(self.decoded_to.unwrap_or(self.cursor));
        missing > EARLY_SECONDS * i64::from(self.format.sample_rate) && missing > last / EARLY_PART
    }

    /// Goes on to the next link of a chain, if there is one. One that cannot be opened ends the recording.
    fn enter_next(&mut self) -> bool {
        let next = self.link + 1;
        self.chain.as_ref().is_some_and(|chain| chain.range(next).is_some()) && self.enter(next).is_ok()
    }

    /// Begins with another link of a chain.
    fn enter(&mut self, link: usize) -> Result<(), Error> {
        let Some(range) = self.chain.as_ref().and_then(|chain| chain.range(link)) else {
            return Ok(());
        };
        let chain = self.chain.take();
        let entered = open_range(&self.path, range).and_then(|opened| Self::of(&self.path, opened));
        match entered {
            Ok(other) => {
                *self = Self {
                    chain,
                    link,
                    // The length is that of the whole chain.
                    format: self.format.clone(),
                    layout: self.layout.clone(),
                    delivered: self.delivered,
                    broken: self.broken,
                    ..other
                };
                Ok(())
            }
            Err(error) => {
                self.chain = chain;
                Err(error)
            }
        }
    }

    fn next_block_inner(&mut self, out: &mut Vec<f32>) -> Result<Option<BlockSpec>, Error> {
        let channels = self.layout.channels();
        self.budget.renew();
        let dropping_ends = Instant::now() + DROPPING;
        loop {
            if self.part.end.is_some_and(|end| self.cursor >= end) || self.ended && self.beyond.is_empty() {
                return self.end();
            }
            let start;
            if !self.beyond.is_empty() {
                std::mem::swap(out, &mut self.beyond);
                self.beyond.clear();
                start = self.cursor;
            } else if self.gap > 0 {
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
                start = self.decoded_to.unwrap_or_else(|| self.on_grid(clock));
                if !self.decode(&packet, out)? {
                    continue;
                }
                self.learn_grid(clock, out.len() / channels);
                if self.at_last {
                    let frames = (out.len() / channels).saturating_sub(usize::try_from(self.padding).unwrap_or(0));
                    out.truncate(frames * channels);
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
            if let Some(end) = self.part.end {
                frames = frames.min(usize::try_from(end.saturating_sub(self.cursor)).unwrap_or(0));
                self.beyond.extend(out.drain(frames * channels..));
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

    fn end(&mut self) -> Result<Option<BlockSpec>, Error> {
        if self.delivered { Ok(None) } else { Err(Error::NoAudio) }
    }
}

/// Symphonia counts speakers as WAVE does, and has some that WAVE has not.
fn wave_mask(channels: &Channels) -> u32 {
    match channels {
        // One speaker in the middle is meant, whatever it is called.
        Channels::Positioned(_) if channels.count() == 1 => 4,
        Channels::Positioned(positions) => u32::try_from(positions.bits()).ok().filter(|bits| bits >> 18 == 0).unwrap_or(0),
        _ => 0,
    }
}

#[cfg(test)]
#[path = "decoder_tests.rs"]
mod tests;
