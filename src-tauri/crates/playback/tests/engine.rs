//! The engine in virtual time: real files, a captured output, and every sample looked at.
#![allow(clippy::unwrap_used)]

use std::collections::HashMap;
use std::fs;
use std::time::Duration;

use crossbeam_channel::unbounded;
use domain::{EndReason, Origin, PlayId, RepeatMode, ShuffleMode, SplitMix64};
use playback::{CapturedOutput, Command, Engine, Event, OutputChoice, PlayState, QueueHistory, QueueTrack};

mod stage;
use stage::{RATE, Stage, queue_track, same, samples, set, stairs, write_wav};

#[test]
fn neighbours_join_without_a_gap() {
    let mut stage = Stage::new();
    let parts = [(0, 9_001), (9_001, 333), (9_334, 5_666)];
    let tracks = parts
        .iter()
        .map(|(from, frames)| stage.track(&format!("{from}.wav"), *from, *frames))
        .collect();
    stage.run(set(tracks));
    let heard = stage.pull(15_100);
    assert!(same(&heard[..30_000], &samples(&stairs(0, 15_000))));
    assert!(heard[30_000..].iter().all(|sample| *sample == 0.0));
    assert_eq!(stage.started().len(), 3);
    let expect = [("0.wav", 1_125), ("9001.wav", 41), ("9334.wav", 708)];
    assert_eq!(
        stage.ended(),
        expect.map(|(name, millis)| (name.to_string(), EndReason::Finished, millis))
    );
    assert_eq!(stage.state(), PlayState::Stopped);
}

#[test]
fn neighbours_join_through_the_resampler_too() {
    let mut stage = Stage::at(11_025);
    let sine: Vec<[i16; 2]> = (0..16_000)
        .map(|n| [((f64::from(n) * 300.0 / 8_000.0 * std::f64::consts::TAU).sin() * 16_000.0) as i16; 2])
        .collect();
    for (name, part) in [("a.wav", &sine[..7_777]), ("b.wav", &sine[7_777..])] {
        write_wav(&stage.folder.path().join(name), RATE, part);
    }
    let tracks = ["a.wav", "b.wav"].map(|name| queue_track(stage.folder.path().join(name)));
    stage.run(set(tracks.to_vec()));
    let heard = stage.pull(22_150);
    let expect = |n: usize| (n as f64 * 300.0 / 11_025.0 * std::f64::consts::TAU).sin() * 16_000.0 / 32_768.0;
    for n in 500..21_500 {
        assert!((f64::from(heard[2 * n]) - expect(n)).abs() < 2e-3, "frame {n}");
    }
    assert!(heard[2 * 22_050..].iter().all(|sample| *sample == 0.0));
    assert_eq!(
        stage.ended().iter().map(|(_, _, millis)| millis).sum::<u128>(),
        1_999,
        "972 and 1027, cut to whole milliseconds"
    );
}

#[test]
fn pausing_keeps_the_place_and_the_count() {
    let mut stage = Stage::new();
    let track = stage.track("a.wav", 0, 16_000);
    stage.run(set(vec![track]));
    assert!(same(&stage.pull(4_000), &samples(&stairs(0, 4_000))));
    stage.run(Command::Pause);
    assert_eq!((stage.position(), stage.state()), ((500, false), PlayState::Paused));
    let tail = stage.pull(8_000);
    let faded = tail.chunks(2).take_while(|frame| frame[0] != 0.0).count();
    assert!((1..=80).contains(&faded), "{faded}");
    stage.run(Command::Toggle);
    let back = stage.pull(1_000);
    // After the fade every frame is there again, none lost, none twice.
    assert!(same(&back[400..], &samples(&stairs(4_000 + faded as u32 + 200, 800))));
    stage.pull(16_000);
    assert_eq!(stage.ended(), [("a.wav".to_string(), EndReason::Finished, 2_000)]);
    assert_eq!(stage.started().len(), 1);
}

