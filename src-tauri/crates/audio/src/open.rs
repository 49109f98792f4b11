//! From a path to a demultiplexer standing before the first packet.

use std::fs::File;
use std::path::Path;

use symphonia::core::codecs::CodecParameters;
use symphonia::core::codecs::audio::AudioCodecParameters;
use symphonia::core::codecs::audio::well_known::CODEC_ID_AAC;
use symphonia::core::errors::Error as SymphoniaError;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, Track, TrackType};
use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions};
use symphonia::core::meta::MetadataOptions;

use crate::container::{AacTrim, Outline, outline};
use crate::view::{Budget, OPEN_BUDGET, Part, ViewSource};
use crate::{Error, file};

/// A demultiplexer and the audio track in it that is played.
pub(crate) struct Opened {
    pub(crate) reader: Box<dyn FormatReader>,
    pub(crate) track: Track,
    pub(crate) params: AudioCodecParameters,
    pub(crate) size: u64,
    pub(crate) trim: Trim,
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
    let Outline { view, aac, .. } = outline(&mut file, size)?;
    let reader = demultiplex(file, view, path)?;
    let (track, params) = pick_track(&*reader)?;
    let trim = match aac {
        Some(aac) if params.codec == CODEC_ID_AAC => in_frames(aac, params.sample_rate.unwrap_or(aac.time_scale)),
        _ => Trim::default(),
    };
    Ok(Opened {
        reader,
        track,
        params,
        size,
        trim,
    })
}

/// Opens for the tags: with all the file holds, pictures included, as far as the budget for opening goes.
pub(crate) fn open_with_tags(path: &Path) -> Result<Box<dyn FormatReader>, Error> {
    let (file, size) = file::open(path)?;
    demultiplex(file, vec![Part::File { start: 0, len: size }], path)
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

fn demultiplex(file: File, parts: Vec<Part>, path: &Path) -> Result<Box<dyn FormatReader>, Error> {
    let budget = Budget::new(OPEN_BUDGET);
    let source = ViewSource::new(file, parts, budget.clone());
    let stream = MediaSourceStream::new(Box::new(source), MediaSourceStreamOptions::default());
    let mut hint = Hint::new();
    if let Some(extension) = path.extension().and_then(|extension| extension.to_str()) {
        hint.with_extension(&extension.to_ascii_lowercase());
    }
    let reader = symphonia::default::get_probe().probe(&hint, stream, FormatOptions::default(), MetadataOptions::default());
    budget.lift();
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
