//! A name for the audio in a file that re-tagging, moving and copying leave alone.

use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use domain::PayloadHash;
use sha2::{Digest, Sha256};

use crate::budget::Budget;
use crate::container::{OggPayload, Payload, outline};
use crate::cue::stretch;
use crate::error::guarded;
use crate::open::{Opened, open};
use crate::view::{Part, ViewSource};
use crate::{Error, file};

/// Windows over the payload, evenly from its first byte to its last.
const WINDOWS: u64 = 5;
/// Bytes of each.
const WINDOW: u64 = 8 << 10;
/// Bytes of packets read where only the demultiplexer knows the payload.
const PACKET_BYTES: usize = 64 << 10;
/// Packets looked at for so many bytes, empty ones and those of other tracks included.
const MOST_PACKETS: usize = 10_000;

/// SHA-256, cut to 16 bytes, of five windows and the length of the audio payload: the frames of MPEG audio and FLAC, the
/// samples of MP4, the sample chunk of WAV and AIFF, packets elsewhere. Tags, pictures, paging and the order of boxes do
/// not enter. Reads about 40 KB. A track of a sheet is named by its number and its place as well.
///
/// # Errors
/// Those of opening the file; a file of unknown format is hashed as a whole, for its owner may still move it.
pub fn payload_hash(path: &Path) -> Result<PayloadHash, Error> {
    match guarded(|| stretch(path))? {
        Some(stretch) => Ok(stretch.hash(whole_hash(&stretch.file)?)),
        None => whole_hash(path),
    }
}

fn whole_hash(path: &Path) -> Result<PayloadHash, Error> {
    guarded(|| {
        let (mut file, len) = file::open(path)?;
        let outline = outline(&mut file, len)?;
        let mut hash = Sha256::new();
        match outline.payload {
            Payload::Parts(parts) => hash_parts(ViewSource::new(file, parts, Budget::new(u64::MAX)), &mut hash)?,
            Payload::Ogg(ogg) => hash_ogg(&ogg, &mut hash),
            Payload::Packets => match open(path) {
                Ok(opened) => hash_packets(opened, &mut hash),
                Err(Error::Io(error)) => return Err(Error::Io(error)),
                Err(_) => {
                    let whole = vec![Part::File { start: 0, len }];
                    hash_parts(ViewSource::new(file, whole, Budget::new(u64::MAX)), &mut hash)?;
                }
            },
        }
        let digest = hash.finalize();
        let mut short = [0; 16];
        short.copy_from_slice(&digest[..16]);
        Ok(PayloadHash(short))
    })
}

fn hash_parts(mut source: ViewSource, hash: &mut Sha256) -> Result<(), Error> {
    let len = source.seek(SeekFrom::End(0))?;
    hash.update(b"parts");
    hash.update(len.to_le_bytes());
    let mut window = Vec::with_capacity(WINDOW as usize);
    let starts: Vec<u64> = if len <= WINDOWS * WINDOW {
        (0..len.div_ceil(WINDOW)).map(|index| index * WINDOW).collect()
    } else {
        (0..WINDOWS).map(|index| (len - WINDOW) / (WINDOWS - 1) * index).collect()
    };
    for start in starts {
        window.clear();
        source.seek(SeekFrom::Start(start))?;
        source.by_ref().take(WINDOW).read_to_end(&mut window)?;
        hash.update(&window);
    }
    Ok(())
}

fn hash_ogg(ogg: &OggPayload, hash: &mut Sha256) {
    hash.update(b"ogg");
    hash.update(ogg.last_granule.to_le_bytes());
    hash.update(&ogg.head);
    hash.update(b"...");
    hash.update(&ogg.tail);
}

fn hash_packets(mut opened: Opened, hash: &mut Sha256) {
    hash.update(b"packets");
    if let Some(config) = &opened.params.extra_data {
        hash.update(config);
    }
    let frames = crate::probe::total_frames(&opened.track, &opened.params);
    hash.update(frames.unwrap_or(0).to_le_bytes());
    let mut read = 0;
    // The budget is not renewed from packet to packet: all of them together are a few.
    for _ in 0..MOST_PACKETS {
        if read >= PACKET_BYTES || opened.budget.work().is_err() {
            break;
        }
        match opened.reader.next_packet() {
            Ok(Some(packet)) if packet.track_id == opened.track.id => {
                hash.update(&packet.data);
                read += packet.data.len().max(1);
            }
            Ok(Some(_)) => {}
            Ok(None) | Err(_) => break,
        }
    }
}
