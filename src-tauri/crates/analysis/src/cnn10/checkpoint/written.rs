//! Files as `torch.save` writes them, for tests: any pickle with the storages of any tensors.
#![allow(clippy::unwrap_used)]
use std::collections::BTreeMap;

use candle_core::Tensor;

fn bytes(tensor: &Tensor) -> Vec<u8> {
    let values: Vec<f32> = tensor.flatten_all().unwrap().to_vec1().unwrap();
    values.iter().flat_map(|v| v.to_le_bytes()).collect()
}

/// Opcodes of a text.
pub fn text(text: &str) -> Vec<u8> {
    [b"X".as_slice(), &(text.len() as u32).to_le_bytes(), text.as_bytes()].concat()
}

/// Opcodes of an integer.
pub fn int(value: usize) -> Vec<u8> {
    [b"J".as_slice(), &(value as i32).to_le_bytes()].concat()
}

/// Opcodes of a tuple.
pub fn tuple(items: &[Vec<u8>]) -> Vec<u8> {
    [b"(", items.concat().as_slice(), b"t"].concat()
}

/// Opcodes of a tensor that is the whole of storage `key`.
pub fn tensor(key: &str, shape: &[Vec<u8>], stride: &[Vec<u8>], count: Vec<u8>) -> Vec<u8> {
    let storage = [text("storage"), b"ctorch\nFloatStorage\n".to_vec(), text(key), text("cpu"), count];
    let arguments = [
        [tuple(&storage), b"Q".to_vec()].concat(),
        b"K\x00".to_vec(),
        tuple(shape),
        tuple(stride),
        b"\x89ccollections\nOrderedDict\n)R".to_vec(),
    ];
    [b"ctorch._utils\n_rebuild_tensor_v2\n".as_slice(), &tuple(&arguments), b"R"].concat()
}

/// Opcodes of a state dict of whatever opcodes its values are.
pub fn state(values: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let entries: Vec<u8> = values
        .iter()
        .flat_map(|(name, value)| [text(name), value.clone()].concat())
        .collect();
    [b"ccollections\nOrderedDict\n)R(", entries.as_slice(), b"u"].concat()
}

/// A pickle of protocol 2 of a state dict, beside an iteration under `key` or on its own.
pub fn pickle(key: Option<&str>, state: &[u8]) -> Vec<u8> {
    let around = key.map(|key| [b"}(".as_slice(), &text("iteration"), b"K\x01", &text(key)].concat());
    let behind: &[u8] = if key.is_some() { b"u." } else { b"." };
    [b"\x80\x02", around.unwrap_or_default().as_slice(), state, behind].concat()
}

/// The pickle of tensors, whose storages are called by their places.
pub fn saved(key: Option<&str>, weights: &BTreeMap<String, Tensor>) -> Vec<u8> {
    let numbers = |numbers: &[usize]| numbers.iter().map(|n| int(*n)).collect::<Vec<_>>();
    let values: Vec<(&str, Vec<u8>)> = weights
        .iter()
        .enumerate()
        .map(|(place, (name, it))| {
            let opcodes = tensor(&place.to_string(), &numbers(it.dims()), &numbers(it.stride()), int(it.elem_count()));
            (name.as_str(), opcodes)
        })
        .collect();
    // Attributes, as the `_metadata` of a module's state dict.
    let attributes = [b"}".as_slice(), &text("_metadata"), b"}sb"].concat();
    pickle(key, &[state(&values), attributes].concat())
}

/// As before PyTorch 1.6.
pub fn legacy(pickle: &[u8], weights: &BTreeMap<String, Tensor>) -> Vec<u8> {
    let machine = [b"\x80\x02}".as_slice(), &text("little_endian"), b"\x88s."].concat();
    let mut out = b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.\x80\x02M\xe9\x03.".to_vec();
    out.extend([&machine, pickle, b"\x80\x02]("].concat());
    (0..weights.len()).for_each(|key| out.extend(text(&key.to_string())));
    out.extend(b"e.");
    for tensor in weights.values() {
        out.extend((tensor.elem_count() as u64).to_le_bytes());
        out.extend(bytes(tensor));
    }
    out
}

/// As since PyTorch 1.6: a zip archive of stored files.
pub fn archive(pickle: &[u8], weights: &BTreeMap<String, Tensor>) -> Vec<u8> {
    let mut files = vec![
        ("archive/data.pkl".to_owned(), pickle.to_vec()),
        ("archive/byteorder".to_owned(), b"little".to_vec()),
    ];
    files.extend(
        weights
            .values()
            .enumerate()
            .map(|(key, tensor)| (format!("archive/data/{key}"), bytes(tensor))),
    );
    zip(&files)
}

pub fn zip(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, data) in files {
        // No flags, stored, no time.
        let mut facts = [0; 8].to_vec();
        facts.extend(crc32fast::hash(data).to_le_bytes());
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
