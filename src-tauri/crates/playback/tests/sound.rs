//! What the listener's settings do, in virtual time: blends, loudness, the equaliser, and ends chosen in advance.
#![allow(clippy::unwrap_used)]

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use domain::{EndReason, Equalizer, Gain, GainSource, Gains, LoudnessMode, Signal, Sound};
use playback::{Command, Event, LoudnessSource, PlayState, QueueTrack};

mod stage;
use stage::{RATE, Stage, queue_track, same, samples, set, stairs, write_wav};

fn level(stage: &Stage, name: &str, seconds: u32, level: i16) -> QueueTrack {
    let path = stage.folder.path().join(name);
    write_wav(&path, RATE, &vec![[level, -level]; (seconds * RATE) as usize]);
    QueueTrack {
        duration: Duration::from_secs(u64::from(seconds)),
        ..queue_track(path)
    }
}

fn on_album(track: QueueTrack, album: u64, place: u32) -> QueueTrack {
    QueueTrack {
        album: Some(album),
        place_in_album: place,
        ..track
    }
}

fn crossfade(seconds: u64) -> Command {
    Command::SetSound(Sound {
        crossfade: Duration::from_secs(seconds),
        ..Sound::default()
    })
}

fn signal(stage: &Stage) -> Option<Signal> {
    let told = stage.log.iter().rev().find_map(|event| match event {
        Event::SignalChanged(signal) => Some(signal.clone()),
        _ => None,
    });
    told.flatten()
}

