//! Formats that keep every sample: what comes out is what went in and what ffmpeg hears, to the last bit.

use std::path::Path;

use audio::probe;

use crate::ffmpeg::{self, Raw};
use crate::sound::{self, Findings};

/// Container, codec with its settings, bits kept, rates, channels. Where no bits are kept, a sample is a step of a curve: what went in is
/// gone, but every decoder hears the same.
type Row = (&'static str, &'static str, u32, &'static [u32], &'static [usize]);

const FEW: &[u32] = &[44_100];
const RATES: &[u32] = &[8_000, 11_025, 22_050, 44_100, 48_000, 96_000, 192_000, 384_000];
const HIGH: &[u32] = &[44_100, 96_000, 192_000];
const WIDE: &[usize] = &[1, 2, 6, 8];
const BOTH: &[usize] = &[1, 2];
/// ffmpeg writes no ALAC of 7.1 with two channels at the side and two behind.
const ALAC: &[usize] = &[1, 2, 6];

const ROWS: &[Row] = &[
    ("wav", "pcm_u8", 8, FEW, WIDE),
    ("wav", "pcm_s16le", 16, RATES, WIDE),
    ("wav", "pcm_s24le", 24, HIGH, WIDE),
    ("wav", "pcm_s32le", 32, HIGH, WIDE),
    ("wav", "pcm_f32le", 32, HIGH, WIDE),
    ("wav", "pcm_f64le", 32, FEW, WIDE),
    ("aiff", "pcm_s8", 8, FEW, BOTH),
    ("aiff", "pcm_s16be", 16, RATES, WIDE),
    ("aiff", "pcm_s24be", 24, HIGH, WIDE),
    ("aiff", "pcm_s32be", 32, FEW, WIDE),
    ("aiff", "pcm_f32be", 32, FEW, BOTH),
    ("aiff", "pcm_f64be", 32, FEW, BOTH),
    ("aiff", "pcm_s16le", 16, FEW, BOTH),
    ("caf", "pcm_s16le", 16, RATES, WIDE),
    ("caf", "pcm_s16be", 16, FEW, BOTH),
    ("caf", "pcm_s24le", 24, FEW, WIDE),
    ("caf", "pcm_s24be", 24, FEW, BOTH),
    ("caf", "pcm_s32le", 32, FEW, BOTH),
    ("caf", "pcm_f32le", 32, FEW, BOTH),
    ("caf", "pcm_f64le", 32, FEW, BOTH),
    ("caf", "alac -sample_fmt s16p", 16, FEW, ALAC),
    ("caf", "alac -sample_fmt s32p", 24, HIGH, BOTH),
    ("flac", "flac -sample_fmt s16", 16, RATES, WIDE),
    ("flac", "flac -sample_fmt s32 -strict experimental", 24, RATES, WIDE),
    ("flac", "flac -sample_fmt s16 -frame_size 16", 16, FEW, BOTH),
    ("oga", "flac -sample_fmt s16", 16, HIGH, WIDE),
    ("oga", "flac -sample_fmt s32 -strict experimental", 24, HIGH, WIDE),
    ("mka", "flac -sample_fmt s32 -strict experimental", 24, HIGH, WIDE),
    ("mka", "pcm_s16le", 16, HIGH, WIDE),
    ("mka", "pcm_s24le", 24, FEW, BOTH),
    ("mka", "pcm_f32le", 32, FEW, BOTH),
    ("mka", "alac -sample_fmt s16p", 16, FEW, BOTH),
    ("m4a", "alac -sample_fmt s16p", 16, HIGH, ALAC),
    ("m4a", "alac -sample_fmt s32p", 24, HIGH, ALAC),
    ("mp4", "flac -sample_fmt s16 -strict experimental", 16, FEW, WIDE),
    ("mov", "pcm_s16le", 16, FEW, BOTH),
    ("mov", "pcm_s16be", 16, FEW, BOTH),
    ("mov", "pcm_s24le", 24, FEW, BOTH),
    ("mov", "pcm_s24be", 24, FEW, BOTH),
    ("mov", "pcm_f32le", 32, FEW, BOTH),
    ("wav", "pcm_alaw", 0, FEW, BOTH),
    ("wav", "pcm_mulaw", 0, FEW, BOTH),
    ("wav", "adpcm_ms", 0, FEW, BOTH),
    ("wav", "adpcm_ima_wav", 0, FEW, BOTH),
    ("aiff", "pcm_alaw", 0, FEW, BOTH),
    ("aiff", "pcm_mulaw", 0, FEW, BOTH),
    ("caf", "pcm_mulaw", 0, FEW, BOTH),
    ("caf", "adpcm_ima_qt", 0, FEW, BOTH),
];

