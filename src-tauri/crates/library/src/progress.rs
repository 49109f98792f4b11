//! What a scan tells while it runs and when it ends.

use domain::Failure;

/// Where a scan stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScanProgress {
    pub phase: ScanPhase,
    /// Files done in this phase.
    pub done: usize,
    /// Files of this phase; 0 while it is not known.
    pub total: usize,
}

/// The phases in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ScanPhase {
    /// Listing files and comparing them with the library.
    Walk,
    /// Reading new and changed files; their tracks are visible as they come.
    Read,
    /// Recognising moved files and marking missing ones.
    Link,
    /// Finding covers.
    Covers,
}

/// What a scan changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScanReport {
    /// Tracks the library did not have.
    pub added: usize,
    /// Tracks whose file changed in place.
    pub updated: usize,
    /// Tracks whose file was recognised at another path.
    pub moved: usize,
    /// Tracks whose file is gone.
    pub missing: usize,
    /// Tracks whose file is back.
    pub returned: usize,
    /// Tracks that have another cover than before, new ones among them.
    pub covers: usize,
    /// Folders that went away or came back.
    pub reachability: usize,
    /// Failures of before that are over: their file is fine or gone.
    pub forgiven: usize,
    /// Files refused in this scan.
    pub failed: Vec<Failure>,
    /// Wall-clock time.
    pub seconds: f64,
    /// Stopped before its end; what was read is kept.
    pub cancelled: bool,
}

impl ScanReport {
    /// Whether the library is as it was before.
    pub fn is_unchanged(&self) -> bool {
        self.added + self.updated + self.moved + self.missing + self.returned + self.covers == 0
    }
}
