//! Watched folders and the library in figures.

use serde::Serialize;
use specta::Type;

use super::{count, long_millis, moment, wire_enum, wire_id};

wire_enum! {
    sent FolderState = domain::FolderState {
        New,
        Online,
        Unreachable,
    }
}

#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FolderView {
    pub id: u32,
    /// Names it as a place, as in [`super::FolderContents`].
    pub key: String,
    pub path: String,
    pub state: FolderState,
    /// Milliseconds since 1970: since when it cannot be reached, where that is known.
    #[specta(type = Option<u32>)]
    pub unreachable_since: Option<f64>,
    pub tracks: u32,
}

impl FolderView {
    fn new(folder: &domain::Folder, tracks: usize, unreachable_since: Option<domain::Timestamp>) -> Self {
        Self {
            id: wire_id(folder.id.0),
            key: app::path_key(&folder.path),
            path: folder.path.to_string_lossy().into_owned(),
            state: folder.state.into(),
            unreachable_since: unreachable_since.map(moment),
            tracks: count(tracks),
        }
    }
}

#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Overview {
    pub tracks: u32,
    pub albums: u32,
    pub artists: u32,
    pub genres: u32,
    pub liked: u32,
    pub playlists: u32,
    /// A library can be longer than 49 days; whole milliseconds fit a float exactly.
    #[specta(type = u32)]
    pub total_ms: f64,
    pub analysed: u32,
    pub missing: u32,
    pub failed: u32,
    pub folders: Vec<FolderView>,
    pub demo_available: bool,
    pub output_device: Option<String>,
}

impl From<app::Overview> for Overview {
    fn from(overview: app::Overview) -> Self {
        let since = |id: domain::FolderId| {
            overview
                .unreachable
                .iter()
                .find(|(folder, _)| *folder == id)
                .and_then(|(_, since)| *since)
        };
        let folders = overview.folders.iter();
        Self {
            tracks: count(overview.tracks),
            albums: count(overview.albums),
            artists: count(overview.artists),
            genres: count(overview.genres),
            liked: count(overview.liked),
            playlists: count(overview.playlists),
            total_ms: long_millis(overview.duration),
            analysed: count(overview.analysed),
            missing: count(overview.missing),
            failed: count(overview.failed),
            folders: folders
                .map(|(folder, tracks)| FolderView::new(folder, *tracks, since(folder.id)))
                .collect(),
            demo_available: overview.demo_available,
            output_device: overview.output,
        }
    }
}
