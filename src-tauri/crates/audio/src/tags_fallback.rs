//! Tags of the containers that the tag reader proper does not know: Matroska, WebM, CAF.

use std::path::Path;

use domain::Tags;
use symphonia::core::meta::{MetadataRevision, RawValue, StandardTag, Tag};

use crate::container::matroska_title;
use crate::error::guarded;
use crate::open::open_with_tags;
use crate::{Error, file};

/// What the container says of its music, as far as the demultiplexer reads it. Pictures are ignored.
pub fn tags_fallback(path: &Path) -> Result<Tags, Error> {
    guarded(|| {
        let mut reader = open_with_tags(path)?;
        let mut tags = Tags::default();
        let mut log = reader.metadata();
        loop {
            if let Some(revision) = log.current() {
                all(revision).for_each(|tag| take(tag, &mut tags));
                all(revision).for_each(|tag| take_unplaced(tag, &mut tags));
                take_album_artists(all(revision), &mut tags);
            }
            if log.pop().is_none() {
                break;
            }
        }
        if tags.title.is_none()
            && let Some(title) = matroska_title(&mut file::open(path)?.0)?
        {
            set(&mut tags.title, &title);
        }
        Ok(tags)
    })
}

fn all(revision: &MetadataRevision) -> impl Iterator<Item = &Tag> {
    revision
        .media
        .tags
        .iter()
        .chain(revision.per_track.iter().flat_map(|track| &track.metadata.tags))
}

/// The first value of a field stands; fields of several values collect them once each.
fn take(tag: &Tag, tags: &mut Tags) {
    let Some(standard) = &tag.std else { return };
    match standard {
        StandardTag::TrackTitle(text) => set(&mut tags.title, text),
        StandardTag::Artist(text) | StandardTag::Performer(text) => add(&mut tags.artists, text),
        StandardTag::Album(text) => set(&mut tags.album, text),
        StandardTag::AlbumArtist(text) => add(&mut tags.album_artists, text),
        StandardTag::TrackNumber(number) => set_number(&mut tags.track_number, *number),
        StandardTag::TrackTotal(number) => set_number(&mut tags.track_total, *number),
        StandardTag::DiscNumber(number) | StandardTag::VolumeNumber(number) => set_number(&mut tags.disc_number, *number),
        StandardTag::DiscTotal(number) | StandardTag::VolumeTotal(number) => set_number(&mut tags.disc_total, *number),
        StandardTag::ReleaseYear(year) | StandardTag::RecordingYear(year) => set_year(&mut tags.year, Some(i32::from(*year))),
        StandardTag::ReleaseDate(date) | StandardTag::RecordingDate(date) => set_year(&mut tags.year, year_of(date)),
        StandardTag::OriginalReleaseYear(year) => set_year(&mut tags.original_year, Some(i32::from(*year))),
        StandardTag::OriginalReleaseDate(date) => set_year(&mut tags.original_year, year_of(date)),
        StandardTag::Genre(text) => add(&mut tags.genres, text),
        StandardTag::Composer(text) => add(&mut tags.composers, text),
        StandardTag::Label(text) => set(&mut tags.label, text),
        StandardTag::CompilationFlag(flag) => tags.compilation |= *flag,
        StandardTag::SortTrackTitle(text) => set(&mut tags.title_sort, text),
        StandardTag::SortArtist(text) => set(&mut tags.artist_sort, text),
        StandardTag::SortAlbum(text) => set(&mut tags.album_sort, text),
        StandardTag::Bpm(bpm) => tags.bpm = tags.bpm.or(Some(*bpm as f32)),
        StandardTag::InitialKey(text) => set(&mut tags.musical_key, text),
        StandardTag::Comment(text) => set(&mut tags.comment, text),
        StandardTag::Lyrics(text) => set(&mut tags.lyrics, text),
        StandardTag::MusicBrainzRecordingId(text) => set(&mut tags.musicbrainz_recording, text),
        StandardTag::MusicBrainzAlbumId(text) => set(&mut tags.musicbrainz_release, text),
        StandardTag::ReplayGainTrackGain(text) => set_decibels(&mut tags.replay_gain.track_gain_db, text),
        StandardTag::ReplayGainTrackPeak(text) => set_decibels(&mut tags.replay_gain.track_peak, text),
        StandardTag::ReplayGainAlbumGain(text) => set_decibels(&mut tags.replay_gain.album_gain_db, text),
        StandardTag::ReplayGainAlbumPeak(text) => set_decibels(&mut tags.replay_gain.album_peak, text),
        _ => {}
    }
}

