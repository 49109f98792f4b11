//! Files made by ffmpeg while the tests run, and what ffmpeg itself hears in them.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use tempfile::TempDir;

/// The encoders of the ffmpeg that is installed; `None` where there is none.
static ENCODERS: LazyLock<Option<Vec<String>>> = LazyLock::new(|| {
    let listed = Command::new("ffmpeg").args(["-hide_banner", "-encoders"]).output().ok()?;
    let text = String::from_utf8_lossy(&listed.stdout).into_owned();
    let names = text.lines().filter_map(|line| line.split_whitespace().nth(1));
    Some(names.map(String::from).collect())
});

/// A folder to make files in; `None`, with a line that says so, where there is no ffmpeg to make them.
pub fn workshop(test: &str) -> Option<TempDir> {
    if ENCODERS.is_none() {
        println!("{test}: skipped, there is no ffmpeg on the PATH");
        return None;
    }
    Some(tempfile::tempdir().unwrap())
}

pub fn encodes(codec: &str) -> bool {
    let known = ENCODERS.as_ref().is_some_and(|names| names.iter().any(|name| name == codec));
    if !known {
        println!("{codec}: skipped, this ffmpeg has no encoder for it");
    }
    known
}

/// How sound is kept in a file without a header.
#[derive(Clone, Copy, Debug)]
pub struct Raw<'a> {
    pub path: &'a Path,
    /// ffmpeg's name of the sample format.
    pub format: &'a str,
    pub rate: u32,
    pub channels: usize,
}

/// Makes `out` of raw sound. `options` name the codec and its settings; the container follows from the name of `out`, or from `-f`.
pub fn encode(raw: Raw<'_>, options: &str, out: &Path) {
    let (rate, channels) = (raw.rate.to_string(), raw.channels.to_string());
    let mut command = quiet();
    command.args(["-f", raw.format, "-ar", &rate, "-ac", &channels]);
    if let Some(layout) = layout(raw.channels) {
        command.args(["-channel_layout", layout]);
    }
    command.arg("-i").arg(raw.path).args(options.split_whitespace()).arg(out);
    run(command);
}

/// Interleaved samples of a whole file as ffmpeg decodes it.
pub fn decode(path: &Path) -> Vec<f32> {
    decode_as(path, &["-f", "f32le"])
        .chunks_exact(4)
        .map(|bytes| f32::from_le_bytes(bytes.try_into().unwrap()))
        .collect()
}

/// A whole file as ffmpeg decodes it, in the raw format that `options` name.
pub fn decode_as(path: &Path, options: &[&str]) -> Vec<u8> {
    let mut command = quiet();
    // ffmpeg's own decoder of Opus resamples what was said at a low rate in its own way.
    if path.to_string_lossy().contains("opus") {
        command.args(["-c:a", "libopus"]);
    }
    command.arg("-i").arg(path).args(["-map", "0:a:0"]).args(options).arg("-");
    let output = command.stdout(Stdio::piped()).output().unwrap();
    assert!(output.status.success(), "ffmpeg cannot decode {}", path.display());
    output.stdout
}

/// Files one after the other in one.
pub fn concatenate(parts: &[PathBuf], out: &Path) {
    let bytes: Vec<u8> = parts.iter().flat_map(|part| fs::read(part).unwrap()).collect();
    fs::write(out, bytes).unwrap();
}

fn layout(channels: usize) -> Option<&'static str> {
    // What players and encoders mean by these counts; ffmpeg would guess for six and more.
    [(1, "mono"), (2, "stereo"), (6, "5.1"), (8, "7.1")]
        .into_iter()
        .find_map(|(count, name)| (count == channels).then_some(name))
}

fn quiet() -> Command {
    let mut command = Command::new("ffmpeg");
    command
        .args(["-v", "fatal", "-nostdin", "-y", "-threads", "1", "-bitexact"])
        .stdin(Stdio::null());
    command
}

fn run(mut command: Command) {
    let output = command.output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    let args: Vec<_> = command.get_args().map(OsStr::to_string_lossy).collect();
    assert!(output.status.success(), "ffmpeg {}: {told}", args.join(" "));
}
