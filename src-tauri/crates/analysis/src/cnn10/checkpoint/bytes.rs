//! Numbers and names off the front of bytes that may end at any place.

use super::damaged;
use crate::Error;

/// What is yet to be read. Every method fails, as damaged, where it ends too soon.
#[derive(Clone, Copy)]
pub(super) struct Bytes<'a>(pub &'a [u8]);

impl<'a> Bytes<'a> {
    pub fn take(&mut self, count: usize) -> Result<&'a [u8], Error> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or_else(too_short)?;
        self.0 = rest;
        Ok(taken)
    }

    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let (taken, rest) = self.0.split_first_chunk().ok_or_else(too_short)?;
        self.0 = rest;
        Ok(*taken)
    }

    pub fn byte(&mut self) -> Result<u8, Error> {
        Ok(u8::from_le_bytes(self.array()?))
    }

    /// A length of one byte, of two, of four or of eight.
    pub fn length<const N: usize>(&mut self) -> Result<usize, Error> {
        let mut wide = [0; 8];
        wide.get_mut(..N).ok_or_else(too_short)?.copy_from_slice(&self.array::<N>()?);
        usize::try_from(u64::from_le_bytes(wide)).map_err(|_| too_short())
    }

    /// Up to the next line feed, which is left out.
    pub fn line(&mut self) -> Result<&'a str, Error> {
        let length = self.0.iter().position(|byte| *byte == b'\n').ok_or_else(too_short)?;
        let line = utf8(self.take(length)?)?;
        self.byte()?;
        Ok(line)
    }
}

pub(super) fn utf8(bytes: &[u8]) -> Result<&str, Error> {
    str::from_utf8(bytes).map_err(|_| damaged("it holds a name that is no text"))
}

pub(super) fn too_short() -> Error {
    damaged("it ends too soon")
}
