//! From lofty's items to our fields: the file's own kind of tag first, its other tags where that one is silent.

use domain::{ReplayGain, Tags};
use lofty::file::{TaggedFile, TaggedFileExt};
use lofty::tag::{ItemKey, Tag, TagType};

use super::mojibake;

/// Characters of a name, and of a comment or lyrics: nobody reads on, and a row must stay small.
const LONGEST_NAME: usize = 1_000;
const LONGEST_TEXT: usize = 100_000;
const MOST_NAMES: usize = 64;
/// R128 tags refer to −23 LUFS, ReplayGain 2 to −18.
const R128_TO_REPLAY_GAIN_DB: f32 = 5.0;

pub(super) fn tags(file: &TaggedFile) -> Tags {
    let primary = file.primary_tag_type();
    let mut all: Vec<&Tag> = file.tags().iter().collect();
    // The 30-byte fields of ID3v1 come last: they cut names off.
    all.sort_by_key(|tag| (tag.tag_type() != primary, tag.tag_type() == TagType::Id3v1));
    let mut out = Tags::default();
    for tag in all {
        let mut read = fields(tag);
        if matches!(
            tag.tag_type(),
            TagType::Id3v1 | TagType::Id3v2 | TagType::RiffInfo | TagType::AiffText
        ) {
            mojibake::repair(&mut read);
        }
        fill(&mut out, read);
    }
    bounded(out)
}

fn fields(tag: &Tag) -> Tags {
    let text = |keys: &[ItemKey]| {
        keys.iter()
            .find_map(|key| tag.get_strings(*key).map(str::trim).find(|t| !t.is_empty()).map(str::to_owned))
    };
    let list = |keys: &[ItemKey]| {
        keys.iter()
            .map(|key| names(tag.get_strings(*key)))
            .find(|names| !names.is_empty())
            .unwrap_or_default()
    };
    let number = |key| text(&[key]).and_then(|t| leading_number(&t));
    // "3/12" in the field of the number itself.
    let of_total = |key, total| number(total).or_else(|| leading_number(text(&[key])?.split_once('/')?.1));
    let year = |keys: &[ItemKey]| text(keys).and_then(|t| year(&t));
    let decibel = |key| text(&[key]).and_then(|t| decibels(&t));
    let r128 = |key| {
        text(&[key])
            .and_then(|t| t.parse::<i32>().ok())
            .map(|q| q as f32 / 256.0 + R128_TO_REPLAY_GAIN_DB)
    };
    Tags {
        title: text(&[ItemKey::TrackTitle]),
        artists: list(&[ItemKey::TrackArtists, ItemKey::TrackArtist]),
        album: text(&[ItemKey::AlbumTitle]),
        album_artists: list(&[ItemKey::AlbumArtists, ItemKey::AlbumArtist]),
        track_number: number(ItemKey::TrackNumber),
        track_total: of_total(ItemKey::TrackNumber, ItemKey::TrackTotal),
        disc_number: number(ItemKey::DiscNumber),
        disc_total: of_total(ItemKey::DiscNumber, ItemKey::DiscTotal),
        year: year(&[ItemKey::RecordingDate, ItemKey::Year, ItemKey::ReleaseDate]),
        original_year: year(&[ItemKey::OriginalReleaseDate]),
        genres: names(list(&[ItemKey::Genre]).iter().flat_map(|genre| genre.split(';'))),
        composers: list(&[ItemKey::Composer]),
        label: text(&[ItemKey::Label, ItemKey::Publisher]),
        compilation: text(&[ItemKey::FlagCompilation]).is_some_and(|t| matches!(t.to_ascii_lowercase().as_str(), "1" | "true" | "yes")),
        title_sort: text(&[ItemKey::TrackTitleSortOrder]),
        artist_sort: text(&[ItemKey::AlbumArtistSortOrder, ItemKey::TrackArtistSortOrder]),
        album_sort: text(&[ItemKey::AlbumTitleSortOrder]),
        bpm: text(&[ItemKey::Bpm, ItemKey::IntegerBpm])
            .and_then(|t| t.replace(',', ".").parse().ok())
            .filter(|b| *b > 0.0 && *b < 1000.0),
        musical_key: text(&[ItemKey::InitialKey]),
        comment: text(&[ItemKey::Comment, ItemKey::Description]),
        lyrics: text(&[ItemKey::UnsyncLyrics, ItemKey::Lyrics]),
        musicbrainz_recording: text(&[ItemKey::MusicBrainzRecordingId]),
        musicbrainz_release: text(&[ItemKey::MusicBrainzReleaseId]),
        replay_gain: ReplayGain {
            track_gain_db: decibel(ItemKey::ReplayGainTrackGain).or_else(|| r128(ItemKey::R128TrackGain)),
            track_peak: decibel(ItemKey::ReplayGainTrackPeak),
            album_gain_db: decibel(ItemKey::ReplayGainAlbumGain).or_else(|| r128(ItemKey::R128AlbumGain)),
            album_peak: decibel(ItemKey::ReplayGainAlbumPeak),
        },
    }
}

