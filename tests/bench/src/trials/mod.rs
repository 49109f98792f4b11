//! Trials against a second process: this same program, started in one of the [`Role`]s, so that a kill, an abort or a hang is seen from outside.

pub mod corruption;
mod edits;
pub mod fuzz;
pub mod hostile;
pub mod kills;

use std::path::Path;
use std::process::{Command, Stdio};

/// What the second process does.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum Role {
    /// Scans, moves files and edits user data without end.
    Edit,
    /// Scans once and analyses.
    Analyse,
    /// Opens damaged databases, reads everything, prints what it found.
    Inspect,
    /// Scans and analyses hostile files.
    Endure,
}

pub fn child(role: Role, dir: &Path) -> anyhow::Result<()> {
    match role {
        Role::Edit => kills::edit(dir),
        Role::Analyse => kills::analyse(dir),
        Role::Inspect => corruption::inspect(dir),
        Role::Endure => hostile::endure(dir),
    }
}

/// This program in `role`, its standard output piped.
fn start(role: Role, dir: &Path) -> anyhow::Result<std::process::Child> {
    let name = clap::ValueEnum::to_possible_value(&role).map(|value| value.get_name().to_owned());
    Ok(Command::new(std::env::current_exe()?)
        .arg("child")
        .arg(name.unwrap_or_default())
        .arg(dir)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()?)
}
