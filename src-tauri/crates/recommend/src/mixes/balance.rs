//! How much of a mix is familiar, forgotten and new.

/// Shares of a mix.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MixBalance {
    /// Of all its tracks, those never played.
    pub new: f32,
    /// Of the others, those that were loved once.
    pub forgotten: f32,
}

/// At the two ends of the slider and in its middle.
const STOPS: [MixBalance; 3] = [
    MixBalance { new: 0.1, forgotten: 0.05 },
    MixBalance {
        new: 0.25,
        forgotten: 0.35,
    },
    MixBalance { new: 0.7, forgotten: 0.1 },
];

impl MixBalance {
    /// At a position of the slider, 0–1: familiar, forgotten in the middle, new.
    pub fn at(position: f32) -> Self {
        let place = position.clamp(0.0, 1.0) * 2.0;
        let (from, to) = if place < 1.0 { (STOPS[0], STOPS[1]) } else { (STOPS[1], STOPS[2]) };
        let along = if place < 1.0 { place } else { place - 1.0 };
        let between = |a: f32, b: f32| a + (b - a) * along;
        Self {
            new: between(from.new, to.new),
            forgotten: between(from.forgotten, to.forgotten),
        }
    }
}

impl Default for MixBalance {
    fn default() -> Self {
        Self::at(0.5)
    }
}
