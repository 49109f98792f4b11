//! Weights for tests: made up from the names of the tensors, as `models/train/torch/panns.py` does.
#![allow(clippy::unwrap_used)]
use std::collections::BTreeMap;

use candle_core::{Device, Tensor};
use domain::SplitMix64;

use super::network::tensors;

/// FNV-1a of 64 bits.
fn seed(name: &str) -> u64 {
    let step = |seed: u64, byte: u8| (seed ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    name.bytes().fold(0xcbf2_9ce4_8422_2325, step)
}

fn span(name: &str, shape: &[usize]) -> (f64, f64) {
    if shape.len() > 1 {
        let edge = (6.0 / shape[1..].iter().product::<usize>() as f64).sqrt();
        return (-edge, edge);
    }
    match name {
        "bn0.running_mean" => (-40.0, -20.0),
        "bn0.running_var" => (200.0, 400.0),
        _ if name.ends_with("running_var") || (name.contains("bn") && name.ends_with("weight")) => (0.8, 1.2),
        _ => (-0.1, 0.1),
    }
}

pub fn uniform(seed: u64, count: usize, low: f64, high: f64) -> Vec<f32> {
    let mut rng = SplitMix64::new(seed);
    (0..count).map(|_| (low + (high - low) * rng.unit()) as f32).collect()
}

pub fn weights() -> BTreeMap<String, Tensor> {
    tensors()
        .into_iter()
        .map(|(name, shape)| {
            let (low, high) = span(&name, &shape);
            let values = uniform(seed(&name), shape.iter().product(), low, high);
            let tensor = Tensor::from_vec(values, shape, &Device::Cpu).unwrap();
            (name, tensor)
        })
        .collect()
}

/// A safetensors file.
pub fn file(weights: &BTreeMap<String, Tensor>) -> Vec<u8> {
    safetensors::serialize(weights.iter().map(|(name, tensor)| (name.as_str(), tensor)), None).unwrap()
}
