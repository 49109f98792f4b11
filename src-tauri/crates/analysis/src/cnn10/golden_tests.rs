//! Made-up weights give here what they give in PyTorch, from a waveform as well, and the same whatever their file is.
#![allow(clippy::unwrap_used)]
use std::collections::HashMap;
use std::sync::LazyLock;

use candle_core::{DType, Device, Tensor};
use candle_nn::VarBuilder;

use super::network::Heard;
use super::{Cnn10, FrontEnd, N_MELS, SAMPLE_RATE, made_up};

static GOLDEN: LazyLock<HashMap<String, Tensor>> =
    LazyLock::new(|| candle_core::safetensors::load_buffer(include_bytes!("../../tests/cnn10.safetensors"), &Device::Cpu).unwrap());

fn golden(name: &str) -> Vec<f32> {
    GOLDEN[name].flatten_all().unwrap().to_vec1().unwrap()
}

/// Of the largest value.
fn worst(got: &[f32], expected: &[f32]) -> f32 {
    assert_eq!(got.len(), expected.len());
    let scale = expected.iter().fold(1.0f32, |scale, v| scale.max(v.abs()));
    got.iter().zip(expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max) / scale
}

fn waveform(samples: usize) -> Vec<f32> {
    let noise = made_up::uniform(7, samples, -1.0, 1.0);
    let tau = std::f64::consts::TAU;
    let tone = |n: usize| {
        let t = n as f64 / f64::from(SAMPLE_RATE);
        (tau * (500.0 - 60.0 * t) * t).sin() + 0.3 * (tau * 3100.0 * t).sin()
    };
    (0..samples).map(|n| (0.3 * tone(n) + 0.1 * f64::from(noise[n])) as f32).collect()
}

fn check(what: &str, heard: &Heard) {
    for (part, got) in [("embedding", &heard.embedding), ("logits", &heard.logits)] {
        let off = worst(got, &golden(&format!("{what}.{part}")));
        assert!(off < 1e-4, "{what}: {part} differs by {off}");
    }
}

#[test]
fn the_network_equals_pytorch() {
    let weights = made_up::weights().into_iter().collect();
    let network = Cnn10::new(&VarBuilder::from_tensors(weights, DType::F32, &Device::Cpu)).unwrap();
    let frames = made_up::uniform(11, 127 * N_MELS, -80.0, 10.0);
    check("frames", &network.hear(&frames).unwrap());
    assert_eq!(network.hear(&frames[..15 * N_MELS]), None);
    assert!(network.hear(&frames[..16 * N_MELS]).is_some());
    let mel = FrontEnd::new().frames(&waveform(2 * SAMPLE_RATE as usize));
    check("waveform", &network.hear(&mel).unwrap());
}

#[test]
fn the_front_end_equals_librosas_formula() {
    let (got, expected) = (FrontEnd::new().frames(&waveform(2 * SAMPLE_RATE as usize)), golden("mel"));
    assert_eq!(got.len(), expected.len());
    let worst = got.iter().zip(&expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(worst < 1e-3, "{worst} dB");
}
