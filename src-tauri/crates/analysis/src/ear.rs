//! The ear: network, timbre block and heads, loaded once and shared by all workers.

use std::collections::{BTreeMap, HashMap};

use candle_core::{DType, Device, Tensor};
use candle_nn::VarBuilder;
use domain::{Impressions, ModelVersion, Mood, Word};

use crate::cnn10::{self, Checkpoint, Cnn10, FrontEnd, HeardWindows, Windows};
use crate::manifest::{IMPRESSIONS, Manifest};
use crate::network::{Heard, Network};
use crate::pooling::Pooled;
use crate::timbre::{Projection, statistics};
use crate::{DeviceChoice, Error};

const WEIGHTS: &[u8] = include_bytes!("../../../../models/ear.safetensors");
const MANIFEST: &str = include_str!("../../../../models/ear.json");

/// Words a track keeps.
const WORDS: usize = 8;
/// Words less probable than this are left out.
const PROBABLE: f32 = 0.15;

/// A loaded model. It has no state of its own: any number of threads may use one.
pub struct Ear {
    version: ModelVersion,
    hearing: Hearing,
    projection: Projection,
    timbre_weight: f32,
    /// Names of the genre head, then of the tag head.
    words: Vec<String>,
}

/// What hears beside the timbre block, which is the same for each.
enum Hearing {
    /// The shipped network, over every log-mel frame.
    Frames(Box<Network>),
    /// A person's own CNN10, over some windows of the sound itself.
    Windows(Box<(Cnn10, FrontEnd)>),
}

/// A vector and what was heard beside it.
pub(crate) struct Vector {
    /// Network ⊕ timbre, not yet unit-length.
    pub values: Vec<f32>,
    pub heads: Vec<Vec<f32>>,
}

impl Ear {
    /// Loads the model this program ships.
    ///
    /// # Errors
    /// `Model` when the weights are not what the manifest says; `Network` when the device is not there.
    pub fn load(device: DeviceChoice) -> Result<Self, Error> {
        Self::from_bytes(MANIFEST, WEIGHTS, &device.open()?)
    }

    /// Loads a model from its manifest and weights; refused whole if a hash, name, shape or value is wrong.
    pub fn from_bytes(manifest: &str, weights: &[u8], device: &Device) -> Result<Self, Error> {
        let (manifest, vb) = checked(manifest, weights, device)?;
        Ok(Self {
            version: ModelVersion(format!("{}:{}", manifest.version, &manifest.sha256[..8])),
            hearing: Hearing::Frames(Box::new(Network::new(manifest.shape(), &vb).map_err(refused)?)),
            projection: projection(&manifest, &vb)?,
            timbre_weight: manifest.timbre.weight,
            words: manifest.genres.iter().chain(&manifest.tags).cloned().collect(),
        })
    }

    /// A person's own CNN10 beside the timbre block of the shipped model. It runs on the CPU.
    ///
    /// # Errors
    /// `Model` when the shipped weights are not what their manifest says.
    pub fn with_checkpoint(checkpoint: Checkpoint) -> Result<Self, Error> {
        let (manifest, vb) = checked(MANIFEST, WEIGHTS, &Device::Cpu)?;
        Ok(Self {
            version: checkpoint.version(),
            hearing: Hearing::Windows(Box::new((checkpoint.network, FrontEnd::new()))),
            projection: projection(&manifest, &vb)?,
            timbre_weight: manifest.timbre.weight,
            words: cnn10::words(),
        })
    }

    /// Marks every vector of this model; vectors of different versions are never compared.
    pub fn version(&self) -> &ModelVersion {
        &self.version
    }

    /// Length of a vector.
    pub fn dim(&self) -> usize {
        self.network_dim() + self.projection.dim()
    }

    /// Length of the network's part of a vector; the timbre block follows.
    pub fn network_dim(&self) -> usize {
        match &self.hearing {
            Hearing::Frames(network) => network.shape().embedding,
            Hearing::Windows(_) => cnn10::EMBEDDING,
        }
    }

    /// Whether the network is the one this program ships, of which more is known than of a person's own.
    pub fn is_shipped(&self) -> bool {
        matches!(self.hearing, Hearing::Frames(_))
    }

    /// What collects the stretches of a track that its network hears; `None` where it hears everything, by [`Ear::features`].
    pub(crate) fn windows(&self, sample_rate: u32) -> Option<Windows> {
        (!self.is_shipped()).then(|| Windows::new(sample_rate))
    }

