//! Text files, however they are encoded.

use std::fs::File;
use std::io::Read;
use std::path::Path;

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
