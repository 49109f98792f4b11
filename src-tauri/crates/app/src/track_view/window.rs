//! The rows of a view that are on the screen, and the place of a name in it.

use domain::TrackId;
use store::{Order, SortColumn, SortValue, TrackFilter};

use super::entries::Entry;
use super::{SortKey, TrackView};
use crate::core::Core;
use crate::count::count;
use crate::{Error, TrackRow, Window};

impl Core {
    /// The window `offset .. offset + limit` of a view; `playing` is what rows are compared with.
    pub(crate) fn list_tracks(
        &self,
        view: &TrackView,
        playing: Option<TrackId>,
        offset: usize,
        limit: usize,
    ) -> Result<Window<TrackRow>, Error> {
        let (total, window, contents) = match view.indexed() {
            Some((order, descending)) => {
                let filter = TrackFilter::default();
                let ids = self.store.track_ids(&filter, order, descending, offset, limit)?;
                let total = count(self.store.count_tracks(&filter)?);
                (total, ids.into_iter().map(Entry::from).collect(), None)
            }
            None => {
                let contents = self.contents(view, playing)?;
                let window: Vec<Entry> = contents.entries.iter().copied().skip(offset).take(limit).collect();
                (contents.entries.len(), window, Some(contents))
            }
        };
        let ids: Vec<TrackId> = window.iter().map(|entry| entry.track).collect();
        let mut rows = self.rows(&ids)?;
        let matches = self.matches_with(playing, rows.iter().map(|row| row.id));
        // Rows of tracks that went meanwhile are missing from the answer: those that are there go in step.
        let mut places = window.iter();
        for (row, score) in rows.iter_mut().zip(matches) {
            row.match_score = score;
            row.entry = places.find(|entry| entry.track == row.id).and_then(|entry| entry.place);
            let copies = contents.as_ref().and_then(|contents| contents.copies.get(&row.id));
            row.copies = copies.cloned().unwrap_or_default();
        }
        Ok(Window { total, offset, rows })
    }

    /// The place of the first row whose name begins with `text`: its title, or what the view is sorted by if that is a name.
    pub(crate) fn place_in_view(&self, view: &TrackView, playing: Option<TrackId>, text: &str) -> Result<Option<usize>, Error> {
        if let Some((order @ (Order::Title | Order::Artist | Order::Album), descending)) = view.indexed() {
            return Ok(self.store.place_of(order, descending, text)?);
        }
        let column = match view.sort.first().map(|by| by.key) {
            Some(SortKey::Column(named @ (SortColumn::Artist | SortColumn::Album | SortColumn::Genre | SortColumn::Composer))) => named,
            _ => SortColumn::Title,
        };
        let key = self.store.order_key(text);
        if key.is_empty() {
            return Ok(None);
        }
        let contents = self.contents(view, playing)?;
        let ids: Vec<TrackId> = contents.entries.iter().map(|entry| entry.track).collect();
        let values = self.store.sort_values(&ids, column)?;
        let begins = |id: &TrackId| matches!(values.get(id), Some(SortValue::Text(name)) if name.starts_with(&key));
        Ok(ids.iter().position(begins))
    }

    /// How like the playing track each of `ids` is; `None` where either is not analysed.
    pub(super) fn matches_with(&self, playing: Option<TrackId>, ids: impl Iterator<Item = TrackId>) -> Vec<Option<f32>> {
        let index = self.index.read();
        let Some(seed) = playing.and_then(|id| index.row_of(id)) else {
            return ids.map(|_| None).collect();
        };
        ids.map(|id| Some(index.match_between(seed, index.row_of(id)?))).collect()
    }
}
