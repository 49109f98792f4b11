//! What the network said of a track's windows, as it is asked for: for all of the track and for each section.

use domain::SECTIONS;

use super::classes::CLASSES;
use super::network::EMBEDDING;
use super::{Cnn10, FrontEnd, Windows};
use crate::network::Heard;

/// Embeddings of the windows, in order; at least one.
pub(crate) struct HeardWindows {
    /// Where the middle of each lies in the track, 0–1.
    at: Vec<f64>,
    embeddings: Vec<Vec<f32>>,
    /// Mean probability of each class that is a word.
    words: Vec<f32>,
}

impl HeardWindows {
    /// Hears windows one after the other, on the calling thread. `None` if there is nothing to hear.
    pub fn new(network: &Cnn10, front_end: &FrontEnd, windows: Windows) -> Option<Self> {
        let mut heard = Self {
            at: Vec::new(),
            embeddings: Vec::new(),
            words: vec![0.0; CLASSES.len()],
        };
        for window in windows.finish() {
            let Some(of) = network.hear(&front_end.frames(&window.samples)) else {
                continue;
            };
            heard.at.push(window.at);
            heard.embeddings.push(of.embedding);
            for (sum, (class, _)) in heard.words.iter_mut().zip(CLASSES) {
                *sum += 1.0 / (1.0 + (-of.logits[class]).exp());
            }
        }
        let n = heard.at.len() as f32;
        heard.words.iter_mut().for_each(|sum| *sum /= n);
        (n > 0.0).then_some(heard)
    }

    /// Whether the middle of a window lies in a section. Nothing is said of the others, so that no window votes twice.
    pub fn covers(&self, section: usize) -> bool {
        self.at.iter().any(|at| lies_in(*at, section))
    }

    /// The whole track, then each section that `audible` names: the mean of the windows whose middle lies in it.
    pub fn stretches(&self, audible: &[bool; SECTIONS]) -> Vec<Heard> {
        let logit = |p: &f32| {
            let p = p.clamp(1e-6, 1.0 - 1e-6);
            (p / (1.0 - p)).ln()
        };
        let whole = Heard {
            embedding: self.mean(|_| true),
            heads: vec![self.words.iter().map(logit).collect()],
        };
        let sections = (0..SECTIONS).filter(|i| audible[*i]).map(|i| Heard {
            embedding: self.mean(|at| lies_in(at, i)),
            heads: Vec::new(),
        });
        std::iter::once(whole).chain(sections).collect()
    }

    fn mean(&self, counts: impl Fn(f64) -> bool) -> Vec<f32> {
        let (mut sum, mut n) = (vec![0.0; EMBEDDING], 0.0f32);
        for (_, embedding) in self.at.iter().zip(&self.embeddings).filter(|(at, _)| counts(**at)) {
            n += 1.0;
            sum.iter_mut().zip(embedding).for_each(|(sum, value)| *sum += value);
        }
        sum.iter_mut().for_each(|sum| *sum /= n.max(1.0));
        sum
    }
}

fn lies_in(at: f64, section: usize) -> bool {
    let (from, to) = (section as f64 / SECTIONS as f64, (section + 1) as f64 / SECTIONS as f64);
    from <= at && at < to
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_has_the_windows_inside_it() {
        let heard = HeardWindows {
            at: vec![0.05, 0.08, 0.55],
            embeddings: [1.0, 3.0, 7.0].map(|v| vec![v; EMBEDDING]).into(),
            words: vec![0.5; CLASSES.len()],
        };
        let covered: [bool; SECTIONS] = std::array::from_fn(|i| heard.covers(i));
        assert_eq!(covered, std::array::from_fn(|i| i == 0 || i == 5));
        let all = heard.stretches(&covered);
        let first: Vec<f32> = all.iter().map(|heard| heard.embedding[0]).collect();
        assert_eq!(first, [11.0 / 3.0, 2.0, 7.0]);
        assert!(all[0].heads[0].iter().all(|logit| logit.abs() < 1e-6));
    }
}