#[test]
fn a_jump_lands_on_its_frame_and_is_not_counted() {
    let mut stage = Stage::new();
    let track = stage.track("a.wav", 0, 24_000);
    stage.run(set(vec![track]));
    stage.pull(2_000);
    stage.run(Command::SeekTo(Duration::from_millis(2_000)));
    assert_eq!(stage.position(), (2_000, true));
    let heard = stage.pull(1_000);
    let jump = heard.chunks(2).position(|frame| frame[0] > 0.4).unwrap();
    assert!(jump <= 140, "{jump}");
    let at = (heard[600] * 32_768.0).round() as u32 - 1;
    assert!(same(&heard[600..], &samples(&stairs(at, 700))));
    assert!((16_000..16_300).contains(&at), "{at}");
    stage.run(Command::Next);
    let (_, reason, millis) = stage.ended().remove(0);
    assert_eq!(reason, EndReason::Skipped);
    assert!((370..=376).contains(&millis), "3000 frames at most were heard: {millis} ms");
    assert_eq!(stage.started().len(), 1, "a jump is no new play");
}

#[test]
fn jumping_past_the_end_finishes_and_goes_on() {
    let mut stage = Stage::new();
    let tracks = vec![stage.track("a.wav", 0, 8_000), stage.track("b.wav", 20_000, 800)];
    stage.run(set(tracks));
    stage.pull(1_000);
    stage.run(Command::SeekTo(Duration::from_secs(100)));
    stage.pull(400);
    assert_eq!(stage.ended()[0].1, EndReason::Finished);
    assert_eq!(stage.started().len(), 2);
}

#[test]
fn bad_files_are_passed_over() {
    let mut stage = Stage::new();
    let missing = queue_track(stage.folder.path().join("missing.wav"));
    let tracks = vec![
        stage.bad("x.mp3"),
        stage.track("a.wav", 0, 800),
        stage.bad("y.flac"),
        missing,
        stage.track("b.wav", 800, 800),
    ];
    stage.run(set(tracks));
    assert!(same(&stage.pull(1_600), &samples(&stairs(0, 1_600))));
    assert_eq!(stage.failures(), 3);
    assert_eq!(
        stage.started().iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>(),
        ["a.wav", "b.wav"]
    );
    assert_eq!(stage.queue().current_index(), Some(4));
    stage.pull(10);
    assert_eq!(stage.state(), PlayState::Stopped);
}

#[test]
fn nothing_but_bad_files_stops_even_when_repeating() {
    for repeat in [RepeatMode::Off, RepeatMode::All, RepeatMode::One] {
        let mut stage = Stage::new();
        stage.run(Command::SetRepeat(repeat));
        let tracks = (0..5).map(|n| stage.bad(&format!("{n}.mp3"))).collect();
        stage.run(set(tracks));
        assert_eq!(stage.state(), PlayState::Stopped, "{repeat:?}");
        assert_eq!(stage.failures(), 5, "{repeat:?}");
        assert!(stage.started().is_empty() && stage.ended().is_empty());
    }
}

#[test]
fn a_file_that_breaks_off_is_heard_as_far_as_it_goes() {
    let mut stage = Stage::new();
    let tracks = vec![stage.track("a.wav", 0, 8_000), stage.track("b.wav", 8_000, 800)];
    let bytes = fs::read(&tracks[0].path).unwrap();
    fs::write(&tracks[0].path, &bytes[..44 + 4 * 3_000]).unwrap();
    stage.run(set(tracks));
    let heard = stage.pull(3_800);
    assert!(same(&heard[..6_000], &samples(&stairs(0, 3_000))));
    assert!(same(&heard[6_000..], &samples(&stairs(8_000, 800))));
}

#[test]
fn edits_change_what_was_decoded_ahead() {
    let mut stage = Stage::new();
    let tracks = vec![stage.track("a.wav", 0, 4_000), stage.track("b.wav", 10_000, 4_000)];
    stage.run(set(tracks));
    stage.pull(1_000);
    // Both tracks lie on the line by now; what plays next is changed three times.
    let next = stage.track("c.wav", 4_000, 2_000);
    stage.run(Command::PlayNext(vec![next]));
    let other = stage.track("d.wav", 25_000, 2_000);
    stage.run(Command::PlayNext(vec![other]));
    stage.run(Command::Undo);
    let heard = stage.pull(5_000);
    assert!(same(&heard, &samples(&stairs(1_000, 5_000))), "a and c join without a seam");
    let heard = stage.pull(4_000);
    assert!(same(&heard, &samples(&stairs(10_000, 4_000))));
    assert_eq!(
        stage.started().iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>(),
        ["a.wav", "c.wav", "b.wav"]
    );
}

