//! The two filters of BS.1770 at any rate, and the energy of what passes them.
//!
//! A recursive filter waits for its own last output, so the frames of a step are cut into runs that are filtered side by side
//! in the lanes of vectors, each from rest. What a run would have rung on from the one before is linear in the state at its
//! start, so its share of the energy is added afterwards, from sums taken on the way: exact but for rounding.

use std::array;
use std::f64::consts::PI;

use crate::lanes::{Simd, WithSimd, fused_f64, widest};

/// Runs of a step, side by side for each of two channels.
const RUNS: usize = 8;
const LANES: usize = 2 * RUNS;
/// Frames of each run that are brought into lane order at once.
const TILE: usize = 64;
/// Numbers that hold all a channel's filters remember.
const ORDER: usize = 4;

type State = [f64; ORDER];

/// Second-order section in transposed direct form II.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Section {
    b: [f64; 3],
    a: [f64; 2],
}

/// A shelf of +4 dB for the head, then a high pass whose numerator is 1, −2, 1.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Filters {
    shelf: Section,
    high_pass: [f64; 2],
}

impl Filters {
    /// From the analogue prototypes (De Man, "Evaluation of implementations of the EBU R128 loudness measurement", 2018).
    fn new(rate: f64) -> Self {
        let k = (PI * 1_681.974_450_955_533 / rate).tan();
        let q = 0.707_175_236_955_419_6;
        let vh = 10f64.powf(3.999_843_853_973_347 / 20.0);
        let vb = vh.powf(0.499_666_774_154_541_6);
        let a0 = 1.0 + k / q + k * k;
        let shelf = Section {
            b: [
                (vh + vb * k / q + k * k) / a0,
                2.0 * (k * k - vh) / a0,
                (vh - vb * k / q + k * k) / a0,
            ],
            a: [2.0 * (k * k - 1.0) / a0, (1.0 - k / q + k * k) / a0],
        };
        let k = (PI * 38.135_470_876_024_44 / rate).tan();
        let q = 0.500_327_037_323_877_3;
        let a0 = 1.0 + k / q + k * k;
        Self {
            shelf,
            high_pass: [2.0 * (k * k - 1.0) / a0, (1.0 - k / q + k * k) / a0],
        }
    }

    /// One sample through both.
    fn run(&self, z: &mut State, x: f64) -> f64 {
        let Section { b, a } = self.shelf;
        let y = b[0] * x + z[0];
        z[0] = b[1] * x - a[0] * y + z[1];
        z[1] = b[2] * x - a[1] * y;
        let out = y + z[2];
        z[2] = z[3] - 2.0 * y - self.high_pass[0] * out;
        z[3] = y - self.high_pass[1] * out;
        out
    }
}

/// Weighted energy of one step after the other of two channels.
#[derive(Clone, Debug)]
pub(crate) struct StepEnergy {
    filters: Filters,
    /// Frames of a run; those left over at the end of a step are filtered one by one.
    run: usize,
    /// What each number of the state rings on as, frame by frame; the products of these summed over a run; what is left of
    /// each at the end of a run.
    ringing: Vec<State>,
    products: [State; ORDER],
    decay: [State; ORDER],
    states: [State; 2],
}

impl StepEnergy {
    /// For steps of `frames` frames at `rate` Hz.
    pub(crate) fn new(rate: f64, frames: usize) -> Self {
        let filters = Filters::new(rate);
        let run = frames / RUNS;
        let mut ringing = vec![[0.0; ORDER]; run];
        let mut decay = [[0.0; ORDER]; ORDER];
        for (i, end) in decay.iter_mut().enumerate() {
            end[i] = 1.0;
            for row in &mut ringing {
                row[i] = filters.run(end, 0.0);
            }
        }
        let product = |i: usize, j: usize| ringing.iter().map(|row| row[i] * row[j]).sum();
        let products = array::from_fn(|i| array::from_fn(|j| product(i, j)));
        Self {
            filters,
            run,
            ringing,
            products,
            decay,
            states: [[0.0; ORDER]; 2],
        }
    }

