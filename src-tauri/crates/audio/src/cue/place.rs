//! Places in a file, exact at any sample rate.

/// So many units from the first frame of music, of which a second has `per_second`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub count: u64,
    pub per_second: u32,
}

impl Place {
    /// Sectors of a compact disc, which is what sheets count in.
    pub const SECTORS_PER_SECOND: u32 = 75;

    pub fn sectors(count: u64) -> Self {
        Self {
            count,
            per_second: Self::SECTORS_PER_SECOND,
        }
    }

    /// Frames at `rate` Hz before this place.
    pub fn frames(self, rate: u32) -> u64 {
        let frames = u128::from(self.count) * u128::from(rate) / u128::from(self.per_second.max(1));
        u64::try_from(frames).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sectors_are_whole_frames_at_the_rate_of_the_disc() {
        assert_eq!(Place::sectors(1).frames(44_100), 588);
        assert_eq!(Place::sectors(75 * 60).frames(48_000), 48_000 * 60);
        assert_eq!(Place::sectors(1).frames(8_000), 106);
        assert_eq!(Place::sectors(u64::MAX).frames(u32::MAX), u64::MAX);
        assert_eq!(Place { count: 9, per_second: 0 }.frames(2), 18);
    }
}
