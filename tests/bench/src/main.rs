//! The performance table: `cargo run --release -p bench`. Prints figures, asserts nothing.

mod import;
mod music;
mod similar;

use clap::Parser;

/// Measures the program on music it generates itself.
#[derive(Parser)]
struct Args {
    /// Files to generate and import
    #[arg(long, default_value_t = 10_000)]
    files: usize,
    /// Vectors to search
    #[arg(long, default_value_t = 10_000)]
    vectors: usize,
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    import::measure(args.files)?;
    similar::measure(args.vectors);
    Ok(())
}
