//! The window: where it stands, and where it stood last time.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use tauri::window::Color;
use tauri::{AppHandle, LogicalPosition, LogicalSize, Manager, Theme, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent};

const NAME: &str = "main";
const SIZE: (f64, f64) = (1280.0, 800.0);
const SMALLEST: (f64, f64) = (960.0, 560.0);
/// The window as a small player.
const MINI: (f64, f64) = (420.0, 150.0);
/// How much of the title bar must be on a screen for a hand to find it.
const GRIP: (f64, f64) = (120.0, 24.0);

/// `--ground` of `ui/src/app.css`, there until the page draws it.
const LIGHT: Color = Color(245, 243, 241, 255);
const DARK: Color = Color(19, 17, 15, 255);

/// In logical pixels; the size it has while not maximised. Not tauri-plugin-window-state: that one keeps a file a user, not one a
/// data folder.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Place {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
    maximized: bool,
}

/// A screen, in logical pixels.
#[derive(Clone, Copy, Debug)]
struct Screen {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

impl Place {
    /// The place as it makes sense on the screens there are now: no larger than they are, and whether enough of the title bar shows.
    fn on(self, screens: &[Screen]) -> (Self, bool) {
        let largest = |size: fn(&Screen) -> f64| screens.iter().map(size).fold(0.0, f64::max);
        // A size of no number is the smallest one.
        let fit = |value: f64, least: f64, most: f64| value.min(most).max(least);
        let place = Self {
            width: fit(self.width, SMALLEST.0, largest(|screen| screen.width)),
            height: fit(self.height, SMALLEST.1, largest(|screen| screen.height)),
            ..self
        };
        let shows = place.x.is_finite()
            && screens.iter().any(|screen| {
                let across = (place.x + place.width).min(screen.x + screen.width) - place.x.max(screen.x);
                across >= GRIP.0 && place.y >= screen.y && place.y + GRIP.1 <= screen.y + screen.height
            });
        (place, shows)
    }
}

/// What the file holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Remembered {
    #[serde(flatten)]
    place: Option<Place>,
    /// Whether the page was drawn dark.
    dark: Option<bool>,
}

/// Remembers place and colour in a file of the data folder.
struct Memory {
    file: PathBuf,
    held: Mutex<Remembered>,
}

impl Memory {
    fn load(data_dir: &Path) -> Self {
        let file = data_dir.join("window.json");
        let held = std::fs::read(&file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        Self {
            file,
            held: Mutex::new(held.unwrap_or_default()),
        }
    }

    fn get(&self) -> Remembered {
        *self.held()
    }

    fn held(&self) -> MutexGuard<'_, Remembered> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, window: &WebviewWindow) {
        // Where it is then is not where a person put it.
        if window.is_minimized().unwrap_or(false) || window.is_fullscreen().unwrap_or(false) {
            return;
        }
        let maximized = window.is_maximized().unwrap_or(false);
        let place = &mut self.held().place;
        if let Some(place) = place.as_mut().filter(|_| maximized) {
            place.maximized = true;
            return;
        }
        let (Ok(scale), Ok(size), Ok(at)) = (window.scale_factor(), window.inner_size(), window.outer_position()) else {
            return;
        };
        let (size, at) = (size.to_logical::<f64>(scale), at.to_logical::<f64>(scale));
        // Only the small player is smaller than it may be.
        if size.width < SMALLEST.0 && size.height < SMALLEST.1 {
            return;
        }
        if maximized || size.width <= 0.0 || size.height <= 0.0 {
            let (width, height) = SIZE;
            *place = maximized.then_some(Place {
                x: at.x,
                y: at.y,
                width,
                height,
                maximized,
            });
        } else {
            *place = Some(Place {
                x: at.x,
                y: at.y,
                width: size.width,
                height: size.height,
                maximized,
            });
        }
    }

