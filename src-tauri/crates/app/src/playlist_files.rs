//! Playlists from and for other players.

use std::path::{Path, PathBuf};

use domain::PlaylistId;
use library::{ExportedTrack, Finder, PlaylistFile};

use crate::playlist_edits::Step;
use crate::{Attune, Error, clock};

/// Lines that are told of; nobody reads more.
const MOST_LOST: usize = 100;
/// Characters of a line that is told of.
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
    /// Makes a playlist of each file. One that cannot be read ends the import before anything is made.
    pub fn import_playlists(&self, paths: &[PathBuf]) -> Result<ImportReport, Error> {
        let read = |path: &PathBuf| {
            library::read_playlist(path).map_err(|error| Error::Unreadable {
                path: path.clone(),
                reason: reason(&error),
            })
        };
        let files: Vec<PlaylistFile> = paths.iter().map(read).collect::<Result<_, _>>()?;
        let finder = Finder::new(&self.core.store)?;
        let mut report = ImportReport::default();
        self.edit_playlists(|store| {
            let mut steps = Vec::new();
            for file in &files {
                let (mut uids, mut lost) = (Vec::new(), Vec::new());
                for entry in &file.entries {
                    match finder.find(file, entry) {
                        Some(uid) => uids.push(uid),
                        None => lost.push(&entry.location),
                    }
                }
                let id = store.create_playlist(&file.name, &uids, clock::now())?;
                steps.push(Step::Delete(id));
                report.playlists.push(ImportedPlaylist {
                    id,
                    name: file.name.clone(),
                    found: uids.len(),
                    lost_count: lost.len(),
                    lost: lost
                        .into_iter()
                        .take(MOST_LOST)
                        .map(|line| line.chars().take(LONGEST_LINE).collect())
                        .collect(),
                });
            }
            Ok(steps)
        })?;
        Ok(report)
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

/// The error without the path, which the caller names.
fn reason(error: &library::Error) -> String {
    match error {
        library::Error::File { source, .. } => source.to_string(),
        other => other.to_string(),
    }
}
