//! From a path to a demultiplexer standing before the first packet.

use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;
use std::sync::Arc;

use symphonia::core::audio::layouts;
use symphonia::core::codecs::CodecParameters;
use symphonia::core::codecs::audio::AudioCodecParameters;
use symphonia::core::codecs::audio::well_known::*;
use symphonia::core::errors::Error as SymphoniaError;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::well_known::{FORMAT_ID_ISOMP4, FORMAT_ID_MKV};
use symphonia::core::formats::{FormatId, FormatOptions, FormatReader, Track, TrackType};
use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions};
use symphonia::core::meta::MetadataOptions;

use crate::budget::{Budget, OPEN_BUDGET, TAG_BUDGET};
use crate::chain::Chain;
use crate::container::{Edit, Hints, Outline, Payload, SoundEntry, outline, sound_pages};
use crate::view::{Part, ViewSource};
use crate::{Error, container, file, vorbis_setup};

/// A demultiplexer and the audio track in it that is played.
pub(crate) struct Opened {
    pub(crate) reader: Box<dyn FormatReader>,
    pub(crate) track: Track,
    pub(crate) params: AudioCodecParameters,
    pub(crate) size: u64,
    /// Raw frame, on the clock of the packets' time stamps, of the first sample the codec yields.
    pub(crate) first: i64,
    pub(crate) trim: Trim,
    /// Frames that the last packet yields too many.
    pub(crate) padding: i64,
    /// How far the demultiplexer believes that it can jump.
    pub(crate) reach: Option<i64>,
    /// The file is a chain of streams of which this is one.
    pub(crate) chain: Option<Arc<Chain>>,
    pub(crate) budget: Budget,
}

/// Which of the raw frames a codec yields are music. Where the demultiplexer leaves out encoder delay by itself, all are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Trim {
    pub(crate) start: i64,
    /// One past the last.
    pub(crate) end: Option<i64>,
}

/// Finds the container by content, whatever the name says, and its first audio track.
pub(crate) fn open(path: &Path) -> Result<Opened, Error> {
    let (mut file, size) = file::open(path)?;
    let start = container::start(&mut file, size)?;
    if let Some(name) = container::by_magic(&mut file, start)? {
        return Err(Error::unsupported(format!("{name} is not supported")));
    }
    let Outline { view, hints, payload } = outline(&mut file, size)?;
    let budget = Budget::new(OPEN_BUDGET);
    if matches!(payload, Payload::Ogg(_))
        && let Some(links) = container::ogg_links(&mut file, start, size)?
        && let Ok(mut first) = open_range(path, links[0])
    {
        let chain = Chain::of(path, &links, &first);
        first.chain = Some(Arc::new(chain));
        return Ok(first);
    }
    let reader = match demultiplex(file, view, path, &budget) {
        // One damaged page at either end of an Ogg file, and symphonia will not open it. Without that page it does.
        Err(error @ (Error::Corrupt { .. } | Error::Unsupported { .. })) if matches!(payload, Payload::Ogg(_)) => {
            let (mut file, size) = file::open(path)?;
            let pages = sound_pages(&mut file, size)?;
            match demultiplex(file, pages, path, &budget) {
                Ok(reader) => reader,
                Err(_) => return Err(named(path, start, error)),
            }
        }
        Err(error) => return Err(named(path, start, error)),
        Ok(reader) => reader,
    };
    arrange(path, size, reader, &hints, budget).map_err(|error| named(path, start, error))
}

/// Opens one link of a chained file.
pub(crate) fn open_range(path: &Path, (start, end): (u64, u64)) -> Result<Opened, Error> {
    let (file, size) = file::open(path)?;
    let view = vec![Part::File {
        start,
        len: end.min(size).saturating_sub(start),
    }];
    let budget = Budget::new(OPEN_BUDGET);
    let reader = demultiplex(file, view, path, &budget)?;
    arrange(path, size, reader, &Hints::default(), budget)
}

