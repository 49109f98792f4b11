//! Text that does not say how it is encoded.

use encoding_rs::{EUC_KR, Encoding, GBK, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251, WINDOWS_1252};

/// Bytes that tell UTF-16 without a mark by the zeros in it.
const HEAD: usize = 4096;
/// Fewer high characters prove nothing.
const FEWEST: usize = 4;

/// By its mark, else UTF-16 if every other byte is zero, else UTF-8 if it is, else the local encoding it is most likely written in.
pub fn decode_text(bytes: &[u8]) -> String {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned();
    }
    let encoding = utf16(bytes);
    if let (None, Ok(text)) = (encoding, std::str::from_utf8(bytes)) {
        return text.to_owned();
    }
    let encoding = encoding.or_else(|| local_encoding(&foreign_words(bytes))).unwrap_or(WINDOWS_1252);
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(HEAD) & !1];
    let zeros = |at: usize| head.iter().skip(at).step_by(2).filter(|byte| **byte == 0).count();
    // Line ends and dots are ASCII in any language, so a few zeros are always there, and on one side only.
    match (zeros(0), zeros(1)) {
        (0, low) if low * 20 > head.len() => Some(UTF_16LE),
        (high, 0) if high * 20 > head.len() => Some(UTF_16BE),
        _ => None,
    }
}

/// The words with a letter beyond ASCII: directives and file endings say nothing about the language.
fn foreign_words(bytes: &[u8]) -> Vec<u8> {
    let is_end = |byte: &u8| byte.is_ascii_whitespace() || b"/,.".contains(byte);
    let foreign = bytes.split(is_end).filter(|word| !word.is_ascii());
    foreign.collect::<Vec<_>>().join(&b' ')
}

/// The encoding that `bytes`, words with letters beyond ASCII, are most likely written in; `None` if that may be Latin-1.
pub fn local_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
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

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn text_is_read_however_it_is_encoded() {
        let text = "#EXTM3U\r\n#EXTINF:123,Кино - Группа крови\r\nMusic/Кино/Группа крови.mp3\r\n";
        for bytes in [
            text.as_bytes().to_vec(),
            [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            utf16(&format!("\u{feff}{text}"), u16::to_le_bytes),
            utf16(&format!("\u{feff}{text}"), u16::to_be_bytes),
            utf16(text, u16::to_le_bytes),
            utf16(text, u16::to_be_bytes),
            WINDOWS_1251.encode(text).0.into_owned(),
        ] {
            assert_eq!(decode_text(&bytes), text);
        }
        for (encoding, text) in [
            (WINDOWS_1252, "#EXTINF:1,Motörhead - Ace\nMusik/Motörhead/Überfall.mp3"),
            (SHIFT_JIS, "#EXTINF:1,いきものがかり - さくら\n音楽\\さくら.mp3"),
            (GBK, "#EXTINF:1,周杰伦 - 青花瓷\n音乐/周杰伦/青花瓷.mp3"),
        ] {
            assert_eq!(decode_text(&encoding.encode(text).0), text);
        }
    }

    #[test]
    fn nothing_is_too_short_or_too_odd() {
        for bytes in [&b""[..], b"\xff", b"\xff\xfe", b"\xff\xfe\x00", b"\0", b"\0\0\0\0", b"\xef\xbb\xbf"] {
            decode_text(bytes);
        }
    }
}
