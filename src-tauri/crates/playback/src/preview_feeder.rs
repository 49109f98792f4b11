//! The preview's own decode-ahead thread: a file on a slow disk must not keep the music that plays waiting.

use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::Duration;

use audio::Pulse;
use crossbeam_channel::{Receiver, RecvError, Sender};

use crate::chain::{Chain, Opening, Trouble};
use crate::feeder::{Job, SegmentId};
use crate::next_command::{Otherwise, next_command};
use crate::preview::PreviewFeed;

/// How long a preview is.
pub(crate) const LENGTH: Duration = Duration::from_secs(10);

pub(crate) enum PreviewCommand {
    /// A ring to a new device; what was being decoded is forgotten.
    Line(Box<PreviewFeed>),
    NoLine,
    /// Ends what there is and begins with this.
    Play {
        preview: u64,
        path: PathBuf,
        at: Duration,
        gain_db: Option<f32>,
        /// Why the file is not opened at all.
        refused: Option<String>,
    },
    /// Ends this preview.
    Stop {
        preview: u64,
    },
    /// Answered when there is nothing to do but wait.
    Settle(Sender<()>),
}

/// Why a preview cannot be heard, for a person.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct PreviewFailed {
    pub(crate) preview: u64,
    pub(crate) reason: String,
}

/// Runs until the engine is gone.
pub(crate) fn run(commands: &Receiver<PreviewCommand>, failures: &Sender<PreviewFailed>, pulse: &Pulse) {
    let mut feeder = Feeder {
        feed: None,
        chain: Chain::new(),
        playing: None,
        decoded: false,
        failures,
        pulse,
    };
    let mut settling: Vec<Sender<()>> = Vec::new();
    loop {
        let otherwise = if feeder.playing.is_none() {
            Otherwise::Nothing
        } else if feeder.work() {
            Otherwise::Work
        } else {
            Otherwise::Room
        };
        if !matches!(otherwise, Otherwise::Work) {
            for waiting in settling.drain(..) {
                let _ = waiting.send(());
            }
        }
        let command = match next_command(commands, otherwise) {
            Ok(command) => command,
            Err(RecvError) => return,
        };
        match command {
            Some(PreviewCommand::Settle(waiting)) => settling.push(waiting),
            Some(command) => feeder.handle(command),
            None => {}
        }
    }
}

struct Feeder<'a> {
    feed: Option<PreviewFeed>,
    chain: Chain,
    /// The preview being decoded.
    playing: Option<u64>,
    /// To its end; what is left is to be written.
    decoded: bool,
    failures: &'a Sender<PreviewFailed>,
    pulse: &'a Pulse,
}

impl Feeder<'_> {
    fn handle(&mut self, command: PreviewCommand) {
        match command {
            PreviewCommand::Line(feed) => {
                self.chain.start(feed.rate);
                self.feed = Some(*feed);
                self.playing = None;
            }
            PreviewCommand::NoLine => {
                self.chain.release();
                (self.feed, self.playing) = (None, None);
            }
            // A hand that moves over a list asks for many: only the last is worth opening.
            PreviewCommand::Play { preview, .. } if self.is_superseded(preview) => self.end(preview),
            PreviewCommand::Play {
                preview,
                path,
                at,
                gain_db,
                refused,
            } => self.play(preview, path, at, gain_db, refused),
            PreviewCommand::Stop { preview } => self.end(preview),
            PreviewCommand::Settle(_) => {}
        }
    }

    fn is_superseded(&self, preview: u64) -> bool {
        let wanted = |feed: &PreviewFeed| feed.shared.wanted.load(Ordering::Acquire);
        self.feed.as_ref().is_some_and(|feed| wanted(feed) > preview)
    }

    fn play(&mut self, preview: u64, path: PathBuf, at: Duration, gain_db: Option<f32>, refused: Option<String>) {
        self.end(preview - 1);
        let Some(feed) = &self.feed else { return };
        let job = Job {
            id: SegmentId(preview),
            path,
            at,
            gain_db,
            blend: Duration::ZERO,
            refused,
        };
        match self.pulse.around(preview, || self.chain.open(&job)) {
            Ok(Opening { start, .. }) => {
                let frames = LENGTH.as_secs() * u64::from(feed.rate);
                feed.shared.until.store(start + frames, Ordering::Release);
                feed.shared.running.store(true, Ordering::Release);
                (self.playing, self.decoded) = (Some(preview), false);
            }
            Err(Trouble { reason, .. }) => {
                let _ = self.failures.send(PreviewFailed { preview, reason });
                self.end(preview);
            }
        }
    }

    /// Does a small piece of work; false if there is no room for its result.
    fn work(&mut self) -> bool {
        let (Some(feed), Some(preview)) = (&mut self.feed, self.playing) else {
            return false;
        };
        let until = feed.shared.until.load(Ordering::Acquire);
        self.chain.write(&mut feed.samples, false);
        if self.chain.is_full() {
            return false;
        }
        if !self.decoded {
            let more = self
                .pulse
                .around(preview, || self.chain.decode())
                .unwrap_or_else(|Trouble { reason, .. }| {
                    let _ = self.failures.send(PreviewFailed { preview, reason });
                    false
                });
            if more && self.chain.end() < until {
                return true;
            }
            // Exactly so much and not the rest of a block: what lies on the ring is all heard.
            let end = self.chain.end().min(until);
            self.chain.finish();
            self.chain.cut(end);
            feed.shared.until.store(end, Ordering::Release);
            self.decoded = true;
            return true;
        }
        if self.chain.has_pending() {
            return false;
        }
        self.finish(preview);
        true
    }

    /// Nothing of this preview and those before it is to be heard any more.
    fn end(&mut self, preview: u64) {
        let written = self.chain.cut(0);
        if let Some(feed) = &self.feed {
            feed.shared.until.store(written, Ordering::Release);
            feed.shared.from.store(written, Ordering::Release);
        }
        self.finish(preview);
    }

    fn finish(&mut self, preview: u64) {
        self.chain.release();
        self.playing = None;
        if let Some(feed) = &self.feed {
            feed.shared.running.store(false, Ordering::Release);
            feed.shared.done.store(preview, Ordering::Release);
        }
    }
}