    /// Hears the stretches of a whole track, the last thing of a pass.
    pub(crate) fn hear_windows(&self, windows: Windows) -> Option<HeardWindows> {
        let Hearing::Windows(cnn10) = &self.hearing else { return None };
        let (network, front_end) = &**cnn10;
        HeardWindows::new(network, front_end, windows)
    }

    /// Channels of a row of [`Ear::features`].
    pub(crate) fn channels(&self) -> usize {
        match &self.hearing {
            Hearing::Frames(network) => network.shape().widths[3],
            Hearing::Windows(_) => 0,
        }
    }

    /// Rows of features of log-mel frames; empty where windows are heard instead.
    pub(crate) fn features(&self, frames: &[f32]) -> Result<Vec<f32>, Error> {
        match &self.hearing {
            Hearing::Frames(network) => Ok(network.features(frames)?),
            Hearing::Windows(_) => Ok(Vec::new()),
        }
    }

    #[cfg(test)]
    pub(crate) fn network(&self) -> &Network {
        match &self.hearing {
            Hearing::Frames(network) => network,
            Hearing::Windows(_) => panic!("asked of the shipped model alone"),
        }
    }

    #[cfg(test)]
    pub(crate) fn timbre(&self, statistics: &[f32]) -> Vec<f32> {
        self.projection.apply(statistics)
    }

    /// Vectors of pooled stretches. `frames` is the number of log-mel frames a pooled row stands for; `heard` what windows said of the
    /// same stretches, instead of their features.
    pub(crate) fn vectors(&self, pooled: &[&Pooled], frames_per_row: usize, heard: Option<Vec<Heard>>) -> Result<Vec<Vector>, Error> {
        let heard = match (&self.hearing, heard) {
            (_, Some(heard)) => heard,
            (Hearing::Frames(network), None) => network.hear(&pooled.iter().map(|p| p.features.clone()).collect::<Vec<_>>())?,
            (Hearing::Windows(_), None) => return Err(Error::Model("no window of the track was heard".into())),
        };
        let join = |(heard, pooled): (Heard, &&Pooled)| {
            let mut timbre = self.projection.apply(&statistics(&pooled.timbre, pooled.heard * frames_per_row));
            let mut values = heard.embedding;
            scale_to(&mut values, 1.0);
            scale_to(&mut timbre, self.timbre_weight);
            values.extend(timbre);
            Vector {
                values,
                heads: heard.heads,
            }
        };
        Ok(heard.into_iter().zip(pooled).map(join).collect())
    }

    /// The most probable words, best first, each once.
    pub(crate) fn words(&self, heads: &[Vec<f32>]) -> Vec<Word> {
        let logits = heads.iter().take(2).flatten();
        let mut words: Vec<Word> = Vec::new();
        for (name, logit) in self.words.iter().zip(logits) {
            let probability = logistic(*logit);
            match words.iter_mut().find(|word| word.name.eq_ignore_ascii_case(name)) {
                Some(word) => word.probability = word.probability.max(probability),
                None => words.push(Word {
                    name: name.clone(),
                    probability,
                }),
            }
        }
        words.retain(|word| word.probability >= PROBABLE);
        words.sort_by(|a, b| b.probability.total_cmp(&a.probability));
        words.truncate(WORDS);
        words
    }

    /// Valence and arousal as the shares of the quadrants on their positive side (Q1 and Q4, Q1 and Q2).
    pub(crate) fn mood(&self, heads: &[Vec<f32>]) -> Option<Mood> {
        let &[q1, q2, q3, q4] = heads.get(2)?.as_slice() else { return None };
        let highest = q1.max(q2).max(q3).max(q4);
        let [q1, q2, q3, q4] = [q1, q2, q3, q4].map(|q| (q - highest).exp());
        let sum = q1 + q2 + q3 + q4;
        let mood = Mood {
            valence: (q1 + q4) / sum,
            arousal: (q1 + q2) / sum,
        };
        (mood.valence.is_finite() && mood.arousal.is_finite()).then_some(mood)
    }

    /// Impressions, and energy as the network hears it (0–1).
    pub(crate) fn impressions(&self, heads: &[Vec<f32>]) -> Option<(Impressions, f32)> {
        let heard: [f32; IMPRESSIONS.len()] = heads.get(3)?.as_slice().try_into().ok()?;
        let [danceability, acousticness, energy, voice] = heard.map(logistic);
        let impressions = Impressions {
            danceability,
            acousticness,
            voice,
        };
        heard.iter().all(|logit| logit.is_finite()).then_some((impressions, energy))
    }
}

