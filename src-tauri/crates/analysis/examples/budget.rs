//! What networks of several kinds would cost, before any is trained: milliseconds per minute of audio on one thread.
//!
//!     RAYON_NUM_THREADS=1 cargo run --release -p analysis --example budget
//!
//! `blocked` is this crate's convolution, `stock` candle's own. Weights are zero: a matrix product takes as long for them.

use std::time::{Duration, Instant};

use analysis::mel::N_MELS;
use analysis::network::{Network, Shape};
use candle_core::{DType, Device, Result, Tensor};
use candle_nn::VarBuilder;

/// Log-mel frames of a minute.
const MINUTE: usize = 1875;
/// No filters of timbre beside the stem.
const NONE: [usize; 2] = [0, 0];
const RUNS: usize = 7;
/// Frames of a patch of five seconds.
const PATCH: usize = 156;

/// One convolution: outputs, inputs, kernel, stride.
type Layer = (usize, usize, usize, usize);

fn main() -> Result<()> {
    println!("{:44} {:>8} {:>8} {:>8}", "network", "MMAC", "ms", "GMAC/s");
    for (widths, vertical) in [
        ([128, 128, 192, 256], NONE),
        ([128, 128, 256, 384], NONE),
        ([128, 128, 256, 384], [64, 40]),
        ([192, 192, 288, 384], NONE),
        ([256, 256, 384, 512], NONE),
    ] {
        let mut name = widths.map(|width| width.to_string()).join("-");
        if vertical != NONE {
            name += &format!(" + {} of {} bands", vertical[0], vertical[1]);
        }
        let cost = cost_1d(widths, vertical);
        report(&format!("1-D {name}, blocked"), cost, || blocked(widths, vertical))?;
        if vertical == NONE {
            report(&format!("1-D {name}, stock"), cost, || stock_1d(widths))?;
        }
    }
    for patches in [2, 4, 6, 12] {
        report(
            &format!("2-D 24-48-96-160, {patches} patches of 5 s, stock"),
            patches as f64 * cost_2d(PATCH),
            || stock_2d(patches, PATCH),
        )?;
    }
    report("2-D 24-48-96-160, every frame, stock", cost_2d(MINUTE), || stock_2d(1, MINUTE))
}

/// Prints the least of several runs; `prepare` makes the work.
fn report<W: Fn() -> Result<()>>(name: &str, macs: f64, prepare: impl Fn() -> Result<W>) -> Result<()> {
    let work = prepare()?;
    let mut least = Duration::MAX;
    for _ in 0..RUNS {
        let started = Instant::now();
        work()?;
        least = least.min(started.elapsed());
    }
    let seconds = least.as_secs_f64();
    println!("{name:44} {:8.0} {:8.1} {:8.1}", macs / 1e6, 1e3 * seconds, macs / seconds / 1e9);
    Ok(())
}

fn blocks([stem, a, b, c]: [usize; 4]) -> [(usize, usize, usize); 3] {
    [(stem, a, 1), (a, b, 2), (b, c, 2)]
}

/// Multiply–adds of a minute.
fn cost_1d(widths: [usize; 4], vertical: [usize; 2]) -> f64 {
    let mut rows = MINUTE / 2;
    let places = (N_MELS - vertical[1]) / 4 + 1;
    let mut macs = rows * (widths[0] * N_MELS * 4 + vertical[0] * (places * vertical[1] * 4 + widths[0]));
    for (inputs, outputs, stride) in blocks(widths) {
        rows /= stride;
        let skip = if inputs == outputs && stride == 1 { 0 } else { inputs * stride };
        macs += rows * outputs * (inputs * if stride == 2 { 4 } else { 3 } + outputs * 3 + skip);
    }
    macs as f64
}

fn blocked(widths: [usize; 4], vertical: [usize; 2]) -> Result<impl Fn() -> Result<()>> {
    let shape = Shape {
        widths,
        vertical,
        embedding: 128,
        heads: Vec::new(),
    };
    let network = Network::new(shape, &VarBuilder::zeros(DType::F32, &Device::Cpu))?;
    let frames = vec![0.5; MINUTE * N_MELS];
    Ok(move || network.features(&frames).map(drop))
}

fn stock_1d(widths: [usize; 4]) -> Result<impl Fn() -> Result<()>> {
    let mut layers: Vec<Layer> = vec![(widths[0], N_MELS, 4, 2)];
    for (inputs, outputs, stride) in blocks(widths) {
        layers.push((outputs, inputs, if stride == 2 { 4 } else { 3 }, stride));
        layers.push((outputs, outputs, 3, 1));
    }
    let weight =
        |(outputs, inputs, kernel, stride): Layer| Ok((Tensor::zeros((outputs, inputs, kernel), DType::F32, &Device::Cpu)?, stride));
    let weights = layers.into_iter().map(weight).collect::<Result<Vec<_>>>()?;
    let frames = Tensor::zeros((1, N_MELS, MINUTE), DType::F32, &Device::Cpu)?;
    Ok(move || {
        let mut x = frames.clone();
        for (weight, stride) in &weights {
            x = x.conv1d(weight, 1, *stride, 1, 1)?.relu()?;
        }
        Ok(())
    })
}

const WIDTHS_2D: [usize; 4] = [24, 48, 96, 160];

/// Multiply–adds of a compact residual network of 3 × 3 kernels: stem, then two convolutions at each width, halved between them.
fn cost_2d(frames: usize) -> f64 {
    let (mut places, mut inputs, mut macs) = (N_MELS * frames, 1, 0);
    for (stage, outputs) in std::iter::once(WIDTHS_2D[0]).chain(WIDTHS_2D).enumerate() {
        if stage > 0 {
            places /= 4;
        }
        macs += places * outputs * 9 * (inputs + if stage > 0 { outputs } else { 0 });
        inputs = outputs;
    }
    macs as f64
}

fn stock_2d(patches: usize, frames: usize) -> Result<impl Fn() -> Result<()>> {
    let zeros = |outputs: usize, inputs: usize| Tensor::zeros((outputs, inputs, 3, 3), DType::F32, &Device::Cpu);
    let stem = zeros(WIDTHS_2D[0], 1)?;
    let mut stages = Vec::new();
    let mut inputs = WIDTHS_2D[0];
    for outputs in WIDTHS_2D {
        stages.push((zeros(outputs, inputs)?, zeros(outputs, outputs)?));
        inputs = outputs;
    }
    let x = Tensor::zeros((patches, 1, N_MELS, frames), DType::F32, &Device::Cpu)?;
    Ok(move || {
        let mut x = x.conv2d(&stem, 1, 1, 1, 1)?.relu()?;
        for (first, second) in &stages {
            x = x.max_pool2d(2)?;
            x = x.conv2d(first, 1, 1, 1, 1)?.relu()?;
            x = x.conv2d(second, 1, 1, 1, 1)?.relu()?;
        }
        Ok(())
    })
}
