//! Plays files on the default sound device and prints what the engine says. Usage: `play FILE…`

use std::path::PathBuf;
use std::time::Duration;

use crossbeam_channel::unbounded;
use domain::{PlaySource, SourceKind, TrackId, TrackUid};
use playback::{Command, Engine, Event, OutputChoice, PlayState, QueueTrack, device_names};

fn main() {
    println!("devices: {:?}", device_names());
    let tracks = std::env::args().skip(1).map(|path| QueueTrack {
        track: TrackId(0),
        uid: TrackUid([0; 16]),
        path: PathBuf::from(path),
        duration: Duration::ZERO,
        source: PlaySource::of(SourceKind::Opened),
        gain_db: None,
        album: None,
        artist: None,
        place_in_album: 0,
    });
    let tracks = tracks.collect();
    let (sender, events) = unbounded();
    let engine = Engine::start(OutputChoice::Device(None), sender);
    engine.send(Command::SetQueue { tracks, start: 0 });
    let mut played = false;
    for event in events {
        match &event {
            Event::QueueChanged { queue, .. } => println!("queue of {}", queue.items.len()),
            other => println!("{other:?}"),
        }
        match event {
            Event::StateChanged(PlayState::Playing) => played = true,
            Event::StateChanged(PlayState::Stopped) if played => break,
            Event::DeviceLost { .. } if !played => break,
            _ => {}
        }
    }
    // What the device still holds is heard.
    std::thread::sleep(Duration::from_millis(300));
    engine.shutdown();
}
