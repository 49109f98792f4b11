//! The equaliser's filters, as they run in the device's callback.
//!
//! State-variable filters after A. Simper, *Linear Trapezoidal Integrated SVF* (Cytomic, 2013): unlike biquads in direct form they
//! stay quiet while their gains move.

use domain::{BAND_CENTRES, BANDS};

use super::design::{Q, bands_at, warped};
use crate::line::CHANNELS;

/// Frames between two steps of a gain that moves.
const STEP_FRAMES: u32 = 4;
/// Time constant, in seconds, of each of the two low-passes that a gain glides through: it starts and arrives without a kink.
const GLIDE: f64 = 0.02;
/// dB; a gain so near to where it goes is there.
const THERE: f64 = 1e-3;

/// A bell that does nothing at 0 dB.
#[derive(Clone, Copy, Debug, Default)]
struct Bell {
    /// Warped frequency.
    g: f64,
    gain_db: f64,
    /// Between the target and the gain.
    lead_db: f64,
    target_db: f64,
    a1: f64,
    a2: f64,
    a3: f64,
    m1: f64,
    state: [[f64; 2]; CHANNELS],
}

impl Bell {
    fn update(&mut self) {
        let a = 10f64.powf(self.gain_db / 40.0);
        let k = 1.0 / (Q * a);
        self.a1 = 1.0 / (1.0 + self.g * (self.g + k));
        self.a2 = self.g * self.a1;
        self.a3 = self.g * self.a2;
        self.m1 = k * (a * a - 1.0);
    }

    #[inline(always)]
    fn filter(&mut self, frame: &mut [f64; CHANNELS]) {
        for (sample, [one, two]) in frame.iter_mut().zip(&mut self.state) {
            let v3 = *sample - *two;
            let v1 = self.a1 * *one + self.a2 * v3;
            let v2 = *two + self.a2 * *one + self.a3 * v3;
            *one = 2.0 * v1 - *one;
            *two = 2.0 * v2 - *two;
            *sample += self.m1 * v1;
        }
    }
}

/// All bands of one line.
#[derive(Debug)]
pub(crate) struct Bands {
    bells: [Bell; BANDS],
    used: usize,
    glide: f64,
    until_step: u32,
    moving: bool,
    /// All gains are zero: frames go through untouched.
    flat: bool,
}

impl Bands {
    /// For a line at `rate` Hz; flat.
    pub(crate) fn new(rate: u32) -> Self {
        let mut bells = [Bell::default(); BANDS];
        let used = bands_at(rate);
        for (bell, centre) in bells.iter_mut().zip(BAND_CENTRES).take(used) {
            bell.g = warped(f64::from(centre), rate);
            bell.update();
        }
        Self {
            bells,
            used,
            glide: 1.0 - (-f64::from(STEP_FRAMES) / (GLIDE * f64::from(rate))).exp(),
            until_step: 0,
            moving: false,
            flat: true,
        }
    }

    /// Lets the gains of the filters, in dB, glide to these.
    pub(crate) fn glide_to(&mut self, gains_db: impl Iterator<Item = f64>) {
        for (bell, gain) in self.bells[..self.used].iter_mut().zip(gains_db) {
            bell.target_db = gain;
            self.moving |= bell.target_db != bell.gain_db;
        }
    }

    /// Sets the gains at once, as before anything was heard.
    pub(crate) fn jump(&mut self) {
        for bell in &mut self.bells[..self.used] {
            (bell.gain_db, bell.lead_db) = (bell.target_db, bell.target_db);
            bell.update();
        }
        self.settle();
    }

    /// Silences what rings on.
    pub(crate) fn forget(&mut self) {
        self.bells.iter_mut().for_each(|bell| bell.state = Default::default());
    }

    #[inline]
    pub(crate) fn filter(&mut self, frame: [f32; CHANNELS]) -> [f32; CHANNELS] {
        if self.moving {
            self.step();
        }
        if self.flat {
            return frame;
        }
        let mut wide = frame.map(f64::from);
        for bell in &mut self.bells[..self.used] {
            bell.filter(&mut wide);
        }
        wide.map(|sample| sample as f32)
    }

    fn step(&mut self) {
        self.flat = false;
        if self.until_step > 0 {
            self.until_step -= 1;
            return;
        }
        self.until_step = STEP_FRAMES - 1;
        let mut arrived = true;
        for bell in &mut self.bells[..self.used] {
            if bell.gain_db == bell.target_db && bell.lead_db == bell.target_db {
                continue;
            }
            bell.lead_db += (bell.target_db - bell.lead_db) * self.glide;
            bell.gain_db += (bell.lead_db - bell.gain_db) * self.glide;
            if (bell.target_db - bell.gain_db).abs() < THERE && (bell.target_db - bell.lead_db).abs() < THERE {
                (bell.gain_db, bell.lead_db) = (bell.target_db, bell.target_db);
            } else {
                arrived = false;
            }
            bell.update();
        }
        if arrived {
            self.settle();
        }
    }

