//! Training and proof of the ear: exports the front end's features for the fit in `torch/`, and measures what the program
//! ships on labelled clips.

mod clips;
mod csv;
mod evaluate;
mod features;
mod heads;
mod known;
mod measures;
mod mixes;
mod probe;
mod recordings;
mod sections;

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
    /// Write short pieces of the training clips, alone and mixed, for the teachers to label and the fit to read.
    Mixes {
        /// Folder with `tables/clips.csv`, `tables/cc.csv` and `audio/`.
        #[arg(long)]
        data: PathBuf,
        /// Where `mixes.i16` and `mixes.f16` go.
        #[arg(long, default_value = "models/train/cache")]
        out: PathBuf,
        /// Pieces of six seconds.
        #[arg(long, default_value_t = 40_000)]
        count: usize,
        #[arg(long, default_value_t = 0)]
        seed: u64,
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
    /// Print how right tempo, key, energy and mood are on recordings that a public table knows.
    Heads {
        /// Folder with `tables/clips.csv`, `tables/spotify_tracks.csv` and `audio/`.
        #[arg(long)]
        data: PathBuf,
    },
    /// Print how often the ten sections of a long mix lead to the right place in it.
    Sections {
        /// Folder with `tables/clips.csv` and `audio/`.
        #[arg(long)]
        data: PathBuf,
        /// Seed of the order of the parts.
        #[arg(long, default_value_t = 0)]
        seed: u64,
    },
}

fn main() -> anyhow::Result<()> {
    match Args::parse().command {
        Command::Features { data, out } => features::export(&data, &out),
        Command::Mixes { data, out, count, seed } => mixes::export(&data, &out, count, seed),
        Command::Evaluate { data, seed } => evaluate::run(&data, seed),
        Command::Heads { data } => heads::run(&data),
        Command::Sections { data, seed } => sections::run(&data, seed),
    }
}
