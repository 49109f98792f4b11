//! An engine in virtual time, and files that say of every frame which one it is.
#![allow(dead_code, reason = "each test program uses a part of it")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crossbeam_channel::{Receiver, unbounded};
use domain::{EndReason, PlayId, PlaySource, SourceKind, TrackId, TrackUid};
use playback::{CapturedOutput, Command, Engine, EngineHandle, Event, PlayState, QueueSnapshot, QueueTrack};

pub const RATE: u32 = 8_000;

/// A rising staircase from `from` on, so that every frame says which one it is: left counts up, right down.
pub fn stairs(from: u32, frames: u32) -> Vec<[i16; 2]> {
    (from..from + frames)
        .map(|n| [(n % 30_000) as i16 + 1, -((n % 30_000) as i16) - 1])
        .collect()
}

pub fn write_wav(path: &Path, rate: u32, frames: &[[i16; 2]]) {
    let data: Vec<u8> = frames.iter().flatten().flat_map(|sample| sample.to_le_bytes()).collect();
    let mut bytes = b"RIFF".to_vec();
    bytes.extend((36 + data.len() as u32).to_le_bytes());
    bytes.extend(b"WAVEfmt ");
    bytes.extend(16u32.to_le_bytes());
    bytes.extend([1, 0, 2, 0]);
    bytes.extend(rate.to_le_bytes());
    bytes.extend((rate * 4).to_le_bytes());
    bytes.extend([4, 0, 16, 0]);
    bytes.extend(b"data");
    bytes.extend((data.len() as u32).to_le_bytes());
    bytes.extend(data);
    fs::write(path, bytes).unwrap();
}

pub fn samples(frames: &[[i16; 2]]) -> Vec<f32> {
    frames.iter().flatten().map(|sample| f32::from(*sample) / 32_768.0).collect()
}

pub struct Stage {
    pub folder: tempfile::TempDir,
    pub output: CapturedOutput,
    pub engine: EngineHandle,
    pub events: Receiver<Event>,
    /// All events so far.
    pub log: Vec<Event>,
}

impl Stage {
    pub fn new() -> Self {
        Self::at(RATE)
    }

    pub fn at(rate: u32) -> Self {
        let (output, choice) = CapturedOutput::new(rate);
        let (sender, events) = unbounded();
        let engine = Engine::start_seeded(choice, sender, 1);
        Self {
            folder: tempfile::tempdir().unwrap(),
            output,
            engine,
            events,
            log: Vec::new(),
        }
    }

    /// A WAV file of `frames` stairs from `from` on.
    pub fn track(&self, name: &str, from: u32, frames: u32) -> QueueTrack {
        let path = self.folder.path().join(name);
        write_wav(&path, RATE, &stairs(from, frames));
        queue_track(path)
    }

    pub fn bad(&self, name: &str) -> QueueTrack {
        let path = self.folder.path().join(name);
        fs::write(&path, b"this is no music").unwrap();
        queue_track(path)
    }

    pub fn run(&mut self, command: Command) {
        assert!(self.engine.send(command));
        self.sync();
    }

    pub fn sync(&mut self) {
        self.engine.sync();
        self.log.extend(self.events.try_iter());
    }

    pub fn pull(&mut self, frames: usize) -> Vec<f32> {
        let heard = self.output.pull(frames);
        self.sync();
        heard
    }

    pub fn started(&self) -> Vec<(PlayId, String)> {
        let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
        self.log
            .iter()
            .filter_map(|event| match event {
                Event::Started { play, item } => Some((*play, name(&item.track.path))),
                _ => None,
            })
            .collect()
    }

    pub fn ended(&self) -> Vec<(String, EndReason, u128)> {
        self.log
            .iter()
            .filter_map(|event| match event {
                Event::Ended {
                    item, reason, listened, ..
                } => Some((
                    item.track.path.file_name().unwrap().to_string_lossy().into_owned(),
                    *reason,
                    listened.as_millis(),
                )),
                _ => None,
            })
            .collect()
    }

    pub fn position(&self) -> (u128, bool) {
        let anchor = self.log.iter().rev().find_map(|event| match event {
            Event::Position { position, playing, .. } => Some((position.as_millis(), *playing)),
            _ => None,
        });
        anchor.unwrap()
    }

    /// Whether it plays, and which entry is current.
    pub fn standing(&self) -> (PlayState, Option<usize>) {
        (self.state(), self.queue().current_index())
    }

    pub fn state(&self) -> PlayState {
        let state = self.log.iter().rev().find_map(|event| match event {
            Event::StateChanged(state) => Some(*state),
            _ => None,
        });
        state.unwrap_or_default()
    }

    pub fn queue(&self) -> QueueSnapshot {
        let queue = self.log.iter().rev().find_map(|event| match event {
            Event::QueueChanged { queue, .. } => Some(queue.clone()),
            _ => None,
        });
        queue.unwrap_or_default()
    }

    pub fn failures(&self) -> usize {
        self.log.iter().filter(|event| matches!(event, Event::Failed { .. })).count()
    }
}

pub fn queue_track(path: PathBuf) -> QueueTrack {
    QueueTrack {
        track: TrackId(1),
        uid: TrackUid([1; 16]),
        path,
        duration: Duration::from_secs(1),
        source: PlaySource::of(SourceKind::Library),
        gain_db: None,
        album: None,
        artist: None,
        place_in_album: 0,
    }
}

pub fn set(tracks: Vec<QueueTrack>) -> Command {
    Command::SetQueue { tracks, start: 0 }
}

pub fn same(heard: &[f32], expect: &[f32]) -> bool {
    heard.len() == expect.len() && heard.iter().zip(expect).all(|(a, b)| (a - b).abs() < 1e-6)
}
