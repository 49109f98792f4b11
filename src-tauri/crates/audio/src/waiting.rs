//! Whether a thread waits for a disk: who watches it must not take that for a hang.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

thread_local! {
    static DISK: RefCell<Option<Arc<AtomicU32>>> = const { RefCell::new(None) };
}

/// A flag that is not zero while this thread waits for a disk inside this crate.
pub fn disk_waits_of_this_thread() -> Arc<AtomicU32> {
    DISK.with_borrow_mut(|flag| Arc::clone(flag.get_or_insert_default()))
}

/// Work that may take as long as a disk does.
pub(crate) fn waiting<T>(work: impl FnOnce() -> T) -> T {
    struct Over(Option<Arc<AtomicU32>>);
    impl Drop for Over {
        fn drop(&mut self) {
            if let Some(flag) = &self.0 {
                flag.fetch_sub(1, Ordering::Release);
            }
        }
    }
    let flag = DISK.with_borrow(Clone::clone);
    if let Some(flag) = &flag {
        flag.fetch_add(1, Ordering::Release);
    }
    let _over = Over(flag);
    work()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flag_stands_while_the_disk_is_waited_for() {
        waiting(|| ());
        let flag = disk_waits_of_this_thread();
        let seen = waiting(|| waiting(|| flag.load(Ordering::Acquire)));
        assert_eq!((seen, flag.load(Ordering::Acquire)), (2, 0));
        let broke = std::panic::catch_unwind(|| waiting(|| panic!("in between")));
        assert!(broke.is_err());
        assert_eq!(flag.load(Ordering::Acquire), 0);
    }
}
