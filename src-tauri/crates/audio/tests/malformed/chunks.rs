//! WAVE, AIFF and CAF of every coding that they have a word for, filled with noise.

use domain::SplitMix64;

fn noise(len: usize, seed: u64) -> Vec<u8> {
    let mut rng = SplitMix64::new(seed);
    (0..len).map(|_| rng.next_u64() as u8).collect()
}

/// A WAVE file: format, channels, bits, bytes of a block, and what follows in the format chunk.
fn wave(tag: u16, channels: u16, bits: u16, align: u16, more: &[u8]) -> Vec<u8> {
    let mut fmt = tag.to_le_bytes().to_vec();
    fmt.extend(channels.to_le_bytes());
    fmt.extend(22_050_u32.to_le_bytes());
    fmt.extend((22_050 * u32::from(align)).to_le_bytes());
    fmt.extend(align.to_le_bytes());
    fmt.extend(bits.to_le_bytes());
    if !more.is_empty() {
        fmt.extend((more.len() as u16).to_le_bytes());
        fmt.extend(more);
    }
    let data = noise(
        usize::from(align) * 4096_usize.div_ceil(usize::from(align)),
        u64::from(tag) + u64::from(bits),
    );
    let chunks = [
        little(b"fmt ", &fmt),
        little(b"fact", &4_000_u32.to_le_bytes()),
        little(b"LIST", b"INFOINAM\x06\0\0\0title\0"),
        little(b"data", &data),
    ];
    little(b"RIFF", &[b"WAVE".as_slice(), &chunks.concat()].concat())
}

pub fn little(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let mut bytes = [kind.as_slice(), &(body.len() as u32).to_le_bytes(), body].concat();
    bytes.resize(bytes.len() + body.len() % 2, 0);
    bytes
}

pub fn big(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let mut bytes = [kind.as_slice(), &(body.len() as u32).to_be_bytes(), body].concat();
    bytes.resize(bytes.len() + body.len() % 2, 0);
    bytes
}

fn extensible(sub: u8) -> Vec<u8> {
    let mut more = vec![16, 0, 3, 0, 0, 0, sub, 0];
    more.extend([0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71]);
    more
}

fn rf64() -> Vec<u8> {
    let mut bytes = wave(1, 2, 16, 4, &[]);
    let data = 4096_u64;
    let ds64 = [(bytes.len() as u64 + 28).to_le_bytes(), data.to_le_bytes(), 1024_u64.to_le_bytes()].concat();
    bytes.splice(12..12, little(b"ds64", &[ds64, vec![0; 4]].concat()));
    bytes[..4].copy_from_slice(b"RF64");
    bytes[4..8].fill(0xff);
    let at = bytes.len() - 4096 - 4;
    bytes[at..at + 4].fill(0xff);
    bytes
}

/// Eighty bits, as AIFF keeps a rate: 22 050 Hz.
const RATE: [u8; 10] = [0x40, 0x0d, 0xac, 0x44, 0, 0, 0, 0, 0, 0];

fn aifc(coding: &[u8; 4], bits: u16, frames: u32) -> Vec<u8> {
    let mut comm = [2_u16.to_be_bytes().as_slice(), &frames.to_be_bytes(), &bits.to_be_bytes(), &RATE].concat();
    comm.extend(coding);
    comm.extend(b"\x05noise");
    let data = [vec![0; 8], noise(4080, u64::from(bits))].concat();
    let chunks = [
        big(b"FVER", &[0xa2, 0x80, 0x51, 0x40]),
        big(b"COMM", &comm),
        big(b"NAME", b"title"),
        big(b"SSND", &data),
    ];
    big(b"FORM", &[b"AIFC".as_slice(), &chunks.concat()].concat())
}

fn caf_chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    [kind.as_slice(), &(body.len() as u64).to_be_bytes(), body].concat()
}

