//! How many bytes of a file are tags, before anything reads them into memory.

use std::fs::File;
use std::io::{self, Seek, SeekFrom};

use audio::read_up_to;

/// Headers looked at: a sparse file can hold a million million empty blocks. One with more than this is all tags to us.
const MOST_BLOCKS: usize = 4096;
const ENDLESS: u64 = u64::MAX;

/// Bytes of tags as the container's own lengths claim them, no more than the file has; 0 where there is no way to tell.
pub(super) fn tag_region(file: &mut File) -> io::Result<u64> {
    let len = file.metadata()?.len();
    let mut head = [0; 12];
    let got = read_up_to(file, 0, &mut head)?;
    if got < 12 {
        return Ok(0);
    }
    let (mut region, mut start) = (0, 0);
    if &head[..3] == b"ID3" {
        region = 10 + syncsafe(&head[6..10]);
        start = region;
        if read_up_to(file, start, &mut head)? < 12 {
            return rewind(file, region.min(len));
        }
    }
    let own = match &head[..4] {
        b"fLaC" => flac(file, start + 4)?,
        b"RIFF" | b"FORM" => chunks(file, start + 12, &head[..4] == b"RIFF")?,
        b"OggS" => ogg(file, start)?,
        _ if &head[4..8] == b"ftyp" => boxes(file)?,
        _ => ape(file, len)?,
    };
    rewind(file, region.saturating_add(own).min(len))
}

fn rewind(file: &mut File, region: u64) -> io::Result<u64> {
    file.seek(SeekFrom::Start(0))?;
    Ok(region)
}

/// Metadata blocks before the frames.
fn flac(file: &mut File, mut at: u64) -> io::Result<u64> {
    let start = at;
    for _ in 0..MOST_BLOCKS {
        let mut header = [0; 4];
        if read_up_to(file, at, &mut header)? < 4 {
            return Ok(at - start);
        }
        at += 4 + u64::from(u32::from_be_bytes([0, header[1], header[2], header[3]]));
        if header[0] & 0x80 != 0 {
            return Ok(at - start);
        }
    }
    Ok(ENDLESS)
}

/// RIFF and AIFF: all chunks but the samples.
fn chunks(file: &mut File, mut at: u64, little_endian: bool) -> io::Result<u64> {
    let mut region = 0u64;
    for _ in 0..MOST_BLOCKS {
        let mut header = [0; 8];
        if read_up_to(file, at, &mut header)? < 8 {
            return Ok(region);
        }
        let size = [header[4], header[5], header[6], header[7]];
        let size = u64::from(if little_endian {
            u32::from_le_bytes(size)
        } else {
            u32::from_be_bytes(size)
        });
        if !matches!(&header[..4], b"data" | b"SSND") {
            region = region.saturating_add(size);
        }
        at += 8 + size + (size & 1);
    }
    Ok(ENDLESS)
}

/// MP4: the `moov` box, which holds tags and tables.
fn boxes(file: &mut File) -> io::Result<u64> {
    let mut at = 0u64;
    for _ in 0..MOST_BLOCKS {
        let mut header = [0; 16];
        if read_up_to(file, at, &mut header)? < 8 {
            return Ok(0);
        }
        let short = u64::from(u32::from_be_bytes([header[0], header[1], header[2], header[3]]));
        let size = match short {
            1 => u64::from_be_bytes([
                header[8], header[9], header[10], header[11], header[12], header[13], header[14], header[15],
            ]),
            0 => u64::MAX,
            size => size,
        };
        if &header[4..8] == b"moov" {
            return Ok(size);
        }
        match at.checked_add(size.max(8)) {
            Some(next) => at = next,
            None => return Ok(0),
        }
    }
    Ok(ENDLESS)
}

/// Ogg: the pages before the first one that ends a packet of sound.
fn ogg(file: &mut File, start: u64) -> io::Result<u64> {
    let mut at = start;
    for _ in 0..MOST_BLOCKS {
        let mut header = [0; 27];
        if read_up_to(file, at, &mut header)? < 27 || &header[..4] != b"OggS" {
            return Ok(at - start);
        }
        let mut granule = [0; 8];
        granule.copy_from_slice(&header[6..14]);
        // Header packets have granule 0, pages in the middle of a packet -1.
        if !matches!(i64::from_le_bytes(granule), 0 | -1) {
            return Ok(at - start);
        }
        let mut lacing = [0; 255];
        let segments = usize::from(header[26]);
        if read_up_to(file, at + 27, &mut lacing[..segments])? < segments {
            return Ok(at - start);
        }
        at += 27 + segments as u64 + lacing[..segments].iter().map(|n| u64::from(*n)).sum::<u64>();
    }
    Ok(ENDLESS)
}

/// An APEv2 tag at the end, before an ID3v1 tag if there is one.
fn ape(file: &mut File, len: u64) -> io::Result<u64> {
    for end in [len, len.saturating_sub(128)] {
        let mut footer = [0; 32];
        if end >= 32 && read_up_to(file, end - 32, &mut footer)? == 32 && &footer[..8] == b"APETAGEX" {
            return Ok(u64::from(u32::from_le_bytes([footer[12], footer[13], footer[14], footer[15]])));
        }
    }
    Ok(0)
}

fn syncsafe(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |size, byte| (size << 7) | u64::from(byte & 0x7f))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn region_of(parts: &[&[u8]], sparse_len: u64) -> u64 {
        let mut file = tempfile::tempfile().unwrap();
        for part in parts {
            file.write_all(part).unwrap();
        }
        if sparse_len > 0 {
            file.set_len(sparse_len).unwrap();
        }
        tag_region(&mut file).unwrap()
    }

    #[test]
    fn regions_are_what_the_lengths_claim() {
        // ID3v2 of 300 MB: syncsafe 0x0F 0x0F 0x14 0x00 x …
        let id3: [u8; 10] = [b'I', b'D', b'3', 4, 0, 0, 0x7f, 0x7f, 0x7f, 0x7f];
        assert_eq!(region_of(&[&id3], 300 << 20), 10 + (1 << 28) - 1);
        assert_eq!(region_of(&[&id3, &[0; 100]], 0), 110, "never more than the file has");
        let flac: &[&[u8]] = &[b"fLaC", &[0, 0, 0, 34], &[0; 34], &[0x86, 0xff, 0xff, 0xff]];
        assert_eq!(region_of(flac, 20 << 20), 4 + 34 + 4 + 0xff_ffff);
        let mp4: &[&[u8]] = &[&[0, 0, 0, 12], b"ftypM4A ", &[0x05, 0, 0, 0], b"moov"];
        assert_eq!(region_of(mp4, 1 << 30), 0x0500_0000);
        let wav: &[&[u8]] = &[b"RIFF\0\0\0\0WAVE", b"data\x02\0\0\0\0\0", b"id3 \0\0\0\x10"];
        assert_eq!(region_of(wav, 0x1000_0000 + 30), 0x1000_0000);
        assert_eq!(region_of(&[b"fLaC"], 1 << 40), 1 << 40, "blocks without end");
        assert_eq!(region_of(&[b"x"], 0), 0);
        assert_eq!(region_of(&[&[0; 64]], 0), 0);
    }
}
