//! What one pass over a track's samples finds beside its vectors.

use crate::{Embedding, ModelVersion, SectionVectors};

/// Bins of a stored waveform, evenly over the whole track.
pub const WAVEFORM_BINS: usize = 1000;

/// Everything one analysis pass stores of a track.
#[derive(Clone, Debug, PartialEq)]
pub struct TrackAnalysis {
    pub model: ModelVersion,
    pub embedding: Embedding,
    pub sections: SectionVectors,
    pub acoustics: Acoustics,
    /// The network's most probable genres and tags, best first, probability 0–1: soft words, never truth.
    pub words: Vec<Word>,
    pub mood: Option<Mood>,
}

/// A genre or tag with the probability the network gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    pub name: String,
    pub probability: f32,
}

/// Measurements of the signal.
#[derive(Clone, Debug, PartialEq)]
pub struct Acoustics {
    /// EBU R128 integrated loudness in LUFS; `None` for silence.
    pub loudness_lufs: Option<f32>,
    /// True peak in dBTP; `None` for silence.
    pub true_peak_db: Option<f32>,
    /// Peak of each of [`WAVEFORM_BINS`] bins, 0–255 of full scale.
    pub waveform: Vec<u8>,
    pub tempo: Option<Tempo>,
    pub key: Option<MusicalKey>,
    /// 0–1, from loudness and what the network hears.
    pub energy: Option<f32>,
    /// What else the network makes of the whole; `None` for a network that has no such heads.
    pub impressions: Option<Impressions>,
}

/// Soft figures, each 0–1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Impressions {
    /// Share of the music the network learned from that invites less to dance.
    pub danceability: f32,
    /// Share of that music that is less acoustic.
    pub acousticness: f32,
    /// Probability that someone sings.
    pub voice: f32,
}

/// Beats per minute, octave folded into 70–180.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tempo {
    pub bpm: f32,
    /// 0–1.
    pub confidence: f32,
}

/// A key estimate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MusicalKey {
    /// 0 = C … 11 = B.
    pub tonic: u8,
    pub minor: bool,
    /// 0–1.
    pub confidence: f32,
}

/// A point of the valence–arousal plane (Russell 1980), each axis 0–1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mood {
    pub valence: f32,
    pub arousal: f32,
}
