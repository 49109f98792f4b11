//! Proof of the ten sections: long mixes of known parts, asked for the part that another stretch of the same recording belongs to.

use std::path::Path;

use analysis::mel::SAMPLE_RATE;
use analysis::{DeviceChoice, Ear};
use domain::{SECTIONS, SectionVectors, SplitMix64, TrackAnalysis};

use crate::clips::{self, Clip};
use crate::recordings;
use crate::sound::Sound;

/// Seconds of a recording that are a part of a mix, and those at its end that ask for it.
const PART: usize = 20;
const QUESTION: usize = 8;

/// Where one part lies in its mix, in samples.
struct Part {
    clip: usize,
    from: usize,
    to: usize,
}

struct Mix {
    parts: Vec<Part>,
    sections: SectionVectors,
}

/// Prints how often the right section is found, among all sections of all mixes, for mixes of ten parts (each a section) and of
/// seven (which no section fits).
pub fn run(data: &Path, seed: u64) -> anyhow::Result<()> {
    let ear = Ear::load(DeviceChoice::Cpu)?;
    let clips = clips::load(data, false)?;
    let clips: Vec<Clip> = clips::unseen(&clips).into_iter().map(|i| clips[i].clone()).collect();
    let rate = SAMPLE_RATE as usize;
    let recordings: Vec<Vec<i16>> = recordings::load(data, &clips)?
        .into_iter()
        .filter(|samples| samples.len() >= (PART + QUESTION) * rate)
        .collect();
    let questions = recordings
        .iter()
        .map(|samples| {
            Ok(hear(&ear, &samples[samples.len() - QUESTION * rate..])?
                .embedding
                .as_slice()
                .to_vec())
        })
        .collect::<anyhow::Result<Vec<_>>>()?;
    println!(
        "{}: {} recordings, {PART} s in a mix, {QUESTION} others ask",
        ear.version(),
        recordings.len()
    );
    println!(
        "{:>6} {:>6} {:>9} {:>6} {:>6} {:>6} {:>7}",
        "parts", "mixes", "sections", "top-1", "top-5", "mix", "chance"
    );
    for parts in [SECTIONS, 7] {
        let mixes = mixes(&ear, &recordings, parts, seed)?;
        let found = search(&mixes, &questions);
        let share = |hit: fn(&Found) -> bool| found.iter().filter(|found| hit(found)).count() as f64 / found.len().max(1) as f64;
        let sections = mixes.len() * SECTIONS;
        println!(
            "{parts:6} {:6} {sections:9} {:6.3} {:6.3} {:6.3} {:7.3}",
            mixes.len(),
            share(|found| found.rank == 0),
            share(|found| found.rank < 5),
            share(|found| found.mix),
            1.0 / sections.max(1) as f64,
        );
    }
    println!("top-1, top-5: the part lies in most of the nearest section, or of one of the five nearest. mix: the nearest is in its mix.");
    Ok(())
}

/// Every recording in one mix of `parts`, in an order drawn by `seed`.
fn mixes(ear: &Ear, recordings: &[Vec<i16>], parts: usize, seed: u64) -> anyhow::Result<Vec<Mix>> {
    let mut order: Vec<usize> = (0..recordings.len()).collect();
    SplitMix64::new(seed).shuffle(&mut order);
    let part = PART * SAMPLE_RATE as usize;
    let build = |clips: &[usize]| -> anyhow::Result<Mix> {
        let samples: Vec<i16> = clips.iter().flat_map(|clip| &recordings[*clip][..part]).copied().collect();
        let place = |(i, clip): (usize, &usize)| Part {
            clip: *clip,
            from: i * part,
            to: (i + 1) * part,
        };
        Ok(Mix {
            parts: clips.iter().enumerate().map(place).collect(),
            sections: hear(ear, &samples)?.sections,
        })
    };
    order.chunks_exact(parts).map(build).collect()
}

