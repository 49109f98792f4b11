//! `playlist`: listing, editing, import and export.

use std::path::PathBuf;

use clap::Subcommand;
use domain::{PlaylistId, TrackId};
use serde::Serialize;

use crate::args::Args;
use crate::output::{TrackOut, clock, describe, json, line, shown};

/// What to do with playlists. A playlist is named by its number or its name.
#[derive(Subcommand)]
pub enum Command {
    /// All playlists
    List,
    /// The entries of a playlist, numbered from 1
    Show {
        #[arg(value_name = "PLAYLIST")]
        playlist: String,
    },
    /// Make a playlist, with tracks if any are named
    Create {
        name: String,
        #[arg(value_name = "FILE|ID|WORDS")]
        tracks: Vec<String>,
    },
    /// Add tracks: files, track numbers, or "artist title"
    Add {
        #[arg(value_name = "PLAYLIST")]
        playlist: String,
        #[arg(required = true, value_name = "FILE|ID|WORDS")]
        tracks: Vec<String>,
        /// Before the entry of this number instead of at the end
        #[arg(long, value_name = "N", value_parser = crate::args::at_least_one)]
        at: Option<usize>,
    },
    /// Take entries out, by their numbers in `show`
    Remove {
        #[arg(value_name = "PLAYLIST")]
        playlist: String,
        #[arg(required = true, value_name = "N", value_parser = crate::args::at_least_one)]
        entries: Vec<usize>,
    },
    /// Give a playlist another name
    Rename {
        #[arg(value_name = "PLAYLIST")]
        playlist: String,
        name: String,
    },
    /// Delete a playlist
    Delete {
        #[arg(value_name = "PLAYLIST")]
        playlist: String,
    },
    /// Make playlists of files: M3U, M3U8, PLS, XSPF, JSON
    Import {
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Write a playlist as M3U8
    Export {
        #[arg(value_name = "PLAYLIST")]
        playlist: String,
        #[arg(value_name = "OUT.m3u8")]
        out: PathBuf,
    },
}

#[derive(Serialize)]
struct PlaylistOut {
    id: i64,
    name: String,
    tracks: usize,
    seconds: f64,
    away: usize,
}

impl From<&app::PlaylistRow> for PlaylistOut {
    fn from(row: &app::PlaylistRow) -> Self {
        Self {
            id: row.id.0,
            name: row.name.clone(),
            tracks: row.tracks,
            seconds: row.length.as_secs_f64(),
            away: row.away,
        }
    }
}

#[derive(Serialize)]
struct EntryOut {
    number: usize,
    /// Null while the library does not know it.
    track: Option<TrackOut>,
    path: Option<String>,
    away: bool,
}

/// A playlist that was made of a file.
#[derive(Serialize)]
pub struct ImportOut {
    id: i64,
    name: String,
    found: usize,
    /// Lines that name nothing in the library, and the first of them.
    lost_count: usize,
    lost: Vec<String>,
}

impl From<app::ImportedPlaylist> for ImportOut {
    fn from(playlist: app::ImportedPlaylist) -> Self {
        Self {
            id: playlist.id.0,
            name: playlist.name,
            found: playlist.found,
            lost_count: playlist.lost_count,
            lost: playlist.lost,
        }
    }
}

impl ImportOut {
    pub fn tell(&self) -> anyhow::Result<()> {
        for lost in &self.lost {
            eprintln!("not in the library: {lost}");
        }
        line(format!(
            "{:>6}  {}: {} found, {} not in the library",
            self.id, self.name, self.found, self.lost_count
        ))
    }
}

pub fn run(args: &Args, command: &Command) -> anyhow::Result<()> {
    match command {
        Command::List => list(args),
        Command::Show { playlist } => show(args, playlist),
        Command::Create { name, tracks } => {
            let program = args.open()?;
            let id = program.create_playlist(name, &find(&program, tracks)?)?;
            tell(args, &program, id)
        }
        Command::Add { playlist, tracks, at } => {
            let program = args.open()?;
            let id = named(&program, playlist)?.id;
            program.add_to_playlist(id, &find(&program, tracks)?, at.map(|at| at - 1))?;
            tell(args, &program, id)
        }
        Command::Remove { playlist, entries } => {
            let program = args.open()?;
            let id = named(&program, playlist)?.id;
            remove(&program, id, entries)?;
            tell(args, &program, id)
        }
        Command::Rename { playlist, name } => {
            let program = args.open()?;
            let id = named(&program, playlist)?.id;
            program.rename_playlist(id, name)?;
            tell(args, &program, id)
        }
        Command::Delete { playlist } => {
            let program = args.open()?;
            let row = named(&program, playlist)?;
            program.delete_playlist(row.id)?;
            report(args, &row, "deleted ")
        }
        Command::Import { files } => import(args, files),
        Command::Export { playlist, out } => {
            let program = args.open_to_read()?;
            let row = named(&program, playlist)?;
            program.export_playlist(row.id, out)?;
            report(args, &row, &format!("{}: ", shown(out)))
        }
    }
}

fn list(args: &Args) -> anyhow::Result<()> {
    let rows = args.open_to_read()?.playlists()?;
    if args.json {
        return json(&rows.iter().map(PlaylistOut::from).collect::<Vec<_>>());
    }
    for row in &rows {
        let away = if row.away > 0 {
            format!("  ({} away)", row.away)
        } else {
            String::new()
        };
        line(format!(
            "{:>6}  {:>6}  {:>9}  {}{away}",
            row.id.0,
            row.tracks,
            clock(row.length),
            row.name
        ))?;
    }
    Ok(())
}

fn show(args: &Args, playlist: &str) -> anyhow::Result<()> {
    let program = args.open_to_read()?;
    let entries = program.playlist_entries(named(&program, playlist)?.id, 0, usize::MAX)?;
    if args.json {
        let out = entries.iter().map(|entry| EntryOut {
            number: entry.item.place + 1,
            track: entry.track.as_ref().map(TrackOut::from),
            path: entry.path.as_deref().map(shown),
            away: entry.track.as_ref().is_none_or(|row| row.missing),
        });
        return json(&out.collect::<Vec<_>>());
    }
    for entry in &entries {
        let number = entry.item.place + 1;
        match &entry.track {
            Some(row) => {
                let away = if row.missing { "  (away)" } else { "" };
                line(format!("{number:>6}  {:>7}  {}{away}", clock(row.duration), describe(row)))?;
            }
            None => {
                let path = entry.path.as_deref().map_or_else(|| "unknown".into(), shown);
                line(format!("{number:>6}  {:>7}  {path}  (away)", ""))?;
            }
        }
    }
    Ok(())
}

fn remove(program: &app::Attune, id: PlaylistId, entries: &[usize]) -> anyhow::Result<()> {
    let all = program.playlist_entries(id, 0, usize::MAX)?;
    let mut items = Vec::new();
    for number in entries {
        let entry = all.get(number - 1);
        let entry = entry.ok_or_else(|| app::Error::NoSuch(format!("entry {number} in this playlist")))?;
        if !items.contains(&entry.item) {
            items.push(entry.item);
        }
    }
    Ok(program.remove_from_playlist(id, &items)?)
}

fn import(args: &Args, files: &[PathBuf]) -> anyhow::Result<()> {
    let report = args.open()?.import_playlists(files)?;
    let out: Vec<ImportOut> = report.playlists.into_iter().map(ImportOut::from).collect();
    if args.json {
        return json(&out);
    }
    out.iter().try_for_each(ImportOut::tell)
}

/// The playlist a person means: by its number, else by its name, in any case if that is clear.
fn named(program: &app::Attune, text: &str) -> anyhow::Result<app::PlaylistRow> {
    let rows = program.playlists()?;
    let lower = text.to_lowercase();
    let number = text.parse().ok();
    let mut found: Vec<&app::PlaylistRow> = rows.iter().filter(|row| row.name == text).collect();
    if found.is_empty() {
        found = rows.iter().filter(|row| Some(row.id.0) == number).collect();
    }
    if found.is_empty() {
        found = rows.iter().filter(|row| row.name.to_lowercase() == lower).collect();
    }
    match found[..] {
        [only] => Ok(only.clone()),
        [] => anyhow::bail!(app::Error::NoSuch(format!("playlist \u{201c}{text}\u{201d}"))),
        _ => anyhow::bail!("several playlists are called \u{201c}{text}\u{201d}: name one by its number in `playlist list`"),
    }
}

fn find(program: &app::Attune, texts: &[String]) -> anyhow::Result<Vec<TrackId>> {
    let mut tracks = Vec::new();
    for text in texts {
        tracks.push(crate::listen::in_library(program, text)?);
    }
    Ok(tracks)
}

/// Says what the playlist is now.
fn tell(args: &Args, program: &app::Attune, id: PlaylistId) -> anyhow::Result<()> {
    let rows = program.playlists()?;
    match rows.iter().find(|row| row.id == id) {
        Some(row) => report(args, row, ""),
        None => Ok(()),
    }
}

fn report(args: &Args, row: &app::PlaylistRow, what: &str) -> anyhow::Result<()> {
    if args.json {
        return json(&PlaylistOut::from(row));
    }
    line(format!("{what}{}, {} tracks, {}", row.name, row.tracks, clock(row.length)))
}
