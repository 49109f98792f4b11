//! From a path to a demultiplexer standing before the first packet.

use std::fs::File;
use std::path::Path;

use symphonia::core::codecs::CodecParameters;
use symphonia::core::codecs::audio::AudioCodecParameters;
use symphonia::core::codecs::audio::well_known::{CODEC_ID_AAC, CODEC_ID_OPUS};
use symphonia::core::errors::Error as SymphoniaError;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::well_known::FORMAT_ID_MKV;
use symphonia::core::formats::{FormatOptions, FormatReader, Track, TrackType};
use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions};
use symphonia::core::meta::MetadataOptions;

use crate::budget::{Budget, OPEN_BUDGET};
use crate::container::{AacTrim, Outline, Payload, outline, sound_pages};
use crate::view::{Part, ViewSource};
use crate::waiting::waiting;
use crate::{Error, file};

/// A demultiplexer and the audio track in it that is played.
pub(crate) struct Opened {
    pub(crate) reader: Box<dyn FormatReader>,
    pub(crate) track: Track,
    pub(crate) params: AudioCodecParameters,
    pub(crate) size: u64,
    /// Raw frame, on the clock of the packets' time stamps, of the first sample the codec yields.
    pub(crate) first: i64,
    pub(crate) trim: Trim,
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
    let (file, size, Outline { view, aac, payload }) = waiting(|| {
        let (mut file, size) = file::open(path)?;
        let outline = outline(&mut file, size)?;
        Ok::<_, Error>((file, size, outline))
    })?;
    let budget = Budget::new(OPEN_BUDGET);
    let reader = match demultiplex(file, view, path, &budget) {
        // One damaged page at either end of an Ogg file, and symphonia will not open it. Without that page it does.
        Err(error @ Error::Corrupt { .. }) if matches!(payload, Payload::Ogg(_)) => {
            let (mut file, size) = file::open(path)?;
            let pages = sound_pages(&mut file, size)?;
            demultiplex(file, pages, path, &budget).map_err(|_| error)?
        }
        other => other?,
    };
    let (track, mut params) = pick_track(&*reader)?;
    let lead = track.start_ts.get().max(0);
    let (mut first, mut trim) = (lead, Trim { start: lead, end: None });
    if params.codec == CODEC_ID_AAC
        && let Some(aac) = aac
    {
        trim = in_frames(aac, params.sample_rate.unwrap_or(aac.time_scale));
        first = 0;
    } else if params.codec == CODEC_ID_AAC
        && let Some(delay) = track.delay.map(i64::from)
    {
        // CAF: its clock counts from the first frame of music, so what primes the codec lies before zero.
        let end = track.num_frames.and_then(|frames| i64::try_from(frames).ok());
        (first, trim) = (-delay, Trim { start: 0, end });
    } else if params.codec == CODEC_ID_OPUS
        && let Some(head) = &mut params.extra_data
    {
        let pre_skip = take_pre_skip(head);
        if reader.format_info().format == FORMAT_ID_MKV {
            (first, trim) = (-pre_skip, Trim::default());
        } else {
            trim = Trim {
                start: lead.saturating_add(pre_skip),
                end: track.num_frames.and_then(|frames| i64::try_from(frames).ok()),
            };
        }
    }
    Ok(Opened {
        reader,
        track,
        params,
        size,
        first,
        trim,
        budget,
    })
}

/// Reads the encoder delay out of an `OpusHead` (RFC 7845 § 5.1) and blanks it: the codec would cut it only from the first
/// packet, and not at all after a jump.
fn take_pre_skip(head: &mut [u8]) -> i64 {
    match head.get_mut(10..12) {
        Some(bytes) => {
            let pre_skip = i64::from(bytes[0]) | i64::from(bytes[1]) << 8;
            bytes.fill(0);
            pre_skip
        }
        None => 0,
    }
}

/// Opens for the tags: with all the file holds, pictures included, as far as the budget for opening goes.
pub(crate) fn open_with_tags(path: &Path) -> Result<Box<dyn FormatReader>, Error> {
    let (file, size) = file::open(path)?;
    demultiplex(file, vec![Part::File { start: 0, len: size }], path, &Budget::new(OPEN_BUDGET))
}

fn in_frames(aac: AacTrim, rate: u32) -> Trim {
    let frames = |ticks: u64| {
        let scaled = u128::from(ticks) * u128::from(rate) / u128::from(aac.time_scale.max(1));
        i64::try_from(scaled).unwrap_or(i64::MAX)
    };
    Trim {
        start: frames(aac.start),
        end: Some(frames(aac.end)),
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
