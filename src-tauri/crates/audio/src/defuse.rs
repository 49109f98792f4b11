//! Makes harmless, as it is read, what a few bytes of a file could have a demultiplexer do without end: no budget ends a loop that does
//! not read, and nothing at all a stack that runs over.

use memchr::memchr3;

/// Chapters of an ID3v2 tag that are looked into; nothing here uses them. Each may hold others, and readers of tags call themselves for
/// each.
const CHAPTERS: u32 = 8;
/// Samples of an MP4 fragment that may be there without a word on any of them; a fragment of ten minutes has a fiftieth.
const UNTOLD_SAMPLES: u32 = 1 << 20;
/// Bits of a run that say that each of its samples is told something about: they bound its length by that of the file.
const TOLD: u8 = 0x0f;

/// Bytes of a run from its kind to the number of its samples.
const RUN: usize = 12;

/// What was seen of one file so far.
#[derive(Debug, Default)]
pub(crate) struct Defuser {
    chapters: u32,
    is_mp4: bool,
}

impl Defuser {
    /// Changes bytes that were read while the file was `opening`, or later. Returns how many of them may be handed on: what the end
    /// cuts in two is to be read again, whole.
    pub(crate) fn pass(&mut self, bytes: &mut [u8], opening: bool) -> usize {
        if !opening && !self.is_mp4 {
            return bytes.len();
        }
        let mut at = 0;
        while let Some(found) = memchr3(b'C', b'f', b't', &bytes[at..]) {
            at += found;
            let rest = &mut bytes[at..];
            if !matches!(rest.get(..4), Some(b"CHAP" | b"CTOC" | b"ftyp" | b"trun")) {
                at += 1;
                continue;
            }
            match rest[0] {
                b'C' if opening => {
                    self.chapters += 1;
                    if self.chapters > CHAPTERS {
                        // A frame that nobody knows is stepped over.
                        rest[..4].copy_from_slice(b"XCHP");
                    }
                }
                b'f' => self.is_mp4 = true,
                b't' => shorten_run(rest),
                _ => {}
            }
            at += 4;
        }
        if self.is_mp4 { whole(bytes) } else { bytes.len() }
    }
}

/// The length of `bytes` without the beginning of a run at their end.
fn whole(bytes: &[u8]) -> usize {
    let from = bytes.len().saturating_sub(RUN - 1).max(1);
    let begins = |at: &usize| bytes[*at..].iter().zip(b"trun").all(|(byte, run)| byte == run);
    (from..bytes.len()).find(begins).unwrap_or(bytes.len())
}

/// A `trun` box from its kind on: version, three bytes of flags, the number of samples.
fn shorten_run(run: &mut [u8]) {
    if let Some(&mut [_, _, told, _, ref mut count @ ..]) = run.get_mut(4..RUN)
        && told & TOLD == 0
        && let Ok(number) = <[u8; 4]>::try_from(&*count)
        && u32::from_be_bytes(number) > UNTOLD_SAMPLES
    {
        count.fill(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chapters_without_end_are_renamed() {
        let mut defuser = Defuser::default();
        let mut bytes = b"CHAP....".repeat(14);
        defuser.pass(&mut bytes, true);
        assert_eq!(bytes, [b"CHAP....".repeat(8), b"XCHP....".repeat(6)].concat());
        let mut sound = b"CHAP".to_vec();
        defuser.pass(&mut sound, false);
        assert_eq!(sound, b"CHAP");
    }

    #[test]
    fn runs_that_nothing_is_told_of_are_emptied() {
        let mut defuser = Defuser::default();
        let run = |flags: u8, count: u32| [b"trun\0\0".as_slice(), &[flags, 5], &count.to_be_bytes()].concat();
        let mut bytes = [b"ftyp".to_vec(), run(0, u32::MAX), run(2, u32::MAX), run(0, 1000)].concat();
        defuser.pass(&mut bytes, true);
        assert_eq!(bytes, [b"ftyp".to_vec(), run(0, 0), run(2, u32::MAX), run(0, 1000)].concat());
        let mut later = run(0, u32::MAX);
        defuser.pass(&mut later, false);
        assert_eq!(later, run(0, 0));
    }

    #[test]
    fn a_run_that_is_cut_in_two_is_read_again() {
        let mut defuser = Defuser::default();
        for (bytes, kept) in [
            (&b"ftyp....trun\0\0\0\0"[..], 8),
            (b"....tru", 4),
            (b"....t", 4),
            (b"....trun\0\0\0\0\0\0\0\0", 16),
            (b"trun", 4),
            (b"...", 3),
        ] {
            assert_eq!(
                defuser.pass(&mut bytes.to_vec(), false),
                if bytes.starts_with(b"f") { 16 } else { kept }
            );
            defuser.pass(&mut b"ftyp".to_vec(), true);
        }
        assert_eq!(defuser.pass(&mut b"ftyp....trun\0\0\0\0".to_vec(), false), 8);
    }
}
