//! What the ear makes of one track.

use serde::Serialize;
use specta::Type;

use super::percent;

/// A genre or tag with its probability, 0–100.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HeardWord {
    pub name: String,
    pub percent: u8,
}

/// A point of the plane of feeling, 0–100 each.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HeardMood {
    pub valence: u8,
    pub arousal: u8,
}

/// 0–100 each.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HeardImpressions {
    pub danceability: u8,
    pub acousticness: u8,
    pub voice: u8,
}

#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HeardTempo {
    #[specta(type = u32)]
    pub bpm: f32,
    /// 0–100.
    pub confidence: u8,
}

#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HeardKey {
    /// 0 = C … 11 = B.
    pub tonic: u8,
    pub minor: bool,
    /// 0–100.
    pub confidence: u8,
}

#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HeardView {
    /// Best first.
    pub words: Vec<HeardWord>,
    pub mood: Option<HeardMood>,
    /// 0–100.
    pub energy: Option<u8>,
    pub impressions: Option<HeardImpressions>,
    pub tempo: Option<HeardTempo>,
    pub key: Option<HeardKey>,
    /// LUFS.
    #[specta(type = Option<u32>)]
    pub loudness: Option<f32>,
}

/// What the ear made of a track, or why there is nothing.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HearingView {
    pub heard: Option<HeardView>,
    /// Nothing will come: its file is away, or its analysis failed.
    pub never: bool,
}

impl From<app::Heard> for HearingView {
    fn from(heard: app::Heard) -> Self {
        Self {
            never: heard == app::Heard::Never,
            heard: match heard {
                app::Heard::Yes(heard) => Some((*heard).into()),
                app::Heard::NotYet | app::Heard::Never => None,
            },
        }
    }
}

impl From<app::TrackAcoustics> for HeardView {
    fn from(heard: app::TrackAcoustics) -> Self {
        let acoustics = heard.acoustics;
        Self {
            words: heard
                .words
                .into_iter()
                .map(|word| HeardWord {
                    percent: percent(word.probability),
                    name: word.name,
                })
                .collect(),
            mood: heard.mood.map(|mood| HeardMood {
                valence: percent(mood.valence),
                arousal: percent(mood.arousal),
            }),
            energy: acoustics.energy.map(percent),
            impressions: acoustics.impressions.map(|impressions| HeardImpressions {
                danceability: percent(impressions.danceability),
                acousticness: percent(impressions.acousticness),
                voice: percent(impressions.voice),
            }),
            tempo: acoustics.tempo.map(|tempo| HeardTempo {
                bpm: tempo.bpm,
                confidence: percent(tempo.confidence),
            }),
            key: acoustics.key.map(|key| HeardKey {
                tonic: key.tonic,
                minor: key.minor,
                confidence: percent(key.confidence),
            }),
            loudness: acoustics.loudness_lufs,
        }
    }
}
