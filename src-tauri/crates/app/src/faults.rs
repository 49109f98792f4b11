//! Bugs that were met: each leaves a report in the data folder, and the next start says so. Nothing of it leaves the machine.

use std::backtrace::Backtrace;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::panic::PanicHookInfo;
use std::path::{Path, PathBuf};

use crate::clock;

/// In the data folder: the reports nobody was told of, and those of before.
const NEW: &str = "faults.txt";
const TOLD: &str = "faults-told.txt";
/// Bytes of reports that are kept: what goes wrong a thousand times is told well enough by the first few.
const MOST: u64 = 256 << 10;

/// From now on every panic is described in the data folder, but those of decoders on strangers' files, which are the files' fault and shown
/// beside them.
pub fn keep_fault_reports(data_dir: &Path) {
    let path = data_dir.join(NEW);
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !audio::is_guarded() {
            // A disk that is full has no room for a report, either.
            let _ = report(&path, panic);
        }
        before(panic);
    }));
}

fn report(path: &Path, panic: &PanicHookInfo<'_>) -> std::io::Result<()> {
    if fs::metadata(path).is_ok_and(|file| file.len() > MOST) {
        return Ok(());
    }
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    let thread = std::thread::current();
    writeln!(
        file,
        "Attune {}, {}, thread {}\n{panic}\n{}\n",
        env!("CARGO_PKG_VERSION"),
        clock::local_text(clock::now()),
        thread.name().unwrap_or("without a name"),
        Backtrace::force_capture()
    )
}

/// The reports of the runs before, if there are any; told once.
pub(crate) fn of_last_time(data_dir: &Path) -> Option<PathBuf> {
    let (new, told) = (data_dir.join(NEW), data_dir.join(TOLD));
    fs::rename(&new, &told).ok().map(|()| told)
}
