//! PyTorch's format before 1.6: pickles of a magic number, a protocol, facts of the machine, the object itself, the keys of its
//! storages; then each storage, its length in front.

use std::collections::HashMap;
use std::io::Cursor;

use candle_core::pickle::{Object, Stack, TensorInfo};
use candle_core::{DType, Device, Result, Tensor, bail};

use super::STATE;

/// The pickle (protocol 2) of the number 0x1950a86a20f9469cfc6c.
const MAGIC: [u8; 15] = [
    0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, b'.',
];

pub(super) fn is_one(data: &[u8]) -> bool {
    data.starts_with(&MAGIC)
}

/// What lies where in the file.
pub(super) struct Legacy<'a> {
    tensors: HashMap<String, TensorInfo>,
    storages: HashMap<String, &'a [u8]>,
}

impl<'a> Legacy<'a> {
    pub fn read(data: &'a [u8]) -> Result<Self> {
        let mut input = Cursor::new(data);
        for _ in ["magic number", "protocol", "machine"] {
            pickled(&mut input)?;
        }
        let tensors = state(pickled(&mut input)?)?;
        let Object::List(keys) = pickled(&mut input)? else {
            bail!("its storages have no keys");
        };
        let dtypes: HashMap<&str, DType> = tensors
            .values()
            .map(|info| (info.path.trim_start_matches('/'), info.dtype))
            .collect();
        let mut rest = &data[usize::try_from(input.position()).unwrap_or(data.len()).min(data.len())..];
        let mut storages = HashMap::new();
        for key in keys {
            let Ok(key) = key.unicode() else { bail!("a storage has no name") };
            let Some(dtype) = dtypes.get(key.as_str()) else {
                bail!("storage {key} belongs to no tensor");
            };
            let Some((count, behind)) = rest.split_at_checked(8) else {
                bail!("it ends too soon");
            };
            let count = count
                .try_into()
                .map(u64::from_le_bytes)
                .ok()
                .and_then(|count| usize::try_from(count).ok());
            let length = count.and_then(|count| count.checked_mul(dtype.size_in_bytes()));
            let Some((storage, behind)) = length.and_then(|length| behind.split_at_checked(length)) else {
                bail!("it ends too soon");
            };
            storages.insert(key, storage);
            rest = behind;
        }
        Ok(Self { tensors, storages })
    }

    pub fn shapes(&self) -> HashMap<String, Vec<usize>> {
        let shape = |info: &TensorInfo| info.layout.dims().to_vec();
        self.tensors.iter().map(|(name, info)| (name.clone(), shape(info))).collect()
    }

    pub fn get(&self, name: &str) -> Result<Tensor> {
        let Some(info) = self.tensors.get(name) else {
            bail!("it is missing")
        };
        if !info.layout.is_contiguous() {
            bail!("its values lie in another order");
        }
        let from = info.layout.start_offset();
        let length = info.layout.shape().elem_count() * info.dtype.size_in_bytes();
        let storage = self.storages.get(info.path.trim_start_matches('/'));
        match storage.and_then(|storage| storage.get(from..from.checked_add(length)?)) {
            Some(bytes) => Tensor::from_raw_buffer(bytes, info.dtype, info.layout.dims(), &Device::Cpu),
            None => bail!("its values are missing"),
        }
    }
}

fn pickled(input: &mut Cursor<&[u8]>) -> Result<Object> {
    let mut stack = Stack::empty();
    stack.read_loop(input)?;
    stack.finalize()
}

/// The tensors of the dictionary under [`STATE`].
fn state(checkpoint: Object) -> Result<HashMap<String, TensorInfo>> {
    let Object::Dict(entries) = checkpoint else {
        bail!("it holds no dictionary")
    };
    let state = entries.into_iter().find(|(key, _)| *key == Object::Unicode(STATE.into()));
    let Some((_, Object::Dict(tensors))) = state else {
        bail!("key {STATE} not found");
    };
    let mut found = HashMap::new();
    for (name, tensor) in tensors {
        if let Some(info) = tensor.into_tensor_info(name, std::path::Path::new(""))? {
            found.insert(info.name.clone(), info);
        }
    }
    Ok(found)
}
