//! Walking through the library.

use super::{Answer, Program};
use crate::dto::{
    AlbumDetails, AlbumPage, AlbumQuery, ArtistDetails, ArtistPage, ArtistQuery, FolderContents, GenreRow, Home, SearchResults, TrackPage,
    TrackView, YearRow, folder,
};

#[tauri::command(async)]
#[specta::specta]
pub fn list_tracks(program: Program<'_>, view: TrackView, offset: u32, limit: u32) -> Answer<TrackPage> {
    Ok(program.list_tracks(&view.try_into()?, offset as usize, limit as usize)?.into())
}

/// The ids of all tracks of a view, in its order.
#[tauri::command(async)]
#[specta::specta]
pub fn view_ids(program: Program<'_>, view: TrackView) -> Answer<Vec<u32>> {
    let ids = program.view_ids(&view.try_into()?)?;
    Ok(ids.into_iter().map(|id| id.0 as u32).collect())
}

/// The place of the first row whose name begins with `text`: its title, or what the view is sorted by if that is a name.
#[tauri::command(async)]
#[specta::specta]
pub fn find_in_view(program: Program<'_>, view: TrackView, text: String) -> Answer<Option<u32>> {
    Ok(program.find_in_view(&view.try_into()?, &text)?.map(|place| place as u32))
}

#[tauri::command(async)]
#[specta::specta]
pub fn list_albums(program: Program<'_>, query: AlbumQuery, offset: u32, limit: u32) -> Answer<AlbumPage> {
    Ok(program.list_albums(&query.into(), offset as usize, limit as usize)?.into())
}

#[tauri::command(async)]
#[specta::specta]
pub fn list_artists(program: Program<'_>, query: ArtistQuery, offset: u32, limit: u32) -> Answer<ArtistPage> {
    Ok(program.list_artists(&query.into(), offset as usize, limit as usize)?.into())
}

#[tauri::command(async)]
#[specta::specta]
pub fn genres(program: Program<'_>) -> Answer<Vec<GenreRow>> {
    Ok(program.genres()?.into_iter().map(Into::into).collect())
}

#[tauri::command(async)]
#[specta::specta]
pub fn years(program: Program<'_>) -> Answer<Vec<YearRow>> {
    Ok(program.years()?.into_iter().map(Into::into).collect())
}

/// What is in a directory; the watched folders without one.
#[tauri::command(async)]
#[specta::specta]
pub fn folder_contents(program: Program<'_>, key: Option<String>) -> Answer<FolderContents> {
    let dir = key.map(|key| folder(&key)).transpose()?;
    Ok(program.folder_contents(dir.as_deref())?.into())
}

#[tauri::command(async)]
#[specta::specta]
pub fn album_details(program: Program<'_>, id: u32) -> Answer<AlbumDetails> {
    Ok(program.album_details(app::AlbumId(id.into()))?.into())
}

#[tauri::command(async)]
#[specta::specta]
pub fn artist_details(program: Program<'_>, id: u32) -> Answer<ArtistDetails> {
    Ok(program.artist_details(app::ArtistId(id.into()))?.into())
}

#[tauri::command(async)]
#[specta::specta]
pub fn home(program: Program<'_>) -> Answer<Home> {
    Ok(program.home()?.into())
}

#[tauri::command(async)]
#[specta::specta]
pub fn search(program: Program<'_>, query: String, track_limit: u32) -> Answer<SearchResults> {
    Ok(program.search(&query, track_limit as usize)?.into())
}
