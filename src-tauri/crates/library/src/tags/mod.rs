//! Tags of a file as [`Tags`]. A file whose tags cannot be read has none: it is still a track.

mod fields;
mod mojibake;
mod region;

use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::time::Duration;

use domain::Tags;
use lofty::config::{ParseOptions, ParsingMode};
use lofty::file::{AudioFile, TaggedFile, TaggedFileExt};
use lofty::picture::PictureType;
use lofty::probe::Probe;

pub(crate) use fields::{decibels, leading_number as number, year};
use region::tag_region;

use crate::sheets::{part_tags, whole_file};

/// Larger tag regions are read by the demultiplexer, which skips pictures without loading them.
const LARGEST_TAG_REGION: u64 = 32 << 20;
/// Bytes of an embedded picture.
pub(crate) const LARGEST_PICTURE: usize = 16 << 20;

/// The tags of a playable file, or of a track in one.
pub fn read_tags(path: &Path) -> Tags {
    part_tags(path, file_tags).map_or_else(|| file_tags(path), fields::bounded)
}

fn file_tags(path: &Path) -> Tags {
    let parsed = parse(path, ParseOptions::new().read_properties(false).read_cover_art(false));
    match parsed.filter(|file| !file.tags().is_empty()) {
        Some(file) => fields::tags(&file),
        // Matroska, CAF and FLAC in Ogg, in whose frames lofty may see another format; regions too large to load, and tags it gives up on.
        None => audio::tags_fallback(path).map(fields::bounded).unwrap_or_default(),
    }
}

/// The tags and length of a file that only the tag reader knows.
pub(crate) fn read_unplayable(path: &Path) -> (Tags, Duration) {
    let (tags, whole) = match parse(&whole_file(path), ParseOptions::new().read_cover_art(false)) {
        Some(file) => (fields::tags(&file), file.properties().duration()),
        None => (Tags::default(), Duration::ZERO),
    };
    match part_tags(path, |_| tags.clone()) {
        Some(tags) => (fields::bounded(tags), audio::part_duration(path, whole).unwrap_or_default()),
        None => (tags, whole),
    }
}

/// The front cover inside a file, else its first picture: bytes as stored. `None` where there is none or it is beyond bounds.
pub(crate) fn embedded_picture(path: &Path) -> Option<Vec<u8>> {
    let file = parse(path, ParseOptions::new().read_properties(false))?;
    let pictures = || file.tags().iter().flat_map(|tag| tag.pictures());
    let front = pictures().find(|p| p.pic_type() == PictureType::CoverFront);
    let picture = front.or_else(|| pictures().next())?;
    (picture.data().len() <= LARGEST_PICTURE && !picture.data().is_empty()).then(|| picture.data().to_vec())
}

/// `None` for what lofty does not know, cannot read, or had better not.
fn parse(path: &Path, options: ParseOptions) -> Option<TaggedFile> {
    let mut file = audio::on_disk(|| File::open(path)).ok()?;
    if tag_region(&mut file).ok()? > LARGEST_TAG_REGION {
        return None;
    }
    let file = audio::tag_reader(file).ok()?;
    let mut options = options;
    options.parsing_mode(ParsingMode::Relaxed);
    let probe = Probe::new(BufReader::new(file)).options(options).guess_file_type().ok()?;
    probe.file_type()?;
    probe.read().ok()
}
