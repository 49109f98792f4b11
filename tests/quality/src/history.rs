//! Lists with a part hidden: who finds it?

use std::collections::HashSet;

use domain::SplitMix64;
use taste::{Context, ContextKind, Contexts};

use crate::corpus::{Corpus, List};
use crate::measures::{Found, mean};
use crate::methods;
use crate::table::{Row, Table};

/// Of each list.
const HIDDEN: f64 = 0.2;
/// Lists of fewer have nothing to hide.
const SHORTEST: usize = 5;

/// Hides a fifth of every list, learns from the rest of all, and ranks all items that are not visible in the list; `draws` times over.
pub fn measure(corpus: &Corpus, draws: u64) -> Table {
    let mut names: Vec<&'static str> = Vec::new();
    // Per method, per measure, a figure for each list and draw.
    let mut figures: Vec<[Vec<f64>; 3]> = Vec::new();
    let mut reachable = Vec::new();
    for draw in 0..draws {
        let (visible, hidden) = split(corpus, draw + 1);
        let contexts = Contexts::new(
            corpus.items,
            visible.iter().map(|items| Context {
                kind: ContextKind::Playlist,
                items: items.clone(),
            }),
        );
        for hidden in &hidden {
            reachable.extend(hidden.iter().map(|item| f64::from(u8::from(!contexts.of_item(*item).is_empty()))));
        }
        for (at, (name, scorer)) in methods::all(corpus, &contexts).into_iter().enumerate() {
            if names.len() <= at {
                names.push(name);
                figures.push(Default::default());
            }
            for (visible, hidden) in visible.iter().zip(&hidden).filter(|(_, hidden)| !hidden.is_empty()) {
                let seeds: Vec<u32> = visible.iter().map(|(item, _)| *item).collect();
                let ranks = ranks(&scorer(&seeds), &seeds, hidden);
                let found = Found { ranks: &ranks };
                for (values, value) in figures[at]
                    .iter_mut()
                    .zip([found.hit_at_10(), found.ndcg_at_50(), found.r_precision()])
                {
                    values.push(value);
                }
            }
        }
    }
    let row = |(name, figures): (&&str, &[Vec<f64>; 3])| {
        let found: Vec<(f64, f64)> = figures.iter().map(|values| mean(values)).collect();
        Row {
            name: (*name).to_owned(),
            figures: found.iter().map(|(mean, _)| *mean).collect(),
            errors: found.iter().map(|(_, error)| *error).collect(),
        }
    };
    Table {
        title: format!("History: {}", corpus.name),
        notes: vec![format!(
            "{} lists, {} items; a fifth of each list hidden, {draws} draws. Of the hidden, {:.1} % are visible in another list: no \
                 method that learns from lists alone can find more.",
            corpus.lists.len(),
            corpus.items,
            100.0 * mean(&reachable).0
        )],
        columns: ["HR@10", "NDCG@50", "R-precision"].map(str::to_owned).to_vec(),
        rows: names.iter().zip(&figures).map(row).collect(),
    }
}

/// What is seen and what is hidden of each list.
fn split(corpus: &Corpus, draw: u64) -> (Vec<List>, Vec<Vec<u32>>) {
    let mut rng = SplitMix64::new(draw);
    let part = |list: &List| {
        let mut order: Vec<usize> = (0..list.len()).collect();
        rng.shuffle(&mut order);
        let count = if list.len() < SHORTEST {
            0
        } else {
            (list.len() as f64 * HIDDEN).ceil() as usize
        };
        let gone: HashSet<usize> = order[..count].iter().copied().collect();
        let visible = list
            .iter()
            .enumerate()
            .filter(|(at, _)| !gone.contains(at))
            .map(|(_, entry)| *entry)
            .collect::<Vec<_>>();
        // An item that stands twice may be seen all the same.
        let seen: HashSet<u32> = visible.iter().map(|(item, _)| *item).collect();
        let hidden: HashSet<u32> = gone.iter().map(|at| list[*at].0).filter(|item| !seen.contains(item)).collect();
        (visible, hidden.into_iter().collect())
    };
    corpus.lists.iter().map(part).unzip()
}

/// Where the hidden items stand among all that are not seeds. Of those with the same score half stand before.
fn ranks(scores: &[f32], seeds: &[u32], hidden: &[u32]) -> Vec<usize> {
    let seeds: HashSet<u32> = seeds.iter().copied().collect();
    let mut others: Vec<f32> = (0..)
        .zip(scores)
        .filter(|(item, _)| !seeds.contains(item))
        .map(|(_, score)| *score)
        .collect();
    others.sort_unstable_by(|a, b| b.total_cmp(a));
    let rank = |item: &u32| {
        let own = scores[*item as usize];
        let above = others.partition_point(|score| *score > own);
        let up_to = others.partition_point(|score| *score >= own);
        (above + up_to.saturating_sub(1)) / 2
    };
    let mut ranks: Vec<usize> = hidden.iter().map(rank).collect();
    ranks.sort_unstable();
    // Hidden items that share a score take places of their own.
    for at in 1..ranks.len() {
        ranks[at] = ranks[at].max(ranks[at - 1] + 1);
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus;

    #[test]
    fn ties_stand_in_the_middle_of_their_place() {
        assert_eq!(ranks(&[0.9, 0.5, 0.5, 0.5, 0.1], &[0], &[1]), [1]);
        assert_eq!(ranks(&[0.9, 0.8, 0.5, 0.5, 0.1], &[1], &[0, 4]), [0, 3]);
        assert_eq!(ranks(&[0.0; 101], &[0], &[5]), [49]);
    }

    #[test]
    fn planted_structure_is_found_by_every_lens_and_the_blend_loses_to_none() {
        let table = measure(&corpus::planted(3), 1);
        let ndcg = |name: &str| table.rows.iter().find(|row| row.name == name).map(|row| row.figures[1]).unwrap();
        let popular = ndcg("popularity");
        assert!(ndcg("random") < 0.05);
        for name in ["lens: co-play", "lens: sequence", "lens: latent", "lens: graph"] {
            assert!(ndcg(name) > 3.0 * popular, "{name}: {} {popular}", ndcg(name));
            assert!(
                ndcg("blend of these") > 0.95 * ndcg(name),
                "{name}: {} {}",
                ndcg(name),
                ndcg("blend of these")
            );
        }
    }
}
