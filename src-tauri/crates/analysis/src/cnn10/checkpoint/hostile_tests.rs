//! Broken and hostile files are refused with a reason: none ends the program or takes its memory.
#![allow(clippy::unwrap_used)]
use std::collections::BTreeMap;

use candle_core::{Device, Tensor};
use domain::SplitMix64;

use super::bytes::Bytes;
use super::pickle::{Pickle, Value};
use super::saved::tensors as tensors_of;
use super::written::{archive, int, legacy, pickle, saved, state, tensor, text, tuple, zip};
use super::*;

/// A few tensors of no network.
fn small() -> BTreeMap<String, Tensor> {
    let tensor = |shape: &[usize]| {
        let values = (0..shape.iter().product()).map(|n: usize| n as f32).collect();
        Tensor::from_vec(values, shape, &Device::Cpu).unwrap()
    };
    [("a.weight", tensor(&[2, 3])), ("a.bias", tensor(&[2])), ("count", tensor(&[]))]
        .map(|(name, tensor)| (name.to_owned(), tensor))
        .into()
}

/// Storage `0`, of six values, for the pickles made here.
fn six() -> BTreeMap<String, Tensor> {
    BTreeMap::from([("a".to_owned(), Tensor::arange(0f32, 6.0, &Device::Cpu).unwrap())])
}

/// A pickle and its storages in a file of either format.
fn files(pickle: &[u8], storages: &BTreeMap<String, Tensor>) -> [Vec<u8>; 2] {
    [archive(pickle, storages), legacy(pickle, storages)]
}

/// Reads whatever of `data` can be read; how many tensors, or why not.
fn read(data: &[u8]) -> Result<usize, String> {
    let contents = contents(data).map_err(|error| error.to_string())?;
    for name in contents.shapes.keys() {
        (contents.get)(name).map_err(|error| error.to_string())?;
    }
    Ok(contents.shapes.len())
}

#[track_caller]
fn assert_refused(pickle: &[u8], why: &str) {
    for file in files(pickle, &six()) {
        let refusal = read(&file).unwrap_err();
        assert!(refusal.contains(why), "{refusal}");
    }
}

#[test]
fn a_state_dict_is_read_wherever_it_lies() {
    for key in [Some("model"), Some("state_dict"), None] {
        for file in files(&saved(key, &small()), &small()) {
            assert_eq!(read(&file), Ok(3));
            let contents = contents(&file).unwrap();
            assert_eq!(contents.shapes["a.weight"], [2, 3]);
            let weight = (contents.get)("a.weight").unwrap().to_vec2::<f32>().unwrap();
            assert_eq!(weight, [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]);
        }
    }
    // A dictionary that is no OrderedDict; and what else may lie under the first key.
    let tensor = tensor("0", &[int(6)], &[int(1)], int(6));
    let plain = [b"}".as_slice(), &text("a"), &tensor, b"s"].concat();
    let named = [b"}(".as_slice(), &text("model"), &text("Cnn10"), &text("state_dict"), &plain, b"u."].concat();
    for pickle in [pickle(Some("model"), &plain), named] {
        for file in files(&pickle, &six()) {
            assert_eq!(read(&file), Ok(1));
        }
    }
}

#[test]
fn a_tensor_may_be_a_part_of_its_storage() {
    let part = |offset: u8| {
        let mut opcodes = tensor("0", &[int(2)], &[int(1)], int(6));
        let place = opcodes.windows(2).position(|two| two == b"K\x00").unwrap();
        opcodes[place + 1] = offset;
        pickle(None, &state(&[("a", opcodes)]))
    };
    for file in files(&part(4), &six()) {
        let values = (contents(&file).unwrap().get)("a").unwrap();
        assert_eq!(values.to_vec1::<f32>().unwrap(), [4.0, 5.0]);
    }
    assert_refused(&part(5), "the values of tensor a are missing");
}

#[test]
fn a_parameter_is_the_tensor_within() {
    let tensor = tensor("0", &[int(6)], &[int(1)], int(6));
    let parameter = |name: &str| [name.as_bytes(), &tuple(&[tensor.clone(), b"\x88".to_vec(), b"}".to_vec()]), b"R"].concat();
    for file in files(
        &pickle(None, &state(&[("a", parameter("ctorch._utils\n_rebuild_parameter\n"))])),
        &six(),
    ) {
        assert_eq!(read(&file), Ok(1));
    }
    let sparse = state(&[("a", parameter("ctorch._utils\n_rebuild_sparse_tensor\n"))]);
    assert_refused(
        &pickle(None, &sparse),
        "tensor a is of a kind that is not read (_rebuild_sparse_tensor)",
    );
}

