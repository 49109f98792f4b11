//! Milliseconds per minute of audio that each step of this crate takes on this machine, best of three.
//! Usage: `cost FILE…`

use std::path::Path;
use std::time::{Duration, Instant};

use audio::{Decoder, Downmix, Loudness, MonoResampler, Resampler};

fn main() {
    for path in std::env::args().skip(1) {
        if let Err(error) = measure(Path::new(&path)) {
            println!("{path}: {error}");
        }
    }
}

fn measure(path: &Path) -> Result<(), audio::Error> {
    let mut best = [Duration::MAX; 8];
    let mut seconds = 0.0;
    for _ in 0..3 {
        let mut row = 0;
        let mut time = |work: &mut dyn FnMut() -> Result<(), audio::Error>| {
            let start = Instant::now();
            let result = work();
            best[row] = best[row].min(start.elapsed());
            row += 1;
            result
        };
        time(&mut || audio::probe(path).map(drop))?;
        time(&mut || audio::payload_hash(path).map(drop))?;
        let (mut samples, mut block) = (Vec::new(), Vec::new());
        time(&mut || {
            samples.clear();
            let mut decoder = Decoder::open(path)?;
            while decoder.next_block(&mut block)?.is_some() {
                samples.extend_from_slice(&block);
            }
            Ok(())
        })?;
        let decoder = Decoder::open(path)?;
        let (rate, channels) = (decoder.format().sample_rate, usize::from(decoder.format().channels));
        seconds = samples.len() as f64 / channels as f64 / f64::from(rate);
        let (mut mono, mut out) = (Vec::new(), Vec::new());
        let downmix = Downmix::to_mono(decoder.layout());
        time(&mut || {
            mono.clear();
            downmix.process(&samples, &mut mono);
            Ok(())
        })?;
        time(&mut || {
            out.clear();
            let mut resampler = MonoResampler::new(rate, 16_000);
            mono.chunks(4096).for_each(|block| resampler.process(block, &mut out));
            resampler.flush(&mut out);
            Ok(())
        })?;
        time(&mut || {
            let mut meter = Loudness::with_layout(decoder.layout(), rate);
            samples.chunks(4096 * channels).for_each(|block| meter.push(block));
            std::hint::black_box(meter.finish());
            Ok(())
        })?;
        time(&mut || {
            out.clear();
            let mut resampler = Resampler::new(rate, if rate == 48_000 { 44_100 } else { 48_000 }, channels)?;
            samples
                .chunks(4096 * channels)
                .try_for_each(|block| resampler.process(block, &mut out))?;
            resampler.flush(&mut out)
        })?;
    }
    println!(
        "{} ({seconds:.0} s): probe {:?}, payload hash {:?}",
        path.display(),
        best[0],
        best[1]
    );
    let names = ["decode", "downmix", "mono to 16 kHz", "loudness", "to 48 kHz"];
    for (name, best) in names.iter().zip(&best[2..]) {
        println!("  {name}: {:.1} ms per minute", best.as_secs_f64() * 1000.0 * 60.0 / seconds);
    }
    Ok(())
}
