//! The shell: the only package that knows Tauri, JSON and the web view. It owns no state of the program; it opens
//! [`app::Attune`], hands the window's commands over and the program's events back.

mod args;
mod bindings;
mod commands;
mod covers;
mod display;
mod dto;
mod handover;
mod media_controls;
mod opened;
mod window;

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;
use clap::Parser;
use tauri::{AppHandle, Manager, RunEvent};
use tauri_plugin_dialog::{DialogExt, MessageDialogBuilder, MessageDialogKind};
use tauri_specta::Event;
use tokio::sync::broadcast::error::RecvError;

use args::Args;
use opened::Opened;

/// Status for a data folder that another Attune holds.
const BUSY: u8 = 4;
/// A window that nobody sees draws nothing: the work in the background begins all the same after this.
const DRAWN_AT_LATEST: Duration = Duration::from_secs(5);

/// Runs the program until its window is closed.
pub fn run() -> ExitCode {
    let started = Instant::now();
    let args = Args::parse();
    let filter = tracing_subscriber::EnvFilter::try_from_env("ATTUNE_LOG").unwrap_or_else(|_| "warn,symphonia=off,lofty=off".into());
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    match open_window(args, started) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("attune: {error:#}");
            show(&error);
            let busy = error
                .downcast_ref::<app::Error>()
                .is_some_and(|error| error.code() == app::Code::Busy);
            ExitCode::from(if busy { BUSY } else { 1 })
        }
    }
}

/// Who clicked on an icon has no terminal to read.
fn show(error: &anyhow::Error) {
    if std::io::stderr().is_terminal() || display::connect().is_err() {
        return;
    }
    let error = anyhow::anyhow!("{error:#}");
    let dialogs = tauri::Builder::default().plugin(tauri_plugin_dialog::init()).setup(move |app| {
        let handle = app.handle().clone();
        message(app.handle(), &error).show(move |_| handle.exit(1));
        Ok(())
    });
    match dialogs.build(tauri::generate_context!()) {
        Ok(app) => {
            app.run_return(|_, _| {});
        }
        Err(error) => tracing::warn!(%error, "the error could not be shown"),
    }
}

fn open_window(args: Args, started: Instant) -> anyhow::Result<()> {
    // Before anything is drawn: a second start on the same data folder ends here, not with a second window.
    let demo = demo_dir();
    let data_dir = args.data_dir()?;
    let mut paths = args.paths();
    if args.demo {
        paths.push(demo.clone().context("the demo library is not installed beside the program")?);
    }
    let folder = match app::claim(&data_dir) {
        Err(app::Error::Busy) if handover::hand_over(&data_dir, &paths) => return Ok(()),
        // It may have been closing, and be gone by now.
        Err(app::Error::Busy) => app::claim(&data_dir),
        claimed => claimed,
    }?;
    app::keep_fault_reports(&data_dir);
    display::connect()?;
    let options = app::Options {
        claimed: Some(folder),
        demo_dir: demo,
        output: app::default_output(),
        background: true,
        background_waits: true,
        ..app::Options::new(&data_dir)
    };
    // Beside the window, which takes as long.
    let opening = std::thread::spawn(move || {
        let program = app::Attune::open(options)?;
        program.open_paths(&paths, true)?;
        Ok::<_, app::Error>(Arc::new(program))
    });

    let opened = Opened::default();
    let closing: Arc<AtomicBool> = Arc::default();
    let closes = Arc::clone(&closing);
    let ended = opened.clone();
    let builder = bindings::builder();
    let app = tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .register_asynchronous_uri_scheme_protocol("cover", move |page, request, responder| {
            let program = page.app_handle().state::<Opened>().inner().clone();
            tauri::async_runtime::spawn_blocking(move || responder.respond(covers::answer(&program, &request)));
        })
        .manage(opened.clone())
        .manage(commands::Start::new(started))
        .invoke_handler(builder.invoke_handler())
        .setup(move |app| {
            builder.mount_events(app);
            window::open(app.handle(), &data_dir)?;
            let app = app.handle().clone();
            std::thread::spawn(move || {
                let program = opening.join().map_err(|_| anyhow::anyhow!("opening the library panicked"));
                match program.and_then(|program| Ok(program?)) {
                    Ok(program) => take_up(&app, program, &opened, &data_dir, &closes),
                    Err(error) => give_up(&app, &error, &opened),
                }
            });
            Ok(())
        })
        .build(tauri::generate_context!())?;
    app.run(move |app, event| {
        if matches!(event, RunEvent::Exit) {
            closing.store(true, Ordering::Relaxed);
            window::remember(app);
            // A library that is still being opened is closed in good order, too.
            match ended.program() {
                Some(program) => program.close(),
                // Said why already, but perhaps to nobody.
                None => std::process::exit(1),
            }
        }
    });
    Ok(())
}