/// Many programs write Matroska tags without saying whether they speak of the track or the album; by the book that means
/// the album. Where the track has nothing of its own, they meant the track.
fn take_unplaced(tag: &Tag, tags: &mut Tags) {
    let Some((key, text)) = raw(tag) else { return };
    match key.as_str() {
        "TITLE" => set(&mut tags.title, text),
        "ARTIST" if tags.artists.is_empty() => add(&mut tags.artists, text),
        "ALBUM" => set(&mut tags.album, text),
        "GENRE" => add(&mut tags.genres, text),
        "DATE" => set_year(&mut tags.year, year_of(text)),
        // "3/9": the third of nine.
        "TRACK" | "PART_NUMBER" => {
            let (number, total) = text.split_once('/').unwrap_or((text, ""));
            set_number(&mut tags.track_number, number.trim().parse().unwrap_or(0));
            set_number(&mut tags.track_total, total.trim().parse().unwrap_or(0));
        }
        _ => {}
    }
}

/// The key of a tag without what it speaks of, in capitals, and its text.
fn raw(tag: &Tag) -> Option<(String, &str)> {
    let RawValue::String(text) = &tag.raw.value else { return None };
    let key = tag.raw.key.rsplit('@').next().unwrap_or_default();
    Some((key.to_ascii_uppercase(), text))
}

/// Where the album's artist has a name of its own, the artist of what was not placed is not meant.
fn take_album_artists<'a>(all: impl Iterator<Item = &'a Tag>, tags: &mut Tags) {
    let mut named = Vec::new();
    for (key, text) in all.filter_map(raw) {
        if matches!(key.as_str(), "ALBUM_ARTIST" | "ALBUMARTIST") {
            add(&mut named, text);
        }
    }
    if !named.is_empty() {
        tags.album_artists = named;
    }
}

fn set(field: &mut Option<String>, text: &str) {
    let text = text.trim();
    if field.is_none() && !text.is_empty() {
        *field = Some(text.into());
    }
}

fn add(field: &mut Vec<String>, text: &str) {
    let text = text.trim();
    if !text.is_empty() && !field.iter().any(|known| known == text) {
        field.push(text.into());
    }
}

fn set_number(field: &mut Option<u32>, number: u64) {
    if field.is_none() && number > 0 {
        *field = u32::try_from(number).ok();
    }
}

fn set_year(field: &mut Option<i32>, year: Option<i32>) {
    if field.is_none() {
        *field = year;
    }
}

fn set_decibels(field: &mut Option<f32>, text: &str) {
    if field.is_none() {
        let number = text.trim().trim_end_matches(['d', 'D', 'B', 'b', ' ']);
        *field = number.parse().ok().filter(|value: &f32| value.is_finite());
    }
}

/// The year at the start of an ISO 8601 date.
fn year_of(date: &str) -> Option<i32> {
    date.trim().get(..4)?.parse().ok().filter(|year| *year > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_and_gains() {
        assert_eq!(year_of("1999-07-31"), Some(1999));
        assert_eq!(year_of(" 2004 "), Some(2004));
        assert_eq!(year_of("99"), None);
        assert_eq!(year_of("日本語の"), None);
        let mut gain = None;
        set_decibels(&mut gain, "-7.30 dB");
        assert_eq!(gain, Some(-7.3));
        set_decibels(&mut gain, "1.0");
        assert_eq!(gain, Some(-7.3));
    }
}
