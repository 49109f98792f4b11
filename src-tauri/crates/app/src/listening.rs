//! Listening: what the window and the terminal can ask of sound, queue, similar tracks and mixes.

use std::collections::HashSet;
use std::time::Duration;

use domain::{Lens, Origin, PlaySource, QueueItemId, RepeatMode, ShuffleMode, SourceKind, TrackId};
use playback::Command;
use recommend::Rules;

use crate::{Attune, Error, MixesView, PlayerState, QueueView, SimilarState, SimilarView, TrackView};

impl Attune {
    pub fn player_state(&self) -> PlayerState {
        self.player.state()
    }

    /// The window `offset .. offset + limit` of the queue.
    pub fn queue_window(&self, offset: usize, limit: usize) -> Result<QueueView, Error> {
        self.player.window(offset, limit)
    }

    /// The ids of a stretch of the queue.
    pub fn queue_ids(&self, offset: usize, limit: usize) -> Vec<QueueItemId> {
        let queue = self.player.mirror.lock().queue.clone();
        queue.items.window(offset, limit).map(|item| item.id).collect()
    }

    /// The queue becomes `view` and plays from `start` on, from its first track without one. Named by id: the view may have grown
    /// since it was shown.
    ///
    /// # Errors
    /// [`Error::NoSuch`] if the view holds no such track any more.
    pub fn play_view(&self, view: &TrackView, start: Option<TrackId>) -> Result<(), Error> {
        let detail = (!view.query.trim().is_empty()).then(|| view.query.trim().to_owned());
        let kind = match view.scope {
            crate::Scope::Playlist(_) => SourceKind::Playlist,
            _ => SourceKind::Library,
        };
        let ids = self.view_ids(view)?;
        let index = match start {
            None => 0,
            Some(start) => ids
                .iter()
                .position(|id| *id == start)
                .ok_or_else(|| Error::NoSuch("track in this list any more".into()))?,
        };
        self.play_tracks(&ids, index, PlaySource { kind, detail })
    }

    /// The queue becomes `tracks`, and the one at `start` plays.
    pub fn play_tracks(&self, tracks: &[TrackId], start: usize, source: PlaySource) -> Result<(), Error> {
        let tracks = self.player.tracks(tracks, &source)?;
        self.player.forget_away();
        self.player.send(Command::SetQueue { tracks, start });
        Ok(())
    }

    /// Puts `tracks` after the current one and plays the first of them at once.
    pub fn play_now(&self, tracks: &[TrackId], source: PlaySource) -> Result<(), Error> {
        self.player.play_now(tracks, &source)
    }

    pub fn play_next(&self, tracks: &[TrackId], source: PlaySource) -> Result<(), Error> {
        let tracks = self.player.tracks(tracks, &source)?;
        self.player.send(Command::PlayNext(tracks));
        Ok(())
    }

    pub fn append(&self, tracks: &[TrackId], source: PlaySource) -> Result<(), Error> {
        let tracks = self.player.tracks(tracks, &source)?;
        self.player.send(Command::Append {
            tracks,
            origin: Origin::Yours,
        });
        Ok(())
    }

    /// Puts `tracks` before the entry at `index`, in one edit.
    pub fn insert(&self, tracks: &[TrackId], index: usize, source: PlaySource) -> Result<(), Error> {
        let tracks = self.player.tracks(tracks, &source)?;
        self.player.send(Command::InsertAt { index, tracks });
        Ok(())
    }

    /// Goes on with the queue where it was left.
    pub fn resume(&self) {
        self.player.send(Command::Play);
    }

    pub fn pause(&self) {
        self.player.send(Command::Pause);
    }

    pub fn toggle_playback(&self) {
        self.player.send(Command::Toggle);
    }

    pub fn next(&self) {
        self.player.send(Command::Next);
    }

    pub fn previous(&self) {
        self.player.send(Command::Previous);
    }

    pub fn seek(&self, position: Duration) {
        self.player.send(Command::SeekTo(position));
    }

    /// 0–1.
    pub fn set_volume(&self, volume: f32) {
        self.player.send(Command::SetVolume(volume));
    }

    pub fn set_shuffle(&self, mode: ShuffleMode) {
        self.player.send(Command::SetShuffle(mode));
    }

    pub fn set_repeat(&self, mode: RepeatMode) {
        self.player.send(Command::SetRepeat(mode));
    }

