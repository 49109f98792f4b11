//! Names without what programs write differently: case, accents, punctuation, and what is added to titles.

use store::fold;

/// Keys of a title: as it is, without other artists, without what was done to the recording, without where it was played.
pub(super) const LEVELS: usize = 4;
/// The one that still names the recording.
pub(super) const BARE: usize = 2;
/// The level of the last: another recording, so the last resort.
pub(super) const ON_STAGE: u8 = 3;

/// Words that begin the naming of other artists.
const FEATURING: [&str; 4] = ["feat", "ft", "featuring", "with"];
/// Words of an addition that leaves the recording what it is.
const SAME_RECORDING: [&str; 17] = [
    "remaster",
    "remastered",
    "remasterizado",
    "mono",
    "stereo",
    "explicit",
    "clean",
    "bonus",
    "deluxe",
    "edition",
    "anniversary",
    "expanded",
    "album version",
    "single version",
    "original mix",
    "original version",
    "radio edit",
];
const STAGE: [&str; 5] = ["live", "unplugged", "en vivo", "ao vivo", "en directo"];

/// Each looser than the one before it; the first is empty only if the title is.
pub(super) fn title_keys(title: &str) -> [String; LEVELS] {
    let folded = fold(title);
    let whole = plain(&folded);
    let mut parts = Parts::of(&folded);
    let mut without = |is_dropped: &dyn Fn(&str) -> bool| {
        parts.drop_where(is_dropped);
        let key = plain(&parts.text());
        // A title that is all addition stays what it is.
        if key.is_empty() { whole.clone() } else { key }
    };
    let alone = without(&names_others);
    let bare = without(&is_same_recording);
    let studio = without(&is_stage);
    [whole, alone, bare, studio]
}

pub(super) fn is_on_stage(title: &str) -> bool {
    let folded = fold(title);
    Parts::of(&folded).additions.iter().any(|addition| is_stage(addition))
}

/// The name of an artist without a leading *the*.
pub(super) fn artist_key(name: &str) -> String {
    let plain = plain(&fold(name));
    match plain.strip_prefix("the ") {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        _ => plain,
    }
}

/// The name of an album without its editions.
pub(super) fn album_key(name: &str) -> String {
    title_keys(name)[BARE].clone()
}

/// Whether a folded name stands for many or for nobody known.
pub(super) fn is_nobody(folded: &str) -> bool {
    [
        "various artists",
        "various",
        "va",
        "unknown artist",
        "unknown",
        "[unknown]",
        "<unknown>",
        "soundtrack",
    ]
    .contains(&folded)
}

/// Letters and digits of a folded text, and single spaces. One of signs alone stays as it is.
pub(super) fn plain(folded: &str) -> String {
    let mut out = String::with_capacity(folded.len());
    for c in folded.chars() {
        match c {
            // Inside words.
            '\'' | '\u{2019}' | '\u{2018}' | '`' | '\u{b4}' | '.' => {}
            '&' => out.push_str(" and "),
            c if c.is_alphanumeric() || is_mark(c) => out.push(c),
            _ => out.push(' '),
        }
    }
    let plain = out.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    if plain.is_empty() { folded.to_owned() } else { plain }
}

/// Vowel signs and the like are no letters to Unicode, but parts of words.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{900}'..='\u{dff}' | '\u{e31}'..='\u{e4e}' | '\u{3099}' | '\u{309a}' | '\u{30fc}')
}

/// A title and what is added to it: in brackets at its end, or behind a dash.
struct Parts<'a> {
    title: &'a str,
    /// The first comes first.
    additions: Vec<&'a str>,
}

impl<'a> Parts<'a> {
    fn of(folded: &'a str) -> Self {
        let mut title = folded;
        let mut additions = Vec::new();
        loop {
            let cut = in_brackets(title)
                .or_else(|| behind_dash(title))
                .or_else(|| without_brackets(title));
            let Some((before, addition)) = cut.filter(|(before, _)| !before.trim().is_empty()) else {
                break;
            };
            title = before.trim_end();
            additions.push(addition.trim());
        }
        additions.reverse();
        Self { title, additions }
    }

