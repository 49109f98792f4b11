//! The command line.

use std::path::PathBuf;

use clap::builder::RangedU64ValueParser;
use clap::{Parser, Subcommand};

use crate::lens::Lens;
use crate::personal::Period;
use crate::{models, playlists};

/// Attune from a terminal: index a folder of music, find similar tracks, make daily mixes, play.
#[derive(Parser)]
#[command(name = "attune-cli", version, about, max_term_width = 100)]
pub struct Args {
    /// Where the library and everything you did are kept
    #[arg(long, global = true, value_name = "DIR", env = "ATTUNE_DATA_DIR")]
    pub data_dir: Option<PathBuf>,
    /// Print one JSON document on standard output and nothing else
    #[arg(long, global = true)]
    pub json: bool,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// Look through folders for music, and watch them from now on; without folders, through all watched ones
    Scan {
        #[arg(value_name = "DIR")]
        folders: Vec<PathBuf>,
    },
    /// Keep the library up to date and analyse new tracks until interrupted
    Watch,
    /// Listen to all tracks that were not analysed yet
    Analyse {
        /// Threads; by default one a core
        #[arg(long, value_name = "N", value_parser = at_least_one)]
        workers: Option<usize>,
    },
    /// Find tracks by words of their title, artist, album, genre or path; without words, list them by artist
    Search {
        #[arg(value_name = "WORDS")]
        words: Vec<String>,
        #[arg(long, default_value_t = 50, value_parser = at_least_one)]
        limit: usize,
    },
    /// Tracks like one: a file (of the library or not), a track number, or "artist title"
    Similar {
        #[arg(required = true, value_name = "FILE|ID|WORDS")]
        seed: Vec<String>,
        /// In which way
        #[arg(long, value_enum, default_value_t)]
        lens: Lens,
        #[arg(long, default_value_t = 20, value_parser = at_least_one)]
        limit: usize,
        /// Let the seed's own artist in
        #[arg(long)]
        same_artist: bool,
        /// Leave out matches below this, 0 to 1
        #[arg(long, default_value_t = 0.25, value_name = "MATCH", value_parser = share)]
        min_match: f32,
    },
    /// The way from one track to another in small steps
    Path {
        #[arg(value_name = "FROM: FILE|ID|WORDS")]
        from: String,
        #[arg(value_name = "TO: FILE|ID|WORDS")]
        to: String,
        /// Tracks between the two, 1 to 100
        #[arg(long, default_value_t = 10, value_name = "N", value_parser = RangedU64ValueParser::<usize>::new().range(1..=100))]
        steps: usize,
    },
    /// Today's daily mixes
    Mix {
        /// Only this one
        number: Option<u8>,
        /// Make today's mixes anew
        #[arg(long)]
        anew: bool,
        /// What mixes are made of from now on: 0 familiar tracks, 50 forgotten ones among them, 100 mostly new ones
        #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(..=100))]
        balance: Option<u8>,
    },
    /// Play files, tracks or a mix; without arguments, go on where the queue was left
    Play {
        #[arg(value_name = "FILE|ID|WORDS")]
        what: Vec<String>,
        /// Play today's mix of this number
        #[arg(long, value_name = "N")]
        mix: Option<u8>,
    },
    /// The library and its history in figures; with a period, what was listened to in it
    Stats {
        #[arg(long, value_enum)]
        period: Option<Period>,
    },
    /// What was played, the latest first
    History {
        #[arg(long, default_value_t = 50, value_parser = at_least_one)]
        limit: usize,
    },
    /// Bring along what other programs recorded: listening history, playlists, and other people's lists to learn from
    Import(crate::imports::Import),
    /// What was imported; take one back
    Imports(crate::imports::Imports),
    /// Write everything that was listened to as lines of JSON, as ListenBrainz does
    ExportHistory {
        #[arg(value_name = "OUT.jsonl")]
        out: PathBuf,
    },
    /// The lyrics of a track: from the .lrc file beside it, else from its tags
    Lyrics {
        #[arg(required = true, value_name = "FILE|ID|WORDS")]
        what: Vec<String>,
    },
    /// List, edit, import and export playlists
    Playlist {
        #[command(subcommand)]
        command: playlists::Command,
    },
    /// List the models that Attune can hear with, add one, change to another
    Model {
        #[command(subcommand)]
        command: Option<models::Command>,
    },
    /// Write what a file plays as into a WAV file: trimmed for gapless, no gain, integers of up to 24 bits as they are
    Decode {
        #[arg(value_name = "FILE")]
        file: PathBuf,
        #[arg(long, value_name = "OUT.wav")]
        out: PathBuf,
    },
    /// Play files one after the other into a WAV file, through the real engine and as fast as it goes
    Render(crate::render::Render),
    /// Check the installation: databases, network, sound, folders
    Doctor,
    /// Write the vector of every audio file below DIR, as the shipped network hears it; vectors are compared by cosine
    Vectors {
        dir: PathBuf,
        #[arg(long, value_name = "OUT.csv")]
        out: PathBuf,
    },
    /// Time the analysis of every audio file below DIR, on one thread
    Bench { dir: PathBuf },
}

pub fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) => Err("it must be 1 or more".into()),
        Ok(number) => Ok(number),
        Err(_) => Err("it must be a whole number".into()),
    }
}

fn share(text: &str) -> Result<f32, String> {
    let share = text.parse().map_err(|_| "it must be a number")?;
    if (0.0..=1.0).contains(&share) {
        Ok(share)
    } else {
        Err("it must lie between 0 and 1".into())
    }
}

impl Args {
    pub fn data_dir(&self) -> anyhow::Result<PathBuf> {
        Ok(app::data_dir(self.data_dir.as_deref())?)
    }

    /// Opens the program for one task in the foreground.
    pub fn open(&self) -> anyhow::Result<app::Attune> {
        Ok(app::Attune::open(app::Options::new(self.data_dir()?))?)
    }

    /// Opens it for a question: while a window holds the data folder, questions are still answered.
    pub fn open_to_read(&self) -> anyhow::Result<app::Attune> {
        Ok(app::Attune::open(app::Options {
            read_only_if_busy: true,
            ..app::Options::new(self.data_dir()?)
        })?)
    }
}
