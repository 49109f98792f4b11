//! Dealing the order of a shuffled queue.

use std::collections::HashMap;
use std::sync::Arc;

use domain::{QueueItemId, ShuffleMode, SplitMix64, TrackUid};

use crate::items::QueueItem;
use crate::spread::spread;

type Entries = Vec<Arc<QueueItem>>;

/// All of `entries` in a new order, each once. `lead`, which is one of them, comes first, and with it what follows it on its album if
/// whole albums are dealt. Without one, what begins is not what `before` is of, if anything else is there; artists are kept apart in
/// either case, see [`spread`].
pub(crate) fn deal(
    entries: Entries,
    mode: ShuffleMode,
    lead: Option<QueueItemId>,
    before: Option<&QueueItem>,
    rng: &mut SplitMix64,
) -> Entries {
    let mut units = match mode {
        ShuffleMode::Off => return entries,
        ShuffleMode::Tracks => entries.into_iter().map(|entry| vec![entry]).collect(),
        ShuffleMode::Albums => albums(entries),
    };
    let mut dealt = Vec::new();
    let begin = lead.and_then(|lead| place_of(&units, lead));
    if let Some((unit, offset)) = begin {
        dealt = units[unit].split_off(offset);
        if units[unit].is_empty() {
            units.remove(unit);
        }
    }
    let before = dealt.last().map(|last| &**last).or(before);
    let own = |before: &QueueItem| units.iter().position(|unit| is_of(unit, before, mode));
    let avoided = before.and_then(own);
    let (kinds, last) = kinds(&units, before, avoided);
    let mut order = spread(&kinds, last, rng);
    if avoided.is_some() && order.first().copied() == avoided {
        // Only where its artist has more than half of all: another of that artist begins, if there is one.
        let kind = kinds[order[0]];
        if let Some(other) = (1..order.len()).find(|place| kinds[order[*place]] == kind) {
            order.swap(0, other);
        }
    }
    let mut units: Vec<Option<Entries>> = units.into_iter().map(Some).collect();
    dealt.extend(order.into_iter().filter_map(|unit| units[unit].take()).flatten());
    dealt
}

/// Whether `unit` is what `item` is played as part of.
fn is_of(unit: &[Arc<QueueItem>], item: &QueueItem, mode: ShuffleMode) -> bool {
    let album = |first: &QueueItem| mode == ShuffleMode::Albums && first.track.album.is_some() && first.track.album == item.track.album;
    unit.first().is_some_and(|first| first.id == item.id || album(first))
}

fn place_of(units: &[Entries], id: QueueItemId) -> Option<(usize, usize)> {
    let in_unit = |unit: &Entries| unit.iter().position(|item| item.id == id);
    units
        .iter()
        .enumerate()
        .find_map(|(number, unit)| in_unit(unit).map(|offset| (number, offset)))
}

/// A number for the artist of each unit, and for what was before. Whose artist nobody knows is like nothing else.
fn kinds(units: &[Entries], before: Option<&QueueItem>, avoided: Option<usize>) -> (Vec<usize>, Option<usize>) {
    let mut known = HashMap::new();
    let mut count = 0;
    let mut kind = |artist: Option<u64>| {
        let fresh = count;
        let kind = artist.map_or(fresh, |artist| *known.entry(artist).or_insert(fresh));
        count += usize::from(kind == fresh);
        kind
    };
    let kinds: Vec<usize> = units.iter().map(|unit| kind(artist(unit))).collect();
    let by_artist = before.and_then(|before| before.track.artist).map(|artist| kind(Some(artist)));
    let last = avoided.map(|avoided| kinds[avoided]).or(by_artist);
    (kinds, last)
}

/// Whose all of it is.
fn artist(unit: &[Arc<QueueItem>]) -> Option<u64> {
    let first = unit.first()?.track.artist;
    first.filter(|_| unit.iter().all(|item| item.track.artist == first))
}

/// Album by album, each in its own order. A track that stands in the queue twice is of two copies of its album; one without an album
/// is an album of its own.
fn albums(entries: Entries) -> Vec<Entries> {
    let mut copies: HashMap<(u64, TrackUid), usize> = HashMap::new();
    let mut numbers: HashMap<(u64, usize), usize> = HashMap::new();
    let mut albums: Vec<Entries> = Vec::new();
    for entry in entries {
        let Some(album) = entry.track.album else {
            albums.push(vec![entry]);
            continue;
        };
        let copy = copies.entry((album, entry.track.uid)).or_default();
        *copy += 1;
        let number = *numbers.entry((album, *copy)).or_insert(albums.len());
        match albums.get_mut(number) {
            Some(album) => album.push(entry),
            None => albums.push(vec![entry]),
        }
    }
    for album in &mut albums {
        // Stable: what has no number keeps its place among its like.
        album.sort_by_key(|item| item.track.place_in_album);
    }
    albums
}
