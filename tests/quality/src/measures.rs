//! Measures of a ranking against what was hidden.

/// Ranks of hidden items among all candidates, best first, from 0.
pub struct Found<'a> {
    /// Ascending.
    pub ranks: &'a [usize],
}

impl Found<'_> {
    /// 1 if one of the first ten was hidden.
    pub fn hit_at_10(&self) -> f64 {
        f64::from(u8::from(self.ranks.first().is_some_and(|rank| *rank < 10)))
    }

    /// Normalised discounted cumulative gain of the first fifty.
    pub fn ndcg_at_50(&self) -> f64 {
        let gain = |rank: usize| 1.0 / ((rank + 2) as f64).log2();
        let best: f64 = (0..self.ranks.len().min(50)).map(gain).sum();
        self.ranks.iter().filter(|rank| **rank < 50).map(|rank| gain(*rank)).sum::<f64>() / best.max(f64::MIN_POSITIVE)
    }

    /// Share of the first R that were hidden, R of them being hidden.
    pub fn r_precision(&self) -> f64 {
        let r = self.ranks.len();
        self.ranks.iter().filter(|rank| **rank < r).count() as f64 / r.max(1) as f64
    }
}

/// Mean, and 1.96 standard errors.
pub fn mean(values: &[f64]) -> (f64, f64) {
    let n = values.len().max(1) as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0).max(1.0);
    (mean, 1.96 * (variance / n).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_those_worked_by_hand() {
        let found = Found { ranks: &[1, 3, 99] };
        assert_eq!((found.hit_at_10(), found.r_precision()), (1.0, 1.0 / 3.0));
        // (1/log2 3 + 1/log2 5) / (1 + 1/log2 3 + 1/2)
        assert!((found.ndcg_at_50() - 0.498_189_5).abs() < 1e-6, "{}", found.ndcg_at_50());
        assert_eq!(mean(&[1.0, 3.0]).0, 2.0);
    }
}
