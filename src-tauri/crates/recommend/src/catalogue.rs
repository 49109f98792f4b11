//! The tracks that can be chosen, as one matrix of unit vectors with their facts beside it.

use std::collections::HashMap;
use std::time::Duration;

use domain::{Embedding, MusicalKey, Tempo, Timestamp, TrackId, TrackUid, Word};

use crate::proximity::MutualProximity;

/// What the rules and reasons need to know of a track beside its vector.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// First artist and album, normalised by the caller so that equal means equal; empty if unknown.
    pub artist: String,
    pub album: String,
    /// Title as tagged; version words are taken off here.
    pub title: String,
    /// The artist as written, for the names of mixes.
    pub artist_name: String,
    pub duration: Duration,
    pub year: Option<i32>,
    pub genres: Vec<String>,
    pub tempo: Option<Tempo>,
    pub key: Option<MusicalKey>,
    /// 0–1.
    pub energy: Option<f32>,
    pub words: Vec<Word>,
    pub liked: bool,
    /// Never to be chosen automatically.
    pub banned: bool,
    /// To be chosen only where nothing else comes as near.
    pub lessened: bool,
    /// Not to be chosen until the program ends.
    pub not_now: bool,
    /// File absent or not playable: keeps its place in the geometry, is not offered.
    pub unavailable: bool,
    pub plays: u32,
    pub last_played: Option<Timestamp>,
    pub added_at: Option<Timestamp>,
}

impl Facts {
    /// Whether Attune may choose it by itself.
    pub fn may_be_chosen(&self) -> bool {
        !self.banned && !self.not_now && !self.unavailable
    }
}

/// One track to put into a [`Catalogue`].
#[derive(Clone, Debug)]
pub struct Item {
    pub id: TrackId,
    pub uid: TrackUid,
    pub embedding: Embedding,
    pub facts: Facts,
}

/// All analysed tracks of one model version, in memory. Row `i` of the matrix is `ids()[i]`.
pub struct Catalogue {
    dim: usize,
    matrix: Vec<f32>,
    ids: Vec<TrackId>,
    uids: Vec<TrackUid>,
    facts: Vec<Facts>,
    row_of: HashMap<TrackId, usize>,
    proximity: MutualProximity,
}

impl Catalogue {
    /// Lays the items out row by row. Items whose vector has another length than the first one's are left out.
    pub fn new(items: Vec<Item>) -> Self {
        let dim = items.first().map_or(0, |item| item.embedding.as_slice().len());
        let mut matrix = Vec::with_capacity(items.len() * dim);
        let (mut ids, mut uids, mut facts) = (Vec::new(), Vec::new(), Vec::new());
        let mut row_of = HashMap::with_capacity(items.len());
        for item in items {
            if item.embedding.as_slice().len() != dim || row_of.contains_key(&item.id) {
                continue;
            }
            row_of.insert(item.id, ids.len());
            matrix.extend_from_slice(item.embedding.as_slice());
            ids.push(item.id);
            uids.push(item.uid);
            facts.push(item.facts);
        }
        let proximity = MutualProximity::fit(&matrix, dim);
        Self {
            dim,
            matrix,
            ids,
            uids,
            facts,
            row_of,
            proximity,
        }
    }

    pub fn len(&self) -> usize {
        self.ids.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    pub fn dim(&self) -> usize {
        self.dim
    }

    pub fn row_of(&self, id: TrackId) -> Option<usize> {
        self.row_of.get(&id).copied()
    }

    pub fn id(&self, row: usize) -> TrackId {
        self.ids[row]
    }

    pub fn uid(&self, row: usize) -> TrackUid {
        self.uids[row]
    }

    pub fn facts(&self, row: usize) -> &Facts {
        &self.facts[row]
    }

    /// Lets likes, plays and feedback change without rebuilding the geometry.
    pub fn facts_mut(&mut self, row: usize) -> &mut Facts {
        &mut self.facts[row]
    }

    /// The unit vector of a row, `dim()` long.
    pub fn vector(&self, row: usize) -> &[f32] {
        &self.matrix[row * self.dim..(row + 1) * self.dim]
    }

    pub fn proximity(&self) -> &MutualProximity {
        &self.proximity
    }

    /// The match of two rows, 0–1: Mutual Proximity.
    pub fn match_between(&self, a: usize, b: usize) -> f32 {
        if a == b {
            return 1.0;
        }
        let cosine = dot(self.vector(a), self.vector(b));
        self.proximity.proximity(self.proximity.of_row(a), self.proximity.of_row(b), cosine)
    }

    /// Cosine similarity of `query` (unit length, `dim()` long) to every row.
    pub fn cosines(&self, query: &[f32]) -> Vec<f32> {
        if self.dim == 0 || query.len() != self.dim {
            return Vec::new();
        }
        self.matrix.chunks_exact(self.dim).map(|row| dot(row, query)).collect()
    }
}

/// Eight running sums, so that the compiler can keep them in vector registers.
pub(crate) fn dot(a: &[f32], b: &[f32]) -> f32 {
    const LANES: usize = 8;
    let mut sums = [0.0f32; LANES];
    let (a_blocks, b_blocks) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    let tail: f32 = a_blocks.remainder().iter().zip(b_blocks.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in a_blocks.zip(b_blocks) {
        for lane in 0..LANES {
            sums[lane] += x[lane] * y[lane];
        }
    }
    sums.iter().sum::<f32>() + tail
}
