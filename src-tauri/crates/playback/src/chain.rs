//! From one file to frames at the line's rate: decode, mix down to stereo, apply the track's gain, resample. The resampler
//! runs on from track to track, so that neighbours of one rate join without a seam.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::Duration;

use audio::{Decoder, Downmix, Resampler};
use rtrb::Producer;

use crate::feeder::Job;
use crate::line::CHANNELS;

/// Decoding stops when so many frames wait for room.
const PENDING_FRAMES: usize = 4096;

pub(crate) struct Chain {
    rate: u32,
    source: Option<Source>,
    resampler: Option<(u32, Resampler)>,
    /// Frames for the line, interleaved, from `sent` on.
    pending: Vec<f32>,
    sent: usize,
    /// Index on the line of the next frame to be written.
    written: u64,
    /// Index on the line of the resampler's first frame, and the frames it was given since.
    base: u64,
    given: u64,
    block: Vec<f32>,
    stereo: Vec<f32>,
}

struct Source {
    path: PathBuf,
    decoder: Decoder,
    downmix: Downmix,
    gain: f32,
    rate: u32,
}

impl Chain {
    pub(crate) fn new() -> Self {
        Self {
            rate: 0,
            source: None,
            resampler: None,
            pending: Vec::new(),
            sent: 0,
            written: 0,
            base: 0,
            given: 0,
            block: Vec::new(),
            stereo: Vec::new(),
        }
    }

    /// A new line: indices begin at zero.
    pub(crate) fn start(&mut self, rate: u32) {
        *self = Self {
            rate,
            source: self.source.take(),
            ..Self::new()
        };
    }

    /// Opens a file, at once behind what came before; returns the index of its first frame and its place in the track.
    ///
    /// # Errors
    /// Why it cannot be played, for a person; a bug that a file runs into is such a reason too.
    pub(crate) fn open(&mut self, job: &Job) -> Result<(u64, Duration), String> {
        self.guarded(|chain| chain.open_inner(job))
    }

    fn open_inner(&mut self, job: &Job) -> Result<(u64, Duration), String> {
        let mut decoder = match self.source.take() {
            // A jump within the track that is open already spares opening it again.
            Some(source) if source.path == job.path && !job.at.is_zero() => source.decoder,
            _ => Decoder::open(&job.path).map_err(|error| error.to_string())?,
        };
        let position = if job.at.is_zero() {
            Duration::ZERO
        } else {
            decoder.seek(job.at).map_err(|error| error.to_string())?
        };
        let rate = decoder.format().sample_rate;
        if self.resampler.as_ref().is_none_or(|(from, _)| *from != rate) {
            self.finish();
            let resampler = Resampler::new(rate, self.rate, CHANNELS).map_err(|error| error.to_string())?;
            self.resampler = Some((rate, resampler));
            (self.base, self.given) = (self.produced(), 0);
        }
        let downmix = Downmix::to_stereo(decoder.layout());
        let gain = job
            .gain_db
            .filter(|gain| gain.is_finite())
            .map_or(1.0, |gain| 10f32.powf(gain.clamp(-60.0, 30.0) / 20.0));
        self.source = Some(Source {
            path: job.path.clone(),
            decoder,
            downmix,
            gain,
            rate,
        });
        Ok((self.end(), position))
    }

    /// Decodes one block; false at the end of the track.
    ///
    /// # Errors
    /// As [`Chain::open`].
    pub(crate) fn decode(&mut self) -> Result<bool, String> {
        self.guarded(Self::decode_inner)
    }

    /// A panic must not end the thread, and all sound with it: it ends this one file. What was decoded of it stays.
    fn guarded<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, String>) -> Result<T, String> {
        catch_unwind(AssertUnwindSafe(|| work(self))).unwrap_or_else(|panic| {
            (self.source, self.resampler) = (None, None);
            let whole = (self.pending.len() - self.sent.min(self.pending.len())) / CHANNELS * CHANNELS;
            self.pending.truncate(self.sent + whole);
            let what = panic
                .downcast_ref::<&str>()
                .copied()
                .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
                .unwrap_or("no reason given");
            tracing::error!(what, "playing a file panicked");
            Err(format!("the player failed on it: {what}"))
        })
    }

    fn decode_inner(&mut self) -> Result<bool, String> {
        let Some(source) = &mut self.source else { return Ok(false) };
        let Some(spec) = source.decoder.next_block(&mut self.block).map_err(|error| error.to_string())? else {
            return Ok(false);
        };
        debug_assert_eq!(spec.sample_rate, source.rate);
        self.stereo.clear();
        source.downmix.process(&self.block, &mut self.stereo);
        if source.gain != 1.0 {
            self.stereo.iter_mut().for_each(|sample| *sample *= source.gain);
        }
        self.given += (self.stereo.len() / CHANNELS) as u64;
        if let Some((_, resampler)) = &mut self.resampler {
            resampler
                .process(&self.stereo, &mut self.pending)
                .map_err(|error| error.to_string())?;
        }
        Ok(true)
    }

    /// Index of one past the last frame of all that was decoded, whether it has come out of the resampler or not.
    pub(crate) fn end(&self) -> u64 {
        match &self.resampler {
            Some((from, _)) => self.base + (self.given as f64 * f64::from(self.rate) / f64::from(*from)).round() as u64,
            None => self.produced(),
        }
    }

    /// Lets the rest out of the resampler.
    pub(crate) fn finish(&mut self) {
        let Some((_, mut resampler)) = self.resampler.take() else { return };
        let flushed = self.guarded(|chain| resampler.flush(&mut chain.pending).map_err(|error| error.to_string()));
        if let Err(reason) = flushed {
            tracing::warn!(reason, "the end of a track is lost");
        }
    }

    /// Lets go of the open file: a drive can be ejected once nothing of it is open.
    pub(crate) fn release(&mut self) {
        self.source = None;
    }

    /// Makes the next block run into a bug.
    #[cfg(test)]
    pub(crate) fn spoil(&mut self) {
        if let Some(source) = &mut self.source {
            source.rate += 1;
        }
    }

    /// Takes back everything from index `start` on that is not on the line yet; returns the index the line is written to.
    pub(crate) fn cut(&mut self, start: u64) -> u64 {
        if start > self.produced() {
            self.finish();
        }
        self.resampler = None;
        let keep = usize::try_from(start.saturating_sub(self.written))
            .unwrap_or(usize::MAX)
            .saturating_mul(CHANNELS);
        self.pending.truncate(self.sent.saturating_add(keep));
        self.written
    }

    /// Whether frames wait for room on the line.
    pub(crate) fn has_pending(&self) -> bool {
        self.pending.len() > self.sent
    }

    /// Whether so many wait that decoding should.
    pub(crate) fn is_full(&self) -> bool {
        self.pending.len() - self.sent > PENDING_FRAMES * CHANNELS
    }

    /// Writes what there is room for.
    pub(crate) fn write(&mut self, line: &mut Producer<f32>) {
        let frames = (line.slots() / CHANNELS).min((self.pending.len() - self.sent) / CHANNELS);
        if frames > 0
            && let Ok(chunk) = line.write_chunk_uninit(frames * CHANNELS)
        {
            chunk.fill_from_iter(self.pending[self.sent..self.sent + frames * CHANNELS].iter().copied());
            self.sent += frames * CHANNELS;
            self.written += frames as u64;
        }
        if self.sent == self.pending.len() {
            self.pending.clear();
            self.sent = 0;
        }
    }

    fn produced(&self) -> u64 {
        self.written + ((self.pending.len() - self.sent) / CHANNELS) as u64
    }
}
