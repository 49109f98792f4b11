//! Files of both kinds of PyTorch and safetensors, whole and damaged.
#![allow(clippy::unwrap_used)]
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::LazyLock;

use candle_core::{DType, Device, Tensor};

use super::super::made_up;
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

fn bytes(tensor: &Tensor) -> Vec<u8> {
    let values: Vec<f32> = tensor.flatten_all().unwrap().to_vec1().unwrap();
    values.iter().flat_map(|v| v.to_le_bytes()).collect()
}

/// A pickle of protocol 2 as `torch.save` writes it, with what it may hold beside the weights.
fn pickle(weights: &BTreeMap<String, Tensor>) -> Vec<u8> {
    let text = |out: &mut Vec<u8>, text: &str| {
        out.push(b'X');
        out.extend((text.len() as u32).to_le_bytes());
        out.extend(text.bytes());
    };
    let numbers = |out: &mut Vec<u8>, numbers: &[usize]| {
        out.push(b'(');
        for number in numbers {
            out.push(b'J');
            out.extend((*number as i32).to_le_bytes());
        }
        out.push(b't');
    };
    let mut out = b"\x80\x02}(".to_vec();
    text(&mut out, "iteration");
    out.extend(b"K\x01");
    text(&mut out, STATE);
    out.extend(b"ccollections\nOrderedDict\n)R(");
    for (key, (name, tensor)) in weights.iter().enumerate() {
        text(&mut out, name);
        out.extend(b"ctorch._utils\n_rebuild_tensor_v2\n((");
        text(&mut out, "storage");
        out.extend(b"ctorch\nFloatStorage\n");
        text(&mut out, &key.to_string());
        text(&mut out, "cpu");
        out.push(b'J');
        out.extend((tensor.elem_count() as i32).to_le_bytes());
        out.extend(b"tQK\x00");
        numbers(&mut out, tensor.dims());
        numbers(&mut out, tensor.stride());
        out.extend(b"\x89ccollections\nOrderedDict\n)RtR");
    }
    out.extend(b"uu.");
    out
}

/// As before PyTorch 1.6.
fn legacy(weights: &BTreeMap<String, Tensor>) -> Vec<u8> {
    let mut out = b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.\x80\x02M\xe9\x03.\x80\x02}.".to_vec();
    out.extend(pickle(weights));
    out.extend(b"\x80\x02](");
    for key in 0..weights.len() {
        let key = key.to_string();
        out.push(b'X');
        out.extend((key.len() as u32).to_le_bytes());
        out.extend(key.bytes());
    }
    out.extend(b"e.");
    for tensor in weights.values() {
        out.extend((tensor.elem_count() as u64).to_le_bytes());
        out.extend(bytes(tensor));
    }
    out
}

/// As since PyTorch 1.6: a zip archive of stored files.
fn archive(weights: &BTreeMap<String, Tensor>) -> Vec<u8> {
    let mut files = vec![("archive/data.pkl".to_owned(), pickle(weights))];
    files.extend(
        weights
            .values()
            .enumerate()
            .map(|(key, tensor)| (format!("archive/data/{key}"), bytes(tensor))),
    );
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, data) in &files {
        let mut facts = b"\0\0\0\0\0\0\0\0".to_vec();
        facts.extend(crc32(data).to_le_bytes());
        facts.extend([(data.len() as u32).to_le_bytes(), (data.len() as u32).to_le_bytes()].concat());
        facts.extend([(name.len() as u16).to_le_bytes(), [0, 0]].concat());
        directory.extend(b"PK\x01\x02\x14\0\x14\0");
        directory.extend(&facts);
        directory.extend([0; 10]);
        directory.extend((out.len() as u32).to_le_bytes());
        directory.extend(name.bytes());
        out.extend(b"PK\x03\x04\x14\0");
        out.extend(&facts);
        out.extend(name.bytes());
        out.extend(data);
    }
    let (at, count) = (out.len() as u32, (files.len() as u16).to_le_bytes());
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend([count, count].concat());
    out.extend([(directory.len() as u32).to_le_bytes(), at.to_le_bytes()].concat());
    out.extend([0, 0]);
    out
}

fn crc32(data: &[u8]) -> u32 {
    !data.iter().fold(!0u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg())
        })
    })
}

#[test]
fn every_format_gives_the_same_network() {
    let mut weights = WEIGHTS.clone();
    // What the published file has beside them.
    weights.insert("spectrogram_extractor.stft.conv_real.weight".into(), zeros(&[513, 1, 1024]));
    weights.insert("logmel_extractor.melW".into(), zeros(&[513, 64]));
    weights.insert("conv_block1.bn1.num_batches_tracked".into(), zeros(&[1]));
    let frames = made_up::uniform(1, 40 * N_MELS, -80.0, 10.0);
    let files = [made_up::file(&weights), legacy(&weights), archive(&weights)];
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
    for (format, file) in [
        ("safetensors", made_up::file(&WEIGHTS)),
        ("legacy", legacy(&WEIGHTS)),
        ("zip", archive(&WEIGHTS)),
    ] {
        for part in [16, 30, 300, file.len() / 3, file.len() - 1] {
            let why = refusal(&file[..part]);
            assert!(why.contains("damaged") || why.contains("missing"), "{format}, {part} bytes: {why}");
        }
    }
}
