//! What the listener's settings do to the sound in the device's callback: preamp, equaliser, and how peaks are looked for.

mod bands;
mod design;
mod limiter;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use domain::{BANDS, LoudnessMode, Sound};

use crate::line::CHANNELS;
use bands::Bands;
pub(crate) use limiter::Limiter;

/// The settings as the callback reads them: written by the engine, without a lock. A frame that sees half of a change sees the other
/// half with the next one.
#[derive(Debug)]
pub(crate) struct ToneSettings {
    /// `f32` bits, dB of each filter.
    filters_db: [AtomicU32; BANDS],
    /// `f32` bits, a factor.
    preamp: AtomicU32,
    /// Peaks between samples are kept down, too: the sound is not the file's own any more.
    between: AtomicBool,
    /// Counts changes.
    version: AtomicU32,
    rate: u32,
}

impl ToneSettings {
    /// For a line at `rate` Hz.
    pub(crate) fn new(rate: u32, sound: &Sound) -> Arc<Self> {
        let settings = Self {
            filters_db: Default::default(),
            preamp: AtomicU32::new(1.0_f32.to_bits()),
            between: AtomicBool::new(false),
            version: AtomicU32::new(0),
            rate,
        };
        settings.set(sound);
        Arc::new(settings)
    }

    /// From here on the sound glides to this.
    pub(crate) fn set(&self, sound: &Sound) {
        let flat = sound.equalizer.is_flat();
        let wanted = if flat { [0.0; BANDS] } else { sound.equalizer.bands_db };
        for (filter, gain) in self.filters_db.iter().zip(design::filter_gains(&wanted, self.rate)) {
            filter.store((gain as f32).to_bits(), Ordering::Relaxed);
        }
        let equalizer_db = if flat { 0.0 } else { sound.equalizer.preamp_db };
        let preamp_db = equalizer_db + loudness_preamp_db(sound);
        self.preamp.store(factor(preamp_db).to_bits(), Ordering::Relaxed);
        self.between.store(!is_untouched(sound), Ordering::Relaxed);
        self.version.fetch_add(1, Ordering::Release);
    }
}

/// Whether samples go from file to device unchanged, the volume aside.
pub(crate) fn is_untouched(sound: &Sound) -> bool {
    sound.equalizer.is_flat() && sound.loudness == LoudnessMode::Off
}

/// dB on top of what the loudness asks for.
pub(crate) fn loudness_preamp_db(sound: &Sound) -> f32 {
    if sound.loudness == LoudnessMode::Off {
        0.0
    } else {
        sound.preamp_db
    }
}

/// A gain in dB as a factor; exactly one for 0 dB.
pub(crate) fn factor(db: f32) -> f32 {
    if db == 0.0 { 1.0 } else { 10f32.powf(db / 20.0) }
}

/// The callback's side of [`ToneSettings`].
pub(crate) struct Tone {
    settings: Arc<ToneSettings>,
    seen: u32,
    bands: Bands,
    preamp: f32,
    preamp_to: f32,
    /// The most that the preamp moves in a frame.
    step: f32,
    between: bool,
}

impl Tone {
    pub(crate) fn new(settings: Arc<ToneSettings>, step: f32) -> Self {
        let mut tone = Self {
            seen: settings.version.load(Ordering::Acquire).wrapping_sub(1),
            bands: Bands::new(settings.rate),
            preamp: 1.0,
            preamp_to: 1.0,
            step,
            between: false,
            settings,
        };
        tone.look();
        tone.bands.jump();
        tone.preamp = tone.preamp_to;
        tone
    }

    /// Takes in what was set since.
    #[inline]
    fn look(&mut self) {
        let version = self.settings.version.load(Ordering::Acquire);
        if version == self.seen {
            return;
        }
        self.seen = version;
        let read = |bits: &AtomicU32| f32::from_bits(bits.load(Ordering::Relaxed));
        self.bands
            .glide_to(self.settings.filters_db.iter().map(|bits| f64::from(read(bits))));
        self.preamp_to = read(&self.settings.preamp);
        self.between = self.settings.between.load(Ordering::Relaxed);
    }

    /// Lets nothing of what went through be heard any more.
    pub(crate) fn forget(&mut self) {
        self.bands.forget();
    }

    /// The frame as it is to be heard, and whether peaks between samples count.
    #[inline]
    pub(crate) fn shape(&mut self, frame: [f32; CHANNELS]) -> ([f32; CHANNELS], bool) {
        self.look();
        self.preamp += (self.preamp_to - self.preamp).clamp(-self.step, self.step);
        (self.bands.filter(frame.map(|sample| sample * self.preamp)), self.between)
    }
}
