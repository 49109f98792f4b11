//! *New for you*: only tracks that were never played, near what was listened to and liked.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use domain::{DailyMix, MixBasis, Reason, SplitMix64, TrackId};

use super::{ENOUGH_PLAYED_TRACKS, MixRequest, is_new, is_offered};
use crate::catalogue::Catalogue;
use crate::group::similar_to_group;
use crate::matrix::Query;
use crate::mix_name::mix_name;
use crate::order::smooth_order;
use crate::similar::Rules;

/// What was listened to most stands for the listener.
const FAVOURITES: usize = 300;
/// A draw is made from so many times as many tracks as are wanted.
const BAND: usize = 3;
/// Further away than this it may be new, but nothing speaks for it.
const NEAR_ENOUGH: f32 = 0.5;
/// Tracks of one artist at most.
const PER_ARTIST: usize = 3;
/// Fewer are no list.
const FEWEST: usize = 5;

/// The list of a day, the same for a seed; `None` where too little was played or nothing new comes near. `taste` is the chance that each
/// row is liked, 0–1, or empty where that is not known.
pub fn new_for_you(catalogue: &Catalogue, request: &MixRequest, taste: &[f32], number: u8) -> Option<DailyMix> {
    let mut favourites: Vec<usize> = (0..catalogue.len()).filter(|row| request.weight(*row) > 0.0).collect();
    if favourites.len() < ENOUGH_PLAYED_TRACKS {
        return None;
    }
    favourites.sort_by(|a, b| request.weight(*b).total_cmp(&request.weight(*a)).then(a.cmp(b)));
    favourites.truncate(FAVOURITES);
    let may_stand = |row: usize| is_new(catalogue, request, row) && is_offered(catalogue, row) && !request.kept.contains(&row);
    let exclude: HashSet<TrackId> = (0..catalogue.len())
        .filter(|row| !may_stand(*row))
        .map(|row| catalogue.id(row))
        .collect();
    let rules = Rules {
        limit: request.length * BAND,
        per_artist: PER_ARTIST * BAND,
        min_match: NEAR_ENOUGH,
        exclude,
        ..Rules::default()
    };
    let mut rng = SplitMix64::new(request.seed ^ u64::from(number));
    let mut drawn: Vec<(f32, usize)> = similar_to_group(catalogue, &favourites, &rules)
        .into_iter()
        .filter_map(|similar| {
            let row = catalogue.row_of(similar.track)?;
            // Half by nearness, half by the chance that it is liked, and a little by the day.
            let liked = taste.get(row).copied().unwrap_or(0.5);
            Some((similar.match_score + liked + 0.3 * rng.unit() as f32, row))
        })
        .collect();
    drawn.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut artists: HashMap<Arc<str>, usize> = HashMap::new();
    drawn.retain(|(_, row)| {
        let artist = &catalogue.facts(*row).artist;
        let so_far = artists.entry(artist.clone()).or_default();
        *so_far += 1;
        artist.is_empty() || *so_far <= PER_ARTIST
    });
    drawn.truncate(request.length);
    if drawn.len() < FEWEST.min(request.length) {
        return None;
    }
    let rows: Vec<usize> = drawn.into_iter().map(|(_, row)| row).collect();
    let rows = smooth_order(catalogue, &rows);
    let tracks = rows.iter().map(|row| (catalogue.uid(*row), near_to(catalogue, &favourites, *row)));
    Some(DailyMix {
        number,
        name: mix_name(catalogue, &rows),
        basis: MixBasis::New,
        pinned: false,
        tracks: tracks.collect(),
    })
}

/// Which of the favourites it is nearest to.
fn near_to(catalogue: &Catalogue, favourites: &[usize], row: usize) -> Reason {
    let query = Query::of_row(catalogue.row(row));
    let cosine = |favourite: &usize| query.dot(catalogue.row(*favourite));
    let nearest = favourites.iter().max_by(|a, b| cosine(a).total_cmp(&cosine(b)));
    match nearest.map(|nearest| &catalogue.facts(*nearest).title) {
        Some(title) if !title.is_empty() => Reason::NearTo(title.to_string()),
        _ => Reason::NeverPlayed,
    }
}
