//! 3 × 3 convolution over time and frequency on `[row][place][channel]` data, in the way of [`crate::conv`].
//!
//! A row of zeros stands above and below, and a column of zeros in front of each row; that of the next row is the padding behind.
//! Lying row-major, the values under one row of the kernel are then one run of `3 × channels` values for every place, and the run of
//! the next place begins `channels` values further on, across the ends of rows too: a convolution is one matrix product over rows of
//! three runs each. Nothing is copied; what the product writes between two rows is made zero again, as the next layer's padding.

use candle_core::{Result, Tensor};

use crate::product::{Finish, Panels, Rows};

/// An image of `rows` (time) × `width` (frequency) places of `channels` values between two rows of zeros: one column of zeros, the
/// places of the row, and so on; a last zero column closes the last row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Image {
    values: Vec<f32>,
    pub rows: usize,
    pub width: usize,
    pub channels: usize,
}

impl Image {
    /// All zero.
    pub fn new(rows: usize, width: usize, channels: usize) -> Self {
        Self {
            values: vec![0.0; ((rows + 2) * (width + 1) + 1) * channels],
            rows,
            width,
            channels,
        }
    }

    /// From one channel, row by row.
    pub fn of_one_channel(data: &[f32], width: usize) -> Self {
        let mut image = Self::new(data.len() / width, width, 1);
        for (row, values) in data.chunks_exact(width).enumerate() {
            image.row_mut(row).copy_from_slice(values);
        }
        image
    }

    fn stride(&self) -> usize {
        (self.width + 1) * self.channels
    }

    /// The places of a row, `[width][channels]`.
    pub fn row(&self, row: usize) -> &[f32] {
        let from = (row + 1) * self.stride() + self.channels;
        &self.values[from..from + self.width * self.channels]
    }

    fn row_mut(&mut self, row: usize) -> &mut [f32] {
        let from = (row + 1) * self.stride() + self.channels;
        &mut self.values[from..from + self.width * self.channels]
    }

    /// Means of 2 × 2 places; an odd row or column at the end is left out, as PyTorch does.
    pub fn halved(&self) -> Self {
        let mut out = Self::new(self.rows / 2, self.width / 2, self.channels);
        let channels = self.channels;
        for row in 0..out.rows {
            let (upper, lower) = (self.row(2 * row), self.row(2 * row + 1));
            let pairs = upper.chunks_exact(2 * channels).zip(lower.chunks_exact(2 * channels));
            for (to, (upper, lower)) in out.row_mut(row).chunks_exact_mut(channels).zip(pairs) {
                let ((a, b), (c, d)) = (upper.split_at(channels), lower.split_at(channels));
                for (i, to) in to.iter_mut().enumerate() {
                    *to = 0.25 * ((a[i] + b[i]) + (c[i] + d[i]));
                }
            }
        }
        out
    }
}

/// A 3 × 3 convolution, padded by one, with its batch norm folded in and followed by ReLU.
#[derive(Clone, Debug)]
pub(crate) struct Conv2d {
    /// `[kernel row · kernel column · inputs][outputs]`.
    weight: Panels,
    bias: Vec<f32>,
    inputs: usize,
}

impl Conv2d {
    /// `weight` is `[outputs, inputs, 3, 3]` (rows, then columns), `bias` one value an output.
    pub fn new(weight: &Tensor, bias: Vec<f32>) -> Result<Self> {
        let (outputs, inputs, _, _) = weight.dims4()?;
        let weight = weight.permute((2, 3, 1, 0))?.flatten_all()?.to_vec1::<f32>()?;
        Ok(Self {
            weight: Panels::new(&weight, outputs),
            bias,
            inputs,
        })
    }

    /// Convolves, adds the bias and rectifies; works on the calling thread alone.
    pub fn forward(&self, image: &Image) -> Image {
        assert_eq!(image.channels, self.inputs, "channels of the image");
        let mut out = Image::new(image.rows, image.width, self.bias.len());
        // From the first place of the first row to the last of the last one, with the columns between.
        let places = Rows {
            count: (image.rows * (image.width + 1)).saturating_sub(1),
            step: self.inputs,
            runs: 3,
            pitch: image.stride(),
        };
        let finish = Finish {
            bias: Some(&self.bias),
            relu: true,
            ..Finish::default()
        };
        let (stride, outputs) = (out.stride(), self.bias.len());
        let at = stride + outputs;
        let to = &mut out.values[at..at + places.count * outputs];
        self.weight.product(&image.values, places, finish, to);
        for row in 2..=image.rows {
            out.values[row * stride..row * stride + outputs].fill(0.0);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use candle_core::Device;
    use domain::SplitMix64;

    use super::*;

    fn random(shape: &[usize], seed: u64) -> Tensor {
        let mut rng = SplitMix64::new(seed);
        let n = shape.iter().product();
        let values: Vec<f32> = (0..n).map(|_| rng.unit() as f32 * 2.0 - 1.0).collect();
        Tensor::from_vec(values, shape, &Device::Cpu).unwrap()
    }

    /// `[1, channel, row, place]` as an image.
    fn image(x: &Tensor) -> Image {
        let (_, channels, rows, width) = x.dims4().unwrap();
        let mut image = Image::new(rows, width, channels);
        let x = x.squeeze(0).unwrap().permute((1, 2, 0)).unwrap();
        for row in 0..rows {
            let values: Vec<f32> = x.get(row).unwrap().flatten_all().unwrap().to_vec1().unwrap();
            image.row_mut(row).copy_from_slice(&values);
        }
        image
    }

    fn close(a: &Image, b: &Image) {
        assert_eq!((a.rows, a.width, a.channels), (b.rows, b.width, b.channels));
        assert_eq!(a.values.len(), b.values.len());
        let worst = a.values.iter().zip(&b.values).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(worst < 1e-4, "{worst}");
    }

    #[test]
    fn equals_candles_own_convolution_with_its_padding() {
        for (rows, width, inputs, outputs) in [
            (9, 8, 1, 5),
            (7, 4, 6, 3),
            (1, 5, 2, 4),
            (2, 1, 3, 2),
            (1, 1, 1, 1),
            (130, 64, 3, 16),
        ] {
            let (x, weight) = (random(&[1, inputs, rows, width], 1), random(&[outputs, inputs, 3, 3], 2));
            let bias: Vec<f32> = (0..outputs).map(|i| i as f32 * 0.1 - 0.2).collect();
            let expected = x.conv2d(&weight, 1, 1, 1, 1).unwrap();
            let bias_of_each = Tensor::from_slice(&bias, (1, outputs, 1, 1), &Device::Cpu).unwrap();
            let expected = expected.broadcast_add(&bias_of_each).unwrap().relu().unwrap();
            let conv = Conv2d::new(&weight, bias).unwrap();
            close(&conv.forward(&image(&x)), &image(&expected));
        }
    }

    #[test]
    fn halves_as_candle_does() {
        for (rows, width) in [(8, 4), (7, 5), (1, 4)] {
            let x = random(&[1, 3, rows, width], 3);
            let got = image(&x).halved();
            assert_eq!((got.rows, got.width), (rows / 2, width / 2));
            if rows > 1 {
                close(&got, &image(&x.avg_pool2d(2).unwrap()));
            }
        }
    }
}
