//! What is known of a track of a sheet: from the sheet, and from the file it is in what that says of the album.

use std::path::{Path, PathBuf};

use audio::{Said, Sheet};
use domain::{ReplayGain, Tags, in_sheet};

/// The file with the sound of a track, to read its tags and pictures.
pub(crate) fn whole_file(path: &Path) -> PathBuf {
    audio::sound_file(path).unwrap_or_else(|_| path.to_path_buf())
}

/// The tags of a track of a sheet; `None` for what is none. `of_file` reads those of a file.
pub(crate) fn part_tags(path: &Path, of_file: impl FnOnce(&Path) -> Tags) -> Option<Tags> {
    let (holder, number) = in_sheet(path)?;
    if !audio::on_disk(|| holder.is_file()) {
        return None;
    }
    let sheet = Sheet::of(holder).ok()??;
    let at = sheet.tracks.iter().position(|track| track.number == number)?;
    let file = of_file(&whole_file(path));
    Some(joined(&sheet, at, file))
}

fn joined(sheet: &Sheet, at: usize, file: Tags) -> Tags {
    let Said { title, performer, .. } = &sheet.album;
    let track = &sheet.tracks[at];
    let list = |own: &Option<String>, other: &Option<String>| own.iter().chain(other).take(1).cloned().collect::<Vec<String>>();
    let or = |own: Vec<String>, other: Vec<String>| if own.is_empty() { other } else { own };
    let number = |text: &Option<String>| text.as_deref().and_then(crate::tags::number);
    let gain = |text: &Option<String>| text.as_deref().and_then(crate::tags::decibels);
    let album_artists = or(list(performer, &None), file.album_artists.clone());
    let whole_album = if file.artists.is_empty() {
        file.album_artists
    } else {
        file.artists
    };
    let count = u32::try_from(sheet.tracks.len()).unwrap_or(u32::MAX);
    let genres = sheet.genre.iter().flat_map(|genre| genre.split(';'));
    Tags {
        title: track.says.title.clone(),
        artists: or(list(&track.says.performer, performer), whole_album),
        album: title.clone().or(file.album),
        // The name to sort by is that of the file's own artist.
        artist_sort: file.artist_sort.filter(|_| performer.is_none()),
        album_sort: file.album_sort.filter(|_| title.is_none()),
        album_artists,
        track_number: Some(track.number),
        track_total: Some(count.max(track.number)),
        disc_number: number(&sheet.disc_number).or(file.disc_number),
        disc_total: number(&sheet.disc_total).or(file.disc_total),
        year: sheet.date.as_deref().and_then(crate::tags::year).or(file.year),
        original_year: file.original_year,
        genres: or(
            genres
                .map(|genre| genre.trim().to_owned())
                .filter(|genre| !genre.is_empty())
                .collect(),
            file.genres,
        ),
        composers: list(&track.says.songwriter, &sheet.album.songwriter),
        label: file.label,
        compilation: file.compilation,
        musicbrainz_release: file.musicbrainz_release,
        replay_gain: ReplayGain {
            track_gain_db: gain(&track.says.gain),
            track_peak: gain(&track.says.peak),
            album_gain_db: gain(&sheet.album.gain).or(file.replay_gain.album_gain_db),
            album_peak: gain(&sheet.album.peak).or(file.replay_gain.album_peak),
        },
        ..Tags::default()
    }
}

#[cfg(test)]
#[path = "part_tests.rs"]
mod tests;
