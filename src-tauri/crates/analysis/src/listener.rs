//! One pass over a stream of samples: everything a track's analysis needs, fed block by block, in flat memory.

use std::time::{Duration, Instant};

use audio::{Downmix, Layout, Loudness, MonoResampler};
use domain::{Acoustics, Embedding, SECTIONS, SectionVectors, TrackAnalysis};

use crate::cnn10::Windows;
use crate::key::KeyMeter;
use crate::mel::{LogMel, N_MELS, SAMPLE_RATE};
use crate::network::{FRAMES_PER_ROW, HALO};
use crate::pooling::Pooling;
use crate::tempo::TempoMeter;
use crate::timbre::{SUMS, Sums};
use crate::waveform::WaveformMeter;
use crate::{Ear, Error};

/// Log-mel frames the network takes at a time (about 66 s): results do not depend on it, memory does.
pub(crate) const CHUNK: usize = 2048;
/// Seconds of audio below which a track has no vector.
pub const SHORTEST: f64 = 0.5;
/// A frame whose bands sum to less is silent (about −75 dB of full scale).
const SILENT: f32 = 0.02;

/// Where the time of one pass went.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct StageTimes {
    pub decode: Duration,
    pub resample: Duration,
    pub mel: Duration,
    pub network: Duration,
    pub loudness: Duration,
    /// Mixing down, waveform, tempo, key, timbre, pooling.
    pub other: Duration,
}

/// Hears one track.
pub struct Listener<'a> {
    ear: &'a Ear,
    chunk: usize,
    sample_rate: u32,
    downmix: Downmix,
    loudness: Loudness,
    waveform: WaveformMeter,
    resampler: MonoResampler,
    mel: LogMel,
    key: KeyMeter,
    tempo: TempoMeter,
    sums: Sums,
    pooling: Pooling,
    /// Where the network hears windows, not every frame.
    windows: Option<Windows>,
    mono: Vec<f32>,
    resampled: Vec<f32>,
    /// Log-mel frames from frame `first` on: the halo of what is done, and what waits.
    frames: Vec<f32>,
    first: usize,
    /// Frames whose rows are pooled.
    done: usize,
    samples: u64,
    times: StageTimes,
}

impl<'a> Listener<'a> {
    /// For interleaved samples of `layout` at `sample_rate` Hz.
    pub fn new(ear: &'a Ear, layout: &Layout, sample_rate: u32) -> Self {
        Self::with_chunk(ear, layout, sample_rate, CHUNK)
    }

    pub(crate) fn with_chunk(ear: &'a Ear, layout: &Layout, sample_rate: u32, chunk: usize) -> Self {
        Self {
            chunk: chunk.next_multiple_of(FRAMES_PER_ROW),
            sample_rate,
            downmix: Downmix::to_mono(layout),
            loudness: Loudness::with_layout(layout, sample_rate),
            waveform: WaveformMeter::new(),
            resampler: MonoResampler::new(sample_rate, SAMPLE_RATE),
            mel: LogMel::new(),
            key: KeyMeter::new(),
            tempo: TempoMeter::new(),
            sums: Sums::new(),
            pooling: Pooling::new(ear.channels(), SUMS),
            windows: ear.windows(sample_rate),
            mono: Vec::new(),
            resampled: Vec::new(),
            frames: Vec::with_capacity((chunk + 4 * HALO) * N_MELS),
            first: 0,
            done: 0,
            samples: 0,
            times: StageTimes::default(),
            ear,
        }
    }

    /// Takes interleaved samples.
    pub fn push(&mut self, samples: &[f32]) -> Result<(), Error> {
        let started = Instant::now();
        self.loudness.push(samples);
        let measured = Instant::now();
        self.mono.clear();
        self.downmix.process(samples, &mut self.mono);
        self.waveform.push(&self.mono);
        self.samples += self.mono.len() as u64;
        let mixed = Instant::now();
        if let Some(windows) = &mut self.windows {
            windows.push(&self.mono);
        }
        self.resampled.clear();
        self.resampler.process(&self.mono, &mut self.resampled);
        let resampled = Instant::now();
        self.times.loudness += measured - started;
        self.times.other += mixed - measured;
        self.times.resample += resampled - mixed;
        self.hear_resampled(false)
    }

    fn hear_resampled(&mut self, last: bool) -> Result<(), Error> {
        let started = Instant::now();
        self.key.push(&self.resampled);
        let keyed = Instant::now();
        let before = self.frames.len();
        self.mel.process(&self.resampled, &mut self.frames);
        if last {
            self.mel.flush(&mut self.frames);
        }
        let framed = Instant::now();
        self.tempo.push(&self.frames[before..]);
        self.times.other += (keyed - started) + framed.elapsed();
        self.times.mel += framed - keyed;
        while self.end() >= self.done + self.chunk + HALO {
            self.rows(self.done + self.chunk)?;
        }
        if last && self.end() > self.done {
            self.rows(self.end())?;
        }
        Ok(())
    }

    /// The frame after the last one there is.
    fn end(&self) -> usize {
        self.first + self.frames.len() / N_MELS
    }

