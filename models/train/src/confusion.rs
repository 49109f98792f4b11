//! What is taken for what, where a clip may have several labels.

use crate::tasks::Targets;

/// Weights of answers by label (rows) and answer (columns). A right answer counts in the row of the class that was answered,
/// a wrong one evenly in the rows of all classes of the clip.
pub struct Confusion {
    weights: Vec<Vec<f64>>,
    /// Answers each clip was asked for.
    asked: f64,
}

impl Confusion {
    /// From answers (clip and class); every clip was asked equally often.
    pub fn new(answers: &[(usize, usize)], targets: &Targets) -> Self {
        let classes = targets.classes.len();
        let mut weights = vec![vec![0.0; classes]; classes];
        for (clip, class) in answers {
            if targets.right(*clip, *class) {
                weights[*class][*class] += 1.0;
            } else {
                let shares = targets.of[*clip].iter().flatten().enumerate();
                shares.for_each(|(label, share)| weights[label][*class] += f64::from(*share));
            }
        }
        let clips: std::collections::BTreeSet<usize> = answers.iter().map(|(clip, _)| *clip).collect();
        Self {
            weights,
            asked: answers.len() as f64 / clips.len().max(1) as f64,
        }
    }

    /// Clips that count for a class.
    pub fn weight(&self, class: usize) -> f64 {
        self.weights[class].iter().sum::<f64>() / self.asked.max(1.0)
    }

    /// Shares of the answers for a class.
    pub fn row(&self, class: usize) -> Vec<f64> {
        let sum: f64 = self.weights[class].iter().sum();
        self.weights[class].iter().map(|w| w / sum.max(1e-9)).collect()
    }

    /// Share of right answers for a class; `None` if no clip counts for it.
    pub fn accuracy(&self, class: usize) -> Option<f64> {
        (self.weight(class) > 0.0).then(|| self.row(class)[class])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn right_answers_count_once_and_wrong_ones_are_shared_out() {
        let targets = Targets {
            classes: ["a", "b", "c"].map(String::from).to_vec(),
            of: vec![Some(vec![0.5, 0.5, 0.0]), Some(vec![1.0, 0.0, 0.0]), None],
        };
        let confusion = Confusion::new(&[(0, 0), (1, 0), (0, 2), (1, 1)], &targets);
        // a: right twice, half of a clip taken for c, one clip taken for b.
        assert_eq!(confusion.accuracy(0), Some(2.0 / 3.5));
        assert_eq!(confusion.row(0), [2.0 / 3.5, 1.0 / 3.5, 0.5 / 3.5]);
        assert_eq!(confusion.accuracy(1), Some(0.0));
        assert_eq!(confusion.accuracy(2), None);
        assert_eq!(confusion.weight(0), 3.5 / 2.0);
    }
}
