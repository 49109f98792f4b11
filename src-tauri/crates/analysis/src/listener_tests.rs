//! One pass, in pieces of any size, over awkward sounds.
#![allow(clippy::unwrap_used)]
use std::sync::LazyLock;

use domain::{SplitMix64, TrackAnalysis};

use super::*;
use crate::DeviceChoice;

static EAR: LazyLock<Ear> = LazyLock::new(|| Ear::load(DeviceChoice::Cpu).unwrap());

/// Something like music: three partials that change twice a second, and noise bursts.
fn music(seconds: f64, rate: u32, channels: usize) -> Vec<f32> {
    let mut rng = SplitMix64::new(11);
    let mut out = Vec::new();
    for n in 0..(seconds * f64::from(rate)) as usize {
        let time = n as f64 / f64::from(rate);
        let step = (time * 2.0) as usize;
        let hz = 110.0 * 2f64.powf(((step * 7) % 12) as f64 / 12.0);
        let tone: f64 = (1..=3)
            .map(|k| (std::f64::consts::TAU * hz * f64::from(k) * time).sin() / f64::from(k))
            .sum();
        let burst = (-(time * 2.0).fract() * 20.0).exp() * (rng.unit() - 0.5);
        out.extend(std::iter::repeat_n((0.2 * tone + 0.5 * burst) as f32, channels));
    }
    out
}

fn hear(samples: &[f32], channels: usize, rate: u32, chunk: usize, block: usize) -> Result<TrackAnalysis, Error> {
    let mut listener = Listener::with_chunk(&EAR, &Layout::of_count(channels), rate, chunk);
    for block in samples.chunks(block * channels) {
        listener.push(block)?;
    }
    Ok(listener.finish()?.0)
}

fn check_valid(analysis: &TrackAnalysis) {
    let norm: f32 = analysis.embedding.as_slice().iter().map(|v| v * v).sum();
    assert!((norm - 1.0).abs() < 1e-3 && analysis.embedding.as_slice().len() == EAR.dim());
    assert_eq!(analysis.sections.dim(), EAR.dim());
    assert!(analysis.words.iter().all(|w| (0.0..=1.0).contains(&w.probability)));
    assert!(
        analysis
            .mood
            .is_some_and(|m| (0.0..=1.0).contains(&m.valence) && (0.0..=1.0).contains(&m.arousal))
    );
    assert!(analysis.acoustics.energy.is_none_or(|e| (0.0..=1.0).contains(&e)));
    let impressions = analysis.acoustics.impressions.unwrap();
    let figures = [impressions.danceability, impressions.acousticness, impressions.voice];
    assert!(figures.iter().all(|figure| (0.0..=1.0).contains(figure)));
}

#[test]
fn chunks_and_blocks_change_nothing() {
    let samples = music(40.0, 22_050, 1);
    let whole = hear(&samples, 1, 22_050, 100_000, 100_000).unwrap();
    check_valid(&whole);
    for (chunk, block) in [(1024, 4096), (64, 1152), (200, 777)] {
        let pieces = hear(&samples, 1, 22_050, chunk, block).unwrap();
        let cosine = whole.embedding.cosine(&pieces.embedding).unwrap();
        assert!(cosine > 0.99999, "{chunk} {block}: {cosine}");
        assert_eq!(pieces.acoustics.waveform, whole.acoustics.waveform);
        let apart = whole
            .sections
            .to_bytes()
            .iter()
            .zip(pieces.sections.to_bytes())
            .map(|(a, b)| (i32::from(*a as i8) - i32::from(b as i8)).abs())
            .max();
        assert!(apart.unwrap() <= 1);
    }
}

#[test]
fn threads_change_nothing() {
    let samples = music(12.0, 16_000, 1);
    let alone = hear(&samples, 1, 16_000, CHUNK, 1024).unwrap();
    let others: Vec<_> = std::thread::scope(|scope| {
        let work = || hear(&samples, 1, 16_000, CHUNK, 1024).unwrap();
        let threads: Vec<_> = (0..3).map(|_| scope.spawn(work)).collect();
        threads.into_iter().map(|t| t.join().unwrap()).collect()
    });
    assert!(others.iter().all(|other| *other == alone));
}

