//! One-dimensional convolution over time on row-major `[time, channel]` data, as a candle operation.
//!
//! With time as the outer axis the patch under a kernel is one contiguous run of `kernel × channels` values and the next patch
//! starts `stride × channels` further on, so the whole convolution is one matrix product over overlapping rows: nothing is
//! copied. Bias, skip connection and ReLU are done on the product while it is in the cache. On a GPU the same layer is
//! candle's own convolution.

use candle_core::{CpuStorage, CustomOp2, CustomOp3, Device, Layout, Result, Shape, Tensor};

/// A convolution with its batch norm folded in. `weight` is `[kernel · inputs, outputs]`, tap by tap.
#[derive(Clone, Debug)]
pub(crate) struct Conv {
    weight: Tensor,
    bias: Vec<f32>,
    kernel: usize,
    stride: usize,
    padding: usize,
}

impl Conv {
    /// `weight` is `[outputs, inputs, kernel]`, `bias` one value an output.
    pub(crate) fn new(weight: &Tensor, bias: Vec<f32>, stride: usize, padding: usize) -> Result<Self> {
        let (outputs, inputs, kernel) = weight.dims3()?;
        let weight = weight.permute((2, 1, 0))?.contiguous()?.reshape((kernel * inputs, outputs))?;
        Ok(Self {
            weight,
            bias,
            kernel,
            stride,
            padding,
        })
    }

    /// Convolves `x` `[time, inputs]` and adds the bias.
    pub(crate) fn forward(&self, x: &Tensor, relu: bool) -> Result<Tensor> {
        match x.device() {
            Device::Cpu => x.apply_op2_no_bwd(&self.weight, &Fused { conv: self, relu }),
            _ => finish(self.on_gpu(x)?, relu),
        }
    }

    /// Convolves `x`, adds the bias and `skip` `[time', outputs]`, then rectifies.
    pub(crate) fn forward_onto(&self, x: &Tensor, skip: &Tensor) -> Result<Tensor> {
        match x.device() {
            Device::Cpu => x.apply_op3_no_bwd(&self.weight, skip, &Fused { conv: self, relu: true }),
            _ => finish((self.on_gpu(x)? + skip)?, true),
        }
    }

    fn on_gpu(&self, x: &Tensor) -> Result<Tensor> {
        let inputs = x.dim(1)?;
        let weight = self
            .weight
            .reshape((self.kernel, inputs, self.bias.len()))?
            .permute((2, 1, 0))?
            .contiguous()?;
        let y = x
            .t()?
            .contiguous()?
            .unsqueeze(0)?
            .conv1d(&weight, self.padding, self.stride, 1, 1)?;
        let bias = Tensor::new(self.bias.as_slice(), x.device())?;
        y.squeeze(0)?.t()?.contiguous()?.broadcast_add(&bias)
    }

    fn rows_out(&self, rows: usize) -> usize {
        (rows + 2 * self.padding)
            .checked_sub(self.kernel)
            .map_or(0, |free| free / self.stride + 1)
    }

    /// Adds the convolution of `x` (`rows` × `inputs`) to `out`, which holds `rows_out(rows)` rows.
    fn accumulate(&self, x: &[f32], rows: usize, weight: &[f32], out: &mut [f32]) {
        let outputs = self.bias.len();
        let width = weight.len() / outputs;
        let inputs = width / self.kernel;
        let total = self.rows_out(rows);
        // The first and last rows whose whole kernel lies inside the data.
        let first = self.padding.div_ceil(self.stride).min(total);
        let last = (rows + self.padding)
            .checked_sub(self.kernel)
            .map_or(0, |free| (free / self.stride + 1).min(total))
            .max(first);
        if last > first {
            let start = (first * self.stride - self.padding) * inputs;
            product(
                &x[start..],
                self.stride * inputs,
                last - first,
                weight,
                width,
                &mut out[first * outputs..last * outputs],
            );
        }
        let mut patch = vec![0.0; width];
        for row in (0..first).chain(last..total) {
            patch.fill(0.0);
            for (tap, values) in patch.chunks_exact_mut(inputs).enumerate() {
                let at = (row * self.stride + tap).checked_sub(self.padding).filter(|at| *at < rows);
                if let Some(at) = at {
                    values.copy_from_slice(&x[at * inputs..(at + 1) * inputs]);
                }
            }
            product(&patch, width, 1, weight, width, &mut out[row * outputs..(row + 1) * outputs]);
        }
    }
}