    fn save(&self) {
        let fresh = self.file.with_extension("json.new");
        // Held while it is written: the page's colour comes on another thread.
        let held = self.held();
        let saved = serde_json::to_vec(&*held)
            .map_err(std::io::Error::from)
            .and_then(|text| std::fs::write(&fresh, text))
            .and_then(|()| std::fs::rename(&fresh, &self.file));
        if let Err(error) = saved {
            tracing::warn!(%error, "the window's place could not be remembered");
        }
    }
}

/// Opens the window where it stood last.
pub fn open(app: &AppHandle, data_dir: &Path) -> tauri::Result<WebviewWindow> {
    let memory = Arc::new(Memory::load(data_dir));
    app.manage(Arc::clone(&memory));
    let mut builder = WebviewWindowBuilder::new(app, NAME, WebviewUrl::App("index.html".into()))
        // Theme, language and folds are the window's own and go with the rest.
        .data_directory(data_dir.join("window"))
        .title("Attune")
        .min_inner_size(SMALLEST.0, SMALLEST.1);
    let Remembered { place, dark } = memory.get();
    builder = builder.background_color(if dark == Some(true) { DARK } else { LIGHT });
    builder = match place.map(|place| place.on(&screens(app))) {
        Some((place, shows)) => {
            let sized = builder.inner_size(place.width, place.height).maximized(place.maximized);
            if shows { sized.position(place.x, place.y) } else { sized.center() }
        }
        None => builder.inner_size(SIZE.0, SIZE.1),
    };
    let window = builder.build()?;
    if dark.is_none() && window.theme().is_ok_and(|theme| theme == Theme::Dark) {
        window.set_background_color(Some(DARK))?;
    }
    let watched = window.clone();
    window.on_window_event(move |event| match event {
        WindowEvent::Resized(_) | WindowEvent::Moved(_) => memory.note(&watched),
        // Early enough for a program that is killed later, and not with every pixel of a drag.
        WindowEvent::Focused(false) | WindowEvent::CloseRequested { .. } => {
            memory.note(&watched);
            memory.save();
        }
        _ => {}
    });
    Ok(window)
}

/// Call it at the end of the program, which need not come by way of the window.
pub fn remember(app: &AppHandle) {
    if let Some(memory) = app.try_state::<Arc<Memory>>() {
        memory.save();
    }
}

/// There will be nothing to show in it.
pub fn hide(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(NAME) {
        let _ = window.hide();
    }
}

/// The page is drawn dark, or light: what shows before it the next time, and where a larger window is not drawn yet.
pub fn colour(window: &WebviewWindow, dark: bool) {
    if let Err(error) = window.set_background_color(Some(if dark { DARK } else { LIGHT })) {
        tracing::debug!(%error, "the window's colour could not be set");
    }
    let Some(memory) = window.try_state::<Arc<Memory>>() else { return };
    if memory.held().dark.replace(dark) != Some(dark) {
        memory.save();
    }
}

/// Makes the window a small player above all others, or what it was before.
///
/// # Errors
/// What the system would not do.
pub fn set_mini(window: &WebviewWindow, on: bool) -> tauri::Result<()> {
    let size = |(width, height): (f64, f64)| LogicalSize::new(width, height);
    if on {
        window.unmaximize()?;
        window.set_min_size(Some(size(MINI)))?;
        window.set_size(size(MINI))?;
        return window.set_always_on_top(true);
    }
    let memory = window.try_state::<Arc<Memory>>();
    let place = memory.and_then(|memory| memory.get().place);
    window.set_always_on_top(false)?;
    window.set_min_size(Some(size(SMALLEST)))?;
    window.set_size(size(place.map_or(SIZE, |place| (place.width, place.height))))?;
    match place {
        Some(place) if place.maximized => window.maximize(),
        Some(place) => window.set_position(LogicalPosition::new(place.x, place.y)),
        None => Ok(()),
    }
}

