//! What the program ships, and its two parts.

use analysis::Ear;
use analysis::mel::SAMPLE_RATE;

use crate::plan::Plan;
use crate::sound::Sound;
use crate::vectors::Vectors;
use crate::walk::walk;

/// Vectors of every view: all, the network's part, the timbre block's.
///
/// # Errors
/// If a clip cannot be read or the network fails.
pub fn heard(ear: &Ear, plan: &Plan) -> anyhow::Result<[(&'static str, Vectors); 3]> {
    let heard = walk(plan, |_, _, sound| hear(ear, &sound.at(SAMPLE_RATE)))?;
    let part = |range: std::ops::Range<usize>| -> Vectors {
        let cut = |rows: &Vec<Vec<f32>>| rows.iter().map(|row| row[range.clone()].to_vec()).collect();
        Vectors(heard.iter().map(|(view, rows)| (*view, cut(rows))).collect())
    };
    let (network, dim) = (ear.network_dim(), ear.dim());
    Ok([
        ("shipped: network + timbre", part(0..dim)),
        ("network alone", part(0..network)),
        ("timbre block alone", part(network..dim)),
    ])
}

/// Zeros where there is nothing to hear.
fn hear(ear: &Ear, sound: &Sound) -> anyhow::Result<Vec<f32>> {
    match sound.heard(ear) {
        Ok(analysis) => Ok(analysis.embedding.as_slice().to_vec()),
        Err(analysis::Error::TooShort { .. } | analysis::Error::Silent) => Ok(vec![0.0; ear.dim()]),
        Err(error) => Err(error.into()),
    }
}
