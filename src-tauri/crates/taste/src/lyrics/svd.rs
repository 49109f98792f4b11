//! The largest singular values of a sparse matrix and what belongs to them, by random projection and subspace iteration (Halko, Martinsson
//! and Tropp, *Finding Structure with Randomness*, 2011, algorithms 4.4 and 5.1).

use domain::SplitMix64;

use crate::linear::symmetric_eigen;

/// Directions beside the wanted ones, that these are found well.
const OVERSAMPLED: usize = 10;
const POWER_ROUNDS: usize = 3;
/// A direction weaker than this share of the strongest is rounding, in squares.
const NOTHING: f64 = 1e-13;

/// Row by row, column and value of what is not 0.
pub(super) struct Sparse {
    pub rows: Vec<Vec<(u32, f32)>>,
    pub columns: usize,
}

/// Row by row.
struct Dense {
    columns: usize,
    values: Vec<f64>,
}

pub(super) struct Svd {
    /// Largest first; as many as were asked for, or as the matrix has.
    pub values: Vec<f64>,
    /// The left singular vectors times their values, `[rows][values]`: where each row lies along the directions found.
    pub scaled_left: Vec<f64>,
}

/// The `rank` largest.
pub(super) fn truncated_svd(matrix: &Sparse, rank: usize, seed: u64) -> Svd {
    let k = (rank + OVERSAMPLED).min(matrix.rows.len()).min(matrix.columns);
    let mut rng = SplitMix64::new(seed);
    let sketch = Dense {
        columns: k,
        values: (0..matrix.columns * k).map(|_| normal(&mut rng)).collect(),
    };
    let mut range = orthonormal(&times(matrix, &sketch));
    for _ in 0..POWER_ROUNDS {
        let other = orthonormal(&transposed_times(matrix, &range));
        range = orthonormal(&times(matrix, &other));
    }
    // Once more, for what rounding left.
    range = orthonormal(&range);
    // The rest happens in the range found, which is small: A ≈ Q (QᵀA).
    let (squares, rotations) = symmetric_eigen(gram(&transposed_times(matrix, &range)), range.columns);
    let kept = rank.min(range.columns);
    let values: Vec<f64> = squares[..kept].iter().map(|square| square.max(0.0).sqrt()).collect();
    let scales: Vec<(f64, &[f64])> = values.iter().copied().zip(rotations.iter().map(Vec::as_slice)).collect();
    let scaled_left = rotated(&range, &scales).values;
    Svd { values, scaled_left }
}

/// Box and Muller.
fn normal(rng: &mut SplitMix64) -> f64 {
    (-2.0 * rng.unit().max(1e-300).ln()).sqrt() * (std::f64::consts::TAU * rng.unit()).cos()
}

fn times(matrix: &Sparse, dense: &Dense) -> Dense {
    let k = dense.columns;
    let mut values = vec![0.0; matrix.rows.len() * k];
    for (at, row) in matrix.rows.iter().enumerate() {
        let out = &mut values[at * k..(at + 1) * k];
        for (column, value) in row {
            add(out, f64::from(*value), &dense.values[*column as usize * k..][..k]);
        }
    }
    Dense { columns: k, values }
}

fn transposed_times(matrix: &Sparse, dense: &Dense) -> Dense {
    let k = dense.columns;
    let mut values = vec![0.0; matrix.columns * k];
    for (at, row) in matrix.rows.iter().enumerate() {
        let from = &dense.values[at * k..(at + 1) * k];
        for (column, value) in row {
            add(&mut values[*column as usize * k..][..k], f64::from(*value), from);
        }
    }
    Dense { columns: k, values }
}

fn add(out: &mut [f64], factor: f64, from: &[f64]) {
    out.iter_mut().zip(from).for_each(|(out, from)| *out += factor * from);
}

/// MᵀM, `[columns][columns]`.
fn gram(dense: &Dense) -> Vec<f64> {
    let k = dense.columns;
    let mut gram = vec![0.0; k * k];
    for row in dense.values.chunks_exact(k.max(1)) {
        for (at, value) in row.iter().enumerate() {
            add(&mut gram[at * k..=at * k + at], *value, &row[..=at]);
        }
    }
    for row in 0..k {
        for column in 0..row {
            gram[column * k + row] = gram[row * k + column];
        }
    }
    gram
}

/// An orthonormal basis of what the columns span, by the eigenvectors of their Gram matrix; directions that are only rounding are left out.
fn orthonormal(dense: &Dense) -> Dense {
    let (values, vectors) = symmetric_eigen(gram(dense), dense.columns);
    let least = values.first().copied().unwrap_or(0.0) * NOTHING;
    let kept: Vec<(f64, &[f64])> = values
        .iter()
        .zip(&vectors)
        .filter(|(value, _)| **value > least)
        .map(|(value, vector)| (1.0 / value.sqrt(), vector.as_slice()))
        .collect();
    rotated(dense, &kept)
}

