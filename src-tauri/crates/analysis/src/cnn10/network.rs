//! The network itself, read over `VarBuilder`: log-mel frames `[time, 64]` → batch norm over bands → four blocks (two 3 × 3
//! convolutions with batch norm and ReLU, then means of 2 × 2) of 64, 128, 256 and 512 channels → mean over frequency → maximum
//! plus mean over time → 512 numbers with ReLU, the embedding → 527 AudioSet classes.
//!
//! Batch norms are folded into the convolutions as they are loaded. It runs on the CPU, on the calling thread alone.

use candle_core::{DType, Result, Tensor};
use candle_nn::VarBuilder;

use super::N_MELS;
use crate::conv2d::{Conv2d, Image};
use crate::product::{Finish, Panels, Rows};

/// Length of the embedding.
pub(crate) const EMBEDDING: usize = 512;
/// Classes of AudioSet.
pub(crate) const CLASS_COUNT: usize = 527;
/// Frames below which nothing is left after the four means of 2 × 2.
pub(crate) const FEWEST_FRAMES: usize = 16;
const WIDTHS: [usize; 4] = [64, 128, 256, 512];
const EPSILON: f64 = 1e-5;
const NORM: [&str; 4] = ["weight", "bias", "running_mean", "running_var"];

/// Every tensor the network reads, with its shape.
pub(crate) fn tensors() -> Vec<(String, Vec<usize>)> {
    let mut all = Vec::new();
    let norm = |name: &str, width: usize| NORM.map(|part| (format!("{name}.{part}"), vec![width]));
    all.extend(norm("bn0", N_MELS));
    let mut inputs = 1;
    for (i, outputs) in WIDTHS.into_iter().enumerate() {
        let block = format!("conv_block{}", i + 1);
        all.push((format!("{block}.conv1.weight"), vec![outputs, inputs, 3, 3]));
        all.extend(norm(&format!("{block}.bn1"), outputs));
        all.push((format!("{block}.conv2.weight"), vec![outputs, outputs, 3, 3]));
        all.extend(norm(&format!("{block}.bn2"), outputs));
        inputs = outputs;
    }
    for (name, width) in [("fc1", EMBEDDING), ("fc_audioset", CLASS_COUNT)] {
        all.push((format!("{name}.weight"), vec![width, EMBEDDING]));
        all.push((format!("{name}.bias"), vec![width]));
    }
    all
}

/// A layer `[inputs] → [outputs]`.
struct Linear {
    weight: Panels,
    bias: Vec<f32>,
}

impl Linear {
    fn new(vb: &VarBuilder, outputs: usize) -> Result<Self> {
        let weight = vb.get((outputs, EMBEDDING), "weight")?;
        Ok(Self {
            weight: Panels::new(&weight.t()?.flatten_all()?.to_vec1::<f32>()?, outputs),
            bias: vb.get(outputs, "bias")?.to_vec1()?,
        })
    }

    fn forward(&self, x: &[f32], relu: bool) -> Vec<f32> {
        let finish = Finish {
            bias: Some(&self.bias),
            relu,
            ..Finish::default()
        };
        let mut out = vec![0.0; self.bias.len()];
        self.weight.product(x, Rows::whole(1, x.len()), finish, &mut out);
        out
    }
}

/// Ready to run; it has no state, so one can be shared by any number of threads.
pub(crate) struct Cnn10 {
    /// Of every band of the input.
    scale: Vec<f32>,
    shift: Vec<f32>,
    /// Two of each block.
    blocks: Vec<[Conv2d; 2]>,
    fc1: Linear,
    fc_audioset: Linear,
}

/// What it says of one stretch of frames.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Heard {
    /// [`EMBEDDING`] values, none negative, not unit-length.
    pub embedding: Vec<f32>,
    /// Of each of the 527 classes.
    pub logits: Vec<f32>,
}

