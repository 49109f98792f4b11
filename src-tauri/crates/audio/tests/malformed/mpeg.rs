//! MPEG audio of noise, and AAC in frames of its own.

use domain::SplitMix64;

/// `count` frames of layer `layer` with this header, filled with noise: every allocation and scale factor is some value.
pub fn frames(header: [u8; 4], len: usize, count: usize, seed: u64) -> Vec<u8> {
    let mut rng = SplitMix64::new(seed);
    let mut bytes = Vec::new();
    for _ in 0..count {
        bytes.extend(header);
        bytes.extend((4..len).map(|_| rng.next_u64() as u8));
    }
    bytes
}

/// Layer I, 448 kbit/s at 48 kHz; layer II, 192 kbit/s at 48 kHz; layer III of MPEG-2.5.
pub fn layers() -> Vec<(String, Vec<u8>)> {
    vec![
        ("noise.mp1".into(), frames([0xff, 0xff, 0xe4, 0x00], 448, 60, 1)),
        ("noise.mp2".into(), frames([0xff, 0xfd, 0xa4, 0x00], 576, 40, 2)),
        ("slow.mp3".into(), frames([0xff, 0xe3, 0x88, 0x00], 576, 40, 3)),
    ]
}

/// AAC samples as ADTS frames, 44.1 kHz in stereo.
pub fn adts(samples: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for sample in samples {
        let len = sample.len() + 7;
        bytes.extend([
            0xff,
            0xf1,
            0x50,
            0x80 | (len >> 11) as u8,
            (len >> 3) as u8,
            (len << 5) as u8 | 0x1f,
            0xfc,
        ]);
        bytes.extend(sample);
    }
    bytes
}
