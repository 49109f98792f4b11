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
    /// Files to play, folders of music to add
    #[arg(value_name = "FILE|FOLDER")]
    paths: Vec<PathBuf>,
}

impl Args {
    pub fn data_dir(&self) -> anyhow::Result<PathBuf> {
        Ok(app::data_dir(self.data_dir.as_deref())?)
    }

    /// As named from here: another process with another working directory may be the one to open them.
    pub fn paths(&self) -> Vec<PathBuf> {
        let absolute = |path: &PathBuf| std::path::absolute(path).unwrap_or_else(|_| path.clone());
        self.paths.iter().map(absolute).collect()
    }
}
