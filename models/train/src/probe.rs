//! A linear probe: multinomial logistic regression with a little ridge, by full-batch gradient descent with momentum.

const STEPS: usize = 500;
const RATE: f64 = 0.5;
const MOMENTUM: f64 = 0.9;
const RIDGE: f64 = 0.01;

/// Accuracy on `test` of a probe fitted on `train`; vectors are standardised by `train`.
pub fn accuracy(train: &[(&[f32], usize)], test: &[(&[f32], usize)], classes: usize) -> f64 {
    let Some(dim) = train.first().map(|(v, _)| v.len()) else {
        return 0.0;
    };
    let n = train.len() as f64;
    let mean: Vec<f64> = (0..dim)
        .map(|i| train.iter().map(|(v, _)| f64::from(v[i])).sum::<f64>() / n)
        .collect();
    let deviation = |i: usize| (train.iter().map(|(v, _)| (f64::from(v[i]) - mean[i]).powi(2)).sum::<f64>() / n).sqrt() + 1e-6;
    let deviation: Vec<f64> = (0..dim).map(deviation).collect();
    let scaled = |v: &[f32]| -> Vec<f64> {
        let bias = std::iter::once(1.0);
        v.iter()
            .enumerate()
            .map(|(i, x)| (f64::from(*x) - mean[i]) / deviation[i] / (dim as f64).sqrt())
            .chain(bias)
            .collect()
    };
    let rows: Vec<(Vec<f64>, usize)> = train.iter().map(|(v, y)| (scaled(v), *y)).collect();
    let mut weights = vec![vec![0.0f64; dim + 1]; classes];
    let mut velocity = weights.clone();
    for _ in 0..STEPS {
        let mut gradient = vec![vec![0.0f64; dim + 1]; classes];
        for (x, y) in &rows {
            for (class, p) in softmax(&weights, x).into_iter().enumerate() {
                let error = p - f64::from(u8::from(class == *y));
                gradient[class].iter_mut().zip(x).for_each(|(g, x)| *g += error * x / n);
            }
        }
        for class in 0..classes {
            for i in 0..=dim {
                let ridge = if i < dim { RIDGE / dim as f64 * weights[class][i] } else { 0.0 };
                velocity[class][i] = MOMENTUM * velocity[class][i] - RATE * (gradient[class][i] + ridge);
                weights[class][i] += velocity[class][i];
            }
        }
    }
    let right = |(v, y): &&(&[f32], usize)| {
        let p = softmax(&weights, &scaled(v));
        (0..classes).max_by(|a, b| p[*a].total_cmp(&p[*b])) == Some(*y)
    };
    test.iter().filter(right).count() as f64 / test.len().max(1) as f64
}

fn softmax(weights: &[Vec<f64>], x: &[f64]) -> Vec<f64> {
    let scores: Vec<f64> = weights.iter().map(|w| w.iter().zip(x).map(|(w, x)| w * x).sum()).collect();
    let highest = scores.iter().copied().fold(f64::MIN, f64::max);
    let sum: f64 = scores.iter().map(|s| (s - highest).exp()).sum();
    scores.iter().map(|s| (s - highest).exp() / sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::SplitMix64;

    #[test]
    fn separable_classes_are_learned_and_noise_is_not() {
        let mut rng = SplitMix64::new(1);
        let mut make = |signal: f32| -> Vec<(Vec<f32>, usize)> {
            (0..300)
                .map(|i| {
                    let class = i % 3;
                    (
                        (0..6).map(|d| rng.unit() as f32 + if d == class { signal } else { 0.0 }).collect(),
                        class,
                    )
                })
                .collect()
        };
        for (signal, from, to) in [(2.0, 0.95, 1.0), (0.0, 0.15, 0.55)] {
            let (train, test) = (make(signal), make(signal));
            let view = |rows: &[(Vec<f32>, usize)]| rows.iter().map(|(v, y)| (v.clone(), *y)).collect::<Vec<_>>();
            let (train, test) = (view(&train), view(&test));
            let borrow = |rows: &'_ [(Vec<f32>, usize)]| rows.iter().map(|(v, y)| (v.clone().leak() as &[f32], *y)).collect::<Vec<_>>();
            let got = accuracy(&borrow(&train), &borrow(&test), 3);
            assert!((from..=to).contains(&got), "{signal}: {got}");
        }
    }
}
