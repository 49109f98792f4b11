//! Mutual Proximity (Schnitzer, Flexer, Schedl & Widmer 2012), in its Gaussian form, for any distance.
//!
//! What is usual for a clip is told by its distances to a library alone, as a program has it that is asked about one track. Moments over
//! the queries of a measurement would know what they have in common: damage that moves all of them alike would be cancelled.

/// Mean and standard deviation of a clip's distances to the clips of a library.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moments {
    mean: f64,
    deviation: f64,
}

impl Moments {
    /// Of each row of `[clips, library]` distances; a clip's distance to itself does not count.
    pub fn of(values: &[f32], clips: &[usize], library: &[usize]) -> Vec<Self> {
        let rows = clips.iter().zip(values.chunks(library.len().max(1)));
        let of_row = |(clip, row): (&usize, &[f32])| {
            let (mut n, mut sum, mut squares) = (0.0, 0.0, 0.0);
            for (d, _) in row.iter().zip(library).filter(|(_, other)| *other != clip) {
                let d = f64::from(*d);
                n += 1.0;
                sum += d;
                squares += d * d;
            }
            let mean = sum / f64::max(n, 1.0);
            Self {
                mean,
                deviation: (squares / f64::max(n, 1.0) - mean * mean).max(1e-18).sqrt(),
            }
        };
        rows.map(of_row).collect()
    }

    /// Probability that a distance drawn from these is larger.
    fn beyond(self, distance: f64) -> f64 {
        above((distance - self.mean) / self.deviation)
    }
}

/// Replaces `[queries, gallery]` distances by 1 − MP: MP is the product of the probabilities that a distance drawn from either
/// clip's is larger.
pub fn rescale(values: &mut [f32], queries: &[Moments], gallery: &[Moments]) {
    for (row, query) in values.chunks_mut(gallery.len().max(1)).zip(queries) {
        for (value, other) in row.iter_mut().zip(gallery) {
            let d = f64::from(*value);
            *value = (1.0 - query.beyond(d) * other.beyond(d)) as f32;
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

    fn rescaled(values: &[f32], clips: &[usize]) -> Vec<f32> {
        let moments = Moments::of(values, clips, clips);
        let mut values = values.to_vec();
        rescale(&mut values, &moments, &moments);
        values
    }

    #[test]
    fn the_normal_tail_is_the_known_one() {
        for (z, p) in [(0.0, 0.5), (1.0, 0.158_655_3), (1.959_964, 0.025), (-1.0, 0.841_344_7)] {
            assert!((above(z) - p).abs() < 1e-6, "{z}");
        }
    }

    #[test]
    fn a_toy_matrix_is_rescaled_by_hand() {
        // Distances from 0: 1, 3; from 1: 1, 2; from 2: 3, 2. Means 2, 1.5, 2.5; deviations 1, .5, .5.
        let values = rescaled(&[0.0, 1.0, 3.0, 1.0, 0.0, 2.0, 3.0, 2.0, 0.0], &[0, 1, 2]);
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
        let values: Vec<f32> = ids.iter().flat_map(|&a| ids.iter().map(move |&b| distance(a, b))).collect();
        let first_is_nearest = |values: &[f32]| {
            (1..n)
                .filter(|&q| (1..n).filter(|&g| g != q).all(|g| values[q * n] < values[q * n + g]))
                .count()
        };
        assert_eq!(first_is_nearest(&values), n - 1);
        assert!(first_is_nearest(&rescaled(&values, &ids)) < n - 1);
    }
}