/// Loudness by file name.
#[derive(Debug)]
struct Known(HashMap<&'static str, Gains>);

impl LoudnessSource for Known {
    fn gains(&self, track: &QueueTrack) -> Gains {
        let name = track.path.file_name().unwrap().to_str().unwrap();
        self.0.get(name).copied().unwrap_or_default()
    }
}

fn measured(track_db: f32, album_db: f32) -> Gains {
    let gain = |db| {
        Some(Gain {
            db,
            from: GainSource::Measured,
            peak_db: None,
        })
    };
    Gains {
        track: gain(track_db),
        album: gain(album_db),
    }
}

#[test]
fn tracks_blend_with_equal_power() {
    let mut stage = Stage::new();
    stage.run(crossfade(2));
    let tracks = vec![
        level(&stage, "a.wav", 8, 8_192),
        level(&stage, "b.wav", 6, 16_384),
        level(&stage, "c.wav", 5, 8_192),
    ];
    stage.run(set(tracks));
    let rate = RATE as usize;
    let heard = stage.pull((8 + 6 + 5 - 2 - 2) * rate);
    let at = |frame: usize| f64::from(heard[2 * frame]);
    assert!((0..6 * rate).all(|n| at(n) == 0.25), "untouched before the blend");
    for n in 0..2 * rate {
        let angle = std::f64::consts::FRAC_PI_2 * (n as f64 + 0.5) / (2 * rate) as f64;
        let expect = 0.25 * angle.cos() + 0.5 * angle.sin();
        assert!(
            (at(6 * rate + n) - expect).abs() < 1e-5,
            "frame {n} of the blend: {}",
            at(6 * rate + n)
        );
    }
    assert!((8 * rate..10 * rate).all(|n| at(n) == 0.5), "untouched behind it");
    assert!((12 * rate..15 * rate).all(|n| at(n) == 0.25));
    assert!(stage.pull(100).iter().all(|sample| *sample == 0.0), "and nothing behind the last");
    // All of each was heard: what lies under a blend, too.
    let expect = [("a.wav", 8_000), ("b.wav", 6_000), ("c.wav", 5_000)];
    assert_eq!(
        stage.ended(),
        expect.map(|(name, millis)| (name.to_string(), EndReason::Finished, millis))
    );
    assert_eq!(stage.started().len(), 3);
}

#[test]
fn the_next_track_is_current_as_soon_as_it_blends_in() {
    let mut stage = Stage::new();
    stage.run(crossfade(2));
    let tracks = vec![level(&stage, "a.wav", 8, 8_192), level(&stage, "b.wav", 6, 16_384)];
    stage.run(set(tracks));
    stage.pull(7 * RATE as usize);
    assert_eq!(
        (stage.queue().current_index(), stage.started().len(), stage.ended().len()),
        (Some(1), 2, 0)
    );
    // What is skipped within the blend ends both, the old one as heard to its end.
    stage.run(Command::Stop);
    stage.pull(RATE as usize);
    let ended = stage.ended();
    assert_eq!((ended[0].0.as_str(), ended[0].1), ("a.wav", EndReason::Finished));
    assert!((7_000..7_020).contains(&ended[0].2), "{ended:?}");
    assert_eq!((ended[1].0.as_str(), ended[1].1), ("b.wav", EndReason::Stopped));
    assert!((1_000..1_020).contains(&ended[1].2), "{ended:?}");
}

#[test]
fn an_album_is_not_blended_into_itself() {
    let mut stage = Stage::new();
    stage.run(crossfade(3));
    let rate = RATE;
    let part = |stage: &Stage, name: &str, from: u32| QueueTrack {
        duration: Duration::from_secs(3),
        ..stage.track(name, from, 3 * rate - 7)
    };
    let tracks = vec![
        on_album(part(&stage, "1.wav", 0), 7, 10_001),
        on_album(part(&stage, "2.wav", 3 * rate - 7), 7, 10_002),
    ];
    stage.run(set(tracks));
    let heard = stage.pull(6 * rate as usize - 14);
    let expect: Vec<_> = stairs(0, 6 * rate - 14);
    assert!(same(&heard, &samples(&expect)), "every sample of both, joined");
}

#[test]
fn a_change_of_what_follows_takes_back_what_is_kept_for_a_blend() {
    // Before anything of the blend is on the line, and when it is there already.
    for seconds in [1, 4] {
        let mut stage = Stage::new();
        stage.run(crossfade(2));
        let tracks = vec![level(&stage, "a.wav", 6, 8_192), level(&stage, "b.wav", 6, 16_384)];
        stage.run(set(tracks));
        stage.pull(seconds * RATE as usize - 800);
        let other = level(&stage, "c.wav", 6, 4_096);
        stage.run(Command::PlayNext(vec![other]));
        let heard = stage.pull((7 - seconds) * RATE as usize);
        let most = heard.iter().step_by(2).fold(0.0_f32, |most, sample| most.max(*sample));
        assert!(most < 0.3, "nothing of the track that was to come: {most}");
        assert_eq!(stage.started().last().unwrap().1, "c.wav");
        stage.run(Command::Stop);
        let (name, reason, millis) = stage.ended().remove(0);
        assert_eq!((name.as_str(), reason), ("a.wav", EndReason::Finished));
        assert!((5_950..=6_010).contains(&millis), "{millis}");
    }
}

/// The stair that is heard at a frame, counted from zero.
fn stair(heard: &[f32], frame: usize) -> i32 {
    (heard[2 * frame] * 32_768.0).round() as i32 - 1
}

/// Whether every frame from `first` on is the one behind the one before it.
fn climbs(heard: &[f32], first: usize) -> bool {
    (first + 1..heard.len() / 2).all(|frame| stair(heard, frame) == stair(heard, frame - 1) + 1)
}

#[test]
fn a_jump_within_a_blend_lands_on_its_frame_and_ends_the_blend() {
    let length = 3 * RATE;
    for to in [0, 400, 1_200] {
        let mut stage = Stage::new();
        stage.run(crossfade(1));
        let timed = |track: QueueTrack| QueueTrack {
            duration: Duration::from_secs(3),
            ..track
        };
        let tracks = ["a.wav", "b.wav", "c.wav"].map(|name| timed(stage.track(name, 0, length)));
        stage.run(set(tracks.to_vec()));
        // Half of the blend of the first two is heard: the second is current, half a second in.
        stage.pull(length as usize - 4_000);
        assert_eq!(stage.started().len(), 2);
        stage.run(Command::SeekTo(Duration::from_millis(to)));
        let heard = stage.pull(2_000);
        // The old place fades out in 64 frames, the new one in in as many.
        let (asked, at) = ((to * u64::from(RATE) / 1_000) as i32, stair(&heard, 300));
        assert!((asked + 300 - 130..=asked + 300).contains(&at), "{to} ms: {at} for {asked}");
        assert!(climbs(&heard, 300), "{to} ms: nothing of the first track is left in it");
        let (name, reason, millis) = stage.ended().remove(0);
        assert_eq!((name.as_str(), reason), ("a.wav", EndReason::Finished));
        assert!((2_500..2_520).contains(&millis), "{millis}");
    }
}

#[test]
fn a_jump_to_the_end_goes_on_with_what_follows() {
    for (seconds, blend) in [(0, false), (1, true)] {
        let mut stage = Stage::new();
        stage.run(crossfade(seconds));
        let tracks = ["a.wav", "b.wav"].map(|name| QueueTrack {
            duration: Duration::from_secs(3),
            ..stage.track(name, 0, 3 * RATE)
        });
        stage.run(set(tracks.to_vec()));
        stage.pull(4_000);
        // On the last frame, and behind it.
        for to in [2_999, 3_000, 4_000] {
            stage.run(Command::JumpTo(stage.queue().items.get(0).unwrap().id));
            stage.pull(500);
            stage.run(Command::SeekTo(Duration::from_millis(to)));
            let heard = stage.pull(4_000);
            assert_eq!(stage.started().last().unwrap().1, "b.wav", "{to} ms, blend {blend}");
            assert!(climbs(&heard, 3_000) && stair(&heard, 3_000) > 2_000, "{to} ms, blend {blend}");
        }
    }
}

#[test]
fn blends_of_random_lengths_lose_and_double_nothing() {
    let mut stage = Stage::new();
    let mut rng = domain::SplitMix64::new(12);
    let tracks: Vec<_> = (0..40)
        .map(|n| level(&stage, &format!("{n}.wav"), 1 + rng.below(4) as u32, 1_000 + n * 100))
        .collect();
    stage.run(set(tracks));
    for _ in 0..60 {
        match rng.below(6) {
            0 => stage.run(crossfade(rng.below(5) as u64)),
            1 => stage.run(Command::SeekTo(Duration::from_millis(rng.next_u64() % 3_000))),
            2 => stage.run(Command::Undo),
            3 => {
                let next = level(&stage, "next.wav", 2, 700);
                stage.run(Command::PlayNext(vec![next]));
            }
            _ => {}
        }
        stage.pull(rng.below(12_000));
    }
    stage.engine.shutdown();
    stage.log.extend(stage.events.try_iter());
    let started: Vec<_> = stage.started().into_iter().map(|(play, _)| play).collect();
    let mut ended: Vec<_> = stage
        .log
        .iter()
        .filter_map(|event| match event {
            Event::Ended { play, .. } => Some(*play),
            _ => None,
        })
        .collect();
    assert_eq!(started.len(), ended.len());
    ended.sort();
    assert_eq!(started, ended, "in order, and each once");
}

#[test]
fn loudness_is_applied_by_track_by_album_and_as_fits() {
    let gains = HashMap::from([
        ("a.wav", measured(-6.020_6, -12.041_2)),
        ("b.wav", measured(6.020_6, -12.041_2)),
        ("c.wav", measured(-6.020_6, 0.0)),
    ]);
    let expect = [
        (LoudnessMode::Off, [0.25, 0.25, 0.25]),
        (LoudnessMode::Track, [0.125, 0.5, 0.125]),
        (LoudnessMode::Album, [0.0625, 0.0625, 0.25]),
        (LoudnessMode::Auto, [0.0625, 0.0625, 0.125]),
    ];
    let mut stage = Stage::new();
    stage.run(Command::UseLoudness(Arc::new(Known(gains))));
    for (loudness, levels) in expect {
        stage.run(Command::SetSound(Sound {
            loudness,
            ..Sound::default()
        }));
        let tracks = vec![
            on_album(level(&stage, "a.wav", 1, 8_192), 1, 10_001),
            on_album(level(&stage, "b.wav", 1, 8_192), 1, 10_002),
            on_album(level(&stage, "c.wav", 1, 8_192), 2, 10_001),
        ];
        stage.run(Command::Stop);
        stage.run(set(tracks));
        stage.pull(500);
        for (n, expect) in levels.into_iter().enumerate() {
            let heard = stage.pull(RATE as usize);
            let at = heard[RATE as usize];
            assert!((at - expect).abs() < 1e-5, "{loudness:?}, track {n}: {at}");
        }
    }
}

#[test]
fn the_way_of_the_samples_is_told_as_it_is() {
    let mut stage = Stage::new();
    let track = level(&stage, "a.wav", 4, 8_192);
    stage.run(set(vec![track.clone()]));
    let told = signal(&stage).unwrap();
    assert_eq!((told.codec.as_str(), told.file_rate, told.device_rate), ("PCM", RATE, RATE));
    assert_eq!(
        (told.bits, told.channels, told.gain_db, told.equalizer, told.exact),
        (Some(16), 2, None, false, true)
    );
    stage.pull(800);
    let sound = Sound {
        loudness: LoudnessMode::Track,
        preamp_db: 2.0,
        ..Sound::default()
    };
    stage.run(Command::SetSound(sound));
    let told = signal(&stage).unwrap();
    assert_eq!((told.gain_db, told.gain_from, told.exact), (Some(-5.0), GainSource::Assumed, false));
    assert!(
        (80..=110).contains(&stage.position().0),
        "the place is kept: {:?}",
        stage.position()
    );
    let heard = stage.pull(1_000);
    assert!((heard[1_900] - 0.25 * 10f32.powf(-0.25)).abs() < 1e-4, "{}", heard[1_900]);
    stage.run(Command::Stop);
    assert_eq!(signal(&stage), None);
}

#[test]
fn the_equaliser_is_heard_at_once_and_never_over_full_scale() {
    let mut stage = Stage::at(48_000);
    let path = stage.folder.path().join("tone.wav");
    let tone: Vec<[i16; 2]> = (0..48_000 * 6)
        .map(|n| [((f64::from(n) * 1_000.0 / 48_000.0 * std::f64::consts::TAU).sin() * 30_000.0) as i16; 2])
        .collect();
    write_wav(&path, 48_000, &tone);
    stage.run(set(vec![queue_track(path)]));
    let peak = |heard: &[f32]| heard.iter().fold(0.0_f32, |most, sample| most.max(sample.abs()));
    let before = stage.pull(24_000);
    assert!(same(&before[..4_000], &samples(&tone[..2_000])), "bit for bit while it is off");
    let mut bands_db = [0.0; domain::BANDS];
    bands_db[5] = -12.0;
    let equalizer = Equalizer {
        on: true,
        preamp_db: 0.0,
        bands_db,
    };
    stage.run(Command::SetSound(Sound {
        equalizer,
        ..Sound::default()
    }));
    stage.pull(12_000);
    let down = peak(&stage.pull(12_000)) / (30_000.0 / 32_768.0);
    assert!((20.0 * down.log10() + 12.0).abs() < 0.5, "{down}");
    bands_db[5] = 12.0;
    stage.run(Command::SetSound(Sound {
        equalizer: Equalizer { bands_db, ..equalizer },
        ..Sound::default()
    }));
    let loud = stage.pull(48_000);
    let most = peak(&loud);
    assert!((0.9..=1.0).contains(&most), "{most}");
    // Held down as a whole, not cut off: the tone stays a tone.
    let window = &loud[60_000..];
    let clipped = window.iter().filter(|sample| sample.abs() > 0.999).count();
    assert!(clipped < window.len() / 100, "{clipped} of {}", window.len());
    stage.run(Command::SetSound(Sound::default()));
    stage.pull(24_000);
    assert_eq!(stage.state(), PlayState::Playing);
}

#[test]
fn playing_stops_behind_this_track_and_the_next_one_waits() {
    let mut stage = Stage::new();
    let tracks = (0..3).map(|n| stage.track(&format!("{n}.wav"), n * 5_000, 4_000)).collect();
    stage.run(set(tracks));
    stage.pull(1_000);
    stage.run(Command::StopAfter(true));
    let heard = stage.pull(4_000);
    assert!(same(&heard[..6_000], &samples(&stairs(1_000, 3_000))));
    assert!(
        heard[6_000..].iter().all(|sample| *sample == 0.0),
        "what was decoded ahead is not heard"
    );
    assert_eq!(stage.standing(), (PlayState::Stopped, Some(1)));
    let told: Vec<_> = stage
        .log
        .iter()
        .filter_map(|event| match event {
            Event::StopAfterChanged(on) => Some(*on),
            _ => None,
        })
        .collect();
    assert_eq!(told, [true, false]);
    stage.run(Command::Play);
    let heard = stage.pull(4_000 + 4_000);
    let expect = [samples(&stairs(5_000, 4_000)), samples(&stairs(10_000, 4_000))].concat();
    assert!(same(&heard, &expect));
}

#[test]
fn the_sleep_timer_fades_out_and_keeps_the_place() {
    let mut stage = Stage::new();
    let track = level(&stage, "a.wav", 60, 8_192);
    stage.run(set(vec![track]));
    stage.pull(800);
    stage.run(Command::Sleep(Some(Duration::from_secs(6))));
    let started = std::time::Instant::now();
    let mut last = 1.0_f32;
    let mut faded = false;
    while stage.state() == PlayState::Playing {
        assert!(started.elapsed() < Duration::from_secs(60));
        std::thread::sleep(Duration::from_millis(10));
        for left in stage.pull(80).into_iter().step_by(2) {
            assert!(left <= last + 1e-6, "it only becomes softer");
            faded |= left > 0.0 && left < 0.2;
            last = left;
        }
    }
    assert!(faded);
    let rest = stage.pull(800);
    assert!(
        rest.iter().step_by(2).all(|left| *left <= last + 1e-6),
        "and does not come back as it pauses"
    );
    let paused = stage.position();
    stage.run(Command::Play);
    let heard = stage.pull(800);
    assert!((heard[1_598] - 0.25).abs() < 1e-6, "at full volume again");
    assert!(paused.0 > 100 && stage.started().len() == 1);
}

#[test]
fn hours_of_music_take_no_more_memory_than_minutes() {
    let mut stage = Stage::new();
    stage.run(crossfade(3));
    stage.run(Command::SetRepeat(domain::RepeatMode::One));
    let track = level(&stage, "a.wav", 60, 8_192);
    stage.run(set(vec![track]));
    let resident = || {
        let status = std::fs::read_to_string("/proc/self/status").ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.trim().trim_end_matches(" kB").parse::<u64>().ok()
    };
    let play = |stage: &mut Stage, minutes: usize| {
        // As a device takes it: less at a time than waits to be written.
        for _ in 0..minutes * 60 * 20 {
            stage.output.pull(RATE as usize / 20);
        }
        stage.sync();
    };
    play(&mut stage, 5);
    let before = resident();
    play(&mut stage, 60);
    // All samples of an hour are 230 MB.
    if let (Some(before), Some(after)) = (before, resident()) {
        assert!(
            after < before + (40 << 10),
            "{before} KiB after five minutes, {after} KiB an hour later"
        );
    }
}
