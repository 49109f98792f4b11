//! Filters of timbre at any pitch (Pons, Lidy & Serra 2016): each is as high as two thirds of the bands, stands at several places of
//! them, and the strongest of these is heard. A transposed piece meets the same filters a step further up.

use candle_core::{CpuStorage, CustomOp1, DType, Layout, Result, Shape, Tensor};
use candle_nn::VarBuilder;

use crate::conv::{Conv, values};
use crate::mel::N_MELS;
use crate::network::{batch_norm, folded_weight};
use crate::product::{Finish, Panels, Rows};

/// Bands between two places of a filter.
const STEP: usize = 4;
/// Frames of a filter, of which it moves [`STRIDE`] at a time, as the stem does.
const KERNEL: usize = 4;
const STRIDE: usize = 2;

/// Frames `[time, 64]` to what is added to the stem `[(time - 4) / 2 + 1, outputs]`.
pub(crate) struct Vertical {
    filters: Filters,
    out: Conv,
}

impl Vertical {
    /// `filters` of `height` bands.
    pub(crate) fn new(filters: usize, height: usize, outputs: usize, vb: &VarBuilder) -> Result<Self> {
        if height == 0 || height > N_MELS {
            candle_core::bail!("a filter of {height} bands does not fit {N_MELS}");
        }
        let weight = vb.get((filters, 1, height, KERNEL), "weight")?.squeeze(1)?;
        let (scale, shift) = batch_norm(&vb.pp("norm"), filters)?;
        let weight = folded_weight(&weight, &scale)?;
        let taps = weight.permute((2, 1, 0))?.contiguous()?.flatten_all()?.to_vec1::<f32>()?;
        let out = vb.get((outputs, filters, 1), "out.weight")?;
        Ok(Self {
            filters: Filters {
                panels: Panels::new(&taps, filters),
                weight,
                bias: shift.to_vec1()?,
                height,
            },
            out: Conv::new(&out.to_dtype(DType::F32)?, vec![0.0; outputs], 1, 0)?,
        })
    }

    pub(crate) fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let strongest = if x.device().is_cpu() {
            x.apply_op1_no_bwd(&self.filters)?
        } else {
            self.filters.stock(x)?
        };
        self.out.forward(&strongest, false)
    }
}

/// `[time, 64]` to `[time', filters]`: every filter at its strongest place.
struct Filters {
    /// Tap by tap.
    panels: Panels,
    /// `[filters, height, taps]`, the same.
    weight: Tensor,
    bias: Vec<f32>,
    height: usize,
}

impl Filters {
    /// First bands of the places.
    fn places(&self) -> impl Iterator<Item = usize> {
        (0..=N_MELS - self.height).step_by(STEP)
    }

    /// By candle's own convolution.
    fn stock(&self, x: &Tensor) -> Result<Tensor> {
        let x = x.t()?;
        let at = |band: usize| {
            x.narrow(0, band, self.height)?
                .contiguous()?
                .unsqueeze(0)?
                .conv1d(&self.weight, 0, STRIDE, 1, 1)
        };
        let places = Tensor::cat(&self.places().map(at).collect::<Result<Vec<_>>>()?, 0)?;
        let bias = Tensor::new(self.bias.as_slice(), x.device())?;
        places.max(0)?.t()?.contiguous()?.broadcast_add(&bias)?.relu()
    }
}

impl CustomOp1 for Filters {
    fn name(&self) -> &'static str {
        "filters at several places"
    }

    fn cpu_fwd(&self, x: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let x = values(x, layout)?;
        let count = (x.len() / N_MELS).checked_sub(KERNEL).map_or(0, |free| free / STRIDE + 1);
        // ReLU: nothing is weaker than zero.
        let mut out = vec![0.0; count * self.bias.len()];
        let rows = Rows {
            count,
            step: STRIDE * N_MELS,
            runs: KERNEL,
            pitch: N_MELS,
        };
        let finish = Finish {
            bias: Some(&self.bias),
            largest: true,
            ..Finish::default()
        };
        for band in self.places() {
            self.panels.product(&x[band..], rows, finish, &mut out);
        }
        Ok((CpuStorage::F32(out), Shape::from((count, self.bias.len()))))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use candle_core::Device;

    use super::*;

    #[test]
    fn equals_candles_own_convolution() {
        let weight = Tensor::randn(0f32, 0.1, (5, 30, KERNEL), &Device::Cpu).unwrap();
        let taps = weight.permute((2, 1, 0)).unwrap().contiguous().unwrap().flatten_all().unwrap();
        let filters = Filters {
            panels: Panels::new(&taps.to_vec1::<f32>().unwrap(), 5),
            weight,
            bias: vec![0.5, -0.5, 0.0, -2.0, 2.0],
            height: 30,
        };
        for rows in [4, 5, 41] {
            let x = Tensor::randn(0f32, 1.0, (rows, N_MELS), &Device::Cpu).unwrap();
            let (got, expected) = (x.apply_op1_no_bwd(&filters).unwrap(), filters.stock(&x).unwrap());
            assert_eq!(got.dims(), expected.dims());
            let worst = (got - expected)
                .unwrap()
                .abs()
                .unwrap()
                .max_all()
                .unwrap()
                .to_scalar::<f32>()
                .unwrap();
            assert!(worst < 1e-4, "{worst}");
        }
    }
}
