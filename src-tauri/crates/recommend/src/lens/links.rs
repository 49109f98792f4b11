//! A sparse lens: each track's strongest links.

/// Weighted links from row to row, as matches.
#[derive(Clone, Debug, Default)]
pub struct Links {
    starts: Vec<u32>,
    /// Row and match.
    links: Vec<(u32, f32)>,
}

impl Links {
    /// Of rows `0..rows`: `of` fills the list it is given with row and weight, strongest first. A weight becomes a match by how it compares
    /// with what is a strong link here: the median of each row's strongest is a half, and 1 is never reached.
    pub fn build(rows: usize, mut of: impl FnMut(usize, &mut Vec<(u32, f32)>)) -> Self {
        let (mut starts, mut links, mut found) = (vec![0], Vec::new(), Vec::new());
        let mut strongest = Vec::new();
        for row in 0..rows {
            found.clear();
            of(row, &mut found);
            found.retain(|(to, weight)| (*to as usize) < rows && *to as usize != row && weight.is_finite() && *weight > 0.0);
            strongest.extend(found.iter().map(|(_, weight)| *weight).max_by(f32::total_cmp));
            links.extend_from_slice(&found);
            starts.push(links.len() as u32);
        }
        strongest.sort_unstable_by(f32::total_cmp);
        let usual = strongest.get(strongest.len() / 2).copied().unwrap_or(1.0);
        links.iter_mut().for_each(|(_, weight)| *weight /= *weight + usual);
        Self { starts, links }
    }

    pub fn is_empty(&self) -> bool {
        self.links.is_empty()
    }

    /// Row and match, 0–1.
    pub fn of(&self, row: usize) -> &[(u32, f32)] {
        match (self.starts.get(row), self.starts.get(row + 1)) {
            (Some(from), Some(to)) => &self.links[*from as usize..*to as usize],
            _ => &[],
        }
    }
}