#[test]
fn behind_its_end_the_queue_goes_on_with_what_was_added_or_begins_again() {
    let mut stage = Stage::new();
    let tracks = vec![stage.track("a.wav", 0, 800), stage.track("b.wav", 10_000, 800)];
    stage.run(set(tracks));
    stage.pull(2_000);
    assert_eq!(stage.standing(), (PlayState::Stopped, Some(1)));
    stage.run(Command::Play);
    assert_eq!(stage.standing(), (PlayState::Playing, Some(0)));
    stage.pull(2_000);
    let added = vec![stage.track("c.wav", 20_000, 800)];
    stage.run(Command::Append {
        tracks: added,
        origin: Origin::Yours,
    });
    assert_eq!(stage.state(), PlayState::Stopped);
    stage.run(Command::Play);
    assert_eq!(stage.standing(), (PlayState::Playing, Some(2)));
    // One chosen by hand is the one that plays, the last one too.
    stage.pull(2_000);
    stage.run(Command::Previous);
    stage.run(Command::Next);
    stage.run(Command::Play);
    assert_eq!(stage.standing(), (PlayState::Playing, Some(2)));
    // Who stops in the last one begins it again.
    stage.run(Command::Stop);
    stage.run(Command::Play);
    assert_eq!(stage.standing(), (PlayState::Playing, Some(2)));
}

#[test]
fn behind_an_end_that_cannot_be_played_the_queue_begins_again() {
    let mut stage = Stage::new();
    let tracks = vec![stage.track("a.wav", 0, 800), stage.bad("b.mp3")];
    stage.run(set(tracks));
    for _ in 0..3 {
        stage.pull(2_000);
        assert_eq!(stage.state(), PlayState::Stopped);
        stage.run(Command::Play);
        if stage.state() == PlayState::Stopped {
            stage.run(Command::Play);
        }
        assert_eq!(stage.standing(), (PlayState::Playing, Some(0)));
    }
}

#[test]
fn what_a_cleared_or_replaced_queue_played_goes_on_where_it_was() {
    let mut stage = Stage::new();
    let tracks = vec![stage.track("a.wav", 0, 8_000), stage.track("b.wav", 10_000, 8_000)];
    stage.run(Command::SetQueue { tracks, start: 1 });
    stage.pull(2_000);
    stage.run(Command::ClearQueue);
    assert_eq!(stage.state(), PlayState::Stopped);
    stage.run(Command::Undo);
    assert_eq!(
        (stage.position(), stage.state(), stage.queue().current_index()),
        ((250, true), PlayState::Playing, Some(1))
    );
    let heard = stage.pull(1_000);
    let later = samples(&stairs(12_300, 1))[0];
    let at = heard.chunks(2).position(|frame| (frame[0] - later).abs() < 1e-6).unwrap();
    assert!(
        (300..=380).contains(&at),
        "from where it was, but for what the old sound took to fade out: {at}"
    );

    // What fades out between two tracks is heard, but is nobody's place.
    let near = |stage: &Stage, place: u128| stage.position().0.abs_diff(place) <= 12;
    let other = stage.track("c.wav", 20_000, 8_000);
    stage.run(set(vec![other]));
    stage.pull(500);
    stage.run(Command::Undo);
    assert!(near(&stage, 370) && stage.queue().current_index() == Some(1));
    // There and back once more: each side keeps its own place.
    stage.run(Command::Redo);
    assert!(near(&stage, 58) && stage.queue().items.len() == 1, "{:?}", stage.position());
    stage.run(Command::Undo);
    assert!(near(&stage, 370) && stage.position().1);
    // Who had paused is not surprised by sound.
    stage.run(Command::Pause);
    stage.run(Command::ClearQueue);
    stage.run(Command::Undo);
    assert!(near(&stage, 370) && stage.state() == PlayState::Paused);
}

