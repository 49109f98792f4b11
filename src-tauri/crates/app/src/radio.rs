//! Radio: while it is on, the queue never ends. Near its end a few tracks like what was chosen and what plays are added below the boundary,
//! in one edit that can be taken back; what was taken back is not added again before the next track begins.

use std::collections::HashSet;
use std::sync::Arc;

use domain::{Origin, PlaySource, QueueItemId, RepeatMode, SourceKind, Timestamp, TrackId};
use playback::Command;
use recommend::{ARTIST_GAP, RadioRequest, Strictness, radio};

use crate::core::Core;
use crate::player::Player;
use crate::{Attune, Error, PlaybackStatus, clock};

/// Setting: how strict, while it is on.
const RADIO: &str = "radio";
/// With fewer tracks to come more are added.
const TO_COME: usize = 3;
/// Added at a time.
const ADDED: usize = 5;
/// Entries of the queue's end that are gone by, the last first.
const SEEDS: usize = 4;
/// Entries of the queue that do not come again.
const REMEMBERED: usize = 1_000;
/// Nor does what was heard within so long.
const LATELY_MS: i64 = 4 * 3_600_000;

/// Whether the queue goes on by itself, and how near it stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RadioSettings {
    pub on: bool,
    pub strictness: Strictness,
    /// It stays with what was chosen; otherwise it follows what it added itself, too.
    pub stays: bool,
}

/// What is kept of it while the program runs.
#[derive(Default)]
pub(crate) struct Radio {
    settings: RadioSettings,
    /// The entry that played when tracks were added last.
    added_for: Option<QueueItemId>,
}

impl Radio {
    /// As it was left.
    pub fn load(store: &store::Store) -> Result<Self, Error> {
        let kept = store.setting(RADIO)?.unwrap_or_default();
        let words: Vec<&str> = kept.split(' ').collect();
        Ok(Self {
            settings: RadioSettings {
                on: words.first() == Some(&"on"),
                strictness: match words.get(1) {
                    Some(&"adventurous") => Strictness::Adventurous,
                    Some(&"locked-in") => Strictness::LockedIn,
                    _ => Strictness::Balanced,
                },
                stays: words.get(2) == Some(&"stays"),
            },
            added_for: None,
        })
    }
}

impl Attune {
    pub fn radio(&self) -> RadioSettings {
        self.core.radio.lock().settings
    }

    /// Kept between runs. Turned off, it leaves in the queue what it added.
    pub fn set_radio(&self, settings: RadioSettings) -> Result<(), Error> {
        let word = match settings.strictness {
            Strictness::Adventurous => "adventurous",
            Strictness::Balanced => "balanced",
            Strictness::LockedIn => "locked-in",
        };
        let state = if settings.on { "on" } else { "off" };
        let way = if settings.stays { "stays" } else { "follows" };
        self.core.store.set_setting(RADIO, Some(&format!("{state} {word} {way}")))?;
        let mut radio = self.core.radio.lock();
        if settings.on && !radio.settings.on {
            // Asked for anew: what was taken back before may come.
            radio.added_for = None;
        }
        radio.settings = settings;
        Ok(())
    }
}

impl Core {
    /// Adds tracks if radio is on and the queue is about to end. Cheap to call often.
    pub(crate) fn go_on(&self, player: &Player) -> Result<(), Error> {
        let settings = self.radio.lock().settings;
        if !settings.on {
            return Ok(());
        }
        let Some(end) = QueueEnd::of(player) else { return Ok(()) };
        {
            let mut radio = self.radio.lock();
            if radio.added_for == Some(end.current) {
                return Ok(());
            }
            // Found or not: the same question has the same answer until another track plays.
            radio.added_for = Some(end.current);
        }
        let tracks = self.tracks_to_go_on(&end, settings)?;
        if tracks.is_empty() {
            // Not everything may be analysed yet: asked again when something is.
            if self.jobs.lock().view().analysis.is_some() {
                self.radio.lock().added_for = None;
            }
            return Ok(());
        }
        let source = PlaySource {
            kind: SourceKind::Radio,
            detail: end.title.clone(),
        };
        player.send(Command::Append {
            tracks: player.tracks(&tracks, &source)?,
            origin: Origin::Automatic,
        });
        Ok(())
    }

