//! A file as the demultiplexers should see it: without its pictures, and with an end to what they may read before playing.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use symphonia::core::io::MediaSource;

use crate::budget::Budget;
use crate::defuse::Defuser;

/// A stretch of a view.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    /// Stands in for something in the file.
    Bytes(Vec<u8>),
    /// Bytes of the file itself.
    File { start: u64, len: u64 },
}

impl Part {
    fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::File { len, .. } => *len,
        }
    }
}

/// The parts of a file, one after the other, as a seekable source.
#[derive(Debug)]
pub(crate) struct ViewSource {
    file: File,
    parts: Vec<Part>,
    /// Where in the view each part begins.
    starts: Vec<u64>,
    len: u64,
    pos: u64,
    /// Where the file stands, to spare a seek per read.
    file_pos: Option<u64>,
    budget: Budget,
    defuser: Defuser,
}

impl ViewSource {
    pub(crate) fn new(file: File, parts: Vec<Part>, budget: Budget) -> Self {
        let mut len = 0_u64;
        let starts = parts
            .iter()
            .map(|part| {
                let start = len;
                len = len.saturating_add(part.len());
                start
            })
            .collect();
        Self {
            file,
            parts,
            starts,
            len,
            pos: 0,
            file_pos: None,
            budget,
            defuser: Defuser::default(),
        }
    }
}

impl Read for ViewSource {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.pos >= self.len {
            return Ok(0);
        }
        // The last part that begins here or before; empty ones begin where the next does and are passed over.
        let index = self.starts.partition_point(|start| *start <= self.pos) - 1;
        let (part, offset) = (&self.parts[index], self.pos - self.starts[index]);
        let wanted = out.len().min(usize::try_from(part.len() - offset).unwrap_or(usize::MAX));
        let (file, file_pos) = (&mut self.file, &mut self.file_pos);
        let read = self.budget.spend(wanted as u64, || match part {
            Part::Bytes(bytes) => {
                let from = offset as usize;
                out[..wanted].copy_from_slice(&bytes[from..from + wanted]);
                Ok(wanted)
            }
            Part::File { start, .. } => {
                let at = start.saturating_add(offset);
                if *file_pos != Some(at) {
                    *file_pos = None;
                    file.seek(SeekFrom::Start(at))?;
                }
                let read = file.read(&mut out[..wanted])?;
                *file_pos = Some(at + read as u64);
                Ok(read)
            }
        })?;
        let kept = self.defuser.pass(&mut out[..read], self.budget.is_opening());
        if kept < read {
            self.file_pos = None;
        }
        self.pos += kept as u64;
        Ok(kept)
    }
}

impl Seek for ViewSource {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::End(delta) => self.len.checked_add_signed(delta),
            SeekFrom::Current(delta) => self.pos.checked_add_signed(delta),
        };
        self.pos = target.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "before the start"))?;
        Ok(self.pos)
    }
}

impl MediaSource for ViewSource {
    fn is_seekable(&self) -> bool {
        true
    }

    fn byte_len(&self) -> Option<u64> {
        Some(self.len)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn parts_read_as_one() {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"0123456789").unwrap();
        let parts = vec![
            Part::Bytes(b"ab".to_vec()),
            Part::File { start: 3, len: 4 },
            Part::Bytes(b"z".to_vec()),
        ];
        let mut source = ViewSource::new(file, parts, Budget::new(1000));
        let mut text = String::new();
        source.read_to_string(&mut text).unwrap();
        assert_eq!(text, "ab3456z");
        source.seek(SeekFrom::End(-3)).unwrap();
        text.clear();
        source.read_to_string(&mut text).unwrap();
        assert_eq!(text, "56z");
    }

    #[test]
    fn a_hundred_thousand_parts_are_read_at_once() {
        let mut file = tempfile::tempfile().unwrap();
        let bytes: Vec<u8> = (0..200_000_u32).map(|n| (n / 2 % 251) as u8).collect();
        file.write_all(&bytes).unwrap();
        // Every other byte, with an empty part before each.
        let parts = (0..100_000).flat_map(|n| [Part::Bytes(Vec::new()), Part::File { start: 2 * n, len: 1 }]);
        let mut source = ViewSource::new(file, parts.chain([Part::Bytes(Vec::new())]).collect(), Budget::new(u64::MAX));
        let started = std::time::Instant::now();
        let mut all = Vec::new();
        source.read_to_end(&mut all).unwrap();
        assert!(all.len() == 100_000 && all.iter().enumerate().all(|(n, byte)| *byte == (n % 251) as u8));
        assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
    }

    #[test]
    fn a_spent_budget_ends_reading_until_it_is_renewed() {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&[7; 100]).unwrap();
        let budget = Budget::new(60);
        let mut source = ViewSource::new(file, vec![Part::File { start: 0, len: 100 }], budget.clone());
        let mut out = [0; 50];
        assert_eq!(source.read(&mut out).unwrap(), 50);
        assert!(source.read(&mut out).is_err());
        budget.renew();
        assert_eq!(source.read(&mut out).unwrap(), 50);
    }
}