    /// Energies of both channels, summed over the frames of a step.
    pub(crate) fn push(&mut self, step: &[[f32; 2]]) -> [f64; 2] {
        let runs = self.run(step);
        let mut energies = [0.0; 2];
        for (channel, (energy, state)) in energies.iter_mut().zip(&mut self.states).enumerate() {
            for lane in (channel..LANES).step_by(2) {
                *energy += runs.energy[lane];
                let mut next = runs.state.map(|lanes| lanes[lane]);
                for i in 0..ORDER {
                    let products: f64 = (0..ORDER).map(|j| self.products[i][j] * state[j]).sum();
                    *energy += state[i] * (2.0 * runs.ringing[i][lane] + products);
                    for (next, decay) in next.iter_mut().zip(&self.decay[i]) {
                        *next += decay * state[i];
                    }
                }
                *state = next;
            }
            for frame in &step[RUNS * self.run..] {
                *energy += self.filters.run(state, f64::from(frame[channel])).powi(2);
            }
            // What rings on in silence would end as numbers too small to compute with at speed.
            for value in state {
                if value.abs() < 1e-20 {
                    *value = 0.0;
                }
            }
        }
        energies
    }

    /// All runs of a step from rest.
    fn run(&self, step: &[[f32; 2]]) -> Sums<LANES> {
        let mut sums = Sums::new();
        let mut frames = [[[0.0; 2]; RUNS]; TILE];
        for start in (0..self.run).step_by(TILE) {
            let count = TILE.min(self.run - start);
            // Not with the widest vectors: compilers would scatter, which is slower than one by one.
            for index in 0..RUNS {
                for (frames, frame) in frames.iter_mut().zip(&step[index * self.run + start..][..count]) {
                    frames[index] = *frame;
                }
            }
            widest(Tile {
                filters: &self.filters,
                frames: &frames[..count],
                ringing: &self.ringing[start..start + count],
                sums: &mut sums,
            });
        }
        sums
    }
}

/// What the lanes leave, run by run and channel by channel: energy, products with what rings on, and the filters' state.
#[derive(Clone, Copy)]
struct Sums<const N: usize> {
    energy: [f64; N],
    ringing: [[f64; N]; ORDER],
    state: [[f64; N]; ORDER],
}

impl<const N: usize> Sums<N> {
    fn new() -> Self {
        Self {
            energy: [0.0; N],
            ringing: [[0.0; N]; ORDER],
            state: [[0.0; N]; ORDER],
        }
    }

    #[inline(always)]
    fn part<const M: usize>(&self, first: usize) -> Sums<M> {
        let part = |lanes: &[f64; N]| array::from_fn(|lane| lanes[first + lane]);
        Sums {
            energy: part(&self.energy),
            ringing: array::from_fn(|i| part(&self.ringing[i])),
            state: array::from_fn(|i| part(&self.state[i])),
        }
    }

    #[inline(always)]
    fn put<const M: usize>(&mut self, first: usize, part: &Sums<M>) {
        let put = |lanes: &mut [f64; N], part: &[f64; M]| lanes[first..first + M].copy_from_slice(part);
        put(&mut self.energy, &part.energy);
        for i in 0..ORDER {
            put(&mut self.ringing[i], &part.ringing[i]);
            put(&mut self.state[i], &part.state[i]);
        }
    }
}

/// A few frames of all runs.
struct Tile<'a> {
    filters: &'a Filters,
    frames: &'a [[[f32; 2]; RUNS]],
    ringing: &'a [State],
    sums: &'a mut Sums<LANES>,
}

impl WithSimd for Tile<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, _: S) {
        // As many lanes at once as stay in registers.
        if S::F64_LANES == 8 {
            (0..LANES).step_by(8).for_each(|first| self.run::<S, 8>(first));
        } else {
            (0..LANES).step_by(4).for_each(|first| self.run::<S, 4>(first));
        }
    }
}