/// Finds the audio track, and which of its frames are music.
fn arrange(path: &Path, size: u64, reader: Box<dyn FormatReader>, hints: &Hints, budget: Budget) -> Result<Opened, Error> {
    let (mut track, mut params) = pick_track(&*reader)?;
    let reach = track.num_frames.and_then(|frames| i64::try_from(frames).ok());
    let format = reader.format_info().format;
    if let Some(entry) = &hints.entry {
        complete(&mut params, entry);
    }
    if matches!(params.codec, CODEC_ID_PCM_ALAW | CODEC_ID_PCM_MULAW) {
        // Core Audio says eight bits, which are decoded to sixteen: the decoder takes that for a contradiction.
        (params.bits_per_sample, params.bits_per_coded_sample) = (None, None);
    }
    if let Some(headers) = params.extra_data.as_deref_mut().filter(|_| params.codec == CODEC_ID_VORBIS) {
        vorbis_setup::mend(headers);
    }
    if let Some(frames) = counted(path, hints, &track, &params)? {
        track.num_frames = Some(frames);
    }
    let lead = track.start_ts.get().max(0);
    let (mut first, mut trim) = (lead, Trim { start: lead, end: None });
    if matches!(params.codec, CODEC_ID_AAC | CODEC_ID_OPUS | CODEC_ID_MP3)
        && let Some(edit) = hints.edit
    {
        trim = in_frames(edit, params.sample_rate.unwrap_or(edit.time_scale));
        first = 0;
        if let Some(head) = params.extra_data.as_deref_mut().filter(|_| params.codec == CODEC_ID_OPUS) {
            // What the edit list leaves out already includes it.
            take_pre_skip(head, format);
        }
    } else if params.codec == CODEC_ID_AAC
        && let Some(delay) = track.delay.map(i64::from)
    {
        // CAF: its clock counts from the first frame of music, so what primes the codec lies before zero.
        let end = track.num_frames.and_then(|frames| i64::try_from(frames).ok());
        (first, trim) = (-delay, Trim { start: 0, end });
    } else if params.codec == CODEC_ID_OPUS
        && let Some(head) = &mut params.extra_data
    {
        let pre_skip = take_pre_skip(head, format);
        if format == FORMAT_ID_MKV {
            (first, trim) = (-pre_skip, Trim::default());
        } else {
            trim = Trim {
                start: lead.saturating_add(pre_skip),
                end: track.num_frames.and_then(|frames| i64::try_from(frames).ok()),
            };
        }
    }
    let mut padding = 0;
    if format == FORMAT_ID_MKV
        && let Some(nanos) = container::matroska_padding(&mut file::open(path)?.0, track.id)?
    {
        let frames = u128::from(nanos) * u128::from(params.sample_rate.unwrap_or(0));
        padding = i64::try_from((frames + 500_000_000) / 1_000_000_000).unwrap_or(0);
    }
    Ok(Opened {
        reader,
        track,
        params,
        size,
        first,
        trim,
        padding,
        reach,
        chain: None,
        budget,
    })
}

/// The same error with the name of the format, where it can be told.
fn named(path: &Path, start: u64, error: Error) -> Error {
    if matches!(error, Error::Io(_) | Error::NotAFile) {
        return error;
    }
    let name = file::open(path)
        .ok()
        .and_then(|(mut file, _)| container::by_signs(&mut file, start).ok()?);
    name.map_or(error, |name| Error::unsupported(format!("{name} is not supported")))
}

/// The frames of a file of which the demultiplexer knows no number, or guesses it.
fn counted(path: &Path, hints: &Hints, track: &Track, params: &AudioCodecParameters) -> Result<Option<u64>, Error> {
    if let (Some(ticks), Some(entry)) = (hints.ticks, &hints.entry) {
        let rate = params.sample_rate.unwrap_or(0);
        return Ok(Some(scaled(ticks, rate, entry.time_scale)));
    }
    if matches!(params.codec, CODEC_ID_MP1 | CODEC_ID_MP2 | CODEC_ID_MP3)
        && track.delay.is_none()
        && let Some((start, end)) = hints.frames
    {
        return Ok(container::mpeg_frames(&mut file::open(path)?.0, start, end)?);
    }
    Ok(None)
}

fn scaled(ticks: u64, rate: u32, time_scale: u32) -> u64 {
    let frames = u128::from(ticks) * u128::from(rate) / u128::from(time_scale.max(1));
    u64::try_from(frames).unwrap_or(u64::MAX)
}

