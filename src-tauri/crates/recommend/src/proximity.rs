//! Gaussian Mutual Proximity (Schnitzer, Flexer, Schedl, Widmer, *Local and global scaling reduce hubs in space*, JMLR 2012).
//!
//! A cosine says little by itself: some tracks are near to everything (hubs). Mutual Proximity asks instead how surprising
//! the distance d is *to both sides*: `MP(x, y) = P(X > d) · P(Y > d)`, X and Y being the distances of x and of y to all
//! tracks, taken as normal. The result is 0–1, comparable between seeds, and is what a person sees as the match.

use crate::matrix::{Matrix, Query, Row};

/// Tracks that a track's distances are measured against; more than a few hundred change little.
const REFERENCES: usize = 500;

/// Whose distances are usual between unrelated tracks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unrelated {
    /// Those of the shipped ear: [`PRIOR`].
    #[default]
    Shipped,
    /// Of another model nobody measured them: the pairs of the library itself must do.
    OfLibrary,
}

/// Distances between unrelated tracks: mean and standard deviation, over all pairs of two artists, of the 247 validation clips
/// that the shipped ear (ear-4) was not trained on (`attune-cli vectors`; cosines .047 ± .253 as a track sees its others).
const PRIOR: Neighbourhood = Neighbourhood { mean: 0.95, sigma: 0.25 };
/// In a library too small to tell what is far, so many imagined references stand at those distances. They leave as real ones
/// come, and are gone where there are [`REFERENCES`].
const PRIOR_WEIGHT: f64 = 20.0;

/// Below this spread everything is the same distance away and nothing can be told apart.
const MIN_SIGMA: f32 = 1e-4;

/// Mean and standard deviation of a track's cosine distances to the reference tracks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Neighbourhood {
    pub mean: f32,
    pub sigma: f32,
}

/// Nearer than this, two vectors are one: what bytes and rounding make of the distance of a vector to itself.
const SAME: f32 = 1e-4;

/// The neighbourhoods of all rows of a matrix, and the references to place another vector among them.
pub struct MutualProximity {
    /// Rows of the matrix, made ready to be compared with many others.
    references: Vec<Query>,
    rows: Vec<Neighbourhood>,
    /// What a neighbourhood leans towards while there are few references.
    prior: Neighbourhood,
}

impl MutualProximity {
    pub fn fit(matrix: &Matrix, unrelated: Unrelated) -> Self {
        let mut fitted = Self::references(matrix, unrelated);
        fitted.rows = matrix.rows().map(|row| fitted.around(row)).collect();
        fitted
    }

    /// Knows what the vectors are measured against, but of none where it stands: for a few questions, each asked by its vector.
    pub fn references(matrix: &Matrix, unrelated: Unrelated) -> Self {
        let n = matrix.len();
        let count = n.min(REFERENCES);
        // Evenly spaced rows: the same references for the same library, without a random source.
        let references: Vec<Query> = (0..count).map(|i| Query::of_row(matrix.row(i * n / count))).collect();
        Self {
            prior: match unrelated {
                Unrelated::Shipped => PRIOR,
                Unrelated::OfLibrary => among(&references),
            },
            references,
            rows: Vec::new(),
        }
    }

    /// Places a row among the references; see [`Self::neighbourhood`].
    pub fn around(&self, row: Row<'_>) -> Neighbourhood {
        self.placed(&Query::of_row(row))
    }

    /// Places a unit vector among the references; one identical to it (itself) is left out. With few references the result
    /// leans towards what is usual between unrelated tracks, for two or three distances say nothing about near and far.
    pub fn neighbourhood(&self, vector: &[f32]) -> Neighbourhood {
        self.placed(&Query::new(vector))
    }

