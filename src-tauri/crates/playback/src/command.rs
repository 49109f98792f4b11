//! What the engine is told, and what it tells.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::Sender;
use domain::{EndReason, Origin, PlayId, QueueItemId, RepeatMode, ShuffleMode, Signal, Sound, TrackId};

use crate::items::{QueueItem, QueueTrack};
use crate::loudness::LoudnessSource;
use crate::output::OutputChoice;
use crate::queue::{QueueHistory, QueueSnapshot, Steps};
use crate::refusals::RefusalSource;

/// What to do.
#[derive(Debug)]
pub enum Command {
    Play,
    Pause,
    /// Pauses what plays, plays what does not.
    Toggle,
    /// Ends the play; the queue stays.
    Stop,
    Next,
    /// More than three seconds into a track: back to its start; else to the track before.
    Previous,
    SeekTo(Duration),
    /// Position of the volume control, 0 to 1; heard as its cube, which is even to the ear.
    SetVolume(f32),
    /// How everything sounds from here on, numbers out of range brought into it.
    SetSound(Sound),
    /// Who knows how loud tracks are; asked when a track is about to be decoded.
    UseLoudness(Arc<dyn LoudnessSource>),
    /// Who knows which files are not worth opening again; asked like [`Command::UseLoudness`]. What hung is tried again, too.
    UseRefusals(Arc<dyn RefusalSource>),
    /// Whether playing stops behind the current track; the one after it waits. Holds for one track.
    StopAfter(bool),
    /// Pauses after this time, the last of it fading out; `None` takes that back.
    Sleep(Option<Duration>),
    /// Replaces the queue and plays the track at `start`.
    SetQueue {
        tracks: Vec<QueueTrack>,
        start: usize,
    },
    PlayNext(Vec<QueueTrack>),
    Append {
        tracks: Vec<QueueTrack>,
        origin: Origin,
    },
    InsertAt {
        index: usize,
        tracks: Vec<QueueTrack>,
    },
    /// Moves entries before the one now at `to`.
    MoveItems {
        ids: Vec<QueueItemId>,
        to: usize,
    },
    RemoveItems(Vec<QueueItemId>),
    ClearQueue,
    JumpTo(QueueItemId),
    SetShuffle(ShuffleMode),
    SetRepeat(RepeatMode),
    Undo,
    Redo,
    /// Lets ten seconds of a track be heard over what plays, from `at` on (`None`: a third into it); the queue, history and the place
    /// stay as they are. Ends the preview before.
    Preview {
        track: QueueTrack,
        at: Option<Duration>,
    },
    StopPreview,
    /// Takes up a session: the queue as it was, paused at `position` of its current track; see [`Queue::restore`] for the history.
    ///
    /// [`Queue::restore`]: crate::Queue::restore
    Restore {
        queue: QueueSnapshot,
        history: QueueHistory,
        position: Duration,
    },
    /// Plays to another output from here on, without losing the place.
    UseOutput(OutputChoice),
    /// Answered when everything before it is done: decoded as far ahead as fits, all events sent.
    Sync(Sender<()>),
    /// Ends the play with [`EndReason::Quit`] and the engine with it.
    Shutdown,
}

/// Whether there is sound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum PlayState {
    Playing,
    Paused,
    #[default]
    Stopped,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// The first frame of a play was heard. Exactly one [`Event::Ended`] follows with the same id; while tracks are blended, only after
    /// the next one has started.
    Started {
        play: PlayId,
        item: Arc<QueueItem>,
    },
    /// An anchor, not a tick: `position` was true at the instant `at`, and time runs from it if `playing`. Sent at starts,
    /// jumps, pauses and resumes, and where music waits for a disk or a device; may come before `Started`, when a track waits paused.
    Position {
        play: PlayId,
        position: Duration,
        at: Instant,
        playing: bool,
    },
    /// A play is over. `listened` is the time of the frames that were heard, pauses and jumps left out.
    Ended {
        play: PlayId,
        item: Arc<QueueItem>,
        reason: EndReason,
        listened: Duration,
    },
    /// An edit, or another entry became current.
    QueueChanged {
        queue: QueueSnapshot,
        can_undo: bool,
        can_redo: bool,
        /// What could be, to be kept beside the queue.
        steps: Steps,
    },
    /// A bug was met: what played is over, and the next command is done as if nothing had been.
    Faltered,
    /// The file of an entry cannot be played, or not to its end; the next one plays.
    Failed {
        item: Arc<QueueItem>,
        reason: String,
        /// It may well play the next time: some of it did, or the disk did not deliver it.
        passing: bool,
    },
    VolumeChanged(f32),
    /// The way of what plays from the file to the device; `None` while nothing does.
    SignalChanged(Option<Signal>),
    StopAfterChanged(bool),
    /// When the sleep timer ends the music.
    SleepChanged(Option<Instant>),
    StateChanged(PlayState),
    /// What is heard as a preview now.
    PreviewChanged(Option<TrackId>),
    /// It cannot be heard, for this reason.
    PreviewFailed {
        track: TrackId,
        reason: String,
    },
    /// There is no device to play to; the position is kept, and playing goes on when there is one again.
    DeviceLost {
        reason: String,
    },
    DeviceReady {
        name: String,
        /// The one that was chosen, and cannot be had now.
        instead_of: Option<String>,
        rate: u32,
    },
}
