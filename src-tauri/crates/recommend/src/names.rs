//! What a title says about the recording: version words, skits, seasons.

/// Words that mark another version of the same recording when they stand in brackets or behind a dash.
const VERSION_WORDS: [&str; 22] = [
    "remaster",
    "remastered",
    "live",
    "edit",
    "mix",
    "remix",
    "version",
    "mono",
    "stereo",
    "acoustic",
    "demo",
    "instrumental",
    "extended",
    "radio",
    "single",
    "bonus",
    "deluxe",
    "reprise",
    "feat",
    "ft",
    "featuring",
    "anniversary",
];
const SKIT_WORDS: [&str; 6] = ["skit", "intro", "interlude", "outro", "spoken", "applause"];
const SEASON_WORDS: [&str; 7] = ["christmas", "xmas", "santa", "jingle", "noel", "weihnacht", "sleigh"];
/// A track shorter than this with a skit's name is no music to recommend.
pub(crate) const SKIT_LENGTH: std::time::Duration = std::time::Duration::from_secs(75);

/// Title and artist with version words taken off: equal keys mean recordings of the same song by the same artist.
pub fn recording_key(artist: &str, title: &str) -> String {
    let lower = title.to_lowercase();
    let mut kept = String::with_capacity(lower.len());
    let mut rest = lower.as_str();
    while let Some(open) = rest.find(['(', '[']) {
        let close = rest[open..].find([')', ']']).map_or(rest.len(), |at| open + at + 1);
        kept.push_str(&rest[..open]);
        if !mentions(&rest[open..close], &VERSION_WORDS) {
            kept.push_str(&rest[open..close]);
        }
        rest = &rest[close..];
    }
    kept.push_str(rest);
    let base = match kept.rsplit_once(" - ") {
        Some((before, after)) if mentions(after, &VERSION_WORDS) => before,
        _ => &kept,
    };
    let letters: String = base.chars().filter(|c| c.is_alphanumeric()).collect();
    format!("{}\u{1f}{letters}", artist.to_lowercase())
}

pub(crate) fn is_skit(title: &str, duration: std::time::Duration) -> bool {
    duration < SKIT_LENGTH && mentions(&title.to_lowercase(), &SKIT_WORDS)
}

pub(crate) fn is_seasonal(title: &str, genres: &[String]) -> bool {
    let says = |text: &str| SEASON_WORDS.iter().any(|word| text.to_lowercase().contains(word));
    says(title) || genres.iter().any(|genre| says(genre))
}

fn mentions(text: &str, words: &[&str]) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|word| words.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn versions_of_one_recording_share_a_key() {
        let key = |title| recording_key("Artist", title);
        let plain = key("Blue Monday");
        for version in [
            "Blue Monday (2011 Remaster)",
            "Blue Monday - Live at the Hall",
            "blue monday [Extended Mix]",
            "Blue Monday (feat. Someone)",
        ] {
            assert_eq!(key(version), plain, "{version}");
        }
        assert_ne!(key("Blue Monday (Part II)"), plain, "a part is not a version");
        assert_ne!(recording_key("Other", "Blue Monday"), plain);
        assert_ne!(key("夜に駆ける"), key("群青"));
        assert_eq!(key("unclosed (live"), key("unclosed"));
    }

    #[test]
    fn skits_are_short_and_named_so() {
        assert!(is_skit("Intro", Duration::from_secs(40)));
        assert!(!is_skit("Intro", Duration::from_secs(240)), "a long intro is a track");
        assert!(!is_skit("Introspection", Duration::from_secs(40)));
        assert!(is_seasonal("Last Christmas", &[]));
    }
}
