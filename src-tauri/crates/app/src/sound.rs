//! How music sounds: what the listener sets, kept between runs, and what there is to choose from.

use std::fmt::Write;
use std::sync::Arc;
use std::time::Duration;

use domain::{BANDS, Equalizer, Gains, LoudnessMode, Sound};
use playback::{Command, LoudnessSource, OutputChoice, QueueTrack};
use store::Store;

use crate::core::Core;
use crate::equalizer_presets::{EQUALIZER_PRESETS, EqualizerPreset};
use crate::{Attune, Error};

const CROSSFADE: &str = "sound.crossfade_ms";
const LOUDNESS: &str = "sound.loudness";
const PREAMP: &str = "sound.preamp_db";
const EQUALIZER: &str = "sound.equalizer";
const PRESET: &str = "sound.preset";
const DEVICE: &str = "sound.device";
/// No device has a longer name.
const LONGEST_NAME: usize = 1_000;

/// What the listener set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SoundSettings {
    pub sound: Sound,
    /// The preset the equaliser stands at; `None` for a setting of the listener's own.
    pub preset: Option<String>,
    /// The output device; `None` follows the system's default.
    pub device: Option<String>,
}

/// What is set, and what can be.
#[derive(Clone, Debug, PartialEq)]
pub struct SoundView {
    pub settings: SoundSettings,
    /// Names of the devices there are now.
    pub devices: Vec<String>,
    pub presets: &'static [EqualizerPreset],
}

impl SoundSettings {
    /// As it was kept; what cannot be read is as at first.
    pub(crate) fn load(store: &Store) -> Result<Self, Error> {
        let text = |key: &str| store.setting(key);
        let number = |key: &str| -> Result<f32, Error> { Ok(text(key)?.and_then(|text| text.parse().ok()).unwrap_or(0.0)) };
        let crossfade = number(CROSSFADE)?.clamp(0.0, 1e6) as u64;
        let sound = Sound {
            crossfade: Duration::from_millis(crossfade),
            loudness: text(LOUDNESS)?.map_or(LoudnessMode::Off, |word| mode_of(&word)),
            preamp_db: number(PREAMP)?,
            equalizer: text(EQUALIZER)?.and_then(|text| read_equalizer(&text)).unwrap_or_default(),
        };
        Ok(Self {
            sound: sound.in_range(),
            preset: text(PRESET)?,
            device: text(DEVICE)?,
        })
    }

    fn save(&self, store: &Store) -> Result<(), Error> {
        let Sound {
            crossfade,
            loudness,
            preamp_db,
            equalizer,
        } = self.sound;
        Ok(store.set_settings(vec![
            (CROSSFADE, Some(crossfade.as_millis().to_string())),
            (LOUDNESS, Some(word_of(loudness).into())),
            (PREAMP, Some(preamp_db.to_string())),
            (EQUALIZER, Some(write_equalizer(&equalizer))),
            (PRESET, self.preset.clone()),
            (DEVICE, self.device.clone()),
        ])?)
    }
}

const WORDS: [(LoudnessMode, &str); 4] = [
    (LoudnessMode::Off, "off"),
    (LoudnessMode::Track, "track"),
    (LoudnessMode::Album, "album"),
    (LoudnessMode::Auto, "auto"),
];

fn word_of(mode: LoudnessMode) -> &'static str {
    WORDS.iter().find(|(known, _)| *known == mode).map_or("off", |(_, word)| word)
}

fn mode_of(word: &str) -> LoudnessMode {
    WORDS
        .iter()
        .find(|(_, known)| *known == word)
        .map_or(LoudnessMode::Off, |(mode, _)| *mode)
}

/// `on preamp band …`, numbers in dB.
fn write_equalizer(equalizer: &Equalizer) -> String {
    let mut text = format!("{} {}", u8::from(equalizer.on), equalizer.preamp_db);
    for band in equalizer.bands_db {
        let _ = write!(text, " {band}");
    }
    text
}

