//! What cannot be played says so by its name.

use std::fs;
use std::path::Path;

use audio::{Error, probe};

use crate::ffmpeg::{self, Raw};
use crate::sound::{self, Findings};

/// Why a file is not played; `None` if it is.
fn reason(path: &Path) -> Option<String> {
    match probe(path) {
        Ok(format) => format.unplayable,
        Err(Error::Unsupported { reason }) => Some(reason),
        Err(other) => Some(format!("an error of another kind: {other:?}")),
    }
}

#[test]
fn the_reason_names_the_format() {
    let Some(folder) = ffmpeg::workshop("refused") else { return };
    let mut findings = Findings::default();
    let raw = sound::in_folder(&folder, "raw");
    sound::write_s32(&raw, &sound::music(24_000, 2, 48_000), 16);
    let sent = Raw {
        path: &raw,
        format: "s32le",
        rate: 48_000,
        channels: 2,
    };
    for (name, codec, word) in [
        ("a.wma", "wmav2", "Windows Media Audio"),
        ("a.wv", "wavpack", "WavPack"),
        ("a.tta", "tta", "True Audio"),
        ("a.ac3", "ac3", "AC-3"),
        ("a.eac3", "eac3", "E-AC-3"),
        ("a.dts", "dca -strict experimental", "DTS"),
        ("a.thd", "truehd -strict experimental", "TrueHD"),
        ("a.spx", "libspeex -ar 16000 -ac 1", "Speex"),
        ("a.au", "pcm_s16be", "Sun audio"),
        ("a.w64", "pcm_s16le", "Wave64"),
        ("mp3.wav", "libmp3lame", "MP3 in a WAV file"),
        ("ac3.wav", "ac3", "AC-3"),
        ("wma.wav", "wmav2", "Windows Media Audio"),
        ("ac3.mka", "ac3", "AC-3"),
        ("dts.mka", "dca -strict experimental", "DTS"),
        ("tta.mka", "tta", "True Audio"),
        ("wavpack.mka", "wavpack", "WavPack"),
        ("ac3.mp4", "ac3", "AC-3"),
        ("eac3.mp4", "eac3", "E-AC-3"),
    ] {
        if !ffmpeg::encodes(codec.split(' ').next().unwrap()) {
            continue;
        }
        let path = sound::in_folder(&folder, name);
        ffmpeg::encode(sent, &format!("-c:a {codec}"), &path);
        let reason = reason(&path);
        findings.check(
            reason
                .as_deref()
                .is_some_and(|reason| reason.contains(word) && reason.contains("not supported")),
            || format!("{name} {codec}: {reason:?}"),
        );
    }
    for (magic, word) in [
        (&b"MAC \x96\x0f\0\0"[..], "Monkey's Audio"),
        (b"DSD \x1c\0\0\0\0\0\0\0", "DSD"),
        (b"FRM8\0\0\0\0\0\0\x10\0DSD ", "DSD"),
        (b"MPCKSH", "Musepack"),
        (b"MP+\x07", "Musepack"),
        (b"OFR \x10\0\0\0", "OptimFROG"),
        (b"tBaK\0\0\0\0", "TAK"),
        (b"ID3\x04\0\0\0\0\0\x0a\0\0\0\0\0\0\0\0\0\0MAC \x96\x0f", "Monkey's Audio"),
    ] {
        let path = sound::in_folder(&folder, "made.mp3");
        // What follows looks like MPEG audio, as compressed sound does sooner or later.
        let frame = [&[0xff, 0xfb, 0x90, 0][..], &[0x55; 413]].concat();
        fs::write(&path, [magic, &[0; 64], &frame.repeat(20)].concat()).unwrap();
        let reason = reason(&path);
        findings.check(reason.as_deref().is_some_and(|reason| reason.contains(word)), || {
            format!("{word}: {reason:?}")
        });
    }
    findings.close();
}
