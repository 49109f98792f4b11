//! Text written in a local encoding and declared as Latin-1: "Ïðèâåò" for "Привет".
//!
//! Repaired only where the evidence is strong, over all fields of a tag together: letters above ASCII far outnumber the ASCII ones,
//! which no language written in Latin-1 does, and the bytes fit one of the encodings without error.

use domain::Tags;
use encoding_rs::{EUC_KR, Encoding, GBK, SHIFT_JIS, UTF_8, WINDOWS_1251};

/// Fewer high characters prove nothing.
const FEWEST: usize = 4;

/// Re-reads all names of `tags` in the encoding they were most likely written in, if there is one.
pub(super) fn repair(tags: &mut Tags) {
    // Fields in plain ASCII say nothing about the others.
    let bytes: Vec<u8> = texts(tags)
        .filter_map(|text| latin1(text))
        .filter(|bytes| !bytes.is_ascii())
        .flatten()
        .collect();
    let Some(encoding) = local_encoding(&bytes) else { return };
    for text in texts(tags) {
        if let Some(bytes) = latin1(text).filter(|bytes| !bytes.is_ascii())
            && let Some(repaired) = encoding.decode_without_bom_handling_and_without_replacement(&bytes)
        {
            *text = repaired.into_owned();
        }
    }
}

fn texts(tags: &mut Tags) -> impl Iterator<Item = &mut String> {
    let Tags {
        title,
        artists,
        album,
        album_artists,
        genres,
        composers,
        label,
        comment,
        lyrics,
        ..
    } = tags;
    let one = [title, album, label, comment, lyrics].into_iter().flatten();
    one.chain([artists, album_artists, genres, composers].into_iter().flatten())
}

/// The bytes a Latin-1 reader saw; `None` if the text has other characters and so was not Latin-1.
fn latin1(text: &str) -> Option<Vec<u8>> {
    text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect()
}

/// The encoding that `bytes`, words with letters beyond ASCII, are most likely written in; `None` if that may be Latin-1.
pub(crate) fn local_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let high: Vec<u8> = bytes.iter().copied().filter(|b| *b >= 0x80).collect();
    let ascii_letters = bytes.iter().filter(|b| b.is_ascii_alphabetic()).count();
    if high.len() < FEWEST {
        return None;
    }
    if decodes(UTF_8, bytes).is_some() {
        return Some(UTF_8);
    }
    // Half of a Japanese character may be an ASCII letter, so the share is not that of letters alone.
    if high.len() * 2 < ascii_letters * 3 {
        return None;
    }
    let cyrillic = high.iter().filter(|b| matches!(b, 0xc0..=0xff | 0xa8 | 0xb8)).count();
    if cyrillic == high.len() {
        return Some(WINDOWS_1251);
    }
    // Kana are what Japanese text always has, and their first byte is a control character in Latin-1.
    if let Some(text) = decodes(SHIFT_JIS, bytes)
        && share(&text, |c| matches!(c, '\u{3041}'..='\u{30fe}')) >= 0.2
        && !text.chars().any(|c| matches!(c, '\u{ff61}'..='\u{ff9f}'))
    {
        return Some(SHIFT_JIS);
    }
    if let Some(text) = decodes(EUC_KR, bytes)
        && share(&text, |c| matches!(c, '\u{ac00}'..='\u{d7a3}')) >= 0.9
    {
        return Some(EUC_KR);
    }
    // The common characters of GB 2312 have both bytes high and the first below 0xD8.
    let common = high.chunks_exact(2).filter(|pair| (0xb0..0xd8).contains(&pair[0])).count();
    if let Some(text) = decodes(GBK, bytes)
        && share(&text, |c| matches!(c, '\u{4e00}'..='\u{9fff}')) >= 0.9
        && common * 4 >= high.len()
    {
        return Some(GBK);
    }
    None
}

fn decodes(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .map(std::borrow::Cow::into_owned)
}

/// Of the characters above ASCII, how many are of this kind, 0–1.
fn share(text: &str, kind: impl Fn(char) -> bool) -> f32 {
    let high = text.chars().filter(|c| !c.is_ascii()).count();
    if high == 0 {
        0.0
    } else {
        text.chars().filter(|c| kind(*c)).count() as f32 / high as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn misread(encoding: &'static Encoding, text: &str) -> String {
        encoding.encode(text).0.iter().map(|b| char::from(*b)).collect()
    }

    #[test]
    fn misread_tags_are_read_again() {
        for (encoding, title, artist) in [
            (WINDOWS_1251, "Группа крови", "Кино"),
            (WINDOWS_1251, "Ёлка 2009", "Сплин"),
            (SHIFT_JIS, "丸ノ内サディスティック", "椎名林檎"),
            (SHIFT_JIS, "さくら", "いきものがかり"),
            (GBK, "青花瓷", "周杰伦"),
            (GBK, "月亮代表我的心", "邓丽君"),
            (EUC_KR, "강남스타일", "싸이"),
            (UTF_8, "Für Élise", "Björk & Sigur Rós"),
        ] {
            let mut tags = Tags {
                title: Some(misread(encoding, title)),
                artists: vec![misread(encoding, artist), "ASCII".into()],
                ..Tags::default()
            };
            repair(&mut tags);
            assert_eq!(tags.title.as_deref(), Some(title));
            assert_eq!(tags.artists, [artist, "ASCII"]);
        }
    }

    #[test]
    fn honest_text_is_left_alone() {
        for text in [
            "Motörhead",
            "Déjà Vu",
            "Ænima",
            "São João É",
            "Größe über Öl",
            "naïve façade élève",
            "東京",
            "Привет",
            "ÄÖÜ",
            "",
            "abc",
        ] {
            let mut tags = Tags {
                title: Some(text.into()),
                ..Tags::default()
            };
            repair(&mut tags);
            assert_eq!(tags.title.as_deref(), Some(text));
        }
    }
}
