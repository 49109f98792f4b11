//! The music map: tracks that sound alike lie together, by t-SNE (van der Maaten & Hinton 2008; Barnes-Hut, 2014).
//!
//! At most [`LANDMARKS`] tracks are laid out so; every other lies among the landmarks nearest to it. What was laid out before is where
//! the next layout starts, so a map stays the one its listener knows while the library grows.

use std::collections::HashMap;

use bhtsne::{Neighbor, tSNE};
use domain::{SplitMix64, TrackUid, fnv1a};

use super::Point;
use super::nearest::{Near, nearest_among, nearly_nearest_among};
use crate::catalogue::Catalogue;
use crate::matrix::Matrix;

const LANDMARKS: usize = 10_000;
/// Neighbours whose nearness t-SNE keeps.
const PERPLEXITY: usize = 30;
/// With fewer tracks there is nothing to see in their distances.
const FEWEST: usize = 8;
/// Accuracy of the repulsion: as its authors recommend.
const THETA: f32 = 0.5;
const EPOCHS: usize = 600;
/// The first of them pull neighbours together more strongly.
const EXAGGERATED: usize = 200;
/// From an earlier layout.
const EPOCHS_AGAIN: usize = 150;
/// This share of the landmarks known makes a start.
const KNOWN_ENOUGH: f32 = 0.5;
/// Landmarks that another track lies among.
const AMONG: usize = 5;

/// How the tracks of a catalogue sound, copied, for whoever lays them out must not keep the catalogue from being changed meanwhile.
pub struct Sounds {
    matrix: Matrix,
    uids: Vec<TrackUid>,
}

impl Sounds {
    pub fn of(catalogue: &Catalogue) -> Self {
        Self {
            matrix: catalogue.matrix().clone(),
            uids: (0..catalogue.len()).map(|row| catalogue.uid(row)).collect(),
        }
    }

    pub fn uids(&self) -> &[TrackUid] {
        &self.uids
    }
}

/// Where each row of a catalogue lies, in no unit; and which of them t-SNE itself placed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    pub points: Vec<Point>,
    /// Ascending.
    pub landmarks: Vec<usize>,
}

/// Lays out all tracks. `before` are places of an earlier layout, `progress` hears of the share done, 0–1. With `quick`, t-SNE is left
/// out where most landmarks have a place from before: the others are put among their neighbours.
pub fn lay_out(sounds: &Sounds, before: &HashMap<TrackUid, Point>, quick: bool, mut progress: impl FnMut(f32)) -> Layout {
    let landmarks = landmarks(&sounds.uids);
    let known: Vec<Option<Point>> = landmarks.iter().map(|row| before.get(&sounds.uids[*row]).copied()).collect();
    let makes_a_start = known.iter().flatten().count() as f32 >= KNOWN_ENOUGH * landmarks.len() as f32;
    let stays = makes_a_start && quick;
    let places = if landmarks.len() < FEWEST {
        circle(landmarks.len())
    } else if stays {
        start(sounds, &landmarks, &known)
    } else {
        let perplexity = PERPLEXITY.min((landmarks.len() - 1) / 3);
        let near = nearest_among(&sounds.matrix, &landmarks, &landmarks, 3 * perplexity);
        progress(0.1);
        let start = makes_a_start.then(|| start(sounds, &landmarks, &known));
        descend(&near, perplexity, start, |share| progress(0.1 + 0.8 * share))
    };
    let mut points = vec![[0.0; 2]; sounds.uids.len()];
    landmarks.iter().zip(&places).for_each(|(row, place)| points[*row] = *place);
    let mut rest: Vec<usize> = (0..sounds.uids.len()).filter(|row| landmarks.binary_search(row).is_err()).collect();
    rest.retain(|row| match before.get(&sounds.uids[*row]) {
        Some(place) if stays => {
            points[*row] = *place;
            false
        }
        _ => true,
    });
    let near = nearly_nearest_among(&sounds.matrix, &rest, &landmarks, AMONG);
    for (row, near) in rest.iter().zip(&near) {
        points[*row] = middle(sounds.uids[*row], near, |place| places[place]);
    }
    progress(1.0);
    Layout { points, landmarks }
}

/// Rows by the hash of their uid: the same tracks whatever else is there, and spread evenly. Ascending.
fn landmarks(uids: &[TrackUid]) -> Vec<usize> {
    let mut rows: Vec<usize> = (0..uids.len()).collect();
    if rows.len() > LANDMARKS {
        rows.sort_by_cached_key(|row| fnv1a(uids[*row].0));
        rows.truncate(LANDMARKS);
        rows.sort_unstable();
    }
    rows
}

/// Where the landmarks were; those that are new, among the nearest that were there.
fn start(sounds: &Sounds, landmarks: &[usize], known: &[Option<Point>]) -> Vec<Point> {
    let (mut old, mut new) = (Vec::new(), Vec::new());
    for (row, known) in landmarks.iter().zip(known) {
        match known {
            Some(place) => old.push((*row, *place)),
            None => new.push(*row),
        }
    }
    let rows: Vec<usize> = old.iter().map(|(row, _)| *row).collect();
    let near = nearest_among(&sounds.matrix, &new, &rows, AMONG);
    let mut added = new
        .iter()
        .zip(&near)
        .map(|(row, near)| middle(sounds.uids[*row], near, |place| old[place].1));
    known
        .iter()
        .map(|known| known.unwrap_or_else(|| added.next().unwrap_or_default()))
        .collect()
}

