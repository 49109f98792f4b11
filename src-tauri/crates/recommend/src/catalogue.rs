//! The tracks that can be chosen, as one matrix of unit vectors with their facts beside it.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use domain::{Embedding, Impressions, Mood, MusicalKey, Tempo, Timestamp, TrackId, TrackUid};

use crate::matrix::{Matrix, Query, Row};
use crate::proximity::{MutualProximity, Unrelated};

/// What the rules and reasons need to know of a track beside its vector. Texts are shared: most tracks have their artist, album and
/// genres in common with others.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// First artist and album, normalised by the caller so that equal means equal; empty if unknown.
    pub artist: Arc<str>,
    pub album: Arc<str>,
    /// Title as tagged; version words are taken off here.
    pub title: Arc<str>,
    /// The artist as written, for the names of mixes.
    pub artist_name: Arc<str>,
    pub duration: Duration,
    pub year: Option<i32>,
    pub genres: Box<[Arc<str>]>,
    pub tempo: Option<Tempo>,
    pub key: Option<MusicalKey>,
    /// 0–1.
    pub energy: Option<f32>,
    pub mood: Option<Mood>,
    pub impressions: Option<Impressions>,
    /// Of the network, each with its probability.
    pub words: Box<[(Arc<str>, f32)]>,
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
    matrix: Matrix,
    ids: Vec<TrackId>,
    uids: Vec<TrackUid>,
    facts: Vec<Facts>,
    row_of: HashMap<TrackId, usize>,
    unrelated: Unrelated,
    proximity: MutualProximity,
    /// Tells this catalogue from every other: rows of two mean different tracks.
    stamp: Arc<()>,
}

/// Lays tracks out row by row.
#[derive(Default)]
pub struct CatalogueBuilder {
    unrelated: Unrelated,
    matrix: Option<Matrix>,
    ids: Vec<TrackId>,
    uids: Vec<TrackUid>,
    facts: Vec<Facts>,
    row_of: HashMap<TrackId, usize>,
}

impl CatalogueBuilder {
    /// For vectors of a model that has unrelated tracks at these distances.
    pub fn new(unrelated: Unrelated) -> Self {
        Self {
            unrelated,
            ..Self::default()
        }
    }

    /// A track whose vector has another length than the first one's, or that is there already, is left out.
    pub fn push(&mut self, item: Item) {
        let vector = item.embedding.as_slice();
        let matrix = self.matrix.get_or_insert_with(|| Matrix::new(vector.len()));
        if vector.len() != matrix.dim() || self.row_of.contains_key(&item.id) {
            return;
        }
        matrix.push(vector);
        self.row_of.insert(item.id, self.ids.len());
        self.ids.push(item.id);
        self.uids.push(item.uid);
        self.facts.push(item.facts);
    }

    pub fn finish(mut self) -> Catalogue {
        let mut matrix = self.matrix.unwrap_or_default();
        // They grew piece by piece, and stay as they are for long.
        matrix.shrink_to_fit();
        self.facts.shrink_to_fit();
        let proximity = MutualProximity::fit(&matrix, self.unrelated);
        Catalogue {
            matrix,
            ids: self.ids,
            uids: self.uids,
            facts: self.facts,
            row_of: self.row_of,
            unrelated: self.unrelated,
            proximity,
            stamp: Arc::default(),
        }
    }
}

impl Catalogue {
    /// All of `items`, see [`CatalogueBuilder::push`].
    pub fn new(items: impl IntoIterator<Item = Item>) -> Self {
        let mut builder = CatalogueBuilder::default();
        items.into_iter().for_each(|item| builder.push(item));
        builder.finish()
    }

    pub(crate) fn stamp(&self) -> &Arc<()> {
        &self.stamp
    }

    pub(crate) fn unrelated(&self) -> Unrelated {
        self.unrelated
    }

    pub fn len(&self) -> usize {
        self.ids.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    pub fn dim(&self) -> usize {
        self.matrix.dim()
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
    pub fn vector(&self, row: usize) -> Vec<f32> {
        self.matrix.row(row).to_vec()
    }

    pub(crate) fn matrix(&self) -> &Matrix {
        &self.matrix
    }

    pub(crate) fn row(&self, row: usize) -> Row<'_> {
        self.matrix.row(row)
    }

    pub fn proximity(&self) -> &MutualProximity {
        &self.proximity
    }

    /// The match of two rows, 0–1: Mutual Proximity.
    pub fn match_between(&self, a: usize, b: usize) -> f32 {
        if a == b {
            return 1.0;
        }
        let cosine = self.cosine(a, b);
        self.proximity.proximity(self.proximity.of_row(a), self.proximity.of_row(b), cosine)
    }

    /// Cosine similarity of two rows.
    pub fn cosine(&self, a: usize, b: usize) -> f32 {
        self.matrix.row(a).dot(self.matrix.row(b))
    }

    /// Cosine similarity of `query` (unit length, `dim()` long) to every row.
    pub fn cosines(&self, query: &[f32]) -> Vec<f32> {
        let query = Query::new(query);
        if query.dim() != self.dim() {
            return Vec::new();
        }
        self.matrix.rows().map(|row| query.dot(row)).collect()
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
