//! The manifest beside a weights file: what it is, what its tensors are called, and the hash that tells a damaged copy.

use std::collections::BTreeMap;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::Error;
use crate::mel;
use crate::network::Shape;
use crate::timbre;

/// `models/ear.json`.
#[derive(Clone, Debug, Deserialize)]
pub struct Manifest {
    /// Changes when vectors of the same weights would differ.
    pub version: String,
    pub architecture: String,
    pub licence: String,
    /// Lower-case hexadecimal SHA-256 of the weights file.
    pub sha256: String,
    pub mel: MelParameters,
    pub widths: [usize; 4],
    /// Filters of timbre beside the stem, and how many bands each is high.
    pub vertical: [usize; 2],
    /// Length of the network's part of a vector.
    pub embedding: usize,
    pub timbre: TimbreParameters,
    pub genres: Vec<String>,
    pub tags: Vec<String>,
    /// Outputs of the impressions' head.
    pub impressions: Vec<String>,
    /// Every tensor of the file with its shape.
    pub tensors: BTreeMap<String, Vec<usize>>,
}

/// Front end that the weights were trained with.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct MelParameters {
    pub sample_rate: u32,
    pub n_fft: usize,
    pub hop_length: usize,
    pub n_mels: usize,
    pub f_min: f32,
    pub f_max: f32,
    pub band_scale: f32,
    pub compression: f32,
}

/// The block beside the network.
#[derive(Clone, Debug, Deserialize)]
pub struct TimbreParameters {
    /// Length of the timbre part of a vector.
    pub dim: usize,
    /// Its length relative to the network's part.
    pub weight: f32,
}

/// What the impressions' head says, in its order.
pub(crate) const IMPRESSIONS: [&str; 4] = ["danceability", "acousticness", "energy", "voice"];
pub(crate) const ARCHITECTURE: &str = "residual-1d";

impl Manifest {
    /// Reads a manifest and checks it against this program and the weights.
    pub fn check(json: &str, weights: &[u8]) -> Result<Self, Error> {
        let refuse = |why: String| Err(Error::Model(why));
        let manifest: Self = serde_json::from_str(json).map_err(|error| Error::Model(format!("its manifest cannot be read: {error}")))?;
        if manifest.architecture != ARCHITECTURE {
            return refuse(format!("architecture {:?} is not known here", manifest.architecture));
        }
        let here = MelParameters {
            sample_rate: mel::SAMPLE_RATE,
            n_fft: mel::N_FFT,
            hop_length: mel::HOP_LENGTH,
            n_mels: mel::N_MELS,
            f_min: mel::F_MIN,
            f_max: mel::F_MAX,
            band_scale: mel::BAND_SCALE,
            compression: mel::COMPRESSION,
        };
        if manifest.mel != here {
            return refuse(format!("it wants {:?}, this front end gives {here:?}", manifest.mel));
        }
        if !(manifest.timbre.weight.is_finite() && manifest.timbre.weight >= 0.0) {
            return refuse("the weight of its timbre block is no number".into());
        }
        if manifest.impressions != IMPRESSIONS {
            return refuse(format!("it has the impressions {:?}, not {IMPRESSIONS:?}", manifest.impressions));
        }
        let hash = Sha256::digest(weights).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        if hash != manifest.sha256 {
            return refuse(format!("the weights' SHA-256 is {hash}, the manifest says {}", manifest.sha256));
        }
        Ok(manifest)
    }

    pub(crate) fn shape(&self) -> Shape {
        Shape {
            widths: self.widths,
            vertical: self.vertical,
            embedding: self.embedding,
            heads: vec![
                ("genres".into(), self.genres.len()),
                ("tags".into(), self.tags.len()),
                ("quadrants".into(), 4),
                ("impressions".into(), IMPRESSIONS.len()),
            ],
        }
    }

    /// Shape of the timbre projection.
    pub(crate) fn projection(&self) -> (usize, usize) {
        (self.timbre.dim, timbre::STATISTICS)
    }
}
