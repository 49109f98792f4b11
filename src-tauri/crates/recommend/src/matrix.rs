//! Unit vectors as bytes: a quarter of the memory of floats, and as quick to go through.
//!
//! Each value is the nearest of 255 steps between ± the largest of its vector, which moves a cosine by about a thousandth; what is
//! compared differs by hundreds of them.

/// Rows of unit vectors, all equally long.
#[derive(Clone, Default)]
pub struct Matrix {
    dim: usize,
    values: Vec<i8>,
    /// What makes each row of bytes a unit vector.
    scales: Vec<f32>,
}

impl Matrix {
    /// Without a row yet; `dim` is the length of each.
    pub fn new(dim: usize) -> Self {
        Self { dim, ..Self::default() }
    }

    /// Adds a vector of any length but zero, `dim` long, as the unit vector in its direction.
    pub fn push(&mut self, vector: &[f32]) {
        debug_assert_eq!(vector.len(), self.dim);
        let step = largest(vector) / f32::from(i8::MAX);
        let at = self.values.len();
        self.values.extend(vector.iter().map(|value| (value / step).round() as i8));
        self.scales.push(unit_scale(&self.values[at..]));
    }

    pub fn shrink_to_fit(&mut self) {
        self.values.shrink_to_fit();
        self.scales.shrink_to_fit();
    }

    pub fn len(&self) -> usize {
        self.scales.len()
    }

    pub fn dim(&self) -> usize {
        self.dim
    }

    pub fn row(&self, at: usize) -> Row<'_> {
        Row {
            values: &self.values[at * self.dim..(at + 1) * self.dim],
            scale: self.scales[at],
        }
    }

    pub fn rows(&self) -> impl ExactSizeIterator<Item = Row<'_>> {
        self.scales.iter().enumerate().map(|(at, scale)| Row {
            values: &self.values[at * self.dim..(at + 1) * self.dim],
            scale: *scale,
        })
    }
}

/// A unit vector of a [`Matrix`].
#[derive(Clone, Copy)]
pub struct Row<'a> {
    values: &'a [i8],
    scale: f32,
}

impl Row<'_> {
    /// Cosine similarity.
    pub fn dot(self, other: Row<'_>) -> f32 {
        let pairs = self.values.iter().zip(other.values);
        let sum: i32 = pairs.map(|(a, b)| i32::from(*a) * i32::from(*b)).sum();
        sum as f32 * self.scale * other.scale
    }

    pub fn add_to(self, sum: &mut [f32]) {
        sum.iter_mut()
            .zip(self.values)
            .for_each(|(sum, value)| *sum += f32::from(*value) * self.scale);
    }

    pub fn to_vec(self) -> Vec<f32> {
        self.values.iter().map(|value| f32::from(*value) * self.scale).collect()
    }
}

/// A vector to compare many rows with, finer than they are.
pub struct Query {
    values: Vec<i16>,
    scale: f32,
}

impl Query {
    /// Steps to either side: as many as leave the sum of 2,000 products of a step and a byte within 32 bits.
    const STEPS: f32 = 8192.0;

    /// `vector` of unit length.
    pub fn new(vector: &[f32]) -> Self {
        let step = largest(vector) / Self::STEPS;
        Self {
            values: vector.iter().map(|value| (value / step).round() as i16).collect(),
            scale: step,
        }
    }

    /// As coarse as the row itself.
    pub fn of_row(row: Row<'_>) -> Self {
        Self {
            values: row.values.iter().copied().map(i16::from).collect(),
            scale: row.scale,
        }
    }

    pub fn dim(&self) -> usize {
        self.values.len()
    }

    /// Cosine similarity to another query; one of the two is of a row, or the sum would not fit. Twice as quick as between rows: this is
    /// what processors multiply best.
    pub fn dot_query(&self, other: &Self) -> f32 {
        let pairs = self.values.iter().zip(&other.values);
        let sum: i32 = pairs.map(|(a, b)| i32::from(*a) * i32::from(*b)).sum();
        sum as f32 * self.scale * other.scale
    }

    /// Cosine similarity.
    pub fn dot(&self, row: Row<'_>) -> f32 {
        let pairs = self.values.iter().zip(row.values);
        let sum: i32 = pairs.map(|(a, b)| i32::from(*a) * i32::from(*b)).sum();
        sum as f32 * self.scale * row.scale
    }
}

/// The largest value, its sign left off; never zero, for it is divided by.
fn largest(vector: &[f32]) -> f32 {
    vector.iter().fold(f32::MIN_POSITIVE, |most, value| most.max(value.abs()))
}

fn unit_scale(values: &[i8]) -> f32 {
    let square: i64 = values.iter().map(|value| i64::from(*value).pow(2)).sum();
    (1.0 / (square.max(1) as f64).sqrt()) as f32
}

#[cfg(test)]
mod tests {
    use domain::SplitMix64;

    use super::*;

    fn unit(dim: usize, rng: &mut SplitMix64) -> Vec<f32> {
        let values: Vec<f32> = (0..dim).map(|_| rng.unit() as f32 - 0.5).collect();
        let norm = values.iter().map(|value| value * value).sum::<f32>().sqrt();
        values.into_iter().map(|value| value / norm).collect()
    }

    #[test]
    fn cosines_stay_what_they_were_to_a_few_thousandths() {
        let mut rng = SplitMix64::new(5);
        for dim in [1, 2, 37, 192, 256] {
            let vectors: Vec<Vec<f32>> = (0..40).map(|_| unit(dim, &mut rng)).collect();
            let mut matrix = Matrix::new(dim);
            vectors.iter().for_each(|vector| matrix.push(vector));
            for (at, a) in vectors.iter().enumerate() {
                let (query, wide) = (Query::new(a), Query::of_row(matrix.row(at)));
                assert!((matrix.row(at).dot(matrix.row(at)) - 1.0).abs() < 1e-6, "a row is of unit length");
                for (other, b) in vectors.iter().enumerate() {
                    let exact: f32 = a.iter().zip(b).map(|(x, y)| x * y).sum();
                    let rows = matrix.row(at).dot(matrix.row(other));
                    let asked = query.dot(matrix.row(other));
                    assert!((wide.dot_query(&query) - query.dot(matrix.row(at))).abs() < 1e-5);
                    assert!((wide.dot(matrix.row(other)) - rows).abs() < 1e-5);
                    // Steps are a larger part of a vector of few values.
                    let allowed = if dim < 37 { 0.02 } else { 0.005 };
                    assert!(
                        (rows - exact).abs() < allowed && (asked - exact).abs() < allowed,
                        "{dim}: {rows} {asked} {exact}"
                    );
                }
            }
        }
    }

    #[test]
    fn the_largest_sums_do_not_overflow() {
        for value in [1.0, -1.0] {
            let mut matrix = Matrix::new(2_000);
            matrix.push(&[value; 2_000]);
            let asked = Query::new(&[1.0 / 2_000f32.sqrt(); 2_000]).dot(matrix.row(0));
            assert!((asked - value).abs() < 1e-3, "{asked}");
        }
    }
}
