//! Makes and keeps the baselines that need no training, and what `torch/baselines.py` reads to train the others.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::sync::Mutex;

use analysis::mel::{LogMel, N_MELS, SAMPLE_RATE};
use anyhow::Context;
use serde::Serialize;

use crate::plan::{Plan, Source, write_json};
use crate::systems::{descriptors, gaussian, statistics};
use crate::vectors::Vectors;
use crate::views::View;
use crate::walk::walk;

/// Files of the baselines made here.
pub const STATISTICS: &str = "statistics";
pub const GAUSSIAN: &str = "mfcc-gaussian";
pub const DESCRIPTORS: &str = "descriptors";

/// Where the log-mel frames of a view of a clip lie in `frames.f32`.
#[derive(Serialize)]
struct Entry {
    view: &'static str,
    clip: usize,
    first: usize,
    frames: usize,
}

/// Writes `set.json`, `frames.f32` with `frames.json` (whole and damaged clips) and a file of vectors a system.
///
/// # Errors
/// If a clip cannot be read or the cache not be written.
pub fn run(source: &Source) -> anyhow::Result<()> {
    let plan = Plan::new(source)?;
    std::fs::create_dir_all(&plan.cache).with_context(|| format!("cannot create {}", plan.cache.display()))?;
    plan.describe()?;
    let path = plan.cache.join("frames.f32");
    let file = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
    let file = Mutex::new((BufWriter::new(file), 0));
    let heard = walk(&plan, |clip, view, sound| {
        let (mut mel, mut frames) = (LogMel::new(), Vec::new());
        mel.process(&sound.at(SAMPLE_RATE).mono, &mut frames);
        mel.flush(&mut frames);
        let entry = if View::PARTS.contains(&view) {
            None
        } else {
            let bytes: Vec<u8> = frames.iter().flat_map(|v| v.to_le_bytes()).collect();
            let mut file = file.lock().map_err(|_| anyhow::anyhow!("a worker panicked"))?;
            file.0.write_all(&bytes)?;
            let (first, frames) = (file.1, frames.len() / N_MELS);
            file.1 += frames;
            Some(Entry {
                view: view.name(),
                clip,
                first,
                frames,
            })
        };
        let sound = sound.at(gaussian::RATE);
        let vectors = [statistics::of(&frames), gaussian::of(&sound), descriptors::of(&sound, &frames)];
        Ok((entry, vectors))
    })?;
    file.into_inner().map_err(|_| anyhow::anyhow!("a worker panicked"))?.0.flush()?;
    let mut entries = Vec::new();
    let mut systems: [Vectors; 3] = Default::default();
    for (view, rows) in heard {
        let mut columns: [Vec<Vec<f32>>; 3] = Default::default();
        for (entry, vectors) in rows {
            entries.extend(entry);
            columns.iter_mut().zip(vectors).for_each(|(column, vector)| column.push(vector));
        }
        systems
            .iter_mut()
            .zip(columns)
            .for_each(|(system, column)| drop(system.0.insert(view, column)));
    }
    write_json(&plan.cache.join("frames.json"), &entries)?;
    for (name, system) in [STATISTICS, GAUSSIAN, DESCRIPTORS].iter().zip(&systems) {
        system.write(&plan.cache.join(format!("{name}.safetensors")))?;
    }
    let counts: BTreeMap<_, _> = systems[0].0.iter().map(|(view, rows)| (view.name(), rows.len())).collect();
    println!("{}: clips heard by view {counts:?}", plan.cache.display());
    println!("the networks, and the teachers' own vectors:");
    println!(
        "    python models/train/torch/baselines.py{}",
        match &source.data {
            Some(data) => format!(" --data {}", data.display()),
            None => " --apply".into(),
        }
    );
    Ok(())
}
