//! The command line of the window.

use std::path::PathBuf;

use anyhow::Context;
use clap::Parser;

/// Opens Attune's window.
#[derive(Parser)]
#[command(name = "attune", version, about)]
pub struct Args {
    /// Where the library and everything you did are kept
    #[arg(long, value_name = "DIR", env = "ATTUNE_DATA_DIR")]
    data_dir: Option<PathBuf>,
    /// Add the demo library
    #[arg(long)]
    pub demo: bool,
    /// Folders of music to add
    #[arg(value_name = "FOLDER")]
    pub folders: Vec<PathBuf>,
}

impl Args {
    pub fn data_dir(&self) -> anyhow::Result<PathBuf> {
        if let Some(dir) = &self.data_dir {
            return Ok(dir.clone());
        }
        let dirs = directories::ProjectDirs::from("org", "Attune", "Attune").context("no home directory; use --data-dir DIR")?;
        Ok(dirs.data_dir().to_path_buf())
    }
}
