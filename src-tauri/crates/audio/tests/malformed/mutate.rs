//! Chance: bytes changed, pieces moved, containers joined, codecs swapped.

use domain::SplitMix64;

use super::{Input, Seed, fields, named, ogg, seeds};

/// Names of codecs that take each other's place where they have the same length.
const CODECS: [&[u8]; 26] = [
    b"alac",
    b"mp4a",
    b"fLaC",
    b"Opus",
    b".mp3",
    b"sowt",
    b"twos",
    b"ima4",
    b"ulaw",
    b"alaw",
    b"fl32",
    b"fl64",
    b"lpcm",
    b"ac-3",
    b"ec-3",
    b"enca",
    b"A_OPUS",
    b"A_ALAC",
    b"A_FLAC",
    b"A_DTS1",
    b"A_VORBIS",
    b"A_AAC",
    b"A_AC3",
    b"vorbis",
    b"OpusHe",
    b"Speex ",
];

/// Codings of WAVE that are somebody's.
const TAGS: [u16; 12] = [0, 1, 2, 3, 6, 7, 0x11, 0x50, 0x55, 0xff, 0xfffe, 0xffff];

pub fn any(rng: &mut SplitMix64) -> Input {
    let all = seeds();
    let seed = &all[rng.below(all.len())];
    let mut bytes = seed.bytes.clone();
    let mut what = Vec::new();
    for _ in 0..1 + rng.below(3) {
        what.push(one(seed, &mut bytes, rng));
    }
    // Without that most changes of Ogg go no further than the checksum.
    if rng.below(4) > 0 {
        ogg::repair(&mut bytes);
    }
    if rng.below(20) == 0 {
        let size = rng.below(1 << 12);
        let tag = [
            &b"ID3\x04\0\0\0\0"[..],
            &[(size >> 7) as u8 & 127, size as u8 & 127],
            &vec![0; size],
        ]
        .concat();
        bytes.splice(0..0, tag);
    }
    let mut name = named(&seed.name, &what.join(" "));
    if rng.below(10) == 0 {
        // Under somebody else's name.
        let other = &all[rng.below(all.len())].name;
        name = format!("{name}.{}", other.rsplit('.').next().unwrap_or_default());
    }
    Input::new(name, bytes)
}

fn one(seed: &Seed, bytes: &mut Vec<u8>, rng: &mut SplitMix64) -> &'static str {
    let len = bytes.len();
    if len < 32 {
        return "short";
    }
    // Where formats keep what makes parsers stumble.
    let head = len.min(1 << (6 + rng.below(9)));
    match rng.below(13) {
        0 => {
            bytes.truncate(rng.below(len));
            "cut"
        }
        1 => {
            for _ in 0..1 + rng.below(8) {
                bytes[rng.below(head)] ^= 1 << rng.below(8);
            }
            "flipped"
        }
        2 => {
            for _ in 0..1 + rng.below(64) {
                bytes[rng.below(len)] = rng.next_u64() as u8;
            }
            "changed"
        }
        3 | 4 => {
            for _ in 0..1 + rng.below(3) {
                if let Some(field) = seed.fields.get(rng.below(seed.fields.len())) {
                    field.set_extreme(bytes, rng.below(fields::EXTREMES));
                }
            }
            "field"
        }
        5 => {
            let at = rng.below(head - 8);
            let byte = [0, 0xff, 0x7f, 0x80][rng.below(4)];
            bytes[at..at + 1 + rng.below(8)].fill(byte);
            "filled"
        }
        6 => {
            let from = rng.below(len);
            let piece = bytes[from..(from + rng.below(4096)).min(len)].to_vec();
            let at = rng.below(len);
            bytes.splice(at..at, piece);
            "repeated"
        }
        7 => {
            let at = rng.below(head);
            bytes.drain(at..(at + 1 + rng.below(512)).min(len));
            "missing"
        }
        8 => {
            let other = &seeds()[rng.below(seeds().len())].bytes;
            bytes.truncate(rng.below(len));
            bytes.extend(&other[rng.below(other.len())..]);
            "joined"
        }
        9 => {
            swap_codec(bytes, rng);
            "codec"
        }
        10 => {
            let from = rng.below(len);
            let to = (from + rng.below(2048)).min(len);
            bytes[from..to].iter_mut().for_each(|byte| *byte = rng.next_u64() as u8);
            "noise"
        }
        11 => {
            // Numbers of eight bytes are where sums run over.
            let field = fields::Field {
                at: rng.below(head - 8),
                width: [2, 3, 4, 8][rng.below(4)],
                little: rng.below(2) == 0,
                what: String::new(),
            };
            field.set_extreme(bytes, rng.below(fields::EXTREMES));
            "number"
        }
        _ => {
            let (a, b) = (rng.below(len - 16), rng.below(len - 16));
            for offset in 0..16 {
                bytes.swap(a + offset, b + offset);
            }
            "swapped"
        }
    }
}

fn swap_codec(bytes: &mut [u8], rng: &mut SplitMix64) {
    if bytes.starts_with(b"RIFF") && rng.below(2) == 0 {
        bytes[20..22].copy_from_slice(&TAGS[rng.below(TAGS.len())].to_le_bytes());
        return;
    }
    let to = CODECS[rng.below(CODECS.len())];
    for from in CODECS.iter().filter(|from| from.len() == to.len()) {
        if let Some(at) = bytes.windows(from.len()).position(|window| window == *from) {
            bytes[at..at + to.len()].copy_from_slice(to);
            return;
        }
    }
}
