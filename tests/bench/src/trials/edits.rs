//! A numbered series of edits whose outcome is known, so that another process can tell how many of them are there, and whether one is half there.

use std::time::Duration;

use domain::{EndReason, Play, PlaySource, SourceKind, Timestamp, TrackUid};
use store::Store;

/// Tracks one edit adds to the playlist.
const BLOCK: usize = 10;
/// Longest playlist before the next one is begun.
const LIST: u64 = 500;

fn uid(number: u64) -> TrackUid {
    let mut bytes = [0xed; 16];
    bytes[..8].copy_from_slice(&number.to_le_bytes());
    TrackUid(bytes)
}

/// Edit `number`, counted from 1: a play, a like, and ten tracks on a playlist, each acknowledged by the store before the next.
/// `there`: how many of each the store has; what a kill cut off in the middle of an edit is completed.
pub fn make(store: &Store, number: u64, there: [u64; 3]) -> Result<(), store::Error> {
    let at = Timestamp(i64::try_from(number).unwrap_or(i64::MAX));
    if there[0] < number {
        store.add_play(play(number, at))?;
    }
    if there[1] < number {
        store.set_liked(&[uid(number)], Some(at))?;
    }
    if there[2] >= number {
        return Ok(());
    }
    let block = [uid(number); BLOCK];
    match store.playlists()?.last() {
        Some(list) if list.items < LIST => store.add_playlist_items(list.id, None, &block).map(drop),
        _ => store.create_playlist(&format!("from edit {number}"), &block, at).map(drop),
    }
}

fn play(number: u64, at: Timestamp) -> Play {
    Play {
        uid: uid(number),
        started_at: at,
        listened: Duration::from_secs(60),
        duration: Duration::from_secs(120),
        source: PlaySource::of(SourceKind::Library),
        end: EndReason::Skipped,
        title: format!("edit {number}"),
        artist: String::new(),
        album: String::new(),
    }
}

/// What is there.
#[derive(Debug, PartialEq, Eq)]
pub struct Found {
    /// Plays, likes, playlist blocks.
    pub there: [u64; 3],
    /// Blocks of other than ten tracks, gaps in the series, more than one edit in work: a transaction that was torn.
    pub torn: u64,
}

impl Found {
    /// Edits of which every part is there.
    pub fn whole(&self) -> u64 {
        self.there.into_iter().min().unwrap_or(0)
    }
}

pub fn look(store: &Store) -> Result<Found, store::Error> {
    let plays: Vec<u64> = store
        .plays_since(Timestamp(i64::MIN))?
        .iter()
        .map(|play| play.started_at.0.unsigned_abs())
        .collect();
    let mut likes: Vec<u64> = store.likes()?.iter().map(|(_, at)| at.0.unsigned_abs()).collect();
    likes.sort_unstable();
    let mut torn = 0;
    let mut blocks = Vec::new();
    for list in store.playlists()? {
        for block in store.playlist_items(list.id)?.chunks(BLOCK) {
            torn += u64::from(block.len() != BLOCK || block.iter().any(|item| *item != block[0]));
            blocks.push(u64::from_le_bytes(block[0].0[..8].try_into().unwrap_or_default()));
        }
    }
    let series = [plays, likes, blocks];
    for numbers in &series {
        torn += numbers.iter().zip(1..).filter(|(number, wanted)| **number != *wanted).count() as u64;
    }
    let there = series.map(|numbers| numbers.len() as u64);
    let spread = there.into_iter().max().unwrap_or(0) - there.into_iter().min().unwrap_or(0);
    Ok(Found {
        there,
        torn: torn + spread.saturating_sub(1),
    })
}
