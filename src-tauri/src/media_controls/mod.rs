//! Media keys, and what other programs show of what plays: MPRIS on Linux, SMTC on Windows, Now Playing on macOS.

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
#[cfg(any(windows, target_os = "macos"))]
mod system;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use app::{Event, PlayerState};
use cover_file::CoverFile;
use tauri::AppHandle;
use tokio::sync::broadcast::error::RecvError;

/// A desktop that shows what plays and has keys for it.
trait Desktop {
    /// Something about the player is new; `art` is the address of the cover's file. Called often, and cheap where nothing is.
    fn tell(&mut self, state: &PlayerState, art: Option<&str>);

    /// Time counts on from here.
    fn tell_position(&mut self, state: &PlayerState, position: Duration);
}

/// What only the shell can do for those who ask.
#[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "not every desktop asks for all of it"))]
struct Desk {
    raise: Box<dyn Fn() + Send + Sync>,
    quit: Box<dyn Fn() + Send + Sync>,
    open: Box<dyn Fn(PathBuf) + Send + Sync>,
    is_looked_at: Box<dyn Fn() -> bool + Send + Sync>,
}

/// Offers the player to the desktop for as long as the process lives, on a thread of its own. Without a session bus there are no media
/// keys, which is told in one line of the log, and everything else works.
pub fn start(program: &Arc<app::Attune>, app: &AppHandle, data_dir: &Path) {
    let (program, desk) = (Arc::clone(program), Arc::new(desk(program, app)));
    let covers = CoverFile::new(data_dir);
    #[cfg(target_os = "linux")]
    let make = {
        let program = Arc::clone(&program);
        move || Some(mpris::Bus::new(program, desk))
    };
    #[cfg(windows)]
    let make = {
        let (program, window) = (Arc::clone(&program), crate::window::handle(app));
        move || system::System::attach(&program, &desk, window)
    };
    #[cfg(target_os = "macos")]
    let make = {
        let program = Arc::clone(&program);
        move || system::System::attach(&program, &desk, None)
    };
    #[cfg(not(any(target_os = "linux", windows, target_os = "macos")))]
    let make = move || -> Option<NoDesktop> { None };
    let work = move || {
        if let Some(desktop) = make() {
            keep_told(&program, desktop, covers);
        }
    };
    if let Err(error) = std::thread::Builder::new().name("media keys".into()).spawn(work) {
        tracing::warn!(%error, "no thread for media keys");
    }
}

#[cfg(not(any(target_os = "linux", windows, target_os = "macos")))]
enum NoDesktop {}

#[cfg(not(any(target_os = "linux", windows, target_os = "macos")))]
impl Desktop for NoDesktop {
    fn tell(&mut self, _: &PlayerState, _: Option<&str>) {}

    fn tell_position(&mut self, _: &PlayerState, _: Duration) {}
}

fn keep_told(program: &app::Attune, mut desktop: impl Desktop, mut covers: CoverFile) {
    let mut events = program.subscribe();
    let mut tell = |desktop: &mut dyn Desktop| {
        let state = program.player_state();
        let cover = state.track.as_ref().and_then(|track| track.cover);
        let art = covers.url(cover, |hash| program.cover(hash, app::CoverSize::Full).ok().flatten());
        desktop.tell(&state, art.as_deref());
    };
    tell(&mut desktop);
    loop {
        match events.blocking_recv() {
            Ok(Event::PlayerChanged(_)) | Err(RecvError::Lagged(_)) => tell(&mut desktop),
            Ok(Event::PositionAnchored { position, .. }) => desktop.tell_position(&program.player_state(), position),
            Ok(_) => {}
            Err(RecvError::Closed) => return,
        }
    }
}

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
