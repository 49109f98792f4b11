//! CNN10 of the PANNs (Kong, Cao, Iqbal, Wang, Wang & Plumbley, *PANNs: Large-Scale Pretrained Audio Neural Networks for Audio
//! Pattern Recognition*, IEEE/ACM TASLP 2020), for whoever has its weights: nothing of it is shipped.
//!
//! File ([`checkpoint`]) → [`network`]; track → some [`windows`] of it → [`front_end`] → network → [`heard`].

pub(crate) mod checkpoint;
mod classes;
mod front_end;
mod heard;
mod network;
mod windows;

pub use checkpoint::Checkpoint;
pub(crate) use classes::words;
pub(crate) use front_end::FrontEnd;
pub(crate) use heard::HeardWindows;
pub(crate) use network::{Cnn10, EMBEDDING};
pub(crate) use windows::Windows;

/// Hz the network was trained at.
pub(crate) const SAMPLE_RATE: u32 = 32_000;
/// Bands of a frame.
pub(crate) const N_MELS: usize = 64;

#[cfg(test)]
mod golden_tests;
#[cfg(test)]
pub(crate) mod made_up;
