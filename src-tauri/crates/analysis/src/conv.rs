//! One-dimensional convolution over time on row-major `[time, channel]` data, as a candle operation.
//!
//! With time as the outer axis the patch under a kernel is one contiguous run of `kernel × channels` values and the next patch
//! starts `stride × channels` further on, so the whole convolution is one matrix product over overlapping rows: nothing is
//! copied. On a GPU the same layer is candle's own convolution.

use candle_core::{CpuStorage, CustomOp1, CustomOp2, Layout, Result, Shape, Tensor};

use crate::product::{Finish, Panels, Rows};

/// A convolution with its batch norm folded in.
#[derive(Clone, Debug)]
pub(crate) struct Conv {
    weight: Weight,
    bias: Vec<f32>,
    inputs: usize,
    kernel: usize,
    stride: usize,
    padding: usize,
}

#[derive(Clone, Debug)]
enum Weight {
    /// `[kernel · inputs, outputs]`, tap by tap.
    Cpu(Panels),
    /// `[outputs, inputs, kernel]`.
    Gpu(Tensor),
}

impl Conv {
    /// `weight` is `[outputs, inputs, kernel]`, `bias` one value an output.
    pub(crate) fn new(weight: &Tensor, bias: Vec<f32>, stride: usize, padding: usize) -> Result<Self> {
        let (outputs, inputs, kernel) = weight.dims3()?;
        let weight = if weight.device().is_cpu() {
            let taps = weight.permute((2, 1, 0))?.contiguous()?.flatten_all()?.to_vec1::<f32>()?;
            Weight::Cpu(Panels::new(&taps, outputs))
        } else {
            Weight::Gpu(weight.contiguous()?)
        };
        Ok(Self {
            weight,
            bias,
            inputs,
            kernel,
            stride,
            padding,
        })
    }

    /// Convolves `x` `[time, inputs]` and adds the bias.
    pub(crate) fn forward(&self, x: &Tensor, relu: bool) -> Result<Tensor> {
        match &self.weight {
            Weight::Cpu(panels) => x.apply_op1_no_bwd(&Fused { conv: self, panels, relu }),
            Weight::Gpu(weight) => finish(self.stock(x, weight)?, relu),
        }
    }

    /// Convolves `x`, adds the bias and `skip` `[time', outputs]`, then rectifies.
    pub(crate) fn forward_onto(&self, x: &Tensor, skip: &Tensor) -> Result<Tensor> {
        match &self.weight {
            Weight::Cpu(panels) => x.apply_op2_no_bwd(
                skip,
                &Fused {
                    conv: self,
                    panels,
                    relu: true,
                },
            ),
            Weight::Gpu(weight) => finish((self.stock(x, weight)? + skip)?, true),
        }
    }

    /// By candle's own convolution.
    fn stock(&self, x: &Tensor, weight: &Tensor) -> Result<Tensor> {
        let y = x.t()?.contiguous()?.unsqueeze(0)?.conv1d(weight, self.padding, self.stride, 1, 1)?;
        let bias = Tensor::new(self.bias.as_slice(), x.device())?;
        y.squeeze(0)?.t()?.contiguous()?.broadcast_add(&bias)
    }

    fn rows_out(&self, rows: usize) -> usize {
        (rows + 2 * self.padding)
            .checked_sub(self.kernel)
            .map_or(0, |free| free / self.stride + 1)
    }
}

fn finish(y: Tensor, relu: bool) -> Result<Tensor> {
    if relu { y.relu() } else { Ok(y) }
}

struct Fused<'a> {
    conv: &'a Conv,
    panels: &'a Panels,
    relu: bool,
}

