//! What a demultiplexer may read and work before it has to have something to show: a file that leads it round in circles is ended by
//! the source that it reads from.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::Error;
use crate::pulse::on_disk;

/// Bytes a demultiplexer may read before the first packet: enough for the index of a 60-hour audio book.
pub(crate) const OPEN_BUDGET: u64 = 64 << 20;
/// Bytes that a reader of tags may read in all: three times what it is given to hold in memory.
pub(crate) const TAG_BUDGET: u64 = 96 << 20;
/// Bytes between two packets that give sound: the largest packets are a hundredth of it, and so is what passes for damage.
const PACKET_BUDGET: u64 = 64 << 20;
/// Bytes a jump may read beyond the length of the file: some formats have no index and are read from the top.
const JUMP_SLACK: u64 = 64 << 20;
/// Nothing is read further than this, whatever length a file says it has: a hole in a file costs no disk.
const JUMP_MOST: u64 = 8 << 30;
/// Work between two packets, waiting for the disk left out. Real files take a thousandth of it.
const WORK: Duration = Duration::from_secs(4);

/// The demultiplexer wanted more before it found any audio.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BudgetSpent {
    #[error("its tags and pictures are larger than {} MiB", OPEN_BUDGET >> 20)]
    Opening,
    #[error("damaged: no sound is found in it")]
    Reading,
    #[error("damaged: making sense of it takes too long")]
    Working,
}

impl From<BudgetSpent> for Error {
    fn from(spent: BudgetSpent) -> Self {
        match spent {
            BudgetSpent::Opening => Self::unsupported(spent.to_string()),
            BudgetSpent::Reading | BudgetSpent::Working => Self::corrupt(spent.to_string()),
        }
    }
}

/// Bounds reading; shared by the source and whoever has it read.
#[derive(Clone, Debug)]
pub(crate) struct Budget(Arc<Limits>);

#[derive(Debug)]
struct Limits {
    born: Instant,
    opening: AtomicBool,
    /// Bytes that may still be read.
    bytes: AtomicU64,
    /// Microseconds of work since the budget was renewed.
    worked: AtomicU64,
    /// When, in microseconds since `born`, work was last counted.
    counted: AtomicU64,
}

impl Budget {
    /// For opening a file; `bytes` of `u64::MAX` are no limit.
    pub(crate) fn new(bytes: u64) -> Self {
        Self(Arc::new(Limits {
            born: Instant::now(),
            opening: AtomicBool::new(true),
            bytes: AtomicU64::new(bytes),
            worked: AtomicU64::new(0),
            counted: AtomicU64::new(0),
        }))
    }

    pub(crate) fn is_opening(&self) -> bool {
        self.0.opening.load(Ordering::Relaxed)
    }

    /// For the next packet.
    pub(crate) fn renew(&self) {
        self.grant(PACKET_BUDGET);
    }

    /// For a jump in a file of `len` bytes.
    pub(crate) fn renew_for_jump(&self, len: u64) {
        self.grant(len.min(JUMP_MOST) + JUMP_SLACK);
    }

    fn grant(&self, bytes: u64) {
        self.0.opening.store(false, Ordering::Relaxed);
        self.0.bytes.store(bytes, Ordering::Relaxed);
        self.0.worked.store(0, Ordering::Relaxed);
        self.0.counted.store(self.now(), Ordering::Relaxed);
    }

    /// Counts the work since it was last counted, for loops that go on without reading.
    pub(crate) fn work(&self) -> Result<(), BudgetSpent> {
        let now = self.now();
        let since = now.saturating_sub(self.0.counted.swap(now, Ordering::Relaxed));
        let worked = self.0.worked.load(Ordering::Relaxed).saturating_add(since);
        self.0.worked.store(worked, Ordering::Relaxed);
        if u128::from(worked) > WORK.as_micros() {
            Err(BudgetSpent::Working)
        } else {
            Ok(())
        }
    }

    /// Reads with `read`, which may take as long as the disk does.
    pub(crate) fn spend<T>(&self, bytes: u64, read: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        self.work().map_err(io::Error::other)?;
        let left = self.0.bytes.load(Ordering::Relaxed);
        if left < bytes {
            let spent = if self.is_opening() {
                BudgetSpent::Opening
            } else {
                BudgetSpent::Reading
            };
            return Err(io::Error::other(spent));
        }
        self.0.bytes.store(left - bytes, Ordering::Relaxed);
        let result = on_disk(read);
        self.0.counted.store(self.now(), Ordering::Relaxed);
        result
    }

    fn now(&self) -> u64 {
        u64::try_from(self.0.born.elapsed().as_micros()).unwrap_or(u64::MAX)
    }

    /// As if so much work had been done.
    #[cfg(test)]
    pub(crate) fn pretend(&self, work: Duration) {
        self.0.worked.fetch_add(work.as_micros() as u64, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_end_and_are_renewed() {
        let budget = Budget::new(100);
        assert_eq!(budget.spend(60, || Ok(1)).unwrap(), 1);
        let spent = budget.spend(60, || Ok(1)).unwrap_err();
        assert_eq!(spent.downcast::<BudgetSpent>().unwrap(), BudgetSpent::Opening);
        budget.renew();
        assert!(budget.spend(PACKET_BUDGET, || Ok(())).is_ok());
        let spent = budget.spend(1, || Ok(())).unwrap_err();
        assert_eq!(spent.downcast::<BudgetSpent>().unwrap(), BudgetSpent::Reading);
        budget.renew_for_jump(1 << 30);
        assert!(budget.spend(1 << 30, || Ok(())).is_ok());
        budget.renew_for_jump(u64::MAX);
        assert!(budget.spend(JUMP_MOST, || Ok(())).is_ok() && budget.spend(JUMP_MOST, || Ok(())).is_err());
    }

    #[test]
    fn work_ends_and_waiting_for_the_disk_is_none() {
        let budget = Budget::new(u64::MAX);
        budget.pretend(WORK / 2);
        let slow = || {
            // As if the disk had taken a minute.
            budget.0.counted.store(0, Ordering::Relaxed);
            Ok(())
        };
        budget.spend(1, slow).unwrap();
        budget.work().unwrap();
        budget.pretend(WORK);
        assert_eq!(budget.work(), Err(BudgetSpent::Working));
        assert!(budget.spend(1, || Ok(())).is_err());
        budget.renew();
        budget.work().unwrap();
    }
}
