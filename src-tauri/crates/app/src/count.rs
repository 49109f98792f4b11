//! Counts of the store in the measure of what they are compared with.

/// How many, as the length of a list; a count beyond it is cut there.
pub(crate) fn count(n: u64) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}
