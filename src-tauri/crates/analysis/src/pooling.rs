//! Pooling over time in flat memory: sums of a growing track in at most [`MAX_CELLS`] cells, cut into sections at its end.

/// Cells kept; when they are full, neighbours are joined and each cell stands for twice the time.
pub const MAX_CELLS: usize = 1024;
/// Rows a section must have for a maximum of its own (about 3 s): maxima grow with length, so that of a whole track is the
/// mean of the maxima of up to ten sections.
const MIN_ROWS_PER_MAXIMUM: usize = 12;
const MAXIMA: usize = 10;

/// Sums of one run of rows.
#[derive(Clone, Debug)]
struct Cell {
    /// Rows that passed, silent ones too: the clock.
    rows: usize,
    heard: usize,
    sum: Vec<f32>,
    squares: Vec<f32>,
    max: Vec<f32>,
    /// Sums of the timbre block.
    timbre: Vec<f32>,
}

impl Cell {
    fn empty(channels: usize, timbre: usize) -> Self {
        Self {
            rows: 0,
            heard: 0,
            sum: vec![0.0; channels],
            squares: vec![0.0; channels],
            max: vec![0.0; channels],
            timbre: vec![0.0; timbre],
        }
    }

    fn join(&mut self, other: &Self) {
        self.rows += other.rows;
        self.heard += other.heard;
        add(&mut self.sum, &other.sum);
        add(&mut self.squares, &other.squares);
        add(&mut self.timbre, &other.timbre);
        self.max.iter_mut().zip(&other.max).for_each(|(a, b)| *a = a.max(*b));
    }
}

fn add(to: &mut [f32], from: &[f32]) {
    to.iter_mut().zip(from).for_each(|(a, b)| *a += b);
}

/// A run of rows, pooled.
#[derive(Clone, Debug, PartialEq)]
pub struct Pooled {
    /// Rows that were not silent.
    pub heard: usize,
    /// mean ⊕ max ⊕ L2 (root mean square) of the features.
    pub features: Vec<f32>,
    /// Sums of the timbre block, see [`crate::timbre`].
    pub timbre: Vec<f32>,
}

/// Takes one row of features after the other.
pub struct Pooling {
    channels: usize,
    timbre: usize,
    rows_per_cell: usize,
    cells: Vec<Cell>,
}

impl Pooling {
    /// For rows of `channels` non-negative features and `timbre` sums.
    pub fn new(channels: usize, timbre: usize) -> Self {
        Self {
            channels,
            timbre,
            rows_per_cell: 1,
            cells: Vec::with_capacity(MAX_CELLS),
        }
    }

    /// Adds a row; a silent one counts as time but not as sound.
    pub fn push(&mut self, features: &[f32], timbre: &[f32], silent: bool) {
        if self.cells.last().is_none_or(|cell| cell.rows >= self.rows_per_cell) {
            if self.cells.len() == MAX_CELLS {
                self.halve();
            }
            if self.cells.last().is_none_or(|cell| cell.rows >= self.rows_per_cell) {
                self.cells.push(Cell::empty(self.channels, self.timbre));
            }
        }
        let Some(cell) = self.cells.last_mut() else { return };
        cell.rows += 1;
        if silent {
            return;
        }
        cell.heard += 1;
        add(&mut cell.timbre, timbre);
        for (i, value) in features.iter().enumerate() {
            cell.sum[i] += value;
            cell.squares[i] += value * value;
            cell.max[i] = cell.max[i].max(*value);
        }
    }

    fn halve(&mut self) {
        let mut joined = Vec::with_capacity(MAX_CELLS);
        for pair in self.cells.chunks(2) {
            let mut cell = pair[0].clone();
            pair[1..].iter().for_each(|other| cell.join(other));
            joined.push(cell);
        }
        self.cells = joined;
        self.rows_per_cell *= 2;
    }

    /// Rows so far.
    pub fn rows(&self) -> usize {
        self.cells.iter().map(|cell| cell.rows).sum()
    }

    /// Cells the memory is held for.
    pub fn capacity(&self) -> usize {
        self.cells.capacity()
    }

