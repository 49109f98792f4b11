//! Previews: what a person listens into without leaving what plays.

use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::Duration;

use crossbeam_channel::{RecvTimeoutError, bounded};
use domain::TrackId;

use super::{Player, TICK};
use crate::command::Event;
use crate::items::QueueTrack;
use crate::preview_feeder::{LENGTH, PreviewCommand};

/// Where most tracks have got going.
const TELLING: f64 = 0.3;

/// A preview that is heard, or will be.
#[derive(Debug)]
pub(super) struct Previewed {
    pub(super) number: u64,
    pub(super) track: TrackId,
    pub(super) path: PathBuf,
}

impl Player {
    /// Lets ten seconds of `track` be heard from `at` on, or from a place where most tracks have got going.
    pub(super) fn start_preview(&mut self, track: QueueTrack, at: Option<Duration>) {
        if self.meter.is_none() && !self.connect() {
            return self.end_preview();
        }
        self.last_preview += 1;
        let preview = self.last_preview;
        // What the sleep timer turned down rests; this is wanted now.
        if std::mem::take(&mut self.faded_out) {
            self.apply_volume();
        }
        let Some(meter) = &self.meter else { return };
        meter.preview.wanted.store(preview, Ordering::Release);
        let gain_db = self.gain_of_track(&track, false).map(|gain| gain.db);
        let refused = self.refusal(&track);
        self.preview = Some(Previewed {
            number: preview,
            track: track.track,
            path: track.path.clone(),
        });
        self.emit(Event::PreviewChanged(Some(track.track)));
        let at = at.unwrap_or_else(|| track.duration.mul_f64(TELLING));
        let _ = self.preview_feed.commands.send(PreviewCommand::Play {
            preview,
            path: track.path,
            at: at.min(track.duration.saturating_sub(LENGTH)),
            gain_db,
            refused,
        });
    }

    pub(super) fn stop_preview(&mut self) {
        if let Some(Previewed { number: preview, .. }) = self.preview {
            let _ = self.preview_feed.commands.send(PreviewCommand::Stop { preview });
        }
        self.end_preview();
    }

    /// Notices a preview that was heard to its end, or cannot be.
    pub(super) fn mind_preview(&mut self) {
        let over = |preview: &Previewed| self.meter.as_ref().is_none_or(|meter| meter.preview.is_over(preview.number));
        // Asked before the failures are read: one that is told after them is not over yet.
        let over = self.preview.as_ref().is_some_and(over);
        let failures: Vec<_> = self.preview_feed.said.try_iter().collect();
        for failed in failures {
            if let Some(preview) = self.preview.as_ref().filter(|preview| preview.number == failed.preview) {
                tracing::info!(reason = failed.reason, "no preview");
                self.emit(Event::PreviewFailed {
                    track: preview.track,
                    reason: failed.reason,
                });
            }
        }
        if over {
            self.end_preview();
        }
    }

    /// Waits until all that can be decoded ahead is, and what was stopped is written no more.
    pub(super) fn settle_preview(&mut self) {
        let (mut done, mut settled) = bounded(1);
        while self.preview_feed.commands.send(PreviewCommand::Settle(done)).is_ok() {
            let left_behind = loop {
                match settled.recv_timeout(TICK) {
                    Err(RecvTimeoutError::Timeout) if self.mind_decoders() => break true,
                    Err(RecvTimeoutError::Timeout) => {}
                    _ => break false,
                }
            };
            if !left_behind {
                return;
            }
            // The thread in its place answers.
            (done, settled) = bounded(1);
        }
    }

    pub(super) fn end_preview(&mut self) {
        if self.preview.take().is_some() {
            self.emit(Event::PreviewChanged(None));
        }
    }
}
