//! Weights for tests: made up from the names of the tensors, as `models/train/torch/panns.py` does.
#![allow(clippy::unwrap_used)]
use std::collections::BTreeMap;

use candle_core::{Device, Tensor};
use domain::{SplitMix64, fnv1a};

use super::network::tensors;

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
            let values = uniform(fnv1a(name.bytes()), shape.iter().product(), low, high);
            let tensor = Tensor::from_vec(values, shape, &Device::Cpu).unwrap();
            (name, tensor)
        })
        .collect()
}

/// A safetensors file.
pub fn file(weights: &BTreeMap<String, Tensor>) -> Vec<u8> {
    safetensors::serialize(weights.iter().map(|(name, tensor)| (name.as_str(), tensor)), None).unwrap()
}
