//! The lines of an LRC file, or of plain lyrics.

use std::time::Duration;

use super::{LyricLine, Lyrics, LyricsSource};

const HOUR: Duration = Duration::from_secs(3600);
/// A refrain is not sung more often; what a line says of more times is left out.
const MOST_STAMPS: usize = 200;
/// `hh:mm:ss.123456789` and some space around it.
const LONGEST_STAMP: usize = 24;
/// More lines than these, or more text with each line as often as it is sung, are no lyrics.
const MOST_LINES: usize = 20_000;
const MOST_TEXT: usize = 1 << 20;

/// Lyrics of a track `duration` long; `None` if there is no word in them, or if they are more than anything that is sung.
pub(super) fn parse(text: &str, duration: Duration, source: LyricsSource) -> Option<Lyrics> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace(['\0', '\u{feff}'], "");
    let mut offset = 0;
    let mut timed: Vec<(i64, String)> = Vec::new();
    let mut plain: Vec<String> = Vec::new();
    let mut length = 0;
    for line in text.lines().map(str::trim) {
        let (stamps, rest) = stamps(line, duration);
        if stamps.is_empty() {
            match property(line) {
                Some(("offset", value)) => offset = value.trim().parse().unwrap_or(0),
                Some(_) => {}
                None => {
                    // Goes on with the line above it.
                    if let (Some((at, _)), false) = (timed.last(), line.is_empty()) {
                        timed.push((*at, line.to_owned()));
                    }
                    plain.push(line.to_owned());
                    if plain.len() > MOST_LINES {
                        return None;
                    }
                }
            }
        } else {
            let words = without_word_times(rest, duration);
            length += words.len() * stamps.len();
            if length > MOST_TEXT || timed.len() + stamps.len() > MOST_LINES {
                return None;
            }
            timed.extend(stamps.into_iter().map(|at| (at, words.clone())));
        }
    }
    let synced = !timed.is_empty();
    let lines: Vec<LyricLine> = if synced {
        // A positive offset shows everything earlier. Stable: lines of one time stay as they were written.
        timed.sort_by_key(|(at, _)| *at);
        let line = |(at, text): (i64, String)| LyricLine {
            at: Some(Duration::from_millis(u64::try_from(at.saturating_sub(offset)).unwrap_or(0))),
            text,
        };
        timed.into_iter().map(line).collect()
    } else {
        let first = plain.iter().position(|line| !line.is_empty())?;
        let last = plain.iter().rposition(|line| !line.is_empty())?;
        let line = |text: &String| LyricLine {
            at: None,
            text: text.clone(),
        };
        plain[first..=last].iter().map(line).collect()
    };
    let has_words = lines.iter().any(|line| !line.text.is_empty());
    has_words.then_some(Lyrics { synced, source, lines })
}

/// The times at the front of a line, and what follows them.
fn stamps(line: &str, duration: Duration) -> (Vec<i64>, &str) {
    let mut stamps = Vec::new();
    let mut rest = line;
    while let Some((at, after)) = rest.strip_prefix('[').and_then(|inside| stamp(inside, b']', duration)) {
        if stamps.len() < MOST_STAMPS {
            stamps.push(at);
        }
        rest = after.trim_start();
    }
    (stamps, rest)
}

/// The time up to the bracket that closes it, and what follows; it is not looked for further than a time is long.
fn stamp(inside: &str, close: u8, duration: Duration) -> Option<(i64, &str)> {
    let end = inside.bytes().take(LONGEST_STAMP + 1).position(|byte| byte == close)?;
    Some((time(&inside[..end], duration)?, &inside[end + 1..]))
}

/// `[ar:Artist]`, lower case.
fn property(line: &str) -> Option<(&'static str, &str)> {
    const KNOWN: [&str; 12] = ["offset", "ar", "al", "ti", "au", "by", "re", "ve", "length", "la", "lr", "tool"];
    let (name, value) = line.strip_prefix('[')?.strip_suffix(']')?.split_once(':')?;
    let known = KNOWN.into_iter().find(|known| name.trim().eq_ignore_ascii_case(known))?;
    Some((known, value))
}

/// Milliseconds of `mm:ss`, `mm:ss.xx`, `mm:ss:xx` and `hh:mm:ss.xx`. Three numbers without a fraction are hours only in a track that
/// has them.
fn time(text: &str, duration: Duration) -> Option<i64> {
    let text = text.trim();
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, fraction) = text
        .split_once(['.', ','])
        .map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut parts = whole.split(':').map(number);
    let (first, second, third) = (parts.next()??, parts.next()??, parts.next());
    if parts.next().is_some() {
        return None;
    }
    let (seconds, millis) = match third {
        None => (first * 60 + second, fraction),
        Some(third) if fraction.is_some() || duration >= HOUR => (first * 3600 + second * 60 + third?, fraction),
        Some(third) => {
            third?;
            (first * 60 + second, whole.rsplit(':').next())
        }
    };
    let millis = match millis {
        None => 0,
        Some(digits) if digits.is_empty() || digits.len() > 9 => return None,
        Some(digits) => number(digits)? * 1000 / 10i64.pow(digits.len() as u32),
    };
    let at = seconds * 1000 + millis;
    Some(if negative { -at } else { at })
}

