//! From one file to frames at the line's rate: decode, mix down to stereo, apply the track's gain, resample. The resampler
//! runs on from track to track, so that neighbours of one rate join without a seam. Where tracks are to be blended, the end of each is
//! kept back until the next one is there.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::Duration;

use audio::{Decoder, Downmix, Resampler};
use domain::AudioFormat;
use rtrb::Producer;

use crate::blend::Blend;
use crate::feeder::Job;
use crate::line::CHANNELS;

/// Decoding stops when so many frames wait for room.
const PENDING_FRAMES: usize = 4096;
/// Blends that can lie on a line at once.
const MOST_BLENDS: usize = 64;
/// Samples that were sent and still lie in memory, at most; fewer where less than as many wait.
const MOST_SENT: usize = 64 << 10;
/// So much is never kept back where playing begins: meanwhile, what is kept back is decoded.
const AT_ONCE: Duration = Duration::from_secs(1);
/// A line that holds less is about to run dry.
const LOW: Duration = Duration::from_millis(300);
/// Closer than this, a place is the one that was asked for.
const SAME_PLACE: Duration = Duration::from_millis(50);

/// A file that is open, and where it stands.
#[derive(Debug)]
pub(crate) struct Opening {
    /// Index on the line of its first frame.
    pub(crate) start: u64,
    /// Place of that frame in the track.
    pub(crate) position: Duration,
    pub(crate) format: AudioFormat,
}

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
    /// So much of the end of each track waits for the next one.
    hold: Duration,
    /// Frames that go to the line without waiting.
    at_once: usize,
    /// What follows is known, and is not blended: nothing needs to wait.
    released: bool,
    blend: Option<Blend>,
    /// The end of the last track as it was before it was blended, and the index of its first frame.
    kept: Option<(u64, Vec<f32>)>,
    /// Indices where blends begin, of which the last few are remembered.
    blends: VecDeque<u64>,
    landed: Option<Duration>,
    block: Vec<f32>,
    stereo: Vec<f32>,
    fresh: Vec<f32>,
}

struct Source {
    path: PathBuf,
    decoder: Decoder,
    downmix: Downmix,
    gain: f32,
    rate: u32,
    /// Where the first block was to begin, behind a jump; until it is there.
    expected: Option<Duration>,
}

impl Source {
    /// The decoder, where the next track of a sheet begins with the next frame of the same file.
    fn go_on_as(mut self, job: &Job) -> Option<Decoder> {
        (job.at.is_zero() && self.decoder.go_on_as(&job.path)).then_some(self.decoder)
    }
}

/// Why a file cannot be played, or not to its end.
#[derive(Debug)]
pub(crate) struct Trouble {
    /// For a person.
    pub(crate) reason: String,
    /// It may be gone the next time.
    pub(crate) passing: bool,
}

impl Trouble {
    fn lasting(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            passing: false,
        }
    }
}