    /// Pools the rows of the frames up to `to`.
    fn rows(&mut self, to: usize) -> Result<(), Error> {
        let started = Instant::now();
        let from = self.done.saturating_sub(HALO);
        let until = (to + HALO).min(self.end());
        let features = self.ear.features(self.slice(from, until))?;
        let heard = Instant::now();
        let channels = self.ear.channels();
        let skip = (self.done - from) / FRAMES_PER_ROW;
        let mut sums = [0.0f32; SUMS];
        for i in 0..(to - self.done) / FRAMES_PER_ROW {
            let row = &features[(skip + i) * channels..][..channels];
            let at = self.done + i * FRAMES_PER_ROW;
            let frames = &self.frames[(at - self.first) * N_MELS..(at + FRAMES_PER_ROW - self.first) * N_MELS];
            let silent = frames.chunks_exact(N_MELS).all(|frame| frame.iter().sum::<f32>() < SILENT);
            sums.fill(0.0);
            self.sums.add(frames, &mut sums);
            self.pooling.push(row, &sums, silent);
        }
        self.done = to;
        let keep = self.done.saturating_sub(HALO);
        let gone = (keep - self.first) * N_MELS;
        self.frames.copy_within(gone.., 0);
        self.frames.truncate(self.frames.len() - gone);
        self.first = keep;
        self.times.network += heard - started;
        self.times.other += heard.elapsed();
        Ok(())
    }

    fn slice(&self, from: usize, to: usize) -> &[f32] {
        &self.frames[(from - self.first) * N_MELS..(to - self.first) * N_MELS]
    }

    /// Ends the stream.
    ///
    /// # Errors
    /// `TooShort` below [`SHORTEST`] seconds, `Silent` or `Cancelling` if nothing was heard.
    pub fn finish(mut self) -> Result<(TrackAnalysis, StageTimes), Error> {
        let started = Instant::now();
        self.resampled.clear();
        self.resampler.flush(&mut self.resampled);
        self.times.resample += started.elapsed();
        self.hear_resampled(true)?;
        let seconds = self.samples as f64 / f64::from(self.sample_rate.max(1));
        if seconds < SHORTEST || self.pooling.rows() == 0 {
            return Err(Error::TooShort { seconds });
        }
        let started = Instant::now();
        let Some(whole) = self.pooling.whole() else {
            let audible = self.loudness.finish().lufs.is_some();
            return Err(if audible { Error::Cancelling } else { Error::Silent });
        };
        let mut sections: Vec<_> = (0..SECTIONS).map(|i| self.pooling.section(i, SECTIONS)).collect();
        let heard = match self.windows.take() {
            Some(windows) => {
                let heard = self.ear.hear_windows(windows).ok_or(Error::Silent)?;
                let of_windows = |(i, section)| if heard.covers(i) { section } else { None };
                sections = sections.into_iter().enumerate().map(of_windows).collect();
                Some(heard.stretches(&std::array::from_fn(|i| sections[i].is_some())))
            }
            None => None,
        };
        let stretches: Vec<_> = std::iter::once(&whole).chain(sections.iter().flatten()).collect();
        let mut vectors = self.ear.vectors(&stretches, FRAMES_PER_ROW, heard)?.into_iter();
        let track = vectors.next().ok_or(Error::Silent)?;
        let silent = vec![0.0; self.ear.dim()];
        let sections: Vec<_> = sections
            .iter()
            .map(|s| s.as_ref().and_then(|_| vectors.next()).map_or(silent.clone(), |v| v.values))
            .collect();
        let embedding = Embedding::new(track.values).map_err(|why| Error::Model(format!("it gave no vector: {why}")))?;
        let sections = SectionVectors::quantise(&sections).ok_or_else(|| Error::Model("it gave no section vectors".into()))?;
        let heard = Instant::now();
        let loudness = self.loudness.finish();
        let (tempo, onsets_per_second) = self.tempo.finish();
        let (impressions, heard_energy) = self.ear.impressions(&track.heads).unzip();
        let acoustics = Acoustics {
            loudness_lufs: loudness.lufs,
            true_peak_db: loudness.true_peak_db,
            waveform: self.waveform.finish(),
            tempo,
            key: self.key.finish(),
            energy: loudness.lufs.map(|lufs| energy(lufs, onsets_per_second, heard_energy)),
            impressions,
        };
        self.times.network += heard - started;
        self.times.other += heard.elapsed();
        let analysis = TrackAnalysis {
            model: self.ear.version().clone(),
            embedding,
            sections,
            acoustics,
            words: self.ear.words(&track.heads),
            mood: self.ear.mood(&track.heads),
        };
        Ok((analysis, self.times))
    }

    /// Capacities of all buffers that could grow with the track.
    #[cfg(test)]
    pub(crate) fn capacities(&self) -> [usize; 5] {
        [
            self.frames.capacity(),
            self.mono.capacity(),
            self.resampled.capacity(),
            self.pooling.capacity(),
            self.mel.capacity(),
        ]
    }
}

/// 0–1: half what the network hears; a third loudness (half at −14 LUFS), a sixth onsets (half at 2 a second). Either half alone
/// follows what others call energy worse (`train heads`).
fn energy(lufs: f32, onsets_per_second: f32, heard: Option<f32>) -> f32 {
    let loud = 1.0 / (1.0 + (-(lufs + 14.0) / 4.0).exp());
    let busy = onsets_per_second / (onsets_per_second + 2.0);
    let signal = (2.0 * loud + busy) / 3.0;
    heard.map_or(signal, |heard| 0.5 * (signal + heard))
}

#[cfg(test)]
#[path = "listener_tests.rs"]
mod tests;
