//! One vector a track, for those that have one.

/// Rows of unit vectors, all equally long; a track that nothing is known of has none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Vectors {
    pub dim: usize,
    /// `[items][dim]`, row by row.
    values: Vec<f32>,
    known: Vec<bool>,
}

impl Vectors {
    pub fn new(items: usize, dim: usize) -> Self {
        Self {
            dim,
            values: vec![0.0; items * dim],
            known: vec![false; items],
        }
    }

    /// Sets the vector of a track, made of unit length; what has no direction or is not `dim` long leaves it without one.
    pub fn set(&mut self, item: u32, vector: &[f32]) {
        let item = item as usize;
        let norm = vector.iter().map(|value| value * value).sum::<f32>().sqrt();
        if item >= self.known.len() || vector.len() != self.dim || !norm.is_finite() || norm < 1e-12 {
            return;
        }
        let row = &mut self.values[item * self.dim..(item + 1) * self.dim];
        row.iter_mut().zip(vector).for_each(|(out, value)| *out = value / norm);
        self.known[item] = true;
    }

    pub fn of(&self, item: u32) -> Option<&[f32]> {
        let item = item as usize;
        self.known
            .get(item)
            .is_some_and(|known| *known)
            .then(|| &self.values[item * self.dim..(item + 1) * self.dim])
    }

    /// Tracks there are, with a vector or without.
    pub fn len(&self) -> usize {
        self.known.len()
    }

    pub fn is_empty(&self) -> bool {
        !self.known.contains(&true)
    }

    /// Cosine of two tracks that both have a vector.
    pub fn cosine(&self, a: u32, b: u32) -> Option<f32> {
        Some(self.of(a)?.iter().zip(self.of(b)?).map(|(x, y)| x * y).sum())
    }
}
