//! Matrix product with weights laid out once, when a network is loaded: a row of data may overlap the next or have gaps, and bias, a
//! sum to go on from and ReLU are done while a block is in registers.
//!
//! A library's product lays the weights out anew at every call, which for a track of a few minutes costs a quarter of its time.
//! Every output is one chain of fused multiply–adds in the order of the weights, so it does not depend on what is computed beside it.

use audio::lanes::{Simd, WithSimd, widest};

/// Vectors side by side in a block.
const ACROSS: usize = 2;
/// Values side by side where there are no vectors to choose from: the compiler makes those of them that every machine of the family has.
const ACROSS_SCALAR: usize = 8;
/// Rows of a block where there are not enough for a large one.
const FEW: usize = 4;
/// Lanes of the widest panel there is.
const MOST: usize = 32;

/// Weights `[width, outputs]` as panels of a few vectors, as wide as this machine's: `[panel][width][lane]`.
#[derive(Clone, Debug)]
pub(crate) struct Panels {
    width: usize,
    outputs: usize,
    /// Lanes of a panel.
    lanes: usize,
    values: Vec<f32>,
}

/// Where the rows of data are: row `i` is `runs` runs of values, the first from `i · step` on, each `pitch` after the one before.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rows {
    pub count: usize,
    pub step: usize,
    pub runs: usize,
    pub pitch: usize,
}

impl Rows {
    /// Rows without gaps.
    pub fn whole(count: usize, step: usize) -> Self {
        Self {
            count,
            step,
            runs: 1,
            pitch: 0,
        }
    }
}

/// What becomes of the products.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Finish<'a> {
    /// One value an output.
    pub bias: Option<&'a [f32]>,
    /// One value a result, row by row.
    pub sum: Option<&'a [f32]>,
    pub relu: bool,
    /// What is in the results already stays where it is larger.
    pub largest: bool,
}

impl Panels {
    /// `weight` holds `outputs` values a row.
    pub fn new(weight: &[f32], outputs: usize) -> Self {
        Self::with_lanes(weight, outputs, widest(Lanes))
    }

    fn with_lanes(weight: &[f32], outputs: usize, lanes: usize) -> Self {
        let width = weight.len() / outputs.max(1);
        let mut values = vec![0.0; outputs.div_ceil(lanes) * lanes * width];
        for (panel, first) in values.chunks_exact_mut((lanes * width).max(1)).zip((0..outputs).step_by(lanes)) {
            let last = (first + lanes).min(outputs);
            for (row, to) in weight.chunks_exact(outputs).zip(panel.chunks_exact_mut(lanes)) {
                to[..last - first].copy_from_slice(&row[first..last]);
            }
        }
        Self {
            width,
            outputs,
            lanes,
            values,
        }
    }

    /// Values of a row of data.
    pub fn width(&self) -> usize {
        self.width
    }

    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// A row of `out` becomes the product of a row of `data`, `width` values, with the weights, finished as told.
    ///
    /// # Panics
    /// When a slice does not hold what `rows` need.
    pub fn product(&self, data: &[f32], rows: Rows, finish: Finish, out: &mut [f32]) {
        assert!(rows.runs > 0 && self.width.is_multiple_of(rows.runs) && out.len() == rows.count * self.outputs);
        assert!(finish.bias.is_none_or(|bias| bias.len() == self.outputs));
        assert!(finish.sum.is_none_or(|sum| sum.len() == out.len()));
        widest(Product {
            panels: self,
            data,
            rows,
            finish,
            out,
        });
    }
}

struct Lanes;

impl WithSimd for Lanes {
    type Output = usize;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> usize {
        if S::IS_SCALAR { ACROSS_SCALAR } else { ACROSS * S::F32_LANES }
    }
}

struct Product<'a> {
    panels: &'a Panels,
    data: &'a [f32],
    rows: Rows,
    finish: Finish<'a>,
    out: &'a mut [f32],
}

impl WithSimd for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        assert_eq!(self.panels.lanes, Lanes.with_simd(simd));
        // Two sums a row, two weights and one value of data have to fit.
        if S::IS_SCALAR {
            self.run::<S, FEW, ACROSS_SCALAR>(simd);
        } else if S::REGISTER_COUNT >= 32 {
            self.run::<S, 12, ACROSS>(simd);
        } else {
            self.run::<S, 6, ACROSS>(simd);
        }
    }
}

