//! Files made to cost time, memory or stack: small ones that promise much, and holes without end on the disk.

use super::matroska::{Lacing, element};
use super::mp4::{boxed, description, movie, numbers};
use super::{Input, chunks, matroska, mpeg, ogg, seeds};

/// Far more than may be read or kept.
const ENDLESS: u64 = 1 << 40;

pub fn all() -> Vec<Input> {
    let mut all = Vec::new();
    let mut add = |name: &str, bytes: Vec<u8>| all.push(Input::new(name.into(), bytes));
    for (name, tag) in [
        ("nested-chapters", nested_chapters(b"CHAP", 40_000)),
        ("nested-contents", nested_chapters(b"CTOC", 60_000)),
    ] {
        // Behind a byte of junk, and with a size that reaches past the end: no reader of tags steps over either.
        add(
            &format!("{name}-junk.mp3"),
            [&[0_u8][..], &tag, &seeds::fixture("lossy.mp3")].concat(),
        );
        let mut open = tag.clone();
        open[6..10].copy_from_slice(&[127; 4]);
        add(&format!("{name}-open.mp3"), open);
        let wave = [
            b"WAVE".as_slice(),
            &vec![chunks::little(b"junk", b""); 10_001].concat(),
            &chunks::little(b"id3 ", &tag),
        ]
        .concat();
        add(&format!("{name}.wav"), chunks::little(b"RIFF", &wave));
        add(&format!("{name}.mp3"), [tag, seeds::fixture("lossy.mp3")].concat());
    }
    add("codebooks.ogg", codebooks_in_ogg());
    add("codebooks.webm", codebooks_in_matroska());
    for (name, flags, count) in [("runs-of-nothing", 0, u32::MAX), ("runs-of-one", 0, 1 << 20)] {
        add(&format!("{name}.m4a"), runs(b"alac", flags, count, 2_000, 0));
        add(&format!("{name}-pcm.m4a"), runs(b"sowt", flags, count, 2_000, 0));
        add(&format!("{name}-once.m4a"), runs(b"sowt", flags, count, 1, 1024));
        add(&format!("{name}-other.m4a"), other_track(count));
    }
    add("empty-pages.oga", empty_pages());
    add("deep.mka", deep_elements());
    add("empty-clusters.mka", empty_clusters());
    add("zero-blocks.mka", zero_blocks());
    add(
        "frames-of-caf.caf",
        chunks::caf(b"lpcm", [0, 4, u32::MAX, 16], &[], &[], &[0; 4096]),
    );
    add(
        "frames-of-ima.caf",
        chunks::caf(b"ima4", [0, 68, u32::MAX, 0], &[], &[], &[0; 4096]),
    );
    add(
        "frames-of-alac.caf",
        chunks::caf(b"alac", [0, 0, u32::MAX, 0], &[0xff; 24], &[100; 30], &[0; 4096]),
    );
    all.extend(holes());
    all
}

fn hole(name: &str, bytes: Vec<u8>, len: u64) -> Input {
    Input {
        name: name.into(),
        bytes,
        len,
    }
}

