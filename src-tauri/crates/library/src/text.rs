//! Text files that do not say how they are encoded.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::tags::local_encoding;

/// Bytes that tell UTF-16 without a mark by the zeros in it.
const HEAD: usize = 4096;

/// The text of a file of at most `largest` bytes.
pub(crate) fn read(path: &Path, largest: u64) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    // One more than allowed, so that a file that grows while it is read is refused, too.
    File::open(path)?.take(largest + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > largest {
        return Err(std::io::Error::new(std::io::ErrorKind::FileTooLarge, "it is too large"));
    }
    Ok(decode(&bytes))
}

/// By its mark, else UTF-16 if every other byte is zero, else UTF-8 if it is, else the local encoding it is most likely written in.
pub(crate) fn decode(bytes: &[u8]) -> String {
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

#[cfg(test)]
mod tests {
    use encoding_rs::{GBK, SHIFT_JIS, WINDOWS_1251};

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
            assert_eq!(decode(&bytes), text);
        }
        for (encoding, text) in [
            (WINDOWS_1252, "#EXTINF:1,Motörhead - Ace\nMusik/Motörhead/Überfall.mp3"),
            (SHIFT_JIS, "#EXTINF:1,いきものがかり - さくら\n音楽\\さくら.mp3"),
            (GBK, "#EXTINF:1,周杰伦 - 青花瓷\n音乐/周杰伦/青花瓷.mp3"),
        ] {
            assert_eq!(decode(&encoding.encode(text).0), text);
        }
    }

    #[test]
    fn nothing_is_too_short_or_too_odd() {
        for bytes in [&b""[..], b"\xff", b"\xff\xfe", b"\xff\xfe\x00", b"\0", b"\0\0\0\0", b"\xef\xbb\xbf"] {
            decode(bytes);
        }
    }
}
