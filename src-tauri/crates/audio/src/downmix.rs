//! Any number of channels to two, or to one.

use crate::lanes::{Simd, WithSimd, widest};
use crate::{Layout, Speaker};

/// Mixes interleaved frames of one layout down (or up, from mono) to stereo or mono.
#[derive(Clone, Debug)]
pub struct Downmix {
    from: usize,
    to: usize,
    /// `to` rows of `from` weights.
    weights: Vec<f32>,
    /// The samples already have the wanted shape.
    same: bool,
}

impl Downmix {
    /// Stereo by ITU-R BS.775-4 (centre and surrounds at −3 dB, LFE left out), scaled so that full scale stays full scale.
    /// One channel goes to both sides unchanged; one of which nothing is known, to its side by turns.
    pub fn to_stereo(layout: &Layout) -> Self {
        let from = layout.channels();
        let mut weights = vec![0.0; 2 * from];
        for (channel, speaker) in layout.speakers().iter().enumerate() {
            let (left, right) = sides(*speaker, channel, from);
            weights[channel] = left;
            weights[from + channel] = right;
        }
        let loudest = weights
            .chunks_exact(from.max(1))
            .map(|row| row.iter().sum::<f32>())
            .fold(0.0, f32::max);
        if loudest > 1.0 {
            weights.iter_mut().for_each(|weight| *weight /= loudest);
        }
        let same = from == 2 && weights == [1.0, 0.0, 0.0, 1.0];
        Self {
            from,
            to: 2,
            weights,
            same,
        }
    }

    /// Mono: the mean of both sides of the stereo mix.
    pub fn to_mono(layout: &Layout) -> Self {
        let stereo = Self::to_stereo(layout);
        let from = stereo.from;
        let weights: Vec<f32> = (0..from)
            .map(|channel| 0.5 * (stereo.weights[channel] + stereo.weights[from + channel]))
            .collect();
        let same = from == 1;
        Self {
            from,
            to: 1,
            weights,
            same,
        }
    }

    /// Channels that come out.
    pub fn channels(&self) -> usize {
        self.to
    }

    /// Appends the mix of `frames`, interleaved, to `out`; an incomplete last frame is ignored.
    pub fn process(&self, frames: &[f32], out: &mut Vec<f32>) {
        if self.same {
            out.extend_from_slice(frames);
            return;
        }
        match (self.from, self.to) {
            (0, _) => {}
            (1, 2) => out.extend(frames.iter().flat_map(|&sample| [sample, sample])),
            (2, 1) => {
                let frames = frames.as_chunks::<2>().0;
                let before = out.len();
                out.resize(before + frames.len(), 0.0);
                widest(Both {
                    weights: [self.weights[0], self.weights[1]],
                    frames,
                    out: &mut out[before..],
                });
            }
            _ => {
                for frame in frames.chunks_exact(self.from) {
                    for row in self.weights.chunks_exact(self.from) {
                        out.push(row.iter().zip(frame).map(|(weight, sample)| weight * sample).sum());
                    }
                }
            }
        }
    }
}

/// Two channels to one.
struct Both<'a> {
    weights: [f32; 2],
    frames: &'a [[f32; 2]],
    out: &'a mut [f32],
}

impl WithSimd for Both<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        for (out, frame) in self.out.iter_mut().zip(self.frames) {
            *out = self.weights[0] * frame[0] + self.weights[1] * frame[1];
        }
    }
}

fn sides(speaker: Speaker, channel: usize, channels: usize) -> (f32, f32) {
    const HALF_POWER: f32 = std::f32::consts::FRAC_1_SQRT_2;
    match speaker {
        Speaker::FrontCenter if channels == 1 => (1.0, 1.0),
        Speaker::FrontLeft => (1.0, 0.0),
        Speaker::FrontRight => (0.0, 1.0),
        Speaker::FrontCenter => (HALF_POWER, HALF_POWER),
        Speaker::Left => (HALF_POWER, 0.0),
        Speaker::Right => (0.0, HALF_POWER),
        Speaker::Center => (0.5, 0.5),
        Speaker::Lfe => (0.0, 0.0),
        Speaker::Unknown if channel.is_multiple_of(2) => (1.0, 0.0),
        Speaker::Unknown => (0.0, 1.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mix(downmix: &Downmix, frame: &[f32]) -> Vec<f32> {
        let mut out = Vec::new();
        downmix.process(frame, &mut out);
        out
    }

    #[test]
    fn stereo_and_mono_pass_through() {
        assert_eq!(mix(&Downmix::to_stereo(&Layout::of_count(2)), &[0.25, -0.5]), [0.25, -0.5]);
        assert_eq!(mix(&Downmix::to_stereo(&Layout::of_count(1)), &[0.25]), [0.25, 0.25]);
        assert_eq!(mix(&Downmix::to_mono(&Layout::of_count(1)), &[0.25]), [0.25]);
        assert_eq!(mix(&Downmix::to_mono(&Layout::of_count(2)), &[0.25, -0.5]), [-0.125]);
    }

    #[test]
    fn no_layout_clips_and_no_lfe_is_heard() {
        for channels in 1..=12 {
            let loud = mix(&Downmix::to_stereo(&Layout::of_count(channels)), &vec![1.0; channels]);
            assert_eq!(loud.len(), 2);
            assert!(
                loud.iter().all(|sample| *sample > 0.3 && *sample <= 1.000_001),
                "{channels}: {loud:?}"
            );
        }
        let lfe = mix(&Downmix::to_stereo(&Layout::of_count(6)), &[0.0, 0.0, 0.0, 1.0, 0.0, 0.0]);
        assert_eq!(lfe, [0.0, 0.0]);
    }

    #[test]
    fn surround_keeps_its_proportions() {
        let downmix = Downmix::to_stereo(&Layout::of_count(6));
        let front = mix(&downmix, &[1.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
        let center = mix(&downmix, &[0.0, 0.0, 1.0, 0.0, 0.0, 0.0]);
        let side = mix(&downmix, &[0.0, 0.0, 0.0, 0.0, 0.0, 1.0]);
        assert!(front[1] == 0.0 && side[0] == 0.0);
        assert!((center[0] / front[0] - 0.707).abs() < 0.001 && center[0] == center[1]);
        assert!((side[1] / front[0] - 0.707).abs() < 0.001);
    }
}
