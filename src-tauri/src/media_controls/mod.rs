//! Media keys, and what other programs show of what plays.

use std::path::Path;
use std::sync::Arc;

use tauri::AppHandle;

#[cfg(target_os = "linux")]
mod cover_file;
#[cfg(target_os = "linux")]
mod mpris;
#[cfg(target_os = "linux")]
mod notification;
#[cfg(target_os = "linux")]
mod player;
#[cfg(target_os = "linux")]
mod properties;
#[cfg(target_os = "linux")]
mod root;

/// Offers the player to the desktop for as long as the process lives. Without a session bus there are no media keys, which is told
/// in one line of the log, and everything else works. Other systems have none yet.
pub fn start(program: &Arc<app::Attune>, app: &AppHandle, data_dir: &Path) {
    #[cfg(target_os = "linux")]
    mpris::start(Arc::clone(program), desk(program, app), cover_file::CoverFile::new(data_dir));
    #[cfg(not(target_os = "linux"))]
    let _ = (program, app, data_dir);
}

/// What only the shell can do for those who ask over the bus.
#[cfg(target_os = "linux")]
struct Desk {
    raise: Box<dyn Fn() + Send + Sync>,
    quit: Box<dyn Fn() + Send + Sync>,
    open: Box<dyn Fn(std::path::PathBuf) + Send + Sync>,
    is_looked_at: Box<dyn Fn() -> bool + Send + Sync>,
}

#[cfg(target_os = "linux")]
fn desk(program: &Arc<app::Attune>, app: &AppHandle) -> Desk {
    let (raised, quitting, looked_at, program) = (app.clone(), app.clone(), app.clone(), Arc::clone(program));
    Desk {
        raise: Box::new(move || crate::window::raise(&raised)),
        quit: Box::new(move || quitting.exit(0)),
        is_looked_at: Box::new(move || crate::window::is_looked_at(&looked_at)),
        open: Box::new(move |path| {
            if let Err(error) = program.open_paths(&[path], true) {
                tracing::warn!(%error, "what another program handed over cannot be opened");
            }
        }),
    }
}
