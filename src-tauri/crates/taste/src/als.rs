//! Latent factors of implicit feedback by alternating least squares (Hu, Koren and Volinsky, *Collaborative Filtering for Implicit
//! Feedback Datasets*, 2008): every cell of contexts × tracks is 1 or 0, and a cell with value r is believed 1 + αr.

use domain::SplitMix64;

use crate::contexts::Contexts;
use crate::linear::Cholesky;
use crate::vectors::Vectors;

/// How factors are found.
#[derive(Clone, Copy, Debug)]
pub struct AlsSettings {
    /// Factors a track; Dieleman had 40.
    pub factors: usize,
    pub alpha: f64,
    pub lambda: f64,
    pub rounds: usize,
    pub seed: u64,
}

impl Default for AlsSettings {
    fn default() -> Self {
        Self {
            factors: 40,
            alpha: 10.0,
            lambda: 1.0,
            rounds: 12,
            seed: 1,
        }
    }
}

/// Factors of contexts and tracks.
#[derive(Clone, Debug)]
pub struct Als {
    settings: AlsSettings,
    /// `[contexts][factors]`.
    pub contexts: Vec<f64>,
    /// `[tracks][factors]`; those of tracks in no context are 0.
    pub tracks: Vec<f64>,
}

impl Als {
    pub fn fit(contexts: &Contexts, settings: AlsSettings) -> Self {
        let f = settings.factors;
        let mut rng = SplitMix64::new(settings.seed);
        let mut tracks = vec![0.0; contexts.items() * f];
        for item in contexts.present() {
            let row = &mut tracks[item as usize * f..(item as usize + 1) * f];
            row.iter_mut().for_each(|value| *value = (rng.unit() - 0.5) * 0.1);
        }
        let mut als = Self {
            settings,
            contexts: vec![0.0; contexts.len() * f],
            tracks,
        };
        // Rows and columns with the belief beyond 1 of each of their cells.
        let rows: Vec<Vec<(u32, f64)>> = contexts
            .rows()
            .iter()
            .map(|context| {
                let alpha = settings.alpha * f64::from(context.kind.weight());
                context
                    .items
                    .iter()
                    .map(|(item, value)| (*item, alpha * f64::from(*value)))
                    .collect()
            })
            .collect();
        let columns: Vec<Vec<(u32, f64)>> = (0..contexts.items() as u32)
            .map(|item| {
                let cell = |(row, value): &(u32, f32)| {
                    let weight = contexts.rows()[*row as usize].kind.weight();
                    (*row, settings.alpha * f64::from(weight * value))
                };
                contexts.of_item(item).iter().map(cell).collect()
            })
            .collect();
        for _ in 0..settings.rounds {
            half(&rows, &als.tracks, &mut als.contexts, f, settings.lambda);
            half(&columns, &als.contexts, &mut als.tracks, f, settings.lambda);
        }
        als
    }

    /// The factors of tracks as unit vectors: popularity, which is in their length, is left out.
    pub fn track_vectors(&self) -> Vectors {
        let f = self.settings.factors;
        let items = self.tracks.len() / f.max(1);
        let mut vectors = Vectors::new(items, f);
        for (item, row) in (0..).zip(self.tracks.chunks_exact(f)) {
            vectors.set(item, &row.iter().map(|value| *value as f32).collect::<Vec<_>>());
        }
        vectors
    }
}

