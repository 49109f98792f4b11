//! The same work on many things, on all cores.

use std::sync::atomic::{AtomicUsize, Ordering};

/// What `work` makes of `0..count`, in their order.
///
/// # Errors
/// The first that `work` returns, or a panic of it.
pub fn each<T: Send>(count: usize, work: impl Fn(usize) -> anyhow::Result<T> + Sync) -> anyhow::Result<Vec<T>> {
    let next = AtomicUsize::new(0);
    let share = || -> anyhow::Result<Vec<(usize, T)>> {
        let mut out = Vec::new();
        loop {
            let i = next.fetch_add(1, Ordering::Relaxed);
            if i >= count {
                return Ok(out);
            }
            out.push((i, work(i)?));
        }
    };
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let parts = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..workers).map(|_| scope.spawn(share)).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| anyhow::bail!("a worker panicked")))
            .collect::<anyhow::Result<Vec<_>>>()
    })?;
    let mut all: Vec<(usize, T)> = parts.into_iter().flatten().collect();
    all.sort_by_key(|(i, _)| *i);
    Ok(all.into_iter().map(|(_, made)| made).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn results_keep_their_order_and_an_error_is_the_answer() {
        assert_eq!(each(100, |i| Ok(i * i)).unwrap(), (0..100).map(|i| i * i).collect::<Vec<_>>());
        assert!(each(0, Ok).unwrap().is_empty());
        let failed = each(100, |i| if i == 40 { anyhow::bail!("forty") } else { Ok(i) });
        assert_eq!(failed.unwrap_err().to_string(), "forty");
    }
}