/// A logit as a probability.
fn logistic(logit: f32) -> f32 {
    1.0 / (1.0 + (-logit).exp())
}

/// Scales to `length`; what has no direction or is not finite becomes zero.
fn scale_to(values: &mut [f32], length: f32) {
    let norm = values.iter().map(|v| v * v).sum::<f32>().sqrt();
    let scale = if norm > 1e-9 && norm.is_finite() { length / norm } else { 0.0 };
    values.iter_mut().for_each(|v| *v = if scale == 0.0 { 0.0 } else { *v * scale });
}

fn refused(error: candle_core::Error) -> Error {
    Error::Model(error.to_string())
}

/// A manifest and the tensors it describes; refused whole if a hash, name, shape or value is wrong.
fn checked<'a>(manifest: &str, weights: &[u8], device: &Device) -> Result<(Manifest, VarBuilder<'a>), Error> {
    let manifest = Manifest::check(manifest, weights)?;
    let tensors = read(&manifest, weights, device)?;
    Ok((manifest, VarBuilder::from_tensors(tensors, DType::F32, device)))
}

/// All tensors, as `f32`; refused whole unless names, shapes and values are right.
fn read(manifest: &Manifest, weights: &[u8], device: &Device) -> Result<HashMap<String, Tensor>, Error> {
    let refuse = |why: String| Error::Model(why);
    let tensors = candle_core::safetensors::load_buffer(weights, &Device::Cpu).map_err(|error| refuse(error.to_string()))?;
    let found: BTreeMap<&str, &[usize]> = tensors.iter().map(|(name, tensor)| (name.as_str(), tensor.dims())).collect();
    let wanted: BTreeMap<&str, &[usize]> = manifest
        .tensors
        .iter()
        .map(|(name, dims)| (name.as_str(), dims.as_slice()))
        .collect();
    if let Some((name, _)) = wanted.iter().find(|(name, _)| !found.contains_key(*name)) {
        return Err(refuse(format!("tensor {name} is missing")));
    }
    for (name, dims) in found {
        match wanted.get(name) {
            None => return Err(refuse(format!("tensor {name} is not in the manifest"))),
            Some(right) if *right != dims => return Err(refuse(format!("tensor {name} is {dims:?}, the manifest says {right:?}"))),
            Some(_) => {}
        }
    }
    let mut out = HashMap::with_capacity(tensors.len());
    for (name, tensor) in tensors {
        let tensor = tensor.to_dtype(DType::F32)?;
        if tensor.flatten_all()?.to_vec1::<f32>()?.iter().any(|v| !v.is_finite()) {
            return Err(refuse(format!("tensor {name} holds a value that is not a number")));
        }
        out.insert(name, tensor.to_device(device)?);
    }
    Ok(out)
}

