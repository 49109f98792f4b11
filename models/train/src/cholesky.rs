//! Cholesky factor of a symmetric positive definite matrix.

/// Lower triangle `L` with `L · Lᵀ = A`, row by row.
pub struct Cholesky {
    lower: Vec<f64>,
    n: usize,
}

impl Cholesky {
    /// Of an `n` × `n` matrix, row by row; `None` unless it is positive definite.
    pub fn new(matrix: &[f64], n: usize) -> Option<Self> {
        let mut lower = matrix.to_vec();
        for i in 0..n {
            let (above, row) = lower.split_at_mut(i * n);
            for j in 0..i {
                let other = &above[j * n..j * n + j + 1];
                row[j] = (row[j] - dot(&row[..j], &other[..j])) / other[j];
            }
            let pivot = row[i] - dot(&row[..i], &row[..i]);
            if pivot.is_nan() || pivot <= 0.0 {
                return None;
            }
            row[i] = pivot.sqrt();
        }
        Some(Self { lower, n })
    }

    /// Logarithm of the determinant.
    pub fn log_determinant(&self) -> f64 {
        2.0 * (0..self.n).map(|i| self.lower[i * self.n + i].ln()).sum::<f64>()
    }

    /// Solves `A · x = b` in place.
    pub fn solve(&self, b: &mut [f64]) {
        let n = self.n;
        for i in 0..n {
            b[i] = (b[i] - dot(&self.lower[i * n..i * n + i], &b[..i])) / self.lower[i * n + i];
        }
        for i in (0..n).rev() {
            b[i] /= self.lower[i * n + i];
            let x = b[i];
            b[..i].iter_mut().zip(&self.lower[i * n..]).for_each(|(b, l)| *b -= l * x);
        }
    }
}

/// Eight lanes: a single running sum would wait for itself.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let ((a, rest_a), (b, rest_b)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    let mut lanes = [0.0; 8];
    for (a, b) in a.iter().zip(b) {
        for i in 0..8 {
            lanes[i] += a[i] * b[i];
        }
    }
    lanes.iter().sum::<f64>() + rest_a.iter().zip(rest_b).map(|(a, b)| a * b).sum::<f64>()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn solves_and_knows_the_determinant() {
        let matrix = [4.0, 2.0, 0.5, 2.0, 3.0, 1.0, 0.5, 1.0, 2.0];
        let factor = Cholesky::new(&matrix, 3).unwrap();
        let mut b = [1.0, -2.0, 3.0];
        factor.solve(&mut b);
        for i in 0..3 {
            let back: f64 = (0..3).map(|j| matrix[i * 3 + j] * b[j]).sum();
            assert!((back - [1.0, -2.0, 3.0][i]).abs() < 1e-12);
        }
        let determinant: f64 = 4.0 * (6.0 - 1.0) - 2.0 * (4.0 - 0.5) + 0.5 * (2.0 - 1.5);
        assert!((factor.log_determinant() - determinant.ln()).abs() < 1e-12);
    }

    #[test]
    fn what_is_not_positive_definite_has_no_factor() {
        assert!(Cholesky::new(&[1.0, 2.0, 2.0, 1.0], 2).is_none());
        assert!(Cholesky::new(&[0.0], 1).is_none());
    }
}
