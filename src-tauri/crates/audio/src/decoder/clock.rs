//! Where the samples of a packet belong: its clock may count frames or milliseconds, and be ahead of what it holds.

use symphonia::core::packet::Packet;
use symphonia::core::units::Timestamp;

use super::Decoder;
use crate::codecs;

/// Packets begin at multiples of `step` behind the first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grid {
    step: i64,
    /// How far the clock of the packets is ahead of the frames they hold, as the priming packet of Vorbis may count.
    ahead: i64,
}

impl Decoder {
    /// Raw frame a packet says it begins with.
    pub(super) fn clock(&self, packet: &Packet) -> i64 {
        self.frame_of(packet.pts).saturating_add(ticks(packet.trim_start.get()))
    }

    /// Frames missing before a packet, by its clock, so that what follows damage stays at its place; 0 where nothing is. Only a
    /// clock that counts frames can tell: one of milliseconds wavers by itself.
    pub(super) fn lost_before(&self, packet: &Packet) -> i64 {
        let (Some(decoded), Some(ahead), true) = (self.decoded_to, self.ahead, self.counts_frames()) else {
            return 0;
        };
        let clock = self.clock(packet).saturating_sub(ahead);
        let missing = self.last.map_or(clock, |last| clock.min(last)).saturating_sub(decoded);
        // A packet that is there is never ahead by as much as its own length.
        let least = ticks(packet.dur.get()).max(1);
        if missing >= least && missing <= self.silence_left {
            missing
        } else {
            0
        }
    }

    pub(super) fn counts_frames(&self) -> bool {
        self.time_base
            .is_none_or(|base| base.numer.get() == 1 && base.denom.get() == self.format.sample_rate)
    }

    /// The first packet says how far packets are apart. Those of Vorbis differ, by multiples of a quarter of the short block.
    pub(super) fn learn_grid(&mut self, clock: i64, frames: usize) {
        if self.grid.is_none() && frames > 0 && !self.counts_frames() && self.decoded_to == Some(self.first) {
            let short = codecs::vorbis_short_block(self.codec.codec_params());
            let step = short.map_or(frames as i64, |block| block / 4).max(1);
            let ahead = nearest_multiple(clock - self.first, step);
            self.grid = Some(Grid { step, ahead });
        }
    }

    /// The frame on the grid that a clock of milliseconds means; the clock itself where none is near.
    pub(super) fn on_grid(&self, clock: i64) -> i64 {
        let Some(Grid { step, ahead }) = self.grid else { return clock };
        let clock = clock - ahead;
        let near = self.first + nearest_multiple(clock - self.first, step);
        // The clock, the delay of the codec and their difference are rounded each.
        let rounding = i64::from(self.format.sample_rate / 500);
        if (near - clock).abs() <= rounding { near } else { clock }
    }

    pub(super) fn frame_of(&self, ts: Timestamp) -> i64 {
        let Some(base) = self.time_base else { return ts.get() };
        let (numer, denom) = (i128::from(base.numer.get()), i128::from(base.denom.get()));
        let scaled = i128::from(ts.get()) * numer * i128::from(self.format.sample_rate);
        i64::try_from((scaled + denom / 2).div_euclid(denom)).unwrap_or(0)
    }
}

fn nearest_multiple(frames: i64, step: i64) -> i64 {
    (frames + step / 2).div_euclid(step) * step
}

pub(super) fn ticks(ticks: u64) -> i64 {
    i64::try_from(ticks).unwrap_or(i64::MAX)
}
