//! Tracks made up for tests.

use domain::{Embedding, SplitMix64, TrackId, TrackUid};

use crate::{Facts, Item};

/// Values of a style; they stand out against those of the others.
const STYLE: usize = 8;

/// The track numbered `number`, in id and uid, at `values`.
pub(crate) fn item(number: usize, values: Vec<f32>, facts: Facts) -> Item {
    let mut uid = [0; 16];
    uid[..8].copy_from_slice(&(number as u64).to_le_bytes());
    Item {
        id: TrackId(number as i64),
        uid: TrackUid(uid),
        embedding: Embedding::new(values).unwrap(),
        facts,
    }
}

/// A point of the 0-based `style` among `styles`: eight values each, one in its own and zero elsewhere, each up to half of `noise`
/// away.
pub(crate) fn styled(style: usize, styles: usize, noise: f32, rng: &mut SplitMix64) -> Vec<f32> {
    (0..styles * STYLE)
        .map(|d| if d / STYLE == style { 1.0 } else { 0.0 } + noise * (rng.unit() as f32 - 0.5))
        .collect()
}
