//! The command line of the window.

use std::path::PathBuf;

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
        Ok(app::data_dir(self.data_dir.as_deref())?)
    }
}
