//! Settings of the equaliser to begin with.

use domain::{BANDS, Equalizer};

/// A named setting; the window has the words for the name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EqualizerPreset {
    pub name: &'static str,
    /// dB.
    pub preamp_db: f32,
    /// dB at each of [`domain::BAND_CENTRES`].
    pub bands_db: [f32; BANDS],
}

impl EqualizerPreset {
    pub fn equalizer(&self) -> Equalizer {
        Equalizer {
            on: true,
            preamp_db: self.preamp_db,
            bands_db: self.bands_db,
        }
    }
}

/// The preset of this name.
pub fn equalizer_preset(name: &str) -> Option<&'static EqualizerPreset> {
    EQUALIZER_PRESETS.iter().find(|preset| preset.name.eq_ignore_ascii_case(name))
}

const fn preset(name: &'static str, preamp_db: f32, bands_db: [f32; BANDS]) -> EqualizerPreset {
    EqualizerPreset { name, preamp_db, bands_db }
}

/// Made by ear and by what the words mean; each preamp leaves room for the most that its bands add.
pub const EQUALIZER_PRESETS: [EqualizerPreset; 17] = [
    preset("flat", 0.0, [0.0; BANDS]),
    preset("acoustic", -4.0, [3.5, 3.5, 2.5, 1.0, 1.5, 1.5, 2.5, 3.0, 2.5, 1.5]),
    preset("bassBoost", -6.0, [6.0, 5.5, 4.0, 2.0, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0]),
    preset("bassCut", 0.0, [-7.0, -5.5, -4.0, -2.0, -0.5, 0.0, 0.0, 0.0, 0.0, 0.0]),
    preset("classical", -3.0, [2.0, 1.5, 0.5, 0.0, -0.5, -0.5, 0.0, 1.0, 2.0, 2.5]),
    preset("dance", -5.5, [4.5, 5.5, 4.0, 0.5, -0.5, -1.5, 1.0, 2.0, 3.0, 2.5]),
    preset("electronic", -5.0, [4.5, 4.0, 1.5, -0.5, -2.0, 1.0, 0.5, 1.5, 4.0, 4.5]),
    preset("headphones", -4.0, [3.0, 2.5, 1.0, 0.0, -1.0, -1.0, -2.0, -1.5, 1.5, 2.0]),
    preset("hipHop", -5.5, [5.0, 4.5, 2.0, 2.5, -0.5, -0.5, 1.0, 0.0, 1.5, 2.5]),
    preset("jazz", -3.5, [3.0, 2.5, 1.0, 1.5, -1.0, -1.0, 0.0, 1.0, 2.0, 2.5]),
    preset("loudness", -6.0, [6.0, 4.5, 2.0, 0.0, -1.0, -1.0, 0.0, 1.0, 3.0, 5.0]),
    preset("pop", -3.5, [-1.0, 0.0, 1.5, 2.5, 3.0, 2.5, 1.0, 0.0, -0.5, -1.0]),
    preset("rock", -5.0, [4.5, 3.5, 2.5, 1.0, -0.5, -0.5, 1.0, 2.5, 3.5, 4.0]),
    preset("spokenWord", -4.0, [-6.0, -4.0, -1.0, 0.5, 2.0, 3.5, 4.0, 3.0, 0.5, -2.0]),
    preset("trebleBoost", -6.0, [0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 2.5, 4.0, 5.5, 6.0]),
    preset("trebleCut", 0.0, [0.0, 0.0, 0.0, 0.0, 0.0, -1.0, -2.5, -4.0, -5.5, -7.0]),
    preset("vocal", -4.0, [-3.0, -2.5, -1.0, 1.5, 3.5, 3.5, 2.5, 1.0, 0.0, -1.5]),
];

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn presets_are_told_apart_and_leave_room() {
        for (n, preset) in EQUALIZER_PRESETS.iter().enumerate() {
            assert_eq!(equalizer_preset(&preset.name.to_uppercase()), Some(preset), "{n}");
            let most = preset.bands_db.iter().fold(0.0_f32, |most, band| most.max(*band));
            assert!(most + preset.preamp_db <= 0.5, "{}", preset.name);
        }
        assert_eq!(equalizer_preset("nothing"), None);
        assert!(equalizer_preset("flat").unwrap().equalizer().is_flat());
    }
}
