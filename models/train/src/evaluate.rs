//! The table: what the program ships, its parts, and what they have to beat, on clips by artists not trained on.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use analysis::mel::{LogMel, N_MELS, SAMPLE_RATE};
use analysis::{DeviceChoice, Ear, Listener};
use audio::Layout;
use domain::SplitMix64;

use crate::clips::{self, Clip};
use crate::{measures, probe};

/// Seconds of the short stretch from a clip's middle.
const SHORT: usize = 2;

/// One system's vectors of one clip: of all of it, of its halves, of two seconds.
#[derive(Clone, Default)]
struct Views([Vec<f32>; 4]);

/// Every system's vectors of one clip, in the order of [`NAMES`].
type Heard = [Views; 5];

const NAMES: [&str; 5] = [
    "random",
    "log-mel statistics",
    "timbre block alone",
    "network alone",
    "shipped: network + timbre",
];

/// Prints the table.
pub fn run(data: &Path, seed: u64) -> anyhow::Result<()> {
    let ear = Ear::load(DeviceChoice::Cpu)?;
    let clips: Vec<Clip> = clips::load(data, false)?
        .into_iter()
        .filter(|c| c.validation || c.quadrant.is_some() || c.cluster.is_some())
        .collect();
    let heard = hear_all(&ear, data, &clips)?;
    let heard = standardised(heard, &clips, seed);
    let validation: Vec<usize> = (0..clips.len()).filter(|&i| clips[i].validation).collect();
    let labelled: Vec<usize> = validation.iter().copied().filter(|&i| !clips[i].genres.is_empty()).collect();
    println!(
        "{} — {} validation clips, {} of them with genres; probes fitted on the rest of {}",
        ear.version(),
        validation.len(),
        labelled.len(),
        clips.len()
    );
    println!(
        "{:26} {:>6} {:>8} {:>9} {:>8} {:>7} {:>6} {:>7}",
        "system", "P@10", "P@10 2s", "quadrants", "clusters", "halves", "S_10", "orphans"
    );
    for (system, name) in NAMES.iter().enumerate() {
        let take = |which: &[usize], view: usize| -> Vec<Vec<f32>> { which.iter().map(|&i| heard[i][system].0[view].clone()).collect() };
        let of: Vec<&Clip> = labelled.iter().map(|&i| &clips[i]).collect();
        let probed = |label: fn(&Clip) -> Option<usize>, classes: usize| {
            let rows = |validation: bool| -> Vec<(&[f32], usize)> {
                let some = |i: usize| label(&clips[i]).map(|y| (heard[i][system].0[0].as_slice(), y));
                (0..clips.len())
                    .filter(|&i| clips[i].validation == validation)
                    .filter_map(some)
                    .collect()
            };
            probe::accuracy(&rows(false), &rows(true), classes)
        };
        let (skewness, orphans) = measures::hubness(&take(&validation, 0));
        println!(
            "{name:26} {:6.3} {:8.3} {:9.3} {:8.3} {:7.3} {skewness:6.2} {orphans:7.3}",
            measures::precision(&take(&labelled, 0), &of),
            measures::precision(&take(&labelled, 3), &of),
            probed(|c| c.quadrant, 4),
            probed(|c| c.cluster, 5),
            measures::halves(&take(&validation, 1), &take(&validation, 2)),
        );
    }
    println!(
        "P@10: share of the ten nearest with a genre of the query, its artist left out. halves: first half finds second half among all."
    );
    println!("S_10: skewness of the 10-occurrence, lower is better. orphans: share never among anybody's ten nearest.");
    Ok(())
}

fn hear_all(ear: &Ear, data: &Path, clips: &[Clip]) -> anyhow::Result<Vec<Heard>> {
    let next = AtomicUsize::new(0);
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let work = || -> anyhow::Result<Vec<(usize, Heard)>> {
        let mut out = Vec::new();
        loop {
            let i = next.fetch_add(1, Ordering::Relaxed);
            let Some(clip) = clips.get(i) else { return Ok(out) };
            out.push((i, hear(ear, &clips::samples(&data.join(&clip.file))?)?));
        }
    };
    let parts = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        threads
            .into_iter()
            .map(|t| t.join().unwrap_or_else(|_| anyhow::bail!("a worker panicked")))
            .collect::<anyhow::Result<Vec<_>>>()
    })?;
    let mut all: Vec<(usize, Heard)> = parts.into_iter().flatten().collect();
    all.sort_by_key(|(i, _)| *i);
    Ok(all.into_iter().map(|(_, heard)| heard).collect())
}

fn hear(ear: &Ear, samples: &[f32]) -> anyhow::Result<Heard> {
    let middle = samples.len() / 2;
    let short = SHORT * SAMPLE_RATE as usize / 2;
    let stretches = [
        samples,
        &samples[..middle],
        &samples[middle..],
        &samples[middle.saturating_sub(short)..(middle + short).min(samples.len())],
    ];
    let mut heard = Heard::default();
    for (view, stretch) in stretches.into_iter().enumerate() {
        heard[1].0[view] = statistics(stretch);
        let mut listener = Listener::new(ear, &Layout::of_count(1), SAMPLE_RATE);
        for block in stretch.chunks(1 << 14) {
            listener.push(block)?;
        }
        let vector = listener.finish()?.0.embedding.as_slice().to_vec();
        let (network, timbre) = vector.split_at(ear.network_dim());
        heard[2].0[view] = timbre.to_vec();
        heard[3].0[view] = network.to_vec();
        heard[4].0[view] = vector;
    }
    Ok(heard)
}

/// Mean and deviation of every log-mel band.
fn statistics(samples: &[f32]) -> Vec<f32> {
    let (mut mel, mut frames) = (LogMel::new(), Vec::new());
    mel.process(samples, &mut frames);
    mel.flush(&mut frames);
    let n = (frames.len() / N_MELS).max(1) as f32;
    let column = |band: usize| frames.iter().skip(band).step_by(N_MELS);
    let means: Vec<f32> = (0..N_MELS).map(|band| column(band).sum::<f32>() / n).collect();
    let deviation = |band: usize| (column(band).map(|v| (v - means[band]).powi(2)).sum::<f32>() / n).sqrt();
    means.iter().copied().chain((0..N_MELS).map(deviation)).collect()
}

/// Fills the random row and standardises the log-mel row by the training clips: what needs no network gets its best form.
fn standardised(mut heard: Vec<Heard>, clips: &[Clip], seed: u64) -> Vec<Heard> {
    let mut rng = SplitMix64::new(seed);
    let train: Vec<&Vec<f32>> = heard
        .iter()
        .zip(clips)
        .filter(|(_, c)| !c.validation)
        .map(|(h, _)| &h[1].0[0])
        .collect();
    let n = train.len().max(1) as f32;
    let mean: Vec<f32> = (0..2 * N_MELS).map(|i| train.iter().map(|v| v[i]).sum::<f32>() / n).collect();
    let deviation: Vec<f32> = (0..2 * N_MELS)
        .map(|i| (train.iter().map(|v| (v[i] - mean[i]).powi(2)).sum::<f32>() / n).sqrt() + 1e-6)
        .collect();
    for clip in &mut heard {
        for view in 0..4 {
            clip[0].0[view] = (0..128).map(|_| rng.unit() as f32 - 0.5).collect();
            clip[1].0[view]
                .iter_mut()
                .enumerate()
                .for_each(|(i, v)| *v = (*v - mean[i]) / deviation[i]);
        }
    }
    heard
}
