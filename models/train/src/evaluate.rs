//! The measurement: what the program ships, its parts, and what they have to beat.

use std::collections::BTreeMap;
use std::time::Instant;

use analysis::{DeviceChoice, Ear};

use crate::figures::{self, Found};
use crate::folds;
use crate::parallel;
use crate::plan::{Plan, Source};
use crate::probing::{self, Probed};
use crate::ranking::Scaling;
use crate::report::Report;
use crate::systems::{self, System};
use crate::tasks::{Targets, Task};

/// Prints the tables.
///
/// # Errors
/// If labels, clips or a file of the cache cannot be read.
pub fn run(source: &Source, seed: u64) -> anyhow::Result<()> {
    let started = Instant::now();
    let plan = Plan::new(source)?;
    let ear = Ear::load(DeviceChoice::Cpu)?;
    let systems = systems::all(&plan, systems::ear::heard(&ear, &plan)?, seed)?;
    let targets: BTreeMap<Task, Targets> = Task::ALL.into_iter().map(|task| (task, Targets::new(task, &plan.clips))).collect();
    let artists = folds::artists(&plan.clips);
    eprintln!("heard in {} s", started.elapsed().as_secs());
    let measured = measure(&systems, &plan, &targets, &artists)?;
    println!("{}", ear.version());
    Report {
        plan: &plan,
        systems: &systems,
        measured: &measured,
        targets: &targets,
        artists: &artists,
        seed,
    }
    .print();
    println!("\n{} s", started.elapsed().as_secs());
    Ok(())
}

/// Everything of every system, in their order, on all cores.
fn measure(systems: &[System], plan: &Plan, targets: &BTreeMap<Task, Targets>, artists: &[usize]) -> anyhow::Result<Vec<(Found, Probed)>> {
    parallel::each(systems.len(), |i| {
        let system = &systems[i];
        // A probe reads the same of vectors whatever their distances are rescaled by.
        let probed = match system.scaling {
            Scaling::None => probing::probed(system, plan, targets, artists),
            Scaling::MutualProximity | Scaling::Program => Probed::default(),
        };
        Ok((figures::retrieval(system, plan), probed))
    })
}
