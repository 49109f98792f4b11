//! Lists of tracks: sorted windows of the library, and search.

use domain::TrackId;
use store::{Order, TrackFilter};

use crate::{Attune, Error, SortKey, TrackPage, TrackRow, TrackView};

/// Hits a search looks at; nobody reads further.
const SEARCH_LIMIT: usize = 1000;

impl Attune {
    /// The window `offset .. offset + limit` of a view.
    pub fn list_tracks(&self, view: &TrackView, offset: usize, limit: usize) -> Result<TrackPage, Error> {
        let store = &self.core.store;
        if view.query.trim().is_empty() && view.sort != SortKey::Plays {
            let filter = TrackFilter::default();
            let total = usize::try_from(store.count_tracks(&filter)?).unwrap_or(usize::MAX);
            let ids = store.track_ids(&filter, order(view.sort), view.descending, offset, limit)?;
            return Ok(TrackPage {
                total,
                offset,
                rows: self.core.rows(&ids)?,
            });
        }
        let ids = self.view_ids(view)?;
        let window: Vec<TrackId> = ids.iter().copied().skip(offset).take(limit).collect();
        Ok(TrackPage {
            total: ids.len(),
            offset,
            rows: self.core.rows(&window)?,
        })
    }

    /// Best hits first.
    pub fn search(&self, query: &str, limit: usize) -> Result<Vec<TrackRow>, Error> {
        Ok(self
            .list_tracks(
                &TrackView {
                    query: query.into(),
                    ..TrackView::default()
                },
                0,
                limit,
            )?
            .rows)
    }

    /// Every id of a view, in its order.
    pub fn view_ids(&self, view: &TrackView) -> Result<Vec<TrackId>, Error> {
        let store = &self.core.store;
        if !view.query.trim().is_empty() {
            return Ok(store.search(&view.query, SEARCH_LIMIT)?);
        }
        let ids = store.track_ids(&TrackFilter::default(), order(view.sort), view.descending, 0, usize::MAX)?;
        if view.sort != SortKey::Plays {
            return Ok(ids);
        }
        let uids: std::collections::HashMap<_, _> = store.track_index()?.into_iter().map(|(id, uid, _)| (id, uid)).collect();
        let listener = self.core.listener.read();
        let plays = |id: &TrackId| uids.get(id).map_or(0, |uid| listener.heard(*uid).plays);
        let mut counted: Vec<(u32, TrackId)> = ids.into_iter().map(|id| (plays(&id), id)).collect();
        // Stable, so that equal counts keep the artist order.
        counted.sort_by_key(|(plays, _)| if view.descending { u32::MAX - plays } else { *plays });
        Ok(counted.into_iter().map(|(_, id)| id).collect())
    }
}

fn order(key: SortKey) -> Order {
    match key {
        SortKey::Title => Order::Title,
        SortKey::Artist | SortKey::Plays => Order::Artist,
        SortKey::Album => Order::Album,
        SortKey::Year => Order::Year,
        SortKey::Duration => Order::Duration,
        SortKey::Added => Order::Added,
    }
}
