//! A person's own model: added, used, damaged, left again.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use app::{Attune, Error, Notice, SimilarState, TrackRow};
use domain::{Lens, SplitMix64};

use crate::music;
use crate::program::{all, open, scan};

/// The tensors of a CNN10.
fn tensors() -> Vec<(String, Vec<usize>)> {
    let norm =
        |name: &str, width: usize| ["weight", "bias", "running_mean", "running_var"].map(|part| (format!("{name}.{part}"), vec![width]));
    let mut all = Vec::from(norm("bn0", 64));
    for (block, (inputs, outputs)) in [(1, 64), (64, 128), (128, 256), (256, 512)].into_iter().enumerate() {
        for (i, inputs) in [(1, inputs), (2, outputs)] {
            all.push((format!("conv_block{}.conv{i}.weight", block + 1), vec![outputs, inputs, 3, 3]));
            all.extend(norm(&format!("conv_block{}.bn{i}", block + 1), outputs));
        }
    }
    for (name, width) in [("fc1", 512), ("fc_audioset", 527)] {
        all.push((format!("{name}.weight"), vec![width, 512]));
        all.push((format!("{name}.bias"), vec![width]));
    }
    all
}

/// Writes made-up weights as safetensors.
fn write_model(path: &Path, seed: u64) {
    let mut rng = SplitMix64::new(seed);
    let (mut header, mut data) = (Vec::new(), Vec::new());
    for (name, shape) in tensors() {
        let from = data.len();
        let edge = (6.0 / shape[1..].iter().product::<usize>() as f64).sqrt().min(1.0);
        for _ in 0..shape.iter().product() {
            let value = match name.rsplit('.').next() {
                Some("running_var") => 1.0,
                Some("running_mean") => 0.0,
                _ => (2.0 * rng.unit() - 1.0) * edge,
            };
            data.extend((value as f32).to_le_bytes());
        }
        header.push(format!(
            "\"{name}\":{{\"dtype\":\"F32\",\"shape\":{shape:?},\"data_offsets\":[{from},{}]}}",
            data.len()
        ));
    }
    let mut header = format!("{{{}}}", header.join(","));
    while !header.len().is_multiple_of(8) {
        header.push(' ');
    }
    fs::write(path, [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), &data].concat()).unwrap();
}

fn analyse(program: &Attune) -> usize {
    let report = program.analyse_all(2, &AtomicBool::new(false)).unwrap();
    assert!(report.failed.is_empty());
    report.analysed
}

fn like(program: &Attune, seed: &TrackRow) -> (SimilarState, usize) {
    let view = program.similar(Some(seed.id), Lens::Blend, 5).unwrap();
    (view.state, view.rows.len())
}

/// The data folder, the music, a model.
fn places(dir: &Path) -> (PathBuf, PathBuf, PathBuf) {
    (dir.join("data"), dir.join("music"), dir.join("cnn10.safetensors"))
}

fn files(data: &Path) -> Vec<PathBuf> {
    music::files_below(&data.join("models"))
}

#[test]
fn another_model_hears_the_library_anew_and_the_shipped_one_comes_back() {
    let dir = tempfile::tempdir().unwrap();
    let (data, own, file) = places(dir.path());
    music::copy_some(&own, 3);
    write_model(&file, 1);
    let program = open(&data);
    scan(&program, &[own]);
    assert_eq!(analyse(&program), 3);
    let seed = all(&program).remove(0);
    assert_eq!(like(&program, &seed).1, 2);
    let shipped = program.model_version().unwrap();

    let view = program.models().unwrap();
    assert!(view.models.len() == 1 && view.models[0].chosen && view.problem.is_none());
    let offer = program.check_model(&file).unwrap();
    assert!(matches!(program.add_model(&file, false), Err(Error::LicenceNotAccepted)));
    assert!(!data.join("models").exists());
    assert_eq!(program.add_model(&file, true).unwrap(), offer);
    assert_eq!(program.model_version().unwrap(), shipped, "added is not used");
    assert!(matches!(program.use_model(Some("cnn10:00000000")), Err(Error::NoSuch(_))));
    program.use_model(Some(&offer.name)).unwrap();
    assert_eq!(program.model_version().unwrap().0, offer.name);
    assert_eq!(
        like(&program, &seed),
        (SimilarState::NotAnalysed, 0),
        "nothing is compared across models"
    );
    assert_eq!(analyse(&program), 3);
    // How alike made-up weights find them is nobody's business.
    assert!(like(&program, &seed).1 > 0);
    let view = program.models().unwrap();
    assert!(!view.models[0].chosen && view.models[1].chosen && view.models[1].bytes == offer.bytes);
    program.close();
    drop(program);

    // It is chosen still, and its vectors are there.
    let program = open(&data);
    assert_eq!(program.model_version().unwrap().0, offer.name);
    assert_eq!(analyse(&program), 0);
    program.use_model(None).unwrap();
    assert_eq!(program.model_version().unwrap(), shipped);
    assert_eq!(analyse(&program), 3, "the store keeps one model's vectors of a track");

    // Removed while it is in use, it leaves the shipped one.
    program.use_model(Some(&offer.name)).unwrap();
    program.remove_model(&offer.name).unwrap();
    assert_eq!(program.model_version().unwrap(), shipped);
    assert!(program.models().unwrap().models.len() == 1 && files(&data).is_empty());
    assert!(matches!(program.remove_model(&offer.name), Err(Error::NoSuch(_))));
    assert!(file.exists(), "a person's own file is not touched");
}

