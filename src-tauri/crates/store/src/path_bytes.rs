//! Paths as bytes: a file name need not be text, and two names that print alike are two files.

use std::path::{Path, PathBuf};

/// The path's own bytes; on Windows its UTF-16 code units, little-endian, unpaired surrogates included.
#[cfg(unix)]
pub(crate) fn to_bytes(path: &Path) -> Vec<u8> {
    use std::os::unix::ffi::OsStrExt;
    path.as_os_str().as_bytes().to_vec()
}

#[cfg(unix)]
pub(crate) fn from_bytes(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    PathBuf::from(std::ffi::OsString::from_vec(bytes))
}

#[cfg(windows)]
pub(crate) fn to_bytes(path: &Path) -> Vec<u8> {
    use std::os::windows::ffi::OsStrExt;
    path.as_os_str().encode_wide().flat_map(u16::to_le_bytes).collect()
}

#[cfg(windows)]
pub(crate) fn from_bytes(bytes: Vec<u8>) -> PathBuf {
    use std::os::windows::ffi::OsStringExt;
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    PathBuf::from(std::ffi::OsString::from_wide(&units))
}

/// Bounds `[from, to)` that hold exactly the paths below `dir`.
pub(crate) fn below(dir: &Path) -> (Vec<u8>, Vec<u8>) {
    let mut from = to_bytes(dir);
    let separator = to_bytes(Path::new(std::path::MAIN_SEPARATOR_STR));
    if !from.ends_with(&separator) {
        from.extend_from_slice(&separator);
    }
    let mut to = from.clone();
    // The separator is ASCII, so the unit after it differs in its low byte only.
    let low = to.len() - separator.len();
    to[low] += 1;
    (from, to)
}

/// The length in bytes of the first directory name of a path relative to somewhere; `None` if it names a file there.
#[cfg(unix)]
pub(crate) fn first_component(relative: &[u8]) -> Option<usize> {
    relative.iter().position(|byte| *byte == b'/')
}

#[cfg(windows)]
pub(crate) fn first_component(relative: &[u8]) -> Option<usize> {
    Some(2 * relative.chunks_exact(2).position(|unit| unit == [b'\\', 0])?)
}

/// A path as text that a window can hand back unchanged, whatever bytes it has: hexadecimal.
pub fn path_key(path: &Path) -> String {
    hex(&to_bytes(path))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The inverse of [`path_key`]; `None` for anything else.
pub fn path_of_key(key: &str) -> Option<PathBuf> {
    if !key.len().is_multiple_of(2) || !key.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let bytes = (0..key.len()).step_by(2).map(|at| u8::from_str_radix(&key[at..at + 2], 16));
    Some(from_bytes(bytes.collect::<Result<_, _>>().ok()?))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn any_name_survives() {
        let name: Vec<u8> = (1..=255).filter(|b| *b != b'/').collect();
        assert_eq!(to_bytes(&from_bytes(name.clone())), name);
        let path = from_bytes(name);
        assert_eq!(path_of_key(&path_key(&path)), Some(path));
        assert_eq!(path_of_key("0g"), None);
        assert_eq!(path_of_key("é"), None);
    }

    #[test]
    fn below_takes_the_contents_and_not_the_neighbours() {
        let (from, to) = below(Path::new("/music/a"));
        let inside = |path: &str| (from.as_slice()..to.as_slice()).contains(&path.as_bytes());
        assert!(inside("/music/a/x.mp3") && inside("/music/a/\u{ff}/x"));
        assert!(!inside("/music/a") && !inside("/music/ab/x") && !inside("/music/a.mp3") && !inside("/music/a0"));
        assert_eq!(below(Path::new("/")).0, b"/");
    }
}
