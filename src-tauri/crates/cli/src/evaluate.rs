//! `vectors` and `bench`: the ear without a library.

use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::args::Args;
use crate::output::{json, line, shown};
use crate::progress;

/// Writes `out` whole or not at all: what is there already stays until the last vector is written.
pub fn vectors(args: &Args, dir: &Path, out: &Path) -> anyhow::Result<()> {
    std::fs::read_dir(dir).with_context(|| format!("cannot read {}", dir.display()))?;
    let target = Target::create(out).with_context(|| format!("cannot write {}", out.display()))?;
    let bar = progress::bar(false);
    bar.set_message("listening");
    let failed = app::write_vectors(dir, &target.file, &mut |done, total| {
        bar.set_length(total as u64);
        bar.set_position(done as u64);
    })?;
    target.keep().with_context(|| format!("cannot write {}", out.display()))?;
    bar.finish_and_clear();
    if args.json {
        let refused = |(path, reason): &(PathBuf, String)| serde_json::json!({ "path": shown(path), "reason": reason });
        return json(&serde_json::json!({ "written": shown(out), "refused": failed.iter().map(refused).collect::<Vec<_>>() }));
    }
    for (path, reason) in failed {
        eprintln!("refused: {}: {reason}", shown(&path));
    }
    Ok(())
}

/// A file on its way: written beside its place and moved there when it is whole, removed if that never happens.
struct Target {
    file: std::fs::File,
    /// Where it lies and where it belongs; `None`: it is written in place, for a pipe or device cannot be replaced.
    beside: Option<(PathBuf, PathBuf)>,
}

impl Target {
    fn create(out: &Path) -> std::io::Result<Self> {
        if out.metadata().is_ok_and(|there| !there.is_file()) {
            let file = std::fs::OpenOptions::new().write(true).open(out)?;
            return Ok(Self { file, beside: None });
        }
        // A link keeps pointing where it points.
        let place = out.canonicalize().unwrap_or_else(|_| out.to_path_buf());
        let mut name = place.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.part", std::process::id()));
        let part = place.with_file_name(name);
        let file = std::fs::File::create(&part)?;
        Ok(Self {
            file,
            beside: Some((part, place)),
        })
    }

    fn keep(mut self) -> std::io::Result<()> {
        let Some((part, place)) = self.beside.take() else { return Ok(()) };
        self.file.sync_all()?;
        std::fs::rename(&part, place).inspect_err(|_| drop(std::fs::remove_file(&part)))
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        if let Some((part, _)) = &self.beside {
            // Nothing more can be done about a file that cannot be removed.
            let _ = std::fs::remove_file(part);
        }
    }
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
    for (path, reason) in &report.failed {
        eprintln!("refused: {}: {reason}", shown(path));
    }
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
