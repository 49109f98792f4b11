//! A person's own file with the weights: what was published (PyTorch) or the same tensors as safetensors.
//!
//! PyTorch writes a zip archive since 1.6 and wrote a stream of pickles before; the published files are of that time, and copies
//! of both kinds are about. In either a dictionary holds the tensors, under `model` in those that were published.

use std::collections::HashMap;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use candle_core::safetensors::SliceSafetensors;
use candle_core::{DType, Device, Tensor};
use candle_nn::VarBuilder;
use domain::ModelVersion;
use sha2::{Digest, Sha256};

use super::network::{Cnn10, FEWEST_FRAMES, tensors};
use super::windows::SECONDS;
use super::{FrontEnd, N_MELS, SAMPLE_RATE};
use crate::Error;

mod archive;
mod bytes;
mod legacy;
mod pickle;
mod saved;

/// The published file has 25 MB.
const LARGEST: u64 = 128 << 20;
/// Beginnings of names that the published file has and nothing here reads: its front end, as convolutions.
const FRONT_END: [&str; 2] = ["spectrogram_extractor.", "logmel_extractor."];
/// The end of names of counters that only training needs.
const COUNTER: &str = ".num_batches_tracked";

/// Weights that were read and checked.
pub struct Checkpoint {
    /// Lower-case hexadecimal SHA-256 of the file.
    pub sha256: String,
    /// Size of the file.
    pub bytes: u64,
    pub(crate) network: Cnn10,
}

/// Reads a tensor of the file by its name.
type Get<'a> = Box<dyn Fn(&str) -> Result<Tensor, Error> + 'a>;

/// What a file holds, before its values are read.
struct Contents<'a> {
    shapes: HashMap<String, Vec<usize>>,
    get: Get<'a>,
}

impl Checkpoint {
    /// Reads a `.pth` or `.safetensors` file, told apart by what is in it. Takes a few tenths of a second.
    ///
    /// # Errors
    /// `Io` if the file cannot be read. `Model`, with the reason, if it is anything else than a CNN10 whose tensors all have the right
    /// names and shapes and finite values: it is refused whole.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let io = |source| Error::Io {
            path: path.to_path_buf(),
            source,
        };
        // Before it is opened: a pipe would be waited for, and a device may have no end.
        let facts = std::fs::metadata(path).map_err(io)?;
        if !facts.is_file() {
            return Err(refused("it is no file".into()));
        }
        if facts.len() > LARGEST {
            return Err(refused(format!("it has {} MB; a CNN10 has about 25", facts.len() >> 20)));
        }
        let mut data = Vec::new();
        // It may grow meanwhile.
        let file = std::fs::File::open(path).map_err(io)?;
        file.take(LARGEST).read_to_end(&mut data).map_err(io)?;
        let sha256 = Sha256::digest(&data).iter().map(|byte| format!("{byte:02x}")).collect();
        // What is in the file is anyone's: a bug that it brings out must not end the program.
        let network = catch_unwind(AssertUnwindSafe(|| network(&data))).unwrap_or_else(|_| Err(damaged("reading it ran into a bug")))?;
        Ok(Self {
            sha256,
            bytes: data.len() as u64,
            network,
        })
    }
}

impl Checkpoint {
    /// Marks every vector that these weights give.
    pub fn version(&self) -> ModelVersion {
        ModelVersion(format!("cnn10:{}", &self.sha256[..8]))
    }

    /// How long the network takes for one window, on this thread.
    pub fn time_of_a_window(&self) -> Duration {
        let samples = vec![0.1; SECONDS * SAMPLE_RATE as usize];
        let front_end = FrontEnd::new();
        let started = Instant::now();
        let heard = self.network.hear(&front_end.frames(&samples));
        started.elapsed().max(Duration::from_nanos(u64::from(heard.is_some())))
    }
}

fn refused(why: String) -> Error {
    Error::Model(why)
}

fn damaged(how: &str) -> Error {
    refused(format!("it is damaged: {how}"))
}

