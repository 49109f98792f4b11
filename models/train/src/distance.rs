//! How far clips lie from each other, as each system counts it.

use crate::cholesky::Cholesky;
use crate::matrix::Mat;
use crate::systems::gaussian::CEPSTRA;
use crate::votes;

/// What a row of a system is, and how two are compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Distance {
    /// 1 − cosine.
    Cosine,
    Euclidean,
    /// Mean and covariance: root of the Jensen–Shannon divergence.
    Gaussian,
    /// This many vectors end to end, which vote.
    Votes(usize),
}

/// Rows to compare, with the index of the clip that each is of.
#[derive(Clone, Copy)]
pub struct Rows<'a> {
    pub vectors: &'a [Vec<f32>],
    pub clips: &'a [usize],
}

/// Distances of queries (rows) to a gallery (columns); infinite: left out.
pub struct Distances {
    pub columns: usize,
    pub values: Vec<f32>,
}

impl Distances {
    pub fn row(&self, query: usize) -> &[f32] {
        &self.values[query * self.columns..(query + 1) * self.columns]
    }

    pub fn rows(&self) -> usize {
        self.values.len() / self.columns.max(1)
    }

    /// The gallery as seen from a query, nearest first, without what is left out; ties in the gallery's order.
    pub fn ranked(&self, query: usize) -> Vec<usize> {
        let row = self.row(query);
        let mut order: Vec<usize> = (0..self.columns).filter(|&i| row[i].is_finite()).collect();
        order.sort_by(|a, b| row[*a].total_cmp(&row[*b]));
        order
    }
}

impl Distance {
    /// All distances, `[queries, gallery]` row by row. What `left_out(query, other)`, which takes clips, leaves out has no vote.
    pub fn values(self, queries: Rows, gallery: Rows, left_out: &dyn Fn(usize, usize) -> bool) -> Vec<f32> {
        match self {
            Self::Cosine => {
                let dim = gallery.vectors.first().map_or(1, Vec::len);
                let (a, b) = (unit(queries.vectors), unit(gallery.vectors));
                let cosines = Mat::new(&a, dim).times(Mat::new(&b, dim).transposed());
                cosines.into_iter().map(|c| 1.0 - c).collect()
            }
            Self::Euclidean => pairs(queries, gallery, |a, b| {
                a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f32>().sqrt()
            }),
            Self::Gaussian => divergences(queries, gallery),
            Self::Votes(slices) => votes::all(slices, queries, gallery, left_out),
        }
    }
}

/// Rows of length 1, end to end.
fn unit(rows: &[Vec<f32>]) -> Vec<f32> {
    let scaled = |row: &Vec<f32>| {
        let norm = row.iter().map(|x| x * x).sum::<f32>().sqrt().max(1e-9);
        row.iter().map(|x| x / norm).collect::<Vec<f32>>()
    };
    rows.iter().flat_map(scaled).collect()
}

fn pairs(queries: Rows, gallery: Rows, distance: impl Fn(&[f32], &[f32]) -> f32) -> Vec<f32> {
    let row = |query: &Vec<f32>| gallery.vectors.iter().map(|other| distance(query, other)).collect::<Vec<f32>>();
    queries.vectors.iter().flat_map(row).collect()
}

/// Root of the Jensen–Shannon divergence of two Gaussians, their mixture replaced by the Gaussian of its mean and covariance
/// (musly): `½ ln|M| − ¼ ln|A| − ¼ ln|B|`.
fn divergences(queries: Rows, gallery: Rows) -> Vec<f32> {
    let determinants = |rows: &[Vec<f32>]| -> Vec<f64> {
        let of = |row: &Vec<f32>| {
            let covariance: Vec<f64> = row[CEPSTRA..].iter().map(|v| f64::from(*v)).collect();
            Cholesky::new(&covariance, CEPSTRA).map_or(f64::NAN, |c| c.log_determinant())
        };
        rows.iter().map(of).collect()
    };
    let (of_queries, of_gallery) = (determinants(queries.vectors), determinants(gallery.vectors));
    let mut out = Vec::with_capacity(of_queries.len() * of_gallery.len());
    for (a, a_determinant) in queries.vectors.iter().zip(&of_queries) {
        for (b, b_determinant) in gallery.vectors.iter().zip(&of_gallery) {
            let mixture = mixed(a, b, CEPSTRA);
            let mixture = Cholesky::new(&mixture, CEPSTRA).map_or(f64::NAN, |c| c.log_determinant());
            let divergence = mixture / 2.0 - (a_determinant + b_determinant) / 4.0;
            // Without a determinant nothing can be said: as far as anything.
            out.push(if divergence.is_finite() {
                divergence.max(0.0).sqrt() as f32
            } else {
                1e6
            });
        }
    }
    out
}

/// Covariance of the even mixture of two Gaussians of `n` dimensions.
fn mixed(a: &[f32], b: &[f32], n: usize) -> Vec<f64> {
    let step: Vec<f64> = (0..n).map(|i| f64::from(a[i]) - f64::from(b[i])).collect();
    let at = |k: usize| (f64::from(a[n + k]) + f64::from(b[n + k])) / 2.0 + step[k / n] * step[k % n] / 4.0;
    (0..n * n).map(at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gaussian(mean: f32, variance: f32) -> Vec<f32> {
        let mut out = vec![mean; CEPSTRA];
        out.extend((0..CEPSTRA * CEPSTRA).map(|k| if k / CEPSTRA == k % CEPSTRA { variance } else { 0.0 }));
        out
    }

    fn between(a: Vec<f32>, b: Vec<f32>) -> f64 {
        let (a, b) = ([a], [b]);
        let rows = |vectors| Rows { vectors, clips: &[0] };
        f64::from(divergences(rows(&a), rows(&b))[0])
    }

    #[test]
    fn the_divergence_of_gaussians_has_its_closed_form() {
        // The same mean in every dimension: 25 independent divergences, ½ ln((2 + 8) / 2) − ¼ ln 2 − ¼ ln 8 each.
        let expected = (25.0 * (0.5 * 5.0f64.ln() - 0.25 * 2.0f64.ln() - 0.25 * 8.0f64.ln())).sqrt();
        assert!((between(gaussian(1.0, 2.0), gaussian(1.0, 8.0)) - expected).abs() < 1e-5);
        // Apart along the diagonal alone: the mixture is wider by 25 · (2 / 2)² in that one direction.
        let expected = (0.5 * 26.0f64.ln()).sqrt();
        assert!((between(gaussian(-1.0, 1.0), gaussian(1.0, 1.0)) - expected).abs() < 1e-5);
        assert_eq!(between(gaussian(3.0, 1.5), gaussian(3.0, 1.5)), 0.0);
    }
}
