//! Training and proof of the ear: exports the front end's features for the fit in `torch/`, and measures what the program
//! ships on labelled clips.

mod clips;
mod evaluate;
mod features;
mod measures;
mod probe;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about = "Train and measure Attune's ear")]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write the log-mel frames of every clip, as this program hears them, for the fit to read.
    Features {
        /// Folder with `tables/clips.csv`, `tables/cc.csv` and `audio/`.
        #[arg(long)]
        data: PathBuf,
        /// Where `frames.f32` and `index.json` go.
        #[arg(long, default_value = "models/train/cache")]
        out: PathBuf,
    },
    /// Print how well vectors put the validation clips together.
    Evaluate {
        /// Folder with `tables/clips.csv` and `audio/`.
        #[arg(long)]
        data: PathBuf,
        /// Seed of the random row.
        #[arg(long, default_value_t = 0)]
        seed: u64,
    },
}

fn main() -> anyhow::Result<()> {
    match Args::parse().command {
        Command::Features { data, out } => features::export(&data, &out),
        Command::Evaluate { data, seed } => evaluate::run(&data, seed),
    }
}
