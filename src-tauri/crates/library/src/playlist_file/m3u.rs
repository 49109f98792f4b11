//! The lines of an M3U file.

use std::time::Duration;

use super::FileEntry;

/// The name the file gives itself, and its entries; `None` if these are more than `most`.
pub(super) fn parse(text: &str, most: usize) -> Option<(Option<String>, Vec<FileEntry>)> {
    let mut name = None;
    let mut entries = Vec::new();
    let mut next = FileEntry::default();
    // Lines end in any of the three ways, and empty ones mean nothing.
    for line in text.split(['\r', '\n']).map(trimmed).filter(|line| !line.is_empty()) {
        if let Some(said) = directive(line, "#EXTINF:") {
            next = info(said);
        } else if let Some(said) = directive(line, "#PLAYLIST:") {
            name = Some(said.trim().to_owned()).filter(|name| !name.is_empty());
        } else if !line.starts_with('#') {
            if entries.len() == most {
                return None;
            }
            next.location = line.to_owned();
            entries.push(std::mem::take(&mut next));
        }
    }
    Some((name, entries))
}

/// A zero is no part of a path, and a stray mark no part of a line.
fn trimmed(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || c == '\0' || c == '\u{feff}')
}

fn directive<'a>(line: &'a str, word: &str) -> Option<&'a str> {
    let said = line.get(..word.len())?;
    said.eq_ignore_ascii_case(word).then(|| &line[word.len()..])
}

/// `123 key="a, b",Artist - Title`.
fn info(said: &str) -> FileEntry {
    let mut quoted = false;
    let comma = said.find(|c: char| {
        quoted ^= c == '"';
        c == ',' && !quoted
    });
    // Quotes that are never closed hide no comma.
    let comma = comma.or_else(|| said.find(','));
    let (figures, text) = comma.map_or((said, ""), |at| (&said[..at], said[at + 1..].trim()));
    let seconds = figures.split_whitespace().next().and_then(|figure| figure.parse::<f64>().ok());
    let (artist, title) = artist_and_title(text);
    FileEntry {
        artist,
        title,
        // Less than nothing is how a stream is written, and zero how an unknown length is.
        duration: seconds
            .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
            .filter(|length| !length.is_zero()),
        ..FileEntry::default()
    }
}

/// `Artist - Title`, or a title.
pub(super) fn artist_and_title(text: &str) -> (Option<String>, Option<String>) {
    let parts = text.split_once(" - ").or_else(|| text.split_once(" \u{2013} "));
    let said = |part: &str| Some(part.trim().to_owned()).filter(|part| !part.is_empty());
    let artist = parts.and_then(|(artist, _)| said(artist));
    (artist, said(parts.map_or(text, |(_, title)| title)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_end_a_line_and_to_describe_a_track() {
        let lines = [
            "#EXTM3U",
            "#PLAYLIST: Evening ",
            "# a comment",
            "#EXTINF:123,Ann - Song - Live",
            "#EXTVLCOPT:start-time=3",
            "a/b.mp3",
            "",
            "#extinf:-1 tvg-name=\"x, y\" group=\"z\",Only a title",
            "  http://example.org/stream  ",
            "#EXTINF:61.5",
            "c.mp3",
            "plain.mp3",
        ];
        for end in ["\n", "\r\n", "\r"] {
            let text = format!("\u{feff}{}", lines.join(end));
            assert_eq!(parse(&text, 3), None, "there are four");
            let (name, entries) = parse(&text, 4).unwrap();
            assert_eq!(name.as_deref(), Some("Evening"));
            let described: Vec<_> = entries
                .iter()
                .map(|e| {
                    (
                        &*e.location,
                        e.artist.as_deref(),
                        e.title.as_deref(),
                        e.duration.map(|d| d.as_millis()),
                    )
                })
                .collect();
            assert_eq!(
                described,
                [
                    ("a/b.mp3", Some("Ann"), Some("Song - Live"), Some(123_000)),
                    ("http://example.org/stream", None, Some("Only a title"), None),
                    ("c.mp3", None, None, Some(61_500)),
                    ("plain.mp3", None, None, None),
                ]
            );
        }
    }

    #[test]
    fn figures_that_are_none_do_no_harm() {
        for said in ["", ",", "nan,x", "inf,x", "1e300,x", "-5,x", "\"", "é,é - é"] {
            assert_eq!(info(said).duration, None, "{said}");
        }
        assert_eq!(info("1 a=\"b,c - d").title.as_deref(), Some("d"));
        assert_eq!(directive("#é", "#EXTINF:"), None);
        assert_eq!(directive("#EXTINé:x", "#EXTINF:"), None);
    }
}
