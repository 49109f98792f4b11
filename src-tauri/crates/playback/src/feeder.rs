//! The decode-ahead thread: opens files, decodes, mixes down, resamples and writes to the line. It waits on disks so that
//! neither the engine nor the device ever does.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::time::Duration;

use audio::Pulse;
use crossbeam_channel::{Receiver, RecvError, Sender};

use crate::chain::{Chain, Opening, Trouble};
use crate::line::{LineFeed, Skip};
use crate::next_command::{Otherwise, next_command};

/// One stretch of one track on its way to the device; a jump within a track begins a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct SegmentId(pub(crate) u64);

/// What to decode.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) id: SegmentId,
    pub(crate) path: PathBuf,
    /// Where in the track to begin.
    pub(crate) at: Duration,
    pub(crate) gain_db: Option<f32>,
    /// How long it blends with the end of what plays before; zero: not at all.
    pub(crate) blend: Duration,
    /// Why the file is not opened at all.
    pub(crate) refused: Option<String>,
}

pub(crate) enum FeedCommand {
    /// A line to a new device. What was being decoded is forgotten; a [`FeedCommand::Load`] follows.
    Line(Box<LineFeed>),
    NoLine,
    /// Drops everything and begins with this.
    Load(Job),
    /// What follows segment `after`; takes back what followed it so far. `None`: nothing.
    Follow {
        after: SegmentId,
        next: Option<Job>,
    },
    /// The longest blend there will be: so much of the end of each track is kept back.
    Hold(Duration),
    /// Drops everything.
    Stop,
    /// Answered when all commands before it were handled and nothing can be written right now.
    Settle(Sender<()>),
    Quit,
}

impl FeedCommand {
    /// Whether what was loaded before is not to be heard any more.
    fn drops_everything(&self) -> bool {
        matches!(self, Self::Line(_) | Self::NoLine | Self::Load(_) | Self::Stop)
    }
}

#[derive(Debug)]
pub(crate) enum FeedEvent {
    /// The file of the segment is open.
    Opened { id: SegmentId, opening: Opening },
    /// The segment is decoded; one past its last frame has this index.
    Closed { id: SegmentId, end: u64 },
    /// It begins somewhere else than its file said when it was opened.
    Landed { id: SegmentId, position: Duration },
    /// The segment gave nothing, or ends early, for this reason. `passing`: it may play the next time, as some of it did, or the disk did
    /// not deliver it.
    Failed { id: SegmentId, reason: String, passing: bool },
    /// What was to follow this segment is blended with its end on the line already: another one cannot take its place without the
    /// segment itself being loaded again.
    Blended { after: SegmentId },
    /// Everything is written, and nothing follows this segment.
    Drained { after: SegmentId },
}

/// Segments remembered; the line holds a second and a half, and no engine lags behind by so many.
const MAX_SEGMENTS: usize = 256;

/// Runs until told to quit, or until the engine is gone.
pub(crate) fn run(commands: &Receiver<FeedCommand>, events: &Sender<FeedEvent>, pulse: &Pulse) {
    let mut feeder = Feeder::new(events, pulse);
    let mut settling: Vec<Sender<()>> = Vec::new();
    // Commands taken off the channel but not handled yet.
    let mut inbox = VecDeque::new();
    loop {
        let busy = feeder.work();
        if !busy {
            for waiting in settling.drain(..) {
                let _ = waiting.send(());
            }
        }
        let otherwise = if busy {
            Otherwise::Work
        } else if feeder.waits_for_room() {
            Otherwise::Room
        } else {
            Otherwise::Nothing
        };
        let command = match inbox.pop_front() {
            Some(command) => Some(command),
            None => match next_command(commands, otherwise) {
                Ok(command) => command,
                Err(RecvError) => return,
            },
        };
        match command {
            Some(FeedCommand::Quit) => return,
            Some(FeedCommand::Settle(waiting)) => settling.push(waiting),
            Some(FeedCommand::Load(job)) => {
                // Opening may take seconds on a slow disk. Whoever holds a key down wants only the last of its jumps.
                inbox.extend(commands.try_iter());
                if !inbox.iter().any(FeedCommand::drops_everything) {
                    feeder.handle(FeedCommand::Load(job));
                }
            }
            Some(command) => feeder.handle(command),
            None => {}
        }
    }
}

struct Feeder<'a> {
    line: Option<LineFeed>,
    chain: Chain,
    /// Follows the segment being decoded.
    next: Option<(SegmentId, Option<Job>)>,
    /// Segments on the line and where they start, the one being decoded last.
    segments: VecDeque<(SegmentId, u64)>,
    /// The last segment is decoded to its end.
    closed: bool,
    /// Everything is written.
    drained: bool,
    events: &'a Sender<FeedEvent>,
    pulse: &'a Pulse,
}

