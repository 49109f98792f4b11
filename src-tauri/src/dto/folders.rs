//! The directories of the library.

use serde::Serialize;
use specta::Type;

use super::{all, count};

/// A directory; the key names it whatever bytes its path has.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FolderEntry {
    pub key: String,
    pub name: String,
    /// At all levels below.
    pub tracks: u32,
}

impl From<app::FolderEntry> for FolderEntry {
    fn from(entry: app::FolderEntry) -> Self {
        Self {
            key: app::path_key(&entry.path),
            name: entry.name,
            tracks: count(entry.tracks),
        }
    }
}

#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FolderCrumb {
    pub key: String,
    pub name: String,
}

#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FolderContents {
    pub crumbs: Vec<FolderCrumb>,
    pub folders: Vec<FolderEntry>,
    pub tracks: u32,
}

impl From<app::FolderContents> for FolderContents {
    fn from(contents: app::FolderContents) -> Self {
        let crumb = |entry: app::FolderEntry| FolderCrumb {
            key: app::path_key(&entry.path),
            name: entry.name,
        };
        Self {
            crumbs: contents.crumbs.into_iter().map(crumb).collect(),
            folders: all(contents.folders),
            tracks: count(contents.tracks),
        }
    }
}
