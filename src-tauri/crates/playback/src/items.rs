//! The entries of a queue as a persistent list: copies share almost everything, so a hundred undo steps of a hundred
//! thousand entries cost little more than one.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use domain::{PlaySource, QueueItemId, TrackId, TrackUid};

/// What is put into the queue.
#[derive(Clone, Debug, PartialEq)]
pub struct QueueTrack {
    pub track: TrackId,
    pub uid: TrackUid,
    pub path: PathBuf,
    /// As tagged; what is decoded counts.
    pub duration: Duration,
    pub source: PlaySource,
    /// Equal for tracks of the same album; `None` where there is none.
    pub album: Option<u64>,
    /// Equal for tracks of the same artist.
    pub artist: Option<u64>,
    /// Disc times 10,000 plus track; 0 where it is not known.
    pub place_in_album: u32,
}

impl QueueTrack {
    /// Whether `next` comes behind this one on an album, so that nothing may stand between them.
    pub fn is_followed_on_album_by(&self, next: &Self) -> bool {
        let unknown = self.place_in_album == 0 && next.place_in_album == 0 && self.uid != next.uid;
        self.album.is_some() && self.album == next.album && (unknown || next.place_in_album > self.place_in_album)
    }
}

/// One entry of the queue.
#[derive(Clone, Debug, PartialEq)]
pub struct QueueItem {
    pub id: QueueItemId,
    pub track: QueueTrack,
}

/// Entries per chunk at most; an edit copies one chunk and the list of chunks.
const CHUNK: usize = 512;

/// The entries in order. Cloning is cheap.
#[derive(Clone, Debug, Default)]
pub struct Items {
    chunks: Vec<Arc<Vec<Arc<QueueItem>>>>,
    len: usize,
}

impl Items {
    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub fn get(&self, index: usize) -> Option<&Arc<QueueItem>> {
        let (chunk, offset) = self.locate(index)?;
        self.chunks[chunk].get(offset)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Arc<QueueItem>> {
        self.chunks.iter().flat_map(|chunk| chunk.iter())
    }

    /// Whether both are copies of one list, unedited. False does not mean that the entries differ.
    pub fn is_same(&self, other: &Self) -> bool {
        self.len == other.len
            && self.chunks.len() == other.chunks.len()
            && self.chunks.iter().zip(&other.chunks).all(|(a, b)| Arc::ptr_eq(a, b))
    }

    /// Where an entry stands.
    pub fn position(&self, id: QueueItemId) -> Option<usize> {
        self.iter().position(|item| item.id == id)
    }

    /// The entries from `start` on, at most `len`.
    pub fn window(&self, start: usize, len: usize) -> impl Iterator<Item = &Arc<QueueItem>> {
        // Whole chunks before the window are not walked through.
        let (chunk, offset) = self.locate(start).unwrap_or((self.chunks.len(), 0));
        self.chunks[chunk..].iter().flat_map(|chunk| chunk.iter()).skip(offset).take(len)
    }

    /// Puts entries before the one at `index`, at the end if there is none.
    pub(crate) fn insert(&mut self, index: usize, items: &[Arc<QueueItem>]) {
        if items.is_empty() {
            return;
        }
        let index = index.min(self.len);
        self.len += items.len();
        // At the end the last chunk is filled up, so that adding one by one leaves no crumbs.
        let end_of_last = self.chunks.last().map_or((0, 0), |last| (self.chunks.len() - 1, last.len()));
        let (chunk, offset) = self.locate_in(index, self.len - items.len()).unwrap_or(end_of_last);
        let (before, after) = match self.chunks.get(chunk) {
            Some(old) => (&old[..offset], &old[offset..]),
            None => (&[][..], &[][..]),
        };
        let joined: Vec<_> = before.iter().chain(items).chain(after).cloned().collect();
        // Equal halves instead of one full chunk and a rest: the next insertion here finds room.
        let part = joined.len().div_ceil(joined.len().div_ceil(CHUNK));
        let fresh: Vec<_> = joined.chunks(part).map(|part| Arc::new(part.to_vec())).collect();
        let end = (chunk + 1).min(self.chunks.len());
        self.chunks.splice(chunk..end, fresh);
    }

    /// Keeps the entries for which `keep` holds.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(&QueueItem) -> bool) {
        let kept: Vec<_> = self.iter().filter(|item| keep(item)).cloned().collect();
        if kept.len() < self.len {
            *self = kept.into_iter().collect();
        }
    }

    fn locate(&self, index: usize) -> Option<(usize, usize)> {
        self.locate_in(index, self.len)
    }

    fn locate_in(&self, mut index: usize, len: usize) -> Option<(usize, usize)> {
        if index >= len {
            return None;
        }
        for (number, chunk) in self.chunks.iter().enumerate() {
            if index < chunk.len() {
                return Some((number, index));
            }
            index -= chunk.len();
        }
        None
    }
}

impl FromIterator<Arc<QueueItem>> for Items {
    fn from_iter<T: IntoIterator<Item = Arc<QueueItem>>>(items: T) -> Self {
        let all: Vec<_> = items.into_iter().collect();
        Self {
            len: all.len(),
            chunks: all.chunks(CHUNK).map(|part| Arc::new(part.to_vec())).collect(),
        }
    }
}

impl FromIterator<QueueItem> for Items {
    fn from_iter<T: IntoIterator<Item = QueueItem>>(items: T) -> Self {
        items.into_iter().map(Arc::new).collect()
    }
}

impl PartialEq for Items {
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && self.iter().eq(other.iter())
    }
}

#[cfg(test)]
mod tests {
    use domain::{SourceKind, SplitMix64};

    use super::*;

    fn item(id: u64) -> Arc<QueueItem> {
        let track = QueueTrack {
            track: TrackId(0),
            uid: TrackUid([0; 16]),
            path: PathBuf::new(),
            duration: Duration::ZERO,
            source: PlaySource::of(SourceKind::Library),
            album: None,
            artist: None,
            place_in_album: 0,
        };
        Arc::new(QueueItem {
            id: QueueItemId(id),
            track,
        })
    }

    #[test]
    fn edits_agree_with_a_plain_list() {
        let mut rng = SplitMix64::new(5);
        let (mut items, mut naive) = (Items::default(), Vec::<Arc<QueueItem>>::new());
        let mut next = 0;
        for _ in 0..2_000 {
            if rng.below(3) > 0 || naive.is_empty() {
                let fresh: Vec<_> = (0..rng.below(30)).map(|n| item(next + n as u64)).collect();
                next += fresh.len() as u64;
                let at = rng.below(naive.len() + 2);
                items.insert(at, &fresh);
                let at = at.min(naive.len());
                naive.splice(at..at, fresh);
            } else {
                let gone = QueueItemId(rng.next_u64() % 7);
                items.retain(|item| item.id.0 % 7 != gone.0);
                naive.retain(|item| item.id.0 % 7 != gone.0);
            }
            assert_eq!(items.len(), naive.len());
        }
        assert!(items.iter().eq(naive.iter()));
        for start in [0, 1, 511, 512, 513, naive.len() - 1, naive.len(), naive.len() + 9] {
            assert!(items.window(start, 700).eq(naive.iter().skip(start).take(700)), "{start}");
            assert_eq!(items.get(start), naive.get(start));
        }
        let copy = items.clone();
        items.retain(|item| item.id.0 % 2 == 0);
        assert_eq!(copy.len(), naive.len());
        assert!(items.iter().all(|item| item.id.0 % 2 == 0));
    }
}
