//! `queue_history`: what can be taken back in the queue, and made again, across a restart.

use domain::{PlaySource, QueueItemId, SourceKind, TrackUid};
use rusqlite::{OptionalExtension, params};

use crate::codes::Code;
use crate::{Error, QueueSnapshot, Store};

/// Steps that would make it longer are left out, those farthest from the queue as it is first. An edit takes some dozen bytes; a
/// shuffle of 100,000 entries takes 300 kB, and replacing as many takes 3 MB.
const MOST_BYTES: usize = 4 << 20;
/// Of the layout of the bytes.
const VERSION: u8 = 1;

/// The undo history of one queue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SavedHistory {
    /// Which queue it is the history of, in the words of the crate that made it.
    pub of: u64,
    /// The latest edit first.
    pub undo: Vec<SavedStep>,
    /// The next to be made again first.
    pub redo: Vec<SavedStep>,
}

/// One step, told beside the one before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedStep {
    /// Bytes that mean nothing here.
    pub change: Vec<u8>,
    /// Entries that come back with it.
    pub entries: Vec<SavedEntry>,
}

/// An entry that is in the queue no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedEntry {
    pub id: QueueItemId,
    pub uid: TrackUid,
    pub source: PlaySource,
}

impl Store {
    /// Replaces the saved queue and its history, both or neither.
    pub fn save_queue_and_history(&self, queue: QueueSnapshot, history: &SavedHistory) -> Result<(), Error> {
        let (of, steps) = (history.of as i64, encode(history));
        self.user().write(move |tx| {
            crate::queue::save(tx, &queue)?;
            tx.prepare_cached("INSERT OR REPLACE INTO queue_history (one, of_queue, steps, checksum) VALUES (1, ?1, ?2, ?3)")?
                .execute(params![of, steps, checksum(&steps)])?;
            Ok(())
        })
    }

    /// The saved history; an empty one if none was saved, or what was saved is damaged.
    pub fn load_queue_history(&self) -> Result<SavedHistory, Error> {
        let saved = self.user().read(|db| {
            let row = db
                .query_row("SELECT of_queue, steps, checksum FROM queue_history", [], |row| {
                    Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?, row.get::<_, i64>(2)?))
                })
                .optional()?;
            Ok(row)
        })?;
        let Some((of, steps, sum)) = saved else {
            return Ok(SavedHistory::default());
        };
        let history = Some(&steps).filter(|steps| checksum(steps) == sum).and_then(|steps| decode(steps));
        if history.is_none() {
            tracing::warn!("the history of the queue is damaged, and is forgotten");
        }
        let (undo, redo) = history.unwrap_or_default();
        Ok(SavedHistory { of: of as u64, undo, redo })
    }
}

fn checksum(bytes: &[u8]) -> i64 {
    domain::fnv1a(bytes.iter().copied()) as i64
}

/// Version, sources, then both lists: each begins with how many there are of it. Numbers are little-endian.
fn encode(history: &SavedHistory) -> Vec<u8> {
    let mut sources: Vec<&PlaySource> = Vec::new();
    let mut room = MOST_BYTES;
    let mut lists = Vec::new();
    for steps in [&history.undo, &history.redo] {
        let (mut count, mut bytes) = (0u32, Vec::new());
        for step in steps {
            let before = bytes.len();
            put_bytes(&mut bytes, &step.change);
            put_len(&mut bytes, step.entries.len());
            for entry in &step.entries {
                // Neighbours come from one place, most often, so the search begins with the last.
                let found = sources.iter().rposition(|source| **source == entry.source);
                let source = found.unwrap_or(sources.len());
                if found.is_none() {
                    sources.push(&entry.source);
                }
                bytes.extend(entry.id.0.to_le_bytes());
                bytes.extend(entry.uid.0);
                put_len(&mut bytes, source);
            }
            match room.checked_sub(bytes.len() - before) {
                Some(left) => room = left,
                None => {
                    bytes.truncate(before);
                    break;
                }
            }
            count += 1;
        }
        lists.extend(count.to_le_bytes());
        lists.extend(bytes);
    }
    let mut all = vec![VERSION];
    put_len(&mut all, sources.len());
    for source in sources {
        put_bytes(&mut all, source.kind.word().as_bytes());
        all.push(u8::from(source.detail.is_some()));
        put_bytes(&mut all, source.detail.as_deref().unwrap_or_default().as_bytes());
    }
    all.extend(lists);
    all
}

fn put_len(bytes: &mut Vec<u8>, len: usize) {
    bytes.extend(u32::try_from(len).unwrap_or(u32::MAX).to_le_bytes());
}

fn put_bytes(bytes: &mut Vec<u8>, of: &[u8]) {
    put_len(bytes, of.len());
    bytes.extend(of);
}

/// Undo and redo; `None` if these are not the bytes of [`encode`].
fn decode(bytes: &[u8]) -> Option<(Vec<SavedStep>, Vec<SavedStep>)> {
    let mut left = bytes;
    if take::<1>(&mut left)? != [VERSION] {
        return None;
    }
    // Nothing is set aside by what the bytes promise.
    let mut sources = Vec::new();
    for _ in 0..take_len(&mut left)? {
        let kind = SourceKind::from_word(take_text(&mut left)?).ok()?;
        let has_detail = take::<1>(&mut left)? == [1];
        let detail = take_text(&mut left)?;
        sources.push(PlaySource {
            kind,
            detail: has_detail.then(|| detail.to_owned()),
        });
    }
    let undo = take_steps(&mut left, &sources)?;
    let redo = take_steps(&mut left, &sources)?;
    left.is_empty().then_some((undo, redo))
}

