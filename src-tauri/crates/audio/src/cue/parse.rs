//! The lines of a sheet, read with patience: any case, any line end, quotes or none. What a player has no use for (`FLAGS`, `ISRC`,
//! `CATALOG`, `PREGAP`, silence that is in no file) is passed over, as is what nobody knows.

use domain::MOST_SHEET_TRACKS;

use super::Place;
use crate::Error;

/// Longest text kept of a line, in characters.
const LONGEST: usize = 1_000;
/// A disc has 100 minutes, a day of tape 1,440.
const MOST_MINUTES: u64 = 100_000;

/// What a sheet says, its files not yet looked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    pub album: Said,
    pub date: Option<String>,
    pub genre: Option<String>,
    pub disc_number: Option<String>,
    pub disc_total: Option<String>,
    /// As written; each has tracks.
    pub files: Vec<String>,
    /// In their order; no two have the same number.
    pub tracks: Vec<SheetTrack>,
}

/// A track of a sheet: from its `INDEX 01` to that of the next one, whose pregap ends this one as it does on a disc.
#[derive(Clone, Debug, PartialEq)]
pub struct SheetTrack {
    /// 1–999.
    pub number: u32,
    /// Among the files of the sheet.
    pub file: usize,
    pub start: Place,
    /// `None`: the end of the file.
    pub end: Option<Place>,
    pub says: Said,
}

/// What is said of the album, or of one track.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Said {
    pub title: Option<String>,
    pub performer: Option<String>,
    pub songwriter: Option<String>,
    /// ReplayGain as written, of the album or the track.
    pub gain: Option<String>,
    pub peak: Option<String>,
}

/// A track while its lines are read.
struct Draft {
    number: u32,
    is_audio: bool,
    /// File and place of its first `INDEX 00` and `INDEX 01`.
    pregap: Option<(usize, Place)>,
    start: Option<(usize, Place)>,
    says: Said,
}

pub(super) fn parse(text: &str) -> Result<Sheet, Error> {
    let mut sheet = Sheet::default();
    let mut drafts: Vec<Draft> = Vec::new();
    for line in text.split(['\r', '\n']) {
        let (word, rest) = word(line.trim_matches(|c: char| c.is_whitespace() || c == '\0' || c == '\u{feff}'));
        match word.as_str() {
            "FILE" => {
                if sheet.files.len() >= MOST_SHEET_TRACKS as usize {
                    return Err(too_many());
                }
                sheet.files.push(file_name(rest));
            }
            "TRACK" => {
                if drafts.len() >= MOST_SHEET_TRACKS as usize {
                    return Err(too_many());
                }
                let mut words = rest.split_whitespace();
                drafts.push(Draft {
                    number: words.next().and_then(|number| number.parse().ok()).unwrap_or(0),
                    is_audio: words.next().is_none_or(|kind| kind.eq_ignore_ascii_case("AUDIO")),
                    pregap: None,
                    start: None,
                    says: Said::default(),
                });
            }
            "INDEX" => {
                if let (Some(draft), Some((number, place))) = (drafts.last_mut(), index(rest)) {
                    // Where no file was named yet, the sheet means the file it lies in or is called like.
                    if sheet.files.is_empty() {
                        sheet.files.push(String::new());
                    }
                    let place = Some((sheet.files.len() - 1, place));
                    match number {
                        0 => draft.pregap = draft.pregap.or(place),
                        1 => draft.start = draft.start.or(place),
                        _ => {}
                    }
                }
            }
            "REM" => remark(rest, &mut sheet, drafts.last_mut()),
            "TITLE" => set(&mut said(&mut sheet, &mut drafts).title, rest),
            "PERFORMER" => set(&mut said(&mut sheet, &mut drafts).performer, rest),
            "SONGWRITER" => set(&mut said(&mut sheet, &mut drafts).songwriter, rest),
            _ => {}
        }
    }
    sheet.tracks = tracks(drafts)?;
    drop_silent_files(&mut sheet);
    if sheet.tracks.is_empty() {
        return Err(Error::corrupt("the sheet names no track"));
    }
    Ok(sheet)
}

fn too_many() -> Error {
    Error::corrupt(format!("the sheet names more than {MOST_SHEET_TRACKS} tracks"))
}

