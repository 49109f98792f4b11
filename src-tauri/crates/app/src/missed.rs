//! What other programs name and the library does not have.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use store::fold;

/// Those that are told of; nobody reads more.
const TOLD: usize = 100;

/// A recording that was not found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missed {
    /// As it is written most often.
    pub artist: String,
    pub title: String,
    /// How often it is named.
    pub count: u64,
}

/// How often each was named, in each spelling.
#[derive(Default)]
pub(crate) struct Misses(HashMap<(String, String), u64>);

impl Misses {
    pub fn add(&mut self, artist: &str, title: &str) {
        *self.0.entry((artist.to_owned(), title.to_owned())).or_default() += 1;
    }

    /// The first hundred.
    pub fn most_frequent(self) -> Vec<Missed> {
        let mut spelt: Vec<((String, String), u64)> = self.0.into_iter().collect();
        spelt.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let mut by_key: HashMap<(String, String), Missed> = HashMap::new();
        for ((artist, title), count) in spelt {
            match by_key.entry((fold(&artist), fold(&title))) {
                Entry::Occupied(mut known) => known.get_mut().count += count,
                Entry::Vacant(new) => {
                    new.insert(Missed { artist, title, count });
                }
            }
        }
        let mut all: Vec<Missed> = by_key.into_values().collect();
        all.sort_by(|a, b| {
            b.count
                .cmp(&a.count)
                .then_with(|| (&a.artist, &a.title).cmp(&(&b.artist, &b.title)))
        });
        all.truncate(TOLD);
        all
    }
}
