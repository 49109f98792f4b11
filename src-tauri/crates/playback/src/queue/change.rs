//! What is different between two states of a queue, and its bytes.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use domain::{QueueItemId, ShuffleMode};

use super::{Order, Place, QueueSnapshot, Shuffled};
use crate::chunks::{Builder, Chunks};
use crate::items::QueueItem;
use crate::varint::{Reader, write, write_signed};

/// A shorter stretch is told by its ids.
const WORTH_A_STRETCH: usize = 4;
/// Of the layout of the bytes.
const VERSION: u64 = 1;

/// Part of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Run {
    /// The entries `from .. from + len` of the other list.
    Stretch {
        from: usize,
        len: usize,
    },
    Ids(Vec<QueueItemId>),
}

/// How a state comes from another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    items: Vec<Run>,
    /// Beside the order of the other state; where that is not shuffled, beside its entries.
    shuffled: Option<(ShuffleMode, Vec<Run>)>,
    at: Option<usize>,
    yours: usize,
    place: Option<Place>,
}

/// How `state` comes from `beside`, and the entries which it has and `beside` has not.
pub(super) fn difference(beside: &QueueSnapshot, state: &QueueSnapshot, place: Option<Place>) -> (Change, Vec<Arc<QueueItem>>) {
    let (items, fresh) = runs(&beside.items, &state.items, |item| item.id);
    let order = |shuffled: &Shuffled| {
        let (runs, _) = runs(&order_of(beside), &shuffled.order, |id| *id);
        (shuffled.mode, runs)
    };
    let change = Change {
        items,
        shuffled: state.shuffled.as_ref().map(order),
        at: state.current_index(),
        yours: state.yours,
        place,
    };
    (change, fresh)
}

fn order_of(state: &QueueSnapshot) -> Order {
    match &state.shuffled {
        Some(shuffled) => shuffled.order.clone(),
        None => state.items.iter().map(|item| item.id).collect(),
    }
}

/// `list` as parts of `base`, and what of it is not in `base`.
fn runs<T: Clone>(base: &Chunks<T>, list: &Chunks<T>, id: impl Fn(&T) -> QueueItemId) -> (Vec<Run>, Vec<T>) {
    let same = |a: &T, b: &T| id(a) == id(b);
    let head = base.common_head(list, same);
    let tail = base.common_tail(list, base.len().min(list.len()) - head, same);
    let mut runs = vec![Run::Stretch { from: 0, len: head }];
    let mut fresh = Vec::new();
    let gone = base.len() - head - tail;
    let middle = list.window(head, list.len() - head - tail);
    // An insertion, the most frequent edit, needs no table.
    let gone: HashMap<_, _> = base.window(head, gone).zip(head..).map(|(item, at)| (id(item), at)).collect();
    for item in middle {
        let at = gone.get(&id(item)).copied();
        match (at, runs.last_mut()) {
            (Some(at), Some(Run::Stretch { from, len })) if *from + *len == at => *len += 1,
            (Some(at), _) => runs.push(Run::Stretch { from: at, len: 1 }),
            (None, Some(Run::Ids(ids))) => ids.push(id(item)),
            (None, _) => runs.push(Run::Ids(vec![id(item)])),
        }
        if at.is_none() {
            fresh.push(item.clone());
        }
    }
    runs.push(Run::Stretch {
        from: base.len() - tail,
        len: tail,
    });
    (worthwhile(runs, |at| base.get(at).map(&id)), fresh)
}

/// The same with short stretches told by their ids: a shuffled queue is nothing but short stretches.
fn worthwhile(runs: Vec<Run>, id: impl Fn(usize) -> Option<QueueItemId>) -> Vec<Run> {
    let mut told: Vec<Run> = Vec::new();
    for run in runs {
        let ids = match run {
            Run::Stretch { len: 0, .. } => continue,
            Run::Stretch { from, len } if len < WORTH_A_STRETCH => (from..from + len).filter_map(&id).collect(),
            Run::Stretch { .. } => {
                told.push(run);
                continue;
            }
            Run::Ids(ids) => ids,
        };
        match told.last_mut() {
            Some(Run::Ids(before)) => before.extend(ids),
            _ => told.push(Run::Ids(ids)),
        }
    }
    told
}

