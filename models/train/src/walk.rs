//! Hears every view of every clip, on all cores.

use std::collections::BTreeMap;

use anyhow::Context;

use crate::parallel;
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
    let heard = parallel::each(plan.clips.len(), |i| {
        let clip = &plan.clips[i];
        let one = || -> anyhow::Result<Vec<(View, T)>> {
            let sound = Sound::read(&plan.root.join(&clip.file))?;
            let view = |view: View| Ok((view, hear(i, view, &view.of(&sound)?)?));
            plan.views(i).into_iter().map(view).collect()
        };
        if (i + 1).is_multiple_of(200) {
            eprintln!("{} of {} clips", i + 1, plan.clips.len());
        }
        one().with_context(|| format!("clip {}", clip.file))
    })?;
    let mut views: BTreeMap<View, Vec<T>> = BTreeMap::new();
    for (view, heard) in heard.into_iter().flatten() {
        views.entry(view).or_default().push(heard);
    }
    Ok(views)
}