    fn drop_where(&mut self, is_dropped: &dyn Fn(&str) -> bool) {
        self.additions.retain(|addition| !is_dropped(addition));
    }

    fn text(&self) -> String {
        let mut text = self.title.to_owned();
        for addition in &self.additions {
            text.push(' ');
            text.push_str(addition);
        }
        text
    }
}

/// `Title (addition)`
fn in_brackets(text: &str) -> Option<(&str, &str)> {
    let (open, close) = [('(', ')'), ('[', ']'), ('\u{3010}', '\u{3011}')]
        .into_iter()
        .find(|(_, close)| text.ends_with(*close))?;
    let inner = text.strip_suffix(close)?;
    let at = inner.rfind(open)?;
    Some((&inner[..at], &inner[at + open.len_utf8()..]))
}

/// `Title - addition`
fn behind_dash(text: &str) -> Option<(&str, &str)> {
    let dashes = [" - ", " \u{2013} ", " \u{2014} "];
    let (at, dash) = dashes.iter().filter_map(|dash| Some((text.rfind(dash)?, *dash))).max()?;
    Some((&text[..at], &text[at + dash.len()..]))
}

/// `Title feat. Somebody`
fn without_brackets(text: &str) -> Option<(&str, &str)> {
    let words = [" feat. ", " feat ", " ft. ", " ft ", " featuring "];
    let at = words.iter().filter_map(|word| text.find(word)).min()?;
    Some((&text[..at], &text[at + 1..]))
}

fn names_others(addition: &str) -> bool {
    let first = plain(addition);
    let mut words = first.split(' ');
    words.next().is_some_and(|word| FEATURING.contains(&word)) && words.next().is_some()
}

fn is_same_recording(addition: &str) -> bool {
    has_words(addition, &SAME_RECORDING)
}

fn is_stage(addition: &str) -> bool {
    has_words(addition, &STAGE)
}

fn has_words(addition: &str, any: &[&str]) -> bool {
    let padded = format!(" {} ", plain(addition));
    any.iter().any(|words| padded.contains(&format!(" {words} ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn additions_are_taken_off_one_kind_after_the_other() {
        for (title, keys) in [
            ("Sun", ["sun", "sun", "sun", "sun"]),
            ("Don\u{2019}t Stop!", ["dont stop"; 4]),
            ("Rock & Roll", ["rock and roll"; 4]),
            ("Sun (feat. Bob)", ["sun feat bob", "sun", "sun", "sun"]),
            ("Sun ft. Bob", ["sun ft bob", "sun", "sun", "sun"]),
            (
                "Sun (Remastered 2011) [feat. Bob]",
                ["sun remastered 2011 feat bob", "sun remastered 2011", "sun", "sun"],
            ),
            ("Sun - 2011 Remaster", ["sun 2011 remaster", "sun 2011 remaster", "sun", "sun"]),
            (
                "Sun - Live at the Hall",
                ["sun live at the hall", "sun live at the hall", "sun live at the hall", "sun"],
            ),
            ("Sun (Part 2)", ["sun part 2"; 4]),
            ("(Live)", ["live"; 4]),
            ("Live and Learn", ["live and learn"; 4]),
            ("With or Without You", ["with or without you"; 4]),
            ("???", ["???"; 4]),
            (
                "\u{590f}\u{591c} (Live)",
                [
                    "\u{590f}\u{591c} live",
                    "\u{590f}\u{591c} live",
                    "\u{590f}\u{591c} live",
                    "\u{590f}\u{591c}",
                ],
            ),
            ("", [""; 4]),
        ] {
            assert_eq!(title_keys(title), keys, "{title}");
        }
        assert!(is_on_stage("Sun - Live") && !is_on_stage("Live Wire"));
        assert_eq!(artist_key("The Suns"), artist_key("suns"));
        assert_eq!(artist_key("The The"), "the");
        assert_eq!(album_key("Moon (Deluxe Edition)"), album_key("Moon"));
    }
}
