//! What `torch.save` means by its pickles: tensors by their names, each a part of a storage.

use std::collections::HashMap;

use candle_core::{DType, Device, Tensor};

use super::pickle::{Id, Pickle, Value};
use super::{damaged, first_line, refused};
use crate::Error;

/// Where a checkpoint keeps the tensors, unless it is nothing but them.
const STATES: [&str; 2] = ["model", "state_dict"];
/// Two more than PyTorch's own layers ever have; one tuple of a million sizes can stand for a million tensors.
const MOST_DIMENSIONS: usize = 7;

/// A file of either format, its values not read yet.
pub(super) struct Saved<'a> {
    pub tensors: HashMap<&'a str, Stored<'a>>,
    /// The bytes of each storage, by its key.
    pub storages: HashMap<&'a str, &'a [u8]>,
}

impl Saved<'_> {
    pub fn shapes(&self) -> HashMap<String, Vec<usize>> {
        let shape = |(name, tensor): (&&str, &Stored)| (String::from(*name), tensor.shape.clone());
        self.tensors.iter().map(shape).collect()
    }

    /// The values of a tensor, in the type they are stored in.
    ///
    /// # Errors
    /// `Model` if they are not in the file, lie there in another order than in memory, or are no real numbers.
    pub fn get(&self, name: &str) -> Result<Tensor, Error> {
        let missing = || damaged(&format!("the values of tensor {name} are missing"));
        let tensor = self.tensors.get(name).ok_or_else(missing)?;
        let storage = &tensor.storage;
        let Some(dtype) = dtype(storage.class) else {
            return Err(refused(format!("tensor {name} lies in a {:.80}, which is not read", storage.class)));
        };
        if !tensor.is_contiguous() || storage.is_view {
            return Err(refused(format!(
                "the values of tensor {name} lie in another order than usual: only contiguous tensors are read"
            )));
        }
        let bytes = self.storages.get(storage.key).filter(|bytes| storage.fits(bytes.len()));
        let values = bytes.and_then(|bytes| tensor.values(bytes)).ok_or_else(missing)?;
        Tensor::from_raw_buffer(values, dtype, &tensor.shape, &Device::Cpu)
            .map_err(|error| damaged(&format!("tensor {name}: {}", first_line(&error))))
    }
}

/// The tensors that the pickle speaks of, by their names.
///
/// # Errors
/// `Model` if it holds no dictionary of them, or one is described wrongly or of a kind that is not read.
pub(super) fn tensors<'a>(pickle: &Pickle<'a>) -> Result<HashMap<&'a str, Stored<'a>>, Error> {
    let mut tensors = HashMap::new();
    for (name, value) in state(pickle)? {
        let Some(name) = pickle.at(*name).text() else { continue };
        if let Some(tensor) = Stored::read(pickle, name, pickle.at(*value))? {
            tensors.insert(name, tensor);
        }
    }
    Ok(tensors)
}

/// The entry of a dictionary under `key`.
pub(super) fn entry<'p, 'a>(pickle: &'p Pickle<'a>, dict: &[(Id, Id)], key: &str) -> Option<&'p Value<'a>> {
    let found = dict.iter().rev().find(|(name, _)| pickle.at(*name).text() == Some(key));
    found.map(|(_, value)| pickle.at(*value))
}

/// The dictionary of the tensors.
fn state<'p>(pickle: &'p Pickle) -> Result<&'p [(Id, Id)], Error> {
    let top = match pickle.root() {
        Value::Dict(top) => top,
        Value::Call(..) => return Err(whole_object()),
        _ => return Err(refused("it holds no dictionary of tensors".into())),
    };
    let kept = STATES.map(|key| entry(pickle, top, key));
    if let Some(state) = kept.iter().flatten().find_map(|value| value.dict()) {
        return Ok(state);
    }
    if kept.iter().flatten().any(|value| matches!(value, Value::Call(..))) {
        return Err(whole_object());
    }
    Ok(top)
}

/// To read it would be to run its code.
fn whole_object() -> Error {
    refused("it holds a whole module, not its tensors by their names: save its state_dict() instead".into())
}

/// Every storage that the pickle speaks of, by its key.
pub(super) fn storages<'a>(pickle: &Pickle<'a>) -> HashMap<&'a str, Storage<'a>> {
    let storages = pickle.values().iter().filter_map(|value| Storage::read(pickle, value));
    storages.map(|storage| (storage.key, storage)).collect()
}

/// Numbers of one type, of which tensors take their parts.
pub(super) struct Storage<'a> {
    pub key: &'a str,
    /// The name of its class tells the type: `FloatStorage`.
    class: &'a str,
    count: usize,
    /// It is itself a part of another, as before PyTorch 0.4.
    is_view: bool,
}

