//! The engine: one thread that owns the queue, minds what is heard, and tells the decoder what to decode next.

mod anchor;
mod control;
mod ending;
mod flow;
mod hang;
#[cfg(test)]
mod hang_tests;
mod preview;
mod sound;

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crossbeam_channel::{Receiver, Sender, bounded, select, unbounded};
use domain::{EndReason, PlayId, QueueItemId, Signal, Sound, SplitMix64};

use crate::command::{Command, Event, PlayState};
use crate::decode_thread::DecodeThread;
use crate::feeder::{self, FeedCommand, FeedEvent, SegmentId};
use crate::line::LineMeter;
use crate::loudness::LoudnessSource;
use crate::output::{NoOutput, Output, OutputChoice};
use crate::pipeline::Pipeline;
use crate::preview_feeder::{self, PreviewCommand, PreviewFailed};
use crate::queue::Queue;
use crate::refusals::RefusalSource;
use anchor::Anchor;

/// How often the listener's place is looked at while it moves.
const TICK: Duration = Duration::from_millis(20);
/// How often a device that is there is asked whether it still is, while nothing plays.
const IDLE_TICK: Duration = Duration::from_millis(500);
/// How often a lost device is looked for.
const RETRY: Duration = Duration::from_millis(500);
/// After so many looks it is not about to come back, and they become rarer: each one has the sound system read its settings.
const EAGER_RETRIES: u32 = 20;
const LATE_RETRY: Duration = Duration::from_secs(5);
/// A device that asks for nothing for so long is lost, whatever it says; buffers are a tenth of that.
const STALL: Duration = Duration::from_millis(1_500);
/// That is doubled so often at most.
const MOST_STALLS: u32 = 2;
/// Bugs of one time that are told.
const MOST_FAULTS: usize = 16;
const FAULTS_COUNT_FOR: Duration = Duration::from_secs(600);

/// Starts engines.
#[derive(Debug)]
pub struct Engine;

/// Where commands go. Clones talk to the same engine; it ends on [`Command::Shutdown`] or when the last clone is dropped.
#[derive(Clone, Debug)]
pub struct EngineHandle {
    commands: Sender<Command>,
    thread: std::sync::Arc<std::sync::Mutex<Option<JoinHandle<()>>>>,
}

impl EngineHandle {
    /// Gives a command; false if the engine has ended.
    pub fn send(&self, command: Command) -> bool {
        self.commands.send(command).is_ok()
    }

    /// Waits until everything commanded so far is done, see [`Command::Sync`].
    pub fn sync(&self) {
        let (done, wait) = bounded(1);
        if self.send(Command::Sync(done)) {
            let _ = wait.recv();
        }
    }

    /// Ends the engine and waits for its last event.
    pub fn shutdown(&self) {
        self.send(Command::Shutdown);
        let thread = self.thread.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
        if let Some(thread) = thread
            && thread.join().is_err()
        {
            tracing::error!("the engine panicked");
        }
    }
}

impl Engine {
    /// Starts an engine that plays to `output` and reports to `events`. Shuffles by the clock.
    pub fn start(output: OutputChoice, events: Sender<Event>) -> EngineHandle {
        let clock = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |time| time.as_nanos() as u64);
        Self::start_seeded(output, events, clock)
    }

    /// As [`Engine::start`], shuffling the same way each time.
    pub fn start_seeded(output: OutputChoice, events: Sender<Event>, seed: u64) -> EngineHandle {
        let (commands, inbox) = unbounded();
        let work = move || run(output, &inbox, events, seed);
        let thread = std::thread::Builder::new().name("playback".into()).spawn(work);
        if let Err(error) = &thread {
            tracing::error!(%error, "no thread for playing");
        }
        EngineHandle {
            commands,
            thread: std::sync::Arc::new(std::sync::Mutex::new(thread.ok())),
        }
    }
}