impl Product<'_> {
    #[inline(always)]
    fn run<S: Simd, const DOWN: usize, const ACROSS: usize>(mut self, simd: S) {
        let width = self.panels.width;
        let size = (self.panels.lanes * width).max(1);
        for (panel, first) in self.panels.values.chunks_exact(size).zip((0..).step_by(self.panels.lanes)) {
            let panel = S::as_simd_f32s(panel).0.as_chunks::<ACROSS>().0;
            let mut row = 0;
            while row < self.rows.count {
                row += match self.rows.count {
                    count if count >= DOWN => self.rows_of::<S, DOWN, ACROSS>(simd, row, panel, first),
                    FEW.. => self.rows_of::<S, FEW, ACROSS>(simd, row, panel, first),
                    _ => self.rows_of::<S, 1, ACROSS>(simd, row, panel, first),
                };
            }
        }
    }

    /// `DOWN` rows from `row` on; at the end it goes over some a second time.
    #[inline(always)]
    fn rows_of<S: Simd, const DOWN: usize, const ACROSS: usize>(
        &mut self,
        simd: S,
        row: usize,
        panel: &[[S::f32s; ACROSS]],
        first: usize,
    ) -> usize {
        let from = row.min(self.rows.count - DOWN);
        let sums = block::<S, DOWN, ACROSS>(simd, &self.data[from * self.rows.step..], self.rows, panel);
        self.store::<S, DOWN, ACROSS>(simd, sums, from, first);
        DOWN
    }

    #[inline(always)]
    fn store<S: Simd, const DOWN: usize, const ACROSS: usize>(
        &mut self,
        simd: S,
        sums: [[S::f32s; ACROSS]; DOWN],
        row: usize,
        first: usize,
    ) {
        let outputs = self.panels.outputs;
        let count = self.panels.lanes.min(outputs - first);
        for (i, sums) in sums.into_iter().enumerate() {
            let at = (row + i) * outputs + first;
            let bias = self.finish.bias.map(|bias| &bias[first..first + count]);
            let sum = self.finish.sum.map(|sum| &sum[at..at + count]);
            finish(simd, sums, self.finish, bias, sum, &mut self.out[at..at + count]);
        }
    }
}

#[inline(always)]
fn finish<S: Simd, const ACROSS: usize>(
    simd: S,
    sums: [S::f32s; ACROSS],
    how: Finish,
    bias: Option<&[f32]>,
    sum: Option<&[f32]>,
    out: &mut [f32],
) {
    let lanes = S::F32_LANES;
    if out.len() == ACROSS * lanes {
        for (i, (mut value, out)) in sums.into_iter().zip(S::as_mut_simd_f32s(out).0).enumerate() {
            if let Some(bias) = bias {
                value = simd.add_f32s(value, S::as_simd_f32s(bias).0[i]);
            }
            if let Some(sum) = sum {
                value = simd.add_f32s(value, S::as_simd_f32s(sum).0[i]);
            }
            if how.relu {
                // In this order what is not a number stays so.
                value = simd.max_f32s(simd.splat_f32s(0.0), value);
            }
            *out = if how.largest { simd.max_f32s(value, *out) } else { value };
        }
        return;
    }
    let mut values = [0.0f32; MOST];
    S::as_mut_simd_f32s(&mut values[..ACROSS * lanes]).0.copy_from_slice(&sums);
    for (i, (value, out)) in values.iter().zip(out).enumerate() {
        let value = value + bias.map_or(0.0, |bias| bias[i]) + sum.map_or(0.0, |sum| sum[i]);
        let value = if how.relu && value < 0.0 { 0.0 } else { value };
        *out = if how.largest { value.max(*out) } else { value };
    }
}