#[test]
fn removing_what_is_paused_can_be_undone_to_where_it_was() {
    let mut stage = Stage::new();
    let tracks = (0..4).map(|n| stage.track(&format!("{n}.wav"), n * 10_000, 8_000)).collect();
    stage.run(Command::SetQueue { tracks, start: 1 });
    stage.pull(2_000);
    stage.run(Command::Pause);
    let place = stage.position();
    let ids: Vec<_> = stage.queue().items.iter().map(|item| item.id).collect();
    for id in [ids[1], ids[0]] {
        stage.run(Command::RemoveItems(vec![id]));
        assert_eq!(stage.state(), PlayState::Stopped);
    }
    stage.run(Command::Undo);
    assert_eq!(
        stage.queue().current_index(),
        Some(1),
        "what was never loaded is no place to go back to"
    );
    stage.run(Command::Undo);
    assert_eq!(
        (stage.position(), stage.state(), stage.queue().current_index()),
        (place, PlayState::Paused, Some(1))
    );
    // What was taken out while it played comes back without a sound, if there is none by then.
    stage.run(Command::Play);
    stage.run(Command::RemoveItems(vec![ids[1]]));
    assert_eq!(stage.state(), PlayState::Playing);
    stage.pull(20_000);
    assert_eq!(stage.state(), PlayState::Stopped);
    stage.run(Command::Undo);
    assert_eq!(stage.standing(), (PlayState::Paused, Some(1)));
    // Where another track plays by now, it goes on.
    stage.run(Command::RemoveItems(vec![ids[1]]));
    stage.run(Command::Play);
    stage.run(Command::Undo);
    assert_eq!(stage.standing(), (PlayState::Playing, Some(2)));
}

#[test]
fn removing_what_plays_goes_on_with_the_next() {
    let mut stage = Stage::new();
    let tracks = vec![stage.track("a.wav", 0, 8_000), stage.track("b.wav", 10_000, 800)];
    stage.run(set(tracks));
    stage.pull(800);
    let id = stage.queue().items.get(0).unwrap().id;
    stage.run(Command::RemoveItems(vec![id]));
    let heard = stage.pull(1_000);
    assert_eq!(stage.ended()[0], ("a.wav".to_string(), EndReason::Stopped, 100));
    assert_eq!(stage.started()[1].1, "b.wav");
    let first = samples(&stairs(10_000, 1))[0];
    let begin = heard.chunks(2).position(|frame| (frame[0] - first).abs() < 1e-6).unwrap();
    assert!(
        same(&heard[2 * begin..][..1_600], &samples(&stairs(10_000, 800))),
        "a new track starts at its first frame, unfaded"
    );
}

#[test]
fn next_previous_and_the_end_of_the_queue() {
    let mut stage = Stage::new();
    let tracks = vec![stage.track("a.wav", 0, 40_000), stage.track("b.wav", 10_000, 40_000)];
    stage.run(set(tracks));
    stage.pull(800);
    stage.run(Command::Next);
    stage.pull(800);
    stage.run(Command::Previous);
    stage.pull(25_000);
    stage.run(Command::Previous);
    assert_eq!(stage.position(), (0, true));
    stage.pull(800);
    stage.run(Command::Next);
    stage.pull(800);
    stage.run(Command::Next);
    assert_eq!(stage.state(), PlayState::Stopped);
    let names: Vec<_> = stage.started().into_iter().map(|(_, name)| name).collect();
    assert_eq!(names, ["a.wav", "b.wav", "a.wav", "b.wav"]);
    assert!(stage.ended().iter().all(|(_, reason, _)| *reason == EndReason::Skipped));
    assert_eq!(stage.ended().len(), 4);
}

#[test]
fn one_track_repeats_as_a_play_each_time() {
    let mut stage = Stage::new();
    let track = stage.track("a.wav", 0, 1_000);
    stage.run(Command::SetRepeat(RepeatMode::One));
    stage.run(set(vec![track]));
    let heard = stage.pull(3_500);
    for round in 0..3 {
        assert!(same(&heard[round * 2_000..][..2_000], &samples(&stairs(0, 1_000))));
    }
    assert_eq!((stage.started().len(), stage.ended().len()), (4, 3));
    stage.run(Command::SetRepeat(RepeatMode::Off));
    stage.pull(2_000);
    assert_eq!((stage.started().len(), stage.state()), (4, PlayState::Stopped));
}