/// From drafts to tracks: each ends where the next one of its file begins.
fn tracks(drafts: Vec<Draft>) -> Result<Vec<SheetTrack>, Error> {
    let mut placed = Vec::with_capacity(drafts.len());
    for draft in drafts {
        // A track that is no more than announced is none.
        if let Some((file, start)) = draft.start.or(draft.pregap) {
            placed.push((file, start, draft));
        }
    }
    let mut tracks: Vec<SheetTrack> = Vec::with_capacity(placed.len());
    for at in 0..placed.len() {
        let (file, start, draft) = &placed[at];
        let next = placed.get(at + 1).filter(|(other, ..)| other == file).map(|(_, start, _)| *start);
        if next.is_some_and(|next| next.count <= start.count) {
            let reason = format!("track {} of the sheet is followed by one that begins no later", draft.number);
            return Err(Error::corrupt(reason));
        }
        if draft.is_audio {
            tracks.push(SheetTrack {
                number: draft.number,
                file: *file,
                start: *start,
                end: next,
                says: draft.says.clone(),
            });
        }
    }
    // Numbers are names: where they are none, the place is.
    let mut numbers: Vec<u32> = tracks.iter().map(|track| track.number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    if numbers.len() < tracks.len() || numbers.iter().any(|number| !(1..=MOST_SHEET_TRACKS).contains(number)) {
        tracks.iter_mut().zip(1..).for_each(|(track, number)| track.number = number);
    }
    Ok(tracks)
}

fn drop_silent_files(sheet: &mut Sheet) {
    let used: Vec<bool> = (0..sheet.files.len())
        .map(|file| sheet.tracks.iter().any(|track| track.file == file))
        .collect();
    let place = |file: usize| used[..file].iter().filter(|used| **used).count();
    sheet.tracks.iter_mut().for_each(|track| track.file = place(track.file));
    let mut used = used.iter();
    sheet.files.retain(|_| used.next() == Some(&true));
}

fn said<'a>(sheet: &'a mut Sheet, drafts: &'a mut [Draft]) -> &'a mut Said {
    match drafts.last_mut() {
        Some(draft) => &mut draft.says,
        None => &mut sheet.album,
    }
}

/// The first word in upper case, and what follows it.
fn word(line: &str) -> (String, &str) {
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    // No word we know is longer.
    let word = if word.len() <= 32 {
        word.to_ascii_uppercase()
    } else {
        String::new()
    };
    (word, rest.trim())
}

fn set(field: &mut Option<String>, rest: &str) {
    let text = unquoted(rest).0;
    if field.is_none() && !text.is_empty() {
        *field = Some(text.chars().take(LONGEST).collect());
    }
}

/// What stands in quotes, and what behind them; without quotes all is the former. Quotes within are kept: `"12" Mix"`.
fn unquoted(text: &str) -> (&str, &str) {
    match text.strip_prefix('"') {
        Some(rest) => rest
            .rsplit_once('"')
            .map_or((rest.trim(), ""), |(inner, behind)| (inner.trim(), behind.trim())),
        None => (text.trim_end_matches('"').trim(), ""),
    }
}

/// The name in `"name" WAVE` or `name WAVE`.
fn file_name(rest: &str) -> String {
    const KINDS: [&str; 10] = ["WAVE", "MP3", "AIFF", "BINARY", "MOTOROLA", "FLAC", "APE", "WAVPACK", "OGG", "AAC"];
    let name = if rest.starts_with('"') {
        unquoted(rest).0
    } else {
        match rest.rsplit_once(char::is_whitespace) {
            Some((name, kind)) if KINDS.iter().any(|known| kind.eq_ignore_ascii_case(known)) => name.trim(),
            _ => rest,
        }
    };
    name.chars().take(LONGEST).collect()
}

/// Number and place of `01 12:34:56`: minutes, seconds and sectors.
fn index(rest: &str) -> Option<(u32, Place)> {
    let mut words = rest.split_whitespace();
    let number = words.next()?.parse().ok()?;
    let mut parts = words.next()?.split([':', '.']).map(|part| part.parse::<u64>().ok());
    let minutes = parts.next()??;
    let seconds = parts.next()??;
    let sectors = parts.next().unwrap_or(Some(0))?;
    let is_time = minutes <= MOST_MINUTES && seconds < 60 && sectors < u64::from(Place::SECTORS_PER_SECOND);
    is_time.then(|| {
        let second = minutes * 60 + seconds;
        (number, Place::sectors(second * u64::from(Place::SECTORS_PER_SECOND) + sectors))
    })
}

fn remark(rest: &str, sheet: &mut Sheet, draft: Option<&mut Draft>) {
    let (key, value) = word(rest);
    let track = draft.map(|draft| &mut draft.says);
    match (key.as_str(), track) {
        ("DATE", None) => set(&mut sheet.date, value),
        ("GENRE", None) => set(&mut sheet.genre, value),
        ("DISCNUMBER", None) => set(&mut sheet.disc_number, value),
        ("TOTALDISCS" | "DISCTOTAL", None) => set(&mut sheet.disc_total, value),
        ("COMPOSER", None) => set(&mut sheet.album.songwriter, value),
        ("COMPOSER", Some(says)) => set(&mut says.songwriter, value),
        // Some programs write those of the album behind the last track.
        ("REPLAYGAIN_ALBUM_GAIN", _) => set(&mut sheet.album.gain, value),
        ("REPLAYGAIN_ALBUM_PEAK", _) => set(&mut sheet.album.peak, value),
        ("REPLAYGAIN_TRACK_GAIN", Some(says)) => set(&mut says.gain, value),
        ("REPLAYGAIN_TRACK_PEAK", Some(says)) => set(&mut says.peak, value),
        _ => {}
    }
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