fn finish(y: Tensor, relu: bool) -> Result<Tensor> {
    if relu { y.relu() } else { Ok(y) }
}

/// `out += rows × weight`, where row `i` is the `width` values from `data[i · step]` on; rows may overlap.
#[allow(unsafe_code)]
fn product(data: &[f32], step: usize, rows: usize, weight: &[f32], width: usize, out: &mut [f32]) {
    let outputs = out.len() / rows;
    assert!(rows > 0 && out.len() == rows * outputs && weight.len() == width * outputs && data.len() >= (rows - 1) * step + width);
    // SAFETY: the strides stay inside the three slices, as asserted; `out` is exclusively borrowed and written row by row.
    unsafe {
        gemm::gemm(
            rows,
            outputs,
            width,
            out.as_mut_ptr(),
            1,
            outputs as isize,
            true,
            data.as_ptr(),
            1,
            step as isize,
            weight.as_ptr(),
            1,
            outputs as isize,
            1.0f32,
            1.0f32,
            false,
            false,
            false,
            gemm::Parallelism::None,
        );
    }
}

struct Fused<'a> {
    conv: &'a Conv,
    relu: bool,
}

impl Fused<'_> {
    fn run(
        &self,
        x: (&CpuStorage, &Layout),
        weight: (&CpuStorage, &Layout),
        mut out: Vec<f32>,
        rows: usize,
    ) -> Result<(CpuStorage, Shape)> {
        let outputs = self.conv.bias.len();
        self.conv.accumulate(values(x)?, rows, values(weight)?, &mut out);
        if self.relu {
            out.iter_mut().for_each(|v| *v = v.max(0.0));
        }
        let shape = Shape::from((out.len() / outputs, outputs));
        Ok((CpuStorage::F32(out), shape))
    }
}

impl CustomOp2 for Fused<'_> {
    fn name(&self) -> &'static str {
        "conv over time"
    }

    fn cpu_fwd(&self, s1: &CpuStorage, l1: &Layout, s2: &CpuStorage, l2: &Layout) -> Result<(CpuStorage, Shape)> {
        let rows = l1.dims().first().copied().unwrap_or(0);
        let out = self.conv.bias.repeat(self.conv.rows_out(rows));
        self.run((s1, l1), (s2, l2), out, rows)
    }
}

impl CustomOp3 for Fused<'_> {
    fn name(&self) -> &'static str {
        "conv over time onto a skip connection"
    }

    fn cpu_fwd(
        &self,
        s1: &CpuStorage,
        l1: &Layout,
        s2: &CpuStorage,
        l2: &Layout,
        s3: &CpuStorage,
        l3: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let rows = l1.dims().first().copied().unwrap_or(0);
        let skip = values((s3, l3))?;
        if skip.len() != self.conv.rows_out(rows) * self.conv.bias.len() {
            candle_core::bail!("the skip connection has {} values", skip.len());
        }
        let out = skip
            .chunks_exact(self.conv.bias.len())
            .flat_map(|row| row.iter().zip(&self.conv.bias).map(|(s, b)| s + b))
            .collect();
        self.run((s1, l1), (s2, l2), out, rows)
    }
}

fn values<'a>((storage, layout): (&'a CpuStorage, &Layout)) -> Result<&'a [f32]> {
    match layout.contiguous_offsets() {
        Some((start, end)) => Ok(&storage.as_slice::<f32>()?[start..end]),
        None => candle_core::bail!("conv over time needs contiguous data"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
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
            let expected = conv.on_gpu(&x).unwrap();
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
