//! Memory that long work took and nobody uses any more.

/// Hands it back to the system. glibc keeps what threads freed for their next use: after a look through 100,000 files that is more
/// than the whole program needs. Other allocators do it by themselves.
pub(crate) fn give_back() {
    trim();
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[allow(unsafe_code)]
fn trim() {
    // SAFETY: it may be called at any time from any thread; 0 is how much may stay at the end of the heap.
    unsafe { libc::malloc_trim(0) };
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn trim() {}
