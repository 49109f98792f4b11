//! Text written in a local encoding and declared as Latin-1: "Ïðèâåò" for "Привет".
//!
//! Repaired only where the evidence is strong, over all fields of a tag together: letters above ASCII far outnumber the ASCII ones,
//! which no language written in Latin-1 does, and the bytes fit one of the encodings without error.

use audio::local_encoding;
use domain::Tags;

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

#[cfg(test)]
mod tests {
    use encoding_rs::{EUC_KR, Encoding, GBK, SHIFT_JIS, UTF_8, WINDOWS_1251};

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