/// The middle of neighbours, a little aside, so that no two tracks cover each other.
fn middle(uid: TrackUid, near: &[Near], place: impl Fn(usize) -> Point) -> Point {
    let near: Vec<(Point, f32)> = near
        .iter()
        .map(|(index, cosine)| (place(*index), cosine.max(0.01).powi(4)))
        .collect();
    let total: f32 = near.iter().map(|(_, weight)| weight).sum();
    let mean = |axis: usize| near.iter().map(|(point, weight)| point[axis] * weight).sum::<f32>() / total.max(f32::MIN_POSITIVE);
    let centre = [mean(0), mean(1)];
    let aside = near
        .iter()
        .map(|(point, _)| (point[0] - centre[0]).hypot(point[1] - centre[1]))
        .sum::<f32>()
        / near.len().max(1) as f32;
    let mut rng = SplitMix64::new(fnv1a(uid.0));
    centre.map(|value| value + (rng.unit() as f32 - 0.5) * 0.3 * aside.min(2.0))
}

fn descend(near: &[Vec<Near>], perplexity: usize, start: Option<Vec<Point>>, mut progress: impl FnMut(f32)) -> Vec<Point> {
    let neighbours: Vec<Vec<Neighbor<f32>>> = near
        .iter()
        .map(|row| {
            let neighbour = |(index, cosine): &Near| Neighbor {
                index: *index,
                // The distance of unit vectors.
                distance: (2.0 - 2.0 * cosine).max(0.0).sqrt(),
            };
            row.iter().map(neighbour).collect()
        })
        .collect();
    let epochs = if start.is_some() { EPOCHS_AGAIN } else { EPOCHS };
    // Distances are given, so it reads nothing of the data but their number.
    let data = vec![(); near.len()];
    let mut tsne: tSNE<'_, f32, ()> = tSNE::new(&data);
    tsne.perplexity(perplexity as f32)
        .epochs(epochs)
        .stop_lying_epoch(if start.is_some() { 0 } else { EXAGGERATED })
        .momentum_switch_epoch(EXAGGERATED)
        .epoch_callback(move |epoch, _| progress((epoch + 1) as f32 / epochs as f32));
    let fallback = circle(near.len());
    match &start {
        Some(start) => tsne.initial_embedding(start.concat()),
        None => tsne.spectral_init(),
    };
    tsne.barnes_hut_with_neighbors(THETA, &neighbours);
    let places: Vec<Point> = tsne.embedding().chunks_exact(2).map(|xy| [xy[0], xy[1]]).collect();
    if places.iter().flatten().all(|value| value.is_finite()) {
        places
    } else {
        start.unwrap_or(fallback)
    }
}

/// So few, or so much alike, that their distances say nothing.
fn circle(count: usize) -> Vec<Point> {
    (0..count)
        .map(|index| {
            let angle = index as f32 / count.max(1) as f32 * std::f32::consts::TAU;
            [angle.cos(), angle.sin()]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Facts;
    use crate::fixture::{item, styled};

    fn library(n: usize) -> Sounds {
        let mut rng = SplitMix64::new(4);
        Sounds::of(&Catalogue::new(
            (0..n).map(|i| item(i, styled(i % 4, 4, 0.8, &mut rng), Facts::default())),
        ))
    }

    /// Share of the five nearest points that are of the same style.
    fn kept_together(layout: &Layout, styles: usize) -> f32 {
        let n = layout.points.len();
        let mut same = 0;
        for (i, here) in layout.points.iter().enumerate() {
            let mut others: Vec<(f32, usize)> = (0..n)
                .filter(|j| *j != i)
                .map(|j| ((layout.points[j][0] - here[0]).hypot(layout.points[j][1] - here[1]), j))
                .collect();
            others.sort_by(|a, b| a.0.total_cmp(&b.0));
            same += others[..5].iter().filter(|(_, j)| j % styles == i % styles).count();
        }
        same as f32 / (5 * n) as f32
    }

    #[test]
    fn styles_lie_together() {
        let layout = lay_out(&library(400), &HashMap::new(), false, |_| {});
        let share = kept_together(&layout, 4);
        assert!(share > 0.9, "{share}");
    }

    #[test]
    fn a_map_stays_where_it_was_while_the_library_grows() {
        let (small, large) = (library(300), library(360));
        let first = lay_out(&small, &HashMap::new(), false, |_| {});
        let before: HashMap<TrackUid, Point> = (0..300).map(|row| (small.uids()[row], first.points[row])).collect();
        let size = first.points.iter().flatten().fold(0.0f32, |most, value| most.max(value.abs()));
        let quick = lay_out(&large, &before, true, |_| {});
        assert_eq!(quick.points[..300], first.points[..]);
        assert!(kept_together(&quick, 4) > 0.85);
        let again = lay_out(&large, &before, false, |_| {});
        let moved: f32 = (0..300)
            .map(|row| (again.points[row][0] - first.points[row][0]).hypot(again.points[row][1] - first.points[row][1]))
            .sum::<f32>()
            / 300.0;
        assert!(moved < 0.35 * size, "moved by {moved} of {size}");
    }

    #[test]
    fn a_few_tracks_and_none_are_laid_out_too() {
        for n in [0, 1, 2, 7, 8, 20] {
            let mut heard = 0.0;
            let layout = lay_out(&library(n), &HashMap::new(), false, |share| heard = share);
            assert_eq!(layout.points.len(), n);
            assert!(layout.points.iter().flatten().all(|value| value.is_finite()));
            assert!((heard - 1.0).abs() < 1e-6);
        }
        // All the same: no distance says anything.
        let same = Catalogue::new((0..40).map(|i| item(i, vec![1.0, 2.0, 3.0], Facts::default())));
        let layout = lay_out(&Sounds::of(&same), &HashMap::new(), false, |_| {});
        assert!(layout.points.iter().flatten().all(|value| value.is_finite()));
    }
}
