//! Files that are read and written because a person asked for it: text of any encoding in, whole files or nothing out.

use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use crate::Error;

/// The text of a file of at most `largest` bytes.
pub(crate) fn read(path: &Path, largest: u64) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    // One more than allowed, so that a file that grows while it is read is refused, too.
    File::open(path)?.take(largest + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > largest {
        return Err(std::io::Error::new(std::io::ErrorKind::FileTooLarge, "it is too large"));
    }
    Ok(audio::decode_text(&bytes))
}

/// The folder that a file lies in or will lie in, links resolved.
pub(crate) fn folder_of(file: &Path) -> Result<PathBuf, Error> {
    let dir = file.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    dir.canonicalize().map_err(Error::file(dir))
}

/// Writes a file whole or not at all: what was there stays until the last byte is written.
pub(crate) fn write_whole<E: From<Error>>(to: &Path, fill: impl FnOnce(&mut dyn Write) -> Result<(), E>) -> Result<(), E> {
    let failed = |error| Error::file(to)(error);
    let mut builder = tempfile::Builder::new();
    builder.prefix(".attune").suffix(".part");
    // As any file of this person, not as a temporary one that nobody else may read.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder_of(to)?).map_err(failed)?;
    let mut out = BufWriter::new(&mut file);
    fill(&mut out)?;
    out.flush().map_err(failed)?;
    drop(out);
    file.as_file().sync_all().map_err(failed)?;
    file.persist(to).map_err(|error| failed(error.error))?;
    Ok(())
}