/// Files of a tebibyte, nearly all of it a hole.
fn holes() -> Vec<Input> {
    let mut all: Vec<Input> = [
        "lossy.mp3",
        "lossless.flac",
        "lossless.oga",
        "lossy.ogg",
        "lossy.opus",
        "lossless.mka",
        "lossless.caf",
        "lossless.wav",
        "lossless.aiff",
        "lossless.m4a",
        "tagged.mp3",
    ]
    .into_iter()
    .map(|name| hole(&format!("hole-{name}"), seeds::fixture(name), ENDLESS))
    .collect();
    let mut add = |name: &str, bytes: Vec<u8>| all.push(hole(name, bytes, ENDLESS));
    add("nothing.mp3", vec![0]);
    add("frame-and-hole.mp3", mpeg::frames([0xff, 0xfb, 0x90, 0], 417, 4, 5));
    add(
        "frame-and-hole.aac",
        seeds::all().into_iter().find(|(name, _)| name == "frames.aac").unwrap().1,
    );
    let mut wave = chunks::little(b"RIFF", b"WAVEfmt \x10\0\0\0\x01\0\x02\0\x44\xac\0\0\x10\xb1\x02\0\x04\0\x10\0data");
    wave.extend([0xff; 4]);
    wave[4..8].fill(0xff);
    add("huge.wav", wave);
    // A packet, a block, a sample of gigabytes.
    let mut caf = chunks::caf(b"alac", [0, 0, 4096, 0], &[0; 24], &[1], &[]);
    let at = caf.windows(4).position(|window| window == b"pakt").unwrap();
    let pakt = [
        1_u64.to_be_bytes().as_slice(),
        &4096_u64.to_be_bytes(),
        &[0; 8],
        &[0x9f, 0xff, 0xff, 0xff, 0x7f],
    ]
    .concat();
    caf.splice(
        at..at + 38,
        [b"pakt".as_slice(), &(pakt.len() as u64).to_be_bytes(), &pakt].concat(),
    );
    add("packet.caf", caf);
    let huge = |body: &[u8], id: &[u8], size: u64| [id, &(size | 1 << 56).to_be_bytes(), body].concat();
    let mut mka = matroska::file("A_PCM/INT/LIT", &[], &[vec![7; 400]], 20, Lacing::None);
    let segment = mka.windows(4).position(|window| window == [0x18, 0x53, 0x80, 0x67]).unwrap();
    mka[segment + 4..segment + 12].copy_from_slice(&[1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
    mka.extend(huge(&[], &[0x1f, 0x43, 0xb6, 0x75], ENDLESS / 2));
    mka.extend(huge(&[0x81, 0, 0, 0x80], &[0xa3], ENDLESS / 4));
    add("block.mka", mka.clone());
    mka.truncate(mka.len() - 28);
    mka.extend(huge(&[], &[0xec], ENDLESS / 4));
    add("void.mka", mka);
    for (name, size) in [("sample.m4a", u32::MAX), ("samples.m4a", 1 << 28)] {
        let stbl = [
            boxed(b"stsd", &description(&seeds::fixture("lossless.m4a"))),
            boxed(b"stts", &numbers(&[0, 1, 1 << 20, 4096])),
            boxed(b"stsc", &numbers(&[0, 1, 1, 1 << 20, 1])),
            boxed(b"stsz", &numbers(&[0, size, 1 << 20])),
            boxed(b"stco", &numbers(&[0, 1, 4096])),
        ];
        add(name, movie(&stbl.concat(), &[]));
    }
    let page = ogg::page(
        7,
        0,
        0,
        2,
        &[b"\x7fFLAC\x01\0\0\x01fLaC\0\0\0\x22\x10\0\x10\0\0\0\0\0\0\0\x0a\xc4\x42\xf0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"],
    );
    add("one-page.oga", page);
    add(
        "picture.mp3",
        [b"ID3\x04\0\0\x7f\x7f\x7f\x7fAPIC\x7f\x7f\x7f\x70\0\0".as_slice(), &[0; 100]].concat(),
    );
    add(
        "boxes.m4a",
        [boxed(b"ftyp", b"M4A \0\0\0\0M4A "), numbers(&[0]), b"moov".to_vec()].concat(),
    );
    all
}

/// An ID3v2.4 tag of chapters in chapters, so many deep.
fn nested_chapters(kind: &[u8; 4], depth: usize) -> Vec<u8> {
    let syncsafe = |n: usize| [21, 14, 7, 0].map(|shift| (n >> shift) as u8 & 127);
    // From the outside in: the size of each is known from its depth.
    let body = if kind == b"CHAP" { 18 } else { 4 };
    let mut tag = b"ID3\x04\0\0".to_vec();
    tag.extend(syncsafe(depth * (10 + body)));
    for level in 0..depth {
        tag.extend(kind);
        tag.extend(syncsafe((depth - level - 1) * (10 + body) + body));
        tag.extend([0, 0]);
        // Its name, times and places; of a table of contents, flags and no entries.
        tag.extend(if kind == b"CHAP" {
            &b"a\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"[..]
        } else {
            b"a\0\x03\0"
        });
    }
    tag
}

/// A header of a few kilobytes that asks for codebooks of up to 16 MiB each.
fn codebooks(count: usize, dimensions: u32) -> Vec<u8> {
    let mut bits: Vec<bool> = Vec::new();
    let mut put = |value: u32, width: u32| bits.extend((0..width).map(|bit| value >> bit & 1 == 1));
    put(count as u32 - 1, 8);
    for _ in 0..count {
        put(0x56_4342, 24);
        put(dimensions, 16);
        put(1 << 17, 24);
        // All of one length: ordered, from 17 on, all of them.
        put(1, 1);
        put(16, 5);
        put(1 << 17, 18);
        // Their vectors from one number for all.
        put(1, 4);
        put(0, 32);
        put(0, 32);
        put(0, 4);
        put(0, 1);
        (0..if dimensions == 16 { 2 } else { 1 }).for_each(|_| put(0, 1));
    }
    let mut setup = b"\x05vorbis".to_vec();
    setup.extend(
        bits.chunks(8)
            .map(|bits| bits.iter().enumerate().fold(0, |byte, (at, bit)| byte | u8::from(*bit) << at)),
    );
    setup.extend([0; 64]);
    setup
}

fn codebooks_in_matroska() -> Vec<u8> {
    let packets = ogg::packets(&seeds::fixture("lossy.ogg"));
    let private = matroska::xiph_private(&[packets[0].clone(), packets[1].clone(), codebooks(250, 32)]);
    matroska::file("A_VORBIS", &private, &packets[3..40], 20, Lacing::None)
}

fn codebooks_in_ogg() -> Vec<u8> {
    let setup = codebooks(250, 16);
    let headers = ogg::packets(&seeds::fixture("lossy.ogg"));
    let mut file = ogg::page(7, 0, 0, 2, &[&headers[0]]);
    file.extend(ogg::page(7, 1, 0, 0, &[&headers[1], &setup]));
    file.extend(ogg::page(7, 2, 4096, 0, &[&headers[3], &headers[4], &headers[5]]));
    file
}

fn description_of(kind: &[u8; 4]) -> Vec<u8> {
    if kind == b"alac" {
        return description(&seeds::fixture("lossless.m4a"));
    }
    let mut entry = numbers(&[0, 1]);
    entry.extend([0; 8]);
    entry.extend(numbers(&[2 << 16 | 16, 0, 44_100 << 16]));
    [numbers(&[0, 1]), boxed(kind, &entry)].concat()
}

fn empty_table(kind: &[u8; 4]) -> Vec<u8> {
    [
        boxed(b"stsd", &description_of(kind)),
        boxed(b"stts", &[0; 8]),
        boxed(b"stsc", &[0; 8]),
        boxed(b"stsz", &[0; 12]),
        boxed(b"stco", &[0; 8]),
    ]
    .concat()
}

/// A fragment of `count` samples in each of `runs` runs, none of which is written down.
fn runs(kind: &[u8; 4], flags: u32, count: u32, runs: usize, size: u32) -> Vec<u8> {
    let mvex = boxed(b"mvex", &boxed(b"trex", &numbers(&[0, 1, 1, 1, size, 0])));
    let mut file = movie(&empty_table(kind), &mvex);
    let mut traf = boxed(b"tfhd", &numbers(&[0x0002_0000, 1]));
    for _ in 0..runs {
        traf.extend(boxed(b"trun", &numbers(&[flags, count])));
    }
    file.extend(boxed(b"moof", &[boxed(b"mfhd", &numbers(&[0, 1])), boxed(b"traf", &traf)].concat()));
    file.extend(boxed(b"mdat", &[0; 256]));
    file
}

/// Two tracks, of which the second, which nobody plays, has `count` empty samples.
fn other_track(count: u32) -> Vec<u8> {
    let one = movie(&empty_table(b"sowt"), &[]);
    let moov = &one[one.windows(4).position(|window| window == b"moov").unwrap() + 4..];
    let mut inside = moov.to_vec();
    let trak = inside.windows(4).position(|window| window == b"trak").unwrap() - 4;
    let mut second = inside[trak..].to_vec();
    let id = second.windows(4).position(|window| window == b"tkhd").unwrap() + 16;
    second[id..id + 4].copy_from_slice(&[0, 0, 0, 2]);
    inside.extend(second);
    inside.extend(boxed(
        b"mvex",
        &[
            boxed(b"trex", &numbers(&[0, 1, 1, 1, 4, 0])),
            boxed(b"trex", &numbers(&[0, 2, 1, 0, 0, 0])),
        ]
        .concat(),
    ));
    let mut file = [boxed(b"ftyp", b"M4A \0\0\0\0M4A isom"), boxed(b"moov", &inside)].concat();
    let traf = |id: u32, count: u32| {
        let inside = [boxed(b"tfhd", &numbers(&[0x0002_0000, id])), boxed(b"trun", &numbers(&[0, count]))];
        boxed(b"traf", &inside.concat())
    };
    file.extend(boxed(
        b"moof",
        &[boxed(b"mfhd", &numbers(&[0, 1])), traf(1, 60), traf(2, count)].concat(),
    ));
    file.extend(boxed(b"mdat", &[0; 256]));
    file
}

/// A hundred thousand pages with nothing in them, between the headers and the sound.
fn empty_pages() -> Vec<u8> {
    let whole = seeds::fixture("lossless.oga");
    let serial = u32::from_le_bytes(whole[14..18].try_into().unwrap());
    let first = 27 + usize::from(whole[26]) + usize::from(whole[27]);
    let mut file = whole[..first].to_vec();
    for number in 0..100_000 {
        file.extend(ogg::page(serial, number, 0, 0, &[]));
    }
    file.extend(&whole[first..]);
    file
}

/// Tags in tags.
fn deep_elements() -> Vec<u8> {
    let mut inside = element(&[0x45, 0xa3], b"NAME");
    for _ in 0..2_000 {
        inside = [element(&[0x45, 0xa3], b"NAME"), element(&[0x67, 0xc8], &inside)].concat();
    }
    let tags = element(&[0x12, 0x54, 0xc3, 0x67], &element(&[0x73, 0x73], &element(&[0x67, 0xc8], &inside)));
    let file = matroska::file("A_PCM/INT/LIT", &[], &vec![vec![7; 400]; 40], 20, Lacing::None);
    [file, tags].concat()
}

fn empty_clusters() -> Vec<u8> {
    let file = matroska::file("A_PCM/INT/LIT", &[], &[], 20, Lacing::None);
    let empty = element(&[0x1f, 0x43, 0xb6, 0x75], &[0xe7, 0x81, 0]);
    [file, vec![empty; 100_000].concat()].concat()
}

/// Blocks without a byte in them.
fn zero_blocks() -> Vec<u8> {
    matroska::file("A_PCM/INT/LIT", &[], &vec![Vec::new(); 100_000], 1, Lacing::Fixed)
}
