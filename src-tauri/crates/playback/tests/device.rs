//! Real sound into null sinks of a real sound server, which are pulled, switched and killed while it plays. `ATTUNE_DEVICE_ROUNDS` says
//! how often (2).
#![cfg(all(feature = "device", target_os = "linux"))]
#![allow(clippy::unwrap_used)]

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command as Process, Stdio};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, unbounded};
use domain::RepeatMode;
use playback::{Command, Engine, EngineHandle, Event, OutputChoice, PlayState, device_names};

mod stage;
use stage::{queue_track, set, stairs, write_wav};

/// Against a hang; nothing here should take a tenth of it.
const PATIENCE: Duration = Duration::from_secs(30);
/// Sound is back in about two seconds; machines that run tests are slow.
const BACK: Duration = Duration::from_secs(6);
/// A place goes through rates, and may be rounded to a frame of each.
const FRAME: Duration = Duration::from_micros(50);
const FOLDER: &str = "ATTUNE_TEST_SOUND_SERVER";

fn on_path(program: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| std::env::split_paths(&path).any(|dir| dir.join(program).is_file()))
}

/// A sound server of our own, with one null sink at a time.
struct Server {
    folder: PathBuf,
    process: Child,
    sinks: u32,
}

impl Server {
    fn start(folder: &Path) -> Self {
        let socket = folder.join("pulse.sock");
        let native = format!("module-native-protocol-unix socket={} auth-anonymous=1", socket.display());
        let flags = [
            "-n",
            "--daemonize=no",
            "--use-pid-file=no",
            "--exit-idle-time=-1",
            "--disallow-exit=no",
            "--disable-shm=yes",
            "--realtime=no",
            "--high-priority=no",
        ];
        let process = Process::new("pulseaudio")
            .args(flags)
            .args(["-L", &native])
            .env("XDG_RUNTIME_DIR", folder)
            .env("PULSE_RUNTIME_PATH", folder)
            .env("HOME", folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self {
            folder: folder.to_path_buf(),
            process,
            sinks: 0,
        };
        let started = Instant::now();
        while server.tell(&["info"]).is_none() {
            assert!(started.elapsed() < PATIENCE, "the sound server does not start");
            std::thread::sleep(Duration::from_millis(50));
        }
        server
    }

    fn tell(&self, words: &[&str]) -> Option<String> {
        let said = Process::new("pactl")
            .args(words)
            .env("PULSE_SERVER", format!("unix:{}", self.folder.join("pulse.sock").display()))
            .stderr(Stdio::null())
            .output()
            .unwrap();
        said.status
            .success()
            .then(|| String::from_utf8_lossy(&said.stdout).trim().to_owned())
    }

    /// Plugs a sink in; returns its name and what pulls it out.
    fn plug(&mut self, rate: u32) -> (String, String) {
        self.sinks += 1;
        let name = format!("sink{}", self.sinks);
        let module = self.plug_as(&name, rate);
        (name, module)
    }

    fn plug_as(&self, name: &str, rate: u32) -> String {
        let words = format!("sink_name={name} rate={rate} channels=2 format=float32le norewinds=1");
        self.tell(&["load-module", "module-null-sink", &words]).unwrap()
    }

    /// Whether anything but silence arrives at a sink.
    fn hears(&self, sink: &str) -> bool {
        let mut recorder = Process::new("parec")
            .args(["-d", &format!("{sink}.monitor"), "--format=s16le", "--raw", "--latency-msec=20"])
            .env("PULSE_SERVER", format!("unix:{}", self.folder.join("pulse.sock").display()))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut sound = recorder.stdout.take().unwrap();
        let (tell, told) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(read @ 1..) = sound.read(&mut bytes) {
                if bytes[..read].iter().any(|byte| *byte != 0) {
                    let _ = tell.send(());
                    return;
                }
            }
        });
        let heard = told.recv_timeout(BACK).is_ok();
        recorder.kill().unwrap();
        recorder.wait().unwrap();
        heard
    }

    fn unplug(&self, module: &str) {
        self.tell(&["unload-module", module]).unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What the engine says, and where that leaves us.
struct Watched {
    engine: EngineHandle,
    events: Receiver<Event>,
    state: PlayState,
    position: Duration,
    rate: u32,
    /// When the place was last looked at.
    since: Instant,
}

impl Watched {
    /// An engine that plays to the default device.
    fn start() -> Self {
        let (sender, events) = unbounded();
        Self {
            engine: Engine::start(OutputChoice::Device(None), sender),
            events,
            state: PlayState::Stopped,
            position: Duration::ZERO,
            rate: 0,
            since: Instant::now(),
        }
    }

    fn until(&mut self, what: &str, done: impl Fn(&Self, &Event) -> bool) {
        let started = Instant::now();
        loop {
            let left = PATIENCE.saturating_sub(started.elapsed());
            let event = self.events.recv_timeout(left).unwrap_or_else(|_| panic!("waited in vain: {what}"));
            match &event {
                Event::StateChanged(state) => self.state = *state,
                Event::Position { position, .. } => self.position = *position,
                Event::DeviceReady { rate, .. } => self.rate = *rate,
                _ => {}
            }
            if done(self, &event) {
                return;
            }
        }
    }

    fn plays(&mut self, what: &str, rate: u32) {
        self.until(what, |seen, _| seen.state == PlayState::Playing && seen.rate == rate);
    }

    /// Waits until the place moves, and returns it: nothing was lost or skipped on the way there.
    fn moves(&mut self, since: Duration, what: &str) -> Duration {
        let started = Instant::now();
        loop {
            assert!(started.elapsed() < PATIENCE, "{what}: it stands at {since:?}");
            std::thread::sleep(Duration::from_millis(200));
            // The place is told when it is asked to stand, and the device may be lost again meanwhile.
            self.engine.send(Command::Pause);
            self.until(what, |seen, event| {
                matches!(event, Event::Position { playing: false, .. }) && seen.state == PlayState::Paused
            });
            let place = self.position;
            self.engine.send(Command::Play);
            self.until(what, |seen, _| seen.state == PlayState::Playing);
            assert!(place + FRAME >= since, "{what}: back from {since:?} to {place:?}");
            // It moves no faster than time does, and what a device takes ahead is a second at most.
            let most = since + self.since.elapsed() + Duration::from_secs(1);
            assert!(place < most, "{what}: from {since:?} to {place:?}");
            if place > since + Duration::from_millis(50) {
                self.since = Instant::now();
                return place;
            }
        }
    }
}

/// Runs one of the tests below in a process of its own: the server is found by the environment, which belongs to a whole process.
fn with_a_server(test: &str) {
    if !["pulseaudio", "pactl", "parec"].into_iter().all(on_path) {
        println!("SKIPPED: there is no pulseaudio here");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let child = Process::new(std::env::current_exe().unwrap())
        .args(["--exact", "--ignored", "--nocapture", test])
        .env("PULSE_SERVER", format!("unix:{}", folder.path().join("pulse.sock").display()))
        .env("XDG_RUNTIME_DIR", folder.path())
        .env("HOME", folder.path())
        .env(FOLDER, folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&child.stdout).into_owned() + &String::from_utf8_lossy(&child.stderr);
    println!("{said}");
    assert!(child.status.success() && said.contains("1 passed"), "see above");
}

#[test]
fn sound_survives_what_happens_to_devices() {
    with_a_server("plays_through_it_all");
}

#[test]
fn every_sample_reaches_the_sink() {
    with_a_server("two_halves_arrive_as_one");
}

#[test]
#[ignore = "run by a test above, with a sound server of its own"]
fn two_halves_arrive_as_one() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else {
        return;
    };
    const RATE: u32 = 44_100;
    const FRAMES: u32 = 29_000;
    let mut server = Server::start(&folder);
    let (sink, _) = server.plug(RATE);
    let recording = folder.join("heard.raw");
    let mut recorder = Process::new("parec")
        .args([
            "-d",
            &format!("{sink}.monitor"),
            "--format=float32le",
            "--rate=44100",
            "--channels=2",
            "--raw",
            "--latency-msec=20",
        ])
        .stdout(std::fs::File::create(&recording).unwrap())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let started = Instant::now();
    while server.tell(&["list", "short", "source-outputs"]).is_none_or(|list| list.is_empty()) {
        assert!(started.elapsed() < PATIENCE, "nobody records");
        std::thread::sleep(Duration::from_millis(20));
    }
    // Silence first: what a server does with a stream's first moments is its own business.
    let parts = [
        ("silence.wav", vec![[0, 0]; RATE as usize]),
        ("one.wav", stairs(0, 12_345)),
        ("two.wav", stairs(12_345, FRAMES - 12_345)),
    ];
    let tracks = parts.map(|(name, frames)| {
        write_wav(&folder.join(name), RATE, &frames);
        queue_track(folder.join(name))
    });
    let mut seen = Watched::start();
    let engine = seen.engine.clone();
    engine.send(set(tracks.to_vec()));
    seen.plays("the sink", RATE);
    seen.until("the end", |seen, _| seen.state == PlayState::Stopped);
    let expect = stage::samples(&stairs(0, FRAMES));
    let recorded = || -> Vec<f32> {
        let bytes = std::fs::read(&recording).unwrap();
        bytes
            .chunks_exact(4)
            .map(|bytes| f32::from_le_bytes(bytes.try_into().unwrap()))
            .collect()
    };
    let first_of = |heard: &[f32]| heard.iter().position(|sample| *sample != 0.0);
    // The recorder is as late as it likes.
    let ended = Instant::now();
    while first_of(&recorded()).is_none_or(|first| recorded().len() < first + expect.len() + RATE as usize / 5) {
        assert!(ended.elapsed() < PATIENCE, "not all of it was recorded");
        std::thread::sleep(Duration::from_millis(100));
    }
    engine.shutdown();
    recorder.kill().unwrap();
    recorder.wait().unwrap();
    let heard = recorded();
    let first = first_of(&heard).unwrap();
    assert_eq!(first % 2, 0, "left is left");
    let wrong = heard[first..].iter().zip(&expect).position(|(heard, expect)| heard != expect);
    assert_eq!(wrong, None, "every sample is the file's own, and none is missing at the join");
    assert!(heard[first + expect.len()..].iter().all(|sample| *sample == 0.0));
}

#[test]
#[ignore = "run by a test above, with a sound server of its own"]
fn plays_through_it_all() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else {
        return;
    };
    let rounds = std::env::var("ATTUNE_DEVICE_ROUNDS")
        .ok()
        .and_then(|rounds| rounds.parse().ok())
        .unwrap_or(2);
    let mut server = Server::start(&folder);
    let mut seen = Watched::start();
    let engine = seen.engine.clone();
    // Without a device there is a queue all the same, and it plays as soon as there is one.
    let path = folder.join("long.wav");
    write_wav(&path, 44_100, &stairs(0, 44_100 * 1_200));
    engine.send(Command::SetRepeat(RepeatMode::One));
    engine.send(set(vec![queue_track(path)]));
    seen.until("no device", |_, event| matches!(event, Event::DeviceLost { .. }));
    let (_, mut module) = server.plug(44_100);
    seen.plays("the first device", 44_100);
    let mut place = seen.moves(Duration::ZERO, "the first device");
    let mut slowest = Duration::ZERO;
    for round in 0..rounds {
        server.unplug(&module);
        seen.until("pulled", |_, event| matches!(event, Event::DeviceLost { .. }));
        assert_eq!(seen.state, PlayState::Paused, "round {round}");
        std::thread::sleep(Duration::from_millis(200));
        let rate = if round % 2 == 0 { 96_000 } else { 44_100 };
        let plugged = Instant::now();
        module = server.plug(rate).1;
        seen.plays("plugged in again", rate);
        place = seen.moves(place, "plugged in again");
        slowest = slowest.max(plugged.elapsed());
        assert!(slowest < BACK, "{slowest:?}");
    }
    println!("sound was back {slowest:?} after the plug at the latest, of {rounds}");
    let mut slowest = Duration::ZERO;
    for round in 0..rounds {
        let (name, next) = server.plug(if round % 2 == 0 { 48_000 } else { 88_200 });
        assert!(device_names().len() == 2, "{:?}", device_names());
        let switched = Instant::now();
        server.tell(&["set-default-sink", &name]).unwrap();
        // At which rate is the server's choice: it may fit an idle sink to the stream it moves there.
        seen.until(
            "another default",
            |_, event| matches!(event, Event::DeviceReady { name: ready, .. } if ready.contains(&name)),
        );
        seen.until("another default", |seen, _| seen.state == PlayState::Playing);
        place = seen.moves(place, "another default");
        slowest = slowest.max(switched.elapsed());
        assert!(slowest < BACK, "{slowest:?}");
        assert!(round > 2 || server.hears(&name), "the place moves, and no sound arrives");
        server.unplug(&module);
        module = next;
        place = seen.moves(place, "the old one is gone");
    }
    println!("the default was followed {slowest:?} after the switch at the latest, of {rounds}");
    let (sink, chosen) = server.plug(48_000);
    let name = device_names().into_iter().find(|name| name.contains(&sink)).unwrap();
    engine.send(Command::UseOutput(OutputChoice::Device(Some(name.clone()))));
    let goes_to = |event: &Event, wanted: &str, instead: Option<&str>| {
        matches!(event, Event::DeviceReady { name, instead_of, .. }
            if (name == wanted || wanted.is_empty()) && instead_of.as_deref() == instead)
    };
    seen.until("the chosen device", |_, event| goes_to(event, &name, None));
    place = seen.moves(place, "the chosen device");
    assert!(server.hears(&sink), "it is chosen, and no sound arrives");
    server.unplug(&chosen);
    seen.until("the chosen device is gone", |_, event| goes_to(event, "", Some(&name)));
    place = seen.moves(place, "the chosen device is gone");
    let chosen = server.plug_as(&sink, 48_000);
    seen.until("the chosen device is back", |_, event| goes_to(event, &name, None));
    place = seen.moves(place, "the chosen device is back");
    engine.send(Command::UseOutput(OutputChoice::Device(None)));
    server.unplug(&chosen);
    place = seen.moves(place, "the default again");
    drop(server);
    seen.until("killed", |_, event| matches!(event, Event::DeviceLost { .. }));
    let mut server = Server::start(&folder);
    server.plug(48_000);
    let restarted = Instant::now();
    seen.plays("another server", 48_000);
    seen.moves(place, "another server");
    println!("sound was back {:?} after the start of another server", restarted.elapsed());
    engine.shutdown();
}
