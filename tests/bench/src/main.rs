//! The performance table, `cargo run --release -p bench`, a large library, `… -- scale`, and the trials, `… -- kills | corruption |
//! hostile | fuzz`. Prints figures, asserts nothing.

mod hearing;
mod import;
mod music;
mod names;
mod scale;
mod similar;
mod trials;

use clap::{Parser, Subcommand};

/// Measures the program on music it generates itself.
#[derive(Parser)]
struct Args {
    /// Files to generate and import
    #[arg(long, default_value_t = 10_000)]
    files: usize,
    /// Vectors to search
    #[arg(long, default_value_t = 10_000)]
    vectors: usize,
    #[command(subcommand)]
    trial: Option<Trial>,
}

#[derive(Subcommand)]
enum Trial {
    /// Kills a process that scans and edits, again and again; counts what was acknowledged and is gone
    Kills {
        #[arg(long, default_value_t = 1_000)]
        count: usize,
        #[arg(long, default_value_t = 5_000)]
        files: usize,
    },
    /// Damages the databases in random places; counts what the next start makes of them
    Corruption {
        #[arg(long, default_value_t = 200)]
        count: usize,
    },
    /// Scans and analyses files that were broken on purpose; reports how many, how long and how much memory
    Hostile {
        #[arg(long, default_value_t = 1_000)]
        count: usize,
        /// Leave the files here instead of in a temporary folder
        #[arg(long)]
        keep: Option<std::path::PathBuf>,
    },
    /// Malformed audio files through probing, hashing, tags, decoding and jumping, in watched processes; reports what hangs, dies or is greedy
    Fuzz {
        #[arg(long, default_value_t = 200_000)]
        count: u64,
        /// Ends after so long
        #[arg(long)]
        seconds: Option<u64>,
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Leave the files that did harm here
        #[arg(long)]
        offenders: Option<std::path::PathBuf>,
    },
    /// Times what the pages of the window ask for in a large library
    Scale {
        #[arg(long, default_value_t = 100_000)]
        files: usize,
        /// Keep the music and the data folder here, and use them again
        #[arg(long)]
        keep: Option<std::path::PathBuf>,
    },
    #[command(hide = true)]
    Child { role: trials::Role, dir: std::path::PathBuf },
    #[command(hide = true)]
    FuzzChild { args: Vec<String> },
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    match args.trial {
        None => {
            import::measure(args.files)?;
            similar::measure(args.vectors);
            Ok(())
        }
        Some(Trial::Kills { count, files }) => trials::kills::run(count, files),
        Some(Trial::Corruption { count }) => trials::corruption::run(count),
        Some(Trial::Hostile { count, keep }) => trials::hostile::run(count, keep),
        Some(Trial::Scale { files, keep }) => scale::measure(files, keep.as_deref()),
        Some(Trial::Fuzz {
            count,
            seconds,
            seed,
            offenders,
        }) => trials::fuzz::run(count, seconds, seed, offenders),
        Some(Trial::FuzzChild { args }) => trials::fuzz::child(&args),
        Some(Trial::Child { role, dir }) => trials::child(role, &dir),
    }
}