impl Change {
    /// The state that comes from `beside`; `None` if it cannot come from it.
    pub(super) fn apply(
        &self,
        beside: &QueueSnapshot,
        known: &HashMap<QueueItemId, Arc<QueueItem>>,
    ) -> Option<(QueueSnapshot, Option<Place>)> {
        let items = joined(&self.items, &beside.items, |id| known.get(&id).cloned())?;
        let shuffled = match &self.shuffled {
            Some((mode, runs)) => Some(Shuffled {
                mode: *mode,
                order: joined(runs, &order_of(beside), Some).filter(|order| order.len() == items.len())?,
            }),
            None => None,
        };
        let current = match self.at {
            Some(at) => Some(items.get(at)?.id),
            None => None,
        };
        let least = self.at.map_or(0, |at| at + 1);
        let state = QueueSnapshot {
            current,
            at: self.at,
            yours: Some(self.yours).filter(|yours| (least..=items.len()).contains(yours))?,
            items,
            shuffled,
            repeat: beside.repeat,
        };
        Some((state, self.place))
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        write(&mut bytes, VERSION);
        write(&mut bytes, self.at.map_or(0, |at| at as u64 + 1));
        write(&mut bytes, self.yours as u64);
        match self.place {
            None => write(&mut bytes, 0),
            Some(place) => {
                write(&mut bytes, if place.playing { 2 } else { 1 });
                write(&mut bytes, place.item.0);
                write(&mut bytes, u64::try_from(place.position.as_nanos()).unwrap_or(u64::MAX));
            }
        }
        write_runs(&mut bytes, &self.items);
        match &self.shuffled {
            None => write(&mut bytes, 0),
            Some((mode, runs)) => {
                write(&mut bytes, if *mode == ShuffleMode::Albums { 2 } else { 1 });
                write_runs(&mut bytes, runs);
            }
        }
        bytes
    }

    /// `None` if these are no bytes of [`Change::to_bytes`].
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        if reader.next()? != VERSION {
            return None;
        }
        let at = reader.next_len()?.checked_sub(1);
        let yours = reader.next_len()?;
        let place = match reader.next()? {
            0 => None,
            playing @ 1..=2 => Some(Place {
                playing: playing == 2,
                item: QueueItemId(reader.next()?),
                position: Duration::from_nanos(reader.next()?),
            }),
            _ => return None,
        };
        let items = read_runs(&mut reader)?;
        let shuffled = match reader.next()? {
            0 => None,
            1 => Some((ShuffleMode::Tracks, read_runs(&mut reader)?)),
            2 => Some((ShuffleMode::Albums, read_runs(&mut reader)?)),
            _ => return None,
        };
        reader.is_at_end().then_some(Self {
            items,
            shuffled,
            at,
            yours,
            place,
        })
    }
}

fn joined<T: Clone>(runs: &[Run], base: &Chunks<T>, find: impl Fn(QueueItemId) -> Option<T>) -> Option<Chunks<T>> {
    let mut list = Builder::default();
    // No entry stands in a list twice, so no list of stretches is longer than what they are of.
    let mut room = base.len();
    for run in runs {
        match run {
            Run::Stretch { from, len } => {
                room = room.checked_sub(*len)?;
                list.push_stretch(base, *from, *len).then_some(())?;
            }
            Run::Ids(ids) => list.extend(ids.iter().map(|id| find(*id)).collect::<Option<Vec<_>>>()?),
        }
    }
    Some(list.finish())
}

fn write_runs(bytes: &mut Vec<u8>, runs: &[Run]) {
    write(bytes, runs.len() as u64);
    for run in runs {
        match run {
            Run::Stretch { from, len } => {
                write(bytes, (*len as u64) << 1 | 1);
                write(bytes, *from as u64);
            }
            Run::Ids(ids) => {
                write(bytes, (ids.len() as u64) << 1);
                // Most often each is one more than the one before.
                let mut before = 0;
                for id in ids {
                    write_signed(bytes, id.0.wrapping_sub(before) as i64);
                    before = id.0;
                }
            }
        }
    }
}

