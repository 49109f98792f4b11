//! Packets in, samples out; what is damaged or lost becomes silence of its length.

use symphonia::core::errors::Error as SymphoniaError;
use symphonia::core::packet::Packet;
use symphonia::core::units::Timestamp;

use super::Decoder;
use super::clock::ticks;
use crate::Error;
use crate::budget::BudgetSpent;

/// Packets in a row that may fail before the file is given up.
const MAX_BAD_PACKETS: u32 = 256;

/// Packets in a row that may hold no sound for us: a film has a hundred between two of sound. A few bytes can promise thousands of millions.
const MAX_FRUITLESS: u32 = 10_000;

impl Decoder {
    pub(super) fn next_packet(&mut self) -> Result<Option<Packet>, Error> {
        if self.padding == 0 {
            return self.read_packet();
        }
        if self.at_last {
            return Ok(None);
        }
        let packet = match self.behind.take() {
            Some(packet) => Some(packet),
            None => self.read_packet()?,
        };
        if packet.is_some() {
            self.behind = self.read_packet()?;
            self.at_last = self.behind.is_none();
        }
        Ok(packet)
    }

    fn read_packet(&mut self) -> Result<Option<Packet>, Error> {
        loop {
            self.budget.work()?;
            self.fruitless += 1;
            if self.fruitless > MAX_FRUITLESS {
                return Err(BudgetSpent::Reading.into());
            }
            match self.reader.next_packet() {
                Ok(Some(packet)) if packet.track_id == self.track_id => return Ok(Some(packet)),
                Ok(Some(_)) => {}
                Ok(None) => return Ok(None),
                // A file cut short plays what is there.
                Err(SymphoniaError::IoError(io)) if io.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(None),
                // Chained streams of another kind: the first one is the track.
                Err(SymphoniaError::ResetRequired) if self.delivered => return Ok(None),
                Err(SymphoniaError::DecodeError(what)) => {
                    tracing::debug!(path = %self.path.display(), what, "bad packet");
                    self.count_bad(what)?;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Fills `out`; false if the packet gave nothing.
    pub(super) fn decode(&mut self, packet: &Packet, out: &mut Vec<f32>) -> Result<bool, Error> {
        let channels = self.layout.channels();
        match self.codec.decode(packet) {
            Ok(buffer) => {
                self.bad_packets = 0;
                let spec = buffer.spec();
                if spec.rate() != self.format.sample_rate {
                    self.ended = true;
                    return Ok(false);
                }
                let found = spec.channels().count();
                buffer.copy_to_vec_interleaved(out);
                if found != channels && found > 0 {
                    *out = rechannel(out, found, channels);
                }
                // A hostile float file may hold anything; loudspeakers and averages may not.
                for sample in out.iter_mut() {
                    if !sample.is_finite() {
                        *sample = 0.0;
                    }
                }
                Ok(true)
            }
            Err(SymphoniaError::DecodeError(what) | SymphoniaError::LimitError(what)) => self.bridge(packet, what, out),
            // What a damaged packet asks for may exist nowhere; at the start it says that the stream is of another kind.
            Err(SymphoniaError::Unsupported(what)) if self.delivered => self.bridge(packet, what, out),
            // No disk is read here: the packet itself ends too early.
            Err(SymphoniaError::IoError(_)) => self.bridge(packet, "packet too short", out),
            Err(error) => Err(error.into()),
        }
    }

    /// Fills `out` with silence as long as a packet that could not be decoded.
    fn bridge(&mut self, packet: &Packet, what: &str, out: &mut Vec<f32>) -> Result<bool, Error> {
        self.count_bad(what)?;
        let frames = self.block_frames(packet);
        out.clear();
        out.resize(frames * self.layout.channels(), 0.0);
        Ok(frames > 0)
    }

    fn count_bad(&mut self, what: &str) -> Result<(), Error> {
        self.bad_packets += 1;
        if self.bad_packets > MAX_BAD_PACKETS {
            return Err(Error::corrupt(format!("damaged: {what}")));
        }
        Ok(())
    }

    /// Length of a packet that could not be decoded, at most a second.
    fn block_frames(&self, packet: &Packet) -> usize {
        let frames = self.frame_of(Timestamp::new(ticks(packet.dur.get())));
        usize::try_from(frames).unwrap_or(0).min(self.format.sample_rate as usize)
    }
}

/// Fits a stream that changed its channel count: one channel goes everywhere, of many the first are kept.
fn rechannel(samples: &[f32], from: usize, to: usize) -> Vec<f32> {
    samples
        .chunks_exact(from)
        .flat_map(|frame| (0..to).map(move |channel| frame[if from == 1 { 0 } else { channel.min(from - 1) }]))
        .collect()
}
