//! Previews: what a person listens into without leaving what plays.

use std::sync::atomic::Ordering;
use std::time::Duration;

use crossbeam_channel::{RecvTimeoutError, bounded};

use super::{Player, TICK};
use crate::command::Event;
use crate::items::QueueTrack;
use crate::preview_feeder::{LENGTH, PreviewCommand};

/// Where most tracks have got going.
const TELLING: f64 = 0.3;

impl Player {
    /// Lets ten seconds of `track` be heard from `at` on, or from a place where most tracks have got going.
    pub(super) fn start_preview(&mut self, track: QueueTrack, at: Option<Duration>) {
        if self.meter.is_none() && !self.connect() {
            return self.end_preview();
        }
        let Some(meter) = &self.meter else { return };
        self.last_preview += 1;
        let preview = self.last_preview;
        meter.preview.wanted.store(preview, Ordering::Release);
        let gain_db = self.gain_of_track(&track, false).map(|(gain, _)| gain);
        let refused = self.refusal(&track);
        let at = at.unwrap_or_else(|| track.duration.mul_f64(TELLING));
        let _ = self.preview_feed.commands.send(PreviewCommand::Play {
            preview,
            path: track.path,
            at: at.min(track.duration.saturating_sub(LENGTH)),
            gain_db,
            refused,
        });
        self.preview = Some((preview, track.track));
        self.emit(Event::PreviewChanged(Some(track.track)));
    }

    pub(super) fn stop_preview(&mut self) {
        if let Some((preview, _)) = self.preview {
            let _ = self.preview_feed.commands.send(PreviewCommand::Stop { preview });
        }
        self.end_preview();
    }

    /// Notices a preview that was heard to its end, or cannot be.
    pub(super) fn mind_preview(&mut self) {
        let over = |(preview, _)| self.meter.as_ref().is_none_or(|meter| meter.preview.is_over(preview));
        // Asked before the failures are read: one that is told after them is not over yet.
        let over = self.preview.is_some_and(over);
        let failures: Vec<_> = self.preview_feed.said.try_iter().collect();
        for failed in failures {
            if let Some((_, track)) = self.preview.filter(|(preview, _)| *preview == failed.preview) {
                tracing::info!(reason = failed.reason, "no preview");
                self.emit(Event::PreviewFailed {
                    track,
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