    fn tracks_to_go_on(&self, end: &QueueEnd, settings: RadioSettings) -> Result<Vec<TrackId>, Error> {
        let since = Timestamp(clock::now().0 - LATELY_MS);
        let lately: HashSet<_> = self.store.play_counts(since)?.into_iter().map(|count| count.uid).collect();
        let lenses = self.lenses.read().clone();
        let index = self.index.read();
        let seeds: Vec<usize> = end
            .seeds(settings.stays)
            .iter()
            .filter_map(|track| index.row_of(*track))
            .take(SEEDS)
            .collect();
        let mut exclude: HashSet<TrackId> = end.queued.clone();
        exclude.extend(
            (0..index.len())
                .filter(|row| lately.contains(&index.uid(*row)))
                .map(|row| index.id(row)),
        );
        let before = end.last.iter().take(ARTIST_GAP).rev();
        let just_heard: Vec<Arc<str>> = before
            .filter_map(|track| Some(index.facts(index.row_of(*track)?).artist.clone()))
            .collect();
        let found = radio(
            &index,
            &lenses,
            &RadioRequest {
                seeds: &seeds,
                count: ADDED,
                strictness: settings.strictness,
                exclude: &exclude,
                just_heard: &just_heard,
                // Another time, another choice.
                seed: clock::now().0 as u64,
            },
        );
        Ok(found.into_iter().map(|row| index.id(row)).collect())
    }
}

/// What stands at the end of a queue that is about to be played out.
struct QueueEnd {
    current: QueueItemId,
    /// The tracks at the end, the last first.
    last: Vec<TrackId>,
    /// The last ones that a person chose, the last first.
    own: Vec<TrackId>,
    queued: HashSet<TrackId>,
    /// Of the last track a person chose.
    title: Option<String>,
}

impl QueueEnd {
    /// What is gone by, the last first. Where nobody chose anything there is nothing to stay with.
    fn seeds(&self, stays: bool) -> &[TrackId] {
        if stays && !self.own.is_empty() { &self.own } else { &self.last }
    }

    /// `None` while nothing plays, a queue repeats or there is enough to come.
    fn of(player: &Player) -> Option<Self> {
        let (queue, core) = {
            let mirror = player.mirror.lock();
            let plays = mirror.status == PlaybackStatus::Playing && mirror.queue.repeat == RepeatMode::Off && !mirror.stop_after;
            (plays.then(|| mirror.queue.clone())?, player.core())
        };
        let at = queue.current_index()?;
        let total = queue.items.len();
        if total - at > TO_COME {
            return None;
        }
        let tracks: Vec<TrackId> = queue
            .items
            .window(total.saturating_sub(REMEMBERED), REMEMBERED)
            .map(|item| item.track.track)
            .collect();
        let own = queue.items.window(queue.yours.saturating_sub(SEEDS), queue.yours.min(SEEDS));
        let own: Vec<TrackId> = own.map(|item| item.track.track).collect::<Vec<_>>().into_iter().rev().collect();
        let title = own.first().and_then(|track| core.row_by_id(*track).ok()).map(|row| row.title);
        Some(Self {
            current: queue.current?,
            last: tracks.iter().rev().take(SEEDS.max(ARTIST_GAP)).copied().collect(),
            own,
            queued: tracks.into_iter().collect(),
            title,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stays_with_what_was_chosen_or_follows_what_it_added() {
        let end = |own: &[i64]| QueueEnd {
            current: QueueItemId(1),
            last: vec![TrackId(9), TrackId(8)],
            own: own.iter().copied().map(TrackId).collect(),
            queued: HashSet::new(),
            title: None,
        };
        assert_eq!(end(&[3, 2]).seeds(true), [TrackId(3), TrackId(2)]);
        assert_eq!(end(&[3, 2]).seeds(false), [TrackId(9), TrackId(8)]);
        assert_eq!(end(&[]).seeds(true), [TrackId(9), TrackId(8)], "nobody chose anything");
    }
}