#[test]
fn the_volume_is_applied() {
    let mut stage = Stage::new();
    let track = stage.track("a.wav", 20_000, 8_000);
    stage.run(set(vec![track]));
    let heard = stage.pull(100);
    assert!((heard[0] - 20_001.0 / 32_768.0).abs() < 1e-4, "{}", heard[0]);
    stage.run(Command::SetVolume(0.5));
    let heard = stage.pull(2_000);
    assert!((heard[3_998] - 22_100.0 / 32_768.0 / 8.0).abs() < 1e-4, "{}", heard[3_998]);
}

#[test]
fn a_restored_session_waits_where_it_was() {
    let mut stage = Stage::new();
    let tracks = vec![stage.track("a.wav", 0, 8_000), stage.track("b.wav", 8_000, 8_000)];
    stage.run(Command::SetQueue { tracks, start: 1 });
    stage.pull(2_000);
    let queue = stage.queue();
    stage.engine.shutdown();
    stage.log.extend(stage.events.try_iter());
    assert_eq!(stage.ended(), [("b.wav".to_string(), EndReason::Quit, 250)]);

    let (output, choice) = CapturedOutput::new(RATE);
    let (sender, events) = unbounded();
    stage.engine = Engine::start_seeded(choice, sender, 1);
    (stage.output, stage.events, stage.log) = (output, events, Vec::new());
    stage.run(Command::Restore {
        queue,
        history: QueueHistory::default(),
        position: Duration::from_millis(250),
    });
    assert_eq!((stage.position(), stage.state()), ((250, false), PlayState::Paused));
    assert!(stage.pull(100).iter().all(|sample| *sample == 0.0));
    assert!(stage.started().is_empty());
    stage.run(Command::Play);
    let heard = stage.pull(1_000);
    assert!(same(&heard[400..], &samples(&stairs(10_200, 800))));
    assert_eq!(stage.started().len(), 1);
}

#[test]
fn a_lost_device_keeps_the_place() {
    let mut stage = Stage::new();
    let track = stage.track("a.wav", 0, 30_000);
    stage.run(set(vec![track]));
    stage.pull(4_000);
    stage.output.unplug();
    stage.sync();
    stage.sync();
    assert!(stage.log.iter().any(|event| matches!(event, Event::DeviceLost { .. })));
    assert_eq!((stage.state(), stage.position()), (PlayState::Paused, (500, false)));
    // The queue still takes edits, and the same rate is not promised.
    let next = stage.track("b.wav", 0, 100);
    stage.run(Command::Append {
        tracks: vec![next],
        origin: Origin::Yours,
    });
    stage.output.plug(2 * RATE);
    while stage.state() != PlayState::Playing {
        std::thread::sleep(Duration::from_millis(20));
        stage.sync();
    }
    let heard = stage.pull(10_000);
    let expect = |n: usize| (4_000.0 + n as f32 / 2.0 + 1.0) / 32_768.0;
    assert!((1_000..9_000).all(|n| (heard[2 * n] - expect(n)).abs() < 1e-3));
    stage.run(Command::Stop);
    let (_, reason, millis) = stage.ended().remove(0);
    assert_eq!((reason, millis, stage.started().len()), (EndReason::Stopped, 500 + 625, 1));
}

#[test]
fn without_any_device_everything_but_sound_works() {
    let (sender, events) = unbounded();
    let engine = Engine::start(OutputChoice::Nothing, sender);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.wav");
    write_wav(&path, RATE, &stairs(0, 100));
    engine.send(set(vec![queue_track(path)]));
    engine.send(Command::SetShuffle(ShuffleMode::Tracks));
    engine.send(Command::Play);
    engine.sync();
    engine.shutdown();
    let log: Vec<_> = events.try_iter().collect();
    assert!(log.iter().any(|event| matches!(event, Event::DeviceLost { .. })));
    assert!(
        log.iter()
            .any(|event| matches!(event, Event::QueueChanged { queue, .. } if queue.items.len() == 1))
    );
    assert!(
        !log.iter()
            .any(|event| matches!(event, Event::Started { .. } | Event::StateChanged(PlayState::Playing)))
    );
}