    fn placed(&self, query: &Query) -> Neighbourhood {
        let (mut n, mut sum, mut squares) = (0u32, 0.0f64, 0.0f64);
        for reference in &self.references {
            let distance = 1.0 - reference.dot_query(query);
            if distance < SAME {
                continue;
            }
            n += 1;
            sum += f64::from(distance);
            squares += f64::from(distance).powi(2);
        }
        let (prior_mean, prior_sigma) = (f64::from(self.prior.mean), f64::from(self.prior.sigma));
        let real = self.references.len();
        let imagined = PRIOR_WEIGHT * (1.0 - real as f64 / REFERENCES as f64).max(0.0);
        let weight = f64::from(n) + imagined;
        if weight <= 0.0 {
            // Hundreds of references, all of them this very vector.
            return self.prior;
        }
        let mean = (sum + imagined * prior_mean) / weight;
        let square = (squares + imagined * (prior_sigma.powi(2) + prior_mean.powi(2))) / weight;
        let variance = (square - mean * mean).max(0.0);
        Neighbourhood {
            mean: mean as f32,
            sigma: (variance.sqrt() as f32).max(MIN_SIGMA),
        }
    }

    pub fn of_row(&self, row: usize) -> Neighbourhood {
        self.rows[row]
    }

    /// Mutual proximity of two tracks whose cosine similarity is `cosine`; 0–1.
    pub fn proximity(&self, a: Neighbourhood, b: Neighbourhood, cosine: f32) -> f32 {
        let distance = 1.0 - cosine;
        (beyond(distance, a) * beyond(distance, b)).clamp(0.0, 1.0)
    }
}

/// Mean and standard deviation over all pairs of the references; those of vectors in any direction where there is no pair.
fn among(references: &[Query]) -> Neighbourhood {
    let (mut n, mut sum, mut squares) = (0u32, 0.0f64, 0.0f64);
    for (i, one) in references.iter().enumerate() {
        for other in &references[..i] {
            let distance = f64::from(1.0 - one.dot_query(other));
            n += 1;
            sum += distance;
            squares += distance * distance;
        }
    }
    if n == 0 {
        return Neighbourhood { mean: 1.0, sigma: 0.25 };
    }
    let mean = sum / f64::from(n);
    Neighbourhood {
        mean: mean as f32,
        sigma: ((squares / f64::from(n) - mean * mean).max(0.0).sqrt() as f32).max(MIN_SIGMA),
    }
}

/// P(X > distance) for a normal X.
fn beyond(distance: f32, of: Neighbourhood) -> f32 {
    0.5 * complementary_error(f64::from((distance - of.mean) / of.sigma) / std::f64::consts::SQRT_2) as f32
}