impl From<audio::Error> for Trouble {
    fn from(error: audio::Error) -> Self {
        Self {
            reason: error.to_string(),
            passing: error.is_passing(),
        }
    }
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
            hold: Duration::ZERO,
            at_once: 0,
            released: false,
            blend: None,
            kept: None,
            blends: VecDeque::new(),
            landed: None,
            block: Vec::new(),
            stereo: Vec::new(),
            fresh: Vec::new(),
        }
    }

    /// A new line: indices begin at zero.
    pub(crate) fn start(&mut self, rate: u32) {
        *self = Self {
            rate,
            hold: self.hold,
            source: self.source.take(),
            ..Self::new()
        };
    }

    /// Keeps back so much of the end of each track from now on.
    pub(crate) fn hold(&mut self, longest: Duration) {
        self.hold = longest;
    }

    /// Playing begins here, with nothing heard before it.
    pub(crate) fn begin(&mut self) {
        self.at_once = self.frames(AT_ONCE);
    }

    /// Opens a file, at once behind what came before or blended with its end.
    ///
    /// # Errors
    /// Why it cannot be played, for a person; a bug that a file runs into is such a reason too.
    pub(crate) fn open(&mut self, job: &Job) -> Result<Opening, Trouble> {
        self.guarded(|chain| chain.open_inner(job))
    }

    fn open_inner(&mut self, job: &Job) -> Result<Opening, Trouble> {
        if let Some(reason) = &job.refused {
            self.source = None;
            return Err(Trouble::lasting(reason.clone()));
        }
        #[cfg(test)]
        hang_on(&job.path, "open");
        let mut decoder = match self.source.take() {
            // A jump within the track that is open already spares opening it again.
            Some(source) if source.path == job.path && !job.at.is_zero() => source.decoder,
            Some(source) => match source.go_on_as(job) {
                Some(decoder) => decoder,
                None => Decoder::open(&job.path)?,
            },
            None => Decoder::open(&job.path)?,
        };
        let position = if job.at.is_zero() { Duration::ZERO } else { decoder.seek(job.at)? };
        let format = decoder.format().clone();
        let rate = format.sample_rate;
        self.released = false;
        if !job.blend.is_zero() {
            self.begin_blend(self.frames(job.blend));
        }
        if self.resampler.as_ref().is_none_or(|(from, _)| *from != rate) {
            self.finish();
            let resampler = Resampler::new(rate, self.rate, CHANNELS)?;
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
            expected: (!job.at.is_zero()).then_some(position),
        });
        self.landed = None;
        let start = self.end();
        Ok(Opening { start, position, format })
    }

    /// Puts the last frames of what came before aside, for the next track to go over them.
    fn begin_blend(&mut self, frames: usize) {
        self.finish();
        let left = self.pending.len() - self.sent;
        let tail = self.pending.split_off(self.pending.len() - left.min(frames * CHANNELS));
        if tail.is_empty() {
            return;
        }
        let start = self.produced();
        if self.blends.len() == MOST_BLENDS {
            self.blends.pop_front();
        }
        self.blends.push_back(start);
        self.kept = Some((start, tail.clone()));
        self.blend = Some(Blend::new(tail));
    }

    /// The place of the first block, if it is not the one that was told when its file was opened; told once.
    pub(crate) fn landed(&mut self) -> Option<Duration> {
        self.landed.take()
    }

    /// Decodes one block; false at the end of the track.
    ///
    /// # Errors
    /// As [`Chain::open`].
    pub(crate) fn decode(&mut self) -> Result<bool, Trouble> {
        self.guarded(Self::decode_inner)
    }

    /// A panic must not end the thread, and all sound with it: it ends this one file. What was decoded of it stays.
    fn guarded<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, Trouble>) -> Result<T, Trouble> {
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
            Err(Trouble::lasting(format!("the player failed on it: {what}")))
        })
    }

    fn decode_inner(&mut self) -> Result<bool, Trouble> {
        let Some(source) = &mut self.source else { return Ok(false) };
        #[cfg(test)]
        if self.given > 4_000 {
            hang_on(&source.path, "middle");
        }
        let Some(spec) = source.decoder.next_block(&mut self.block)? else {
            // Said once: the end has been reached, and what is there was played.
            return if source.decoder.ends_early() {
                Err(Trouble {
                    reason: "the file ends too early".into(),
                    passing: true,
                })
            } else {
                Ok(false)
            };
        };
        debug_assert_eq!(spec.sample_rate, source.rate);
        if let Some(expected) = source.expected.take() {
            let length = Duration::from_secs_f64(spec.frames as f64 / f64::from(spec.sample_rate.max(1)));
            let position = source.decoder.position().saturating_sub(length);
            // A jump may land late, or give up looking for its place in a file that cannot be searched.
            self.landed = (position.abs_diff(expected) > SAME_PLACE).then_some(position);
        }
        self.stereo.clear();
        source.downmix.process(&self.block, &mut self.stereo);
        if source.gain != 1.0 {
            self.stereo.iter_mut().for_each(|sample| *sample *= source.gain);
        }
        self.given += (self.stereo.len() / CHANNELS) as u64;
        if let Some((_, resampler)) = &mut self.resampler {
            self.fresh.clear();
            resampler.process(&self.stereo, &mut self.fresh)?;
            self.append_fresh();
        }
        Ok(true)
    }

    fn append_fresh(&mut self) {
        match &mut self.blend {
            Some(blend) => {
                blend.mix(&self.fresh, &mut self.pending);
                if blend.is_over() {
                    self.blend = None;
                }
            }
            None => self.pending.extend_from_slice(&self.fresh),
        }
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
        let flushed = self.guarded(|chain| {
            chain.fresh.clear();
            resampler.flush(&mut chain.fresh)?;
            chain.append_fresh();
            Ok(())
        });
        if let Err(Trouble { reason, .. }) = flushed {
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

    /// Nothing follows that the end would have to wait for.
    pub(crate) fn release_end(&mut self) {
        self.released = true;
    }

    /// Whether what begins at `start` was blended, and cannot be told from what it went over any more: it lies on the line already, or
    /// another blend came behind it.
    pub(crate) fn is_blended_for_good(&self, start: u64) -> bool {
        let kept = self.kept.as_ref().is_some_and(|(from, _)| *from == start);
        self.blends.contains(&start) && (start < self.written || !kept)
    }

    /// Takes back everything from index `start` on that is not on the line yet, and leaves what was blended there as it was before;
    /// returns the index the line is written to.
    pub(crate) fn cut(&mut self, start: u64) -> u64 {
        if start > self.produced() {
            self.finish();
        }
        (self.resampler, self.blend, self.released) = (None, None, false);
        let keep = usize::try_from(start.saturating_sub(self.written))
            .unwrap_or(usize::MAX)
            .saturating_mul(CHANNELS);
        self.pending.truncate(self.sent.saturating_add(keep));
        if let Some((from, tail)) = self.kept.take_if(|(from, _)| *from >= start)
            && from == start
            && start >= self.written
        {
            self.pending.extend(tail);
        }
        self.written
    }

    /// Whether frames wait for room on the line, or for what follows.
    pub(crate) fn has_pending(&self) -> bool {
        self.pending.len() > self.sent
    }

    /// Whether so many wait that decoding should.
    pub(crate) fn is_full(&self) -> bool {
        self.waiting() > PENDING_FRAMES + self.held()
    }

    fn waiting(&self) -> usize {
        (self.pending.len() - self.sent) / CHANNELS
    }

    fn held(&self) -> usize {
        if self.released { 0 } else { self.frames(self.hold) }
    }

    fn frames(&self, time: Duration) -> usize {
        (time.as_secs_f64() * f64::from(self.rate)) as usize
    }

    /// Writes what there is room for. `runs_on`: the other end does not wait, and a shorter blend is better than none of the music.
    pub(crate) fn write(&mut self, line: &mut Producer<f32>, runs_on: bool) {
        let room = line.slots() / CHANNELS;
        let on_it = line.buffer().capacity() / CHANNELS - room;
        let dry = if runs_on { self.frames(LOW).saturating_sub(on_it) } else { 0 };
        let ready = self
            .waiting()
            .saturating_sub(self.held())
            .max(self.waiting().min(self.at_once.max(dry)));
        let frames = room.min(ready);
        self.at_once = self.at_once.saturating_sub(frames);
        if frames > 0
            && let Ok(chunk) = line.write_chunk_uninit(frames * CHANNELS)
        {
            chunk.fill_from_iter(self.pending[self.sent..self.sent + frames * CHANNELS].iter().copied());
            self.sent += frames * CHANNELS;
            self.written += frames as u64;
        }
        // What is kept back for a blend never runs empty: what was sent must go all the same.
        if self.sent > MOST_SENT.max(self.pending.len() / 2) || self.sent == self.pending.len() {
            self.pending.drain(..self.sent);
            self.sent = 0;
        }
    }

    fn produced(&self) -> u64 {
        self.written + ((self.pending.len() - self.sent) / CHANNELS) as u64
    }
}

/// As a decoder that does not come to an end, for files that are called so; gives up when the tests are over anyway.
#[cfg(test)]
fn hang_on(path: &std::path::Path, place: &str) {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    if name.starts_with("hangs") && name.contains(place) {
        let began = std::time::Instant::now();
        while began.elapsed() < Duration::from_secs(600) {
            std::thread::sleep(Duration::from_millis(50));
        }
    }
    assert!(!(name.starts_with("panics") && name.contains(place)), "as the test wants it");
}
