//! The network: a dense residual 1-D convolutional net over time (after Dieleman & Schrauwen 2014, with the residual blocks
//! of He et al. 2016), read over `VarBuilder`.
//!
//! Log-mel frames `[time, 64]` → stem (kernel 4, stride 2) and, added to it, filters of timbre at any pitch → three residual blocks
//! (strides 1, 2, 2) → one row of features every 8 frames. Pooled features (mean ⊕ max ⊕ L2 over time) → track vector and the heads that were trained beside it.
//! Batch norm is folded into the weights as they are loaded.

use candle_core::{D, DType, Device, Result, Tensor};
use candle_nn::VarBuilder;

use crate::conv::Conv;
use crate::mel::N_MELS;
use crate::vertical::Vertical;

/// Log-mel frames a feature row stands for.
pub const FRAMES_PER_ROW: usize = 8;
/// Log-mel frames to either side of a row that can change it, rounded up to whole rows.
pub const HALO: usize = 32;
const EPSILON: f64 = 1e-5;

/// Widths of a network of this architecture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Channels of the stem and of the three blocks.
    pub widths: [usize; 4],
    /// Filters beside the stem, and how many bands each is high; none where there are none.
    pub vertical: [usize; 2],
    /// Length of the network's part of the track vector.
    pub embedding: usize,
    /// Outputs of the linear heads: genres, tags, quadrants.
    pub heads: Vec<(String, usize)>,
}

impl Shape {
    /// Length of a pooled row: mean, max and L2 of every channel.
    pub fn pooled(&self) -> usize {
        3 * self.widths[3]
    }
}

struct Block {
    first: Conv,
    second: Conv,
    /// `None`: the input itself is added.
    skip: Option<Conv>,
}

/// The network, ready to run; it has no state, so one can be shared by any number of threads.
pub struct Network {
    shape: Shape,
    device: Device,
    mean: Vec<f32>,
    inverse_deviation: Vec<f32>,
    stem: Conv,
    vertical: Option<Vertical>,
    blocks: Vec<Block>,
    /// Embedding and all heads side by side, from a pooled row: a convolution one row long. Candle's own matrix product would
    /// spread over threads.
    heads: Conv,
}

/// What the heads say of one pooled row.
#[derive(Clone, Debug, PartialEq)]
pub struct Heard {
    /// Not yet unit-length.
    pub embedding: Vec<f32>,
    /// Logits, in the order of [`Shape::heads`].
    pub heads: Vec<Vec<f32>>,
}

impl Network {
    /// Reads the weights; names are those of `models/ear.json`.
    ///
    /// # Errors
    /// When a tensor is missing or has another shape.
    pub fn new(shape: Shape, vb: &VarBuilder) -> Result<Self> {
        let device = vb.device().clone();
        let [stem, a, b, c] = shape.widths;
        let deviation = vb.get(N_MELS, "input.deviation")?.to_vec1::<f32>()?;
        let blocks = [(stem, a, 1), (a, b, 2), (b, c, 2)]
            .into_iter()
            .enumerate()
            .map(|(i, (inputs, outputs, stride))| {
                let vb = vb.pp(format!("blocks.{i}"));
                let kernel = if stride == 2 { 4 } else { 3 };
                let skip = if inputs == outputs && stride == 1 {
                    None
                } else {
                    Some(folded(&vb, "skip", (outputs, inputs, stride), stride, 0)?)
                };
                Ok(Block {
                    first: folded(&vb, "first", (outputs, inputs, kernel), stride, 1)?,
                    second: folded(&vb, "second", (outputs, outputs, 3), 1, 1)?,
                    skip,
                })
            });
        let blocks = blocks.collect::<Result<_>>()?;
        let heads = folded_heads(&shape, vb)?;
        Ok(Self {
            mean: vb.get(N_MELS, "input.mean")?.to_vec1()?,
            inverse_deviation: deviation.iter().map(|d| 1.0 / d).collect(),
            stem: folded(vb, "stem", (stem, N_MELS, 4), 2, 0)?,
            vertical: match shape.vertical {
                [0, _] => None,
                [filters, height] => Some(Vertical::new(filters, height, stem, &vb.pp("vertical"))?),
            },
            blocks,
            heads,
            device,
            shape,
        })
    }

    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// Features of log-mel frames (`[time, 64]`, row by row): `[time / 8, channels]`, row by row.
    pub fn features(&self, frames: &[f32]) -> Result<Vec<f32>> {
        let rows = frames.len() / N_MELS;
        if rows < FRAMES_PER_ROW {
            return Ok(Vec::new());
        }
        // A frame of zeros at either end: what a kernel that stands over the edge meets.
        let mut scaled = vec![0.0; (rows + 2) * N_MELS];
        for (to, frame) in scaled[N_MELS..].chunks_exact_mut(N_MELS).zip(frames.chunks_exact(N_MELS)) {
            for (i, value) in to.iter_mut().enumerate() {
                *value = (frame[i] - self.mean[i]) * self.inverse_deviation[i];
            }
        }
        let mut x = Tensor::from_vec(scaled, (rows + 2, N_MELS), &self.device)?;
        x = match &self.vertical {
            Some(vertical) => self.stem.forward_onto(&x, &vertical.forward(&x)?)?,
            None => self.stem.forward(&x, true)?,
        };
        for block in &self.blocks {
            let inner = block.first.forward(&x, true)?;
            let skip = match &block.skip {
                Some(skip) => skip.forward(&x, false)?,
                None => x,
            };
            x = block.second.forward_onto(&inner, &skip)?;
        }
        x.flatten_all()?.to_vec1()
    }

