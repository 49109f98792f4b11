//! What the network says of a track, as vectors that cannot be mixed across model versions.

use std::fmt;

/// Sections a track is cut into, all equally long.
pub const SECTIONS: usize = 10;

/// Which network, front end and weights made a vector: a short stable text such as `ear-1:3fa2…`. Vectors of different
/// versions are never compared.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ModelVersion(pub String);

impl fmt::Display for ModelVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A unit-length vector; cosine similarity is the dot product.
#[derive(Clone, Debug, PartialEq)]
pub struct Embedding(Vec<f32>);

/// Why a list of numbers is no embedding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidEmbedding {
    Empty,
    /// Contains NaN or an infinity.
    NotFinite,
    /// All zero: has no direction.
    Zero,
}

impl fmt::Display for InvalidEmbedding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "the vector is empty",
            Self::NotFinite => "the vector holds a value that is not a number",
            Self::Zero => "the vector is zero",
        })
    }
}

impl std::error::Error for InvalidEmbedding {}

impl Embedding {
    /// Scales `values` to unit length.
    pub fn new(mut values: Vec<f32>) -> Result<Self, InvalidEmbedding> {
        if values.is_empty() {
            return Err(InvalidEmbedding::Empty);
        }
        if values.iter().any(|v| !v.is_finite()) {
            return Err(InvalidEmbedding::NotFinite);
        }
        let norm = values.iter().map(|v| f64::from(*v).powi(2)).sum::<f64>().sqrt();
        if norm < 1e-12 {
            return Err(InvalidEmbedding::Zero);
        }
        values.iter_mut().for_each(|v| *v = (f64::from(*v) / norm) as f32);
        Ok(Self(values))
    }

    pub fn as_slice(&self) -> &[f32] {
        &self.0
    }

    /// Cosine similarity, −1…1; `None` if the lengths differ.
    pub fn cosine(&self, other: &Self) -> Option<f32> {
        (self.0.len() == other.0.len()).then(|| self.0.iter().zip(&other.0).map(|(a, b)| a * b).sum())
    }
}

/// The vectors of a track's [`SECTIONS`] equal sections, each unit-length × 127 rounded to int8; `[SECTIONS][dim]`, row by row.
/// A silent section is all zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionVectors {
    dim: usize,
    values: Vec<i8>,
}

impl SectionVectors {
    /// Quantises one vector a section; `None` unless there are [`SECTIONS`] of equal length and finite.
    pub fn quantise(sections: &[Vec<f32>]) -> Option<Self> {
        let dim = sections.first()?.len();
        if sections.len() != SECTIONS || dim == 0 || sections.iter().any(|s| s.len() != dim) {
            return None;
        }
        let mut values = Vec::with_capacity(SECTIONS * dim);
        for section in sections {
            if section.iter().any(|v| !v.is_finite()) {
                return None;
            }
            let norm = section.iter().map(|v| v * v).sum::<f32>().sqrt();
            let scale = if norm > 1e-12 { 127.0 / norm } else { 0.0 };
            values.extend(section.iter().map(|v| (v * scale).round() as i8));
        }
        Some(Self { dim, values })
    }

    /// From stored bytes; `None` if they are not [`SECTIONS`] equal rows.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let dim = bytes.len() / SECTIONS;
        (dim > 0 && bytes.len() == dim * SECTIONS).then(|| Self {
            dim,
            values: bytes.iter().map(|b| *b as i8).collect(),
        })
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        self.values.iter().map(|v| *v as u8).collect()
    }

    pub fn dim(&self) -> usize {
        self.dim
    }

    /// The row of section `index` (0-based).
    pub fn section(&self, index: usize) -> Option<&[i8]> {
        self.values.chunks_exact(self.dim).nth(index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_embedding_has_unit_length_and_refuses_what_has_no_direction() {
        let e = Embedding::new(vec![3.0, 4.0]).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(e.as_slice(), [0.6, 0.8]);
        assert_eq!(e.cosine(&e), Some(1.0));
        assert_eq!(Embedding::new(vec![0.0; 4]), Err(InvalidEmbedding::Zero));
        assert_eq!(Embedding::new(vec![1.0, f32::NAN]), Err(InvalidEmbedding::NotFinite));
        assert_eq!(Embedding::new(vec![]), Err(InvalidEmbedding::Empty));
    }

    #[test]
    fn sections_survive_their_bytes() {
        let rows: Vec<Vec<f32>> = (0..SECTIONS).map(|i| vec![i as f32, 1.0, -2.0]).collect();
        let sections = SectionVectors::quantise(&rows);
        let again = sections.as_ref().and_then(|s| SectionVectors::from_bytes(&s.to_bytes()));
        assert!(sections.is_some());
        assert_eq!(again, sections);
        assert_eq!(SectionVectors::quantise(&rows[1..]), None);
    }
}
