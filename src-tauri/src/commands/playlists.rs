//! Playlists, and the files they come from and go to.

use std::path::PathBuf;
use std::sync::Arc;

use app::PlaylistItem;
use domain::{PlaylistId, TrackUid};
use tauri::WebviewWindow;
use tauri_plugin_dialog::DialogExt;

use super::{Answer, Program, tracks};
use crate::dto::{ImportReport, PlaylistRow, SimilarView};

/// Bytes of a file name that is offered, without its ending.
const LONGEST_NAME: usize = 195;

fn playlist(id: u32) -> PlaylistId {
    PlaylistId(id.into())
}

/// Places with the tracks that stood there when the list was read. A place without a track that can be told is one that another
/// track has by now.
fn items(places: Vec<u32>, uids: &[String]) -> Answer<Vec<PlaylistItem>> {
    let uids: Option<Vec<TrackUid>> = uids.iter().map(|uid| TrackUid::from_hex(uid)).collect();
    match uids {
        Some(uids) if uids.len() == places.len() => {
            let item = |(place, uid): (u32, TrackUid)| PlaylistItem {
                place: place as usize,
                uid,
            };
            Ok(places.into_iter().zip(uids).map(item).collect())
        }
        _ => Err(app::Error::NoSuch("track for each of these places".into()).into()),
    }
}

/// In the listener's order.
#[tauri::command(async)]
#[specta::specta]
pub fn playlists(program: Program<'_>) -> Answer<Vec<PlaylistRow>> {
    Ok(program.playlists()?.into_iter().map(Into::into).collect())
}

#[tauri::command(async)]
#[specta::specta]
pub fn create_playlist(program: Program<'_>, name: String, track_ids: Vec<u32>) -> Answer<u32> {
    Ok(program.create_playlist(&name, &tracks(track_ids))?.0 as u32)
}

#[tauri::command(async)]
#[specta::specta]
pub fn create_playlist_from_queue(program: Program<'_>, name: String) -> Answer<u32> {
    Ok(program.create_playlist_from_queue(&name)?.0 as u32)
}

#[tauri::command(async)]
#[specta::specta]
pub fn rename_playlist(program: Program<'_>, id: u32, name: String) -> Answer<()> {
    Ok(program.rename_playlist(playlist(id), &name)?)
}

#[tauri::command(async)]
#[specta::specta]
pub fn delete_playlist(program: Program<'_>, id: u32) -> Answer<()> {
    Ok(program.delete_playlist(playlist(id))?)
}

#[tauri::command(async)]
#[specta::specta]
pub fn move_playlist(program: Program<'_>, id: u32, to_index: u32) -> Answer<()> {
    Ok(program.move_playlist(playlist(id), to_index as usize)?)
}

/// Before the 0-based place `at`; at the end if it is null.
#[tauri::command(async)]
#[specta::specta]
pub fn add_to_playlist(program: Program<'_>, id: u32, track_ids: Vec<u32>, at: Option<u32>) -> Answer<()> {
    Ok(program.add_to_playlist(playlist(id), &tracks(track_ids), at.map(|at| at as usize))?)
}

/// Refused if other tracks stand at these places by now.
#[tauri::command(async)]
#[specta::specta]
pub fn remove_from_playlist(program: Program<'_>, id: u32, places: Vec<u32>, uids: Vec<String>) -> Answer<()> {
    Ok(program.remove_from_playlist(playlist(id), &items(places, &uids)?)?)
}

/// So that the first of them stands at `to` afterwards; refused if other tracks stand at these places by now.
#[tauri::command(async)]
#[specta::specta]
pub fn move_in_playlist(program: Program<'_>, id: u32, places: Vec<u32>, uids: Vec<String>, to: u32) -> Answer<()> {
    Ok(program.move_in_playlist(playlist(id), &items(places, &uids)?, to as usize)?)
}

/// Takes back the last edit of any playlist; false if there is none.
#[tauri::command(async)]
#[specta::specta]
pub fn undo_playlists(program: Program<'_>) -> Answer<bool> {
    Ok(program.undo_playlists()?)
}

#[tauri::command(async)]
#[specta::specta]
pub fn redo_playlists(program: Program<'_>) -> Answer<bool> {
    Ok(program.redo_playlists()?)
}

/// Opens the desktop's own chooser for playlist files; null if it was closed without a choice.
#[tauri::command]
#[specta::specta]
pub async fn import_playlists(window: WebviewWindow, program: Program<'_>) -> Answer<Option<ImportReport>> {
    // Waited for without a thread: a chooser may stay open for hours.
    let (tell, chosen) = tokio::sync::oneshot::channel();
    let chooser = window.dialog().file().set_parent(&window);
    chooser.add_filter("M3U", &["m3u8", "m3u"]).pick_files(move |files| {
        let _ = tell.send(files);
    });
    let Ok(Some(files)) = chosen.await else { return Ok(None) };
    let paths: Vec<PathBuf> = files.into_iter().filter_map(|file| file.into_path().ok()).collect();
    let program = Arc::clone(&program);
    let report = off_the_loop(move || program.import_playlists(&paths)).await?;
    Ok(Some(report.into()))
}

