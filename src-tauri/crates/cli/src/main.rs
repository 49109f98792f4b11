//! `attune-cli`: Attune from a terminal.
//!
//! Exit status: 0 done (refused files are part of the result), 1 something went wrong, 2 the command line is off, 3 what was
//! asked for is not in the library, 4 another Attune holds the data folder.

mod args;
mod evaluate;
mod imports;
mod interrupt;
mod lens;
mod library;
mod listen;
mod models;
mod output;
mod path;
mod personal;
mod playlists;
mod progress;
mod render;
mod words;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};

fn main() -> ExitCode {
    let args = Args::parse();
    let filter = tracing_subscriber::EnvFilter::try_from_env("ATTUNE_LOG").unwrap_or_else(|_| "warn,symphonia=off,lofty=off".into());
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .without_time()
        .init();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        // The reader of a pipe went away: nobody is left to tell.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("attune-cli: {error:#}");
            ExitCode::from(status(&error))
        }
    }
}

fn run(args: &Args) -> anyhow::Result<()> {
    if let Ok(data_dir) = args.data_dir() {
        app::keep_fault_reports(&data_dir);
    }
    match &args.command {
        Command::Scan { folders } => library::scan(args, folders),
        Command::Watch => library::watch(args),
        Command::Analyse { workers } => library::analyse(args, *workers),
        Command::Search { words, limit } => library::search(args, &words.join(" "), *limit),
        Command::Stats { period: None } => library::stats(args),
        Command::Stats { period: Some(period) } => personal::statistics(args, *period),
        Command::History { limit } => personal::history(args, *limit),
        Command::Import(import) => imports::import(args, import),
        Command::Imports(what) => imports::imports(args, what),
        Command::ExportHistory { out } => imports::export(args, out),
        Command::Lyrics { what } => personal::lyrics(args, &what.join(" ")),
        Command::Playlist { command } => playlists::run(args, command),
        Command::Model { command } => models::run(args, command.as_ref()),
        Command::Decode { file, out } => render::decode(args, file, out),
        Command::Render(render) => render::render(args, render),
        Command::Doctor => library::doctor(args),
        Command::Similar {
            seed,
            lens,
            limit,
            same_artist,
            min_match,
        } => {
            let rules = app::Rules {
                limit: *limit,
                same_artist: *same_artist,
                min_match: *min_match,
                ..app::Rules::default()
            };
            listen::similar(args, &seed.join(" "), *lens, &rules)
        }
        Command::Path { from, to, steps } => path::path(args, from, to, *steps),
        Command::Mix { number, anew, balance } => listen::mix(args, *number, *anew, *balance),
        Command::Play { what, mix } => listen::play(args, what, *mix),
        Command::Vectors { dir, out } => evaluate::vectors(args, dir, out),
        Command::Bench { dir } => evaluate::bench(args, dir),
    }
}

fn status(error: &anyhow::Error) -> u8 {
    match error.downcast_ref::<app::Error>().map(app::Error::code) {
        Some(app::Code::NotFound) => 3,
        Some(app::Code::Busy) => 4,
        _ => 1,
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<std::io::Error>()
            .is_some_and(|io| io.kind() == std::io::ErrorKind::BrokenPipe)
    })
}
