//! Files per second: the first import, and a look at an unchanged folder.

use std::sync::atomic::AtomicBool;

use crate::music;

pub fn measure(files: usize) -> anyhow::Result<()> {
    let dir = tempfile::tempdir()?;
    let music = dir.path().join("music");
    music::write_library(&music, files)?;
    let program = app::Attune::open(app::Options::new(dir.path().join("data")))?;
    let idle = AtomicBool::new(false);
    let first = program.scan(&[music], &mut |_| {}, &idle)?;
    let again = program.scan(&[], &mut |_| {}, &idle)?;
    let row = |what: &str, seconds: f64| println!("{what:<44} {seconds:8.3} s  {:9.0} files/s", files as f64 / seconds);
    row(&format!("import of {} files, warm", first.added), first.seconds);
    row("scan of the same files, nothing changed", again.seconds);
    for failure in first.failed.iter().take(3) {
        println!("refused: {}: {}", failure.path.display(), failure.reason);
    }
    let started = std::time::Instant::now();
    const SEARCHES: u32 = 200;
    for n in 0..SEARCHES {
        program.search(["lov", "東京", "the ni", "silver", "ноч"][n as usize % 5], 50)?;
    }
    println!(
        "{:<44} {:8.3} ms",
        "search, mean with 50 rows",
        started.elapsed().as_secs_f64() * 1e3 / f64::from(SEARCHES)
    );
    Ok(())
}