/// Opens the desktop's own save dialog; false if it was closed without a choice.
#[tauri::command]
#[specta::specta]
pub async fn export_playlist(window: WebviewWindow, program: Program<'_>, id: u32) -> Answer<bool> {
    let name = file_name(&program.playlist_name(playlist(id))?);
    let (tell, chosen) = tokio::sync::oneshot::channel();
    let chooser = window.dialog().file().set_parent(&window).set_file_name(name);
    chooser.add_filter("M3U8", &["m3u8"]).save_file(move |file| {
        let _ = tell.send(file);
    });
    let Ok(Some(file)) = chosen.await else { return Ok(false) };
    let Ok(path) = file.into_path() else { return Ok(false) };
    let program = Arc::clone(&program);
    off_the_loop(move || program.export_playlist(playlist(id), &ending(path)?)).await?;
    Ok(true)
}

/// Files are read and written on a thread that may wait for them.
async fn off_the_loop<T: Send + 'static>(work: impl FnOnce() -> Result<T, app::Error> + Send + 'static) -> Answer<T> {
    let done = tauri::async_runtime::spawn_blocking(work).await;
    Ok(done.map_err(|error| app::Error::Internal(error.to_string()))??)
}

/// The path with an ending. The dialog asked before it let an existing file be chosen, but only for the name as it was typed: a
/// file that has it with the ending is not replaced.
fn ending(path: PathBuf) -> Result<PathBuf, app::Error> {
    if path.extension().is_some() {
        return Ok(path);
    }
    let path = path.with_extension("m3u8");
    // Also a link that leads nowhere.
    if path.symlink_metadata().is_ok() {
        let refused = format!("{} is there already: choose it in the dialog to replace it", path.display());
        return Err(app::Error::Internal(refused));
    }
    Ok(path)
}

/// What every file system takes as a name: they count in bytes, and end at 255.
fn file_name(playlist: &str) -> String {
    let odd = |c: char| c.is_control() || r#"/\:*?"<>|"#.contains(c);
    let name: String = playlist.chars().map(|c| if odd(c) { '_' } else { c }).collect();
    let name = name.trim_matches(['.', ' ']);
    let end = name
        .char_indices()
        .map(|(at, c)| at + c.len_utf8())
        .take_while(|end| *end <= LONGEST_NAME)
        .last();
    let name = name[..end.unwrap_or(0)].trim_end_matches(['.', ' ']);
    format!("{}.m3u8", if name.is_empty() { "playlist" } else { name })
}

/// Tracks like those of a playlist, without its own.
#[tauri::command(async)]
#[specta::specta]
pub fn similar_to_playlist(program: Program<'_>, id: u32, limit: u32) -> Answer<SimilarView> {
    Ok(program.similar_to_playlist(playlist(id), limit as usize)?.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_playlist_is_offered_under_a_name_any_file_system_takes() {
        assert_eq!(file_name("AC/DC: best?"), "AC_DC_ best_.m3u8");
        assert_eq!(file_name("..."), "playlist.m3u8");
        assert_eq!(file_name("晚上"), "晚上.m3u8");
        assert_eq!(file_name(&"晚".repeat(300)), format!("{}.m3u8", "晚".repeat(65)));
        assert_eq!(file_name(&format!("a{}", "é".repeat(300))), format!("a{}.m3u8", "é".repeat(97)));
        assert_eq!(file_name(&format!("{} . b", "a".repeat(194))), format!("{}.m3u8", "a".repeat(194)));
    }

    #[test]
    fn a_file_nobody_was_asked_about_is_not_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let typed = dir.path().join("foo");
        assert_eq!(ending(typed.clone()).unwrap(), dir.path().join("foo.m3u8"));
        std::fs::write(dir.path().join("foo.m3u8"), "made by hand").unwrap();
        let refused = ending(typed).unwrap_err().to_string();
        assert!(refused.contains("foo.m3u8 is there already"), "{refused}");
        let chosen = dir.path().join("foo.m3u8");
        assert_eq!(ending(chosen.clone()).unwrap(), chosen, "the dialog asked");
    }

    #[test]
    fn every_place_needs_its_track() {
        let uid = TrackUid([7; 16]);
        assert_eq!(items(vec![3], &[uid.to_hex()]).unwrap(), [PlaylistItem { place: 3, uid }]);
        assert!(items(vec![3, 4], &[uid.to_hex()]).is_err());
        assert!(items(vec![3], &["nonsense".into()]).is_err());
    }
}