impl<'a> Storage<'a> {
    fn read(pickle: &Pickle<'a>, value: &Value<'a>) -> Option<Self> {
        let Value::Persistent(id) = value else { return None };
        let [what, class, key, _location, count, view @ ..] = pickle.at(*id).tuple()? else {
            return None;
        };
        let Value::Global(_, class) = pickle.at(*class) else { return None };
        (pickle.at(*what).text()? == "storage").then_some(Self {
            key: pickle.at(*key).text()?,
            class,
            count: pickle.at(*count).count()?,
            is_view: view.iter().any(|view| !matches!(pickle.at(*view), Value::None)),
        })
    }

    /// Bytes of a number.
    ///
    /// # Errors
    /// `Model` for a type that is not known.
    pub fn width(&self) -> Result<usize, Error> {
        match self.class {
            "BoolStorage" | "CharStorage" => Ok(1),
            "ComplexFloatStorage" => Ok(8),
            "ComplexDoubleStorage" => Ok(16),
            class => dtype(class)
                .map(|dtype| dtype.size_in_bytes())
                .ok_or_else(|| refused(format!("it holds a {class:.80}, which is not read"))),
        }
    }

    fn fits(&self, bytes: usize) -> bool {
        self.width().is_ok_and(|width| self.count.checked_mul(width) == Some(bytes))
    }
}

fn dtype(class: &str) -> Option<DType> {
    Some(match class {
        "FloatStorage" => DType::F32,
        "DoubleStorage" => DType::F64,
        "HalfStorage" => DType::F16,
        "BFloat16Storage" => DType::BF16,
        "LongStorage" => DType::I64,
        "IntStorage" => DType::I32,
        "ShortStorage" => DType::I16,
        "ByteStorage" => DType::U8,
        _ => return None,
    })
}

/// A tensor as the pickle tells of it. Offset and stride count numbers, not bytes.
pub(super) struct Stored<'a> {
    storage: Storage<'a>,
    offset: usize,
    shape: Vec<usize>,
    stride: Vec<usize>,
}

impl<'a> Stored<'a> {
    /// `None` for what is no tensor.
    fn read(pickle: &Pickle<'a>, name: &str, value: &Value<'a>) -> Result<Option<Self>, Error> {
        let Some((mut function, mut arguments)) = rebuilt(pickle, value) else {
            return Ok(None);
        };
        if ["_rebuild_parameter", "_rebuild_parameter_with_state"].contains(&function) {
            let inner = arguments.first().and_then(|inner| rebuilt(pickle, pickle.at(*inner)));
            (function, arguments) = inner.unwrap_or((function, arguments));
        }
        if !["_rebuild_tensor", "_rebuild_tensor_v2"].contains(&function) {
            return Err(refused(format!("tensor {name:.80} is of a kind that is not read ({function:.80})")));
        }
        let wrong = || damaged(&format!("tensor {name:.80} is described wrongly"));
        Self::from_arguments(pickle, arguments).map(Some).ok_or_else(wrong)
    }

    fn from_arguments(pickle: &Pickle<'a>, arguments: &[Id]) -> Option<Self> {
        let [storage, offset, shape, stride, ..] = arguments else {
            return None;
        };
        let stored = Self {
            storage: Storage::read(pickle, pickle.at(*storage))?,
            offset: pickle.at(*offset).count()?,
            shape: counts(pickle, *shape)?,
            stride: counts(pickle, *stride)?,
        };
        (stored.shape.len() == stored.stride.len()).then_some(stored)
    }

    fn is_contiguous(&self) -> bool {
        let mut step = 1usize;
        self.shape.iter().zip(&self.stride).rev().all(|(size, stride)| {
            let follows = *size <= 1 || *stride == step;
            step = step.saturating_mul(*size);
            follows
        })
    }

    /// The part of the storage that is its own.
    fn values<'s>(&self, storage: &'s [u8]) -> Option<&'s [u8]> {
        let width = self.storage.width().ok()?;
        let count = self.shape.iter().try_fold(1usize, |count, size| count.checked_mul(*size))?;
        let start = self.offset.checked_mul(width)?;
        storage.get(start..start.checked_add(count.checked_mul(width)?)?)
    }
}

/// A call to one of PyTorch's functions that make a tensor, with its arguments.
fn rebuilt<'p, 'a>(pickle: &'p Pickle<'a>, value: &Value<'a>) -> Option<(&'a str, &'p [Id])> {
    let Value::Call(function, arguments) = value else { return None };
    match pickle.at(*function) {
        Value::Global("torch._utils" | "torch._tensor", function) if function.starts_with("_rebuild") => {
            Some((function, pickle.at(*arguments).tuple()?))
        }
        _ => None,
    }
}

fn counts(pickle: &Pickle, tuple: Id) -> Option<Vec<usize>> {
    let sizes = pickle.at(tuple).tuple().filter(|sizes| sizes.len() <= MOST_DIMENSIONS)?;
    sizes.iter().map(|size| pickle.at(*size).count()).collect()
}