fn read_equalizer(text: &str) -> Option<Equalizer> {
    let mut words = text.split(' ');
    let on = words.next()? == "1";
    let numbers: Vec<f32> = words.map(str::parse).collect::<Result<_, _>>().ok()?;
    let (preamp_db, bands) = numbers.split_first()?;
    Some(Equalizer {
        on,
        preamp_db: *preamp_db,
        bands_db: <[f32; BANDS]>::try_from(bands).ok()?,
    })
}

/// The library knows how loud its tracks are.
pub(crate) struct LibraryLoudness(pub Arc<Core>);

impl std::fmt::Debug for LibraryLoudness {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LibraryLoudness")
    }
}

impl LoudnessSource for LibraryLoudness {
    fn gains(&self, track: &QueueTrack) -> Gains {
        self.0.store.gains(track.track).unwrap_or_else(|error| {
            tracing::warn!(%error, "the loudness of a track is not known");
            Gains::default()
        })
    }
}

/// Where sound goes at the start: `wanted`, or the device that was chosen where that is for a device.
pub(crate) fn output_at_start(wanted: OutputChoice, settings: &SoundSettings) -> OutputChoice {
    match wanted {
        #[cfg(feature = "device")]
        OutputChoice::Device(None) => OutputChoice::Device(settings.device.clone()),
        other => {
            let _ = settings;
            other
        }
    }
}

fn device_names() -> Vec<String> {
    #[cfg(feature = "device")]
    return playback::device_names();
    #[cfg(not(feature = "device"))]
    Vec::new()
}

impl Attune {
    /// What is set about the sound, and the devices and presets there are. Looking for devices may take a tenth of a second.
    pub fn sound(&self) -> SoundView {
        SoundView {
            settings: self.player.sound.lock().clone(),
            devices: device_names(),
            presets: &EQUALIZER_PRESETS,
        }
    }

    /// Sets how everything sounds, at once, and keeps it.
    pub fn set_sound(&self, mut settings: SoundSettings) -> Result<(), Error> {
        settings.sound = settings.sound.in_range();
        settings.device = settings.device.filter(|name| name.len() <= LONGEST_NAME);
        settings.preset = settings
            .preset
            .filter(|name| EQUALIZER_PRESETS.iter().any(|preset| preset.name == name));
        // Held over all of it: of two changes the later one is heard and kept.
        let mut held = self.player.sound.lock();
        let before = std::mem::replace(&mut *held, settings.clone());
        if before.sound != settings.sound {
            self.player.send(Command::SetSound(settings.sound));
        }
        if before.device != settings.device {
            self.player.use_device(settings.device.clone());
        }
        if before == settings {
            Ok(())
        } else {
            settings.save(&self.core.store)
        }
    }

    /// Stops playing behind the current track; holds once.
    pub fn set_stop_after(&self, on: bool) {
        self.player.send(Command::StopAfter(on));
    }

    /// Lets the music fade out and pauses it after this time; `None` takes that back.
    pub fn set_sleep(&self, after: Option<Duration>) {
        self.player.send(Command::Sleep(after));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn settings_survive_and_nonsense_does_not() {
        let store = Store::in_memory().unwrap();
        assert_eq!(SoundSettings::load(&store).unwrap(), SoundSettings::default());
        let settings = SoundSettings {
            sound: Sound {
                crossfade: Duration::from_millis(4_500),
                loudness: LoudnessMode::Auto,
                preamp_db: -1.5,
                equalizer: Equalizer {
                    on: true,
                    preamp_db: -3.0,
                    bands_db: [1.0, 2.5, -3.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 12.0],
                },
            },
            preset: Some("rock".into()),
            device: Some("Headphones".into()),
        };
        settings.save(&store).unwrap();
        assert_eq!(SoundSettings::load(&store).unwrap(), settings);
        for (key, value) in [(CROSSFADE, "-5"), (LOUDNESS, "loud"), (PREAMP, "NaN"), (EQUALIZER, "1 2 3")] {
            store.set_setting(key, Some(value)).unwrap();
        }
        assert_eq!(SoundSettings::load(&store).unwrap().sound, Sound::default());
    }
}