#[test]
fn what_holds_no_tensors_by_their_names_is_refused() {
    let module = b"\x80\x02cmodels\nCnn10\n)\x81}b.";
    assert_refused(module, "a whole module");
    assert_refused(&pickle(Some("model"), &module[2..module.len() - 1]), "a whole module");
    assert_refused(b"\x80\x02].", "no dictionary");
    let none = zip(&[("archive/other".to_owned(), Vec::new())]);
    assert!(read(&none).unwrap_err().contains("no PyTorch checkpoint"));
    let big = |order: &str| {
        let files = [("a/data.pkl", saved(None, &BTreeMap::new())), ("a/byteorder", order.into())];
        read(&zip(&files.map(|(name, data)| (name.to_owned(), data))))
    };
    assert_eq!(big("little"), Ok(0));
    assert!(big("big").unwrap_err().contains("big-endian"));
    let mut compressed = archive(&saved(None, &small()), &small());
    let listed = compressed.windows(4).rposition(|four| four == b"PK\x01\x02").unwrap();
    compressed[listed + 10] = 8;
    assert!(read(&compressed).unwrap_err().contains("compressed"));
}

/// Each would be a million calls deep if anything recursed into it.
#[test]
fn deep_values_are_no_danger() {
    let deep = [b"N".as_slice(), &vec![0x85; 1 << 20]].concat();
    let stopped = [&deep, b".".as_slice()].concat();
    assert!(matches!(Pickle::read(&mut Bytes(&stopped)).unwrap().root(), Value::Tuple(_)));
    assert_refused(&stopped, "no dictionary");
    for nested in [&deep[1..], &vec![b'Q'; 1 << 20], &b")R".repeat(1 << 19)] {
        let value = [b"N".as_slice(), nested].concat();
        for file in files(&pickle(Some("model"), &state(&[("a", value)])), &BTreeMap::new()) {
            assert_eq!(read(&file), Ok(0));
        }
    }
    let shape = [deep.clone()];
    assert_refused(
        &pickle(None, &state(&[("a", tensor("0", &shape, &[int(1)], int(6)))])),
        "tensor a is described wrongly",
    );
    // A list within itself.
    assert_refused(b"]q\x00h\x00a.", "no dictionary");
}

/// Lists of ten times the list before: 10¹⁰⁰ values, were they copied.
#[test]
fn repeated_values_are_not_copied() {
    let mut laughs = b"(]q\x00".to_vec();
    for level in 1..=100u8 {
        laughs.extend(b"](");
        laughs.extend([b'h', level - 1].repeat(10));
        laughs.extend([b'e', b'q', level]);
    }
    laughs.push(b't');
    let pickled = [&laughs, b".".as_slice()].concat();
    assert!(Pickle::read(&mut Bytes(&pickled)).unwrap().values().len() < 1000);
    for file in files(&pickle(Some("model"), &state(&[("a", laughs)])), &BTreeMap::new()) {
        assert_eq!(read(&file), Ok(0));
    }
}

#[test]
fn a_pickle_longer_than_any_checkpoints_is_refused() {
    for opcodes in [&b"N"[..], b"(", b"]", b")", b"N0", b"]q\x00"] {
        assert_refused(&opcodes.repeat(1 << 22), "longer than any checkpoint's");
    }
}

/// Why a pickle alone is refused.
fn refusal(opcodes: &[u8]) -> String {
    Pickle::read(&mut Bytes(opcodes)).err().unwrap().to_string()
}

