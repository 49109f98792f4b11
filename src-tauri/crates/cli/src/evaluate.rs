//! `vectors` and `bench`: the ear without a library.

use std::path::Path;

use anyhow::Context;

use crate::args::Args;
use crate::output::{json, line, shown};
use crate::progress;

pub fn vectors(dir: &Path, out: &Path) -> anyhow::Result<()> {
    let file = std::fs::File::create(out).with_context(|| format!("cannot write {}", out.display()))?;
    let bar = progress::bar(false);
    bar.set_message("listening");
    let failed = app::write_vectors(dir, file, &mut |done, total| {
        bar.set_length(total as u64);
        bar.set_position(done as u64);
    })?;
    bar.finish_and_clear();
    for (path, reason) in failed {
        eprintln!("refused: {}: {reason}", shown(&path));
    }
    Ok(())
}

#[derive(serde::Serialize)]
struct BenchOut {
    files: usize,
    audio_seconds: f64,
    decode_seconds: f64,
    resample_seconds: f64,
    mel_seconds: f64,
    network_seconds: f64,
    loudness_seconds: f64,
    other_seconds: f64,
    total_seconds: f64,
}

pub fn bench(args: &Args, dir: &Path) -> anyhow::Result<()> {
    let report = app::bench(dir)?;
    let out = BenchOut {
        files: report.files,
        audio_seconds: report.audio_seconds,
        decode_seconds: report.decode_seconds,
        resample_seconds: report.resample_seconds,
        mel_seconds: report.mel_seconds,
        network_seconds: report.network_seconds,
        loudness_seconds: report.loudness_seconds,
        other_seconds: report.other_seconds,
        total_seconds: report.total_seconds,
    };
    if args.json {
        return json(&out);
    }
    let per_minute = |seconds: f64| 60_000.0 * seconds / out.audio_seconds.max(1e-9);
    line(format!(
        "{} files, {:.1} minutes of audio, one thread",
        out.files,
        out.audio_seconds / 60.0
    ))?;
    for (what, seconds) in [
        ("bare decoding", out.decode_seconds),
        ("resample", out.resample_seconds),
        ("mel", out.mel_seconds),
        ("network", out.network_seconds),
        ("loudness", out.loudness_seconds),
        ("other", out.other_seconds),
        ("whole pass", out.total_seconds),
    ] {
        line(format!("{what:>14}: {seconds:8.3} s  {:7.1} ms per minute", per_minute(seconds)))?;
    }
    line(format!(
        "whole pass / bare decoding: {:.2}",
        out.total_seconds / out.decode_seconds.max(1e-9)
    ))
}
