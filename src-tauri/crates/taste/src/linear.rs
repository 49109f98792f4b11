//! The little linear algebra that learning needs, in double precision: matrices here have at most a few thousand rows.

/// The Cholesky factor of a symmetric positive definite matrix.
#[derive(Clone, Debug)]
pub struct Cholesky {
    n: usize,
    /// Lower triangle, `[n][n]` row by row.
    lower: Vec<f64>,
}

impl Cholesky {
    /// Of `matrix`, `[n][n]` row by row; only its lower triangle is looked at. `None` unless it is positive definite.
    pub fn new(mut matrix: Vec<f64>, n: usize) -> Option<Self> {
        if matrix.len() != n * n {
            return None;
        }
        for row in 0..n {
            for column in 0..=row {
                let (before, here) = matrix.split_at(row * n);
                let sum = if column < row {
                    dot(&before[column * n..column * n + column], &here[..column])
                } else {
                    dot(&here[..column], &here[..column])
                };
                let value = matrix[row * n + column] - sum;
                matrix[row * n + column] = if column < row {
                    value / matrix[column * n + column]
                } else if value > 0.0 && value.is_finite() {
                    value.sqrt()
                } else {
                    return None;
                };
            }
        }
        Some(Self { n, lower: matrix })
    }

    /// Puts L⁻¹ b in place of `b`, whose squared length is then bᵀA⁻¹b.
    pub fn whiten(&self, b: &mut [f64]) {
        let n = self.n;
        for row in 0..n {
            let sum = dot(&self.lower[row * n..row * n + row], &b[..row]);
            b[row] = (b[row] - sum) / self.lower[row * n + row];
        }
    }

    /// Puts the solution of `A x = b` in place of `b`.
    pub fn solve(&self, b: &mut [f64]) {
        let n = self.n;
        self.whiten(b);
        for row in (0..n).rev() {
            b[row] /= self.lower[row * n + row];
            let value = b[row];
            for (column, out) in b[..row].iter_mut().enumerate() {
                *out -= self.lower[row * n + column] * value;
            }
        }
    }

    /// The inverse of the matrix, `[n][n]`.
    pub fn inverse(&self) -> Vec<f64> {
        let n = self.n;
        // L⁻¹ row by row, then its transpose times itself: rows are gone through from front to back throughout.
        let mut half = vec![0.0; n * n];
        for row in 0..n {
            let (before, rest) = half.split_at_mut(row * n);
            let out = &mut rest[..=row];
            let lower = &self.lower[row * n..=row * n + row];
            for (column, factor) in lower[..row].iter().enumerate() {
                let from = &before[column * n..=column * n + column];
                out.iter_mut().zip(from).for_each(|(out, value)| *out -= factor * value);
            }
            out[row] = 1.0;
            out.iter_mut().for_each(|value| *value /= lower[row]);
        }
        let mut inverse = vec![0.0; n * n];
        for row in half.chunks_exact(n).enumerate().map(|(at, row)| &row[..=at]) {
            for (at, factor) in row.iter().enumerate() {
                let out = &mut inverse[at * n..=at * n + at];
                out.iter_mut().zip(row).for_each(|(out, value)| *out += factor * value);
            }
        }
        for row in 0..n {
            for column in 0..row {
                inverse[column * n + row] = inverse[row * n + column];
            }
        }
        inverse
    }
}

/// Eigenvalues, largest first, and their eigenvectors as rows, of a symmetric matrix `[n][n]`, by Jacobi's rotations: for small ones.
pub fn symmetric_eigen(mut matrix: Vec<f64>, n: usize) -> (Vec<f64>, Vec<Vec<f64>>) {
    let mut vectors = vec![0.0; n * n];
    (0..n).for_each(|i| vectors[i * n + i] = 1.0);
    for _sweep in 0..60 {
        let off: f64 = (0..n)
            .flat_map(|i| (0..i).map(move |j| (i, j)))
            .map(|(i, j)| matrix[i * n + j].powi(2))
            .sum();
        if off < 1e-22 * (0..n).map(|i| matrix[i * n + i].powi(2)).sum::<f64>().max(1e-300) {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                let apq = matrix[p * n + q];
                if apq == 0.0 {
                    continue;
                }
                let theta = (matrix[q * n + q] - matrix[p * n + p]) / (2.0 * apq);
                let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
                let t = if theta == 0.0 { 1.0 } else { t };
                let c = 1.0 / (t * t + 1.0).sqrt();
                let s = t * c;
                for k in 0..n {
                    let (a, b) = (matrix[k * n + p], matrix[k * n + q]);
                    (matrix[k * n + p], matrix[k * n + q]) = (c * a - s * b, s * a + c * b);
                }
                for k in 0..n {
                    let (a, b) = (matrix[p * n + k], matrix[q * n + k]);
                    (matrix[p * n + k], matrix[q * n + k]) = (c * a - s * b, s * a + c * b);
                    let (a, b) = (vectors[p * n + k], vectors[q * n + k]);
                    (vectors[p * n + k], vectors[q * n + k]) = (c * a - s * b, s * a + c * b);
                }
            }
        }
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|a, b| matrix[b * n + b].total_cmp(&matrix[a * n + a]));
    let values = order.iter().map(|i| matrix[i * n + i]).collect();
    let rows = order.iter().map(|i| vectors[i * n..(i + 1) * n].to_vec()).collect();
    (values, rows)
}

pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    const LANES: usize = 8;
    let mut sums = [0.0; LANES];
    let (a_blocks, b_blocks) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    let tail: f64 = a_blocks.remainder().iter().zip(b_blocks.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in a_blocks.zip(b_blocks) {
        for lane in 0..LANES {
            sums[lane] += x[lane] * y[lane];
        }
    }
    sums.iter().sum::<f64>() + tail
}

pub(crate) fn dot32(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_system_is_solved() {
        // [[4, 2], [2, 3]] x = [2, 1]: x = [1/2, 0].
        let factor = Cholesky::new(vec![4.0, 2.0, 2.0, 3.0], 2).unwrap();
        let mut x = [2.0, 1.0];
        factor.solve(&mut x);
        assert!((x[0] - 0.5).abs() < 1e-12 && x[1].abs() < 1e-12, "{x:?}");
        let inverse = factor.inverse();
        let expected = [0.375, -0.25, -0.25, 0.5];
        assert!(inverse.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{inverse:?}");
        assert!(Cholesky::new(vec![1.0, 2.0, 2.0, 1.0], 2).is_none(), "it is not positive definite");
    }

    #[test]
    fn known_eigenvalues_are_found() {
        // Eigenvalues of [[2, 1, 0], [1, 2, 1], [0, 1, 2]] are 2 ± √2 and 2.
        let matrix = vec![2.0, 1.0, 0.0, 1.0, 2.0, 1.0, 0.0, 1.0, 2.0];
        let (values, vectors) = symmetric_eigen(matrix.clone(), 3);
        let root = 2f64.sqrt();
        for (found, expected) in values.iter().zip([2.0 + root, 2.0, 2.0 - root]) {
            assert!((found - expected).abs() < 1e-9, "{values:?}");
        }
        for (value, vector) in values.iter().zip(&vectors) {
            for row in 0..3 {
                let product = dot(&matrix[row * 3..row * 3 + 3], vector);
                assert!((product - value * vector[row]).abs() < 1e-9);
            }
        }
    }
}