/// Brings the window to the front.
pub fn raise(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(NAME) {
        let raised = window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus());
        if let Err(error) = raised {
            tracing::debug!(%error, "the window could not be raised");
        }
    }
}

/// Address of the window, which Windows wants to know from whoever has media keys.
#[cfg(windows)]
pub fn handle(app: &AppHandle) -> Option<usize> {
    let handle = app.get_webview_window(NAME)?.hwnd().ok()?;
    Some(handle.0 as usize)
}

/// Whether the window has the keyboard.
pub fn is_looked_at(app: &AppHandle) -> bool {
    app.get_webview_window(NAME)
        .is_some_and(|window| window.is_focused().unwrap_or(false))
}

fn screens(app: &AppHandle) -> Vec<Screen> {
    let screen = |monitor: tauri::Monitor| {
        let at = monitor.position().to_logical::<f64>(monitor.scale_factor());
        let size = monitor.size().to_logical::<f64>(monitor.scale_factor());
        Screen {
            x: at.x,
            y: at.y,
            width: size.width,
            height: size.height,
        }
    };
    app.available_monitors().unwrap_or_default().into_iter().map(screen).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEFT: Screen = Screen {
        x: 0.0,
        y: 0.0,
        width: 1920.0,
        height: 1080.0,
    };
    const RIGHT: Screen = Screen {
        x: 1920.0,
        y: 200.0,
        width: 1280.0,
        height: 720.0,
    };

    fn place(x: f64, y: f64, width: f64, height: f64) -> Place {
        Place {
            x,
            y,
            width,
            height,
            maximized: false,
        }
    }

    #[test]
    fn a_place_on_a_screen_is_kept() {
        for at in [(100.0, 50.0), (2000.0, 300.0), (-800.0, 0.0)] {
            let at = place(at.0, at.1, 1000.0, 700.0);
            assert_eq!(at.on(&[LEFT, RIGHT]), (at, true));
        }
    }

    #[test]
    fn without_its_screen_a_window_has_a_size_and_no_position() {
        let far = place(2000.0, 300.0, 1000.0, 600.0);
        assert_eq!(far.on(&[LEFT]), (far, false));
        for lost in [(0.0, 1070.0), (1850.0, 0.0), (0.0, -30.0), (f64::NAN, 0.0), (0.0, f64::INFINITY)] {
            assert!(!place(lost.0, lost.1, 1000.0, 700.0).on(&[LEFT]).1, "{lost:?}");
        }
        assert!(!far.on(&[]).1);
    }

    #[test]
    fn a_size_is_never_larger_than_the_screens_nor_smaller_than_the_content() {
        let (large, _) = place(0.0, 0.0, 9000.0, f64::NAN).on(&[LEFT, RIGHT]);
        assert_eq!((large.width, large.height), (1920.0, 1080.0));
        let (small, _) = place(0.0, 0.0, 10.0, -5.0).on(&[RIGHT]);
        assert_eq!((small.width, small.height), SMALLEST);
        let tiny = Screen {
            width: 640.0,
            height: 480.0,
            ..LEFT
        };
        let (crowded, _) = place(0.0, 0.0, 1000.0, 700.0).on(&[tiny]);
        assert_eq!((crowded.width, crowded.height), SMALLEST);
    }

    #[test]
    fn what_cannot_be_read_is_forgotten() {
        let dir = tempfile::tempdir().unwrap();
        for text in ["", "{", "{\"x\":1}", "null", "[]"] {
            std::fs::write(dir.path().join("window.json"), text).unwrap();
            assert_eq!(Memory::load(dir.path()).get(), Remembered::default(), "{text}");
        }
        let memory = Memory::load(dir.path());
        memory.held().dark = Some(true);
        memory.save();
        assert_eq!(Memory::load(dir.path()).get(), memory.get());
        memory.held().place = Some(place(1.0, 2.0, 1000.0, 600.0));
        memory.save();
        assert_eq!(Memory::load(dir.path()).get(), memory.get());
    }
}
