//! Mutual Proximity (Schnitzer, Flexer, Schedl & Widmer 2012), in its Gaussian form.

/// Replaces distances by 1 − MP: each clip's distances to all others are taken as normal, and MP is the product of the
/// probabilities that a distance drawn from either clip's is larger. The pair of a clip with itself does not count.
pub fn rescale(values: &mut [f32], queries: &[usize], gallery: &[usize]) {
    let columns = gallery.len();
    let moments = |others: &mut dyn Iterator<Item = f32>| -> (f64, f64) {
        let (mut n, mut sum, mut squares) = (0.0, 0.0, 0.0);
        for d in others {
            let d = f64::from(d);
            n += 1.0;
            sum += d;
            squares += d * d;
        }
        let mean = sum / f64::max(n, 1.0);
        (mean, (squares / f64::max(n, 1.0) - mean * mean).max(1e-18).sqrt())
    };
    let of_query: Vec<(f64, f64)> = (0..queries.len())
        .map(|q| {
            let others = (0..columns).filter(|&g| queries[q] != gallery[g]).map(|g| values[q * columns + g]);
            moments(&mut { others })
        })
        .collect();
    let of_gallery: Vec<(f64, f64)> = (0..columns)
        .map(|g| {
            let others = (0..queries.len())
                .filter(|&q| queries[q] != gallery[g])
                .map(|q| values[q * columns + g]);
            moments(&mut { others })
        })
        .collect();
    for q in 0..queries.len() {
        for g in 0..columns {
            let d = f64::from(values[q * columns + g]);
            let farther = |(mean, deviation): (f64, f64)| above((d - mean) / deviation);
            values[q * columns + g] = (1.0 - farther(of_query[q]) * farther(of_gallery[g])) as f32;
        }
    }
}

/// Probability that a standard normal variable is above `z` (Abramowitz & Stegun 7.1.26, error below 1.5e-7).
fn above(z: f64) -> f64 {
    let x = z.abs() / std::f64::consts::SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * x);
    let series = t * (0.254_829_592 + t * (-0.284_496_736 + t * (1.421_413_741 + t * (-1.453_152_027 + t * 1.061_405_429))));
    let tail = series * (-x * x).exp() / 2.0;
    if z >= 0.0 { tail } else { 1.0 - tail }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_normal_tail_is_the_known_one() {
        for (z, p) in [(0.0, 0.5), (1.0, 0.158_655_3), (1.959_964, 0.025), (-1.0, 0.841_344_7)] {
            assert!((above(z) - p).abs() < 1e-6, "{z}");
        }
    }

    #[test]
    fn a_toy_matrix_is_rescaled_by_hand() {
        // Distances from 0: 1, 3; from 1: 1, 2; from 2: 3, 2. Means 2, 1.5, 2.5; deviations 1, .5, .5.
        let mut values = [0.0, 1.0, 3.0, 1.0, 0.0, 2.0, 3.0, 2.0, 0.0];
        rescale(&mut values, &[0, 1, 2], &[0, 1, 2]);
        let expected = |a: f64, b: f64| (1.0 - above(a) * above(b)) as f32;
        assert_eq!(values[1], expected(-1.0, -1.0));
        assert_eq!(values[2], expected(1.0, 1.0));
        assert_eq!(values[5], expected(1.0, -1.0));
        assert_eq!((values[1], values[2], values[5]), (values[3], values[6], values[7]));
    }

    #[test]
    fn a_hub_is_nobodys_only_neighbour_any_more() {
        // Points on a line and one in reach of all: by plain distance it is everybody's nearest.
        let n = 12;
        let distance = |a: usize, b: usize| match (a, b) {
            (a, b) if a == b => 0.0,
            (0, _) | (_, 0) => 1.0,
            (a, b) => 1.1 + 0.1 * (a.abs_diff(b) as f32),
        };
        let ids: Vec<usize> = (0..n).collect();
        let mut values: Vec<f32> = ids.iter().flat_map(|&a| ids.iter().map(move |&b| distance(a, b))).collect();
        let first_is_nearest = |values: &[f32]| {
            (1..n)
                .filter(|&q| (1..n).filter(|&g| g != q).all(|g| values[q * n] < values[q * n + g]))
                .count()
        };
        assert_eq!(first_is_nearest(&values), n - 1);
        rescale(&mut values, &ids, &ids);
        assert!(first_is_nearest(&values) < n - 1);
    }
}