/// `DOWN` rows of data by one panel.
#[inline(always)]
fn block<S: Simd, const DOWN: usize, const ACROSS: usize>(
    simd: S,
    data: &[f32],
    rows: Rows,
    panel: &[[S::f32s; ACROSS]],
) -> [[S::f32s; ACROSS]; DOWN] {
    let run = panel.len() / rows.runs;
    let mut sums = [[simd.splat_f32s(0.0); ACROSS]; DOWN];
    for (at, panel) in (0..rows.runs).zip(panel.chunks_exact(run.max(1))) {
        // Slices that are seen to be as long as the loop: no index is checked in it, in a debug build either.
        let runs: [&[f32]; DOWN] = std::array::from_fn(|i| &data[i * rows.step + at * rows.pitch..][..run]);
        let panel = &panel[..run];
        for (k, weights) in panel.iter().enumerate() {
            for (run, sums) in runs.iter().zip(&mut sums) {
                let value = simd.splat_f32s(run[k]);
                for (sum, weight) in sums.iter_mut().zip(weights) {
                    *sum = simd.mul_add_e_f32s(value, *weight, *sum);
                }
            }
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use domain::SplitMix64;

    use super::*;

    fn values(count: usize, seed: u64) -> Vec<f32> {
        let mut rng = SplitMix64::new(seed);
        (0..count).map(|_| rng.unit() as f32 - 0.5).collect()
    }

    #[test]
    fn equals_its_definition_for_any_size() {
        for (rows, width, step, outputs) in [(1, 5, 5, 3), (5, 7, 2, 32), (13, 48, 16, 70), (40, 33, 11, 64), (0, 4, 4, 4)] {
            let (data, weight) = (values(rows * step + width, 1), values(width * outputs, 2));
            let (bias, sum) = (values(outputs, 3), values(rows * outputs, 4));
            let panels = Panels::new(&weight, outputs);
            assert_eq!((panels.width(), panels.outputs()), (width, outputs));
            for relu in [false, true] {
                let mut got = vec![9.0; rows * outputs];
                let finish = Finish {
                    bias: Some(&bias),
                    sum: Some(&sum),
                    relu,
                    largest: false,
                };
                panels.product(&data, Rows::whole(rows, step), finish, &mut got);
                for (i, got) in got.iter().enumerate() {
                    let (row, output) = (i / outputs, i % outputs);
                    let exact: f64 = (0..width)
                        .map(|k| f64::from(data[row * step + k]) * f64::from(weight[k * outputs + output]))
                        .sum::<f64>()
                        + f64::from(bias[output])
                        + f64::from(sum[i]);
                    let exact = if relu { exact.max(0.0) } else { exact };
                    assert!(
                        (f64::from(*got) - exact).abs() < 1e-4,
                        "{rows}x{width}x{outputs}: {got} and {exact}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_row_is_the_same_whatever_is_beside_it() {
        let (rows, width, outputs) = (29, 24, 40);
        let (data, weight) = (values(rows * width, 1), values(width * outputs, 2));
        let panels = Panels::new(&weight, outputs);
        let of = |from: usize, to: usize| {
            let mut out = vec![0.0; (to - from) * outputs];
            panels.product(&data[from * width..], Rows::whole(to - from, width), Finish::default(), &mut out);
            out
        };
        let all = of(0, rows);
        for (from, to) in [(0, 1), (3, 29), (5, 11), (28, 29)] {
            assert!(of(from, to) == all[from * outputs..to * outputs]);
        }
    }

    /// The product of `data` by `weight`, both laid out and done as the vectors at hand want it.
    struct Both<'a>(&'a [f32], &'a [f32], usize, usize);

    impl WithSimd for Both<'_> {
        type Output = Vec<f32>;

        fn with_simd<S: Simd>(self, simd: S) -> Vec<f32> {
            let Self(data, weight, rows, outputs) = self;
            let panels = Panels::with_lanes(weight, outputs, Lanes.with_simd(simd));
            let mut out = vec![0.0; rows * outputs];
            let product = Product {
                panels: &panels,
                data,
                rows: Rows::whole(rows, panels.width()),
                finish: Finish::default(),
                out: &mut out,
            };
            product.with_simd(simd);
            out
        }
    }

    #[test]
    fn every_kind_of_vectors_gives_the_same() {
        let (rows, width, outputs) = (27, 31, 45);
        let (data, weight) = (values(rows * width, 1), values(width * outputs, 2));
        let all = audio::lanes::each(|| Both(&data, &weight, rows, outputs));
        assert!(all.len() >= 2);
        for other in &all[1..] {
            assert!(all[0].iter().zip(other).all(|(a, b)| (a - b).abs() < 1e-5));
        }
    }

    #[test]
    fn runs_are_gathered_and_the_largest_stays() {
        let (rows, runs, run, pitch, step) = (14, 3, 5, 9, 4);
        let data = values(rows * step + runs * pitch, 1);
        let weight = values(runs * run * 6, 2);
        let panels = Panels::new(&weight, 6);
        let gathered: Vec<f32> = (0..rows)
            .flat_map(|i| (0..runs).flat_map(move |r| (0..run).map(move |k| i * step + r * pitch + k)))
            .map(|at| data[at])
            .collect();
        let (mut expected, mut got) = (vec![0.0; rows * 6], vec![0.1; rows * 6]);
        panels.product(&gathered, Rows::whole(rows, runs * run), Finish::default(), &mut expected);
        let rows = Rows {
            count: rows,
            step,
            runs,
            pitch,
        };
        let finish = Finish {
            largest: true,
            ..Finish::default()
        };
        panels.product(&data, rows, finish, &mut got);
        assert!(expected.iter().any(|v| *v > 0.1) && expected.iter().any(|v| *v < 0.1));
        assert!(expected.iter().zip(&got).all(|(e, g)| e.max(0.1) == *g));
    }
}
