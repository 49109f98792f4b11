//! Exports log-mel frames.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use analysis::mel::{LogMel, N_MELS, SAMPLE_RATE};
use anyhow::Context;
use serde::Serialize;

use crate::clips;
use crate::sound::Sound;

#[derive(Serialize)]
struct Entry {
    file: String,
    /// Index of the first frame.
    first: usize,
    frames: usize,
}

/// Writes `frames.f32` (little-endian, 64 values a frame) and `index.json` (which clip lies where).
pub fn export(data: &Path, out: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(out).with_context(|| format!("cannot create {}", out.display()))?;
    let path = out.join("frames.f32");
    let mut file = BufWriter::new(File::create(&path).with_context(|| format!("cannot write {}", path.display()))?);
    let (mut index, mut first) = (Vec::new(), 0);
    let (mut mel, mut frames) = (LogMel::new(), Vec::new());
    let clips = clips::load(data, true)?;
    for (i, clip) in clips.iter().enumerate() {
        frames.clear();
        mel.process(&Sound::read(&data.join(&clip.file))?.at(SAMPLE_RATE).mono, &mut frames);
        mel.flush(&mut frames);
        for value in &frames {
            file.write_all(&value.to_le_bytes())?;
        }
        let count = frames.len() / N_MELS;
        index.push(Entry {
            file: clip.file.clone(),
            first,
            frames: count,
        });
        first += count;
        if (i + 1) % 200 == 0 {
            eprintln!("{} of {} clips", i + 1, clips.len());
        }
    }
    file.flush()?;
    serde_json::to_writer_pretty(File::create(out.join("index.json"))?, &index)?;
    println!("{} clips, {first} frames", clips.len());
    Ok(())
}
