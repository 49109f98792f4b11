//! Samples of many clips at once.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use analysis::mel::SAMPLE_RATE;
use anyhow::bail;

use crate::clips::Clip;
use crate::sound::Sound;

/// Samples of all clips at the front end's rate, 16 bit, in their order; as many at once as there are cores.
///
/// # Errors
/// If one of them cannot be decoded.
pub fn load(data: &Path, clips: &[Clip]) -> anyhow::Result<Vec<Vec<i16>>> {
    let next = AtomicUsize::new(0);
    let work = || -> anyhow::Result<Vec<(usize, Vec<i16>)>> {
        let mut out = Vec::new();
        loop {
            let i = next.fetch_add(1, Ordering::Relaxed);
            let Some(clip) = clips.get(i) else { return Ok(out) };
            let samples = Sound::read(&data.join(&clip.file))?.at(SAMPLE_RATE).mono;
            out.push((i, samples.iter().map(|sample| (sample * 32_767.0).round() as i16).collect()));
        }
    };
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let parts = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| bail!("a worker panicked")))
            .collect::<anyhow::Result<Vec<_>>>()
    })?;
    let mut all: Vec<_> = parts.into_iter().flatten().collect();
    all.sort_by_key(|(i, _)| *i);
    Ok(all.into_iter().map(|(_, samples)| samples).collect())
}