impl<'a> Feeder<'a> {
    /// Without a line, and with nothing to do.
    fn new(events: &'a Sender<FeedEvent>, pulse: &'a Pulse) -> Self {
        Self {
            line: None,
            chain: Chain::new(),
            next: None,
            segments: VecDeque::new(),
            closed: true,
            drained: true,
            events,
            pulse,
        }
    }

    fn handle(&mut self, command: FeedCommand) {
        match command {
            FeedCommand::Line(line) => {
                self.chain.start(line.rate);
                self.line = Some(*line);
                self.forget();
            }
            FeedCommand::NoLine => {
                self.line = None;
                self.chain.release();
                self.forget();
            }
            FeedCommand::Load(job) => {
                self.flush(!job.at.is_zero());
                self.chain.begin();
                self.open(job);
            }
            FeedCommand::Follow { after, next } => self.follow(after, next),
            FeedCommand::Hold(longest) => {
                self.chain.hold(longest);
                self.chain.begin();
            }
            FeedCommand::Stop => {
                self.flush(false);
                self.chain.release();
            }
            FeedCommand::Settle(_) | FeedCommand::Quit => {}
        }
    }

    /// Does a small piece of work; false if there is none, or no room for its result.
    fn work(&mut self) -> bool {
        let Some(line) = &mut self.line else { return false };
        self.chain.write(&mut line.samples, line.runs_on);
        if self.drained || self.chain.is_full() {
            return false;
        }
        let Some(&(last, start)) = self.segments.back() else { return false };
        if !self.closed {
            match self.pulse.around(last.0, || self.chain.decode()) {
                Ok(true) => {
                    if let Some(position) = self.chain.landed() {
                        self.tell(FeedEvent::Landed { id: last, position });
                    }
                    return true;
                }
                Ok(false) => {}
                Err(Trouble { reason, passing }) => self.tell(FeedEvent::Failed {
                    id: last,
                    reason,
                    passing: passing || self.chain.end() > start,
                }),
            }
            self.closed = true;
            self.tell(FeedEvent::Closed {
                id: last,
                end: self.chain.end(),
            });
            return true;
        }
        match self.next.take_if(|(after, _)| *after == last) {
            Some((_, Some(job))) => {
                self.open(job);
                true
            }
            Some((after, None)) => {
                self.chain.finish();
                self.chain.release_end();
                self.chain.write(&mut line.samples, line.runs_on);
                self.drained = !self.chain.has_pending();
                if self.drained {
                    self.tell(FeedEvent::Drained { after });
                } else {
                    self.next = Some((after, None));
                }
                false
            }
            None => false,
        }
    }

    fn tell(&self, event: FeedEvent) {
        // The engine is gone only when this thread is about to go too.
        let _ = self.events.send(event);
    }

    /// Whether room on the line, rather than a command, is what work waits for.
    fn waits_for_room(&self) -> bool {
        self.line.is_some() && self.chain.has_pending()
    }

    fn open(&mut self, job: Job) {
        if self.line.is_none() {
            return;
        }
        match self.pulse.around(job.id.0, || self.chain.open(&job)) {
            Ok(opening) => {
                self.segments.push_back((job.id, opening.start));
                if self.segments.len() > MAX_SEGMENTS {
                    self.segments.pop_front();
                }
                (self.closed, self.drained, self.next) = (false, false, None);
                self.tell(FeedEvent::Opened { id: job.id, opening });
            }
            Err(Trouble { reason, passing }) => self.tell(FeedEvent::Failed {
                id: job.id,
                reason,
                passing,
            }),
        }
    }

    fn follow(&mut self, after: SegmentId, next: Option<Job>) {
        let Some(index) = self.segments.iter().position(|(id, _)| *id == after) else {
            return;
        };
        if let Some(&(_, start)) = self.segments.get(index + 1) {
            if self.chain.is_blended_for_good(start) {
                self.tell(FeedEvent::Blended { after });
                return;
            }
            self.segments.truncate(index + 1);
            self.closed = true;
            if let Some(line) = &mut self.line {
                let written = self.chain.cut(start);
                if start < written {
                    push_skip(
                        line,
                        Skip {
                            from: start,
                            to: written,
                            fade_in: false,
                        },
                    );
                }
            }
        }
        if self.drained {
            self.chain.begin();
        }
        self.drained = false;
        self.next = Some((after, next));
    }

    fn flush(&mut self, fade_in: bool) {
        let written = self.chain.cut(0);
        if let Some(line) = &mut self.line {
            push_skip(
                line,
                Skip {
                    from: 0,
                    to: written,
                    fade_in,
                },
            );
        }
        self.forget();
    }

    fn forget(&mut self) {
        self.segments.clear();
        (self.closed, self.drained, self.next) = (true, true, None);
    }
}

/// The callback empties this ring every few milliseconds; a hand cannot fill it.
fn push_skip(line: &mut LineFeed, skip: Skip) {
    for _ in 0..50 {
        if line.skips.push(skip).is_ok() {
            return;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    tracing::warn!("the sound device takes no commands");
}

#[cfg(test)]
#[path = "feeder_tests.rs"]
mod tests;