fn run(output: OutputChoice, inbox: &Receiver<Command>, events: Sender<Event>, seed: u64) {
    let threads = DecodeThread::start("decode-ahead", feeder::run).and_then(|feed| {
        let preview_feed = DecodeThread::start("preview", preview_feeder::run)?;
        Ok((feed, preview_feed))
    });
    let (feed, preview_feed) = match threads {
        Ok(threads) => threads,
        Err(error) => {
            tracing::error!(%error, "no thread for decoding");
            return;
        }
    };
    let mut player = Player {
        queue: Queue::new(),
        pipeline: Pipeline::default(),
        state: PlayState::Stopped,
        output: build(output),
        meter: None,
        feed,
        preview_feed,
        refusals: None,
        given_up: Vec::new(),
        preview: None,
        last_preview: 0,
        events,
        rng: SplitMix64::new(seed),
        volume: 1.0,
        sound: Sound::default(),
        loudness: None,
        told_signal: None,
        limited: None,
        device: (true, 24),
        stop_after: false,
        sleep: None,
        faded_out: false,
        next_play: 1,
        next_segment: 1,
        was_heard: false,
        failed_in_row: 0,
        resume_when_ready: false,
        retry_at: None,
        retries: 0,
        anchored: Anchor::default(),
        place: (Duration::ZERO, Instant::now()),
        moved: (0, Instant::now()),
        stalls: 0,
        asleep: false,
        played_out: None,
        quiet_since: Instant::now(),
    };
    player.connect();
    let mut faults: VecDeque<Instant> = VecDeque::new();
    loop {
        let fault = match catch_unwind(AssertUnwindSafe(|| turn(&mut player, inbox))) {
            Ok(Turn::Over) => break,
            Ok(Turn::On) => false,
            Ok(Turn::NoDecoder) | Err(_) => true,
        };
        if fault {
            faults.retain(|at| at.elapsed() < FAULTS_COUNT_FOR);
            let many = faults.len() >= MOST_FAULTS;
            if many {
                // One that comes again and again must not take the machine, nor be told for ever.
                faults.pop_front();
                std::thread::sleep(Duration::from_secs(1));
            }
            faults.push_back(Instant::now());
            if catch_unwind(AssertUnwindSafe(|| player.begin_anew(!many))).is_err() {
                tracing::error!("the engine could not begin anew");
            }
        }
    }
    let ended = catch_unwind(AssertUnwindSafe(|| {
        player.progress();
        player.end_current(EndReason::Quit);
        player.output.close();
    }));
    if ended.is_err() {
        tracing::error!("the last play is lost");
    }
    let _ = player.feed.commands.send(FeedCommand::Quit);
    player.feed.end();
    player.preview_feed.end();
}

enum Turn {
    On,
    /// The decoder thread is gone.
    NoDecoder,
    Over,
}

/// Handles one thing that happened, or looks around after a while.
fn turn(player: &mut Player, inbox: &Receiver<Command>) -> Turn {
    // Another thread may have taken the place of the one before.
    let fed = player.feed.said.clone();
    let moves = player.state == PlayState::Playing || player.preview.is_some();
    let tick = if moves { TICK } else { IDLE_TICK };
    let tick = player
        .retry_at
        .map_or(tick, |at| at.saturating_duration_since(Instant::now()).min(tick));
    select! {
        recv(inbox) -> command => match command {
            Ok(Command::Shutdown) | Err(_) => return Turn::Over,
            Ok(Command::Sync(done)) => {
                player.settle();
                player.settle_preview();
                let _ = done.send(());
            }
            Ok(command) => {
                player.progress();
                player.handle(command);
            }
        },
        recv(fed) -> event => if let Ok(event) = event {
            player.decoded(event);
        } else {
            tracing::error!("the decoder thread is gone");
            return Turn::NoDecoder;
        },
        default(tick) => {}
    }
    player.progress();
    player.mind_preview();
    player.mind_sleep();
    player.mind_device();
    player.mind_decoders();
    Turn::On
}

