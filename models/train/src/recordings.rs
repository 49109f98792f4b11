//! Samples of many clips at once.

use std::path::Path;

use analysis::mel::SAMPLE_RATE;

use crate::clips::Clip;
use crate::parallel;
use crate::sound::Sound;

/// Samples of all clips at the front end's rate, 16 bit, in their order.
///
/// # Errors
/// If one of them cannot be decoded.
pub fn load(data: &Path, clips: &[Clip]) -> anyhow::Result<Vec<Vec<i16>>> {
    parallel::each(clips.len(), |i| {
        let samples = Sound::read(&data.join(&clips[i].file))?.at(SAMPLE_RATE).mono;
        Ok(samples.iter().map(|sample| (sample * 32_767.0).round() as i16).collect())
    })
}
