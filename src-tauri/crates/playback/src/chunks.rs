//! A persistent list: copies share almost everything, so a hundred undo steps of a hundred thousand entries cost little more than
//! one, and a copy costs nothing.

use std::fmt;
use std::sync::Arc;

/// Entries per chunk at most; an edit copies the chunks it touches and the list of chunks.
const CHUNK: usize = 512;

/// Values in order. Cloning takes the same time whatever the length.
pub struct Chunks<T> {
    inner: Arc<Inner<T>>,
}

struct Inner<T> {
    /// None is empty.
    chunks: Vec<Arc<Vec<T>>>,
    /// Index behind the last entry of each chunk, so that a place is found without looking into any.
    ends: Vec<usize>,
}

impl<T> Chunks<T> {
    pub fn len(&self) -> usize {
        self.inner.ends.last().copied().unwrap_or(0)
    }

    pub fn is_empty(&self) -> bool {
        self.inner.chunks.is_empty()
    }

    pub fn get(&self, index: usize) -> Option<&T> {
        let (chunk, offset) = self.locate(index)?;
        looked_at(self.inner.chunks[chunk].get(offset))
    }

    pub fn last(&self) -> Option<&T> {
        self.get(self.len().checked_sub(1)?)
    }

    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.window(0, usize::MAX)
    }

    /// Whether both are copies of one list, unedited. False does not mean that the entries differ.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner) || (self.is_empty() && other.is_empty())
    }

    /// The entries from `start` on, at most `len`.
    pub fn window(&self, start: usize, len: usize) -> impl Iterator<Item = &T> {
        // Whole chunks before the window are not walked through.
        let (chunk, offset) = self.locate(start).unwrap_or((self.inner.chunks.len(), 0));
        let chunks = &self.inner.chunks[chunk..];
        let first = chunks.iter().take(1).flat_map(move |chunk| chunk[offset..].iter());
        let rest = chunks.iter().skip(1).flat_map(|chunk| chunk.iter());
        first.chain(rest).take(len).inspect(|_| count_look())
    }

    /// How many entries both begin with, as `same` says.
    pub(crate) fn common_head(&self, other: &Self, mut same: impl FnMut(&T, &T) -> bool) -> usize {
        let pairs = self.inner.chunks.iter().zip(&other.inner.chunks);
        let shared = pairs.take_while(|(a, b)| Arc::ptr_eq(a, b)).count();
        let start = shared.checked_sub(1).map_or(0, |last| self.inner.ends[last]);
        let pairs = self.window(start, usize::MAX).zip(other.window(start, usize::MAX));
        start + pairs.take_while(|(a, b)| same(a, b)).count()
    }

    /// How many entries both end with, as `same` says; at most `most`.
    pub(crate) fn common_tail(&self, other: &Self, most: usize, mut same: impl FnMut(&T, &T) -> bool) -> usize {
        let (mine, theirs) = (&self.inner.chunks, &other.inner.chunks);
        let pairs = mine.iter().rev().zip(theirs.iter().rev());
        let shared = pairs.take_while(|(a, b)| Arc::ptr_eq(a, b)).count();
        let whole: usize = mine[mine.len() - shared..].iter().map(|chunk| chunk.len()).sum();
        let back = |chunks: &'_ [Arc<Vec<T>>]| chunks.len() - shared;
        let pairs = mine[..back(mine)]
            .iter()
            .rev()
            .flat_map(|chunk| chunk.iter().rev())
            .zip(theirs[..back(theirs)].iter().rev().flat_map(|chunk| chunk.iter().rev()));
        let rest = most.saturating_sub(whole);
        (whole + pairs.take(rest).take_while(|(a, b)| same(a, b)).count()).min(most)
    }

    fn locate(&self, index: usize) -> Option<(usize, usize)> {
        let chunk = self.inner.ends.partition_point(|end| *end <= index);
        let start = chunk.checked_sub(1).map_or(0, |before| self.inner.ends[before]);
        (chunk < self.inner.chunks.len()).then(|| (chunk, index - start))
    }

    fn of_chunks(chunks: Vec<Arc<Vec<T>>>) -> Self {
        let mut end = 0;
        let ends = chunks.iter().map(|chunk| {
            end += chunk.len();
            end
        });
        Self {
            inner: Arc::new(Inner {
                ends: ends.collect(),
                chunks,
            }),
        }
    }
}

