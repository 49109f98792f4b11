//! From a path to a demultiplexer standing before the first packet.

use std::fs::File;
use std::path::Path;

use symphonia::core::codecs::CodecParameters;
use symphonia::core::codecs::audio::AudioCodecParameters;
use symphonia::core::errors::Error as SymphoniaError;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, Track, TrackType};
use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions};
use symphonia::core::meta::MetadataOptions;

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
    let (file, size) = file::open(path)?;
    let reader = demultiplex(file, vec![Part::File { start: 0, len: size }], path)?;
    let (track, params) = pick_track(&*reader)?;
    Ok(Opened {
        reader,
        track,
        params,
        size,
        trim: Trim::default(),
    })
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
