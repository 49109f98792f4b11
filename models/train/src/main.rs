//! Training and proof of the ear: exports the front end's features for the fit in `torch/`, and measures what the program
//! ships on labelled clips.

mod baselines;
mod bootstrap;
mod cholesky;
mod clips;
mod confusion;
mod csv;
mod distance;
mod distort;
mod evaluate;
mod features;
mod figures;
mod folds;
mod heads;
mod known;
mod lbfgs;
mod matrix;
mod measures;
mod mixes;
mod names;
mod parallel;
mod plan;
mod probabilities;
mod probe;
mod probing;
mod program;
mod proximity;
mod ranking;
mod ratings;
mod recordings;
mod report;
mod said;
mod sections;
mod sound;
mod systems;
mod table;
mod tasks;
mod vectors;
mod views;
mod votes;
mod walk;
mod words;

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
        #[arg(long, default_value_t = 48_000)]
        count: usize,
        #[arg(long, default_value_t = 0)]
        seed: u64,
    },
    /// Make and keep what `evaluate` compares with.
    Baselines {
        #[command(flatten)]
        source: plan::Source,
    },
    /// Print how well vectors put clips by artists not trained on together.
    Evaluate {
        #[command(flatten)]
        source: plan::Source,
        /// Seed of random rows and resampling.
        #[arg(long, default_value_t = 0)]
        seed: u64,
    },
    /// Print how right tempo, key, energy and mood are on recordings that a public table knows, and words and mood on labels.
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
        Command::Heads { data } => heads::run(&data),
        Command::Sections { data, seed } => sections::run(&data, seed),
        Command::Baselines { source } => baselines::run(&source),
        Command::Evaluate { source, seed } => evaluate::run(&source, seed),
    }
}
