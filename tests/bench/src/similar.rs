//! Latency of the similar list and of paths.

use std::time::{Duration, Instant};

use domain::{Embedding, SplitMix64, TrackId, TrackUid};
use recommend::{Catalogue, Facts, Item, Rules, path_between, similar_to};

const DIM: usize = 256;
const QUERIES: usize = 200;

pub fn measure(vectors: usize) {
    let mut rng = SplitMix64::new(7);
    let items = (0..vectors).filter_map(|index| {
        let values = (0..DIM).map(|_| rng.unit() as f32 - 0.5).collect();
        let facts = Facts {
            artist: format!("artist {}", index / 12).into(),
            title: format!("title {index}").into(),
            duration: Duration::from_secs(200),
            genres: Box::new([format!("genre {}", index % 20).into()]),
            ..Facts::default()
        };
        let mut uid = [0; 16];
        uid[..8].copy_from_slice(&(index as u64).to_le_bytes());
        Some(Item {
            id: TrackId(index as i64),
            uid: TrackUid(uid),
            embedding: Embedding::new(values).ok()?,
            facts,
        })
    });
    let started = Instant::now();
    let catalogue = Catalogue::new(items);
    println!(
        "{:<44} {:8.3} s",
        format!("index of {vectors} vectors of {DIM}"),
        started.elapsed().as_secs_f64()
    );
    let rules = Rules::default();
    let row = |query: usize| query % QUERIES * vectors.max(1) / QUERIES;
    time("similar tracks, one seed", |query| {
        let row = row(query);
        similar_to(&catalogue, &catalogue.vector(row), catalogue.facts(row), Some(row), &rules)
    });
    time("a path over ten tracks", |query| {
        path_between(&catalogue, row(query), row(query + QUERIES / 2), 10)
    });
}

fn time<T>(what: &str, ask: impl Fn(usize) -> T) {
    let mut times: Vec<Duration> = (0..QUERIES)
        .map(|query| {
            let started = Instant::now();
            std::hint::black_box(ask(query));
            started.elapsed()
        })
        .collect();
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    println!("{what:<44} {:8.3} ms median  {:8.3} ms p99", at(0.5), at(0.99));
}
