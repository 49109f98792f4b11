//! `decode` and `render`: what is heard, as files, for whoever wants to check it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use app::{RenderOptions, Verified};
use clap::ValueEnum;
use domain::{LoudnessMode, Sound};
use serde::Serialize;

use crate::args::Args;
use crate::output::{json, line, shown};

/// By whose loudness tracks are brought to the same level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Gain {
    #[default]
    Off,
    Track,
    Album,
    Auto,
}

impl From<Gain> for LoudnessMode {
    fn from(gain: Gain) -> Self {
        match gain {
            Gain::Off => Self::Off,
            Gain::Track => Self::Track,
            Gain::Album => Self::Album,
            Gain::Auto => Self::Auto,
        }
    }
}

#[derive(Serialize)]
struct DecodedOut {
    file: String,
    out: String,
    codec: String,
    sample_rate: u32,
    channels: u16,
    bits: Option<u32>,
    frames: u64,
    checksum: &'static str,
}

pub fn decode(args: &Args, file: &Path, out: &Path) -> anyhow::Result<()> {
    let decoded = app::decode_to(file, out)?;
    let checksum = match decoded.verified {
        Verified::Holds => "holds",
        Verified::Differs => "differs",
        Verified::NoChecksum => "none",
    };
    let format = &decoded.format;
    if args.json {
        return json(&DecodedOut {
            file: shown(file),
            out: shown(out),
            codec: format.codec.clone(),
            sample_rate: format.sample_rate,
            channels: format.channels,
            bits: format.bits_per_sample,
            frames: decoded.frames,
            checksum,
        });
    }
    let bits = format.bits_per_sample.map(|bits| format!(", {bits} bit")).unwrap_or_default();
    line(format!(
        "{}: {} {} Hz{bits}, {} channels, {} frames; its own checksum: {checksum}",
        shown(out),
        format.codec,
        format.sample_rate,
        format.channels,
        decoded.frames
    ))
}

/// How to render a queue.
#[derive(clap::Args)]
pub struct Render {
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[arg(long, value_name = "OUT.wav")]
    out: PathBuf,
    /// Seconds that one track blends into the next; tracks that follow each other on an album are never blended
    #[arg(long, default_value_t = 0.0, allow_negative_numbers = true, value_name = "S", value_parser = seconds)]
    crossfade: f64,
    /// Bring tracks to -18 LUFS by tags or measurement
    #[arg(long, value_enum, default_value_t)]
    gain: Gain,
    /// A preset of the equaliser, such as rock, jazz, bassBoost
    #[arg(long, value_name = "PRESET", value_parser = preset)]
    eq: Option<&'static app::EqualizerPreset>,
    /// Sample rate of the output; by default that of the first file
    #[arg(long, value_name = "HZ", value_parser = clap::value_parser!(u32).range(8_000..=768_000))]
    rate: Option<u32>,
}

fn seconds(text: &str) -> Result<f64, String> {
    let longest = domain::LONGEST_CROSSFADE.as_secs_f64();
    text.parse()
        .ok()
        .filter(|seconds| (0.0..=longest).contains(seconds))
        .ok_or(format!("it must lie between 0 and {longest} seconds"))
}

fn preset(name: &str) -> Result<&'static app::EqualizerPreset, String> {
    app::equalizer_preset(name).ok_or_else(|| {
        let names: Vec<&str> = app::EQUALIZER_PRESETS.iter().map(|preset| preset.name).collect();
        format!("it must be one of {}", names.join(", "))
    })
}

#[derive(Serialize)]
struct RenderedOut {
    out: String,
    sample_rate: u32,
    frames: u64,
    failed: Vec<FailedOut>,
}

#[derive(Serialize)]
struct FailedOut {
    path: String,
    reason: String,
}

pub fn render(args: &Args, render: &Render) -> anyhow::Result<()> {
    let options = RenderOptions {
        sound: Sound {
            crossfade: Duration::from_secs_f64(render.crossfade),
            loudness: render.gain.into(),
            equalizer: render.eq.map(app::EqualizerPreset::equalizer).unwrap_or_default(),
            ..Sound::default()
        },
        rate: render.rate,
    };
    let rendered = app::render_to(&render.files, &options, &render.out)?;
    if args.json {
        let failed = |(path, reason): &(PathBuf, String)| FailedOut {
            path: shown(path),
            reason: reason.clone(),
        };
        return json(&RenderedOut {
            out: shown(&render.out),
            sample_rate: rendered.rate,
            frames: rendered.frames,
            failed: rendered.failed.iter().map(failed).collect(),
        });
    }
    for (path, reason) in &rendered.failed {
        eprintln!("{}: {reason}", path.display());
    }
    let seconds = rendered.frames as f64 / f64::from(rendered.rate);
    line(format!(
        "{}: {} frames at {} Hz, {seconds:.3} s",
        shown(&render.out),
        rendered.frames,
        rendered.rate
    ))?;
    anyhow::ensure!(rendered.failed.is_empty(), "not everything could be played");
    Ok(())
}
