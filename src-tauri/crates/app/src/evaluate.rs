//! The ear without a library: vectors of a folder, and where the time of an analysis goes.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

pub use analysis::BenchReport;

use crate::{Error, program};

/// Writes `path,v0,v1,…` for every audio file below `dir`, paths relative to it, one vector a line as the program compares it by
/// cosine. Answers with the files that failed and why. `progress` gets files done and of how many.
pub fn write_vectors(dir: &Path, out: impl Write, progress: &mut dyn FnMut(usize, usize)) -> Result<Vec<(PathBuf, String)>, Error> {
    let ear = analysis::Ear::load(analysis::DeviceChoice::Auto).map_err(|error| Error::NoEar(error.to_string()))?;
    let mut out = BufWriter::new(out);
    let header: String = (0..ear.dim()).map(|index| format!(",v{index}")).collect();
    let mut written = writeln!(out, "path{header}");
    let mut failed = Vec::new();
    let listed = analysis::vectors(&ear, dir, program::workers(), |file, done, total| {
        match file.vector {
            Ok(vector) if written.is_ok() => {
                let values: String = vector.iter().map(|value| format!(",{value}")).collect();
                written = writeln!(out, "{}{values}", quoted(&file.path.to_string_lossy()));
            }
            Ok(_) => {}
            Err(error) => failed.push((file.path, error.to_string())),
        }
        progress(done, total);
    });
    listed.map_err(|error| Error::Unreadable {
        path: dir.to_path_buf(),
        reason: error.to_string(),
    })?;
    written
        .and_then(|()| out.flush())
        .map_err(|error| Error::Internal(format!("the vectors could not be written: {error}")))?;
    Ok(failed)
}

/// A field as RFC 4180 has it: quoted only where it must be.
fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

/// Times the analysis of every audio file below `dir`, on one thread, the matrix library's own included.
pub fn bench(dir: &Path) -> Result<BenchReport, Error> {
    let ear = analysis::Ear::load(analysis::DeviceChoice::Cpu).map_err(|error| Error::NoEar(error.to_string()))?;
    analysis::bench(&ear, dir).map_err(|error| Error::Unreadable {
        path: dir.to_path_buf(),
        reason: error.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_path_with_a_comma_stays_one_field() {
        assert_eq!(quoted("a/b.mp3"), "a/b.mp3");
        assert_eq!(quoted("Tyler, \"T\".mp3"), "\"Tyler, \"\"T\"\".mp3\"");
    }
}