fn network(data: &[u8]) -> Result<Cnn10, Error> {
    let contents = contents(data)?;
    check(&contents.shapes)?;
    let mut weights = HashMap::new();
    for (name, _) in tensors() {
        let unreadable = |error| damaged(&format!("tensor {name}: {}", first_line(&error)));
        let tensor = (contents.get)(&name)?.to_dtype(DType::F32).map_err(unreadable)?;
        let values = tensor
            .flatten_all()
            .and_then(|tensor| tensor.to_vec1::<f32>())
            .map_err(unreadable)?;
        if values.iter().any(|v| !v.is_finite()) {
            return Err(refused(format!("tensor {name} holds a value that is not a number")));
        }
        weights.insert(name, tensor);
    }
    let vb = VarBuilder::from_tensors(weights, DType::F32, &Device::Cpu);
    let network = Cnn10::new(&vb).map_err(|error| refused(first_line(&error)))?;
    // Finite weights can still be too large to be multiplied with each other.
    let heard = network.hear(&vec![-40.0; 2 * FEWEST_FRAMES * N_MELS]);
    let Some(heard) = heard.filter(|heard| heard.embedding.iter().chain(&heard.logits).all(|v| v.is_finite())) else {
        return Err(refused("its weights give no numbers".into()));
    };
    let tilted: Vec<f32> = (0..2 * FEWEST_FRAMES * N_MELS).map(|i| (i % N_MELS) as f32 - 80.0).collect();
    let other = network.hear(&tilted);
    if other.is_some_and(|other| other.embedding == heard.embedding) {
        return Err(refused("its weights hear no difference between sounds".into()));
    }
    Ok(network)
}

/// The message without the trace that may follow it.
fn first_line(error: &candle_core::Error) -> String {
    error.to_string().lines().next().unwrap_or_default().to_owned()
}

/// Names and shapes: all that are wanted, and nothing that is not known.
fn check(found: &HashMap<String, Vec<usize>>) -> Result<(), Error> {
    let wanted: HashMap<String, Vec<usize>> = tensors().into_iter().collect();
    if !wanted.keys().any(|name| found.contains_key(name)) {
        return Err(refused("it holds no tensor of a CNN10".into()));
    }
    for (name, shape) in tensors() {
        match found.get(&name) {
            None => return Err(refused(format!("tensor {name} is missing"))),
            Some(found) if *found != shape => {
                return Err(refused(format!("tensor {name} is {found:?}, in a CNN10 it is {shape:?}")));
            }
            Some(_) => {}
        }
    }
    let known = |name: &String| {
        wanted.contains_key(name) || name.ends_with(COUNTER) || FRONT_END.iter().any(|beginning| name.starts_with(beginning))
    };
    match found.keys().filter(|name| !known(name)).min() {
        Some(name) => Err(refused(format!("tensor {name:.80} is none of a CNN10"))),
        None => Ok(()),
    }
}

fn contents(data: &[u8]) -> Result<Contents<'_>, Error> {
    let saved = if data.starts_with(b"PK") {
        Some(archive::read(data)?)
    } else if legacy::is_one(data) {
        Some(legacy::read(data)?)
    } else {
        None
    };
    if let Some(saved) = saved {
        return Ok(Contents {
            shapes: saved.shapes(),
            get: Box::new(move |name| saved.get(name)),
        });
    }
    // Eight bytes of length, then JSON.
    if data.get(8) == Some(&b'{') {
        let file = SliceSafetensors::new(data).map_err(|error| damaged(&first_line(&error)))?;
        let shapes = file
            .tensors()
            .into_iter()
            .map(|(name, view)| (name, view.shape().to_vec()))
            .collect();
        return Ok(Contents {
            shapes,
            get: Box::new(move |name| {
                file.load(name, &Device::Cpu)
                    .map_err(|error| damaged(&format!("tensor {name}: {}", first_line(&error))))
            }),
        });
    }
    Err(refused("it is neither a PyTorch checkpoint nor a safetensors file".into()))
}

#[cfg(test)]
mod hostile_tests;
#[cfg(test)]
#[path = "checkpoint_tests.rs"]
pub(super) mod tests;
#[cfg(test)]
mod written;