#[test]
fn every_sample_comes_out_as_it_went_in() {
    let Some(folder) = ffmpeg::workshop("whole") else { return };
    let mut findings = Findings::default();
    let raw = sound::in_folder(&folder, "raw");
    for (container, settings, bits, rates, counts) in ROWS {
        let codec = settings.split(' ').next().unwrap();
        if !ffmpeg::encodes(codec) {
            continue;
        }
        for &rate in *rates {
            for &channels in *counts {
                // Every channel count at the first rate, every rate at the first channel count.
                if rate != rates[0] && channels != counts[0] {
                    continue;
                }
                let out = sound::in_folder(&folder, &format!("made.{container}"));
                let music = sound::music(6_001, channels, rate);
                let what = format!("{container} {settings} {rate} Hz, {channels} channels");
                sound::write_s32(&raw, &music, if *bits == 0 { 16 } else { *bits });
                let sent = Raw {
                    path: &raw,
                    format: "s32le",
                    rate,
                    channels,
                };
                ffmpeg::encode(sent, &format!("-c:a {settings}"), &out);
                let expect = sound::floats(&music, *bits.max(&1));
                look(&out, &what, rate, channels, (*bits > 0).then_some(&expect), &mut findings);
            }
        }
    }
    findings.close();
}

fn look(path: &Path, what: &str, rate: u32, channels: usize, expect: Option<&Vec<f32>>, findings: &mut Findings) {
    let format = match probe(path) {
        Ok(format) => format,
        Err(error) => return findings.check(false, || format!("{what}: probe: {error}")),
    };
    findings.check((format.sample_rate, usize::from(format.channels)) == (rate, channels), || {
        format!("{what}: {format:?}")
    });
    let heard = match sound::decode(path) {
        Ok(heard) => heard,
        Err(error) => return findings.check(false, || format!("{what}: decode: {error}")),
    };
    // Of what comes out as it went in, another decoder has nothing to add.
    let theirs = expect.is_none().then(|| ffmpeg::decode(path));
    let (expect, off) = match (expect, &theirs) {
        (Some(expect), _) => (expect, 0.0),
        // QuickTime's own arithmetic rounds every step; symphonia's does not.
        (None, Some(theirs)) if what.contains("ima_qt") => (theirs, 0.005),
        (None, Some(theirs)) => (theirs, 0.0),
        (None, None) => return,
    };
    let worst = sound::worst(&heard, expect);
    findings.check(heard.len() == expect.len() && worst <= off, || {
        format!("{what}: {} samples of {}, off by {worst}", heard.len(), expect.len())
    });
    let (said, is) = (format.duration.as_secs_f64() * f64::from(rate), (heard.len() / channels) as f64);
    // Matroska counts milliseconds, and ffmpeg does not tell Core Audio how much of the last packet is music.
    let inexact = match (what.starts_with("mka"), what.contains("caf alac")) {
        (true, _) => f64::from(rate) / 1_000.0,
        (_, true) => 4_096.0,
        _ => 1.0,
    };
    findings.check((said - is).abs() < inexact, || {
        format!("{what}: said to be {said} frames long, is {is}")
    });
}
