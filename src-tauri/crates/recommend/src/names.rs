//! What a title says about the recording: version words, skits, seasons.

use std::sync::Arc;

/// Words that alone mark another version of the same recording, in brackets or behind a dash: `(Live)`, ` - Mono`.
const VERSION_WORDS: [&str; 17] = [
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
    "bonus",
    "deluxe",
    "reprise",
    "anniversary",
];
/// Words that may stand beside those without making a title of their own: `Original Single Version`, `25th Anniversary Edition`.
const COMPANY: [&str; 26] = [
    "radio",
    "single",
    "album",
    "original",
    "edition",
    "track",
    "session",
    "sessions",
    "recording",
    "recorded",
    "studio",
    "take",
    "club",
    "dance",
    "dub",
    "inch",
    "full",
    "length",
    "long",
    "short",
    "digital",
    "digitally",
    "the",
    "and",
    "new",
    "re",
];
/// Endings that make whatever stands before them the name of a version: `Somebody's Remix`.
const VERSION_ENDINGS: [&str; 6] = ["remaster", "remastered", "edit", "mix", "remix", "version"];
/// Behind a version word these begin its circumstances: `Live at the Hall`, `Remastered by Somebody`.
const CIRCUMSTANCES: [&str; 7] = ["at", "in", "from", "on", "by", "with", "feat"];
const GUESTS: [&str; 3] = ["feat", "ft", "featuring"];
const SKIT_WORDS: [&str; 6] = ["skit", "intro", "interlude", "outro", "spoken", "applause"];
/// Whole words: Santa Monica and Noelle sing all the year round.
const SEASON_WORDS: [&str; 9] = [
    "christmas",
    "christmastime",
    "xmas",
    "santa claus",
    "jingle bell",
    "jingle bells",
    "noel",
    "noël",
    "sleigh",
];
/// German compounds begin with it.
const SEASON_STEM: &str = "weihnacht";
/// A track shorter than this with a skit's name is no music to recommend.
pub(crate) const SKIT_LENGTH: std::time::Duration = std::time::Duration::from_secs(75);

/// Title and artist with the names of versions taken off: equal keys mean recordings of the same song by the same artist. Says
/// nothing where the artist is not known (`artist` empty): a file's name may be any title.
pub fn recording_key(artist: &str, title: &str) -> String {
    let lower = title.to_lowercase().replace(['–', '—'], "-");
    let artist = artist.to_lowercase();
    let mut kept = String::with_capacity(lower.len());
    let mut rest = lower.as_str();
    while let Some(open) = rest.find(['(', '[']) {
        let close = rest[open..].find([')', ']']).map_or(rest.len(), |at| open + at + 1);
        kept.push_str(&rest[..open]);
        if !names_version(&rest[open..close]) {
            kept.push_str(&rest[open..close]);
        }
        rest = &rest[close..];
    }
    kept.push_str(rest);
    let mut base = kept.as_str();
    while let Some((before, after)) = base.rsplit_once(" - ") {
        // `Artist - Live` is a title behind its artist's name, not a version of a song of that name.
        if !names_version(after) || letters(before) == letters(&artist) {
            break;
        }
        base = before;
    }
    let mut letters = letters(base);
    if letters.is_empty() {
        letters = lower;
    }
    format!("{artist}\u{1f}{letters}")
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether the words are nothing but the name of a version: `2011 Remaster` and `Live at the Hall` are, `Live Forever` is not.
fn names_version(text: &str) -> bool {
    let words: Vec<&str> = words(text).collect();
    let is_version = |word: &str| VERSION_WORDS.contains(&word);
    let (Some(first), Some(last)) = (words.first(), words.last()) else {
        return false;
    };
    if GUESTS.contains(first) || VERSION_ENDINGS.contains(last) {
        return true;
    }
    if is_version(first) && words.get(1).is_some_and(|second| CIRCUMSTANCES.contains(second)) {
        return true;
    }
    let beside = |word: &str| COMPANY.contains(&word) || word.starts_with(|c: char| c.is_ascii_digit());
    words.iter().any(|word| is_version(word)) && words.iter().all(|word| is_version(word) || beside(word))
}

pub(crate) fn is_skit(title: &str, duration: std::time::Duration) -> bool {
    duration < SKIT_LENGTH && mentions(&title.to_lowercase(), &SKIT_WORDS)
}

pub(crate) fn is_seasonal(title: &str, genres: &[Arc<str>]) -> bool {
    let says = |text: &str| {
        let text = text.to_lowercase();
        let spaced = words(&text).fold(String::from(" "), |all, word| all + word + " ");
        SEASON_WORDS.iter().any(|phrase| spaced.contains(&format!(" {phrase} "))) || spaced.contains(&format!(" {SEASON_STEM}"))
    };
    says(title) || genres.iter().any(|genre| says(genre))
}

fn mentions(text: &str, wanted: &[&str]) -> bool {
    words(text).any(|word| wanted.contains(&word))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
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
        for version in [
            "Blue Monday - Live - 2011 Remaster",
            "Blue Monday – Remastered 2011",
            "Blue Monday - Radio Edit",
            "Blue Monday (25th Anniversary Edition)",
            "Blue Monday [Somebody's Remix]",
        ] {
            assert_eq!(key(version), plain, "{version}");
        }
    }

    #[test]
    fn a_title_behind_a_dash_is_not_a_version() {
        let titles = [
            "Oasis - Live Forever",
            "Oasis - Radio",
            "Oasis - Live",
            "Oasis - Instrumental Love",
            "Oasis - Live for Love",
        ];
        for artist in ["oasis", "various artists"] {
            let keys: std::collections::HashSet<_> = titles.iter().map(|title| recording_key(artist, title)).collect();
            assert_eq!(keys.len(), titles.len(), "{artist}: {keys:?}");
        }
        assert_ne!(recording_key("band", "???"), recording_key("band", "!!!"));
        assert_ne!(recording_key("band", "(Live)"), recording_key("band", "(Demo)"));
        assert_ne!(recording_key("band", "Song (Live and Let Die)"), recording_key("band", "Song"));
    }

    #[test]
    fn seasons_are_whole_words() {
        for title in [
            "Last Christmas",
            "Weihnachtslied",
            "Here Comes Santa Claus",
            "Jingle-Bell Rock",
            "Petit Papa Noël",
        ] {
            assert!(is_seasonal(title, &[]), "{title}");
        }
        for title in ["Santa Monica", "Noelle", "Sleighty", "Santana", "Jingle Jangle"] {
            assert!(!is_seasonal(title, &[]), "{title}");
        }
        assert!(is_seasonal("Snow", &["Christmas Music".into()]));
    }

    #[test]
    fn skits_are_short_and_named_so() {
        assert!(is_skit("Intro", Duration::from_secs(40)));
        assert!(!is_skit("Intro", Duration::from_secs(240)), "a long intro is a track");
        assert!(!is_skit("Introspection", Duration::from_secs(40)));
        assert!(is_seasonal("Last Christmas", &[]));
    }
}