#[test]
fn ten_thousand_random_commands() {
    let mut stage = Stage::new();
    let mut rng = SplitMix64::new(2_026);
    let mut library: Vec<_> = (0..12)
        .map(|n| stage.track(&format!("{n}.wav"), n * 2_000, 50 + n * n * 60))
        .collect();
    library.push(stage.bad("bad.mp3"));
    library.push(queue_track(stage.folder.path().join("gone.flac")));
    let pick = |rng: &mut SplitMix64, most: usize| -> Vec<QueueTrack> {
        (0..rng.below(most)).map(|_| library[rng.below(library.len())].clone()).collect()
    };
    let (mut pulled, mut sounding) = (0, 0);
    for round in 0..10_000 {
        let ids: Vec<_> = stage.queue().items.iter().map(|item| item.id).collect();
        let id = (!ids.is_empty()).then(|| ids[rng.below(ids.len())]);
        let command = match rng.below(24) {
            0 | 1 => Command::Play,
            2 => Command::Pause,
            3 => Command::Toggle,
            4 if rng.below(4) == 0 => Command::Stop,
            5 | 6 => Command::Next,
            7 => Command::Previous,
            8 | 9 => Command::SeekTo(Duration::from_millis(rng.next_u64() % 1_200)),
            10 => Command::SetVolume(rng.unit() as f32 + 0.3),
            11 => set(pick(&mut rng, 12)),
            12 => Command::PlayNext(pick(&mut rng, 3)),
            13 => Command::Append {
                tracks: pick(&mut rng, 3),
                origin: if rng.below(2) == 0 { Origin::Yours } else { Origin::Automatic },
            },
            14 => Command::MoveItems {
                ids: id.into_iter().collect(),
                to: rng.below(ids.len() + 3),
            },
            15 => Command::RemoveItems(id.into_iter().collect()),
            16 if rng.below(20) == 0 => Command::ClearQueue,
            17 if id.is_some() => Command::JumpTo(id.unwrap()),
            18 => Command::SetShuffle([ShuffleMode::Off, ShuffleMode::Tracks, ShuffleMode::Albums][rng.below(3)]),
            19 => Command::SetRepeat([RepeatMode::Off, RepeatMode::All, RepeatMode::One][rng.below(3)]),
            20 => Command::Undo,
            21 => Command::Redo,
            22 if rng.below(50) == 0 => Command::Restore {
                queue: stage.queue(),
                history: QueueHistory::default(),
                position: Duration::from_millis(100),
            },
            _ => Command::Play,
        };
        stage.engine.send(command);
        if rng.below(3) == 0 {
            // What is pulled while a command is on its way is nobody's.
            stage.engine.sync();
            let frames = rng.below(900);
            pulled += frames as u64;
            let heard = stage.output.pull(frames);
            assert_eq!(heard.len(), 2 * frames);
            sounding += heard.chunks(2).filter(|frame| frame[0] != 0.0).count() as u64;
        }
        if round % 7 == 0 {
            stage.sync();
        }
    }
    stage.engine.shutdown();
    stage.log.extend(stage.events.try_iter());

    let mut plays: HashMap<PlayId, (usize, usize)> = HashMap::new();
    let (mut listened, mut cut_off) = (Duration::ZERO, 0);
    let mut open = None;
    for event in &stage.log {
        match event {
            Event::Started { play, .. } => {
                assert_eq!(open.replace(*play), None, "one play at a time");
                plays.entry(*play).or_default().0 += 1;
            }
            Event::Ended {
                play,
                listened: heard,
                reason,
                ..
            } => {
                cut_off += u64::from(*reason != EndReason::Finished);
                assert_eq!(open.take(), Some(*play));
                plays.entry(*play).or_default().1 += 1;
                assert!(!heard.is_zero());
                listened += *heard;
            }
            _ => {}
        }
    }
    assert!(plays.len() > 500, "{} plays", plays.len());
    assert!(plays.values().all(|counts| *counts == (1, 1)));
    // What is cut off fades out in 64 frames behind its end; and a fade has one frame of nothing.
    let time = |frames: u64| Duration::from_micros(frames * 1_000_000 / u64::from(RATE));
    let fades = time(64 * cut_off);
    let said = format!(
        "{listened:?} listened to, {:?} heard, of which {fades:?} may be fades",
        time(sounding)
    );
    assert!(listened < time(sounding + 2_000), "{said}");
    assert!(listened + fades + time(2_000) > time(sounding), "{said}");
    assert!(sounding > pulled / 4, "{sounding} of {pulled} frames");
}