#[test]
fn any_rate_and_number_of_channels_gives_nearly_the_same_vector() {
    let reference = hear(&music(10.0, 44_100, 2), 2, 44_100, CHUNK, 4096).unwrap();
    for (rate, channels) in [(16_000, 1), (48_000, 2), (192_000, 2), (44_100, 6), (48_000, 8)] {
        let other = hear(&music(10.0, rate, channels), channels, rate, CHUNK, 4096).unwrap();
        check_valid(&other);
        let cosine = reference.embedding.cosine(&other.embedding).unwrap();
        assert!(cosine > 0.8, "{rate} Hz, {channels} channels: {cosine}");
    }
    check_valid(&hear(&music(10.0, 8_000, 1), 1, 8_000, CHUNK, 4096).unwrap());
}

#[test]
fn short_sounds_have_a_vector_or_a_reason() {
    assert!(matches!(hear(&[], 2, 44_100, CHUNK, 4096), Err(Error::TooShort { .. })));
    assert!(matches!(hear(&music(0.3, 44_100, 2), 2, 44_100, CHUNK, 4096), Err(Error::TooShort { seconds }) if seconds > 0.2));
    for seconds in [0.5, 0.6, 1.0, 2.0, 3.3] {
        check_valid(&hear(&music(seconds, 44_100, 2), 2, 44_100, CHUNK, 4096).unwrap());
    }
}

#[test]
fn silence_is_a_reason_and_silent_parts_are_no_sound() {
    assert!(matches!(hear(&vec![0.0; 100_000], 1, 16_000, CHUNK, 4096), Err(Error::Silent)));
    let sound = music(10.0, 16_000, 1);
    let mut padded = vec![0.0; 160_000];
    padded.extend(&sound);
    padded.extend(vec![0.0; 160_000]);
    let (alone, padded) = (
        hear(&sound, 1, 16_000, CHUNK, 4096).unwrap(),
        hear(&padded, 1, 16_000, CHUNK, 4096).unwrap(),
    );
    assert!(alone.embedding.cosine(&padded.embedding).unwrap() > 0.9);
    assert!(padded.sections.section(0).unwrap().iter().all(|v| *v == 0));
    assert!(padded.sections.section(5).unwrap().iter().any(|v| *v != 0));
}

#[test]
fn offsets_clipping_and_nonsense_give_valid_vectors_or_a_reason() {
    let sound = music(5.0, 16_000, 1);
    let offset: Vec<f32> = sound.iter().map(|s| s + 0.7).collect();
    let clipped: Vec<f32> = sound.iter().map(|s| (s * 100.0).clamp(-1.0, 1.0)).collect();
    let huge: Vec<f32> = sound.iter().map(|s| s * 1e6).collect();
    for samples in [offset, clipped, huge] {
        check_valid(&hear(&samples, 1, 16_000, CHUNK, 4096).unwrap());
    }
    match hear(&vec![f32::NAN; 80_000], 1, 16_000, CHUNK, 4096) {
        Ok(analysis) => check_valid(&analysis),
        Err(error) => assert!(matches!(error, Error::Silent), "{error}"),
    }
    match hear(&vec![1.0; 80_000], 1, 16_000, CHUNK, 4096) {
        Ok(analysis) => check_valid(&analysis),
        Err(error) => assert!(matches!(error, Error::Silent), "{error}"),
    }
}

#[test]
fn ten_minutes_do_not_grow_the_buffers() {
    let seconds = music(10.0, 16_000, 1);
    let mut listener = Listener::with_chunk(&EAR, &Layout::of_count(1), 16_000, CHUNK);
    let mut push = |times: usize| {
        for _ in 0..times {
            seconds.chunks(4096).for_each(|block| listener.push(block).unwrap());
        }
        listener.capacities()
    };
    let early = push(6);
    assert_eq!(push(54), early);
}

#[test]
fn channels_that_cancel_each_other_are_told_from_silence() {
    let left = music(4.0, 16_000, 1);
    let opposite: Vec<f32> = left.iter().flat_map(|sample| [*sample, -sample]).collect();
    assert!(matches!(hear(&opposite, 2, 16_000, CHUNK, 4096), Err(Error::Cancelling)));
    assert!(matches!(
        hear(&vec![0.0; opposite.len()], 2, 16_000, CHUNK, 4096),
        Err(Error::Silent)
    ));
}

