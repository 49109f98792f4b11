//! What is compared: systems with their vectors, how those are compared, and what they were fitted on.

pub mod chroma;
pub mod descriptors;
pub mod ear;
pub mod gaussian;
pub mod spectrum;
pub mod statistics;

use std::path::Path;

use domain::SplitMix64;

use crate::baselines::{DESCRIPTORS, GAUSSIAN, STATISTICS};
use crate::distance::Distance;
use crate::plan::Plan;
use crate::ranking::Scaling;
use crate::vectors::Vectors;
use crate::views::View;

/// Where a system's knowledge comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fitted {
    /// Nothing is fitted.
    Nowhere,
    /// On the train rows of the data folder.
    Here,
    /// On other data, whose artists nobody compared with these.
    Elsewhere,
}

/// One row of the tables.
pub struct System {
    pub name: &'static str,
    pub fitted: Fitted,
    pub distance: Distance,
    pub scaling: Scaling,
    /// Vectors of each seed.
    pub seeds: Vec<Vectors>,
}

impl System {
    /// What a linear probe reads of a row.
    pub fn flat(&self, row: &[f32]) -> Vec<f32> {
        match self.distance {
            Distance::Gaussian => gaussian::flat(row),
            Distance::Votes(slices) => {
                let dim = row.len() / slices;
                (0..dim)
                    .map(|i| row.iter().skip(i).step_by(dim).sum::<f32>() / slices as f32)
                    .collect()
            }
            Distance::Cosine | Distance::Euclidean => row.to_vec(),
        }
    }
}

/// Slices of a clip in murecom's method.
const SLICES: usize = 10;
/// Networks of each kind, and random rows.
const SEEDS: usize = 3;

/// All systems there are: those of the ear, random ones, and what the cache holds. Says what is missing.
///
/// # Errors
/// If a file of the cache is damaged.
pub fn all(plan: &Plan, ear: [(&'static str, Vectors); 3], seed: u64) -> anyhow::Result<Vec<System>> {
    let [shipped, network, timbre] = ear;
    let system = |name, fitted, distance, scaling, seeds| System {
        name,
        fitted,
        distance,
        scaling,
        seeds,
    };
    let plain = |name, seeds| system(name, Fitted::Nowhere, Distance::Cosine, Scaling::None, seeds);
    let mut out = vec![plain("random", (0..SEEDS as u64).map(|i| random(plan, seed + i)).collect())];
    let statistics = cached(plan, STATISTICS, false)?;
    out.push(plain(
        "log-mel statistics",
        statistics.into_iter().map(|v| standardised(v, plan)).collect(),
    ));
    let descriptors = cached(plan, DESCRIPTORS, false)?;
    out.push(system(
        "descriptors (bliss)",
        Fitted::Nowhere,
        Distance::Euclidean,
        Scaling::None,
        descriptors,
    ));
    let gaussians = cached(plan, GAUSSIAN, false)?;
    out.push(system(
        "MFCC Gaussian",
        Fitted::Nowhere,
        Distance::Gaussian,
        Scaling::None,
        gaussians.clone(),
    ));
    out.push(system(
        "MFCC Gaussian, MP (musly)",
        Fitted::Nowhere,
        Distance::Gaussian,
        Scaling::MutualProximity,
        gaussians,
    ));
    for (name, file, distance) in [
        ("Murray 2-D CNN", "murray", Distance::Cosine),
        ("murecom 1-D CNN, votes", "murecom", Distance::Votes(SLICES)),
        ("Dieleman 1-D CNN", "dieleman", Distance::Cosine),
    ] {
        out.push(system(name, Fitted::Here, distance, Scaling::None, cached(plan, file, true)?));
    }
    let mut teachers = system(
        "teachers (upper mark)",
        Fitted::Elsewhere,
        Distance::Cosine,
        Scaling::None,
        Vec::new(),
    );
    teachers.seeds = cached(plan, "teachers", false)?;
    out.push(teachers);
    for (name, vectors) in [timbre, network] {
        out.push(system(name, Fitted::Here, Distance::Cosine, Scaling::None, vec![vectors]));
    }
    out.push(system(
        "shipped, as the program ranks",
        Fitted::Here,
        Distance::Cosine,
        Scaling::Program,
        vec![shipped.1.clone()],
    ));
    out.push(system(shipped.0, Fitted::Here, Distance::Cosine, Scaling::None, vec![shipped.1]));
    out.retain(|system| !system.seeds.is_empty());
    Ok(out)
}

/// A system's vectors from the cache: one file, or one a seed. None if there is none.
fn cached(plan: &Plan, name: &str, seeds: bool) -> anyhow::Result<Vec<Vectors>> {
    let path = |seed: usize| {
        plan.cache.join(if seeds {
            format!("{name}-{seed}.safetensors")
        } else {
            format!("{name}.safetensors")
        })
    };
    let paths = (0..if seeds { SEEDS } else { 1 })
        .map(path)
        .filter(|path: &std::path::PathBuf| path.exists());
    let found = paths
        .map(|path| Vectors::read(Path::new(&path), plan))
        .collect::<anyhow::Result<Vec<_>>>()?;
    if found.is_empty() {
        let maker = match name {
            STATISTICS | DESCRIPTORS | GAUSSIAN => "train baselines",
            _ => "models/train/torch/baselines.py, after `train baselines`",
        };
        eprintln!("{name} is left out: made by {maker}");
    }
    Ok(found)
}

fn random(plan: &Plan, seed: u64) -> Vectors {
    let mut rng = SplitMix64::new(seed);
    let views = [View::Whole].into_iter().chain(View::PARTS).chain(View::DAMAGED);
    let mut row = || (0..128).map(|_| rng.unit() as f32 - 0.5).collect::<Vec<f32>>();
    let rows = views.map(|view| (view, plan.rows(view).iter().map(|_| row()).collect::<Vec<_>>()));
    Vectors(rows.filter(|(_, rows)| !rows.is_empty()).collect())
}

/// Every view by the train clips' whole vectors (by all clips' if there are no train clips).
fn standardised(mut vectors: Vectors, plan: &Plan) -> Vectors {
    let whole = vectors.view(View::Whole).cloned().unwrap_or_default();
    let train = whole
        .iter()
        .zip(&plan.clips)
        .filter(|(_, clip)| plan.has_train_rows && !clip.validation);
    let train: Vec<Vec<f32>> = train.map(|(row, _)| row.clone()).collect();
    let by = if train.is_empty() { whole } else { train };
    vectors.0.values_mut().for_each(|rows| statistics::standardise(rows, &by));
    vectors
}
