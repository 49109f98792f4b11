//! Decoder threads that hang on a file: they are left behind, and others take their place.

use std::path::Path;
use std::time::Instant;

use domain::EndReason;

use super::Player;
use crate::command::Event;
use crate::decode_thread::DecodeThread;
use crate::feeder::{self, SegmentId};
use crate::items::QueueTrack;
use crate::pipeline::Pipeline;
use crate::preview_feeder;

impl Player {
    /// Why a track is not to be opened.
    pub(super) fn refusal(&self, track: &QueueTrack) -> Option<String> {
        if self.given_up.contains(&track.path) {
            return Some(audio::HANGS.into());
        }
        self.refusals.as_ref()?.refusal(track)
    }

    /// Looks whether a decoder hangs; true if another took its place.
    pub(super) fn mind_decoders(&mut self) -> bool {
        let fed = self.feed.hangs_on().map(SegmentId);
        let previewed = self.preview_feed.hangs_on();
        if fed.is_none() && previewed.is_none() {
            return false;
        }
        if let Some(id) = fed {
            let known = self.pipeline.find(id);
            // Of a segment that is not planned any more nobody knows the file by now; loading goes on without it.
            if let Some(index) = known {
                let path = self.pipeline.segments[index].item.track.path.clone();
                self.give_up(&path);
            }
            self.replace_feed();
        }
        if let Some(preview) = previewed {
            if let Some(hung) = self.preview.take_if(|current| current.number == preview) {
                self.give_up(&hung.path);
                self.emit(Event::PreviewFailed {
                    track: hung.track,
                    reason: audio::HANGS.into(),
                });
                self.emit(Event::PreviewChanged(None));
            }
            self.replace_preview_feed();
        }
        // The thread that hangs has the ends of the rings: a new line takes up the play where it is heard.
        if self.meter.is_some() {
            self.disconnect();
            self.connect();
        }
        true
    }

    fn replace_feed(&mut self) {
        match DecodeThread::start("decode-ahead", feeder::run) {
            Ok(thread) => self.feed = thread,
            Err(error) => tracing::error!(%error, "no thread for decoding"),
        }
    }

    fn replace_preview_feed(&mut self) {
        match DecodeThread::start("preview", preview_feeder::run) {
            Ok(thread) => self.preview_feed = thread,
            Err(error) => tracing::error!(%error, "no thread for previews"),
        }
    }

    /// After a bug in here or in a decoder thread: what played is over, the queue is what it was, and whatever is asked next is done.
    pub(super) fn begin_anew(&mut self, tell: bool) {
        self.end_leaving();
        if let Some(current) = self.pipeline.segments.pop_front() {
            self.tell_end(current, EndReason::Failed);
        }
        self.pipeline = Pipeline::default();
        self.meter = None;
        self.output.close();
        self.end_preview();
        self.replace_feed();
        self.replace_preview_feed();
        self.rest();
        if tell {
            self.emit(Event::Faltered);
        }
        self.retry_at = Some(Instant::now());
    }

    fn give_up(&mut self, path: &Path) {
        tracing::error!(path = %path.display(), "a decoder hangs");
        self.given_up.push(path.to_path_buf());
    }
}