impl Cnn10 {
    /// Reads the weights; names and shapes are those of [`tensors`].
    ///
    /// # Errors
    /// When a tensor is missing or has another shape, or a batch norm cannot be folded (a negative variance).
    pub fn new(vb: &VarBuilder) -> Result<Self> {
        let (scale, shift) = batch_norm(&vb.pp("bn0"), N_MELS)?;
        let mut inputs = 1;
        let mut blocks = Vec::with_capacity(WIDTHS.len());
        for (i, outputs) in WIDTHS.into_iter().enumerate() {
            let vb = vb.pp(format!("conv_block{}", i + 1));
            blocks.push([
                folded(&vb, "conv1", "bn1", outputs, inputs)?,
                folded(&vb, "conv2", "bn2", outputs, outputs)?,
            ]);
            inputs = outputs;
        }
        Ok(Self {
            scale: scale.to_vec1()?,
            shift: shift.to_vec1()?,
            blocks,
            fc1: Linear::new(&vb.pp("fc1"), EMBEDDING)?,
            fc_audioset: Linear::new(&vb.pp("fc_audioset"), CLASS_COUNT)?,
        })
    }

    /// Embedding and logits of log-mel frames (`[time, 64]`, row by row, in dB); `None` for fewer than [`FEWEST_FRAMES`].
    pub fn hear(&self, frames: &[f32]) -> Option<Heard> {
        if frames.len() / N_MELS < FEWEST_FRAMES {
            return None;
        }
        let mut scaled = frames[..frames.len() / N_MELS * N_MELS].to_vec();
        for row in scaled.chunks_exact_mut(N_MELS) {
            for ((value, scale), shift) in row.iter_mut().zip(&self.scale).zip(&self.shift) {
                *value = *value * scale + shift;
            }
        }
        let mut x = Image::of_one_channel(&scaled, N_MELS);
        for [first, second] in &self.blocks {
            x = second.forward(&first.forward(&x)).halved();
        }
        let embedding = self.fc1.forward(&pooled(&x), true);
        let logits = self.fc_audioset.forward(&embedding, false);
        Some(Heard { embedding, logits })
    }
}

/// Mean over frequency, then the maximum plus the mean over time, of each channel.
fn pooled(x: &Image) -> Vec<f32> {
    let (mut sum, mut max) = (vec![0.0f32; x.channels], vec![f32::NEG_INFINITY; x.channels]);
    let mut means = vec![0.0f32; x.channels];
    for row in 0..x.rows {
        means.fill(0.0);
        for place in x.row(row).chunks_exact(x.channels) {
            means.iter_mut().zip(place).for_each(|(mean, value)| *mean += value);
        }
        for ((sum, max), mean) in sum.iter_mut().zip(&mut max).zip(&means) {
            let mean = mean / x.width as f32;
            *sum += mean;
            *max = max.max(mean);
        }
    }
    sum.iter().zip(&max).map(|(sum, max)| sum / x.rows as f32 + max).collect()
}

/// Scale and shift of a batch norm in inference.
fn batch_norm(vb: &VarBuilder, width: usize) -> Result<(Tensor, Tensor)> {
    let [gamma, beta, mean, variance] = NORM.map(|part| vb.get(width, part).and_then(|tensor| tensor.to_dtype(DType::F64)));
    let scale = (gamma? / (variance? + EPSILON)?.sqrt()?)?;
    let shift = (beta? - (mean? * &scale)?)?;
    let (scale, shift) = (scale.to_dtype(DType::F32)?, shift.to_dtype(DType::F32)?);
    if [&scale, &shift]
        .map(|tensor| tensor.to_vec1::<f32>())
        .into_iter()
        .collect::<Result<Vec<_>>>()?
        .concat()
        .iter()
        .any(|v| !v.is_finite())
    {
        candle_core::bail!("the batch norm {} cannot be used: its variances are no variances", vb.prefix());
    }
    Ok((scale, shift))
}

fn folded(vb: &VarBuilder, conv: &str, norm: &str, outputs: usize, inputs: usize) -> Result<Conv2d> {
    let weight = vb.get((outputs, inputs, 3, 3), &format!("{conv}.weight"))?;
    let (scale, shift) = batch_norm(&vb.pp(norm), outputs)?;
    Conv2d::new(&weight.broadcast_mul(&scale.reshape((outputs, 1, 1, 1))?)?, shift.to_vec1()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_has_the_published_number_of_parameters() {
        let statistics = |name: &str| name.ends_with("running_mean") || name.ends_with("running_var");
        let count: usize = tensors()
            .iter()
            .filter(|(name, _)| !statistics(name))
            .map(|(_, shape)| shape.iter().product::<usize>())
            .sum();
        // Table III of the paper: 5.2 million, batch norms included.
        assert_eq!(count, 5_219_279);
    }
}
