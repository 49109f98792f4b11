//! `model`: what Attune hears with.

use std::path::PathBuf;

use app::{CNN10, ModelRow};
use clap::Subcommand;
use serde::Serialize;

use crate::args::Args;
use crate::output::{json, line};

/// What the shipped model is called here.
const SHIPPED: &str = "shipped";

#[derive(Subcommand)]
pub enum Command {
    /// Add your own file with the published weights of PANNs CNN10 (PyTorch or safetensors)
    Add {
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Accept the licence of the weights, which is shown without this
        #[arg(long)]
        accept_licence: bool,
    },
    /// Hear with this model from now on: "shipped", or the name of one that was added
    Use {
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Delete the copy of a model that was added; if it is in use, the shipped one is used from now on
    Remove {
        #[arg(value_name = "NAME")]
        name: String,
    },
}

pub fn run(args: &Args, command: Option<&Command>) -> anyhow::Result<()> {
    match command {
        None => list(args),
        Some(Command::Add { file, accept_licence }) => add(args, file, *accept_licence),
        Some(Command::Use { name }) => choose(args, name),
        Some(Command::Remove { name }) => remove(args, name),
    }
}

#[derive(Serialize)]
struct ModelOut {
    name: String,
    bytes: u64,
    chosen: bool,
}

#[derive(Serialize)]
struct ModelsOut {
    models: Vec<ModelOut>,
    problem: Option<String>,
}

fn named(row: &ModelRow) -> &str {
    row.name.as_deref().unwrap_or(SHIPPED)
}

fn list(args: &Args) -> anyhow::Result<()> {
    let view = args.open_to_read()?.models()?;
    if args.json {
        let out = |row: &ModelRow| ModelOut {
            name: named(row).to_owned(),
            bytes: row.bytes,
            chosen: row.chosen,
        };
        return json(&ModelsOut {
            models: view.models.iter().map(out).collect(),
            problem: view.problem,
        });
    }
    for row in &view.models {
        let mark = if row.chosen { '*' } else { ' ' };
        let kind = match row.name {
            None => "the network that Attune ships".to_owned(),
            Some(_) => format!("{}, {} MB, {}", CNN10.title, row.bytes.div_ceil(1_000_000), CNN10.licence),
        };
        line(format!("{mark} {:<14}  {kind}", named(row)))?;
    }
    if let Some(problem) = view.problem {
        eprintln!("attune-cli: the chosen model cannot be used: {problem}");
    }
    Ok(())
}

#[derive(Serialize)]
struct AddedOut {
    name: String,
    bytes: u64,
}

fn add(args: &Args, file: &std::path::Path, accepted: bool) -> anyhow::Result<()> {
    let program = args.open()?;
    if !accepted {
        let offer = program.check_model(file)?;
        eprintln!("{} is {}, {} bytes, {}.", file.display(), CNN10.title, offer.bytes, offer.name);
        eprintln!(
            "Its published weights are licensed under {} ({}).",
            CNN10.licence, CNN10.licence_url
        );
        eprintln!("Credit: {}. {}", CNN10.attribution, CNN10.source);
        anyhow::bail!("not added: say --accept-licence to accept that");
    }
    let added = program.add_model(file, accepted)?;
    if args.json {
        return json(&AddedOut {
            name: added.name,
            bytes: added.bytes,
        });
    }
    line(format!("added {0}; to hear with it: attune-cli model use {0}", added.name))
}

fn remove(args: &Args, name: &str) -> anyhow::Result<()> {
    let program = args.open()?;
    program.remove_model(name)?;
    if args.json {
        return json(&serde_json::json!({ "removed": name }));
    }
    line(format!("removed {name}"))
}

fn choose(args: &Args, name: &str) -> anyhow::Result<()> {
    let program = args.open()?;
    program.use_model((name != SHIPPED).then_some(name))?;
    if args.json {
        return json(&serde_json::json!({ "model": program.model_version()?.0 }));
    }
    line("tracks without an analysis by this model wait for one: attune-cli analyse")
}