#[test]
fn lengths_and_counts_that_are_none_are_refused() {
    for opcodes in [
        &b"X\xff\xff\xff\xffabc"[..],
        b"B\xff\xff\xff\x7f",
        b"T\xff\xff\xff\xff",
        b"\x8a\xffa",
        b"\x8c\xff",
        b"cmodule",
    ] {
        assert!(refusal(opcodes).contains("ends too soon"));
    }
    for opcodes in [
        &b"."[..],
        b"0.",
        b"t.",
        b"(a.",
        b"Nh\x00.",
        b"N(q\x00.",
        b"NNs.",
        b"}(Nu.",
        b"\xff",
        b"X\x01\0\0\0\xff.",
    ] {
        assert!(refusal(opcodes).contains("damaged"));
    }
    let most = || [b"\x8a\x08".as_slice(), &i64::MAX.to_le_bytes()].concat();
    let minus = || b"J\xff\xff\xff\xff".to_vec();
    let wide = [b"\x8a\x09".as_slice(), &[1; 9]].concat();
    let of = |shape: &[Vec<u8>], stride: &[Vec<u8>], count| pickle(None, &state(&[("a", tensor("0", shape, stride, count))]));
    assert_refused(&of(&[most()], &[int(1)], int(6)), "the values of tensor a are missing");
    assert_refused(
        &of(&[most(), most()], &[most(), int(1)], int(6)),
        "the values of tensor a are missing",
    );
    assert_refused(&of(&[int(7)], &[int(1)], int(6)), "the values of tensor a are missing");
    assert_refused(&of(&[int(6)], &[int(1)], int(7)), "the values of tensor a are missing");
    assert_refused(&of(&[int(6)], &[int(1)], most()), "the values of tensor a are missing");
    assert_refused(&of(&[int(2), int(3)], &[int(1), int(2)], int(6)), "only contiguous");
    for (shape, stride, count) in [
        (vec![minus()], vec![int(1)], int(6)),
        (vec![int(6)], vec![], int(6)),
        (vec![wide], vec![int(1)], int(6)),
        (vec![int(1); 8], vec![int(1); 8], int(6)),
        (vec![int(6)], vec![int(1)], minus()),
    ] {
        assert_refused(&of(&shape, &stride, count), "tensor a is described wrongly");
    }
    let mut counted = legacy(&saved(None, &small()), &small());
    let last = counted.len() - 12;
    counted[last..last + 8].fill(0xff);
    assert!(read(&counted).unwrap_err().contains("ends too soon"));
}

#[test]
fn every_truncation_is_refused() {
    for file in files(&saved(Some("model"), &small()), &small()) {
        for length in 8..file.len() {
            assert!(read(&file[..length]).is_err(), "{length} of {} bytes", file.len());
        }
    }
    let whole = saved(Some("model"), &small());
    for length in 0..whole.len() {
        assert!(Pickle::read(&mut Bytes(&whole[..length])).is_err(), "{length} bytes");
    }
}

#[test]
fn a_file_with_wrong_bytes_is_read_or_refused() {
    let mut rng = SplitMix64::new(10);
    let (mut read_anyway, mut refused) = (0, 0);
    for file in files(&saved(Some("model"), &small()), &small()) {
        for _ in 0..10_000 {
            let mut file = file.clone();
            for _ in 0..=rng.below(3) {
                let place = rng.below(file.len());
                file[place] = rng.next_u64() as u8;
            }
            match read(&file) {
                Ok(_) => read_anyway += 1,
                Err(why) => {
                    assert!(!why.is_empty());
                    refused += 1;
                }
            }
        }
    }
    assert!(read_anyway > 100 && refused > 100, "{read_anyway} {refused}");
}

/// Opcodes in any order, for what no change of a valid pickle comes to.
#[test]
fn a_pickle_of_random_opcodes_is_read_or_refused() {
    let opcodes: Vec<&[u8]> = vec![
        b"(",
        b"0",
        b"1",
        b"N",
        b"\x88",
        b"K\x01",
        b"J\xff\xff\xff\xff",
        b"\x8a\x02\x01\xff",
        b"X\x01\0\0\0a",
        b")",
        b"t",
        b"\x85",
        b"\x86",
        b"\x87",
        b"]",
        b"a",
        b"e",
        b"l",
        b"}",
        b"s",
        b"u",
        b"d",
        b"ctorch._utils\n_rebuild_tensor_v2\n",
        b"ccollections\nOrderedDict\n",
        b"\x93",
        b"Q",
        b"R",
        b"b",
        b"\x81",
        b"q\x00",
        b"q\x01",
        b"\x94",
        b"h\x00",
        b"h\x01",
        b"\x8f",
        b"\x90",
    ];
    let mut rng = SplitMix64::new(11);
    for _ in 0..20_000 {
        let mut pickle = b"}(N]".to_vec();
        for _ in 0..rng.below(40) {
            pickle.extend(opcodes[rng.below(opcodes.len())]);
        }
        pickle.push(b'.');
        if let Ok(pickle) = Pickle::read(&mut Bytes(&pickle)) {
            drop(tensors_of(&pickle));
        }
    }
}