    /// Vector and heads of pooled rows (each of [`Shape::pooled`] values). On a CPU it works on the calling thread alone.
    ///
    /// # Errors
    /// When a row has another length, or the device fails.
    pub fn hear(&self, pooled: &[Vec<f32>]) -> Result<Vec<Heard>> {
        if pooled.is_empty() {
            return Ok(Vec::new());
        }
        let rows = Tensor::from_vec(pooled.concat(), (pooled.len(), self.shape.pooled()), &self.device)?;
        let out = self.heads.forward(&rows, false)?.to_vec2::<f32>()?;
        let split = |row: Vec<f32>| {
            let (embedding, mut rest) = row.split_at(self.shape.embedding);
            let heads = self.shape.heads.iter().map(|(_, width)| {
                let (head, tail) = rest.split_at(*width);
                rest = tail;
                head.to_vec()
            });
            let heads = heads.collect();
            Heard {
                embedding: embedding.to_vec(),
                heads,
            }
        };
        Ok(out.into_iter().map(split).collect())
    }
}

/// Scale and shift of a batch norm in inference.
pub(crate) fn batch_norm(vb: &VarBuilder, width: usize) -> Result<(Tensor, Tensor)> {
    let (gamma, beta) = (vb.get(width, "weight")?, vb.get(width, "bias")?);
    let (mean, variance) = (vb.get(width, "running_mean")?, vb.get(width, "running_var")?);
    let scale = (gamma / (variance + EPSILON)?.sqrt()?)?;
    let shift = (beta - (mean * &scale)?)?;
    Ok((scale, shift))
}

fn folded(vb: &VarBuilder, name: &str, shape: (usize, usize, usize), stride: usize, padding: usize) -> Result<Conv> {
    let weight = vb.get(shape, &format!("{name}.weight"))?;
    let (scale, shift) = batch_norm(&vb.pp(format!("{name}.norm")), shape.0)?;
    Conv::new(&folded_weight(&weight, &scale)?, shift.to_vec1()?, stride, padding)
}

/// `[outputs, _, _]`, each output scaled.
pub(crate) fn folded_weight(weight: &Tensor, scale: &Tensor) -> Result<Tensor> {
    weight.broadcast_mul(&scale.reshape((scale.elem_count(), 1, 1))?)
}

/// The norm of the pooled features, folded into all heads, side by side.
fn folded_heads(shape: &Shape, vb: &VarBuilder) -> Result<Conv> {
    let (scale, shift) = batch_norm(&vb.pp("pooled.norm"), shape.pooled())?;
    let (mut weights, mut biases) = (Vec::new(), Vec::new());
    for (name, width) in std::iter::once(("embedding", shape.embedding)).chain(shape.heads.iter().map(|(n, w)| (n.as_str(), *w))) {
        let weight = vb.get((width, shape.pooled()), &format!("{name}.weight"))?;
        let bias = vb.get(width, &format!("{name}.bias"))?;
        biases.push((bias + weight.broadcast_mul(&shift)?.sum(D::Minus1)?)?);
        weights.push(weight.broadcast_mul(&scale)?);
    }
    let weight = Tensor::cat(&weights, 0)?.to_dtype(DType::F32)?.unsqueeze(D::Minus1)?;
    Conv::new(&weight, Tensor::cat(&biases, 0)?.to_vec1()?, 1, 0)
}

#[cfg(test)]
#[path = "network_tests.rs"]
mod tests;