/// Each row along each of `directions`, times the factor of the direction.
fn rotated(dense: &Dense, directions: &[(f64, &[f64])]) -> Dense {
    let k = directions.len();
    // By rows of what is rotated from, which are gone through from front to back.
    let by_column: Vec<Vec<f64>> = (0..dense.columns)
        .map(|column| directions.iter().map(|(factor, direction)| factor * direction[column]).collect())
        .collect();
    let mut values = vec![0.0; dense.values.len() / dense.columns.max(1) * k];
    if k > 0 {
        for (out, row) in values.chunks_exact_mut(k).zip(dense.values.chunks_exact(dense.columns)) {
            row.iter().zip(&by_column).for_each(|(value, along)| add(out, *value, along));
        }
    }
    Dense { columns: k, values }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sparse(rows: &[&[f32]]) -> Sparse {
        let row = |row: &&[f32]| (0..).zip(row.iter().copied()).filter(|(_, value)| *value != 0.0).collect();
        Sparse {
            rows: rows.iter().map(row).collect(),
            columns: rows[0].len(),
        }
    }

    #[test]
    fn singular_values_are_those_of_a_dense_solve() {
        // By numpy 2: numpy.linalg.svd. Rows 0 and 6 are equal, so that there are seven.
        let rows: [&[f32]; 8] = [
            &[1.0, 0.0, 2.0, 0.0, 0.0, 0.0, 3.0],
            &[0.0, 4.0, 0.0, 0.0, 1.0, 0.0, 0.0],
            &[2.0, 0.0, 0.0, 5.0, 0.0, 0.0, 1.0],
            &[0.0, 0.0, 1.0, 0.0, 0.0, 2.0, 0.0],
            &[3.0, 0.0, 0.0, 0.0, 2.0, 0.0, 0.0],
            &[0.0, 1.0, 0.0, 2.0, 0.0, 0.0, 4.0],
            &[1.0, 0.0, 2.0, 0.0, 0.0, 0.0, 3.0],
            &[0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.0],
        ];
        let expected = [
            7.294_580_42,
            4.835_916_11,
            4.218_605_45,
            3.695_145_1,
            2.469_771_27,
            1.577_794_66,
            0.602_558_31,
        ];
        let all = truncated_svd(&sparse(&rows), 20, 3);
        assert_eq!(all.values.len(), 7);
        for (found, expected) in all.values.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-7, "{:?}", all.values);
        }
        // In all directions, rows have the products that they have: 12 of rows 0 and 5.
        let product = |svd: &Svd, a: usize, b: usize| -> f64 {
            let k = svd.values.len();
            svd.scaled_left[a * k..][..k]
                .iter()
                .zip(&svd.scaled_left[b * k..][..k])
                .map(|(x, y)| x * y)
                .sum()
        };
        assert!((product(&all, 0, 5) - 12.0).abs() < 1e-9);
        // And in three, those of the best matrix of rank three.
        let some = truncated_svd(&sparse(&rows), 3, 4);
        assert_eq!(some.values.len(), 3);
        assert!((product(&some, 0, 5) - 13.440_838_02).abs() < 1e-7 && (product(&some, 0, 2) - 4.995_155_37).abs() < 1e-7);
    }

    #[test]
    fn the_largest_of_many_are_found_by_projection() {
        // σ_i = 100 · 0.9^i, each in a row and a column of its own, so that a sketch of 30 must find 20 of 300.
        let n = 300;
        let matrix = Sparse {
            rows: (0..n)
                .map(|at| vec![((at * 7 % n) as u32, (100.0 * 0.9f64.powi(at as i32)) as f32)])
                .collect(),
            columns: n,
        };
        let found = truncated_svd(&matrix, 20, 8);
        for (at, value) in found.values.iter().enumerate() {
            let expected = 100.0 * 0.9f64.powi(at as i32);
            assert!((value - expected).abs() < 1e-3 * expected, "{at}: {value} {expected}");
        }
    }

    #[test]
    fn a_matrix_of_little_rank_has_few_values() {
        let found = truncated_svd(&sparse(&[&[1.0, 2.0, 0.0], &[2.0, 4.0, 0.0], &[0.0, 0.0, 0.0]]), 3, 1);
        assert_eq!(found.values.len(), 1);
        assert!((found.values[0] - 5.0).abs() < 1e-9 && found.scaled_left[2].abs() < 1e-12);
        let nothing = Sparse {
            rows: vec![Vec::new(); 3],
            columns: 0,
        };
        assert!(truncated_svd(&nothing, 3, 1).values.is_empty());
        assert!(truncated_svd(&sparse(&[&[0.0, 0.0], &[0.0, 0.0]]), 2, 1).values.is_empty());
    }
}
