//! Whole files of every container and codec: the fixtures, and others put together from what is in them.

use std::fs;
use std::path::Path;

use super::matroska::Lacing;
use super::{chunks, matroska, mp4, mpeg, ogg};

/// Longer ones are cut: what parsers stumble over stands at the front, and short files make many inputs.
const LONGEST: usize = 20_000;

pub fn fixture(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(FIXTURES).join(name)).unwrap()
}

/// Where they lie, from the folder of the package that this is compiled into.
const FIXTURES: &str = match env!("CARGO_PKG_NAME").as_bytes() {
    b"audio" => "tests/fixtures",
    b"library" => "../audio/tests/fixtures",
    _ => "../../src-tauri/crates/audio/tests/fixtures",
};

pub fn all() -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for name in [
        "lossless.aiff",
        "lossless.caf",
        "lossless.flac",
        "lossless.m4a",
        "lossless.mka",
        "lossless.oga",
        "lossless.wav",
        "lossy.m4a",
        "lossy.mp3",
        "lossy.ogg",
        "lossy.opus",
        "long.ogg",
        "long.opus",
        "other.mp3",
        "paged.oga",
        "paged.ogg",
        "tagged.flac",
        "tagged.m4a",
        "tagged.mp3",
        "tagged.ogg",
        "tagged.opus",
        "tagged.wav",
    ] {
        let mut bytes = fixture(name);
        if !name.ends_with("m4a") {
            bytes.truncate(LONGEST);
        }
        all.push((name.to_owned(), bytes));
    }
    all.extend(chunks::all());
    all.extend(mpeg::layers());
    let (aac, alac) = (fixture("lossy.m4a"), fixture("lossless.m4a"));
    all.push(("fragments-alac.m4a".into(), mp4::fragmented(&alac, 4096)));
    all.push(("fragments-aac.m4a".into(), mp4::fragmented(&aac, 1024)));
    let (aac_samples, alac_samples) = (mp4::samples(&aac), mp4::samples(&alac));
    all.push(("frames.aac".into(), mpeg::adts(&aac_samples[..aac_samples.len().min(50)])));
    let description = mp4::description(&alac);
    // The last 24 bytes of the description are the ALACSpecificConfig.
    let cookie = description[description.len() - 24..].to_vec();
    let sizes: Vec<usize> = alac_samples.iter().map(Vec::len).collect();
    all.push((
        "alac.caf".into(),
        chunks::caf(b"alac", [0, 0, 4096, 0], &cookie, &sizes, &alac_samples.concat()),
    ));
    let opus = ogg::packets(&fixture("lossy.opus"));
    let vorbis = ogg::packets(&fixture("lossy.ogg"));
    let audio = |packets: &[Vec<u8>], skip: usize| packets[skip..packets.len().min(skip + 60)].to_vec();
    let private = matroska::xiph_private(&vorbis[..3]);
    for (name, codec, private, packets, lacing) in [
        ("opus.webm", "A_OPUS", opus[0].clone(), audio(&opus, 2), Lacing::None),
        ("opus-xiph.webm", "A_OPUS", opus[0].clone(), audio(&opus, 2), Lacing::Xiph),
        ("opus-ebml.webm", "A_OPUS", opus[0].clone(), audio(&opus, 2), Lacing::Ebml),
        ("vorbis.webm", "A_VORBIS", private, audio(&vorbis, 3), Lacing::None),
        ("aac.mka", "A_AAC", vec![0x12, 0x10], audio(&aac_samples, 0), Lacing::None),
        ("alac.mka", "A_ALAC", cookie, audio(&alac_samples, 0), Lacing::None),
        ("pcm.mka", "A_PCM/INT/LIT", Vec::new(), vec![vec![7; 400]; 40], Lacing::Fixed),
        ("mp3.mka", "A_MPEG/L3", Vec::new(), mp3_frames(), Lacing::None),
    ] {
        all.push((name.into(), matroska::file(codec, &private, &packets, 20, lacing)));
    }
    all
}

fn mp3_frames() -> Vec<Vec<u8>> {
    let bytes = fixture("other.mp3");
    let start = bytes
        .windows(2)
        .position(|pair| pair[0] == 0xff && pair[1] & 0xe0 == 0xe0)
        .unwrap_or(0);
    bytes[start..].chunks(417).take(20).map(<[u8]>::to_vec).collect()
}
