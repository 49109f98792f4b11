//! What the ear would have heard of a large library, without its hours: vectors that lie around one centre an artist.

use std::collections::HashMap;

use analysis::{DeviceChoice, Ear};
use domain::{Acoustics, Embedding, SECTIONS, SectionVectors, SplitMix64, Tempo, TrackAnalysis, TrackId, WAVEFORM_BINS, Word};
use store::Store;

/// Tracks read from the store at a time.
const CHUNK: usize = 1_000;
/// How far a track lies from its artist's centre, as a share of how far the centres lie apart.
const SPREAD: f32 = 0.6;
const WORDS: [&str; 6] = ["Rock", "Jazz", "Ambient", "Hip-Hop", "Folk", "Electronic"];

/// An analysis of the present model for every track that has none.
pub fn write_analyses(store: &Store) -> anyhow::Result<usize> {
    let ear = Ear::load(DeviceChoice::Cpu)?;
    let mut rng = SplitMix64::new(11);
    let mut centres: HashMap<String, Vec<f32>> = HashMap::new();
    let pending = store.pending_analysis(ear.version(), &[], usize::MAX)?;
    for chunk in pending.chunks(CHUNK) {
        for track in store.tracks(chunk)? {
            let artist = track.tags.artists.first().cloned().unwrap_or_default();
            let centre = centres.entry(artist).or_insert_with(|| random(&mut rng, ear.dim()));
            let vector = near(centre, &mut rng);
            let sections: Vec<Vec<f32>> = (0..SECTIONS).map(|_| near(&vector, &mut rng)).collect();
            store.save_analysis(
                track.id,
                track.payload,
                TrackAnalysis {
                    model: ear.version().clone(),
                    embedding: Embedding::new(vector)?,
                    sections: SectionVectors::quantise(&sections).ok_or_else(|| anyhow::anyhow!("no sections"))?,
                    acoustics: acoustics(track.id, &mut rng),
                    words: vec![Word {
                        name: WORDS[track.id.0 as usize % WORDS.len()].into(),
                        probability: 0.6,
                    }],
                    mood: None,
                },
            )?;
        }
    }
    Ok(pending.len())
}

fn acoustics(track: TrackId, rng: &mut SplitMix64) -> Acoustics {
    Acoustics {
        loudness_lufs: Some(-9.0 - (track.0 % 12) as f32),
        true_peak_db: Some(-0.5),
        waveform: (0..WAVEFORM_BINS).map(|_| (rng.unit() * 255.0) as u8).collect(),
        tempo: Some(Tempo {
            bpm: 70.0 + rng.unit() as f32 * 110.0,
            confidence: 0.8,
        }),
        key: None,
        energy: Some(rng.unit() as f32),
        impressions: None,
    }
}

fn random(rng: &mut SplitMix64, dim: usize) -> Vec<f32> {
    (0..dim).map(|_| rng.unit() as f32 - 0.5).collect()
}

fn near(centre: &[f32], rng: &mut SplitMix64) -> Vec<f32> {
    centre.iter().map(|value| value + SPREAD * (rng.unit() as f32 - 0.5)).collect()
}