impl Fused<'_> {
    fn run(&self, x: &CpuStorage, layout: &Layout, skip: Option<&[f32]>) -> Result<(CpuStorage, Shape)> {
        let (rows, inputs) = (layout.dims().first().copied().unwrap_or(0), self.conv.inputs);
        let x = values(x, layout)?;
        let (total, outputs) = (self.conv.rows_out(rows), self.panels.outputs());
        if x.len() != rows * inputs || skip.is_some_and(|skip| skip.len() != total * outputs) {
            candle_core::bail!("conv over time: {:?} does not fit", layout.dims());
        }
        let mut out = vec![0.0; total * outputs];
        let (stride, padding) = (self.conv.stride, self.conv.padding);
        // The first and last rows whose whole kernel lies inside the data.
        let first = padding.div_ceil(stride).min(total);
        let last = (rows + padding)
            .checked_sub(self.conv.kernel)
            .map_or(0, |free| (free / stride + 1).min(total))
            .max(first);
        let mut product = |data: &[f32], from: usize, to: usize| {
            let part = from * outputs..to * outputs;
            let finish = Finish {
                bias: Some(&self.conv.bias),
                sum: skip.map(|skip| &skip[part.clone()]),
                relu: self.relu,
                largest: false,
            };
            let rows = Rows::whole(to - from, stride * inputs);
            self.panels.product(data, rows, finish, &mut out[part]);
        };
        if last > first {
            product(&x[(first * stride - padding) * inputs..], first, last);
        }
        let mut patch = vec![0.0; self.panels.width()];
        for row in (0..first).chain(last..total) {
            patch.fill(0.0);
            for (tap, values) in patch.chunks_exact_mut(inputs).enumerate() {
                let at = (row * stride + tap).checked_sub(padding).filter(|at| *at < rows);
                if let Some(at) = at {
                    values.copy_from_slice(&x[at * inputs..(at + 1) * inputs]);
                }
            }
            product(&patch, row, row + 1);
        }
        Ok((CpuStorage::F32(out), Shape::from((total, outputs))))
    }
}

impl CustomOp1 for Fused<'_> {
    fn name(&self) -> &'static str {
        "conv over time"
    }

    fn cpu_fwd(&self, x: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        self.run(x, layout, None)
    }
}

impl CustomOp2 for Fused<'_> {
    fn name(&self) -> &'static str {
        "conv over time onto a skip connection"
    }

    fn cpu_fwd(&self, x: &CpuStorage, layout: &Layout, skip: &CpuStorage, skip_layout: &Layout) -> Result<(CpuStorage, Shape)> {
        self.run(x, layout, Some(values(skip, skip_layout)?))
    }
}

pub(crate) fn values<'a>(storage: &'a CpuStorage, layout: &Layout) -> Result<&'a [f32]> {
    match layout.contiguous_offsets() {
        Some((start, end)) => Ok(&storage.as_slice::<f32>()?[start..end]),
        None => candle_core::bail!("conv over time needs contiguous data"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use candle_core::Device;

    use super::*;

    fn random(shape: &[usize]) -> Tensor {
        Tensor::randn(0f32, 1.0, shape, &Device::Cpu).unwrap()
    }

    #[test]
    fn equals_candles_own_convolution() {
        for (rows, kernel, stride, padding) in [
            (50, 4, 2, 1),
            (51, 4, 2, 1),
            (33, 3, 1, 1),
            (33, 2, 2, 0),
            (2, 3, 1, 1),
            (1, 3, 1, 1),
            (3, 4, 2, 1),
        ] {
            let (x, weight) = (random(&[rows, 6]), random(&[5, 6, kernel]));
            let bias: Vec<f32> = (0..5).map(|i| i as f32 - 2.0).collect();
            let conv = Conv::new(&weight, bias, stride, padding).unwrap();
            let expected = conv.stock(&x, &weight).unwrap();
            let got = conv.forward(&x, false).unwrap();
            assert_eq!(got.dims(), expected.dims(), "{rows} {kernel} {stride}");
            let worst = |a: &Tensor, b: &Tensor| (a - b).unwrap().abs().unwrap().max_all().unwrap().to_scalar::<f32>().unwrap();
            assert!(worst(&got, &expected) < 1e-4, "{rows} {kernel} {stride}");
            let skip = random(got.dims());
            let expected = (expected + &skip).unwrap().relu().unwrap();
            assert!(worst(&conv.forward_onto(&x, &skip).unwrap(), &expected) < 1e-4);
        }
    }
}