    /// The whole track; `None` if all of it is silent.
    pub fn whole(&self) -> Option<Pooled> {
        let mut pooled = self.pool(&self.cells)?;
        let sections = (self.rows() / MIN_ROWS_PER_MAXIMUM).clamp(1, MAXIMA);
        let maxima: Vec<Pooled> = (0..sections).filter_map(|i| self.section(i, sections)).collect();
        let max = self.channels..2 * self.channels;
        pooled.features[max.clone()].fill(0.0);
        for section in &maxima {
            add(&mut pooled.features[max.clone()], &section.features[max.clone()]);
        }
        pooled.features[max].iter_mut().for_each(|v| *v /= maxima.len() as f32);
        Some(pooled)
    }

    /// Section `index` of `of` equal ones; shares a row with its neighbour where there are fewer rows than sections. `None`
    /// if silent.
    pub fn section(&self, index: usize, of: usize) -> Option<Pooled> {
        let cells = self.cells.len();
        let (from, to) = (index * cells / of, (index + 1) * cells / of);
        self.pool(self.cells.get(from.min(cells.saturating_sub(1))..to.max(from + 1).min(cells))?)
    }

    fn pool(&self, cells: &[Cell]) -> Option<Pooled> {
        let mut all = Cell::empty(self.channels, self.timbre);
        cells.iter().for_each(|cell| all.join(cell));
        let n = all.heard as f32;
        let rms = all.squares.iter().map(|s| (s / n + 1e-6).sqrt());
        let features = all.sum.iter().map(|s| s / n).chain(all.max.iter().copied()).chain(rms).collect();
        (all.heard > 0).then_some(Pooled {
            heard: all.heard,
            features,
            timbre: all.timbre,
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn pooling(rows: usize) -> Pooling {
        let mut pooling = Pooling::new(2, 1);
        for i in 0..rows {
            pooling.push(&[i as f32, 1.0], &[1.0], false);
        }
        pooling
    }

    #[test]
    fn mean_max_and_root_mean_square() {
        let pooled = pooling(4).whole().unwrap();
        let expected = [1.5, 1.0, 3.0, 1.0, 3.5f32.sqrt(), 1.0];
        assert!(
            pooled.features.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-5),
            "{:?}",
            pooled.features
        );
        assert_eq!((pooled.heard, pooled.timbre[0]), (4, 4.0));
    }

    #[test]
    fn the_maximum_of_a_long_track_is_that_of_its_sections() {
        let pooled = pooling(120).whole().unwrap();
        let expected: f32 = (1..=10).map(|i| (12 * i - 1) as f32).sum::<f32>() / 10.0;
        assert!((pooled.features[2] - expected).abs() < 1e-3);
    }

    #[test]
    fn silent_rows_pass_time_but_are_not_heard() {
        let mut pooling = Pooling::new(1, 1);
        for i in 0..20 {
            pooling.push(&[1.0], &[2.0], i < 10);
        }
        assert_eq!(pooling.rows(), 20);
        assert_eq!(pooling.section(0, 10), None);
        assert_eq!(pooling.section(9, 10).unwrap().heard, 2);
        assert_eq!(pooling.whole().unwrap().timbre, [20.0]);
        assert_eq!(Pooling::new(1, 1).whole(), None);
        assert_eq!(Pooling::new(1, 1).section(0, 10), None);
    }

    #[test]
    fn memory_stays_flat_and_sums_stay_true() {
        let rows = 45_000;
        let pooling = pooling(rows);
        assert!(pooling.cells.len() <= MAX_CELLS && pooling.capacity() <= MAX_CELLS);
        assert_eq!(pooling.rows(), rows);
        let pooled = pooling.whole().unwrap();
        assert_eq!(pooled.heard, rows);
        assert!((pooled.features[0] / ((rows - 1) as f32 / 2.0) - 1.0).abs() < 1e-3);
        let parts: usize = (0..10).map(|i| pooling.section(i, 10).unwrap().heard).sum();
        assert_eq!(parts, rows);
    }

    #[test]
    fn fewer_rows_than_sections_still_fill_every_section() {
        let pooling = pooling(3);
        assert!((0..10).all(|i| pooling.section(i, 10).is_some()));
    }
}
