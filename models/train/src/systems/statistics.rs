//! Mean and deviation of every log-mel band: the least that a learned vector has to beat.

use analysis::mel::N_MELS;

/// 128 values of log-mel frames (64 values a frame).
pub fn of(frames: &[f32]) -> Vec<f32> {
    let n = (frames.len() / N_MELS).max(1) as f32;
    let column = |band: usize| frames.iter().skip(band).step_by(N_MELS);
    let means: Vec<f32> = (0..N_MELS).map(|band| column(band).sum::<f32>() / n).collect();
    let deviation = |band: usize| (column(band).map(|v| (v - means[band]).powi(2)).sum::<f32>() / n).sqrt();
    means.iter().copied().chain((0..N_MELS).map(deviation)).collect()
}

/// Standardises `rows` by mean and deviation of the columns of `by`: what needs no network gets its best form.
pub fn standardise(rows: &mut [Vec<f32>], by: &[Vec<f32>]) {
    let n = by.len().max(1) as f32;
    for i in 0..by.first().map_or(0, Vec::len) {
        let mean = by.iter().map(|v| v[i]).sum::<f32>() / n;
        let deviation = (by.iter().map(|v| (v[i] - mean).powi(2)).sum::<f32>() / n).sqrt() + 1e-6;
        rows.iter_mut().for_each(|row| row[i] = (row[i] - mean) / deviation);
    }
}
