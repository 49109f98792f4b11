//! How music is to sound: what a listener sets once and hears everywhere.

use std::time::Duration;

/// Centres of the equaliser's bands in Hz: an octave apart.
pub const BAND_CENTRES: [f32; BANDS] = [31.25, 62.5, 125.0, 250.0, 500.0, 1_000.0, 2_000.0, 4_000.0, 8_000.0, 16_000.0];
/// Bands of the equaliser.
pub const BANDS: usize = 10;
/// A band or a preamp goes so far up and down, in dB.
pub const MOST_DB: f32 = 12.0;
/// The longest crossfade.
pub const LONGEST_CROSSFADE: Duration = Duration::from_secs(12);

/// Whose loudness tracks are brought to the same level by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum LoudnessMode {
    /// As the files are.
    #[default]
    Off,
    /// Every track by its own.
    Track,
    /// Every track by its album's: what is quiet on the album stays quiet.
    Album,
    /// By the album where it plays in its order, else by the track.
    Auto,
}

/// Ten bands, with an attenuation before them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Equalizer {
    pub on: bool,
    /// dB, before the bands: room for what they add.
    pub preamp_db: f32,
    /// dB at each of [`BAND_CENTRES`].
    pub bands_db: [f32; BANDS],
}

impl Equalizer {
    /// Whether it leaves every sample as it is.
    pub fn is_flat(&self) -> bool {
        !self.on || (self.preamp_db == 0.0 && self.bands_db.iter().all(|band| *band == 0.0))
    }
}

/// Everything a listener sets about the sound but the volume.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sound {
    /// How long one track blends into the next; zero joins them as they are. Tracks that follow each other on an album are never blended.
    pub crossfade: Duration,
    pub loudness: LoudnessMode,
    /// dB on top of what the loudness asks for; nothing while that is off.
    pub preamp_db: f32,
    pub equalizer: Equalizer,
}

impl Sound {
    /// The same with every number in its range, and what is none at rest.
    #[must_use]
    pub fn in_range(mut self) -> Self {
        let db = |value: f32| {
            if value.is_finite() { value.clamp(-MOST_DB, MOST_DB) } else { 0.0 }
        };
        self.crossfade = self.crossfade.min(LONGEST_CROSSFADE);
        self.preamp_db = db(self.preamp_db);
        self.equalizer.preamp_db = db(self.equalizer.preamp_db);
        self.equalizer.bands_db = self.equalizer.bands_db.map(db);
        self
    }
}

/// The loudness that gains bring music to, LUFS: that of ReplayGain 2.
pub const REFERENCE_LUFS: f64 = -18.0;

/// Loudness of an album, LUFS, from the lengths in any one unit and the loudness of its tracks: the mean of their power, each for as long as
/// it is. `None` without a track.
pub fn album_lufs(tracks: impl IntoIterator<Item = (f64, f64)>) -> Option<f64> {
    let (mut power, mut time) = (0.0, 0.0);
    for (length, lufs) in tracks {
        power += length * 10f64.powf(lufs / 10.0);
        time += length;
    }
    (time > 0.0).then(|| 10.0 * (power / time).log10())
}

/// What is known of a track's loudness, by itself and as a part of its album; `None` where that is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Gains {
    pub track: Option<Gain>,
    pub album: Option<Gain>,
}

/// What brings music to the reference loudness of ReplayGain 2, −18 LUFS.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gain {
    pub db: f32,
    pub from: GainSource,
    /// Highest peak of what is to be brought there, dB of full scale.
    pub peak_db: Option<f32>,
}

/// Where a gain comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum GainSource {
    /// ReplayGain or R128 tags of the file.
    Tags,
    /// What the analysis pass measured.
    Measured,
    /// Not known yet: what music of today usually needs.
    #[default]
    Assumed,
}

/// The way of what plays from the file to the device.
#[derive(Clone, Debug, PartialEq)]
pub struct Signal {
    /// Short upper-case name.
    pub codec: String,
    /// Hz.
    pub file_rate: u32,
    /// `None` where the codec keeps no whole samples.
    pub bits: Option<u32>,
    pub channels: u16,
    /// Hz.
    pub device_rate: u32,
    /// dB, preamp included; `None` while loudness is left as it is.
    pub gain_db: Option<f32>,
    pub gain_from: GainSource,
    /// The gain is smaller than the loudness asks for: with more, the music's peaks would be over full scale.
    pub held: bool,
    /// The equaliser is on and not flat.
    pub equalizer: bool,
    /// The limiter had to keep peaks down since the track began.
    pub limited: bool,
    /// With the volume all the way up, the samples of the file reach the device unchanged.
    pub exact: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nonsense_comes_into_range() {
        let sound = Sound {
            crossfade: Duration::from_secs(99),
            preamp_db: f32::NAN,
            equalizer: Equalizer {
                on: true,
                preamp_db: -40.0,
                bands_db: [f32::INFINITY, 30.0, -3.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, -99.0],
            },
            ..Sound::default()
        };
        let sound = sound.in_range();
        assert_eq!(sound.crossfade, LONGEST_CROSSFADE);
        assert_eq!((sound.preamp_db, sound.equalizer.preamp_db), (0.0, -12.0));
        assert_eq!(sound.equalizer.bands_db[..3], [0.0, 12.0, -3.0]);
        assert!(!sound.equalizer.is_flat() && Equalizer::default().is_flat());
    }
}
