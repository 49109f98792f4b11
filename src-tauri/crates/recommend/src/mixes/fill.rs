//! The tracks of one mix: known ones of its cluster by their weight, forgotten ones among them, then the nearest that are new.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use domain::{MixBasis, SplitMix64};

use super::{Forgotten, MixRequest, is_new};
use crate::catalogue::Catalogue;
use crate::clusters::pick;
use crate::matrix::Query;
use crate::similar::LESS;

/// New tracks in a mix at least, however few known ones it has, unless fewer are wanted of a whole one.
const MIN_NEW: usize = 3;

/// What all mixes of a day are made from.
pub struct Ground<'a> {
    pub catalogue: &'a Catalogue,
    pub request: &'a MixRequest,
    pub basis: MixBasis,
    /// Rows that may stand in a mix.
    pub offered: &'a [usize],
    pub forgotten: &'a Forgotten,
}

/// A mix being filled.
struct Filling<'a> {
    catalogue: &'a Catalogue,
    per_artist: usize,
    artists: HashMap<Arc<str>, usize>,
    chosen: Vec<usize>,
    /// Of all mixes of the day.
    taken: &'a mut HashSet<usize>,
}

impl Filling<'_> {
    fn admit(&mut self, row: usize) {
        let artist = &self.catalogue.facts(row).artist;
        if !artist.is_empty() {
            let count = self.artists.entry(artist.clone()).or_default();
            if *count >= self.per_artist {
                return;
            }
            *count += 1;
        }
        if self.taken.insert(row) {
            self.chosen.push(row);
        }
    }

    /// Draws rows of `pool` by their chances until so many are chosen or none is left.
    fn draw(&mut self, mut pool: Vec<usize>, until: usize, chance: impl Fn(usize) -> f32, rng: &mut SplitMix64) {
        while self.chosen.len() < until && !pool.is_empty() {
            let chances: Vec<f32> = pool.iter().map(|row| chance(*row)).collect();
            let row = pool.swap_remove(pick(&chances, rng));
            self.admit(row);
        }
    }
}

/// Rows of the mix around `centre`, made of the cluster `seeds`; no track in two mixes of a day.
pub fn fill(ground: &Ground<'_>, centre: &[f32], seeds: &[usize], taken: &mut HashSet<usize>, rng: &mut SplitMix64) -> Vec<usize> {
    let Ground { catalogue, request, .. } = *ground;
    let mut filling = Filling {
        catalogue,
        per_artist: (request.length / 5).max(2),
        artists: HashMap::new(),
        chosen: Vec::new(),
        taken,
    };
    if ground.basis == MixBasis::History {
        fill_known(ground, seeds, &mut filling, rng);
    }
    fill_new(ground, centre, seeds, &mut filling, rng);
    filling.chosen
}

fn fill_known(ground: &Ground<'_>, seeds: &[usize], filling: &mut Filling<'_>, rng: &mut SplitMix64) {
    let Ground {
        catalogue,
        request,
        forgotten,
        ..
    } = *ground;
    let known = (request.length as f32 * (1.0 - request.balance.new)).round() as usize;
    let once_loved = (known as f32 * request.balance.forgotten).round() as usize;
    let free = seeds.iter().copied().filter(|row| !filling.taken.contains(row));
    let (lessened, wanted): (Vec<usize>, Vec<usize>) = free.partition(|row| catalogue.facts(*row).lessened);
    let faded: Vec<usize> = wanted.iter().copied().filter(|row| forgotten.score(*row) > 0.0).collect();
    filling.draw(faded, once_loved, |row| forgotten.score(row), rng);
    // The square root keeps one heavily played track from being certain every day.
    let familiar = |row: usize| request.weight(row).max(1e-3).sqrt();
    let rest = |rows: &[usize], filling: &Filling<'_>| -> Vec<usize> {
        let free = rows.iter().copied().filter(|row| !filling.taken.contains(row));
        // What is forgotten had its share.
        let (faded, present): (Vec<usize>, Vec<usize>) = free.partition(|row| forgotten.score(*row) > 0.0);
        if present.is_empty() { faded } else { present }
    };
    filling.draw(rest(&wanted, filling), known, familiar, rng);
    filling.draw(rest(&wanted, filling), known, familiar, rng);
    // What is wanted less fills the gap that nothing else does.
    filling.draw(rest(&lessened, filling), known, familiar, rng);
}

fn fill_new(ground: &Ground<'_>, centre: &[f32], seeds: &[usize], filling: &mut Filling<'_>, rng: &mut SplitMix64) {
    let Ground {
        catalogue, request, basis, ..
    } = *ground;
    let centre = Query::new(centre);
    let mut near: Vec<(f32, usize)> = ground
        .offered
        .iter()
        .copied()
        .filter(|row| !filling.taken.contains(row) && (basis == MixBasis::Library || is_new(catalogue, request, *row)))
        .map(|row| {
            let cosine = centre.dot(catalogue.row(row));
            // Below zero, half would be more.
            let lessened = catalogue.facts(row).lessened && cosine > 0.0;
            (cosine * if lessened { LESS } else { 1.0 }, row)
        })
        .filter(|(_, row)| basis == MixBasis::History || seeds.contains(row))
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    // Drawn from a band wider than needed, so that tomorrow's mix differs; nearest first within the band.
    // A small taste cluster makes a short mix rather than one that is mostly unknown.
    let known = filling.chosen.len();
    let share = if basis == MixBasis::History {
        let share = known as f32 * request.balance.new / (1.0 - request.balance.new).max(0.01);
        let whole = (request.length as f32 * request.balance.new).round() as usize;
        (share.round() as usize).max(MIN_NEW.min(known.div_ceil(2)).min(whole))
    } else {
        request.length
    };
    let length = request.length.min(known + share);
    let room = length.saturating_sub(known);
    near.truncate(room * 3);
    let mut band: Vec<(f32, usize)> = near
        .into_iter()
        .enumerate()
        .map(|(rank, (_, row))| (rank as f32 + rng.unit() as f32 * room as f32, row))
        .collect();
    band.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (_, row) in band {
        if filling.chosen.len() >= length {
            break;
        }
        filling.admit(row);
    }
}
