//! Playlists from and for other players.

use std::path::{Path, PathBuf};

use domain::{PlaylistId, TrackUid};
use library::{ExportedTrack, Finder};
use store::PlaylistStep;

use crate::{Attune, Error, clock};

/// Lines that are told of; nobody reads more.
const MOST_LOST: usize = 100;
/// Characters of a line that is told of, and of a name.
const LONGEST_LINE: usize = 300;

/// What an import made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    pub playlists: Vec<ImportedPlaylist>,
}

/// A playlist that was imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedPlaylist {
    pub id: PlaylistId,
    pub name: String,
    pub found: usize,
    /// Lines that name nothing in the library, as written; the first hundred.
    pub lost: Vec<String>,
    pub lost_count: usize,
}

impl Attune {
    /// Makes a playlist of each file, as one edit. One that cannot be read ends the import before anything is made.
    pub fn import_playlists(&self, paths: &[PathBuf]) -> Result<ImportReport, Error> {
        let finder = Finder::new(&self.core.store)?;
        let (mut steps, mut matched) = (Vec::new(), Vec::new());
        for path in paths {
            let (file, items) = match_up(&finder, path)?;
            steps.push(PlaylistStep::Create {
                name: file.name.clone(),
                items,
                created_at: clock::now(),
            });
            matched.push(file);
        }
        let made = self.edit_playlists(steps)?;
        let playlist = |(file, id): (Matched, PlaylistId)| ImportedPlaylist {
            id,
            name: file.name,
            found: file.found,
            lost: file.lost,
            lost_count: file.lost_count,
        };
        Ok(ImportReport {
            playlists: matched.into_iter().zip(made).map(playlist).collect(),
        })
    }

    /// Writes a playlist as M3U8. An entry whose file is away is written where it was last.
    pub fn export_playlist(&self, id: PlaylistId, to: &Path) -> Result<(), Error> {
        let name = self.playlist_name(id)?;
        let entries = self.playlist_entries(id, 0, usize::MAX)?;
        let track = |entry: crate::PlaylistEntry| {
            Some(ExportedTrack {
                path: entry.path?,
                info: entry.track.map(|row| (row.artist, row.title, row.duration)),
            })
        };
        let tracks: Vec<ExportedTrack> = entries.into_iter().filter_map(track).collect();
        Ok(library::write_playlist(to, &name, &tracks)?)
    }

    pub fn playlist_name(&self, id: PlaylistId) -> Result<String, Error> {
        Ok(self.core.store.playlist(id)?.name)
    }
}

/// A file of which it is known what is in the library.
struct Matched {
    name: String,
    found: usize,
    lost: Vec<String>,
    lost_count: usize,
}

/// Each file is let go of before the next one is read.
fn match_up(finder: &Finder, path: &Path) -> Result<(Matched, Vec<TrackUid>), Error> {
    let file = library::read_playlist(path).map_err(|error| Error::Unreadable {
        path: path.to_path_buf(),
        reason: reason(&error),
    })?;
    let cut = |text: &str| text.chars().take(LONGEST_LINE).collect::<String>();
    let (mut items, mut lost) = (Vec::new(), Vec::new());
    for entry in &file.entries {
        match finder.find(&file, entry) {
            Some(uid) => items.push(uid),
            None => lost.push(&*entry.location),
        }
    }
    let matched = Matched {
        name: cut(&file.name),
        found: items.len(),
        lost_count: lost.len(),
        lost: lost.into_iter().take(MOST_LOST).map(cut).collect(),
    };
    Ok((matched, items))
}

/// The error without the path, which the caller names.
fn reason(error: &library::Error) -> String {
    match error {
        library::Error::File { source, .. } => source.to_string(),
        other => other.to_string(),
    }
}
