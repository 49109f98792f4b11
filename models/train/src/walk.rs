//! Hears every view of every clip, on all cores.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Context;

use crate::plan::Plan;
use crate::sound::Sound;
use crate::views::View;

/// What `hear` makes of every view, in the order of [`Plan::rows`].
///
/// # Errors
/// The first that reading a clip or `hear` returns, with the name of the clip.
pub fn walk<T: Send>(
    plan: &Plan,
    hear: impl Fn(usize, View, &Sound) -> anyhow::Result<T> + Sync,
) -> anyhow::Result<BTreeMap<View, Vec<T>>> {
    let next = AtomicUsize::new(0);
    let one = |i: usize| -> anyhow::Result<Vec<(View, usize, T)>> {
        let sound = Sound::read(&plan.root.join(&plan.clips[i].file))?;
        let view = |view: View| Ok((view, i, hear(i, view, &view.of(&sound)?)?));
        plan.views(i).into_iter().map(view).collect()
    };
    let work = || -> anyhow::Result<Vec<(View, usize, T)>> {
        let mut out = Vec::new();
        loop {
            let i = next.fetch_add(1, Ordering::Relaxed);
            let Some(clip) = plan.clips.get(i) else { return Ok(out) };
            out.extend(one(i).with_context(|| format!("clip {}", clip.file))?);
            if (i + 1).is_multiple_of(200) {
                eprintln!("{} of {} clips", i + 1, plan.clips.len());
            }
        }
    };
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let parts = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        threads
            .into_iter()
            .map(|t| t.join().unwrap_or_else(|_| anyhow::bail!("a worker panicked")))
            .collect::<anyhow::Result<Vec<_>>>()
    })?;
    let mut all: Vec<(View, usize, T)> = parts.into_iter().flatten().collect();
    all.sort_by_key(|(view, i, _)| (*view, *i));
    let mut views: BTreeMap<View, Vec<T>> = BTreeMap::new();
    for (view, _, heard) in all {
        views.entry(view).or_default().push(heard);
    }
    Ok(views)
}
