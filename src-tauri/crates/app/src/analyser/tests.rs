//! Files that a decoder does not come to an end with, and files that end the program.
#![allow(clippy::unwrap_used)]

use std::time::Instant;

use analysis::DeviceChoice;
use audio::Pulse;
use store::Store;

use super::*;

/// A second of something on one channel.
fn wav(path: &Path) {
    let samples = (0..8_000_u32).flat_map(|n| (((n * n) % 20_011) as i16 - 10_000).to_le_bytes());
    let mut bytes = b"RIFF".to_vec();
    bytes.extend((36 + 16_000_u32).to_le_bytes());
    bytes.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    bytes.extend(8_000_u32.to_le_bytes());
    bytes.extend(16_000_u32.to_le_bytes());
    bytes.extend(b"\x02\0\x10\0data");
    bytes.extend(16_000_u32.to_le_bytes());
    bytes.extend(samples);
    std::fs::write(path, bytes).unwrap();
}

/// Music of these names in a library that is scanned.
fn library(names: &[&str]) -> (tempfile::TempDir, Arc<Core>) {
    let dir = tempfile::tempdir().unwrap();
    let music = dir.path().join("music");
    std::fs::create_dir(&music).unwrap();
    names.iter().for_each(|name| wav(&music.join(name)));
    let store = Store::in_memory().unwrap();
    let folder = store.add_folder(&music, clock::now()).unwrap();
    library::scan(&store, &[folder], &mut |_| {}, &AtomicBool::new(false)).unwrap();
    let core = Core::new(store, DeviceChoice::Cpu, None, dir.path().join("models")).unwrap();
    (dir, Arc::new(core))
}

fn says(path: &Path, word: &str) -> bool {
    path.file_name().unwrap().to_string_lossy().contains(word)
}

fn hear(ear: &Ear, path: &Path, cancel: &AtomicBool) -> Result<TrackAnalysis, analysis::Error> {
    assert!(!says(path, "panics"), "where nobody expects it");
    if says(path, "hangs") {
        Pulse::of_this_thread().around(0, || {
            loop {
                std::thread::sleep(Duration::from_millis(5));
            }
        })
    }
    analysis::analyse(ear, path, cancel)
}

fn refused(core: &Core) -> Vec<(String, String)> {
    let name = |failure: Failure| {
        let name = failure.path.file_name().unwrap().to_string_lossy().into_owned();
        (name, failure.reason)
    };
    let mut all: Vec<_> = core.store.failures().unwrap().into_iter().map(name).collect();
    all.sort();
    all
}

fn analysed(core: &Core) -> u64 {
    core.store.stats().unwrap().analysed
}

#[test]
fn a_file_that_a_decoder_hangs_on_is_a_failure_and_the_rest_is_heard() {
    let (dir, core) = library(&["a hangs.wav", "b.wav", "c hangs.wav", "d.wav"]);
    let analyser = Analyser::hearing_with(Arc::clone(&core), Some(dir.path()), hear);
    let report = analyser.run_to_end(2, &AtomicBool::new(false)).unwrap();
    assert_eq!((report.analysed, report.failed.len()), (2, 2));
    let hangs = |name: &str| (name.to_owned(), audio::HANGS.to_owned());
    assert_eq!(refused(&core), [hangs("a hangs.wav"), hangs("c hangs.wav")]);
    assert_eq!(analysed(&core), 2);
    assert!(!dir.path().join(IN_WORK).exists());
}

#[test]
fn in_the_background_another_thread_takes_the_place_of_one_that_hangs() {
    let (dir, core) = library(&["a hangs.wav", "b.wav", "c.wav"]);
    let analyser = Analyser::hearing_with(Arc::clone(&core), Some(dir.path()), hear);
    let minding = analyser.start(1).unwrap();
    let patience = Instant::now() + Duration::from_secs(60);
    while (analysed(&core), refused(&core).len()) != (2, 1) {
        assert!(Instant::now() < patience, "{} heard, {:?} refused", analysed(&core), refused(&core));
        std::thread::sleep(Duration::from_millis(20));
    }
    analyser.stop();
    minding.join().unwrap();
}

#[test]
fn a_panic_where_nobody_expects_it_passes_over_one_track() {
    let (dir, core) = library(&["a panics.wav", "b.wav"]);
    let analyser = Analyser::hearing_with(Arc::clone(&core), Some(dir.path()), hear);
    // Whoever meets it tells of it, and the others go on.
    assert!(analyser.run_to_end(1, &AtomicBool::new(false)).is_err());
    let left = |analyser: &Arc<Analyser>| {
        let post = Post::default();
        let steps = std::iter::from_fn(|| match analyser.step(&post) {
            Ok(Step::Idle { .. }) => None,
            other => Some(other.is_ok()),
        });
        steps.collect::<Vec<bool>>()
    };
    assert!(left(&analyser).iter().filter(|ok| !**ok).count() <= 1);
    assert_eq!(analysed(&core), 1);
}

#[test]
fn what_the_program_ended_with_comes_last_and_alone() {
    let (dir, core) = library(&["a.wav", "b.wav", "c.wav"]);
    let analyser = Analyser::hearing_with(Arc::clone(&core), Some(dir.path()), hear);
    let model = core.ear().unwrap().version().clone();
    let all = core.store.pending_analysis(&model, &[], 10).unwrap();
    let uid = |id: TrackId| core.store.track(id).unwrap().unwrap().uid;
    // As if the program had ended with these two in work.
    analyser.suspects.begin(uid(all[0]));
    analyser.suspects.begin(uid(all[1]));
    drop(analyser);
    let analyser = Analyser::hearing_with(Arc::clone(&core), Some(dir.path()), hear);
    let take = || match analyser.take(&model).unwrap() {
        Next::Track(id) => Some(id),
        Next::Nothing => panic!("something waits"),
        Next::Later => None,
    };
    assert_eq!(take(), Some(all[2]));
    assert_eq!(take(), None, "while another is in work");
    analyser.put_away(all[2], &Ok(Step::Passed));
    let suspect = take().unwrap();
    assert!(suspect != all[2]);
    assert_eq!(take(), None, "it is alone");
    analyser.put_away(suspect, &Ok(Step::Passed));
    // Twice more with the same, and it is left out with a reason.
    for _ in 0..2 {
        let run = Analyser::hearing_with(Arc::clone(&core), Some(dir.path()), hear);
        run.suspects.begin(uid(suspect));
    }
    let run = Analyser::hearing_with(Arc::clone(&core), Some(dir.path()), hear);
    assert_eq!(refused(&core).len(), 1);
    let report = run.run_to_end(2, &AtomicBool::new(false)).unwrap();
    assert_eq!((report.analysed, analysed(&core)), (2, 2));
    run.try_again();
    core.store.clear_all_failures().unwrap();
    assert_eq!(run.run_to_end(2, &AtomicBool::new(false)).unwrap().analysed, 1);
}
