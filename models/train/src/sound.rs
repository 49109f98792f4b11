//! Samples of a file, at the rate somebody wants them.

use std::path::Path;

use analysis::{Ear, Listener};
use anyhow::Context;
use audio::{Decoder, Downmix, Layout, MonoResampler};
use domain::TrackAnalysis;

/// Mono samples and their rate in Hz.
#[derive(Clone, Debug)]
pub struct Sound {
    pub mono: Vec<f32>,
    pub rate: u32,
}

impl Sound {
    /// Decodes a file and mixes it down.
    ///
    /// # Errors
    /// If it cannot be opened or decoded.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let mut decoder = Decoder::open(path).with_context(|| format!("cannot open {}", path.display()))?;
        let downmix = Downmix::to_mono(decoder.layout());
        let rate = decoder.format().sample_rate;
        let (mut block, mut mono) = (Vec::new(), Vec::new());
        while decoder
            .next_block(&mut block)
            .with_context(|| format!("cannot decode {}", path.display()))?
            .is_some()
        {
            downmix.process(&block, &mut mono);
        }
        Ok(Self { mono, rate })
    }

    /// The same sound at another rate.
    pub fn at(&self, rate: u32) -> Self {
        let (mut resampler, mut mono) = (MonoResampler::new(self.rate, rate), Vec::new());
        resampler.process(&self.mono, &mut mono);
        resampler.flush(&mut mono);
        Self { mono, rate }
    }

    /// What the ear makes of it.
    ///
    /// # Errors
    /// If it is too short or silent, or the network fails.
    pub fn heard(&self, ear: &Ear) -> Result<TrackAnalysis, analysis::Error> {
        let mut listener = Listener::new(ear, &Layout::of_count(1), self.rate);
        for block in self.mono.chunks(1 << 14) {
            listener.push(block)?;
        }
        listener.finish().map(|(analysis, _)| analysis)
    }

    /// Samples `from..to`, as far as there are any.
    pub fn cut(&self, from: usize, to: usize) -> Self {
        let to = to.min(self.mono.len());
        Self {
            mono: self.mono[from.min(to)..to].to_vec(),
            rate: self.rate,
        }
    }
}
