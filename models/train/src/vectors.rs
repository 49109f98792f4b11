//! A system's vectors of every view, and their file.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use anyhow::{Context, ensure};
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};

use crate::plan::Plan;
use crate::views::View;

/// Rows of a view in the order of [`Plan::rows`]. A view may be missing.
#[derive(Clone, Debug, Default)]
pub struct Vectors(pub BTreeMap<View, Vec<Vec<f32>>>);

impl Vectors {
    /// The rows of a view; none if it is missing.
    pub fn view(&self, view: View) -> Option<&Vec<Vec<f32>>> {
        self.0.get(&view).filter(|rows| !rows.is_empty())
    }

    /// Writes one tensor `[clip, dim]` a view, named as [`View::name`] says.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(&self, path: &Path) -> anyhow::Result<()> {
        let bytes = |rows: &Vec<Vec<f32>>| -> Vec<u8> { rows.iter().flatten().flat_map(|v| v.to_le_bytes()).collect() };
        let held: Vec<(View, [usize; 2], Vec<u8>)> = self
            .0
            .iter()
            .map(|(view, rows)| (*view, [rows.len(), rows.first().map_or(0, Vec::len)], bytes(rows)))
            .collect();
        let mut tensors = Vec::new();
        for (view, shape, bytes) in &held {
            tensors.push((view.name(), TensorView::new(Dtype::F32, shape.to_vec(), bytes)?));
        }
        let bytes = safetensors::serialize(tensors, None)?;
        std::fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
    }

    /// Reads what [`Vectors::write`] or `torch/baselines.py` wrote for the clips of `plan`.
    ///
    /// # Errors
    /// If the file cannot be read or holds other clips, shapes or values than it should.
    pub fn read(path: &Path, plan: &Plan) -> anyhow::Result<Self> {
        let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        let file = SafeTensors::deserialize(&bytes)?;
        let tensors: HashMap<String, TensorView> = file.tensors().into_iter().collect();
        let mut views = BTreeMap::new();
        for view in [View::Whole].into_iter().chain(View::PARTS).chain(View::DAMAGED) {
            let Some(tensor) = tensors.get(view.name()) else { continue };
            let wanted = plan.rows(view).len();
            if wanted == 0 {
                continue;
            }
            let shape = tensor.shape();
            ensure!(
                tensor.dtype() == Dtype::F32 && shape.len() == 2 && shape[0] == wanted && shape[1] > 0,
                "{}: {} is {:?} {shape:?}, not [{wanted}, …]",
                path.display(),
                view.name(),
                tensor.dtype()
            );
            let values: Vec<f32> = tensor.data().as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect();
            ensure!(values.iter().all(|v| v.is_finite()), "{}: not all finite", path.display());
            views.insert(view, values.chunks(shape[1]).map(<[f32]>::to_vec).collect());
        }
        ensure!(views.contains_key(&View::Whole), "{} has no `whole`", path.display());
        Ok(Self(views))
    }
}
