//! What each filter of the equaliser has to do so that the whole does what the sliders say.
//!
//! Bells an octave apart reach into each other: ten of them at +6 dB make far more than 6 dB. The gains of the filters are found
//! such that the cascade has the wanted level at every centre: V. Välimäki and J. Liski, *Accurate cascade graphic equalizer*,
//! IEEE Signal Processing Letters 24 (2), 2017, with more steps of the iteration in place of their points between the bands.

use std::f64::consts::PI;

use domain::{BAND_CENTRES, BANDS};

/// Width of a bell: wide enough that ten equal sliders make an even response (0.3 dB of 6), narrow enough that two opposite ones
/// do not need filters of absurd gains.
pub(crate) const Q: f64 = 0.9;
/// A filter goes no further than this, in dB, where its neighbours pull the other way.
const MOST_DB: f64 = 40.0;
/// Steps of the iteration, at most.
const STEPS: usize = 40;
/// dB; no ear hears less.
const CLOSE_ENOUGH: f64 = 0.01;
/// Bands nearer to half the sample rate than this have no room for a bell.
const HIGHEST_SHARE: f64 = 0.45;

/// How many bands there are at a sample rate in Hz: the lowest ones.
pub(crate) fn bands_at(rate: u32) -> usize {
    let has_room = |centre: &&f32| f64::from(**centre) <= HIGHEST_SHARE * f64::from(rate);
    BAND_CENTRES.iter().take_while(has_room).count()
}

/// Warped frequency of a band, for filters made by the bilinear transform.
pub(crate) fn warped(frequency: f64, rate: u32) -> f64 {
    (PI * frequency / f64::from(rate)).tan()
}

/// What the bell of band `band` with `gain_db` does at `frequency` Hz, in dB.
fn bell_db(band: usize, gain_db: f64, frequency: f64, rate: u32) -> f64 {
    let a = 10f64.powf(gain_db / 40.0);
    let x = warped(frequency, rate) / warped(f64::from(BAND_CENTRES[band]), rate);
    // |(s² + s·A/Q + 1) / (s² + s/(A·Q) + 1)|² at s = jx.
    let flat = (1.0 - x * x).powi(2);
    let (over, under) = ((x * a / Q).powi(2), (x / (a * Q)).powi(2));
    10.0 * ((flat + over) / (flat + under)).log10()
}

/// What the cascade of filters with these gains does at `frequency` Hz, in dB.
pub(crate) fn response_db(gains_db: &[f64; BANDS], frequency: f64, rate: u32) -> f64 {
    (0..bands_at(rate)).map(|band| bell_db(band, gains_db[band], frequency, rate)).sum()
}

/// The gains of the filters, in dB, with which the cascade does what `wanted` says at each centre; zero for bands that the sample
/// rate has no room for.
pub(crate) fn filter_gains(wanted_db: &[f32; BANDS], rate: u32) -> [f64; BANDS] {
    let bands = bands_at(rate);
    let mut gains = [0.0; BANDS];
    if wanted_db[..bands].iter().all(|wanted| *wanted == 0.0) {
        return gains;
    }
    for _ in 0..STEPS {
        let mut worst = 0.0_f64;
        // One band after the other, each with what the ones before it have become: the bells overlap less than they stand alone,
        // so this converges (Gauss–Seidel).
        for band in 0..bands {
            let is = response_db(&gains, f64::from(BAND_CENTRES[band]), rate);
            let off = f64::from(wanted_db[band]) - is;
            worst = worst.max(off.abs());
            gains[band] = (gains[band] + off).clamp(-MOST_DB, MOST_DB);
        }
        if worst < CLOSE_ENOUGH {
            break;
        }
    }
    gains
}

#[cfg(test)]
mod tests {
    use domain::SplitMix64;

    use super::*;

    #[test]
    fn every_setting_of_the_sliders_is_met_at_every_centre() {
        let mut rng = SplitMix64::new(8);
        let mut settings = vec![[12.0; BANDS], [-12.0; BANDS], [6.0; BANDS]];
        settings.push(std::array::from_fn(|band| if band % 2 == 0 { 12.0 } else { -12.0 }));
        settings.push(std::array::from_fn(|band| if band == 4 { 12.0 } else { 0.0 }));
        settings.extend((0..200).map(|_| std::array::from_fn(|_| (rng.unit() * 24.0 - 12.0) as f32)));
        for rate in [22_050, 44_100, 48_000, 96_000, 192_000] {
            for wanted in &settings {
                let gains = filter_gains(wanted, rate);
                for band in 0..bands_at(rate) {
                    let is = response_db(&gains, f64::from(BAND_CENTRES[band]), rate);
                    assert!(
                        (is - f64::from(wanted[band])).abs() < 0.1,
                        "{rate} Hz, {wanted:?}: {is} dB at band {band}"
                    );
                }
            }
        }
    }

    #[test]
    fn what_is_even_stays_even_between_the_centres() {
        for level in [3.0, 6.0, 12.0] {
            let gains = filter_gains(&[level; BANDS], 48_000);
            for step in 0..200 {
                let frequency = 31.25 * 256f64.powf(f64::from(step) / 199.0);
                let off = response_db(&gains, frequency, 48_000) - f64::from(level);
                assert!(off.abs() < 0.06 * f64::from(level), "{level} dB: {off} off at {frequency} Hz");
            }
        }
    }

    #[test]
    fn bands_without_room_are_left_out() {
        assert_eq!(bands_at(48_000), 10);
        assert_eq!(bands_at(22_050), 9);
        assert_eq!(bands_at(8_000), 7);
        assert_eq!(filter_gains(&[6.0; BANDS], 8_000)[7..], [0.0; 3]);
    }
}
