//! How good the recommendations are: `cargo run --release -p quality -- --data DIR [--json OUT] [--quick]`. DIR holds tables of playlists
//! and listening; without it, made-up lists with known structure are all there is to measure.
//!
//! Every table is made in one run, each method beside the baselines it is to beat, on the same lists.

mod corpus;
mod history;
mod lyrics;
mod measures;
mod methods;
mod mood;
mod table;

use std::path::PathBuf;

use clap::Parser;

use table::Table;

/// Prints tables of how good the recommendations are.
#[derive(Parser)]
struct Args {
    /// Folder with `tables/spotify_playlists.csv` and the others
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Write the tables as JSON too
    #[arg(long, value_name = "OUT")]
    json: Option<PathBuf>,
    /// One draw instead of five, and no listeners of artists: for a check in minutes
    #[arg(long)]
    quick: bool,
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let draws = if args.quick { 1 } else { 5 };
    let mut tables: Vec<Table> = vec![history::measure(&corpus::planted(7), draws)];
    show(&tables);
    match args.data.filter(|data| data.join("tables").is_dir()) {
        Some(data) => {
            let mut found = |table: Table| {
                tables.push(table);
                show(&tables[tables.len() - 1..]);
            };
            found(history::measure(&corpus::playlists(&data)?, draws));
            if !args.quick {
                found(history::measure(&corpus::listeners(&data)?, draws));
            }
            tables.extend(mood::measure(&data)?);
            tables.extend(lyrics::measure(&data)?);
            show(&tables[tables.len() - 4..]);
        }
        None => println!("There is no folder of tables here (--data DIR): only made-up lists were measured."),
    }
    if let Some(out) = args.json {
        std::fs::write(out, serde_json::to_string_pretty(&tables)?)?;
    }
    Ok(())
}

fn show(tables: &[Table]) {
    tables.iter().for_each(|table| println!("{table}"));
}