fn read_runs(reader: &mut Reader<'_>) -> Option<Vec<Run>> {
    // Nothing is set aside by what the bytes promise: they may be damaged.
    let mut runs = Vec::new();
    for _ in 0..reader.next()? {
        let head = reader.next()?;
        let len = usize::try_from(head >> 1).ok()?;
        if head & 1 == 1 {
            let from = reader.next_len()?;
            runs.push(Run::Stretch { from, len });
            continue;
        }
        let (mut ids, mut before) = (Vec::new(), 0u64);
        for _ in 0..len {
            before = before.wrapping_add(reader.next_signed()? as u64);
            ids.push(QueueItemId(before));
        }
        runs.push(Run::Ids(ids));
    }
    Some(runs)
}

#[cfg(test)]
mod tests {
    use domain::SplitMix64;

    use super::*;

    fn order(ids: impl IntoIterator<Item = u64>) -> Order {
        ids.into_iter().map(QueueItemId).collect()
    }

    fn size(base: &Order, list: &Order) -> usize {
        let (runs, fresh) = runs(base, list, |id| *id);
        assert_eq!(joined(&runs, base, Some).as_ref(), Some(list));
        assert!(fresh.iter().all(|id| base.iter().all(|old| old != id)));
        let mut bytes = Vec::new();
        write_runs(&mut bytes, &runs);
        assert_eq!(read_runs(&mut Reader::new(&bytes)), Some(runs));
        bytes.len()
    }

    #[test]
    fn an_edit_is_told_in_a_few_bytes() {
        let all: Vec<u64> = (0..100_000).collect();
        let base = order(all.clone());
        assert!(size(&base, &base) < 10);
        assert!(size(&base, &order([])) < 10 && size(&order([]), &base) < 100_020);
        let mut more = all.clone();
        more.splice(500..500, 200_000..200_003);
        assert!(size(&base, &order(more.clone())) < 20);
        assert!(size(&order(more), &base) < 20);
        // One from the end to the beginning, and every thousandth taken out.
        let mut moved = all.clone();
        moved.remove(90_000);
        moved.insert(3, 90_000);
        assert!(size(&base, &order(moved)) < 30);
        assert!(size(&base, &order(all.iter().copied().filter(|n| n % 1_000 != 7))) < 1_000);
        let mut mixed = all.clone();
        SplitMix64::new(3).shuffle(&mut mixed);
        assert!(size(&base, &order(mixed)) < 320_000);
    }

    #[test]
    fn damaged_bytes_are_no_change() {
        let change = Change {
            items: vec![
                Run::Stretch { from: 3, len: 9 },
                Run::Ids(vec![QueueItemId(u64::MAX), QueueItemId(4)]),
            ],
            shuffled: Some((ShuffleMode::Albums, vec![Run::Stretch { from: 0, len: 11 }])),
            at: Some(0),
            yours: 7,
            place: Some(Place {
                item: QueueItemId(4),
                position: Duration::from_millis(1_234),
                playing: true,
            }),
        };
        let bytes = change.to_bytes();
        assert_eq!(Change::from_bytes(&bytes), Some(change));
        for len in 0..bytes.len() {
            assert_eq!(Change::from_bytes(&bytes[..len]), None);
        }
        // Whatever they are, they neither panic nor take more than they are long.
        let mut rng = SplitMix64::new(6);
        let (beside, known) = (QueueSnapshot::default(), HashMap::new());
        for _ in 0..20_000 {
            let mut bytes = bytes.clone();
            for _ in 0..=rng.below(3) {
                let at = rng.below(bytes.len());
                bytes[at] = rng.next_u64() as u8;
            }
            if let Some(change) = Change::from_bytes(&bytes) {
                assert!(change.apply(&beside, &known).is_none_or(|(state, _)| state.items.is_empty()));
            }
        }
    }
}
