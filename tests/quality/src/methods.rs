//! Every method as one thing: lists in, then a score of every item for a list of seeds.

use std::collections::HashMap;

use app::learn_from;
use domain::{Lens, SplitMix64};
use recommend::Learnt;
use taste::{AlsSettings, Contexts, Ease, Graph, Item2VecSettings, Links, Vectors};

use crate::corpus::Corpus;

/// Scores of all items for these seeds; higher is better.
pub type Scorer = Box<dyn Fn(&[u32]) -> Vec<f32>>;

/// All of them, baselines first; learnt from `contexts`, the visible parts of the lists of `corpus`.
pub fn all(corpus: &Corpus, contexts: &Contexts) -> Vec<(&'static str, Scorer)> {
    let n = corpus.items;
    let plays: Vec<f32> = (0..n as u32).map(|item| contexts.of_item(item).len() as f32).collect();
    let mut methods: Vec<(&'static str, Scorer)> = vec![("random", random(n)), ("popularity", popularity(plays.clone()))];
    if corpus.artists.iter().any(Option::is_some) {
        methods.push(("same artist, then popularity", by_artist(corpus.artists.clone(), plays.clone())));
    }
    methods.push(("murecom: MSD on ones (every tie 1)", meetings(contexts)));
    methods.push((
        "item-kNN, baselines, shrinkage",
        linked(n, taste::item_knn(contexts, 200, |_| true)),
    ));
    if let Some(ease) = Ease::fit(contexts, 8.0) {
        methods.push((
            "EASE (dual)",
            Box::new(move |seeds| ease.scores(&seeds.iter().map(|seed| (*seed, 1.0)).collect::<Vec<_>>())),
        ));
    }
    let words = Item2VecSettings {
        dim: 100,
        epochs: 5,
        negatives: 5,
        exponent: 0.75,
        partners: 10,
        rate: 0.025,
        seed: 1,
    };
    methods.push(("murecom: item2vec as for words", near(taste::item2vec(contexts, words))));
    methods.push(("item2vec, tuned", near(taste::item2vec(contexts, Item2VecSettings::default()))));
    methods.push(("PPMI-SVD", near(taste::ppmi_svd(contexts, 40, 1))));
    methods.push((
        "implicit ALS, unit factors",
        near(taste::Als::fit(contexts, AlsSettings::default()).track_vectors()),
    ));
    let graph = Graph::new(contexts.clone(), corpus.artists.clone());
    methods.push(("thesis: similar lists' tracks", completing(n, graph.clone())));
    methods.push(("personalised PageRank", walking(n, graph)));
    let learnt = std::rc::Rc::new(learn_from(contexts, &corpus.artists, &std::sync::atomic::AtomicBool::new(false)));
    for (name, lens) in [
        ("lens: co-play", Lens::CoPlay),
        ("lens: sequence", Lens::Sequence),
        ("lens: latent", Lens::Latent),
        ("lens: graph", Lens::Graph),
        ("blend of these", Lens::Blend),
    ] {
        methods.push((name, fitting(learnt.clone(), lens, n)));
    }
    methods
}

fn random(n: usize) -> Scorer {
    Box::new(move |seeds| {
        let mut rng = SplitMix64::new(seeds.iter().map(|seed| u64::from(*seed)).sum());
        (0..n).map(|_| rng.unit() as f32).collect()
    })
}

fn popularity(plays: Vec<f32>) -> Scorer {
    Box::new(move |_| plays.clone())
}

fn by_artist(artists: Vec<Option<u32>>, plays: Vec<f32>) -> Scorer {
    let most = plays.iter().copied().fold(1.0, f32::max);
    Box::new(move |seeds| {
        let mut own: HashMap<u32, f32> = HashMap::new();
        for artist in seeds.iter().filter_map(|seed| artists[*seed as usize]) {
            *own.entry(artist).or_default() += 1.0;
        }
        let score = |(artist, plays): (&Option<u32>, &f32)| {
            artist.and_then(|artist| own.get(&artist)).map_or(0.0, |count| *count) + plays / most / 2.0
        };
        artists.iter().zip(&plays).map(score).collect()
    })
}

/// 1 for every item that is in a list with a seed, summed over the seeds: the mean squared difference of ratings that are all 1 is 0, and
/// the similarity 1/(0 + 1). Neighbours are then taken in the order of their numbers.
fn meetings(contexts: &Contexts) -> Scorer {
    const NEIGHBOURS: usize = 40;
    let contexts = contexts.clone();
    Box::new(move |seeds| {
        let mut scores = vec![0.0; contexts.items()];
        for seed in seeds {
            let rows = contexts.of_item(*seed).iter().map(|(row, _)| &contexts.rows()[*row as usize]);
            let mut met: Vec<u32> = rows.flat_map(|context| context.items.iter().map(|(item, _)| *item)).collect();
            met.sort_unstable();
            met.dedup();
            met.iter().take(NEIGHBOURS).for_each(|item| scores[*item as usize] += 1.0);
        }
        scores
    })
}

fn linked(n: usize, links: Links) -> Scorer {
    Box::new(move |seeds| {
        let mut scores = vec![0.0; n];
        for seed in seeds {
            links.of(*seed).iter().for_each(|link| scores[link.to as usize] += link.weight);
        }
        scores
    })
}

fn near(vectors: Vectors) -> Scorer {
    Box::new(move |seeds| {
        let mut centre = vec![0.0f32; vectors.dim];
        for vector in seeds.iter().filter_map(|seed| vectors.of(*seed)) {
            centre.iter_mut().zip(vector).for_each(|(sum, value)| *sum += value);
        }
        let score = |item| match vectors.of(item) {
            Some(vector) => vector.iter().zip(&centre).map(|(a, b)| a * b).sum(),
            None => f32::MIN,
        };
        (0..vectors.len() as u32).map(score).collect()
    })
}

fn completing(n: usize, graph: Graph) -> Scorer {
    Box::new(move |seeds| {
        let mut scores = vec![0.0; n];
        for (item, count) in graph.completing(seeds, 0.03, 0.03) {
            scores[item as usize] = count as f32;
        }
        scores
    })
}

fn walking(n: usize, graph: Graph) -> Scorer {
    Box::new(move |seeds| {
        let mut scores = vec![0.0; n];
        let shares: Vec<(u32, f64)> = seeds.iter().map(|seed| (*seed, 1.0)).collect();
        for (item, rank) in graph.page_rank(&shares) {
            scores[item as usize] = rank as f32;
        }
        scores
    })
}

fn fitting(learnt: std::rc::Rc<Learnt>, lens: Lens, n: usize) -> Scorer {
    Box::new(move |seeds| {
        let seeds: Vec<usize> = seeds.iter().map(|seed| *seed as usize).collect();
        learnt.fitting(lens, &seeds, n)
    })
}
