//! Background work and the files that failed.

use serde::Serialize;
use specta::Type;

use super::{Fault, count, millis, wire_enum};

wire_enum! {
    sent ScanPhase = app::ScanPhase {
        Walking,
        Reading,
        Covers,
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ScanJob {
    pub phase: ScanPhase,
    pub done: u32,
    pub total: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AnalysisJob {
    pub done: u32,
    pub total: u32,
    /// Null until it was measured.
    pub eta_ms: Option<u32>,
    pub paused: bool,
    pub current: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct JobsView {
    pub scan: Option<ScanJob>,
    pub analysis: Option<AnalysisJob>,
    /// Everything that can be analysed is; what is not will stay so.
    pub settled: bool,
    pub failed: u32,
}

impl From<app::JobsView> for JobsView {
    fn from(view: app::JobsView) -> Self {
        Self {
            scan: view.scan.map(|job| ScanJob {
                phase: job.phase.into(),
                done: count(job.done),
                total: count(job.total),
            }),
            analysis: view.analysis.map(|job| AnalysisJob {
                done: count(job.done),
                total: count(job.total),
                eta_ms: job.eta.map(millis),
                paused: job.paused,
                current: job.current,
            }),
            settled: view.settled,
            failed: count(view.failed),
        }
    }
}

wire_enum! {
    sent Stage = domain::Stage {
        Scan,
        Analysis,
        Playback,
    }
}

#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FailureRow {
    pub path: String,
    pub stage: Stage,
    pub reason: Fault,
    pub attempts: u32,
}

impl From<app::FailureRow> for FailureRow {
    fn from(row: app::FailureRow) -> Self {
        Self {
            path: row.path.to_string_lossy().into_owned(),
            stage: row.stage.into(),
            reason: Fault::of(&row.reason),
            attempts: row.attempts,
        }
    }
}
