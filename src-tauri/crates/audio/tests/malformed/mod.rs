//! Malformed audio files without end, each named by a number: the same for everybody who asks for it.
#![allow(dead_code, reason = "each program that tries them uses a part of it")]
#![allow(clippy::unwrap_used, reason = "made up here, from files of ours")]

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::LazyLock;

use domain::SplitMix64;

pub mod chunks;
pub mod endure;
pub mod fields;
pub mod harness;
pub mod matroska;
pub mod mp4;
pub mod mpeg;
pub mod mutate;
pub mod ogg;
pub mod seeds;
pub mod specials;

/// One file to be tried.
#[derive(Clone)]
pub struct Input {
    pub name: String,
    pub bytes: Vec<u8>,
    /// The file goes on to this length with a hole.
    pub len: u64,
}

impl Input {
    pub fn new(name: String, bytes: Vec<u8>) -> Self {
        let len = bytes.len() as u64;
        Self { name, bytes, len }
    }

    pub fn write(&self, path: &Path) -> std::io::Result<()> {
        let mut file = File::create(path)?;
        file.write_all(&self.bytes)?;
        file.set_len(self.len)
    }
}

/// A whole file that others are made from.
pub struct Seed {
    pub name: String,
    pub bytes: Vec<u8>,
    pub fields: Vec<fields::Field>,
}

static SEEDS: LazyLock<Vec<Seed>> = LazyLock::new(|| {
    let found = seeds::all().into_iter();
    found
        .map(|(name, bytes)| Seed {
            name,
            fields: fields::of(&bytes),
            bytes,
        })
        .collect()
});

pub fn seeds() -> &'static [Seed] {
    &SEEDS
}

/// How many files are made by hand: one field of one seed at one extreme, each of them named by what is wrong with it.
pub fn count_by_hand() -> usize {
    seeds().iter().map(|seed| seed.fields.len() * fields::EXTREMES).sum()
}

/// The file made by hand with this number.
pub fn by_hand(mut index: usize) -> Input {
    for seed in seeds() {
        let here = seed.fields.len() * fields::EXTREMES;
        if index < here {
            let field = &seed.fields[index / fields::EXTREMES];
            let mut bytes = seed.bytes.clone();
            field.set_extreme(&mut bytes, index % fields::EXTREMES);
            ogg::repair(&mut bytes);
            return Input::new(named(&seed.name, &format!("{} {}", field.what, index % fields::EXTREMES)), bytes);
        }
        index -= here;
    }
    let all = specials();
    all[index % all.len()].clone()
}

/// Those made to cost time or memory.
pub fn specials() -> &'static [Input] {
    static SPECIALS: LazyLock<Vec<Input>> = LazyLock::new(specials::all);
    &SPECIALS
}

/// The file with this number among those of `seed`: first what was made to cost time or memory, then chance.
pub fn input(seed: u64, index: u64) -> Input {
    if let Some(special) = usize::try_from(index).ok().and_then(|index| specials().get(index)) {
        return special.clone();
    }
    let mut rng = SplitMix64::new(seed.wrapping_mul(0x9e37_79b9).wrapping_add(index) ^ 0x00a7_7e4e);
    if rng.below(4) == 0 {
        return by_hand(rng.below(count_by_hand()));
    }
    mutate::any(&mut rng)
}

/// A name that keeps the ending of the seed and says what happened to it.
fn named(seed: &str, what: &str) -> String {
    let (stem, ending) = seed.rsplit_once('.').unwrap_or((seed, "bin"));
    let what: String = what.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    format!("{stem}_{what}.{ending}")
}
