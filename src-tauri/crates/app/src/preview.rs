//! Listening into a track without leaving what plays.

use std::time::Duration;

use domain::{PlaySource, SourceKind, TrackId};
use playback::Command;

use crate::{Attune, Error};

/// As the engine plays them.
const LENGTH: Duration = Duration::from_secs(10);
/// A stretch so nearly as loud as the loudest is as good, and the earliest of them is taken: loud music is loud nearly all the time.
const AS_GOOD: f64 = 0.97;

impl Attune {
    /// Lets ten seconds of a track be heard over what plays, from its loudest stretch once it is analysed. The track that is heard
    /// so already is ended.
    pub fn preview(&self, track: TrackId) -> Result<(), Error> {
        if self.player.mirror.lock().preview == Some(track) {
            self.stop_preview();
            return Ok(());
        }
        let tracks = self.player.tracks(&[track], &PlaySource::of(SourceKind::Library))?;
        let track = tracks
            .into_iter()
            .next()
            .ok_or_else(|| Error::NotInLibrary(format!("track {}", track.0)))?;
        let at = loudest_stretch(&self.waveform(track.track)?, track.duration);
        self.player.send(Command::Preview { track, at });
        Ok(())
    }

    pub fn stop_preview(&self) {
        self.player.send(Command::StopPreview);
    }
}

/// Where the loudest ten seconds begin, by the peaks of the whole track; `None` where that tells nothing.
fn loudest_stretch(peaks: &[u8], duration: Duration) -> Option<Duration> {
    if peaks.is_empty() || duration <= LENGTH {
        return None;
    }
    let width = ((peaks.len() as f64 * LENGTH.as_secs_f64() / duration.as_secs_f64()).round() as usize).clamp(1, peaks.len());
    let sums: Vec<u64> = peaks
        .windows(width)
        .map(|window| window.iter().map(|peak| u64::from(*peak)).sum())
        .collect();
    let loudest = *sums.iter().max()?;
    if loudest == 0 {
        return None;
    }
    let first = sums.iter().position(|sum| *sum as f64 >= loudest as f64 * AS_GOOD)?;
    Some(duration.mul_f64(first as f64 / peaks.len() as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loudest_stretch_is_found_and_the_earliest_of_equals() {
        let duration = Duration::from_secs(100);
        let mut peaks = vec![50; 1_000];
        peaks[600..700].fill(200);
        assert_eq!(
            loudest_stretch(&peaks, duration),
            Some(Duration::from_secs(60)).map(|at| at - Duration::from_millis(400))
        );
        peaks[300..400].fill(200);
        let at = loudest_stretch(&peaks, duration).unwrap();
        assert!((29.0..=30.0).contains(&at.as_secs_f64()), "{at:?}");
    }

    #[test]
    fn where_there_is_nothing_to_tell_it_says_so() {
        let duration = Duration::from_secs(100);
        assert_eq!(loudest_stretch(&[], duration), None);
        assert_eq!(loudest_stretch(&[0; 500], duration), None);
        assert_eq!(loudest_stretch(&[200; 500], Duration::from_secs(10)), None);
        assert_eq!(loudest_stretch(&[200; 500], duration), Some(Duration::ZERO));
        assert_eq!(loudest_stretch(&[200; 3], duration), Some(Duration::ZERO));
    }
}