fn projection(manifest: &Manifest, vb: &VarBuilder) -> Result<Projection, Error> {
    let (_, statistics) = manifest.projection();
    let mean = vb.get(statistics, "timbre.mean").and_then(|t| t.to_vec1()).map_err(refused)?;
    let deviation = vb.get(statistics, "timbre.deviation").and_then(|t| t.to_vec1()).map_err(refused)?;
    let rows = vb
        .get(manifest.projection(), "timbre.projection")
        .and_then(|t| t.to_vec2())
        .map_err(refused)?;
    Projection::new(mean, deviation, rows).ok_or_else(|| Error::Model("its timbre projection cannot be used".into()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn refusal(manifest: &str, weights: &[u8]) -> String {
        match Ear::from_bytes(manifest, weights, &Device::Cpu) {
            Err(Error::Model(why)) => why,
            Err(other) => panic!("{other}"),
            Ok(_) => panic!("accepted"),
        }
    }

    /// The shipped weights changed by `change`, with a manifest whose hash fits the change.
    fn resigned(change: impl Fn(&mut HashMap<String, Tensor>)) -> (String, Vec<u8>) {
        use sha2::{Digest, Sha256};
        let mut tensors = candle_core::safetensors::load_buffer(WEIGHTS, &Device::Cpu).unwrap();
        change(&mut tensors);
        let bytes = safetensors::serialize(tensors.iter().map(|(k, v)| (k.as_str(), v)), None).unwrap();
        let mut json: serde_json::Value = serde_json::from_str(MANIFEST).unwrap();
        json["sha256"] = Sha256::digest(&bytes).iter().map(|b| format!("{b:02x}")).collect::<String>().into();
        (json.to_string(), bytes)
    }

    #[test]
    fn the_shipped_model_loads_and_names_its_version() {
        let ear = Ear::load(DeviceChoice::Cpu).unwrap();
        assert!(ear.version().0.contains(':'), "{}", ear.version());
        assert!(ear.dim() > 64);
        fn shared<T: Send + Sync>(_: &T) {}
        shared(&ear);
    }

    #[test]
    fn a_damaged_file_is_refused_whole() {
        let mut weights = WEIGHTS.to_vec();
        let middle = weights.len() / 2;
        weights[middle] ^= 1;
        assert!(refusal(MANIFEST, &weights).contains("SHA-256"));
        assert!(refusal(MANIFEST, &WEIGHTS[..middle]).contains("SHA-256"));
        assert!(refusal(MANIFEST, &[]).contains("SHA-256"));
        assert!(refusal("{", WEIGHTS).contains("manifest"));
    }

    #[test]
    fn a_wrong_name_shape_or_value_is_refused_though_the_hash_fits() {
        let (json, same) = resigned(|_| {});
        assert!(Ear::from_bytes(&json, &same, &Device::Cpu).is_ok());
        let (json, bytes) = resigned(|t| drop(t.remove("stem.weight")));
        assert!(refusal(&json, &bytes).contains("stem.weight is missing"));
        let (json, bytes) = resigned(|t| drop(t.insert("extra".into(), Tensor::zeros(3, DType::F32, &Device::Cpu).unwrap())));
        assert!(refusal(&json, &bytes).contains("extra is not in the manifest"));
        let (json, bytes) = resigned(|t| drop(t.insert("input.mean".into(), Tensor::zeros(3, DType::F32, &Device::Cpu).unwrap())));
        assert!(refusal(&json, &bytes).contains("input.mean is [3]"));
        let (json, bytes) = resigned(|t| {
            let n = t["input.mean"].elem_count();
            t.insert("input.mean".into(), Tensor::from_vec(vec![f32::NAN; n], n, &Device::Cpu).unwrap());
        });
        assert!(refusal(&json, &bytes).contains("not a number"));
    }

    #[test]
    fn a_model_for_another_front_end_is_refused() {
        let mut json: serde_json::Value = serde_json::from_str(MANIFEST).unwrap();
        json["mel"]["n_mels"] = 96.into();
        assert!(refusal(&json.to_string(), WEIGHTS).contains("96"));
        let mut json: serde_json::Value = serde_json::from_str(MANIFEST).unwrap();
        json["architecture"] = "transformer".into();
        assert!(refusal(&json.to_string(), WEIGHTS).contains("transformer"));
    }

    #[test]
    fn words_are_probabilities_and_appear_once() {
        let ear = Ear::load(DeviceChoice::Cpu).unwrap();
        let heads: Vec<Vec<f32>> = ear
            .network()
            .shape()
            .heads
            .iter()
            .map(|(_, n)| (0..*n).map(|i| 3.0 - i as f32 * 0.1).collect())
            .collect();
        let words = ear.words(&heads);
        assert!(!words.is_empty() && words.len() <= WORDS);
        assert!(words.iter().all(|w| (PROBABLE..1.0).contains(&w.probability)));
        let mut names: Vec<String> = words.iter().map(|w| w.name.to_lowercase()).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), words.len());
        let mood = ear.mood(&[vec![], vec![], vec![9.0, 0.0, 0.0, 0.0]]).unwrap();
        assert!(mood.valence > 0.99 && mood.arousal > 0.99);
        assert_eq!(ear.mood(&[vec![], vec![], vec![f32::NAN; 4]]), None);
        let heads = |said: Vec<f32>| [vec![], vec![], vec![], said];
        let (impressions, energy) = ear.impressions(&heads(vec![9.0, -9.0, 0.0, 9.0])).unwrap();
        assert!(impressions.danceability > 0.99 && impressions.acousticness < 0.01 && impressions.voice > 0.99);
        assert_eq!(energy, 0.5);
        assert_eq!(ear.impressions(&heads(vec![f32::NAN; 4])), None);
        assert_eq!(ear.impressions(&[]), None);
    }
}