impl Tile<'_> {
    /// The `N` lanes from `first` on.
    #[inline(always)]
    fn run<S: Simd, const N: usize>(&mut self, first: usize) {
        let Section { b, a } = self.filters.shelf;
        let pass = self.filters.high_pass;
        let mut sums = self.sums.part::<N>(first);
        for (frames, rings) in self.frames.iter().zip(self.ringing) {
            let frames = &frames.as_flattened()[first..first + N];
            let x: [f64; N] = array::from_fn(|lane| f64::from(frames[lane]));
            let z = &mut sums.state;
            let y = fused::<S, N>(b[0], x, z[0]);
            z[0] = fused::<S, N>(-a[0], y, fused::<S, N>(b[1], x, z[1]));
            z[1] = fused::<S, N>(-a[1], y, x.map(|x| b[2] * x));
            let heard: [f64; N] = array::from_fn(|lane| y[lane] + z[2][lane]);
            z[2] = fused::<S, N>(-pass[0], heard, fused::<S, N>(-2.0, y, z[3]));
            z[3] = fused::<S, N>(-pass[1], heard, y);
            sums.energy = array::from_fn(|lane| fused_f64::<S>(heard[lane], heard[lane], sums.energy[lane]));
            for (ringing, ring) in sums.ringing.iter_mut().zip(rings) {
                *ringing = fused::<S, N>(*ring, heard, *ringing);
            }
        }
        self.sums.put(first, &sums);
    }
}

/// `factor · x + add` in every lane.
#[inline(always)]
fn fused<S: Simd, const N: usize>(factor: f64, x: [f64; N], add: [f64; N]) -> [f64; N] {
    array::from_fn(|lane| fused_f64::<S>(factor, x[lane], add[lane]))
}

#[cfg(test)]
mod tests {
    use domain::SplitMix64;

    use super::*;

    #[test]
    fn side_by_side_is_one_by_one() {
        let mut rng = SplitMix64::new(5);
        for rate in [70, 8_000, 22_050, 44_100, 48_000, 192_000] {
            let frames = rate as usize / 10;
            let mut energy = StepEnergy::new(f64::from(rate), frames);
            let (filters, mut states) = (Filters::new(f64::from(rate)), [[0.0; ORDER]; 2]);
            for step in 0..5 {
                // An offset that comes and goes: what rings on longest.
                let offset = if step % 2 == 0 { 0.5 } else { 0.0 };
                let mut sample = || (offset + 0.1f64.powi(step) * (rng.unit() - 0.5)) as f32;
                let samples: Vec<[f32; 2]> = (0..frames).map(|_| [sample(), sample()]).collect();
                let got = energy.push(&samples);
                for (channel, state) in states.iter_mut().enumerate() {
                    let one_by_one = samples.iter().map(|frame| filters.run(state, f64::from(frame[channel])).powi(2));
                    let expect: f64 = one_by_one.sum();
                    let apart = (got[channel] - expect).abs();
                    // 4 millionths of a decibel.
                    assert!(apart <= 1e-6 * expect, "{rate} Hz, step {step}: {} and {expect}", got[channel]);
                }
            }
        }
    }

    #[test]
    fn silence_has_no_energy_and_ends_the_ringing() {
        let mut energy = StepEnergy::new(44_100.0, 4_410);
        energy.push(&[[0.5; 2]; 4_410]);
        for _ in 0..10 {
            energy.push(&[[0.0; 2]; 4_410]);
        }
        assert_eq!(energy.states, [[0.0; ORDER]; 2]);
        assert_eq!(energy.push(&[[0.0; 2]; 4_410]), [0.0; 2]);
    }

    #[test]
    fn every_width_of_vectors_gives_the_same() {
        let mut rng = SplitMix64::new(6);
        let energy = StepEnergy::new(44_100.0, 4_410);
        let frames = [(); TILE].map(|()| [(); RUNS].map(|()| [(); 2].map(|()| rng.unit() as f32 - 0.5)));
        let heard = |plain: bool| {
            let mut sums = Sums::new();
            let tile = Tile {
                filters: &energy.filters,
                frames: &frames,
                ringing: &energy.ringing[..TILE],
                sums: &mut sums,
            };
            if plain {
                tile.with_simd(pulp::Scalar);
            } else {
                widest(tile);
            }
            sums.energy
        };
        for (wide, plain) in heard(false).into_iter().zip(heard(true)) {
            assert!((wide / plain - 1.0).abs() < 1e-9, "{wide} and {plain}");
        }
    }
}
