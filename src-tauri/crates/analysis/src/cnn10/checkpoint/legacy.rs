//! PyTorch's format before 1.6: pickles of a magic number, a protocol, facts of the machine, the object itself, the keys of its
//! storages; then each storage, the count of its values in front.

use std::collections::HashMap;

use super::bytes::{Bytes, too_short};
use super::pickle::{Pickle, Value};
use super::saved::{Saved, entry, storages, tensors};
use super::{damaged, refused};
use crate::Error;

/// The pickle (protocol 2) of the number 0x1950a86a20f9469cfc6c.
const MAGIC: [u8; 15] = [
    0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, b'.',
];

pub(super) fn is_one(data: &[u8]) -> bool {
    data.starts_with(&MAGIC)
}

/// # Errors
/// `Model` if it is damaged, or of a big-endian machine, or holds no tensors by their names.
pub(super) fn read(data: &[u8]) -> Result<Saved<'_>, Error> {
    let mut rest = Bytes(data);
    for _ in ["magic number", "protocol"] {
        Pickle::read(&mut rest)?;
    }
    if is_big_endian(&Pickle::read(&mut rest)?) {
        return Err(refused("it was written on a big-endian machine".into()));
    }
    let checkpoint = Pickle::read(&mut rest)?;
    let keys = Pickle::read(&mut rest)?;
    Ok(Saved {
        tensors: tensors(&checkpoint)?,
        storages: stored(&checkpoint, &keys, rest)?,
    })
}

fn is_big_endian(machine: &Pickle) -> bool {
    let facts = machine.root().dict().unwrap_or_default();
    entry(machine, facts, "little_endian").is_some_and(|fact| matches!(fact, Value::Bool(false)))
}

/// The storages, one behind the other in the order of `keys`.
fn stored<'a>(checkpoint: &Pickle<'a>, keys: &Pickle<'a>, mut rest: Bytes<'a>) -> Result<HashMap<&'a str, &'a [u8]>, Error> {
    let Value::List(order) = keys.root() else {
        return Err(damaged("its storages have no keys"));
    };
    let named = storages(checkpoint);
    let mut stored = HashMap::new();
    for key in order {
        let storage = keys.at(*key).text().and_then(|key| named.get(key));
        let storage = storage.ok_or_else(|| damaged("one of its storages belongs to nothing"))?;
        let length = rest.length::<8>()?.checked_mul(storage.width()?).ok_or_else(too_short)?;
        stored.insert(storage.key, rest.take(length)?);
    }
    Ok(stored)
}