/// Reads the encoder delay out of an `OpusHead` (RFC 7845 § 5.1) and blanks it: the codec would cut it only from the first
/// packet, and not at all after a jump. MP4 has the header's numbers the other way round; they are turned.
fn take_pre_skip(head: &mut [u8], format: FormatId) -> i64 {
    if format == FORMAT_ID_ISOMP4 && head.len() > 18 {
        [10..12, 12..16, 16..18].into_iter().for_each(|number| head[number].reverse());
    }
    match head.get_mut(10..12) {
        Some(bytes) => {
            let pre_skip = i64::from(bytes[0]) | i64::from(bytes[1]) << 8;
            bytes.fill(0);
            pre_skip
        }
        None => 0,
    }
}

/// A file for a reader of tags that knows no bounds of its own: after some reading and some work it reads no further, and what would have
/// such a reader call itself without end is made harmless on the way.
pub fn tag_reader(file: File) -> std::io::Result<impl Read + Seek> {
    let whole = vec![Part::File {
        start: 0,
        len: file.metadata()?.len(),
    }];
    Ok(ViewSource::new(file, whole, Budget::new(TAG_BUDGET)))
}

/// Opens for the tags: with all the file holds, pictures included, as far as the budget for opening goes.
pub(crate) fn open_with_tags(path: &Path) -> Result<Box<dyn FormatReader>, Error> {
    let (file, size) = file::open(path)?;
    demultiplex(file, vec![Part::File { start: 0, len: size }], path, &Budget::new(OPEN_BUDGET))
}

/// Adds what the demultiplexer of MP4 leaves open, and sets right what it takes for granted.
fn complete(params: &mut AudioCodecParameters, entry: &SoundEntry) {
    if params.sample_rate.is_none_or(|rate| rate == 0) && entry.rate > 0 {
        params.with_sample_rate(entry.rate);
    }
    if params.channels.is_none() {
        match entry.channels {
            1 => params.with_channels(layouts::CHANNEL_LAYOUT_MONO),
            2 => params.with_channels(layouts::CHANNEL_LAYOUT_STEREO),
            _ => params,
        };
    }
    params.codec = match &entry.kind {
        b"in24" if !entry.little => CODEC_ID_PCM_S24BE,
        b"in32" if !entry.little => CODEC_ID_PCM_S32BE,
        b"fl32" if !entry.little => CODEC_ID_PCM_F32BE,
        b"fl64" if !entry.little => CODEC_ID_PCM_F64BE,
        _ => params.codec,
    };
}

fn in_frames(edit: Edit, rate: u32) -> Trim {
    let frames = |ticks: u64| i64::try_from(scaled(ticks, rate, edit.time_scale)).unwrap_or(i64::MAX);
    Trim {
        start: frames(edit.start),
        end: Some(frames(edit.end)),
    }
}

fn demultiplex(file: File, parts: Vec<Part>, path: &Path, budget: &Budget) -> Result<Box<dyn FormatReader>, Error> {
    let source = ViewSource::new(file, parts, budget.clone());
    let stream = MediaSourceStream::new(Box::new(source), MediaSourceStreamOptions::default());
    let mut hint = Hint::new();
    if let Some(extension) = path.extension().and_then(|extension| extension.to_str()) {
        hint.with_extension(&extension.to_ascii_lowercase());
    }
    let reader = symphonia::default::get_probe().probe(&hint, stream, FormatOptions::default(), MetadataOptions::default());
    budget.renew();
    reader.map_err(|error| match error {
        // The search ran through the file without finding a container.
        SymphoniaError::IoError(io) if io.kind() == std::io::ErrorKind::UnexpectedEof => Error::unsupported("no known audio format"),
        SymphoniaError::Unsupported("core (probe): no suitable format reader found") => Error::unsupported("no known audio format"),
        other => other.into(),
    })
}

fn pick_track(reader: &dyn FormatReader) -> Result<(Track, AudioCodecParameters), Error> {
    let track = reader
        .default_track(TrackType::Audio)
        .or_else(|| reader.first_track(TrackType::Audio))
        .ok_or(Error::NoAudio)?;
    match &track.codec_params {
        Some(CodecParameters::Audio(params)) => Ok((track.clone(), params.clone())),
        _ => Err(Error::NoAudio),
    }
}
