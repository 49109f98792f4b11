//! Formats that leave something out: as many frames as went in, at their place, and within a tolerance what ffmpeg hears.

use std::path::Path;

use audio::{Decoder, probe};

use crate::ffmpeg::{self, Raw};
use crate::sound::{self, Findings};

/// What a file says of its own first and last frame.
#[derive(Clone, Copy, PartialEq)]
enum Ends {
    /// Exactly what went in is heard.
    Both,
    /// What went in, and silence or an echo of the end behind it.
    Start,
    /// Nothing: the delay of the encoder is heard, and the rest of the last packet.
    Neither,
}
use Ends::{Both, Neither, Start};

/// Container, codec with its settings, rates, channels, largest difference to ffmpeg's decoding, and what is cut off.
type Row = (&'static str, &'static str, &'static [u32], &'static [usize], f32, Ends);

const CD: &[u32] = &[44_100];
const STUDIO: &[u32] = &[48_000];
const MPEG: &[u32] = &[44_100, 8_000, 11_025, 12_000, 16_000, 32_000, 48_000];
const AAC: &[u32] = &[44_100, 8_000, 16_000, 22_050, 32_000, 48_000, 96_000];
const VORBIS: &[u32] = &[44_100, 8_000, 22_050, 48_000, 96_000, 192_000];
const PAIR: &[usize] = &[2, 1];
const WIDE: &[usize] = &[2, 1, 6, 8];

/// Both decode in single precision, in another order.
const MP3_OFF: f32 = 1e-5;
/// The two are not aligned.
const ELSEWHERE: f32 = 2.0;
/// ffmpeg decodes it to 16 bits.
const MP2_OFF: f32 = 5e-5;
const AAC_OFF: f32 = 1e-5;
const VORBIS_OFF: f32 = 1e-5;
/// libopus decodes to 16 bits there.
const OPUS_OFF: f32 = 2e-5;

const ROWS: &[Row] = &[
    ("mp3", "libmp3lame -b:a 128k", CD, PAIR, MP3_OFF, Both),
    ("mp3", "libmp3lame -q:a 2", MPEG, PAIR, MP3_OFF, Both),
    // ffmpeg miscounts what LAME adds at this rate.
    ("mp3", "libmp3lame -q:a 2", &[22_050], PAIR, MP3_OFF, Start),
    // In one band ffmpeg is off: LAME and symphonia have it begin two lines further up.
    ("mp3", "libmp3lame -q:a 2", &[24_000], PAIR, 0.1, Both),
    ("mp3", "libmp3lame -b:a 320k -joint_stereo 0", STUDIO, PAIR, MP3_OFF, Both),
    ("mp3", "libmp3lame -q:a 2 -write_xing 0", CD, PAIR, MP3_OFF, Neither),
    ("mp4", "libmp3lame -q:a 4", CD, &[2], MP3_OFF, Both),
    ("mka", "libmp3lame -q:a 4", CD, PAIR, MP3_OFF, Neither),
    ("mp2", "mp2 -b:a 192k", STUDIO, PAIR, MP2_OFF, Neither),
    ("m4a", "aac -b:a 96k", AAC, PAIR, AAC_OFF, Both),
    // Of a file in fragments ffmpeg plays the delay too.
    ("m4a", "aac -b:a 96k -movflags +frag_keyframe+delay_moov", CD, PAIR, ELSEWHERE, Both),
    ("aac", "aac -b:a 96k", AAC, PAIR, AAC_OFF, Neither),
    ("mka", "aac -b:a 96k", CD, PAIR, AAC_OFF, Neither),
    ("ogg", "libvorbis -q:a 4", VORBIS, WIDE, VORBIS_OFF, Both),
    ("mka", "libvorbis -q:a 4", CD, WIDE, VORBIS_OFF, Start),
    ("webm", "libvorbis -q:a 4", CD, PAIR, VORBIS_OFF, Start),
    ("opus", "libopus -b:a 96k", STUDIO, WIDE, OPUS_OFF, Both),
    ("opus", "libopus -b:a 24k -application voip", STUDIO, &[1], OPUS_OFF, Both),
    ("opus", "libopus -b:a 64k -frame_duration 60", STUDIO, &[2], OPUS_OFF, Both),
    ("webm", "libopus -b:a 96k", STUDIO, WIDE, OPUS_OFF, Both),
    ("mka", "libopus -b:a 96k", STUDIO, WIDE, OPUS_OFF, Both),
    ("mp4", "libopus -b:a 96k", STUDIO, WIDE, OPUS_OFF, Both),
];

#[test]
fn what_is_heard_is_what_the_reference_hears() {
    let Some(folder) = ffmpeg::workshop("lossy") else { return };
    let mut findings = Findings::default();
    let raw = sound::in_folder(&folder, "raw");
    for &(container, settings, rates, counts, off, ends) in ROWS {
        let codec = settings.split(' ').next().unwrap();
        if !ffmpeg::encodes(codec) {
            continue;
        }
        for &rate in rates {
            for &channels in counts {
                if rate != rates[0] && channels != counts[0] {
                    continue;
                }
                let out = sound::in_folder(&folder, &format!("{codec}.{container}"));
                let music = sound::music(rate as usize * 7 / 10 + 123, channels, rate);
                let what = format!("{container} {settings} {rate} Hz, {channels} channels");
                sound::write_s32(&raw, &music, 16);
                let sent = Raw {
                    path: &raw,
                    format: "s32le",
                    rate,
                    channels,
                };
                ffmpeg::encode(sent, &format!("-c:a {settings}"), &out);
                look(&out, &what, rate, &sound::floats(&music, 16), (off, ends), &mut findings);
            }
        }
    }
    findings.close();
}

fn look(path: &Path, what: &str, rate: u32, sent: &[f32], (off, ends): (f32, Ends), findings: &mut Findings) {
    let format = match probe(path) {
        Ok(format) => format,
        Err(error) => return findings.check(false, || format!("{what}: probe: {error}")),
    };
    let mut decoder = match Decoder::open(path) {
        Ok(decoder) => decoder,
        Err(error) => return findings.check(false, || format!("{what}: open: {error}")),
    };
    let channels = decoder.layout().channels();
    let heard = match sound::rest(&mut decoder) {
        Ok(heard) => heard,
        Err(error) => return findings.check(false, || format!("{what}: decode: {error}")),
    };
    let theirs = ffmpeg::decode(path);
    let (frames, said) = (heard.len() / channels, format.duration.as_secs_f64() * f64::from(rate));
    let late = sound::late_by(&heard, sent, channels, 1_200);
    let worst = sound::worst(&heard, &theirs);
    let in_place = match ends {
        // What Opus says at a low rate it says a quarter of a millisecond early.
        Both | Start if what.contains("opus") => late.abs() <= 12,
        Both | Start => late == 0,
        Neither => late > 0,
    };
    let length = if ends == Both { sent.len() } else { theirs.len() };
    // Matroska counts milliseconds, and some of the first and last packet in.
    let inexact = if container_counts_time(path) {
        f64::from(rate) * 0.025
    } else {
        1.0
    };
    findings.check(
        heard.len() == length && in_place && worst <= off && (said - frames as f64).abs() < inexact,
        || {
            format!(
                "{what}: {frames} frames (ffmpeg {}, sent {}, said {said:.1}), late by {late}, worst {worst}, rms {}, to sent {}",
                theirs.len() / channels,
                sent.len() / channels,
                sound::rms(&heard, &theirs),
                sound::rms(&heard, sent),
            )
        },
    );
}

fn container_counts_time(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "mka" || extension == "webm")
}
