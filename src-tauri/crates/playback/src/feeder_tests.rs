//! The decode-ahead thread on real files, without an engine.
#![allow(clippy::unwrap_used)]

use std::path::Path;

use crossbeam_channel::{bounded, unbounded};
use rodio::SampleRate;

use super::*;
use crate::line::{LineSource, line};

const RATE: SampleRate = SampleRate::new(8_000).unwrap();

/// Half a second of stereo WAV.
fn wav(folder: &Path, name: &str) -> PathBuf {
    let data = vec![1_u8; 4 * 4_000];
    let mut bytes = b"RIFF".to_vec();
    bytes.extend((36 + data.len() as u32).to_le_bytes());
    bytes.extend(b"WAVEfmt \x10\0\0\0\x01\0\x02\0");
    bytes.extend(RATE.get().to_le_bytes());
    bytes.extend((RATE.get() * 4).to_le_bytes());
    bytes.extend(b"\x04\0\x10\0data");
    bytes.extend((data.len() as u32).to_le_bytes());
    bytes.extend(data);
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

fn job(id: u64, path: &Path) -> Job {
    Job {
        id: SegmentId(id),
        path: path.to_path_buf(),
        at: Duration::ZERO,
        gain_db: None,
        blend: Duration::ZERO,
        refused: None,
    }
}

fn new_line() -> (FeedCommand, LineSource) {
    let (feed, _meter, source, _) = line(RATE, 1.0, &domain::Sound::default());
    (FeedCommand::Line(Box::new(feed)), source)
}

/// Hands over `commands` all at once, as they lie there after a slow opening, and waits until they are carried out.
fn carry_out(commands: Vec<FeedCommand>) -> Vec<FeedEvent> {
    let (send, inbox) = unbounded();
    let (events, heard) = unbounded();
    for command in commands {
        send.send(command).unwrap();
    }
    let (done, settled) = bounded(1);
    send.send(FeedCommand::Settle(done)).unwrap();
    let thread = std::thread::spawn(move || run(&inbox, &events, &Pulse::of_this_thread()));
    settled.recv().unwrap();
    send.send(FeedCommand::Quit).unwrap();
    thread.join().unwrap();
    heard.try_iter().collect()
}

fn opened(events: &[FeedEvent]) -> Vec<u64> {
    let opened = events.iter().filter_map(|event| match event {
        FeedEvent::Opened { id, .. } => Some(id.0),
        _ => None,
    });
    opened.collect()
}

#[test]
fn of_many_jumps_only_the_last_is_carried_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = wav(folder.path(), "a.wav");
    let (line, _source) = new_line();
    let loads = (1..=5).map(|id| FeedCommand::Load(job(id, &path)));
    let follow = FeedCommand::Follow {
        after: SegmentId(5),
        next: Some(job(6, &path)),
    };
    let events = carry_out(std::iter::once(line).chain(loads).chain([follow]).collect());
    assert_eq!(opened(&events), [5, 6], "and what follows it stands");

    let (line, _source) = new_line();
    let (again, _other) = new_line();
    let events = carry_out(vec![
        line,
        FeedCommand::Load(job(1, &path)),
        FeedCommand::Stop,
        FeedCommand::Load(job(2, &path)),
        again,
        FeedCommand::Load(job(3, &path)),
        FeedCommand::Load(job(4, &path)),
        FeedCommand::Stop,
    ]);
    assert_eq!(opened(&events), [] as [u64; 0]);
}

#[test]
fn a_panic_ends_the_track_and_not_the_thread() {
    let folder = tempfile::tempdir().unwrap();
    let path = wav(folder.path(), "a.wav");
    let (events, heard) = unbounded();
    let pulse = Pulse::of_this_thread();
    let mut feeder = Feeder::new(&events, &pulse);
    let (line, _source) = new_line();
    feeder.handle(line);
    feeder.handle(FeedCommand::Load(job(1, &path)));
    feeder.chain.spoil();
    feeder.handle(FeedCommand::Follow {
        after: SegmentId(1),
        next: Some(job(2, &path)),
    });
    while feeder.work() {}
    let events: Vec<_> = heard.try_iter().collect();
    assert!(
        matches!(
            &events[..],
            [
                FeedEvent::Opened { id: SegmentId(1), opening: Opening { start: 0, .. } },
                FeedEvent::Failed { id: SegmentId(1), reason, .. },
                FeedEvent::Closed { id: SegmentId(1), end: 0 },
                FeedEvent::Opened { id: SegmentId(2), opening: Opening { start: 0, .. } },
                FeedEvent::Closed { id: SegmentId(2), end: 4_000 },
            ] if reason.contains("failed on it")
        ),
        "{events:?}"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_stopped_player_holds_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = wav(folder.path(), "a.wav");
    let is_held = || {
        let handles = std::fs::read_dir("/proc/self/fd").unwrap().flatten();
        handles
            .into_iter()
            .any(|entry| std::fs::read_link(entry.path()).is_ok_and(|link| link == path))
    };
    let (send, inbox) = unbounded();
    let (events, _heard) = unbounded();
    let thread = std::thread::spawn(move || run(&inbox, &events, &Pulse::of_this_thread()));
    let settle = || {
        let (done, settled) = bounded(1);
        send.send(FeedCommand::Settle(done)).unwrap();
        settled.recv().unwrap();
    };
    for end in [FeedCommand::Stop, FeedCommand::NoLine] {
        let (line, _source) = new_line();
        send.send(line).unwrap();
        send.send(FeedCommand::Load(job(1, &path))).unwrap();
        settle();
        assert!(is_held());
        send.send(end).unwrap();
        settle();
        assert!(!is_held());
    }
    send.send(FeedCommand::Quit).unwrap();
    thread.join().unwrap();
}
