//! How right the words are that a person sees of a track, and its place on the mood plane, on clips by artists not trained on.

use std::collections::BTreeSet;
use std::path::Path;

use analysis::Ear;
use domain::TrackAnalysis;

use crate::bootstrap::{self, Scores};
use crate::clips::{self, Clip};
use crate::folds;
use crate::parallel;
use crate::probabilities::Probabilities;
use crate::said::{Rightness, Said};
use crate::sound::Sound;

/// Words a track keeps, as the ear has it.
const WORDS: usize = 8;
/// Least probabilities to say a word from; the ear's own is 0.15.
const THRESHOLDS: [f32; 6] = [0.1, 0.15, 0.2, 0.3, 0.4, 0.5];

/// A clip and what was heard in it.
struct Heard {
    clip: usize,
    said: TrackAnalysis,
    /// Of all genres and tags.
    probabilities: Vec<f32>,
}

/// Prints the tables.
///
/// # Errors
/// If a clip or a table cannot be read, or the network fails.
pub fn run(ear: &Ear, data: &Path) -> anyhow::Result<()> {
    let clips = clips::load(data, false)?;
    let all = Probabilities::load()?;
    let unseen: BTreeSet<usize> = clips::unseen(&clips).into_iter().collect();
    let asked: Vec<usize> = (0..clips.len())
        .filter(|i| unseen.contains(i) || !clips[*i].validation && !clips[*i].genres.is_empty())
        .collect();
    let heard = parallel::each(asked.len(), |i| {
        let sound = Sound::read(&data.join(&clips[asked[i]].file))?;
        Ok(Heard {
            clip: asked[i],
            said: sound.heard(ear)?,
            probabilities: all.of(&sound)?,
        })
    })?;
    let (unseen, trained): (Vec<Heard>, Vec<Heard>) = heard.into_iter().partition(|heard| unseen.contains(&heard.clip));
    println!("\nWords and mood on {} validation clips by artists not trained on", unseen.len());
    let view = View { clips: &clips, all: &all };
    view.genres("validation", &unseen);
    view.genres("trained on (remembered: no ground to choose a threshold on)", &trained);
    println!("precision: of the genres said; recall: of the labels that can be said; first: the surest genre, where one is said.");
    view.tags(&unseen);
    view.mood(&unseen);
    Ok(())
}

struct View<'a> {
    clips: &'a [Clip],
    all: &'a Probabilities,
}

impl<'a> View<'a> {
    /// Genre words: as the program says them, then by thresholds.
    fn genres(&self, which: &str, heard: &[Heard]) {
        let labelled: Vec<&Heard> = heard.iter().filter(|heard| !self.clips[heard.clip].genres.is_empty()).collect();
        println!("genres, {} clips, {which}:", labelled.len());
        self.rightness("as said", &labelled, |heard| self.said(heard));
        for threshold in THRESHOLDS {
            self.rightness(&format!("from {threshold}"), &labelled, |heard| self.from(threshold, heard));
        }
    }

    fn rightness(&self, name: &str, heard: &[&Heard], words: impl Fn(&Heard) -> Vec<&'a str>) {
        let sayable: BTreeSet<&str> = self.all.genres.iter().map(String::as_str).collect();
        let mut said = Vec::with_capacity(heard.len());
        for heard in heard {
            said.push(Said {
                words: words(heard).into_iter().filter(|word| sayable.contains(word)).collect(),
                labels: self.clips[heard.clip].genres.iter().map(String::as_str).collect(),
            });
        }
        let found = Rightness::of(&said, &sayable);
        println!(
            "{name:>14}  precision {:.3}  recall {:.3}  without a word {:.3}  first right {:.3}",
            found.precision, found.recall, found.without, found.first
        );
    }

    /// Genres among the words that the program says, the surest first.
    fn said(&self, heard: &Heard) -> Vec<&'a str> {
        let genre = |name: &str| self.all.genres.iter().find(|genre| *genre == name).map(String::as_str);
        heard.said.words.iter().filter_map(|word| genre(&word.name)).collect()
    }

    /// The words of genres and tags that would be said from a probability on, the surest first.
    fn from(&self, threshold: f32, heard: &Heard) -> Vec<&'a str> {
        let names = self.all.genres.iter().chain(&self.all.tags);
        let mut words: Vec<(f32, &str)> = heard.probabilities.iter().copied().zip(names.map(String::as_str)).collect();
        words.retain(|(probability, _)| *probability >= threshold);
        words.sort_by(|a, b| b.0.total_cmp(&a.0));
        words.into_iter().take(WORDS).map(|(_, word)| word).collect()
    }

    /// Tags that are also words of the labels. Nobody was asked about each of them: what is not labelled may be right all the same.
    fn tags(&self, heard: &[Heard]) {
        let labelled: Vec<&Heard> = heard.iter().filter(|heard| !self.clips[heard.clip].moods.is_empty()).collect();
        for tag in &self.all.tags {
            let says = |heard: &&&Heard| heard.said.words.iter().any(|word| word.name == *tag);
            let has = |heard: &&&Heard| self.clips[heard.clip].moods.iter().any(|mood| mood.eq_ignore_ascii_case(tag));
            let (said, wanted) = (labelled.iter().filter(says).count(), labelled.iter().filter(has).count());
            if wanted > 0 {
                let both = labelled.iter().filter(|heard| says(heard) && has(heard)).count();
                println!(
                    "tag {tag}: said of {said} of {} clips, labelled on {wanted}, both on {both}",
                    labelled.len()
                );
            }
        }
    }

    /// Quadrants by the sides of the mood plane, and each side alone.
    fn mood(&self, heard: &[Heard]) {
        let artists = folds::artists(self.clips);
        // Valence and arousal: high or low, heard and labelled.
        let sides: Vec<(usize, [bool; 2], [bool; 2])> = heard
            .iter()
            .filter_map(|heard| {
                let (mood, quadrant) = (heard.said.mood?, self.clips[heard.clip].quadrant?);
                let labelled = [matches!(quadrant, 0 | 3), matches!(quadrant, 0 | 1)];
                Some((heard.clip, [mood.valence >= 0.5, mood.arousal >= 0.5], labelled))
            })
            .collect();
        let print = |name: &str, right: &dyn Fn(&[bool; 2], &[bool; 2]) -> bool| {
            let scores: Scores = sides.iter().map(|(clip, a, b)| (*clip, f64::from(u8::from(right(a, b))))).collect();
            let found = bootstrap::estimate(&scores, |clip| artists[clip], 0);
            let found = found.map_or("–".into(), |e| format!("{:.3} [{:.3}, {:.3}]", e.value, e.low, e.high));
            println!("{name:24} right on {found} of {} clips", scores.len());
        };
        print("quadrant of the plane", &|a, b| a == b);
        print("valence high or low", &|a, b| a[0] == b[0]);
        print("arousal high or low", &|a, b| a[1] == b[1]);
    }
}
