//! Contexts out of the store: sessions of plays, playlists, lists of other people, albums.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::{EndReason, Play, Timestamp, TrackUid};
use store::Store;
use taste::{Context, ContextKind, Contexts};

use super::Rows;
use crate::Error;

/// A longer silence ends a session.
const GAP: Duration = Duration::from_secs(30 * 60);
/// What our own lists caused teaches little: they would learn from themselves.
const OURS: f32 = 0.2;
/// Passed over sooner than this, a track was not wanted there.
const PASSED: f32 = 0.3;
/// A folder of loose tracks that is tagged as one album says nothing.
const LARGEST_ALBUM: usize = 60;
/// Of a session or list, so many tracks at most are looked at.
const LONGEST: usize = 2_000;

/// All contexts of the tracks in `rows`.
pub(super) fn gather(store: &Store, rows: &Rows) -> Result<Contexts, Error> {
    let plays = store.plays_since(Timestamp(i64::MIN))?;
    let mut contexts = sessions(&plays, rows);
    let own = store.all_playlist_items()?.into_iter().map(|(list, uid)| (list.0, uid));
    contexts.extend(lists(ContextKind::Playlist, own, rows));
    contexts.extend(lists(ContextKind::Corpus, store.all_borrowed_items()?, rows));
    contexts.extend(albums(rows));
    Ok(Contexts::new(rows.credits.len(), contexts))
}

/// Plays, oldest first, cut where nothing played for half an hour. A track that came twice counts as its best play.
fn sessions(plays: &[Play], rows: &Rows) -> Vec<Context> {
    let mut sessions: Vec<Vec<(u32, f32)>> = Vec::new();
    let mut ended: Option<Timestamp> = None;
    for play in plays {
        let began = play.started_at;
        let listened = i64::try_from(play.listened.as_millis()).unwrap_or(i64::MAX);
        if ended.is_none_or(|ended| began.0.saturating_sub(ended.0) > GAP.as_millis() as i64) {
            sessions.push(Vec::new());
        }
        ended = ended.max(Some(Timestamp(began.0.saturating_add(listened))));
        let passed = play.end == EndReason::Skipped && play.completion() < PASSED;
        let Some(row) = rows.of.get(&play.uid).filter(|_| !passed) else {
            continue;
        };
        let share = if play.source.kind.is_ours() { OURS } else { 1.0 };
        let Some(session) = sessions.last_mut() else { continue };
        let worth = play.completion() * share;
        let before = session.iter().position(|(other, _)| other == row);
        match before {
            Some(at) => session[at].1 = session[at].1.max(worth),
            None if session.len() < LONGEST => session.push((*row, worth)),
            None => {}
        }
    }
    let session = |items| Context {
        kind: ContextKind::Session,
        items,
    };
    sessions.into_iter().map(session).collect()
}

/// Entries list by list, as contexts.
fn lists(kind: ContextKind, entries: impl IntoIterator<Item = (i64, TrackUid)>, rows: &Rows) -> Vec<Context> {
    let mut lists: BTreeMap<i64, Vec<(u32, f32)>> = BTreeMap::new();
    for (list, uid) in entries {
        let items = lists.entry(list).or_default();
        if let Some(row) = rows.of.get(&uid).filter(|_| items.len() < LONGEST) {
            items.push((*row, 1.0));
        }
    }
    lists.into_values().map(|items| Context { kind, items }).collect()
}

fn albums(rows: &Rows) -> Vec<Context> {
    let mut albums: BTreeMap<(&str, &str), Vec<(u32, f32)>> = BTreeMap::new();
    for (row, (artist, album)) in (0..).zip(&rows.credits) {
        if !artist.is_empty() && !album.is_empty() {
            albums.entry((artist, album)).or_default().push((row, 1.0));
        }
    }
    let album = |items| Context {
        kind: ContextKind::Album,
        items,
    };
    let albums = albums.into_values().filter(|items| items.len() <= LARGEST_ALBUM);
    albums.map(album).collect()
}
