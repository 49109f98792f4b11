//! Two measurements of every track as a plane: by default that of feeling, pleasant to the right and lively at the top (Russell 1980).

use domain::Mood;

use crate::catalogue::{Catalogue, Facts};

/// What can be measured along a side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Axis {
    Valence,
    Arousal,
    Danceability,
    Acousticness,
    Voice,
    /// Beats per minute; all others run from 0 to 1.
    Tempo,
}

/// A track's value on an axis, if it has one.
fn axis_value(facts: &Facts, axis: Axis) -> Option<f32> {
    let mood = |of: fn(Mood) -> f32| facts.mood.map(of);
    match axis {
        Axis::Valence => mood(|mood| mood.valence),
        Axis::Arousal => mood(|mood| mood.arousal),
        Axis::Danceability => facts.impressions.map(|heard| heard.danceability),
        Axis::Acousticness => facts.impressions.map(|heard| heard.acousticness),
        Axis::Voice => facts.impressions.map(|heard| heard.voice),
        Axis::Tempo => facts.tempo.map(|tempo| tempo.bpm),
    }
}

/// How an axis is spread over the library.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct AxisRange {
    pub lowest: f32,
    pub highest: f32,
    pub mean: f32,
    /// Standard deviation; never zero, for it is divided by.
    pub deviation: f32,
}

impl AxisRange {
    fn of(values: &[f32]) -> Self {
        let n = values.len().max(1) as f32;
        let mean = values.iter().sum::<f32>() / n;
        let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f32>() / n;
        Self {
            lowest: values.iter().copied().fold(f32::INFINITY, f32::min),
            highest: values.iter().copied().fold(f32::NEG_INFINITY, f32::max),
            mean,
            deviation: variance.sqrt().max(1e-3),
        }
    }
}

/// The tracks that have both values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plane {
    /// Rows of the catalogue, ascending.
    pub rows: Vec<usize>,
    pub x: Vec<f32>,
    pub y: Vec<f32>,
    /// Of x and y.
    pub ranges: [AxisRange; 2],
    /// Pearson's, −1 … 1; `None` where one axis has one value only.
    pub correlation: Option<f32>,
}

impl Plane {
    /// The tracks that can be played, on these axes.
    pub fn of(catalogue: &Catalogue, x: Axis, y: Axis) -> Self {
        let mut plane = Self::default();
        for row in 0..catalogue.len() {
            let facts = catalogue.facts(row);
            if let (false, Some(x), Some(y)) = (facts.unavailable, axis_value(facts, x), axis_value(facts, y)) {
                plane.rows.push(row);
                plane.x.push(x);
                plane.y.push(y);
            }
        }
        plane.ranges = [AxisRange::of(&plane.x), AxisRange::of(&plane.y)];
        plane.correlation = plane.correlate();
        plane
    }

    fn correlate(&self) -> Option<f32> {
        let [x, y] = self.ranges;
        let varies = |range: AxisRange| range.highest - range.lowest > 1e-6;
        if self.rows.len() < 3 || !varies(x) || !varies(y) {
            return None;
        }
        let products = self.x.iter().zip(&self.y).map(|(a, b)| (a - x.mean) * (b - y.mean));
        let covariance = products.sum::<f32>() / self.rows.len() as f32;
        Some((covariance / (x.deviation * y.deviation)).clamp(-1.0, 1.0))
    }
}

#[cfg(test)]
mod tests {
    use domain::{Impressions, Tempo};

    use super::*;
    use crate::fixture::item;

    #[test]
    fn a_plane_has_what_has_both_values_with_its_spread() {
        let facts = |valence: f32, arousal: f32, bpm: Option<f32>| Facts {
            mood: Some(Mood { valence, arousal }),
            tempo: bpm.map(|bpm| Tempo { bpm, confidence: 1.0 }),
            impressions: Some(Impressions {
                danceability: arousal,
                acousticness: 1.0 - valence,
                voice: 0.5,
            }),
            ..Facts::default()
        };
        let known = [
            facts(0.1, 0.2, Some(80.0)),
            facts(0.3, 0.6, None),
            facts(0.5, 1.0, Some(120.0)),
            Facts::default(),
        ];
        let catalogue = Catalogue::new(known.into_iter().enumerate().map(|(i, facts)| item(i, vec![1.0, i as f32], facts)));
        let plane = Plane::of(&catalogue, Axis::Valence, Axis::Arousal);
        assert_eq!(plane.rows, [0, 1, 2]);
        assert!((plane.ranges[0].mean - 0.3).abs() < 1e-6 && (plane.ranges[1].highest - 1.0).abs() < 1e-6);
        assert!((plane.correlation.unwrap() - 1.0).abs() < 1e-5);
        let against = Plane::of(&catalogue, Axis::Acousticness, Axis::Danceability);
        assert!((against.correlation.unwrap() + 1.0).abs() < 1e-5);
        assert_eq!(Plane::of(&catalogue, Axis::Tempo, Axis::Valence).rows, [0, 2]);
        assert_eq!(
            Plane::of(&catalogue, Axis::Voice, Axis::Valence).correlation,
            None,
            "one value only"
        );
    }
}
