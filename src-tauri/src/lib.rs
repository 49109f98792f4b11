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
mod window;

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use anyhow::Context;
use clap::Parser;
use tauri::{AppHandle, RunEvent};
use tauri_plugin_dialog::{DialogExt, MessageDialogKind};
use tauri_specta::Event;
use tokio::sync::broadcast::error::RecvError;

use args::Args;

/// Status for a data folder that another Attune holds.
const BUSY: u8 = 4;

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
    let text = format!("{error:#}");
    let dialogs = tauri::Builder::default().plugin(tauri_plugin_dialog::init()).setup(move |app| {
        let handle = app.handle().clone();
        let message = app.dialog().message(text).title("Attune").kind(MessageDialogKind::Error);
        message.show(move |_| handle.exit(1));
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
    let open = || {
        app::Attune::open(app::Options {
            demo_dir: demo.clone(),
            output: app::default_output(),
            background: true,
            ..app::Options::new(&data_dir)
        })
    };
    let program = match open() {
        Err(app::Error::Busy) if handover::hand_over(&data_dir, &paths) => return Ok(()),
        // It may have been closing, and be gone by now.
        Err(app::Error::Busy) => open(),
        opened => opened,
    };
    let program = Arc::new(program?);
    display::connect()?;
    let front: Arc<OnceLock<AppHandle>> = Arc::default();
    let closing: Arc<AtomicBool> = Arc::default();
    listen_for_starts(&data_dir, &program, &front, &closing);
    program.open_paths(&paths, true)?;

    let builder = bindings::builder();
    let handler = builder.invoke_handler();
    let (for_covers, for_window) = (Arc::clone(&program), Arc::clone(&program));
    let app = tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .register_asynchronous_uri_scheme_protocol("cover", move |_, request, responder| {
            let program = Arc::clone(&for_covers);
            tauri::async_runtime::spawn_blocking(move || responder.respond(covers::answer(&program, &request)));
        })
        .manage(Arc::clone(&program))
        .manage(commands::Start::new(started))
        .invoke_handler(handler)
        .setup(move |app| {
            builder.mount_events(app);
            forward_events(app.handle().clone(), &for_window);
            window::open(app.handle(), &data_dir)?;
            media_controls::start(&for_window, app.handle(), &data_dir);
            let _ = front.set(app.handle().clone());
            Ok(())
        })
        .build(tauri::generate_context!())?;
    app.run(move |app, event| {
        if matches!(event, RunEvent::Exit) {
            closing.store(true, Ordering::Relaxed);
            window::remember(app);
            program.close();
        }
    });
    Ok(())
}

/// What later starts on this data folder are asked to open is opened here, and the window comes to the front.
fn listen_for_starts(data_dir: &Path, program: &Arc<app::Attune>, front: &Arc<OnceLock<AppHandle>>, closing: &Arc<AtomicBool>) {
    let (program, front, closing) = (Arc::clone(program), Arc::clone(front), Arc::clone(closing));
    let listening = handover::listen(data_dir, move |paths| {
        if closing.load(Ordering::Relaxed) {
            return false;
        }
        if let Err(error) = program.open_paths(&paths, true) {
            tracing::warn!(%error, "what another start was asked to open cannot be opened");
        }
        if let Some(app) = front.get() {
            window::raise(app);
        }
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