mod with_a_checkpoint {
    use super::*;
    use crate::Checkpoint;
    use crate::cnn10::made_up;

    static EAR: LazyLock<Ear> = LazyLock::new(|| {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("made-up.safetensors");
        std::fs::write(&path, made_up::file(&made_up::weights())).unwrap();
        Ear::with_checkpoint(Checkpoint::read(&path).unwrap()).unwrap()
    });

    fn hear(samples: &[f32], rate: u32, block: usize) -> Result<TrackAnalysis, Error> {
        let mut listener = Listener::new(&EAR, &Layout::of_count(1), rate);
        for block in samples.chunks(block) {
            listener.push(block)?;
        }
        Ok(listener.finish()?.0)
    }

    #[test]
    fn a_track_has_vectors_words_and_no_mood() {
        let samples = music(40.0, 22_050, 1);
        let analysis = hear(&samples, 22_050, 4096).unwrap();
        assert_eq!(&analysis.model, EAR.version());
        assert!(analysis.model.0.starts_with("cnn10:") && analysis.model != *super::EAR.version());
        assert_eq!((analysis.embedding.as_slice().len(), EAR.network_dim(), EAR.dim()), (576, 512, 576));
        assert_eq!(analysis.sections.dim(), EAR.dim());
        let of = |section: usize| analysis.sections.section(section).unwrap();
        let heard: Vec<usize> = (0..SECTIONS).filter(|i| of(*i).iter().any(|v| *v != 0)).collect();
        assert_eq!(heard.len(), 6, "a window is heard in one section alone: {heard:?}");
        assert_ne!(of(heard[0]), of(heard[5]));
        assert_eq!(analysis.mood, None);
        assert!(analysis.acoustics.energy.is_some());
        assert!(analysis.words.iter().all(|w| (0.0..=1.0).contains(&w.probability)));
        assert_eq!(hear(&samples, 22_050, 777).unwrap(), analysis);
    }

    #[test]
    fn timbre_and_measurements_are_those_of_the_shipped_model() {
        let samples = music(12.0, 16_000, 1);
        let (own, shipped) = (
            hear(&samples, 16_000, 4096).unwrap(),
            super::hear(&samples, 1, 16_000, CHUNK, 4096).unwrap(),
        );
        let (own_timbre, shipped_timbre) = (
            &own.embedding.as_slice()[512..],
            &shipped.embedding.as_slice()[super::EAR.network_dim()..],
        );
        assert_eq!(own_timbre.len(), shipped_timbre.len());
        assert!(own_timbre.iter().zip(shipped_timbre).all(|(a, b)| (a - b).abs() < 1e-6));
        assert!(own.mood.is_none() && own.acoustics.impressions.is_none());
        let without_heads = |analysis: TrackAnalysis| Acoustics {
            energy: None,
            impressions: None,
            ..analysis.acoustics
        };
        assert_eq!(without_heads(own), without_heads(shipped));
    }

    #[test]
    fn short_silent_and_nonsensical_sounds_have_a_vector_or_a_reason() {
        assert!(matches!(hear(&music(0.3, 44_100, 1), 44_100, 4096), Err(Error::TooShort { .. })));
        for seconds in [0.5, 1.0, 5.1] {
            assert_eq!(
                hear(&music(seconds, 44_100, 1), 44_100, 4096).unwrap().embedding.as_slice().len(),
                EAR.dim()
            );
        }
        assert!(matches!(hear(&vec![0.0; 100_000], 16_000, 4096), Err(Error::Silent)));
        let huge: Vec<f32> = music(5.0, 16_000, 1).iter().map(|s| s * 1e20).collect();
        for samples in [huge, vec![f32::NAN; 80_000], vec![1.0; 80_000]] {
            match hear(&samples, 16_000, 4096) {
                Ok(analysis) => assert!(analysis.embedding.as_slice().iter().all(|v| v.is_finite())),
                Err(error) => assert!(matches!(error, Error::Silent), "{error}"),
            }
        }
    }
}
