//! Background work steps aside for everything else.

/// Lowers the calling thread's priority, where the system can do that for one thread; elsewhere, or if it refuses, nothing
/// happens. Threads started from here inherit it on Linux.
pub fn lower_thread_priority() {
    lower();
}

#[cfg(target_os = "linux")]
#[allow(unsafe_code)]
fn lower() {
    // SAFETY: plain system call without pointers; on Linux a `who` of 0 means the calling thread.
    let refused = unsafe { libc::setpriority(libc::PRIO_PROCESS, 0, 15) } != 0;
    if refused {
        tracing::debug!("this thread keeps its priority");
    }
}

#[cfg(target_os = "macos")]
#[allow(unsafe_code)]
fn lower() {
    const PRIO_DARWIN_THREAD: libc::c_int = 3;
    const PRIO_DARWIN_BG: libc::c_int = 0x1000;
    // SAFETY: plain system call without pointers; a `who` of 0 means the calling thread.
    let refused = unsafe { libc::setpriority(PRIO_DARWIN_THREAD, 0, PRIO_DARWIN_BG) } != 0;
    if refused {
        tracing::debug!("this thread keeps its priority");
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn lower() {}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    #![allow(clippy::unwrap_used)]

    #[test]
    fn only_the_calling_thread_is_lowered() {
        let nice = || {
            let stat = std::fs::read_to_string("/proc/thread-self/stat").unwrap();
            stat.rsplit(')')
                .next()
                .unwrap()
                .split_whitespace()
                .nth(16)
                .unwrap()
                .parse::<i32>()
                .unwrap()
        };
        let before = nice();
        std::thread::spawn(move || {
            super::lower_thread_priority();
            assert!(nice() >= 15);
        })
        .join()
        .unwrap();
        assert_eq!(nice(), before);
    }
}
