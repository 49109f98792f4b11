//! Prints what this crate makes of files: format, payload hash, frames decoded and the time it took.
//! With `--raw OUT` writes the interleaved samples of the first file as little-endian f32.

use std::path::Path;
use std::time::Instant;

fn main() {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let raw = args
        .iter()
        .position(|arg| arg == "--raw")
        .map(|at| args.drain(at..at + 2).nth(1).unwrap_or_default());
    for path in &args {
        let path = Path::new(path);
        let start = Instant::now();
        let format = audio::probe(path);
        let probed = start.elapsed();
        let start = Instant::now();
        let hash = audio::payload_hash(path);
        let hashed = start.elapsed();
        println!("{}: {format:?} {probed:?}, {hash:02x?} {hashed:?}", path.display());
        let start = Instant::now();
        let mut decoder = match audio::Decoder::open(path) {
            Ok(decoder) => decoder,
            Err(error) => {
                println!("  {error:?}");
                continue;
            }
        };
        let (mut block, mut frames, mut samples) = (Vec::new(), 0, Vec::new());
        loop {
            match decoder.next_block(&mut block) {
                Ok(Some(spec)) => {
                    frames += spec.frames;
                    if raw.is_some() {
                        samples.extend_from_slice(&block);
                    }
                }
                Ok(None) => break,
                Err(error) => {
                    println!("  {error:?}");
                    break;
                }
            }
        }
        println!("  {frames} frames in {:?}", start.elapsed());
        if let Some(out) = &raw {
            let bytes: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
            if let Err(error) = std::fs::write(out, bytes) {
                println!("  {error}");
            }
            return;
        }
    }
}
