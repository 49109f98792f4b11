//! Probabilities of all genres and tags of the shipped network, also of those that the program does not say.

use analysis::Manifest;
use analysis::mel::{LogMel, N_MELS, SAMPLE_RATE};
use analysis::network::{FRAMES_PER_ROW, Network, Shape};
use analysis::pooling::Pooling;
use anyhow::Context;
use candle_core::{DType, Device};
use candle_nn::VarBuilder;

use crate::sound::Sound;

const WEIGHTS: &[u8] = include_bytes!("../../ear.safetensors");
const MANIFEST: &str = include_str!("../../ear.json");
/// A frame whose bands sum to less is silent, as `analysis::Listener` has it.
const SILENT: f32 = 0.02;

/// The shipped network and the names of what its first two heads say.
pub struct Probabilities {
    network: Network,
    pub genres: Vec<String>,
    pub tags: Vec<String>,
}

impl Probabilities {
    /// # Errors
    /// If the weights are not what the manifest says.
    pub fn load() -> anyhow::Result<Self> {
        let manifest = Manifest::check(MANIFEST, WEIGHTS)?;
        let tensors = candle_core::safetensors::load_buffer(WEIGHTS, &Device::Cpu)?;
        let shape = Shape {
            widths: manifest.widths,
            vertical: manifest.vertical,
            embedding: manifest.embedding,
            heads: vec![("genres".into(), manifest.genres.len()), ("tags".into(), manifest.tags.len())],
        };
        Ok(Self {
            network: Network::new(shape, &VarBuilder::from_tensors(tensors, DType::F32, &Device::Cpu))?,
            genres: manifest.genres,
            tags: manifest.tags,
        })
    }

    /// Probabilities, 0–1, of the genres and then of the tags.
    ///
    /// # Errors
    /// If nothing is to be heard, or the network fails.
    pub fn of(&self, sound: &Sound) -> anyhow::Result<Vec<f32>> {
        let (mut mel, mut frames) = (LogMel::new(), Vec::new());
        mel.process(&sound.at(SAMPLE_RATE).mono, &mut frames);
        mel.flush(&mut frames);
        let channels = self.network.shape().widths[3];
        let features = self.network.features(&frames)?;
        let mut pooling = Pooling::new(channels, 0);
        for (row, frames) in features.chunks_exact(channels).zip(frames.chunks_exact(FRAMES_PER_ROW * N_MELS)) {
            let silent = frames.chunks_exact(N_MELS).all(|frame| frame.iter().sum::<f32>() < SILENT);
            pooling.push(row, &[], silent);
        }
        let pooled = pooling.whole().context("nothing to hear")?;
        let heard = self.network.hear(&[pooled.features])?;
        let logits = heard.iter().flat_map(|heard| heard.heads.iter().flatten());
        Ok(logits.map(|logit| 1.0 / (1.0 + (-logit).exp())).collect())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use analysis::{DeviceChoice, Ear};
    use domain::SplitMix64;

    use super::*;

    #[test]
    fn what_the_program_says_has_the_probability_that_is_told_here() {
        let mut rng = SplitMix64::new(6);
        let tone = |n: usize| (std::f32::consts::TAU * 330.0 * n as f32 / 16_000.0).sin() * (n % 8_000) as f32 / 16_000.0;
        let sound = Sound {
            mono: (0..96_000).map(|n| tone(n) + 0.05 * (rng.unit() as f32 - 0.5)).collect(),
            rate: 16_000,
        };
        let all = Probabilities::load().unwrap();
        let heard = all.of(&sound).unwrap();
        assert_eq!(heard.len(), all.genres.len() + all.tags.len());
        let said = sound.heard(&Ear::load(DeviceChoice::Cpu).unwrap()).unwrap().words;
        assert!(!said.is_empty());
        for word in said {
            let names = all.genres.iter().chain(&all.tags);
            let (_, here) = names.zip(&heard).find(|(name, _)| **name == word.name).unwrap();
            assert!(
                (here - word.probability).abs() < 1e-3,
                "{}: {here} and {}",
                word.name,
                word.probability
            );
        }
    }
}