/// A CAF file: coding, its flags, bytes and frames of a packet, bits; the cookie, the packet table and the samples.
pub fn caf(coding: &[u8; 4], [flags, bytes, frames, bits]: [u32; 4], cookie: &[u8], sizes: &[usize], data: &[u8]) -> Vec<u8> {
    let mut desc = 44_100_f64.to_be_bytes().to_vec();
    desc.extend(coding);
    for number in [flags, bytes, frames, 2, bits] {
        desc.extend(number.to_be_bytes());
    }
    let mut file = b"caff\0\x01\0\0".to_vec();
    file.extend(caf_chunk(b"desc", &desc));
    file.extend(caf_chunk(b"chan", &[0, 0x65, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0]));
    file.extend(caf_chunk(b"info", b"\0\0\0\x01title\0a title\0"));
    if !cookie.is_empty() {
        file.extend(caf_chunk(b"kuki", cookie));
    }
    if !sizes.is_empty() {
        let mut pakt = (sizes.len() as u64).to_be_bytes().to_vec();
        pakt.extend((sizes.len() as u64 * u64::from(frames)).to_be_bytes());
        pakt.extend([0; 8]);
        for size in sizes {
            pakt.extend([0x80 | (size >> 7) as u8, (size & 127) as u8]);
        }
        file.extend(caf_chunk(b"pakt", &pakt));
    }
    file.extend(caf_chunk(b"data", &[&[0; 4], data].concat()));
    file
}

pub fn all() -> Vec<(String, Vec<u8>)> {
    // Samples of a block and the seven pairs of coefficients that Microsoft's ADPCM begins with.
    let mut ms = vec![0xf4, 1, 7, 0];
    for pair in [[256_i16, 0], [512, -256], [0, 0], [192, 64], [240, 0], [460, -208], [392, -232]] {
        pair.iter().for_each(|number| ms.extend(number.to_le_bytes()));
    }
    let mut files: Vec<(&str, Vec<u8>)> = vec![
        ("u8.wav", wave(1, 2, 8, 2, &[])),
        ("s24.wav", wave(1, 2, 24, 6, &[])),
        ("s32.wav", wave(1, 2, 32, 8, &[])),
        ("f32.wav", wave(3, 2, 32, 8, &[])),
        ("f64.wav", wave(3, 2, 64, 16, &[])),
        ("alaw.wav", wave(6, 2, 8, 2, &[])),
        ("mulaw.wav", wave(7, 2, 8, 2, &[])),
        ("extensible.wav", wave(0xfffe, 2, 16, 4, &extensible(1))),
        ("extensible-float.wav", wave(0xfffe, 2, 32, 8, &extensible(3))),
        ("ms.wav", wave(2, 2, 4, 512, &ms)),
        ("ima.wav", wave(0x11, 2, 4, 512, &[0xf9, 1])),
        ("rf64.wav", rf64()),
        ("none.aifc", aifc(b"NONE", 16, 1020)),
        ("sowt.aifc", aifc(b"sowt", 16, 1020)),
        ("fl32.aifc", aifc(b"fl32", 32, 510)),
        ("fl64.aifc", aifc(b"fl64", 64, 255)),
        ("alaw.aifc", aifc(b"alaw", 8, 2040)),
        ("ulaw.aifc", aifc(b"ulaw", 8, 2040)),
        ("ima4.aifc", aifc(b"ima4", 16, 60)),
    ];
    let data = noise(4096, 9);
    files.push(("lpcm.caf", caf(b"lpcm", [0, 4, 1, 16], &[], &[], &data)));
    files.push(("float.caf", caf(b"lpcm", [3, 8, 1, 32], &[], &[], &data)));
    files.push(("ima4.caf", caf(b"ima4", [0, 68, 64, 0], &[], &[], &data)));
    files.push(("ulaw.caf", caf(b"ulaw", [0, 2, 1, 8], &[], &[], &data)));
    files.into_iter().map(|(name, bytes)| (name.into(), bytes)).collect()
}
