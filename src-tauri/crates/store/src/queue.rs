//! `queue_items` and `queue_state`: the queue as it was left. What can be taken back in it: `queue_history.rs`.

use std::time::Duration;

use domain::{Origin, PlaySource, QueueItemId, RepeatMode, ShuffleMode, SourceKind, TrackUid};
use rusqlite::{OptionalExtension, params};

use crate::codes::Code;
use crate::columns::{Columns, collect, duration, millis};
use crate::{Error, Store};

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedQueueItem {
    pub id: QueueItemId,
    pub uid: TrackUid,
    pub origin: Origin,
    pub source: PlaySource,
    /// Its place in the order to return to when shuffle is turned off; places of a list need not be without gaps. `None` while it is off.
    pub unshuffled: Option<u64>,
}

/// The queue with its place in it.
#[derive(Clone, Debug, PartialEq)]
pub struct QueueSnapshot {
    pub items: Vec<SavedQueueItem>,
    pub current: Option<QueueItemId>,
    /// In the current entry.
    pub position: Duration,
    pub shuffle: ShuffleMode,
    pub repeat: RepeatMode,
    /// 0–1.
    pub volume: f32,
}

impl Default for QueueSnapshot {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            current: None,
            position: Duration::ZERO,
            shuffle: ShuffleMode::Off,
            repeat: RepeatMode::Off,
            volume: 1.0,
        }
    }
}

impl Store {
    /// Replaces the saved queue. The saved history stays, and is that of another queue now; see [`Store::save_queue_and_history`].
    pub fn save_queue(&self, queue: QueueSnapshot) -> Result<(), Error> {
        self.user().write(move |tx| save(tx, &queue))
    }

    /// Saves all but the items: cheap enough for every few seconds.
    pub fn save_queue_place(&self, queue: &QueueSnapshot) -> Result<(), Error> {
        let state = QueueSnapshot {
            items: Vec::new(),
            ..queue.clone()
        };
        self.user().write(move |tx| save_state(tx, &state))
    }

    /// The saved queue; the default if none was.
    pub fn load_queue(&self) -> Result<QueueSnapshot, Error> {
        self.user().read(|db| {
            let mut query = db
                .prepare_cached("SELECT item_id, uid, origin, source_kind, source_detail, unshuffled FROM queue_items ORDER BY position")?;
            let items = collect(query.query([])?, |row| {
                Ok(SavedQueueItem {
                    id: QueueItemId(row.get::<_, i64>(0)? as u64),
                    uid: row.uid(1)?,
                    origin: Origin::from_word(&row.get::<_, String>(2)?)?,
                    source: PlaySource {
                        kind: SourceKind::from_word(&row.get::<_, String>(3)?)?,
                        detail: row.get(4)?,
                    },
                    unshuffled: row.get::<_, Option<i64>>(5)?.map(|place| place as u64),
                })
            })?;
            let state = db
                .query_row(
                    "SELECT current_item, position_ms, shuffle, repeat, volume FROM queue_state",
                    [],
                    |row| {
                        Ok((
                            row.get::<_, Option<i64>>(0)?,
                            row.get(1)?,
                            row.get::<_, i64>(2)?,
                            row.get::<_, String>(3)?,
                            row.get(4)?,
                        ))
                    },
                )
                .optional()?;
            let Some((current, position, shuffle, repeat, volume)) = state else {
                return Ok(QueueSnapshot {
                    items,
                    ..QueueSnapshot::default()
                });
            };
            Ok(QueueSnapshot {
                items,
                current: current.map(|id| QueueItemId(id as u64)),
                position: duration(position),
                shuffle: shuffle_from_number(shuffle),
                repeat: RepeatMode::from_word(&repeat)?,
                volume,
            })
        })
    }
}

pub(crate) fn save(db: &rusqlite::Connection, queue: &QueueSnapshot) -> Result<(), Error> {
    db.execute("DELETE FROM queue_items", [])?;
    let mut insert = db.prepare_cached(
        "INSERT INTO queue_items (position, item_id, uid, origin, source_kind, source_detail, unshuffled)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for (position, item) in (0i64..).zip(&queue.items) {
        insert.execute(params![
            position,
            item.id.0 as i64,
            item.uid.0,
            item.origin.word(),
            item.source.kind.word(),
            item.source.detail,
            item.unshuffled.map(|place| place as i64)
        ])?;
    }
    save_state(db, queue)
}

fn save_state(db: &rusqlite::Connection, queue: &QueueSnapshot) -> Result<(), Error> {
    let volume = if queue.volume.is_finite() {
        queue.volume.clamp(0.0, 1.0)
    } else {
        1.0
    };
    db.prepare_cached(
        "INSERT OR REPLACE INTO queue_state (one, current_item, position_ms, shuffle, repeat, volume) VALUES (1, ?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        queue.current.map(|id| id.0 as i64),
        millis(queue.position),
        shuffle_number(queue.shuffle),
        queue.repeat.word(),
        volume
    ])?;
    Ok(())
}

/// A number, because it was yes or no once.
fn shuffle_number(mode: ShuffleMode) -> i64 {
    match mode {
        ShuffleMode::Off => 0,
        ShuffleMode::Tracks => 1,
        ShuffleMode::Albums => 2,
    }
}

fn shuffle_from_number(number: i64) -> ShuffleMode {
    match number {
        0 => ShuffleMode::Off,
        2 => ShuffleMode::Albums,
        _ => ShuffleMode::Tracks,
    }
}
