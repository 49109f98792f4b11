//! Writing a playlist for other players.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::Error;
use crate::text::{folder_of, write_whole};

/// A track as a playlist file has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportedTrack {
    pub path: PathBuf,
    /// What is known of it, for the line above the path.
    pub info: Option<(String, String, Duration)>,
}

/// Writes UTF-8 M3U whole or not at all: what was there stays until the last line is written. Tracks below the folder of the file
/// are named from there, so that both can be moved together.
pub fn write_playlist(to: &Path, name: &str, tracks: &[ExportedTrack]) -> Result<(), Error> {
    let full = folder_of(to)?;
    let text = text(name, tracks, &full);
    write_whole(to, |file| file.write_all(text.as_bytes()).map_err(Error::file(to)))
}

fn text(name: &str, tracks: &[ExportedTrack], dir: &Path) -> String {
    let mut out = format!("#EXTM3U\n#PLAYLIST:{}\n", one_line(name));
    for track in tracks {
        if let Some((artist, title, length)) = &track.info {
            let seconds = (length.as_millis() + 500) / 1000;
            let by = if artist.is_empty() {
                String::new()
            } else {
                format!("{} - ", one_line(artist))
            };
            let _ = writeln!(out, "#EXTINF:{seconds},{by}{}", one_line(title));
        }
        out.push_str(&location(&track.path, dir));
        out.push('\n');
    }
    out
}

fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_control()).collect::<Vec<_>>().join(" ")
}

fn location(path: &Path, dir: &Path) -> String {
    let short = path.strip_prefix(dir).unwrap_or(path);
    match short.to_str() {
        // Reads as a comment otherwise.
        Some(text) if text.starts_with('#') => format!("./{text}"),
        Some(text) if text.trim() == text && !text.contains(|c: char| c.is_control()) && !text.contains("://") => text.to_owned(),
        // A name that is no text, or that no line can hold.
        _ => address(path),
    }
}

#[cfg(unix)]
fn address(path: &Path) -> String {
    use std::os::unix::ffi::OsStrExt;
    format!("file://{}", escaped(path.as_os_str().as_bytes()))
}

#[cfg(not(unix))]
fn address(path: &Path) -> String {
    format!("file:///{}", escaped(path.to_string_lossy().replace('\\', "/").as_bytes()))
}

fn escaped(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~/:".contains(byte) {
            out.push(char::from(*byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_where_the_track_is_from_here() {
        let dir = Path::new("/music/lists");
        for (path, wanted) in [
            ("/music/lists/a/b.mp3", "a/b.mp3"),
            ("/music/a/b.mp3", "/music/a/b.mp3"),
            ("/music/lists/#1.mp3", "./#1.mp3"),
            ("/music/lists/a\nb.mp3", "file:///music/lists/a%0Ab.mp3"),
            ("/music/lists/ü .mp3 ", "file:///music/lists/%C3%BC%20.mp3%20"),
            ("/music/lists/100%.mp3", "100%.mp3"),
        ] {
            assert_eq!(location(Path::new(path), dir), wanted);
        }
    }

    #[test]
    fn names_cannot_break_out_of_their_line() {
        let track = ExportedTrack {
            path: "/m/a.mp3".into(),
            info: Some(("A\r\n#x".into(), "T\u{0}".into(), Duration::from_millis(1_500))),
        };
        let text = text("N\nM", &[track], Path::new("/m"));
        assert_eq!(text, "#EXTM3U\n#PLAYLIST:N M\n#EXTINF:2,A  #x - T \na.mp3\n");
    }
}
