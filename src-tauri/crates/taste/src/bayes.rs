//! Bayesian logistic regression by Laplace's approximation (MacKay, *The Evidence Framework Applied to Classification Networks*, 1992):
//! what a listener likes, with how sure that is. With few examples it says little, and says so.

use domain::SplitMix64;

use crate::linear::{Cholesky, dot};

/// What is known of one track.
#[derive(Clone, Debug)]
pub struct Example {
    pub features: Vec<f32>,
    pub liked: bool,
    /// How much is known: a like counts more than a play, a track that is only not known to be liked little.
    pub weight: f32,
}

/// A Gaussian over the weights of a logistic regression.
#[derive(Clone, Debug)]
pub struct BayesianLogistic {
    /// The last one is the constant's.
    mean: Vec<f64>,
    /// Of the precision (inverse covariance).
    factor: Cholesky,
}

/// Newton's method is there after a handful.
const MOST_ROUNDS: usize = 30;

impl BayesianLogistic {
    /// `precision` > 0 is that of the prior, a Gaussian about 0. `None` unless there are examples of both kinds, equally long and finite.
    pub fn fit(examples: &[Example], precision: f64) -> Option<Self> {
        let d = examples.first()?.features.len();
        let whole = |example: &Example| example.features.len() == d && example.features.iter().all(|value| value.is_finite());
        let both = examples.iter().any(|example| example.liked) && examples.iter().any(|example| !example.liked);
        if !both || !examples.iter().all(whole) {
            return None;
        }
        let rows: Vec<Vec<f64>> = examples.iter().map(|example| row(&example.features)).collect();
        let mut mean = vec![0.0; d + 1];
        for _ in 0..MOST_ROUNDS {
            let (gradient, factor) = derivatives(&rows, examples, &mean, precision)?;
            let mut step = gradient;
            factor.solve(&mut step);
            let length = dot(&step, &step).sqrt();
            // Far steps are cut: the curve flattens far out.
            let factor = (5.0 / length.max(1e-300)).min(1.0);
            mean.iter_mut().zip(&step).for_each(|(weight, step)| *weight += factor * step);
            if length < 1e-8 {
                break;
            }
        }
        let (_, factor) = derivatives(&rows, examples, &mean, precision)?;
        Some(Self { mean, factor })
    }

    /// Probability that a track with these features is liked, uncertainty of the weights taken into account, which draws it to one half.
    pub fn probability(&self, features: &[f32]) -> f32 {
        let (mean, variance) = self.activation(features);
        let kappa = 1.0 / (1.0 + std::f64::consts::PI * variance / 8.0).sqrt();
        sigmoid(kappa * mean) as f32
    }

    /// Mean and variance of the activation.
    pub fn activation(&self, features: &[f32]) -> (f64, f64) {
        let row = row(features);
        if row.len() != self.mean.len() {
            return (0.0, 0.0);
        }
        let mut white = row.clone();
        self.factor.whiten(&mut white);
        (dot(&self.mean, &row), dot(&white, &white))
    }

    /// Activation under weights drawn from what is believed, for each of `tracks`: Thompson sampling tries what may be liked, not only
    /// what surely is. Tracks are drawn one by one.
    pub fn draw(&self, features: &[f32], rng: &mut SplitMix64) -> f32 {
        let (mean, variance) = self.activation(features);
        // Box and Muller.
        let normal = (-2.0 * rng.unit().max(1e-300).ln()).sqrt() * (std::f64::consts::TAU * rng.unit()).cos();
        (mean + variance.sqrt() * normal) as f32
    }
}

/// With the constant.
fn row(features: &[f32]) -> Vec<f64> {
    features.iter().map(|value| f64::from(*value)).chain([1.0]).collect()
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// Gradient of the log posterior, and the factor of its negated second derivative.
fn derivatives(rows: &[Vec<f64>], examples: &[Example], mean: &[f64], precision: f64) -> Option<(Vec<f64>, Cholesky)> {
    let n = mean.len();
    let mut gradient: Vec<f64> = mean.iter().map(|weight| -precision * weight).collect();
    let mut hessian = vec![0.0; n * n];
    (0..n).for_each(|i| hessian[i * n + i] = precision);
    for (row, example) in rows.iter().zip(examples) {
        let weight = f64::from(example.weight);
        let p = sigmoid(dot(mean, row));
        let error = weight * (f64::from(u8::from(example.liked)) - p);
        gradient.iter_mut().zip(row).for_each(|(out, value)| *out += error * value);
        let curve = weight * p * (1.0 - p);
        for (i, value) in row.iter().enumerate() {
            let factor = curve * value;
            hessian[i * n..i * n + i + 1]
                .iter_mut()
                .zip(row)
                .for_each(|(out, other)| *out += factor * other);
        }
    }
    Some((gradient, Cholesky::new(hessian, n)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(features: &[f32], liked: bool) -> Example {
        Example {
            features: features.to_vec(),
            liked,
            weight: 1.0,
        }
    }

    #[test]
    fn it_is_the_known_posterior_of_one_dimension() {
        // One like at x = 1, one dislike at x = −1: the constant is 0, and w solves w = 2(1 − σ(w)).
        let model = BayesianLogistic::fit(&[example(&[1.0], true), example(&[-1.0], false)], 1.0).unwrap();
        let (mean, variance) = model.activation(&[1.0]);
        let w = (0..200).fold(0.5, |w: f64, _| 0.5 * w + (1.0 - sigmoid(w)));
        assert!((mean - w).abs() < 1e-6, "{mean} {w}");
        let curve = 1.0 + 2.0 * sigmoid(w) * (1.0 - sigmoid(w));
        // The constant has the same curvature: the variance at x = 1 is that of both.
        assert!((variance - 2.0 / curve).abs() < 1e-6, "{variance}");
        assert!(model.probability(&[1.0]) > 0.5 && model.probability(&[-1.0]) < 0.5);
        assert!(
            f64::from(model.probability(&[1.0])) < sigmoid(mean),
            "what is not sure is nearer to one half"
        );
        assert!(BayesianLogistic::fit(&[example(&[1.0], true)], 1.0).is_none());
        assert!(BayesianLogistic::fit(&[example(&[1.0], true), example(&[f32::NAN], false)], 1.0).is_none());
    }

    #[test]
    fn a_taste_is_learnt_and_draws_spread_where_little_is_known() {
        let mut rng = SplitMix64::new(3);
        let mut draw = |liked: bool| {
            let values: Vec<f32> = (0..12)
                .map(|at| rng.unit() as f32 - 0.5 + if liked && at < 3 { 0.5 } else { 0.0 })
                .collect();
            example(&values, liked)
        };
        let train: Vec<Example> = (0..80).map(|at| draw(at % 2 == 0)).collect();
        let test: Vec<Example> = (0..200).map(|at| draw(at % 2 == 0)).collect();
        let model = BayesianLogistic::fit(&train, 1.0).unwrap();
        let right = test
            .iter()
            .filter(|example| (model.probability(&example.features) > 0.5) == example.liked);
        assert!(right.count() > 165);
        let few = BayesianLogistic::fit(&train[..4], 1.0).unwrap();
        assert!(few.activation(&test[0].features).1 > model.activation(&test[0].features).1);
        let mut rng = SplitMix64::new(1);
        assert_ne!(few.draw(&test[0].features, &mut rng), few.draw(&test[0].features, &mut rng));
    }
}
