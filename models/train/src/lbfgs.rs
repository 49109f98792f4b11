//! Least value of a smooth function: limited-memory BFGS (Nocedal 1980) with a backtracking line search.

use std::collections::VecDeque;

const MEMORY: usize = 8;
const HALVINGS: usize = 20;

/// From `x`, takes at most `steps` steps; `value` returns the function and writes its gradient. Ends when a step gains less
/// than a millionth.
pub fn minimise(mut x: Vec<f32>, steps: usize, mut value: impl FnMut(&[f32], &mut [f32]) -> f64) -> Vec<f32> {
    let mut gradient = vec![0.0f32; x.len()];
    let mut now = value(&x, &mut gradient);
    let mut past: VecDeque<(Vec<f32>, Vec<f32>, f64)> = VecDeque::new();
    for _ in 0..steps {
        let direction = direction(&gradient, &past);
        let slope = dot(&direction, &gradient);
        if slope.is_nan() || slope >= 0.0 {
            break;
        }
        let mut length = if past.is_empty() {
            1.0 / dot(&gradient, &gradient).sqrt().max(1.0)
        } else {
            1.0
        };
        let mut next_gradient = vec![0.0f32; x.len()];
        let mut found = None;
        for _ in 0..HALVINGS {
            let next: Vec<f32> = x.iter().zip(&direction).map(|(x, d)| x + length as f32 * d).collect();
            let then = value(&next, &mut next_gradient);
            if then <= now + 1e-4 * length * slope {
                found = Some((next, then));
                break;
            }
            length /= 2.0;
        }
        let Some((next, then)) = found else { break };
        let s: Vec<f32> = next.iter().zip(&x).map(|(a, b)| a - b).collect();
        let y: Vec<f32> = next_gradient.iter().zip(&gradient).map(|(a, b)| a - b).collect();
        let curvature = dot(&s, &y);
        if curvature > 1e-12 {
            past.push_back((s, y, curvature));
            if past.len() > MEMORY {
                past.pop_front();
            }
        }
        let gain = now - then;
        (x, gradient, now) = (next, next_gradient, then);
        if gain < 1e-6 * now.abs().max(1e-3) {
            break;
        }
    }
    x
}

/// Minus the gradient times the approximate inverse of the curvature: the two loops.
fn direction(gradient: &[f32], past: &VecDeque<(Vec<f32>, Vec<f32>, f64)>) -> Vec<f32> {
    let mut q: Vec<f32> = gradient.iter().map(|g| -g).collect();
    let mut alphas = Vec::with_capacity(past.len());
    for (s, y, curvature) in past.iter().rev() {
        let alpha = dot(s, &q) / curvature;
        add(&mut q, y, -alpha);
        alphas.push(alpha);
    }
    if let Some((_, y, curvature)) = past.back() {
        let scale = (curvature / dot(y, y).max(1e-30)) as f32;
        q.iter_mut().for_each(|v| *v *= scale);
    }
    for ((s, y, curvature), alpha) in past.iter().zip(alphas.into_iter().rev()) {
        let beta = dot(y, &q) / curvature;
        add(&mut q, s, alpha - beta);
    }
    q
}

fn dot(a: &[f32], b: &[f32]) -> f64 {
    a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum()
}

fn add(to: &mut [f32], what: &[f32], times: f64) {
    to.iter_mut().zip(what).for_each(|(t, w)| *t += times as f32 * w);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_bottom_of_a_narrow_bowl() {
        let scales = [1.0f32, 30.0, 200.0, 5.0];
        let found = minimise(vec![3.0, -2.0, 1.0, 4.0], 100, |x, gradient| {
            let mut value = 0.0;
            for i in 0..4 {
                let apart = x[i] - i as f32;
                value += f64::from(scales[i] * apart * apart) / 2.0;
                gradient[i] = scales[i] * apart;
            }
            value
        });
        assert!(found.iter().enumerate().all(|(i, x)| (x - i as f32).abs() < 1e-2), "{found:?}");
    }
}
