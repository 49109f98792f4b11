//! Loops compiled for every instruction set of the target's family, the best of which is chosen when they run.

pub use pulp::{Simd, WithSimd};

/// Runs `work` with the widest vectors this machine has. What it calls must be inlined into it to gain from them.
#[inline]
pub fn widest<W: WithSimd>(work: W) -> W::Output {
    pulp::Arch::new().dispatch(work)
}

/// Runs `work` once with each kind of vectors that this machine has, narrowest first: for tests, which otherwise see the widest alone.
pub fn each<W: WithSimd>(work: impl Fn() -> W) -> Vec<W::Output> {
    let mut done = vec![pulp::Simd::vectorize(pulp::Scalar, work())];
    #[cfg(target_arch = "x86_64")]
    if let Some(simd) = pulp::x86::V3::try_new() {
        done.push(pulp::Simd::vectorize(simd, work()));
    }
    done.push(widest(work()));
    done
}

/// `a · b + c`, rounded once where the machine can; elsewhere that would be a call per product.
#[inline(always)]
pub fn fused<S: Simd>(a: f32, b: f32, c: f32) -> f32 {
    if S::IS_SCALAR { a * b + c } else { a.mul_add(b, c) }
}

/// As [`fused`], in double precision.
#[inline(always)]
pub fn fused_f64<S: Simd>(a: f64, b: f64, c: f64) -> f64 {
    if S::IS_SCALAR { a * b + c } else { a.mul_add(b, c) }
}

/// The larger one; `best` where `value` is not a number. One instruction, unlike `f32::max`.
#[inline(always)]
pub fn larger(best: f32, value: f32) -> f32 {
    if value > best { value } else { best }
}

/// Largest magnitude, in sixteen lanes.
#[inline(always)]
pub fn highest(samples: &[f32]) -> f32 {
    let (chunks, rest) = samples.as_chunks::<16>();
    let mut lanes = [0.0f32; 16];
    for chunk in chunks {
        for (lane, sample) in lanes.iter_mut().zip(chunk) {
            *lane = larger(*lane, sample.abs());
        }
    }
    for width in [8, 4, 2, 1] {
        for lane in 0..width {
            lanes[lane] = larger(lanes[lane], lanes[lane + width]);
        }
    }
    rest.iter().fold(lanes[0], |peak, sample| larger(peak, sample.abs()))
}

/// Sum of products, side by side; both slices have the same length.
#[inline(always)]
pub fn dot<S: Simd>(simd: S, a: &[f32], b: &[f32]) -> f32 {
    if S::IS_SCALAR {
        // In the vectors that every machine of a family has.
        let ((a, rest_a), (b, rest_b)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
        let mut sums = [0.0f32; 8];
        for (a, b) in a.iter().zip(b) {
            for lane in 0..8 {
                sums[lane] += a[lane] * b[lane];
            }
        }
        return sums.iter().sum::<f32>() + rest_a.iter().zip(rest_b).map(|(a, b)| a * b).sum::<f32>();
    }
    let ((a, rest_a), (b, rest_b)) = (S::as_simd_f32s(a), S::as_simd_f32s(b));
    let mut sums = simd.splat_f32s(0.0);
    for (a, b) in a.iter().zip(b) {
        sums = simd.mul_add_e_f32s(*a, *b, sums);
    }
    let mut sum = simd.reduce_sum_f32s(sums);
    for (a, b) in rest_a.iter().zip(rest_b) {
        sum += a * b;
    }
    sum
}

#[cfg(test)]
mod tests {
    use domain::SplitMix64;

    use super::*;

    struct Dot<'a>(&'a [f32], &'a [f32]);

    impl WithSimd for Dot<'_> {
        type Output = f32;

        #[inline(always)]
        fn with_simd<S: Simd>(self, simd: S) -> f32 {
            dot(simd, self.0, self.1)
        }
    }

    #[test]
    fn products_of_any_length_equal_their_definition() {
        let mut rng = SplitMix64::new(1);
        for length in [0, 1, 7, 8, 9, 16, 33, 64, 319] {
            let mut values = || (0..length).map(|_| rng.unit() as f32 - 0.5).collect::<Vec<f32>>();
            let (a, b) = (values(), values());
            let exact: f64 = a.iter().zip(&b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum();
            for got in [widest(Dot(&a, &b)), Dot(&a, &b).with_simd(pulp::Scalar)] {
                assert!((f64::from(got) - exact).abs() < 1e-5, "{length}: {got} and {exact}");
            }
        }
    }
}
