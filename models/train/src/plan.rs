//! Which clips are measured, and in which views.

use std::path::{Path, PathBuf};

use anyhow::Context;
use domain::SplitMix64;
use serde::Serialize;

use crate::clips::{self, Clip};
use crate::distort;
use crate::views::View;

/// Damaged views are heard of at most this many clips, to stay within minutes.
const DAMAGED_AT_MOST: usize = 120;

/// Where clips and labels come from.
#[derive(clap::Args, Clone, Debug)]
pub struct Source {
    /// Folder with `tables/clips.csv` and `audio/`.
    #[arg(long, conflicts_with_all = ["clips", "labels"], required_unless_present = "clips")]
    pub data: Option<PathBuf>,
    /// Any folder of clips …
    #[arg(long, requires = "labels")]
    pub clips: Option<PathBuf>,
    /// … and a CSV with the columns `file` (relative to that folder), `artist`, and any of `genres`, `quadrant`, `cluster`,
    /// `valence`, `arousal`, `split`.
    #[arg(long, requires = "clips")]
    pub labels: Option<PathBuf>,
    /// Where `train baselines` keeps what `train evaluate` compares with.
    #[arg(long, default_value = "models/train/cache/baselines")]
    pub cache: PathBuf,
}

/// The clips of a run. Indices into `clips` everywhere.
pub struct Plan {
    pub root: PathBuf,
    pub clips: Vec<Clip>,
    /// The validation rows, of which parts are heard; all clips where there is no split.
    pub heard: Vec<usize>,
    /// Those of them that are measured: by artists of whom there is no train row.
    pub measured: Vec<usize>,
    /// Those of the heard that damaged views are heard of.
    pub damaged: Vec<usize>,
    /// Damaged views that can be made here.
    pub damages: Vec<View>,
    /// Whether there is a split, so that some clips are not measured.
    pub has_train_rows: bool,
    /// Whether this is the data folder that the shipped and the re-built networks were fitted on.
    pub fitted_here: bool,
    /// Folder of this run's baselines.
    pub cache: PathBuf,
}

impl Plan {
    /// # Errors
    /// If the labels cannot be read.
    pub fn new(source: &Source) -> anyhow::Result<Self> {
        let (root, clips) = match (&source.data, &source.clips, &source.labels) {
            (Some(data), _, _) => (data.clone(), clips::load(data, false)?),
            (None, Some(folder), Some(labels)) => (folder.clone(), clips::labelled(labels)?),
            _ => anyhow::bail!("neither --data nor --clips with --labels"),
        };
        let has_train_rows = clips.iter().any(|clip| clip.validation);
        let heard: Vec<usize> = (0..clips.len()).filter(|&i| clips[i].validation || !has_train_rows).collect();
        let measured = if has_train_rows { clips::unseen(&clips) } else { heard.clone() };
        let mut damaged = heard.clone();
        SplitMix64::new(0).shuffle(&mut damaged);
        damaged.truncate(DAMAGED_AT_MOST);
        damaged.sort_unstable();
        let ffmpeg = distort::has_ffmpeg();
        let damages: Vec<View> = View::DAMAGED.into_iter().filter(|view| ffmpeg || !view.needs_ffmpeg()).collect();
        if !ffmpeg {
            eprintln!("no ffmpeg with libmp3lame on the path: MP3 64k and 128k are left out");
        }
        let cache = source.cache.join(key(&clips));
        Ok(Self {
            root,
            clips,
            heard,
            measured,
            damaged,
            damages,
            has_train_rows,
            fitted_here: source.data.is_some(),
            cache,
        })
    }

    /// The clips a view is heard of, in order.
    pub fn rows(&self, view: View) -> Vec<usize> {
        match view {
            View::Whole => (0..self.clips.len()).collect(),
            View::First | View::Second | View::Middle => self.heard.clone(),
            _ if self.damages.contains(&view) => self.damaged.clone(),
            _ => Vec::new(),
        }
    }

    /// The views of clip `i`.
    pub fn views(&self, i: usize) -> Vec<View> {
        let mut views = vec![View::Whole];
        if self.heard.binary_search(&i).is_ok() {
            views.extend(View::PARTS);
        }
        if self.damaged.binary_search(&i).is_ok() {
            views.extend(&self.damages);
        }
        views
    }

    /// Whether figures are taken of clip `i`.
    pub fn measures(&self, i: usize) -> bool {
        self.measured.binary_search(&i).is_ok()
    }

    /// Writes `set.json`: clips with their labels, and of which parts are heard (`measured`), for the fit in `torch/`.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn describe(&self) -> anyhow::Result<()> {
        let clips = self.clips.iter().map(|clip| Described {
            file: &clip.file,
            artist: &clip.artist,
            train: self.has_train_rows && !clip.validation,
            genres: clip.genres.iter().collect(),
            quadrant: clip.quadrant,
            cluster: clip.cluster,
        });
        let set = Set {
            clips: clips.collect(),
            measured: &self.heard,
            damaged: &self.damaged,
            damages: self.damages.iter().map(|view| view.name()).collect(),
        };
        write_json(&self.cache.join("set.json"), &set)
    }
}

/// Marks a set of clips: a hash over the file names and splits, so that nobody compares with the vectors of other clips.
fn key(clips: &[Clip]) -> String {
    let bytes = clips
        .iter()
        .flat_map(|clip| clip.file.bytes().chain([0, u8::from(clip.validation)]));
    format!("{:016x}", domain::fnv1a(bytes))
}

/// # Errors
/// If the file cannot be written.
pub fn write_json(path: &Path, value: &impl Serialize) -> anyhow::Result<()> {
    let file = std::fs::File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(serde_json::to_writer(std::io::BufWriter::new(file), value)?)
}

#[derive(Serialize)]
struct Set<'a> {
    clips: Vec<Described<'a>>,
    measured: &'a [usize],
    damaged: &'a [usize],
    damages: Vec<&'static str>,
}

#[derive(Serialize)]
struct Described<'a> {
    file: &'a str,
    artist: &'a str,
    train: bool,
    genres: Vec<&'a String>,
    quadrant: Option<usize>,
    cluster: Option<usize>,
}
