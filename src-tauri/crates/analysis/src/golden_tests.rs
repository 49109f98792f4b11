//! The shipped weights give here what they gave where they were trained.
#![allow(clippy::unwrap_used)]
use candle_core::{Device, Tensor};

use crate::mel::N_MELS;
use crate::pooling::Pooling;
use crate::timbre::{SUMS, Sums, statistics};
use crate::{DeviceChoice, Ear};

fn close(what: &str, got: &[f32], expected: &Tensor) {
    let expected: Vec<f32> = expected.flatten_all().unwrap().to_vec1().unwrap();
    assert_eq!(got.len(), expected.len(), "{what}");
    let scale = expected.iter().fold(1.0f32, |scale, v| scale.max(v.abs()));
    let worst = got.iter().zip(&expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(worst < 1e-3 * scale, "{what} differs by {worst}");
}

#[test]
fn the_network_equals_its_training_twin() {
    let golden = candle_core::safetensors::load_buffer(include_bytes!("../tests/golden.safetensors"), &Device::Cpu).unwrap();
    let frames: Vec<f32> = golden["frames"].flatten_all().unwrap().to_vec1().unwrap();
    let ear = Ear::load(DeviceChoice::Cpu).unwrap();
    let network = ear.network();
    let rows = network.features(&frames).unwrap();
    close("features", &rows, &golden["rows"]);
    let mut pooling = Pooling::new(network.shape().widths[3], SUMS);
    let (mut state, mut all) = (Sums::new(), vec![0.0; SUMS]);
    for (row, frames) in rows.chunks_exact(network.shape().widths[3]).zip(frames.chunks_exact(8 * N_MELS)) {
        let mut sums = vec![0.0; SUMS];
        state.add(frames, &mut sums);
        all.iter_mut().zip(&sums).for_each(|(a, b)| *a += b);
        pooling.push(row, &sums, false);
    }
    let pooled = pooling.whole().unwrap();
    let heard = network.hear(&[pooled.features]).unwrap().remove(0);
    close("embedding", &heard.embedding, &golden["embedding"]);
    close("genres", &heard.heads[0], &golden["genres"]);
    close("tags", &heard.heads[1], &golden["tags"]);
    close("quadrants", &heard.heads[2], &golden["quadrants"]);
    close("impressions", &heard.heads[3], &golden["impressions"]);
    let statistics = statistics(&all, frames.len() / N_MELS / 8 * 8);
    close("timbre statistics", &statistics, &golden["statistics"]);
    close("timbre", &ear.timbre(&statistics), &golden["timbre"]);
}