#[test]
fn a_damaged_model_is_told_at_the_start_and_left_or_mended() {
    let dir = tempfile::tempdir().unwrap();
    let (data, file) = (dir.path().join("data"), dir.path().join("cnn10.safetensors"));
    write_model(&file, 2);
    let program = open(&data);
    let shipped = program.model_version().unwrap();
    let name = program.add_model(&file, true).unwrap().name;
    program.use_model(Some(&name)).unwrap();
    program.close();
    drop(program);

    let kept = files(&data).remove(0);
    let mut bytes = fs::read(&kept).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&kept, bytes).unwrap();
    let program = open(&data);
    let problem = program.models().unwrap().problem.unwrap();
    assert!(problem.contains("damaged"), "{problem}");
    assert!(program.notices().contains(&Notice::NoEar { reason: problem }));
    assert!(matches!(program.model_version(), Err(Error::NoEar(_))));
    program.use_model(None).unwrap();
    assert_eq!(program.models().unwrap().problem, None);
    assert!(matches!(program.use_model(Some(&name)), Err(Error::NoEar(_))));
    assert_eq!(
        program.model_version().unwrap(),
        shipped,
        "a model that cannot be loaded changes nothing"
    );
    // Adding the file again mends it.
    program.add_model(&file, true).unwrap();
    program.use_model(Some(&name)).unwrap();
    program.close();
    drop(program);

    fs::remove_file(kept).unwrap();
    let program = open(&data);
    let view = program.models().unwrap();
    assert!(view.problem.unwrap().contains("gone") && view.models.len() == 1 && !view.models[0].chosen);
}

#[test]
fn what_one_model_could_not_hear_is_tried_by_the_next() {
    let dir = tempfile::tempdir().unwrap();
    let (data, own, file) = places(dir.path());
    music::copy_some(&own, 1);
    fs::write(own.join("silence.wav"), music::wave(&[0; 88_200])).unwrap();
    write_model(&file, 3);
    let program = open(&data);
    scan(&program, &[own]);
    let outcome = |program: &Attune| {
        let report = program.analyse_all(1, &AtomicBool::new(false)).unwrap();
        (report.analysed, report.failed.len())
    };
    assert_eq!(outcome(&program), (1, 1));
    assert_eq!(outcome(&program), (0, 0), "the same model does not try again");
    let name = program.add_model(&file, true).unwrap().name;
    program.use_model(Some(&name)).unwrap();
    assert_eq!(outcome(&program), (1, 1));
    assert_eq!(program.failures().unwrap().len(), 1);
}

#[test]
fn what_is_no_model_leaves_nothing_behind() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let program = open(&data);
    for (name, content) in [("words.pth", &b"these are words"[..]), ("empty.safetensors", b"")] {
        let file = dir.path().join(name);
        fs::write(&file, content).unwrap();
        for outcome in [program.check_model(&file), program.add_model(&file, true)] {
            let error = outcome.unwrap_err();
            assert!(matches!(&error, Error::Model(why) if why.contains("neither")), "{error}");
        }
    }
    assert!(program.check_model(&dir.path().join("nowhere")).is_err());
    assert!(!data.join("models").exists() || files(&data).is_empty());
}