/// Takes from `other` what `tags` does not have.
fn fill(tags: &mut Tags, other: Tags) {
    macro_rules! first {
        ($($($field:ident).+),+) => { $(if tags.$($field).+.is_none() { tags.$($field).+ = other.$($field).+; })+ };
    }
    macro_rules! first_list {
        ($($field:ident),+) => { $(if tags.$field.is_empty() { tags.$field = other.$field; })+ };
    }
    first!(
        title,
        album,
        track_number,
        track_total,
        disc_number,
        disc_total,
        year,
        original_year,
        label,
        title_sort,
        artist_sort,
        album_sort
    );
    first!(bpm, musical_key, comment, lyrics, musicbrainz_recording, musicbrainz_release);
    first!(
        replay_gain.track_gain_db,
        replay_gain.track_peak,
        replay_gain.album_gain_db,
        replay_gain.album_peak
    );
    first_list!(artists, album_artists, genres, composers);
    tags.compilation |= other.compilation;
}

/// Cuts what no honest tag has.
pub(super) fn bounded(mut tags: Tags) -> Tags {
    for list in [&mut tags.artists, &mut tags.album_artists, &mut tags.genres, &mut tags.composers] {
        list.truncate(MOST_NAMES);
        list.iter_mut().for_each(|name| cut(name, LONGEST_NAME));
    }
    let names = [
        &mut tags.title,
        &mut tags.album,
        &mut tags.label,
        &mut tags.title_sort,
        &mut tags.artist_sort,
        &mut tags.album_sort,
        &mut tags.musical_key,
        &mut tags.musicbrainz_recording,
        &mut tags.musicbrainz_release,
    ];
    names.into_iter().flatten().for_each(|text| cut(text, LONGEST_NAME));
    [&mut tags.comment, &mut tags.lyrics]
        .into_iter()
        .flatten()
        .for_each(|text| cut(text, LONGEST_TEXT));
    tags
}

fn cut(text: &mut String, longest: usize) {
    if let Some((end, _)) = text.char_indices().nth(longest) {
        text.truncate(end);
    }
}

/// Non-empty, trimmed, each once, in order.
fn names<'a>(values: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    // Some writers put several names into one field with a NUL between them.
    for name in values
        .flat_map(|value| value.split('\0'))
        .map(str::trim)
        .filter(|name| !name.is_empty())
    {
        if !out.iter().any(|known| known == name) {
            out.push(name.to_owned());
        }
    }
    out
}

pub(crate) fn leading_number(text: &str) -> Option<u32> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text[..end].parse().ok().filter(|n| *n > 0)
}

/// The first run of four digits: "1999", "1999-07-31", "31.07.1999".
pub(crate) fn year(text: &str) -> Option<i32> {
    text.split(|c: char| !c.is_ascii_digit())
        .find(|run| run.len() == 4)
        .and_then(|run| run.parse().ok())
        .filter(|year| *year > 0)
}

pub(crate) fn decibels(text: &str) -> Option<f32> {
    let number = text.trim().trim_end_matches(['d', 'D', 'b', 'B', ' ']).replace(',', ".");
    number.parse().ok().filter(|value: &f32| value.is_finite() && value.abs() < 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_out_of_the_text_people_write() {
        for (text, number) in [
            ("3", Some(3)),
            (" 03/12", Some(3)),
            ("A1", None),
            ("0", None),
            ("", None),
            ("99999999999", None),
        ] {
            assert_eq!(leading_number(text), number, "{text}");
        }
        for (text, expected) in [
            ("1999", Some(1999)),
            ("1999-07-31", Some(1999)),
            ("31.07.1999", Some(1999)),
            ("99", None),
            ("0000", None),
        ] {
            assert_eq!(year(text), expected, "{text}");
        }
        for (text, expected) in [("-6.50 dB", Some(-6.5)), ("+1,5", Some(1.5)), ("nan", None), ("x", None)] {
            assert_eq!(decibels(text), expected, "{text}");
        }
    }

    #[test]
    fn r128_gains_become_replay_gain() {
        let mut tag = Tag::new(TagType::VorbisComments);
        tag.insert_text(ItemKey::R128TrackGain, "-512".into());
        assert_eq!(fields(&tag).replay_gain.track_gain_db, Some(3.0));
        tag.insert_text(ItemKey::ReplayGainTrackGain, "-7 dB".into());
        assert_eq!(fields(&tag).replay_gain.track_gain_db, Some(-7.0), "the direct value wins");
    }

    #[test]
    fn names_are_each_once_and_bounded() {
        assert_eq!(names(["A\0B", " A ", ""].into_iter()), ["A", "B"]);
        let tags = Tags {
            title: Some("é".repeat(5_000)),
            genres: vec!["x".into(); 500],
            ..Tags::default()
        };
        let tags = bounded(tags);
        assert_eq!(tags.title.map(|t| t.chars().count()), Some(LONGEST_NAME));
        assert_eq!(tags.genres.len(), MOST_NAMES);
    }
}
