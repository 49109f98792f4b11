//! What is set about the sound, and the way of the samples.

use std::time::Duration;

use domain::{BANDS, Sound};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::{millis, wire_enum};

wire_enum! {
    exchanged LoudnessMode = domain::LoudnessMode {
        Off,
        Track,
        Album,
        Auto,
    }
}

wire_enum! {
    sent GainSource = domain::GainSource {
        Tags,
        Measured,
        Assumed,
    }
}

/// Gains in dB, of the bands from the lowest to the highest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Equalizer {
    pub on: bool,
    /// `None` for a setting of the listener's own.
    pub preset: Option<String>,
    // Plain numbers on the wire: never NaN, which is why floats themselves would be nullable there.
    #[specta(type = i32)]
    pub preamp_db: f32,
    #[specta(type = Vec<i32>)]
    pub bands_db: Vec<f32>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SoundSettings {
    pub crossfade_ms: u32,
    pub loudness: LoudnessMode,
    #[specta(type = i32)]
    pub preamp_db: f32,
    pub equalizer: Equalizer,
    /// `None` follows the system's default.
    pub device: Option<String>,
}

#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EqualizerPreset {
    pub name: String,
    #[specta(type = i32)]
    pub preamp_db: f32,
    #[specta(type = Vec<i32>)]
    pub bands_db: Vec<f32>,
}

#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SoundView {
    pub settings: SoundSettings,
    pub devices: Vec<String>,
    pub presets: Vec<EqualizerPreset>,
}

impl From<app::SoundView> for SoundView {
    fn from(view: app::SoundView) -> Self {
        let preset = |preset: &app::EqualizerPreset| EqualizerPreset {
            name: preset.name.into(),
            preamp_db: preset.preamp_db,
            bands_db: preset.bands_db.to_vec(),
        };
        Self {
            settings: view.settings.into(),
            devices: view.devices,
            presets: view.presets.iter().map(preset).collect(),
        }
    }
}

impl From<app::SoundSettings> for SoundSettings {
    fn from(settings: app::SoundSettings) -> Self {
        let Sound {
            crossfade,
            loudness,
            preamp_db,
            equalizer,
        } = settings.sound;
        Self {
            crossfade_ms: millis(crossfade),
            loudness: loudness.into(),
            preamp_db,
            equalizer: Equalizer {
                on: equalizer.on,
                preset: settings.preset,
                preamp_db: equalizer.preamp_db,
                bands_db: equalizer.bands_db.to_vec(),
            },
            device: settings.device,
        }
    }
}

impl From<SoundSettings> for app::SoundSettings {
    /// Bands that are missing stay flat, and there are no more than ten.
    fn from(settings: SoundSettings) -> Self {
        let mut bands_db = [0.0; BANDS];
        for (band, gain) in bands_db.iter_mut().zip(&settings.equalizer.bands_db) {
            *band = *gain;
        }
        let sound = Sound {
            crossfade: Duration::from_millis(settings.crossfade_ms.into()),
            loudness: settings.loudness.into(),
            preamp_db: settings.preamp_db,
            equalizer: domain::Equalizer {
                on: settings.equalizer.on,
                preamp_db: settings.equalizer.preamp_db,
                bands_db,
            },
        };
        Self {
            sound: sound.in_range(),
            preset: settings.equalizer.preset,
            device: settings.device,
        }
    }
}

/// The way of what plays from the file to the device.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Signal {
    pub codec: String,
    /// Hz.
    pub file_rate: u32,
    pub bits: Option<u32>,
    pub channels: u16,
    /// Hz.
    pub device_rate: u32,
    #[specta(type = Option<i32>)]
    pub gain_db: Option<f32>,
    /// Where the gain comes from, if there is one.
    pub gain_from: Option<GainSource>,
    /// The gain is held back by the music's peaks.
    pub held: bool,
    pub equalizer: bool,
    /// The limiter had to keep peaks down since the track began.
    pub limited: bool,
    /// The samples of the file reach the device unchanged, the volume aside.
    pub exact: bool,
}

impl From<domain::Signal> for Signal {
    fn from(signal: domain::Signal) -> Self {
        Self {
            codec: signal.codec,
            file_rate: signal.file_rate,
            bits: signal.bits,
            channels: signal.channels,
            device_rate: signal.device_rate,
            gain_db: signal.gain_db.filter(|gain| gain.is_finite()),
            gain_from: signal.gain_db.map(|_| signal.gain_from.into()),
            held: signal.held,
            equalizer: signal.equalizer,
            limited: signal.limited,
            exact: signal.exact,
        }
    }
}