fn take_steps(left: &mut &[u8], sources: &[PlaySource]) -> Option<Vec<SavedStep>> {
    let mut steps = Vec::new();
    for _ in 0..take_len(left)? {
        let change = take_bytes(left)?.to_vec();
        let mut entries = Vec::new();
        for _ in 0..take_len(left)? {
            entries.push(SavedEntry {
                id: QueueItemId(u64::from_le_bytes(take(left)?)),
                uid: TrackUid(take(left)?),
                source: sources.get(take_len(left)?)?.clone(),
            });
        }
        steps.push(SavedStep { change, entries });
    }
    Some(steps)
}

fn take<const N: usize>(left: &mut &[u8]) -> Option<[u8; N]> {
    let (first, rest) = left.split_first_chunk()?;
    *left = rest;
    Some(*first)
}

fn take_len(left: &mut &[u8]) -> Option<usize> {
    usize::try_from(u32::from_le_bytes(take(left)?)).ok()
}

fn take_bytes<'a>(left: &mut &'a [u8]) -> Option<&'a [u8]> {
    let len = take_len(left)?;
    let (first, rest) = left.split_at_checked(len)?;
    *left = rest;
    Some(first)
}

fn take_text<'a>(left: &mut &'a [u8]) -> Option<&'a str> {
    std::str::from_utf8(take_bytes(left)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(change: usize, entries: u64) -> SavedStep {
        let entry = |n: u64| SavedEntry {
            id: QueueItemId(u64::MAX - n),
            uid: TrackUid([n as u8; 16]),
            source: PlaySource {
                kind: if n & 1 == 0 { SourceKind::Library } else { SourceKind::DailyMix },
                detail: (n > 3).then(|| "Mix ö".into()),
            },
        };
        SavedStep {
            change: vec![7; change],
            entries: (0..entries).map(entry).collect(),
        }
    }

    #[test]
    fn it_comes_back_as_it_was() {
        let store = Store::in_memory().unwrap();
        assert_eq!(store.load_queue_history().unwrap(), SavedHistory::default());
        let mut history = SavedHistory {
            of: u64::MAX,
            undo: vec![step(0, 0), step(9, 20), step(300, 1)],
            redo: vec![step(1, 2)],
        };
        store.save_queue_and_history(QueueSnapshot::default(), &history).unwrap();
        assert_eq!(store.load_queue_history().unwrap(), history);
        history.undo.clear();
        store.save_queue_and_history(QueueSnapshot::default(), &history).unwrap();
        assert_eq!(store.load_queue_history().unwrap(), history);
    }

    #[test]
    fn the_steps_farthest_away_are_left_out_when_it_grows_too_long() {
        let history = SavedHistory {
            of: 1,
            undo: vec![step(10, 0), step(3 << 20, 5), step(2 << 20, 0), step(1, 0)],
            redo: vec![step(500, 0), step(1 << 20, 0), step(3, 0)],
        };
        let bytes = encode(&history);
        assert!(bytes.len() < MOST_BYTES + 1_000);
        let (undo, redo) = decode(&bytes).unwrap();
        assert_eq!((undo.as_slice(), redo.as_slice()), (&history.undo[..2], &history.redo[..1]));
    }

    #[test]
    fn what_is_damaged_is_ignored_as_a_whole() {
        let history = SavedHistory {
            of: 1,
            undo: vec![step(9, 20)],
            redo: vec![step(1, 2)],
        };
        let bytes = encode(&history);
        for len in 0..bytes.len() {
            assert!(decode(&bytes[..len]).is_none());
        }
        let store = Store::in_memory().unwrap();
        let damages: [fn(&mut Vec<u8>); 4] = [
            |bytes| bytes.clear(),
            |bytes| bytes.push(0),
            |bytes| bytes[1..5].fill(0xff),
            |bytes| {
                bytes[70] ^= 1;
            },
        ];
        for (number, damage) in damages.into_iter().enumerate() {
            let mut damaged = bytes.clone();
            damage(&mut damaged);
            // The sum tells a bit that fell over; what makes no sense is none with a sum that is right either.
            for sum in [Some(checksum(&bytes)), (number < 3).then(|| checksum(&damaged))]
                .into_iter()
                .flatten()
            {
                store.save_queue_and_history(QueueSnapshot::default(), &history).unwrap();
                let steps = damaged.clone();
                let write = store.user().write(move |tx| {
                    tx.execute("UPDATE queue_history SET steps = ?1, checksum = ?2", params![steps, sum])?;
                    Ok(())
                });
                write.unwrap();
                let found = store.load_queue_history().unwrap();
                assert!(found.undo.is_empty() && found.redo.is_empty(), "damage {number}");
            }
        }
        let mut rng = domain::SplitMix64::new(1);
        for _ in 0..20_000 {
            let mut damaged = bytes.clone();
            let at = rng.below(damaged.len());
            damaged[at] = rng.next_u64() as u8;
            let _ = decode(&damaged);
        }
    }
}
