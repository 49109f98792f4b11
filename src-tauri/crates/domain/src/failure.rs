//! A file that could not be taken in: data a person can see, not the end of a scan.

use std::path::PathBuf;

use crate::{FileStamp, Timestamp};

/// Which step refused the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    Scan,
    Analysis,
    Playback,
}

/// One refused file with its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub path: PathBuf,
    pub stage: Stage,
    /// For a person: what is wrong with the file.
    pub reason: String,
    pub at: Timestamp,
    /// The file as it was then: it is tried again when this changes, or when a person asks.
    pub stamp: Option<FileStamp>,
    pub attempts: u32,
}