    fn settle(&mut self) {
        self.moving = false;
        self.flat = self.bells[..self.used].iter().all(|bell| bell.gain_db == 0.0);
        if self.flat {
            // What is left in them is far below hearing by now, and must not come back when they are used again.
            self.forget();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use super::*;
    use crate::tone::design::{filter_gains, response_db};

    fn tuned(wanted: [f32; BANDS], rate: u32) -> Bands {
        let mut bands = Bands::new(rate);
        bands.glide_to(filter_gains(&wanted, rate).into_iter());
        bands.jump();
        bands
    }

    /// Level of a tone through the filters against the tone itself, in dB.
    fn measured(bands: &mut Bands, frequency: f64, rate: u32) -> f64 {
        let frames = rate as usize;
        let (mut sine, mut cosine) = (0.0, 0.0);
        for n in 0..frames {
            let phase = TAU * frequency * n as f64 / f64::from(rate);
            let [out, _] = bands.filter([(0.1 * phase.sin()) as f32; 2]);
            // The first half lets the filters swing in; what follows is a whole number of periods.
            if n >= frames / 2 {
                sine += f64::from(out) * phase.sin();
                cosine += f64::from(out) * phase.cos();
            }
        }
        let level = 2.0 * sine.hypot(cosine) / (frames / 2) as f64;
        20.0 * (level / 0.1).log10()
    }

    #[test]
    fn the_response_is_the_designed_one() {
        for rate in [44_100, 48_000, 96_000] {
            let wanted = [6.0, -3.0, 0.0, 4.5, -12.0, 12.0, 1.0, -6.0, 3.0, 9.0];
            let gains = filter_gains(&wanted, rate);
            for (band, centre) in BAND_CENTRES.iter().enumerate() {
                // A whole number of periods in half a second.
                for frequency in [f64::from(*centre), f64::from(*centre) * 1.4].map(|hz| (hz / 2.0).round() * 2.0) {
                    if frequency > 0.45 * f64::from(rate) {
                        continue;
                    }
                    let is = measured(&mut tuned(wanted, rate), frequency, rate);
                    let designed = response_db(&gains, frequency, rate);
                    assert!((is - designed).abs() < 0.05, "{frequency} Hz at {rate}: {is} for {designed}");
                }
                let is = response_db(&gains, f64::from(*centre), rate);
                assert!((is - f64::from(wanted[band])).abs() < 0.5);
            }
        }
    }

    #[test]
    fn flat_is_untouched_and_becomes_so_again() {
        let mut bands = Bands::new(44_100);
        let noise = |n: usize| [(n * 7_919 % 1_000) as f32 / 1_000.0 - 0.5, 0.25];
        assert!((0..1_000).all(|n| bands.filter(noise(n)) == noise(n)));
        bands.glide_to(filter_gains(&[6.0; BANDS], 44_100).into_iter());
        assert!((0..44_100).any(|n| bands.filter(noise(n)) != noise(n)));
        bands.glide_to([0.0; BANDS].into_iter());
        for n in 0..44_100 {
            bands.filter(noise(n));
        }
        assert!((0..1_000).all(|n| bands.filter(noise(n)) == noise(n)), "bit for bit");
    }

    #[test]
    fn moving_sliders_make_no_steps() {
        // A tone while all sliders jump from one end to the other: its wave stays as smooth as the louder of both.
        let rate = 48_000;
        let mut bands = tuned([-12.0; BANDS], rate);
        let tone = |n: usize| (TAU * 440.0 * n as f64 / f64::from(rate)).sin() as f32 * 0.2;
        let mut heard = Vec::new();
        for n in 0..rate as usize {
            if n == 12_000 {
                bands.glide_to(filter_gains(&[12.0; BANDS], rate).into_iter());
            }
            heard.push(bands.filter([tone(n); 2])[0]);
        }
        let bend = |range: std::ops::Range<usize>| {
            let bends = heard[range].windows(4).map(|w| (w[3] - 3.0 * w[2] + 3.0 * w[1] - w[0]).abs());
            bends.fold(0.0_f32, f32::max)
        };
        let (after, during) = (bend(40_000..48_000), bend(11_000..20_000));
        // The third difference of a pure tone is tiny; a step in the signal would be the whole of its height.
        assert!(during < after + 2e-3, "{during} while it moves, {after} at rest");
        assert!(heard[40_000..].iter().fold(0.0_f32, |most, s| most.max(*s)) > 0.7);
    }
}
