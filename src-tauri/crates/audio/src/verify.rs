//! Whether a file's samples are those its encoder was given, by the checksum FLAC keeps of them.

use std::path::Path;

use symphonia::core::codecs::audio::AudioDecoderOptions;
use symphonia::core::codecs::audio::VerificationCheck;
use symphonia::core::codecs::audio::well_known::CODEC_ID_FLAC;
use symphonia::core::errors::Error as SymphoniaError;

use crate::error::guarded;
use crate::open::{Opened, open};
use crate::{Error, codecs};

/// What became of the checksum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verified {
    /// Every sample is what went in.
    Holds,
    /// Some sample is not, or some are missing.
    Differs,
    /// The file has none: only FLAC keeps one, and its encoder may leave it out.
    NoChecksum,
}

/// Decodes the whole file and compares the MD5 of its integers, before any is turned into a float, with the one in its header.
/// Reads the file once; blocks for as long as decoding takes.
///
/// # Errors
/// Those of opening it, and `Io` when the disk failed.
pub fn verify(path: &Path) -> Result<Verified, Error> {
    guarded(|| {
        let Opened {
            mut reader,
            track,
            params,
            budget,
            ..
        } = open(path)?;
        if params.codec != CODEC_ID_FLAC {
            return Ok(Verified::NoChecksum);
        }
        let options = AudioDecoderOptions::default().verify(true);
        let mut codec = codecs::registry().make_audio_decoder(&params, &options)?;
        match codec.codec_params().verification_check {
            Some(VerificationCheck::Md5(sum)) if sum != [0; 16] => {}
            _ => return Ok(Verified::NoChecksum),
        }
        loop {
            budget.renew();
            match reader.next_packet() {
                Ok(Some(packet)) if packet.track_id == track.id => match codec.decode(&packet) {
                    Ok(_) => {}
                    Err(_) => return Ok(Verified::Differs),
                },
                Ok(Some(_)) => {}
                Ok(None) | Err(SymphoniaError::ResetRequired) => break,
                Err(SymphoniaError::IoError(io)) if io.kind() != std::io::ErrorKind::UnexpectedEof => return Err(Error::Io(io)),
                Err(_) => return Ok(Verified::Differs),
            }
        }
        Ok(match codec.finalize().verify_ok {
            Some(true) => Verified::Holds,
            Some(false) => Verified::Differs,
            None => Verified::NoChecksum,
        })
    })
}