impl<T: Clone> Chunks<T> {
    /// Puts entries before the one at `index`, at the end if there is none.
    pub(crate) fn insert(&mut self, index: usize, items: &[T]) {
        if items.is_empty() {
            return;
        }
        let mut chunks = self.inner.chunks.clone();
        // At the end the last chunk is filled up, so that adding one by one leaves no crumbs.
        let end_of_last = chunks.last().map_or((0, 0), |last| (chunks.len() - 1, last.len()));
        let (chunk, offset) = self.locate(index).unwrap_or(end_of_last);
        let (before, after) = match chunks.get(chunk) {
            Some(old) => (&old[..offset], &old[offset..]),
            None => (&[][..], &[][..]),
        };
        let joined: Vec<_> = before.iter().chain(items).chain(after).cloned().collect();
        // Equal halves instead of one full chunk and a rest: the next insertion here finds room.
        let part = joined.len().div_ceil(joined.len().div_ceil(CHUNK));
        let fresh: Vec<_> = joined.chunks(part).map(|part| Arc::new(part.to_vec())).collect();
        let end = (chunk + 1).min(chunks.len());
        chunks.splice(chunk..end, fresh);
        *self = Self::of_chunks(chunks);
    }

    /// Keeps the entries for which `keep` holds; it is asked once for each, in order.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(&T) -> bool) {
        let mut left = Builder::default();
        for chunk in &self.inner.chunks {
            let kept: Vec<bool> = chunk.iter().map(&mut keep).collect();
            if kept.iter().all(|kept| *kept) {
                left.push_chunk(chunk);
            } else {
                left.extend(chunk.iter().zip(kept).filter(|(_, kept)| *kept).map(|(item, _)| item.clone()));
            }
        }
        let left = left.finish();
        if left.len() < self.len() {
            *self = left;
        }
    }
}

/// Puts a list together from single entries and stretches of others, whose chunks it shares.
pub(crate) struct Builder<T> {
    chunks: Vec<Arc<Vec<T>>>,
    open: Vec<T>,
}

impl<T> Default for Builder<T> {
    fn default() -> Self {
        Self {
            chunks: Vec::new(),
            open: Vec::new(),
        }
    }
}

impl<T: Clone> Builder<T> {
    /// The entries `from .. from + len` of another list; false if it is not that long.
    pub(crate) fn push_stretch(&mut self, list: &Chunks<T>, from: usize, len: usize) -> bool {
        let Some(to) = from.checked_add(len).filter(|to| *to <= list.len()) else {
            return false;
        };
        let mut at = from;
        while at < to {
            let Some((number, offset)) = list.locate(at) else { return false };
            let chunk = &list.inner.chunks[number];
            let count = (chunk.len() - offset).min(to - at);
            if count == chunk.len() {
                self.push_chunk(chunk);
            } else {
                self.extend(chunk[offset..offset + count].iter().cloned());
            }
            at += count;
        }
        true
    }

    pub(crate) fn extend(&mut self, items: impl IntoIterator<Item = T>) {
        for item in items {
            self.open.push(item);
            if self.open.len() == CHUNK {
                self.close();
            }
        }
    }

    fn push_chunk(&mut self, chunk: &Arc<Vec<T>>) {
        // Crumbs are swept up: a list that was cut often is not to become a list of single entries.
        if self.open.len() + chunk.len() <= CHUNK && (!self.open.is_empty() || chunk.len() < CHUNK / 4) {
            self.extend(chunk.iter().cloned());
        } else {
            self.close();
            self.chunks.push(Arc::clone(chunk));
        }
    }

    fn close(&mut self) {
        if !self.open.is_empty() {
            self.chunks.push(Arc::new(std::mem::take(&mut self.open)));
        }
    }

    pub(crate) fn finish(mut self) -> Chunks<T> {
        self.close();
        Chunks::of_chunks(self.chunks)
    }
}

impl<T: Clone> FromIterator<T> for Chunks<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut all = Builder::default();
        all.extend(items);
        all.finish()
    }
}

impl<T> Clone for Chunks<T> {
    fn clone(&self) -> Self {
        Self {
            inner: Arc::clone(&self.inner),
        }
    }
}

impl<T> Default for Chunks<T> {
    fn default() -> Self {
        Self::of_chunks(Vec::new())
    }
}

impl<T: PartialEq> PartialEq for Chunks<T> {
    fn eq(&self, other: &Self) -> bool {
        self.is_same(other) || (self.len() == other.len() && self.iter().eq(other.iter()))
    }
}

impl<T: fmt::Debug> fmt::Debug for Chunks<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

fn looked_at<T>(item: T) -> T {
    count_look();
    item
}

