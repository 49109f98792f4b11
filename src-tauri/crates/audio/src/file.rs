//! Opening a path without being held up by what is not a file.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use crate::Error;
use crate::pulse::on_disk;

/// Opens a regular file for reading. A pipe or device is refused before it could block, an empty file is [`Error::NoAudio`].
pub(crate) fn open(path: &Path) -> Result<(File, u64), Error> {
    if !on_disk(|| path.metadata())?.is_file() {
        return Err(Error::NotAFile);
    }
    let mut options = OpenOptions::new();
    options.read(true);
    // What was a file a moment ago may be a pipe now: opening one without a writer would wait for ever.
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        const O_NONBLOCK: i32 = if cfg!(target_os = "linux") { 0o4000 } else { 0x4 };
        options.custom_flags(O_NONBLOCK);
    }
    let file = on_disk(|| options.open(path))?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(Error::NotAFile);
    }
    if metadata.len() == 0 {
        return Err(Error::NoAudio);
    }
    Ok((file, metadata.len()))
}

/// Reads `N` bytes at `offset`; `None` where the file is shorter.
pub(crate) fn read_at<const N: usize>(file: &mut File, offset: u64) -> io::Result<Option<[u8; N]>> {
    let mut bytes = [0; N];
    Ok((read_up_to(file, offset, &mut bytes)? == N).then_some(bytes))
}

/// Fills as much of `out` as the file has from `offset` on; returns how many bytes that is.
pub fn read_up_to(file: &mut File, offset: u64, out: &mut [u8]) -> io::Result<usize> {
    file.seek(SeekFrom::Start(offset))?;
    let mut filled = 0;
    while filled < out.len() {
        match on_disk(|| file.read(&mut out[filled..])) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}