/// Solves (YᵀY + Yᵀ(C − I)Y + λI) x = YᵀC p for each of `cells`, Y being `fixed`.
fn half(cells: &[Vec<(u32, f64)>], fixed: &[f64], out: &mut [f64], f: usize, lambda: f64) {
    let mut gram = vec![0.0; f * f];
    for row in fixed.chunks_exact(f) {
        add_outer(&mut gram, row, 1.0);
    }
    (0..f).for_each(|i| gram[i * f + i] += lambda);
    for (cells, out) in cells.iter().zip(out.chunks_exact_mut(f)) {
        if cells.is_empty() {
            continue;
        }
        let mut matrix = gram.clone();
        out.fill(0.0);
        for (at, belief) in cells {
            let row = &fixed[*at as usize * f..(*at as usize + 1) * f];
            add_outer(&mut matrix, row, *belief);
            out.iter_mut().zip(row).for_each(|(out, value)| *out += (1.0 + belief) * value);
        }
        match Cholesky::new(matrix, f) {
            Some(factor) => factor.solve(out),
            // λ > 0 makes it positive definite unless numbers overflowed.
            None => out.fill(0.0),
        }
    }
}

fn add_outer(matrix: &mut [f64], row: &[f64], weight: f64) {
    let f = row.len();
    for (i, value) in row.iter().enumerate() {
        let factor = weight * value;
        let line = &mut matrix[i * f..i * f + i + 1];
        line.iter_mut().zip(row).for_each(|(out, other)| *out += factor * other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contexts::{Context, ContextKind};

    fn planted(rng: &mut SplitMix64) -> Contexts {
        // Three communities of eight tracks; each list is of one, with a stranger now and then.
        let context = |list: usize| Context {
            kind: ContextKind::Playlist,
            items: (0..6)
                .map(|_| {
                    let stranger = rng.below(12) == 0;
                    let community = if stranger { rng.below(3) } else { list % 3 };
                    ((community * 8 + rng.below(8)) as u32, 1.0)
                })
                .collect(),
        };
        Contexts::new(24, (0..90).map(context).collect::<Vec<_>>())
    }

    #[test]
    fn each_side_is_the_explicit_solution_given_the_other() {
        let contexts = planted(&mut SplitMix64::new(5));
        let settings = AlsSettings {
            factors: 4,
            rounds: 600,
            ..AlsSettings::default()
        };
        let als = Als::fit(&contexts, settings);
        let (f, n) = (4, contexts.items());
        for (at, context) in contexts.rows().iter().enumerate().take(10) {
            // Every cell written out, and the normal equations solved by elimination.
            let mut belief = vec![1.0; n];
            let mut wanted = vec![0.0; n];
            for (item, value) in &context.items {
                belief[*item as usize] += settings.alpha * f64::from(*value);
                wanted[*item as usize] = 1.0;
            }
            let mut system = vec![vec![0.0; f + 1]; f];
            for i in 0..f {
                system[i][i] = settings.lambda;
                for item in 0..n {
                    let y = &als.tracks[item * f..(item + 1) * f];
                    (0..f).for_each(|j| system[i][j] += belief[item] * y[i] * y[j]);
                    system[i][f] += belief[item] * wanted[item] * y[i];
                }
            }
            for i in 0..f {
                for row in 0..f {
                    if row != i {
                        let factor = system[row][i] / system[i][i];
                        let from = system[i].clone();
                        system[row].iter_mut().zip(from).for_each(|(out, value)| *out -= factor * value);
                    }
                }
            }
            for (i, line) in system.iter().enumerate() {
                let expected = line[f] / line[i];
                let found = als.contexts[at * f + i];
                // One half round lies between; after six hundred nothing moves any more.
                assert!((found - expected).abs() < 1e-3, "{found} {expected}");
            }
        }
    }

    #[test]
    fn planted_communities_are_recovered() {
        let vectors = Als::fit(
            &planted(&mut SplitMix64::new(6)),
            AlsSettings {
                factors: 6,
                ..AlsSettings::default()
            },
        )
        .track_vectors();
        let mut right = 0;
        for a in 0..24u32 {
            let nearest = (0..24u32).filter(|b| *b != a).max_by(|x, y| {
                let cosine = |b: u32| vectors.cosine(a, b).unwrap_or(-1.0);
                cosine(*x).total_cmp(&cosine(*y))
            });
            right += usize::from(nearest.is_some_and(|b| b / 8 == a / 8));
        }
        assert!(right >= 22, "{right} of 24");
    }
}
