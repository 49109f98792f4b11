//! How much louder or softer a track is to be played.

use std::fmt::Debug;

use domain::{GainSource, Gains, LoudnessMode, Sound};

use crate::items::QueueTrack;

/// What music of today needs to come to −18 LUFS, dB: assumed of tracks that nobody measured, so that they do not stand out.
const ASSUMED_DB: f32 = -7.0;

/// Knows the loudness of tracks. Asked on the engine's thread; it may read a database but not wait for one.
pub trait LoudnessSource: Send + Sync + Debug {
    fn gains(&self, track: &QueueTrack) -> Gains;
}

/// The gain of a track in dB without the preamp, and where it comes from; `None` leaves it as it is. `in_order`: it stands in the queue
/// beside its neighbour on the album.
pub(crate) fn gain(sound: &Sound, gains: impl FnOnce() -> Gains, in_order: bool) -> Option<(f32, GainSource)> {
    let by_album = match sound.loudness {
        LoudnessMode::Off => return None,
        LoudnessMode::Track => false,
        LoudnessMode::Album => true,
        LoudnessMode::Auto => in_order,
    };
    let gains = gains();
    let finite = |gain: Option<f32>| gain.filter(|gain| gain.is_finite());
    let (album, track) = (finite(gains.album_db), finite(gains.track_db));
    let known = if by_album { album.or(track) } else { track.or(album) };
    Some(known.map_or((ASSUMED_DB, GainSource::Assumed), |gain| (gain, gains.from)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mode_chooses_the_gain() {
        let known = || Gains {
            track_db: Some(-3.0),
            album_db: Some(-8.0),
            from: GainSource::Tags,
        };
        for (mode, in_order, expect) in [
            (LoudnessMode::Off, true, None),
            (LoudnessMode::Track, true, Some(-3.0)),
            (LoudnessMode::Album, false, Some(-8.0)),
            (LoudnessMode::Auto, true, Some(-8.0)),
            (LoudnessMode::Auto, false, Some(-3.0)),
        ] {
            let sound = Sound {
                loudness: mode,
                ..Sound::default()
            };
            assert_eq!(gain(&sound, known, in_order), expect.map(|db| (db, GainSource::Tags)), "{mode:?}");
        }
        let sound = Sound {
            loudness: LoudnessMode::Album,
            ..Sound::default()
        };
        assert_eq!(gain(&sound, Gains::default, true), Some((ASSUMED_DB, GainSource::Assumed)));
        let half = || Gains {
            track_db: Some(2.0),
            album_db: Some(f32::NAN),
            from: GainSource::Measured,
        };
        assert_eq!(gain(&sound, half, true), Some((2.0, GainSource::Measured)));
    }
}
