//! Files of both kinds of PyTorch and safetensors, whole and damaged.
#![allow(clippy::unwrap_used)]
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::LazyLock;

use candle_core::{DType, Device, Tensor};

use super::super::made_up;
use super::written::{archive, legacy, saved};
use super::*;

static WEIGHTS: LazyLock<BTreeMap<String, Tensor>> = LazyLock::new(made_up::weights);

/// Writes `data` and reads it as a checkpoint.
fn read(data: &[u8]) -> Result<Checkpoint, Error> {
    let dir = tempfile::tempdir().unwrap();
    let path: PathBuf = dir.path().join("file");
    std::fs::write(&path, data).unwrap();
    Checkpoint::read(&path)
}

fn refusal(data: &[u8]) -> String {
    match read(data) {
        Err(Error::Model(why)) => why,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("accepted"),
    }
}

/// The weights, changed.
fn changed(change: impl Fn(&mut BTreeMap<String, Tensor>)) -> Vec<u8> {
    let mut weights = WEIGHTS.clone();
    change(&mut weights);
    made_up::file(&weights)
}

fn zeros(shape: &[usize]) -> Tensor {
    Tensor::zeros(shape, DType::F32, &Device::Cpu).unwrap()
}

#[test]
fn every_format_gives_the_same_network() {
    let mut weights = WEIGHTS.clone();
    // What the published file has beside them.
    weights.insert("spectrogram_extractor.stft.conv_real.weight".into(), zeros(&[513, 1, 1024]));
    weights.insert("logmel_extractor.melW".into(), zeros(&[513, 64]));
    weights.insert("conv_block1.bn1.num_batches_tracked".into(), zeros(&[1]));
    let frames = made_up::uniform(1, 40 * N_MELS, -80.0, 10.0);
    let mut files = vec![made_up::file(&weights)];
    for key in [Some("model"), Some("state_dict"), None] {
        let pickle = saved(key, &weights);
        files.extend([legacy(&pickle, &weights), archive(&pickle, &weights)]);
    }
    let read: Vec<Checkpoint> = files.iter().map(|file| read(file).unwrap()).collect();
    let first = read[0].network.hear(&frames);
    for (file, checkpoint) in files.iter().zip(&read) {
        assert_eq!(checkpoint.network.hear(&frames), first);
        assert_eq!(checkpoint.bytes, file.len() as u64);
        assert_eq!(checkpoint.version().0, format!("cnn10:{}", &checkpoint.sha256[..8]));
    }
    assert_ne!(read[0].version(), read[1].version());
}

#[test]
fn what_a_zip_archive_says_of_itself_is_checked() {
    let mut file = archive(&saved(Some("model"), &WEIGHTS), &WEIGHTS);
    let middle = file.len() / 2;
    file[middle] ^= 1;
    assert!(refusal(&file).contains("checksum"), "{}", refusal(&file));
}

#[test]
fn weights_that_hear_no_difference_are_refused() {
    let file = changed(|weights| {
        let weight = weights.get_mut("fc1.weight").unwrap();
        *weight = weight.zeros_like().unwrap();
    });
    assert!(refusal(&file).contains("no difference"), "{}", refusal(&file));
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_read() {
    for path in ["/dev/zero", "/"] {
        let refused = Checkpoint::read(std::path::Path::new(path)).err().unwrap();
        assert!(refused.to_string().contains("no file"), "{path}: {refused}");
    }
}

#[test]
fn a_wrong_file_is_refused_with_its_reason() {
    for data in [&b""[..], b"words", &[0; 4096]] {
        assert!(refusal(data).contains("neither"), "{}", refusal(data));
    }
    let only = |name: &str| made_up::file(&BTreeMap::from([(name.to_owned(), zeros(&[4]))]));
    assert!(refusal(&only("stem.weight")).contains("no tensor of a CNN10"));
    assert!(refusal(&changed(|w| drop(w.remove("fc1.bias")))).contains("fc1.bias is missing"));
    let larger = |w: &mut BTreeMap<String, Tensor>| drop(w.insert("conv_block5.conv1.weight".into(), zeros(&[1024, 512, 3, 3])));
    assert!(refusal(&changed(larger)).contains("conv_block5.conv1.weight is none of a CNN10"));
    let other = refusal(&changed(|w| drop(w.insert("fc_audioset.bias".into(), zeros(&[50])))));
    assert!(other.contains("fc_audioset.bias is [50], in a CNN10 it is [527]"), "{other}");
    let with =
        |name: &'static str, value: f32| changed(move |w| drop(w.insert(name.into(), (zeros(w[name].dims()) + f64::from(value)).unwrap())));
    assert!(refusal(&with("conv_block2.bn1.bias", f32::NAN)).contains("conv_block2.bn1.bias holds a value that is not a number"));
    assert!(refusal(&with("conv_block2.bn1.running_var", -1.0)).contains("conv_block2.bn1"));
    let huge = changed(|w| {
        for (_, tensor) in w.iter_mut().filter(|(name, _)| name.ends_with("bn2.weight")) {
            *tensor = (tensor as &Tensor * 1e30).unwrap();
        }
    });
    assert!(refusal(&huge).contains("no numbers"));
    assert!(matches!(
        Checkpoint::read(std::path::Path::new("/no/such/file")),
        Err(Error::Io { .. })
    ));
}

#[test]
fn a_truncated_file_is_refused_whatever_its_format() {
    let pickle = saved(Some("model"), &WEIGHTS);
    for (format, file) in [
        ("safetensors", made_up::file(&WEIGHTS)),
        ("legacy", legacy(&pickle, &WEIGHTS)),
        ("zip", archive(&pickle, &WEIGHTS)),
    ] {
        for part in [16, 30, 300, file.len() / 3, file.len() - 1] {
            let why = refusal(&file[..part]);
            assert!(why.contains("damaged") || why.contains("missing"), "{format}, {part} bytes: {why}");
        }
    }
}