#[cfg(not(test))]
#[inline]
fn count_look() {}

#[cfg(test)]
fn count_look() {
    looks::COUNT.with(|count| count.set(count.get() + 1));
}

/// How many entries of any list this thread has looked at: what must not walk a long list is held to it.
#[cfg(test)]
pub(crate) mod looks {
    use std::cell::Cell;

    thread_local! {
        pub(super) static COUNT: Cell<usize> = const { Cell::new(0) };
    }

    /// What `work` looked at.
    pub(crate) fn of<T>(work: impl FnOnce() -> T) -> usize {
        let before = COUNT.get();
        work();
        COUNT.get() - before
    }
}

#[cfg(test)]
mod tests {
    use domain::SplitMix64;

    use super::*;

    fn shared(a: &Chunks<u64>, b: &Chunks<u64>) -> usize {
        let in_b = |chunk: &&Arc<Vec<u64>>| b.inner.chunks.iter().any(|other| Arc::ptr_eq(chunk, other));
        a.inner.chunks.iter().filter(in_b).count()
    }

    #[test]
    fn edits_agree_with_a_plain_list() {
        let mut rng = SplitMix64::new(5);
        let (mut items, mut naive) = (Chunks::default(), Vec::new());
        let mut next = 0;
        for _ in 0..2_000 {
            let old = (items.clone(), naive.clone());
            match rng.below(6) {
                0 if !naive.is_empty() => {
                    let gone = rng.next_u64() % 7;
                    items.retain(|item| item % 7 != gone);
                    naive.retain(|item| item % 7 != gone);
                }
                1 => {
                    // Two stretches of itself, the other way round.
                    let cut = rng.below(naive.len() + 1);
                    let mut turned = Builder::default();
                    assert!(turned.push_stretch(&items, cut, naive.len() - cut) && turned.push_stretch(&items, 0, cut));
                    assert!(!turned.push_stretch(&items, cut, naive.len() - cut + 1));
                    items = turned.finish();
                    naive.rotate_left(cut);
                }
                _ => {
                    let fresh: Vec<_> = (next..next + rng.next_u64() % 40).collect();
                    next += fresh.len() as u64;
                    let at = rng.below(naive.len() + 2);
                    items.insert(at, &fresh);
                    let at = at.min(naive.len());
                    naive.splice(at..at, fresh);
                }
            }
            assert_eq!(items.len(), naive.len());
            assert!(items.inner.chunks.iter().all(|chunk| (1..=CHUNK).contains(&chunk.len())));
            let head = naive.iter().zip(&old.1).take_while(|(a, b)| a == b).count();
            assert_eq!(items.common_head(&old.0, |a, b| a == b), head);
            let most = naive.len().min(old.1.len()) - head;
            let tail = naive.iter().rev().zip(old.1.iter().rev()).take(most).take_while(|(a, b)| a == b);
            assert_eq!(items.common_tail(&old.0, most, |a, b| a == b), tail.count());
        }
        assert!(items.iter().eq(naive.iter()));
        for start in [0, 1, 511, 512, 513, naive.len() - 1, naive.len(), naive.len() + 9] {
            assert!(items.window(start, 700).eq(naive.iter().skip(start).take(700)), "{start}");
            assert_eq!(items.get(start), naive.get(start));
        }
        let copy = items.clone();
        items.retain(|item| item % 2 == 0);
        assert_eq!(copy.len(), naive.len());
        assert!(items.iter().all(|item| item % 2 == 0));
    }

    #[test]
    fn an_edit_copies_what_it_touches_and_no_more() {
        let list: Chunks<u64> = (0..100_000).collect();
        let all = list.inner.chunks.len();
        let mut longer = list.clone();
        longer.insert(50_000, &[7]);
        assert_eq!(shared(&longer, &list), all - 1);
        let mut shorter = list.clone();
        shorter.retain(|item| *item != 50_000);
        assert_eq!(shared(&shorter, &list), all - 1);
        let mut turned = Builder::default();
        assert!(turned.push_stretch(&list, 70_000, 30_000) && turned.push_stretch(&list, 0, 70_000));
        assert!(shared(&turned.finish(), &list) >= all - 1);
    }

    #[test]
    fn an_entry_is_found_by_its_place_without_looking_at_others() {
        let list: Chunks<u64> = (0..100_000).collect();
        assert_eq!(looks::of(|| list.get(99_999)), 1);
        assert_eq!(looks::of(|| list.window(70_000, 3).count()), 3);
    }
}