/// Digits and nothing else, few enough to count with.
fn number(text: &str) -> Option<i64> {
    let is_number = !text.is_empty() && text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

/// Karaoke files time each word, in either kind of bracket: `<00:01.20>word`.
fn without_word_times(text: &str, duration: Duration) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['<', '[']) {
        out.push_str(&rest[..at]);
        let inside = &rest[at + 1..];
        let close = if rest[at..].starts_with('<') { b'>' } else { b']' };
        match stamp(inside, close, duration) {
            Some((_, after)) => {
                rest = after;
                // The space before and the one after were one.
                if out.is_empty() || out.ends_with(' ') {
                    rest = rest.trim_start();
                }
            }
            None => {
                out.push_str(&rest[at..=at]);
                rest = inside;
            }
        }
    }
    out.push_str(rest);
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Lyrics> {
        parse(text, Duration::from_secs(200), LyricsSource::File)
    }

    fn timed(text: &str) -> Vec<(u128, String)> {
        let lyrics = read(text).unwrap();
        assert!(lyrics.synced);
        lyrics
            .lines
            .into_iter()
            .map(|line| (line.at.unwrap().as_millis(), line.text))
            .collect()
    }

    #[test]
    fn times_are_read_in_every_form_they_are_written_in() {
        let of = |text| time(text, Duration::from_secs(200));
        for (text, millis) in [
            ("01:02", 62_000),
            ("1:2.5", 62_500),
            ("01:02.34", 62_340),
            ("01:02.345", 62_345),
            ("01:02:34", 62_340),
            ("01:02,34", 62_340),
            ("100:00.00", 6_000_000),
            ("01:02:03.50", 3_723_500),
            ("-00:01.00", -1_000),
        ] {
            assert_eq!(of(text), Some(millis), "{text}");
        }
        for text in [
            "",
            ":",
            "1",
            "a:b",
            "1:2:3:4",
            "1:2.",
            "1:2.x",
            "١:٢",
            "99999999999:00",
            "1:+2",
            "ar:x",
            "0:0.1234567890",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
        assert_eq!(time("01:02:03", HOUR * 2), Some(3_723_000), "a long track has hours");
    }

    #[test]
    fn a_line_may_be_sung_at_several_times() {
        let text = "[ar:Ann]\r\n[ti: Song ]\r[00:10.00][00:30.00] Refrain\n[00:20.00]Verse\nstill the verse\n[00:25.00]\n\n[Chorus]";
        let expect = [
            (10_000, "Refrain"),
            (20_000, "Verse"),
            (20_000, "still the verse"),
            (25_000, ""),
            (25_000, "[Chorus]"),
            (30_000, "Refrain"),
        ];
        assert_eq!(timed(text), expect.map(|(at, text)| (at, text.to_owned())));
    }

    #[test]
    fn an_offset_moves_all_lines_and_none_before_the_beginning() {
        let expect = |a, b| vec![(a, "a".to_owned()), (b, "b".to_owned())];
        assert_eq!(timed("[00:00.20]a\n[00:05.00]b\n[offset:+500]"), expect(0, 4_500));
        assert_eq!(timed("[OFFSET: -500]\n[00:00.20]a\n[00:05.00]b"), expect(700, 5_500));
        assert_eq!(timed("[offset:x]\n[-00:10.00]a\n[00:05.00]b"), expect(0, 5_000));
        timed("[offset:-9223372036854775808]\n[00:05.00]b");
    }

    #[test]
    fn times_of_words_are_taken_out_and_hearts_are_not() {
        let text = "[00:01.00]<00:01.00> I <00:01.50> <3 <00:02.00>you [00:02.50]all [x]<";
        assert_eq!(timed(text), [(1_000, "I <3 you all [x]<".to_owned())]);
    }

    #[test]
    fn lyrics_without_times_stay_as_they_are() {
        let lyrics = read("\n\nFirst\n\n[Chorus]\nla <3 la\n\n").unwrap();
        assert!(!lyrics.synced);
        assert_eq!(
            lyrics.lines.iter().map(|line| &*line.text).collect::<Vec<_>>(),
            ["First", "", "[Chorus]", "la <3 la"]
        );
        assert!(lyrics.lines.iter().all(|line| line.at.is_none()));
        for nothing in ["", " \n ", "[ar:Ann]\n", "[00:01.00]\n[00:02.00]"] {
            assert_eq!(read(nothing), None, "{nothing:?}");
        }
    }

    #[test]
    fn lyrics_that_grow_when_they_are_read_are_none() {
        let refrain = "a".repeat(500_000);
        assert_eq!(read(&format!("{}{refrain}", "[0:0]".repeat(87_000))), None);
        assert_eq!(read(&"[0:0]x\n".repeat(MOST_LINES + 1)), None);
        assert_eq!(read(&"x\n".repeat(MOST_LINES + 1)), None);
        assert_eq!(read(&format!("[0:0]x\n{}", "y\n".repeat(MOST_LINES + 1))), None);
        assert_eq!(timed(&format!("{}x", "[0:0]".repeat(87_000))).len(), MOST_STAMPS);
        assert_eq!(
            timed(&format!("[0:0]{refrain}")),
            [(0, refrain)],
            "long, and no longer than the file"
        );
    }

    #[test]
    fn brackets_that_never_close_are_passed_over_once() {
        let started = std::time::Instant::now();
        for text in ["<".repeat(1 << 19), "[".repeat(1 << 19), "<[é".repeat(1 << 17)] {
            assert_eq!(timed(&format!("[0:0]{text}")), [(0, text)]);
        }
        assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    }

    #[test]
    fn garbage_does_no_harm() {
        let mut rng = domain::SplitMix64::new(1);
        let letters: Vec<char> = "[]<>:.,-0123456789 aé\n\r\u{feff}".chars().collect();
        for _ in 0..2_000 {
            let text: String = (0..rng.below(60)).map(|_| letters[rng.below(letters.len())]).collect();
            read(&text);
        }
    }
}