    pub fn jump_to(&self, item: QueueItemId) {
        self.player.send(Command::JumpTo(item));
    }

    pub fn remove_items(&self, items: Vec<QueueItemId>) {
        self.player.send(Command::RemoveItems(items));
    }

    /// Moves entries so that the first of them stands at `to` afterwards.
    pub fn move_items(&self, items: Vec<QueueItemId>, to: usize) {
        // The engine is told the entry to move them before, counted with the moved ones still in place.
        let before = {
            let moving: HashSet<QueueItemId> = items.iter().copied().collect();
            let mirror = self.player.mirror.lock();
            let moves: Vec<bool> = mirror.queue.items.iter().map(|item| moving.contains(&item.id)).collect();
            place_before(&moves, mirror.queue.yours, to)
        };
        self.player.send(Command::MoveItems { ids: items, to: before });
    }

    pub fn clear_queue(&self) {
        self.player.forget_away();
        self.player.send(Command::ClearQueue);
    }

    pub fn undo(&self) {
        self.player.send(Command::Undo);
    }

    pub fn redo(&self) {
        self.player.send(Command::Redo);
    }

    /// Tracks like `seed`, or like the playing one, in one way. A seed that waits for its analysis moves to the front.
    pub fn similar(&self, seed: Option<TrackId>, lens: Lens, limit: usize) -> Result<SimilarView, Error> {
        let Some(seed) = seed.or_else(|| self.player.playing_track()) else {
            return Ok(SimilarView {
                seed: None,
                state: SimilarState::NoSeed,
                rows: Vec::new(),
            });
        };
        let view = self.core.similar_to_track(seed, lens, &Rules { limit, ..Rules::default() })?;
        if view.state == SimilarState::NotAnalysed {
            self.analyser.prefer_one(seed);
        }
        Ok(view)
    }

    /// Today's mixes; made on the first call of the day.
    pub fn daily_mixes(&self) -> Result<MixesView, Error> {
        self.core.mixes_of_today()
    }

    /// Makes today's mixes anew from what is known by now.
    pub fn regenerate_mixes(&self) -> Result<(), Error> {
        self.core.make_mixes_anew()?;
        self.core.emit(crate::Event::DiscoverChanged);
        Ok(())
    }

    /// The queue becomes one of today's mixes.
    pub fn play_mix(&self, number: u8, start: usize) -> Result<(), Error> {
        let mixes = self.core.mixes_of_today()?.mixes;
        let mix = mixes
            .into_iter()
            .find(|mix| mix.number == number)
            .ok_or_else(|| Error::NoSuch(format!("mix {number} today")))?;
        let ids: Vec<TrackId> = mix.tracks.iter().map(|(row, _)| row.id).collect();
        let source = PlaySource {
            kind: SourceKind::DailyMix,
            detail: Some(mix.name),
        };
        self.play_tracks(&ids, start, source)
    }
}

/// The entry before which those that move go, so that `to` entries that stay stand before them; the first `yours` are the listener's.
fn place_before(moves: &[bool], yours: usize, to: usize) -> usize {
    let staying: Vec<usize> = (0..moves.len()).filter(|index| !moves[*index]).collect();
    let before = staying.get(to).copied().unwrap_or(moves.len());
    // At the end of what is yours is still above the label, even if only what moves stands between.
    if to <= staying.partition_point(|index| *index < yours) {
        before.min(yours)
    } else {
        before
    }
}

#[cfg(test)]
mod tests {
    use super::place_before;

    #[test]
    fn a_place_at_the_end_of_yours_is_above_the_label() {
        // Four entries, two of them yours.
        let place = |moving: &[usize], to| {
            let moves: Vec<bool> = (0..4).map(|index| moving.contains(&index)).collect();
            place_before(&moves, 2, to)
        };
        assert_eq!(
            place(&[2], 2),
            2,
            "the first automatic one, to above the label: it becomes yours where it stands"
        );
        assert_eq!(place(&[3], 2), 2);
        assert_eq!(place(&[3], 0), 0);
        assert_eq!(place(&[0], 1), 2, "yours, to the end of yours");
        assert_eq!(place(&[2], 3), 4, "below the label");
        assert_eq!(place(&[0, 1, 2, 3], 0), 2);
        assert_eq!(place(&[0], 9), 4);
    }
}