fn hear(ear: &Ear, samples: &[i16]) -> anyhow::Result<TrackAnalysis> {
    let mono = samples.iter().map(|sample| f32::from(*sample) / 32_768.0).collect();
    Ok(Sound { mono, rate: SAMPLE_RATE }.heard(ear)?)
}

#[derive(Debug, PartialEq)]
struct Found {
    /// Of the first section that holds mostly the part, among all by cosine.
    rank: usize,
    /// Whether the nearest section is at least in the right mix.
    mix: bool,
}

fn search(mixes: &[Mix], questions: &[Vec<f32>]) -> Vec<Found> {
    let mut found = Vec::new();
    for (home, mix) in mixes.iter().enumerate() {
        for part in &mix.parts {
            let question = &questions[part.clip];
            let mut all: Vec<(f32, usize, usize)> = mixes
                .iter()
                .enumerate()
                .flat_map(|(m, mix)| (0..SECTIONS).map(move |s| (cosine(question, mix.sections.section(s).unwrap_or(&[])), m, s)))
                .collect();
            all.sort_by(|a, b| b.0.total_cmp(&a.0));
            let length = mix.parts.iter().map(|part| part.to).max().unwrap_or(0);
            let right = |(_, m, s): &(f32, usize, usize)| *m == home && mostly(part, *s, length);
            found.push(Found {
                rank: all.iter().position(right).unwrap_or(all.len()),
                mix: all.first().is_some_and(|(_, m, _)| *m == home),
            });
        }
    }
    found
}

/// Whether at least half of a section is the part, or at least half of the part is the section.
fn mostly(part: &Part, section: usize, length: usize) -> bool {
    let (from, to) = (section * length / SECTIONS, (section + 1) * length / SECTIONS);
    let shared = part.to.min(to).saturating_sub(part.from.max(from));
    2 * shared >= (to - from).min(part.to - part.from)
}

fn cosine(question: &[f32], section: &[i8]) -> f32 {
    let dot: f32 = question.iter().zip(section).map(|(a, b)| a * f32::from(*b)).sum();
    let norm = section.iter().map(|b| f32::from(*b).powi(2)).sum::<f32>().sqrt();
    dot / norm.max(1e-9)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sections(rows: [usize; SECTIONS]) -> SectionVectors {
        let row = |one: &usize| (0..8).map(|i| f32::from(u8::from(i == *one))).collect();
        SectionVectors::quantise(&rows.iter().map(row).collect::<Vec<Vec<f32>>>()).unwrap_or_else(|| panic!())
    }

    #[test]
    fn the_right_section_counts_and_a_wrong_one_does_not() {
        let part = |clip: usize, i: usize| Part {
            clip,
            from: i * 500,
            to: (i + 1) * 500,
        };
        let mixes = [
            Mix {
                parts: vec![part(0, 0), part(1, 1)],
                sections: sections([0, 0, 0, 0, 0, 1, 1, 1, 1, 1]),
            },
            Mix {
                parts: vec![part(2, 0), part(3, 1)],
                sections: sections([4, 4, 4, 4, 4, 2, 2, 2, 2, 2]),
            },
        ];
        let question = |one: usize| (0..8).map(|i| f32::from(u8::from(i == one))).collect::<Vec<f32>>();
        let found = search(&mixes, &[question(0), question(1), question(2), question(7)]);
        assert!(found[0].rank == 0 && found[0].mix && found[1].rank == 0);
        // The second mix has its first recording in its second half: the right mix, the wrong sections.
        assert!(found[2].rank > 0 && found[2].mix);
        assert!(found[3].rank > 0);
    }

    #[test]
    fn a_section_is_of_the_part_it_lies_in() {
        let part = Part {
            clip: 0,
            from: 100,
            to: 200,
        };
        assert!(mostly(&part, 1, 1000) && !mostly(&part, 2, 1000));
        // Sections of 70: the second has 40 of the part.
        assert!(mostly(&part, 1, 700) && mostly(&part, 2, 700) && !mostly(&part, 0, 700));
    }
}
