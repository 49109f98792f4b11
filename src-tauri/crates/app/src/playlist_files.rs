//! Playlists from and for other players.

use std::path::{Path, PathBuf};

use domain::{PlaylistId, TrackUid};
use library::{ExportedTrack, FileEntry, PlaylistFile};
use store::PlaylistStep;

use crate::entries::EntryFinder;
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
    /// Entries that name nothing in the library, by their place as it is written, else by artist and title; the first hundred.
    pub lost: Vec<String>,
    pub lost_count: usize,
}

impl Attune {
    /// Makes a playlist of each file, or of each list in it, as one edit. A file that cannot be read ends the import before anything is made.
    pub fn import_playlists(&self, paths: &[PathBuf]) -> Result<ImportReport, Error> {
        let finder = EntryFinder::new(&self.core.store)?;
        let (mut steps, mut matched) = (Vec::new(), Vec::new());
        for path in paths {
            // Each file is let go of before the next one is read.
            for list in library::read_playlists(path).map_err(|error| Error::unreadable(path, &error))? {
                let (file, items) = match_up(&finder, &list);
                steps.push(PlaylistStep::Create {
                    name: file.name.clone(),
                    items,
                    created_at: clock::now(),
                });
                matched.push(file);
            }
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

/// A list of which it is known what is in the library.
struct Matched {
    name: String,
    found: usize,
    lost: Vec<String>,
    lost_count: usize,
}

fn match_up(finder: &EntryFinder, list: &PlaylistFile) -> (Matched, Vec<TrackUid>) {
    let cut = |text: &str| text.chars().take(LONGEST_LINE).collect::<String>();
    let (mut items, mut lost, mut lost_count) = (Vec::new(), Vec::new(), 0);
    for entry in &list.entries {
        match finder.find(list, entry) {
            Some((uid, _)) => items.push(uid),
            None => {
                lost_count += 1;
                if lost.len() < MOST_LOST {
                    lost.push(cut(&written(entry)));
                }
            }
        }
    }
    let matched = Matched {
        name: cut(&list.name),
        found: items.len(),
        lost,
        lost_count,
    };
    (matched, items)
}

/// An entry as the file has it.
fn written(entry: &FileEntry) -> String {
    if !entry.location.is_empty() {
        return entry.location.clone();
    }
    let said = [&entry.artist, &entry.title].into_iter().flatten().map(String::as_str);
    said.collect::<Vec<_>>().join(" \u{2013} ")
}
