//! What the window may ask for: each command a few lines that hand over to the program. They run off the main thread.

mod browse;
mod discover;
mod front;
mod library;
mod map;
mod models;
mod open;
mod personal;
mod playback;
mod playlists;
mod sound;

pub use front::Start;

use domain::TrackId;
use tauri_specta::collect_commands;

use crate::dto::AppError;
use crate::opened::Opened;

/// The program, as Tauri keeps it for the commands.
pub type Program<'a> = tauri::State<'a, Opened>;

type Answer<T> = Result<T, AppError>;

fn tracks(ids: Vec<u32>) -> Vec<TrackId> {
    ids.into_iter().map(|id| TrackId(id.into())).collect()
}

/// The complete list: what is not in it cannot be called.
pub fn all() -> tauri_specta::Commands<tauri::Wry> {
    collect_commands![
        front::drawn,
        front::coloured,
        front::quit,
        front::set_mini,
        library::overview,
        personal::set_liked,
        library::choose_folder,
        library::add_folders,
        library::remove_folder,
        library::rescan,
        library::sort_for,
        library::open_demo,
        library::failures,
        library::retry_failures,
        library::jobs,
        library::set_analysis_paused,
        models::models,
        models::choose_model,
        models::add_model,
        models::use_model,
        models::remove_model,
        library::notices,
        open::open_paths,
        browse::list_tracks,
        browse::view_ids,
        browse::find_in_view,
        browse::list_albums,
        browse::list_artists,
        browse::genres,
        browse::years,
        browse::folder_contents,
        browse::album_details,
        browse::artist_details,
        browse::home,
        browse::search,
        playback::play_view,
        playback::play_tracks,
        playback::play_now,
        playback::play_next,
        playback::append,
        playback::insert_tracks,
        playback::toggle_playback,
        playback::next,
        playback::previous,
        playback::seek,
        playback::set_volume,
        playback::set_shuffle,
        playback::set_repeat,
        playback::jump_to,
        playback::remove_items,
        playback::move_items,
        playback::clear_queue,
        playback::undo,
        playback::redo,
        playback::player_state,
        playback::queue_window,
        playback::queue_ids,
        playback::waveform,
        playback::preview,
        playback::stop_preview,
        sound::sound,
        sound::set_sound,
        sound::set_stop_after,
        sound::set_sleep,
        sound::notifications,
        sound::set_notifications,
        discover::similar,
        discover::radio,
        discover::set_radio,
        discover::hearing,
        discover::path,
        map::map_points,
        map::mood_list,
        map::tracks_by_ids,
        discover::daily_mixes,
        discover::regenerate_mixes,
        discover::set_mix_balance,
        discover::pin_mix,
        personal::set_stars,
        personal::set_feedback,
        personal::list_feedback,
        personal::history,
        personal::statistics,
        personal::lyrics,
        playlists::playlists,
        playlists::create_playlist,
        playlists::create_playlist_from_queue,
        playlists::rename_playlist,
        playlists::delete_playlist,
        playlists::move_playlist,
        playlists::add_to_playlist,
        playlists::remove_from_playlist,
        playlists::move_in_playlist,
        playlists::undo_playlists,
        playlists::redo_playlists,
        playlists::import_playlists,
        playlists::export_playlist,
        playlists::similar_to_playlist,
    ]
}
