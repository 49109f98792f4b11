//! One track blending into the next: the end of the old one, kept back until the new one is there to go over it.

use std::f32::consts::FRAC_PI_2;

use crate::line::CHANNELS;

/// The end of a track under the beginning of another.
#[derive(Debug)]
pub(crate) struct Blend {
    /// Interleaved.
    tail: Vec<f32>,
    /// Frames of it that have been mixed.
    at: usize,
}

impl Blend {
    pub(crate) fn new(tail: Vec<f32>) -> Self {
        Self { tail, at: 0 }
    }

    /// Appends `fresh`, interleaved, to `out` with what is left of the old track in it. Equal power: tracks know nothing of each other, so
    /// their powers add, and the sum of both stays level.
    pub(crate) fn mix(&mut self, fresh: &[f32], out: &mut Vec<f32>) {
        let frames = self.tail.len() / CHANNELS;
        let old = self.tail[self.at * CHANNELS..].chunks_exact(CHANNELS);
        let mixed = old.len().min(fresh.len() / CHANNELS);
        for (index, (old, fresh)) in old.zip(fresh.chunks_exact(CHANNELS)).enumerate() {
            // The middle of each step: neither begins nor ends with a frame of silence.
            let angle = FRAC_PI_2 * ((self.at + index) as f32 + 0.5) / frames as f32;
            out.extend(old.iter().zip(fresh).map(|(old, fresh)| old * angle.cos() + fresh * angle.sin()));
        }
        self.at += mixed;
        out.extend_from_slice(&fresh[mixed * CHANNELS..]);
    }

    /// Whether nothing of the old track is left.
    pub(crate) fn is_over(&self) -> bool {
        self.at * CHANNELS >= self.tail.len()
    }
}

#[cfg(test)]
mod tests {
    use domain::SplitMix64;

    use super::*;

    #[test]
    fn the_power_of_both_together_stays_level() {
        let mut rng = SplitMix64::new(4);
        let mut noise = |frames: usize| -> Vec<f32> { (0..frames * CHANNELS).map(|_| rng.unit() as f32 - 0.5).collect() };
        let (old, fresh) = (noise(40_000), noise(60_000));
        let (mut blend, mut out) = (Blend::new(old), Vec::new());
        for block in fresh.chunks(CHANNELS * 777) {
            blend.mix(block, &mut out);
        }
        assert!(blend.is_over() && out.len() == fresh.len());
        assert!(out[40_000 * CHANNELS..] == fresh[40_000 * CHANNELS..]);
        let power = |range: &[f32]| range.iter().map(|s| s * s).sum::<f32>() / range.len() as f32;
        let level = power(&fresh);
        for (part, range) in out.chunks(CHANNELS * 4_000).enumerate() {
            assert!((power(range) / level - 1.0).abs() < 0.05, "part {part}");
        }
    }
}
