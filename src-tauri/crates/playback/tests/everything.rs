//! Everything a person and a machine can do, at random: plays begin once and end once, and music goes on afterwards.
#![allow(clippy::unwrap_used)]

use std::collections::HashMap;
use std::time::{Duration, Instant};

use domain::{Equalizer, LoudnessMode, Origin, PlayId, QueueItemId, RepeatMode, ShuffleMode, Sound, SplitMix64};
use playback::{Command, Event, PlayState, QueueTrack};

mod stage;
use stage::{RATE, Stage, queue_track, set};

const ROUNDS: usize = 10_000;

struct Hand {
    rng: SplitMix64,
    library: Vec<QueueTrack>,
    ids: Vec<QueueItemId>,
}

impl Hand {
    fn tracks(&mut self, most: usize) -> Vec<QueueTrack> {
        let count = self.rng.below(most);
        (0..count).map(|_| self.track()).collect()
    }

    fn track(&mut self) -> QueueTrack {
        self.library[self.rng.below(self.library.len())].clone()
    }

    fn some(&mut self) -> Vec<QueueItemId> {
        let count = self.rng.below(3).min(self.ids.len());
        (0..count).map(|_| self.ids[self.rng.below(self.ids.len())]).collect()
    }

    fn time(&mut self, millis: u64) -> Duration {
        Duration::from_millis(self.rng.next_u64() % millis)
    }

    fn sound(&mut self) -> Sound {
        let mut bands_db = [0.0; 10];
        bands_db[self.rng.below(10)] = self.rng.unit() as f32 * 24.0 - 12.0;
        Sound {
            crossfade: self.time(2_000) * self.rng.below(2) as u32,
            loudness: [LoudnessMode::Off, LoudnessMode::Track, LoudnessMode::Album, LoudnessMode::Auto][self.rng.below(4)],
            preamp_db: self.rng.unit() as f32 * 12.0 - 6.0,
            equalizer: Equalizer {
                on: self.rng.below(2) == 0,
                preamp_db: 0.0,
                bands_db,
            },
        }
    }

    fn command(&mut self) -> Command {
        match self.rng.below(34) {
            0..=2 => Command::Play,
            3 => Command::Pause,
            4 => Command::Toggle,
            5 if self.rng.below(4) == 0 => Command::Stop,
            6 | 7 => Command::Next,
            8 => Command::Previous,
            9 | 10 => Command::SeekTo(self.time(1_500)),
            11 => Command::SetVolume(self.rng.unit() as f32),
            12 => set(self.tracks(12)),
            13 => Command::PlayNext(self.tracks(3)),
            14 => Command::Append {
                tracks: self.tracks(3),
                origin: if self.rng.below(2) == 0 { Origin::Yours } else { Origin::Automatic },
            },
            15 => Command::InsertAt {
                index: self.rng.below(self.ids.len() + 2),
                tracks: self.tracks(3),
            },
            16 => Command::MoveItems {
                ids: self.some(),
                to: self.rng.below(self.ids.len() + 3),
            },
            17 => Command::RemoveItems(self.some()),
            18 if self.rng.below(20) == 0 => Command::ClearQueue,
            19 if !self.ids.is_empty() => Command::JumpTo(self.ids[self.rng.below(self.ids.len())]),
            20 => Command::SetShuffle([ShuffleMode::Off, ShuffleMode::Tracks, ShuffleMode::Albums][self.rng.below(3)]),
            21 => Command::SetRepeat([RepeatMode::Off, RepeatMode::All, RepeatMode::One][self.rng.below(3)]),
            22 => Command::Undo,
            23 => Command::Redo,
            24 | 25 => Command::SetSound(self.sound()),
            26 => Command::StopAfter(self.rng.below(2) == 0),
            27 => Command::Sleep(Some(self.time(200)).filter(|_| self.rng.below(2) == 0)),
            28 => Command::Preview {
                track: self.track(),
                at: Some(self.time(1_000)).filter(|_| self.rng.below(2) == 0),
            },
            29 => Command::StopPreview,
            _ => Command::Play,
        }
    }
}

#[test]
fn ten_thousand_commands_of_every_kind_on_devices_that_come_and_go() {
    let mut stage = Stage::new();
    let mut library: Vec<_> = (0..12)
        .map(|n| QueueTrack {
            album: Some(u64::from(n / 4)),
            place_in_album: n % 4,
            duration: Duration::from_micros(u64::from(50 + n * n * 60) * 1_000_000 / u64::from(RATE)),
            ..stage.track(&format!("{n}.wav"), n * 2_000, 50 + n * n * 60)
        })
        .collect();
    library.push(stage.bad("bad.mp3"));
    library.push(queue_track(stage.folder.path().join("gone.flac")));
    let mut hand = Hand {
        rng: SplitMix64::new(61),
        library,
        ids: Vec::new(),
    };
    let (mut pulled, mut there) = (0_u64, true);
    for round in 0..ROUNDS {
        if hand.rng.below(150) == 0 {
            if there {
                stage.output.unplug();
            } else {
                stage.output.plug([RATE, 2 * RATE, 11_025][hand.rng.below(3)]);
            }
            there = !there;
        }
        hand.ids = stage.queue().items.iter().map(|item| item.id).collect();
        let command = hand.command();
        stage.engine.send(command);
        if hand.rng.below(3) == 0 {
            let frames = hand.rng.below(900);
            pulled += frames as u64;
            let heard = stage.output.pull(frames);
            assert!(
                heard.iter().all(|sample| sample.abs() <= 1.0),
                "round {round}: over full scale, or no number"
            );
        }
        if round % 7 == 0 {
            stage.sync();
        }
    }
    if !there {
        stage.output.plug(RATE);
    }
    // After all of that, a track plays to its end.
    stage.run(Command::Sleep(None));
    stage.run(Command::StopAfter(false));
    stage.run(Command::SetSound(Sound::default()));
    stage.run(Command::SetRepeat(RepeatMode::Off));
    stage.run(Command::SetVolume(1.0));
    let last = stage.track("last.wav", 0, 4_000);
    stage.run(set(vec![last]));
    let patience = Instant::now() + Duration::from_secs(60);
    while stage.state() != PlayState::Stopped {
        assert!(Instant::now() < patience, "it does not come to its end");
        stage.pull(1_000);
        std::thread::sleep(Duration::from_millis(1));
    }
    assert_eq!(stage.ended().last().unwrap().0, "last.wav");
    stage.engine.shutdown();
    stage.log.extend(stage.events.try_iter());

    let mut plays: HashMap<PlayId, (usize, usize)> = HashMap::new();
    let (mut open, mut most, mut listened) = (0_usize, 0, Duration::ZERO);
    for event in &stage.log {
        match event {
            Event::Started { play, .. } => {
                plays.entry(*play).or_default().0 += 1;
                open += 1;
                most = most.max(open);
            }
            Event::Ended { play, listened: heard, .. } => {
                let counts = plays.entry(*play).or_default();
                counts.1 += 1;
                assert!(counts.0 == 1 && !heard.is_zero());
                open -= 1;
                listened += *heard;
            }
            Event::Faltered => panic!("a bug was met"),
            _ => {}
        }
    }
    assert!(plays.len() > 500, "{} plays", plays.len());
    assert!(plays.values().all(|counts| *counts == (1, 1)));
    // As many as are blended into each other at once.
    assert!(most <= 16, "{most} at a time");
    let pulled = Duration::from_micros(pulled * 1_000_000 / u64::from(RATE));
    assert!(listened < pulled * 3 && listened > pulled / 10, "{listened:?} of {pulled:?}");
}
