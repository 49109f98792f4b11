//! How much louder or softer a track is to be played.

use std::fmt::Debug;

use domain::{Gain, GainSource, Gains, LoudnessMode, Sound};

use crate::items::QueueTrack;

/// What music of today needs to come to −18 LUFS, dB: assumed of tracks that nobody measured, so that they do not stand out.
const ASSUMED_DB: f32 = -7.0;

/// Knows the loudness of tracks. Asked on the engine's thread; it may read a database but not wait for one.
pub trait LoudnessSource: Send + Sync + Debug {
    fn gains(&self, track: &QueueTrack) -> Gains;
}

/// How a track is played.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct TrackGain {
    /// Without the preamp.
    pub(crate) db: f32,
    pub(crate) from: GainSource,
    /// Less than its loudness asks for.
    pub(crate) held: bool,
}

/// The gain of a track; `None` leaves it as it is. `in_order`: it stands in the queue beside its neighbour on the album.
///
/// Music is made no louder than its highest peak allows, as the ReplayGain 2 specification advises players to (§ "Clipping
/// prevention"): the limiter is for what a listener adds.
pub(crate) fn gain(sound: &Sound, gains: impl FnOnce() -> Gains, in_order: bool) -> Option<TrackGain> {
    let by_album = match sound.loudness {
        LoudnessMode::Off => return None,
        LoudnessMode::Track => false,
        LoudnessMode::Album => true,
        LoudnessMode::Auto => in_order,
    };
    let gains = gains();
    let finite = |gain: Option<Gain>| gain.filter(|gain| gain.db.is_finite());
    let (album, track) = (finite(gains.album), finite(gains.track));
    let known = if by_album { album.or(track) } else { track.or(album) };
    let Some(Gain { db, from, peak_db }) = known else {
        return Some(TrackGain {
            db: ASSUMED_DB,
            from: GainSource::Assumed,
            held: false,
        });
    };
    // What is too loud as it is, is not the gain's doing: only what it adds is held back.
    let room = peak_db
        .filter(|peak| peak.is_finite())
        .map_or(f32::INFINITY, |peak| (-peak).max(0.0));
    Some(TrackGain {
        db: db.min(room),
        from,
        held: db > room,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tagged(db: f32) -> Option<Gain> {
        Some(Gain {
            db,
            from: GainSource::Tags,
            peak_db: None,
        })
    }

    fn set(loudness: LoudnessMode) -> Sound {
        Sound {
            loudness,
            ..Sound::default()
        }
    }

    #[test]
    fn the_mode_chooses_the_gain() {
        let known = || Gains {
            track: tagged(-3.0),
            album: tagged(-8.0),
        };
        for (mode, in_order, expect) in [
            (LoudnessMode::Off, true, None),
            (LoudnessMode::Track, true, Some(-3.0)),
            (LoudnessMode::Album, false, Some(-8.0)),
            (LoudnessMode::Auto, true, Some(-8.0)),
            (LoudnessMode::Auto, false, Some(-3.0)),
        ] {
            let found = gain(&set(mode), known, in_order);
            assert_eq!(
                found.map(|gain| (gain.db, gain.from)),
                expect.map(|db| (db, GainSource::Tags)),
                "{mode:?}"
            );
        }
        let assumed = gain(&set(LoudnessMode::Album), Gains::default, true).map(|gain| (gain.db, gain.from));
        assert_eq!(assumed, Some((ASSUMED_DB, GainSource::Assumed)));
        let half = || Gains {
            track: tagged(2.0),
            album: tagged(f32::NAN),
        };
        assert_eq!(gain(&set(LoudnessMode::Album), half, true).map(|gain| gain.db), Some(2.0));
    }

    #[test]
    fn peaks_hold_a_gain_back_and_turn_nothing_down() {
        for (db, peak_db, expect) in [
            (5.0, Some(-2.0), (2.0, true)),
            (5.0, Some(-6.0), (5.0, false)),
            (5.0, Some(0.7), (0.0, true)),
            (-3.0, Some(0.7), (-3.0, false)),
            (5.0, None, (5.0, false)),
            (5.0, Some(f32::NAN), (5.0, false)),
        ] {
            let known = || Gains {
                track: Some(Gain {
                    db,
                    from: GainSource::Measured,
                    peak_db,
                }),
                album: None,
            };
            let found = gain(&set(LoudnessMode::Track), known, false);
            assert_eq!(found.map(|gain| (gain.db, gain.held)), Some(expect), "{db} dB, peak {peak_db:?}");
        }
    }
}