fn build(choice: OutputChoice) -> Box<dyn Output> {
    match choice {
        #[cfg(feature = "device")]
        OutputChoice::Device(name) => Box::new(crate::device::DeviceOutput::new(name)),
        OutputChoice::Captured(slot) => Box::new(slot),
        OutputChoice::Nothing => Box::new(NoOutput),
    }
}

struct Player {
    queue: Queue,
    pipeline: Pipeline,
    state: PlayState,
    output: Box<dyn Output>,
    /// `None`: no device.
    meter: Option<LineMeter>,
    feed: DecodeThread<FeedCommand, FeedEvent>,
    preview_feed: DecodeThread<PreviewCommand, PreviewFailed>,
    refusals: Option<Arc<dyn RefusalSource>>,
    /// Files that a decoder hung on.
    given_up: Vec<PathBuf>,
    preview: Option<preview::Previewed>,
    last_preview: u64,
    events: Sender<Event>,
    rng: SplitMix64,
    volume: f32,
    sound: Sound,
    loudness: Option<Arc<dyn LoudnessSource>>,
    /// What was last told of the way of the samples.
    told_signal: Option<Signal>,
    /// The play that the limiter had to do with.
    limited: Option<PlayId>,
    /// Whether the device is a stereo one, and bits of its samples.
    device: (bool, u32),
    /// Nothing is played behind the current track.
    stop_after: bool,
    sleep: Option<ending::Sleep>,
    /// The sleep timer has turned the music all the way down, and nothing played since.
    faded_out: bool,
    next_play: u64,
    next_segment: u64,
    /// Something was heard since the engine began.
    was_heard: bool,
    /// Files that failed since one played.
    failed_in_row: usize,
    /// The device went while it played.
    resume_when_ready: bool,
    retry_at: Option<Instant>,
    /// Looks for a device since there was one.
    retries: u32,
    /// Where others believe that the listener is.
    anchored: Anchor,
    /// The listener's place when it was last another, and when that was.
    place: (Duration, Instant),
    /// The device's last heartbeat, and when it was new.
    moved: (u64, Instant),
    /// Devices in a row that asked for nothing.
    stalls: u32,
    /// The output is closed because nothing was played to it for long; playing opens it again.
    asleep: bool,
    /// The last entry, where the queue has been played to its end.
    played_out: Option<QueueItemId>,
    quiet_since: Instant,
}

impl Player {
    fn emit(&self, event: Event) {
        // Nobody listens any more: the program is ending.
        let _ = self.events.send(event);
    }

    fn new_play(&mut self) -> PlayId {
        let play = PlayId(self.next_play);
        self.next_play += 1;
        play
    }

    fn new_segment(&mut self) -> SegmentId {
        let id = SegmentId(self.next_segment);
        self.next_segment += 1;
        id
    }

    fn rate(&self) -> u32 {
        self.meter.as_ref().map_or(1, |meter| meter.rate)
    }

    /// Handles what the decoder says until it has nothing more to say without new commands.
    fn settle(&mut self) {
        'anew: loop {
            self.progress();
            let (done, settled) = bounded(1);
            if self.feed.commands.send(FeedCommand::Settle(done)).is_err() {
                return;
            }
            let fed = self.feed.said.clone();
            let before = self.next_segment;
            let mut heard_of = 0;
            loop {
                select! {
                    recv(fed) -> event => match event {
                        Ok(event) => {
                            heard_of += 1;
                            self.decoded(event);
                        }
                        Err(_) => return,
                    },
                    recv(settled) -> _ => break,
                    default(TICK) => if self.mind_decoders() {
                        continue 'anew;
                    },
                }
            }
            while let Ok(event) = fed.try_recv() {
                heard_of += 1;
                self.decoded(event);
            }
            if heard_of == 0 && before == self.next_segment {
                break;
            }
        }
        self.progress();
        self.mind_preview();
    }
}
