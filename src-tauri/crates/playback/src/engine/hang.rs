//! Decoder threads that hang on a file: they are left behind, and others take their place.

use std::path::Path;

use super::Player;
use crate::command::Event;
use crate::decode_thread::DecodeThread;
use crate::feeder::{self, SegmentId};
use crate::items::QueueTrack;
use crate::preview_feeder;

/// What a person is told of such a file.
const REASON: &str = "damaged: the decoder does not come to an end with it";

impl Player {
    /// Why a track is not to be opened.
    pub(super) fn refusal(&self, track: &QueueTrack) -> Option<String> {
        if self.given_up.contains(&track.path) {
            return Some(REASON.into());
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
            match DecodeThread::start("decode-ahead", feeder::run) {
                Ok(thread) => self.feed = thread,
                Err(error) => tracing::error!(%error, "no thread for decoding"),
            }
        }
        if let Some(preview) = previewed {
            if let Some((_, track)) = self.preview.take_if(|(current, _)| *current == preview) {
                self.emit(Event::PreviewFailed {
                    track,
                    reason: REASON.into(),
                });
                self.emit(Event::PreviewChanged(None));
            }
            match DecodeThread::start("preview", preview_feeder::run) {
                Ok(thread) => self.preview_feed = thread,
                Err(error) => tracing::error!(%error, "no thread for previews"),
            }
        }
        // The thread that hangs has the ends of the rings: a new line takes up the play where it is heard.
        if self.meter.is_some() {
            self.disconnect();
            self.connect();
        }
        true
    }

    fn give_up(&mut self, path: &Path) {
        tracing::error!(path = %path.display(), "a decoder hangs");
        self.given_up.push(path.to_path_buf());
    }
}
