//! Queue to sound: the play queue, the engine that plays it, and the endless source a device pulls samples from.
//!
//! Commands go in, events come out: see [`Command`] and [`Event`]. Three threads work hand in hand: the engine's own
//! (commands, queue, events), the decode-ahead thread (files), and the device's callback, which takes no lock, allocates
//! nothing and touches no file.

mod blend;
mod chain;
mod chunks;
mod command;
mod decode_thread;
#[cfg(feature = "device")]
mod device;
mod engine;
mod feeder;
mod items;
mod line;
mod loudness;
#[cfg(any(test, feature = "device"))]
mod mono;
mod next_command;
mod output;
mod pipeline;
mod preview;
mod preview_feeder;
mod queue;
#[cfg(test)]
mod realtime_tests;
mod refusals;
mod shuffle;
mod spread;
mod tone;
mod varint;

pub use chunks::Chunks;
pub use command::{Command, Event, PlayState};
#[cfg(feature = "device")]
pub use device::device_names;
pub use engine::{Engine, EngineHandle};
pub use items::{Items, QueueItem, QueueTrack};
pub use loudness::LoudnessSource;
pub use output::{CaptureSlot, CapturedOutput, OutputChoice};
pub use queue::{HistoryStep, Order, Place, Queue, QueueHistory, QueueSnapshot, Shuffled, Steps};
pub use refusals::RefusalSource;
