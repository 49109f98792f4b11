//! What a file holds, without decoding it.

use std::path::Path;
use std::time::Duration;

use domain::AudioFormat;
use symphonia::core::codecs::audio::AudioCodecParameters;
use symphonia::core::formats::Track;

use crate::cue::stretch;
use crate::error::guarded;
use crate::open::{Opened, open};
use crate::{Error, codecs};

/// Codec, length, rate and channels of a file, from its headers. A file whose container is read but whose codec is not
/// still has a format, with the reason in [`AudioFormat::unplayable`].
pub fn probe(path: &Path) -> Result<AudioFormat, Error> {
    guarded(|| {
        let Some(stretch) = stretch(path)? else {
            return Ok(format_of(&open(path)?));
        };
        let mut format = format_of(&open(&stretch.file)?);
        format.duration = stretch.duration(format.duration, format.sample_rate)?;
        Ok(format)
    })
}

pub(crate) fn format_of(opened: &Opened) -> AudioFormat {
    let Opened { params, size, .. } = opened;
    let duration = duration(opened);
    AudioFormat {
        codec: codecs::name(params.codec).into(),
        duration,
        sample_rate: params.sample_rate.unwrap_or(0),
        channels: params
            .channels
            .as_ref()
            .map_or(0, |channels| u16::try_from(channels.count()).unwrap_or(u16::MAX)),
        bits_per_sample: codecs::bits_per_sample(params),
        bitrate: bitrate(*size, duration),
        unplayable: codecs::unplayable(params),
    }
}

fn duration(opened: &Opened) -> Duration {
    let Opened { reader, params, chain, .. } = opened;
    let frames = match chain {
        Some(chain) => Some(chain.frames()),
        None => frames_of(opened),
    };
    if let (Some(frames), Some(rate)) = (frames, params.sample_rate.filter(|rate| *rate > 0)) {
        return frames_to_duration(frames, rate);
    }
    let media = reader.media_info();
    let seconds = media
        .time_base
        .zip(media.duration)
        .and_then(|(base, duration)| base.calc_duration(duration));
    seconds
        .and_then(|time| Duration::try_from_secs_f64(time.as_secs_f64()).ok())
        .unwrap_or_default()
}

/// Frames that are played of one stream, if that is known.
pub(crate) fn frames_of(opened: &Opened) -> Option<u64> {
    let Opened { track, params, trim, .. } = opened;
    let total = || total_frames(track, params).and_then(|frames| i64::try_from(frames).ok());
    let end = trim.end.or_else(total)?;
    Some(u64::try_from(end.saturating_sub(trim.start)).unwrap_or(0))
}

/// Length in frames without encoder delay and padding, if the container says.
pub(crate) fn total_frames(track: &Track, params: &AudioCodecParameters) -> Option<u64> {
    // Files in fragments say none.
    if let Some(frames) = track.num_frames.filter(|frames| *frames > 0) {
        return Some(frames);
    }
    let seconds = track.time_base?.calc_duration(track.duration?)?.as_secs_f64();
    let frames = seconds * f64::from(params.sample_rate?);
    frames.is_finite().then_some(frames.round().max(0.0) as u64)
}

pub(crate) fn frames_to_duration(frames: u64, rate: u32) -> Duration {
    let nanos = u128::from(frames) * 1_000_000_000 / u128::from(rate.max(1));
    Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
}

pub(crate) fn duration_to_frames(duration: Duration, rate: u32) -> u64 {
    // Rounded: a position that came from a whole frame goes back to it.
    let frames = (duration.as_nanos() * u128::from(rate) + 500_000_000) / 1_000_000_000;
    u64::try_from(frames).unwrap_or(u64::MAX)
}

fn bitrate(size: u64, duration: Duration) -> Option<u32> {
    let seconds = duration.as_secs_f64();
    (seconds > 0.0).then(|| (size as f64 * 8.0 / seconds / 1000.0).round() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_survive_the_way_through_time() {
        for rate in [8_000, 44_100, 48_000, 96_000, 384_000] {
            for frames in [0, 1, 2, 12_345, 44_099, 158_760_000_001] {
                assert_eq!(duration_to_frames(frames_to_duration(frames, rate), rate), frames);
            }
        }
    }
}
