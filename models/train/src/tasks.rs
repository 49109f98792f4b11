//! What a linear probe is asked.

use std::collections::BTreeMap;

use crate::clips::Clip;

/// Genres labelled on fewer clips than this are no class.
const RARE: usize = 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Task {
    Genre,
    Quadrant,
    Cluster,
    /// High in Q1 and Q4.
    Valence,
    /// High in Q1 and Q2.
    Arousal,
}

impl Task {
    pub const ALL: [Self; 5] = [Self::Genre, Self::Quadrant, Self::Cluster, Self::Valence, Self::Arousal];

    pub fn name(self) -> &'static str {
        match self {
            Self::Genre => "genre",
            Self::Quadrant => "quadrant",
            Self::Cluster => "cluster",
            Self::Valence => "valence",
            Self::Arousal => "arousal",
        }
    }
}

/// A task's classes and what each clip's label says of them.
///
/// A clip may have several genres. It is taught as an even mixture of them, and a prediction is right if it is any of them:
/// the share of clips for which it is right is the accuracy. Genres that are rare are no classes, and clips that have no other
/// are not scored.
pub struct Targets {
    pub classes: Vec<String>,
    /// Shares of the classes, adding up to 1; `None`: not labelled.
    pub of: Vec<Option<Vec<f32>>>,
}

impl Targets {
    pub fn new(task: Task, clips: &[Clip]) -> Self {
        let numbered = |prefix: &str, n: usize| (1..=n).map(|i| format!("{prefix}{i}")).collect::<Vec<_>>();
        let one = |class: Option<usize>, classes: usize| {
            class.map(|class| (0..classes).map(|c| f32::from(u8::from(c == class))).collect::<Vec<f32>>())
        };
        let high = |quadrants: [usize; 2]| {
            let of = move |clip: &Clip| one(clip.quadrant.map(|q| usize::from(quadrants.contains(&q))), 2);
            (vec!["low".to_owned(), "high".to_owned()], clips.iter().map(of).collect())
        };
        let (classes, of) = match task {
            Task::Genre => genres(clips),
            Task::Quadrant => (numbered("Q", 4), clips.iter().map(|clip| one(clip.quadrant, 4)).collect()),
            Task::Cluster => (numbered("C", 5), clips.iter().map(|clip| one(clip.cluster, 5)).collect()),
            Task::Valence => high([0, 3]),
            Task::Arousal => high([0, 1]),
        };
        Self { classes, of }
    }

    /// Clips that are labelled.
    pub fn labelled(&self) -> Vec<usize> {
        (0..self.of.len()).filter(|&i| self.of[i].is_some()).collect()
    }

    /// Whether `class` is a label of clip `i`.
    pub fn right(&self, i: usize, class: usize) -> bool {
        self.of[i].as_ref().is_some_and(|shares| shares[class] > 0.0)
    }
}

fn genres(clips: &[Clip]) -> (Vec<String>, Vec<Option<Vec<f32>>>) {
    let mut counts: BTreeMap<&String, usize> = BTreeMap::new();
    clips
        .iter()
        .flat_map(|clip| &clip.genres)
        .for_each(|genre| *counts.entry(genre).or_default() += 1);
    let classes: Vec<String> = counts
        .into_iter()
        .filter(|(_, n)| *n >= RARE)
        .map(|(genre, _)| genre.clone())
        .collect();
    // One genre cannot be told from nothing.
    let classes = if classes.len() < 2 { Vec::new() } else { classes };
    let shares = |clip: &Clip| {
        let mut shares: Vec<f32> = classes
            .iter()
            .map(|class| f32::from(u8::from(clip.genres.contains(class))))
            .collect();
        let sum: f32 = shares.iter().sum();
        shares.iter_mut().for_each(|share| *share /= sum.max(1.0));
        (sum > 0.0).then_some(shares)
    };
    let of = clips.iter().map(shares).collect();
    (classes, of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn genres_are_shared_evenly_and_the_rare_ones_are_no_class() {
        let clip = |genres: &[&str]| Clip {
            genres: genres.iter().map(|g| (*g).to_owned()).collect(),
            ..Clip::default()
        };
        let mut clips = vec![clip(&["Jazz", "Blues", "Polka"]), clip(&["Polka"]), clip(&[])];
        clips.extend((0..20).map(|_| clip(&["Jazz"])));
        clips.extend((0..20).map(|_| clip(&["Blues"])));
        let targets = Targets::new(Task::Genre, &clips);
        assert_eq!(targets.classes, ["Blues", "Jazz"]);
        assert_eq!(targets.of[0], Some(vec![0.5, 0.5]));
        assert_eq!((&targets.of[1], &targets.of[2]), (&None, &None));
        assert!(targets.right(0, 1) && !targets.right(4, 0));
        let targets = Targets::new(Task::Genre, &clips[..23]);
        assert!(targets.classes.is_empty() && targets.labelled().is_empty());
    }

    #[test]
    fn halves_of_the_circumplex() {
        let clips: Vec<Clip> = (0..4)
            .map(|q| Clip {
                quadrant: Some(q),
                ..Clip::default()
            })
            .collect();
        let high = |task: Task| -> Vec<bool> {
            let targets = Targets::new(task, &clips);
            (0..4).map(|i| targets.right(i, 1)).collect()
        };
        assert_eq!(high(Task::Valence), [true, false, false, true]);
        assert_eq!(high(Task::Arousal), [true, true, false, false]);
    }
}