/// The program is there: the window may ask it, and so may the desktop.
fn take_up(app: &AppHandle, program: Arc<app::Attune>, opened: &Opened, data_dir: &Path, closing: &Arc<AtomicBool>) {
    forward_events(app.clone(), &program);
    opened.settle(Some(Arc::clone(&program)));
    listen_for_starts(data_dir, &program, app, closing);
    media_controls::start(&program, app, data_dir);
    begin_at_latest(program);
    end_on_signal(app.clone());
}

/// Nothing works without it: says why, and ends.
fn give_up(app: &AppHandle, error: &anyhow::Error, opened: &Opened) {
    eprintln!("attune: {error:#}");
    opened.settle(None);
    window::hide(app);
    let ended = app.clone();
    if std::io::stderr().is_terminal() {
        ended.exit(1);
    } else {
        message(app, error).show(move |_| ended.exit(1));
    }
}

fn message(app: &AppHandle, error: &anyhow::Error) -> MessageDialogBuilder<tauri::Wry> {
    app.dialog()
        .message(format!("{error:#}"))
        .title("Attune")
        .kind(MessageDialogKind::Error)
}

fn begin_at_latest(program: Arc<app::Attune>) {
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(DRAWN_AT_LATEST).await;
        let _ = tauri::async_runtime::spawn_blocking(move || program.begin()).await;
    });
}

/// Logging out ends the program as closing its window does; killed, it would take the next start for one after a crash.
#[cfg(unix)]
fn end_on_signal(app: AppHandle) {
    use tokio::signal::unix::{SignalKind, signal};
    tauri::async_runtime::spawn(async move {
        // Not SIGHUP, which nohup has ignored for its programs.
        let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) else {
            tracing::warn!("a signal ends the program at once");
            return;
        };
        let mut asked = false;
        loop {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            // The first time it may be waiting for a share that does not answer.
            if std::mem::replace(&mut asked, true) {
                std::process::exit(1);
            }
            app.exit(0);
        }
    });
}

#[cfg(not(unix))]
fn end_on_signal(_: AppHandle) {}

/// What later starts on this data folder are asked to open is opened here, and the window comes to the front.
fn listen_for_starts(data_dir: &Path, program: &Arc<app::Attune>, app: &AppHandle, closing: &Arc<AtomicBool>) {
    let (program, app, closing) = (Arc::clone(program), app.clone(), Arc::clone(closing));
    let listening = handover::listen(data_dir, move |paths| {
        if closing.load(Ordering::Relaxed) {
            return false;
        }
        if let Err(error) = program.open_paths(&paths, true) {
            tracing::warn!(%error, "what another start was asked to open cannot be opened");
        }
        window::raise(&app);
        true
    });
    if let Err(error) = listening {
        tracing::warn!(%error, "later starts cannot hand over what they are asked to open");
    }
}

/// Everything the program tells goes to the window, in order.
fn forward_events(window: AppHandle, program: &app::Attune) {
    let mut events = program.subscribe();
    tauri::async_runtime::spawn(async move {
        loop {
            match events.recv().await {
                Ok(event) => {
                    if let Err(error) = dto::AttuneEvent::from(event).emit(&window) {
                        tracing::warn!(%error, "an event did not reach the window");
                    }
                }
                // The window was too slow for some; what follows tells it to ask for the state.
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            }
        }
    });
}

/// The demo library: where the environment says, beside an installed program, or in the source tree the program was built in.
fn demo_dir() -> Option<PathBuf> {
    if let Some(dir) = std::env::var_os("ATTUNE_DEMO_DIR") {
        return PathBuf::from(dir).canonicalize().ok();
    }
    let exe = std::env::current_exe().ok()?;
    let installed = exe.parent().map(|bin| bin.join("../lib/Attune/demo"));
    let bundled = exe.parent().map(|bin| bin.join("../Resources/demo"));
    let in_tree = exe.ancestors().skip(1).map(|dir| dir.join("assets/demo"));
    let here = Path::new("assets/demo").to_path_buf();
    installed
        .into_iter()
        .chain(bundled)
        .chain(in_tree)
        .chain([here])
        .find(|dir| dir.is_dir())
        .and_then(|dir| dir.canonicalize().ok())
}
