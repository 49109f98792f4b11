//! A dense lens: a vector for each track that has one, compared by cosine and calibrated by Mutual Proximity like sound.

use crate::lens::LensGap;
use crate::matrix::{Matrix, Query};
use crate::proximity::{MutualProximity, Unrelated};

/// Vectors of some rows of a catalogue.
#[derive(Default)]
pub struct Space {
    inner: Option<Inner>,
}

struct Inner {
    matrix: Matrix,
    proximity: MutualProximity,
    /// Row of the catalogue of each row here.
    rows: Vec<u32>,
    /// And back.
    places: Vec<Option<u32>>,
}

impl Space {
    /// `of` gives the vector of a row `0..rows`, `dim` long and not zero, if it has one.
    pub fn build<'a>(rows: usize, dim: usize, of: impl Fn(usize) -> Option<&'a [f32]>) -> Self {
        let (mut matrix, mut known, mut places) = (Matrix::new(dim), Vec::new(), vec![None; rows]);
        for (row, place) in places.iter_mut().enumerate() {
            if let Some(vector) = of(row).filter(|vector| vector.len() == dim) {
                matrix.push(vector);
                *place = Some(known.len() as u32);
                known.push(row as u32);
            }
        }
        if known.is_empty() {
            return Self::default();
        }
        matrix.shrink_to_fit();
        let proximity = MutualProximity::fit(&matrix, Unrelated::OfLibrary);
        Self {
            inner: Some(Inner {
                matrix,
                proximity,
                rows: known,
                places,
            }),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.inner.is_none()
    }

    /// Puts the cosine of each row to the middle of `seeds` in its place; rows without a vector are left alone.
    pub(super) fn toward(&self, seeds: &[usize], out: &mut [f32]) {
        let Some(inner) = &self.inner else { return };
        let mut middle = vec![0.0; inner.matrix.dim()];
        let known = seeds.iter().filter_map(|seed| inner.places.get(*seed).copied().flatten());
        known.for_each(|place| inner.matrix.row(place as usize).add_to(&mut middle));
        let length = middle.iter().map(|value| value * value).sum::<f32>().sqrt();
        if length < 1e-6 {
            return;
        }
        middle.iter_mut().for_each(|value| *value /= length);
        let query = Query::new(&middle);
        for (vector, row) in inner.matrix.rows().zip(&inner.rows) {
            out[*row as usize] = query.dot(vector);
        }
    }

    /// All other rows that have a vector: row, match and cosine.
    ///
    /// # Errors
    /// Where the row has none, or no row has.
    pub fn near(&self, row: usize) -> Result<Vec<(usize, f32, f32)>, LensGap> {
        let inner = self.inner.as_ref().ok_or(LensGap::NothingKnown)?;
        let own = inner.places.get(row).copied().flatten().ok_or(LensGap::SeedUnknown)? as usize;
        let query = Query::of_row(inner.matrix.row(own));
        let here = inner.proximity.of_row(own);
        let matched = inner.matrix.rows().enumerate().map(|(at, vector)| {
            let cosine = query.dot(vector);
            let score = inner.proximity.proximity(here, inner.proximity.of_row(at), cosine);
            (inner.rows[at] as usize, score, cosine)
        });
        Ok(matched.filter(|(other, ..)| *other != row).collect())
    }
}
