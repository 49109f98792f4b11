//! Whether a watched folder can be looked at.

use std::path::Path;

use domain::{Folder, FolderState};
use store::Store;

use crate::Error;

/// Looks at the folder and remembers its state. An unreachable one is left alone: a drive that is not there, a folder that is a
/// file now, or one that is suddenly empty although tracks were in it (an unmounted mount point) says nothing about its tracks.
/// Answers whether it can be looked at, and whether that is news.
pub(crate) fn look_at(store: &Store, folder: &Folder) -> Result<(bool, bool), Error> {
    let state = match is_empty(&folder.path) {
        Some(false) => FolderState::Online,
        Some(true) if !store.has_tracks_below(&folder.path)? => FolderState::Online,
        Some(true) | None => FolderState::Unreachable,
    };
    let is_news = store.set_folder_state(folder.id, state)?;
    Ok((state == FolderState::Online, is_news))
}

/// Whether nothing but hidden files and file system furniture is in it; `None` if it cannot be listed.
fn is_empty(dir: &Path) -> Option<bool> {
    let mut entries = std::fs::read_dir(dir).ok()?;
    Some(!entries.any(|entry| {
        entry.is_ok_and(|entry| {
            let name = entry.file_name();
            let name = name.as_encoded_bytes();
            !name.starts_with(b".") && name != b"lost+found" && name != b"System Volume Information"
        })
    }))
}
