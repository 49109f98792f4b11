//! The paths that a line of a playlist file may mean.

use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};

/// The paths a line may mean, the most literal first; none for an address on the network.
pub(super) fn ways_to_read(location: &str) -> Vec<PathBuf> {
    if let Some((scheme, rest)) = location.split_at_checked(5)
        && scheme.eq_ignore_ascii_case("file:")
    {
        // file:///path, file://localhost/path, file:/path
        let path = rest
            .strip_prefix("//")
            .map_or(rest, |rest| rest.find('/').map_or("", |at| &rest[at..]));
        // file:///C:/path
        let path = match path.as_bytes() {
            [b'/', letter, b':', ..] if letter.is_ascii_alphabetic() => &path[1..],
            _ => path,
        };
        return vec![from_bytes(unescaped(path))];
    }
    if let Some((scheme, _)) = location.split_once("://")
        && scheme.len() > 1
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    {
        return Vec::new();
    }
    let mut ways = vec![PathBuf::from(location)];
    if location.contains('\\') {
        ways.push(PathBuf::from(location.replace('\\', "/")));
    }
    let plain = unescaped(location);
    if plain != location.as_bytes() {
        ways.push(from_bytes(plain));
    }
    ways
}

/// `%41` becomes `A`; what is no such escape stays.
fn unescaped(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let digit = |offset: usize| bytes.get(at + offset).and_then(|byte| char::from(*byte).to_digit(16));
        match (byte, digit(1), digit(2)) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                at += 3;
            }
            _ => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    out
}

#[cfg(unix)]
fn from_bytes(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    PathBuf::from(OsString::from_vec(bytes))
}

#[cfg(not(unix))]
fn from_bytes(bytes: Vec<u8>) -> PathBuf {
    PathBuf::from(OsString::from(String::from_utf8_lossy(&bytes).into_owned()))
}

/// Without `.` and `..`, by the names alone.
pub(super) fn flat(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_letter_is_a_drive() {
        for (location, path) in [
            ("file:///C:/a.mp3", "C:/a.mp3"),
            ("file:/d:/a.mp3", "d:/a.mp3"),
            ("file:é:", "é:"),
            ("file:///1:/a", "/1:/a"),
            ("file:ab:", "ab:"),
        ] {
            assert_eq!(ways_to_read(location), [PathBuf::from(path)], "{location}");
        }
    }
}