/// erfc by Abramowitz & Stegun 7.1.26, |error| ≤ 1.5e-7.
fn complementary_error(x: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.327_591_1 * x.abs());
    let poly = t * (0.254_829_592 + t * (-0.284_496_736 + t * (1.421_413_741 + t * (-1.453_152_027 + t * 1.061_405_429))));
    let tail = poly * (-x * x).exp();
    if x >= 0.0 { tail } else { 2.0 - tail }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn erfc_matches_known_values() {
        for (x, expect) in [
            (0.0, 1.0),
            (0.5, 0.479_500_122),
            (1.0, 0.157_299_207),
            (-1.0, 1.842_700_793),
            (3.0, 2.209_05e-5),
        ] {
            assert!((complementary_error(x) - expect).abs() < 2e-7, "erfc({x})");
        }
    }

    #[test]
    fn a_pair_at_both_means_has_a_quarter_and_a_nearer_pair_more() {
        let mp = MutualProximity::fit(&flat(&[1.0, 0.0, 0.0, 1.0]), Unrelated::default());
        let n = Neighbourhood { mean: 0.8, sigma: 0.1 };
        assert!((mp.proximity(n, n, 0.2) - 0.25).abs() < 1e-4);
        assert!(mp.proximity(n, n, 0.5) > 0.9);
        assert!(mp.proximity(n, n, -0.5) < 0.01);
    }

    fn flat(values: &[f32]) -> Matrix {
        let mut matrix = Matrix::new(2);
        values.chunks_exact(2).for_each(|row| matrix.push(row));
        matrix
    }

    /// Unit vectors at the given angles, degrees.
    fn fan(angles: &[f32]) -> Matrix {
        let points = angles.iter().map(|angle| [angle.to_radians().cos(), angle.to_radians().sin()]);
        flat(&points.flatten().collect::<Vec<_>>())
    }

    fn matched(matrix: &Matrix, a: usize, b: usize) -> f32 {
        let mp = MutualProximity::fit(matrix, Unrelated::default());
        let cosine = matrix.row(a).dot(matrix.row(b));
        mp.proximity(mp.of_row(a), mp.of_row(b), cosine)
    }

    #[test]
    fn in_a_library_of_two_or_three_tracks_only_the_close_pair_matches() {
        for close in [fan(&[0.0, 20.0]), fan(&[0.0, 20.0, 95.0]), fan(&[0.0, 0.0])] {
            assert!(matched(&close, 0, 1) > 0.9, "{}", matched(&close, 0, 1));
        }
        assert!(matched(&fan(&[0.0, 86.0]), 0, 1) < 0.3, "as unrelated as any two");
        assert!(matched(&fan(&[0.0, 86.0, 88.0]), 0, 1) < 0.3);
        assert!(matched(&fan(&[0.0, 150.0]), 0, 1) < 0.01, "opposites");
    }

    #[test]
    fn a_large_library_is_measured_by_itself_alone() {
        let angles: Vec<f32> = (0..REFERENCES).map(|i| 30.0 * (i as f32 * 0.618_034).fract()).collect();
        let matrix = fan(&angles);
        let mp = MutualProximity::fit(&matrix, Unrelated::default());
        for row in [0, 7, 300] {
            let own = matrix.row(row);
            let distances: Vec<f32> = matrix.rows().map(|other| 1.0 - own.dot(other)).filter(|d| *d >= SAME).collect();
            let mean = distances.iter().sum::<f32>() / distances.len() as f32;
            let variance = distances.iter().map(|d| (d - mean).powi(2)).sum::<f32>() / distances.len() as f32;
            let bare = Neighbourhood {
                mean,
                sigma: variance.sqrt(),
            };
            for cosine in [0.999, 0.98, 0.95, 0.9] {
                let (got, expect) = (
                    mp.proximity(mp.of_row(row), mp.of_row(row), cosine),
                    mp.proximity(bare, bare, cosine),
                );
                assert!((got - expect).abs() < 0.01, "row {row} at {cosine}: {got} {expect}");
            }
        }
    }

    #[test]
    fn an_empty_and_a_single_track_library_give_finite_numbers() {
        let empty = MutualProximity::fit(&Matrix::default(), Unrelated::default());
        let n = empty.neighbourhood(&[]);
        assert!(empty.proximity(n, n, 0.3).is_finite());
        let one = MutualProximity::fit(&flat(&[1.0, 0.0]), Unrelated::default());
        assert!(one.proximity(one.of_row(0), one.of_row(0), 1.0).is_finite());
    }

    #[test]
    fn a_model_that_nobody_measured_leans_towards_the_library_itself() {
        // All close together, as vectors without negative values are.
        let matrix = fan(&[0.0, 2.0, 4.0, 6.0, 30.0]);
        let of = |unrelated| MutualProximity::fit(&matrix, unrelated);
        let (own, shipped) = (of(Unrelated::OfLibrary), of(Unrelated::default()));
        assert!(own.of_row(0).mean < 0.1 && shipped.of_row(0).mean > 0.5);
        let between = |mp: &MutualProximity, row: usize| {
            let cosine = matrix.row(0).dot(matrix.row(row));
            mp.proximity(mp.of_row(0), mp.of_row(row), cosine)
        };
        assert!(between(&own, 1) > between(&own, 4));
        assert!(between(&own, 4) < 0.1 && between(&shipped, 4) > 0.5);
        let alone = MutualProximity::fit(&flat(&[1.0, 0.0]), Unrelated::OfLibrary);
        assert!(alone.proximity(alone.of_row(0), alone.of_row(0), 1.0).is_finite());
    }
}
