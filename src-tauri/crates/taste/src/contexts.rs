//! What was heard or put together: rows of a sparse matrix of contexts × tracks.

/// What kind of togetherness a context is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ContextKind {
    /// Plays without a gap longer than half an hour.
    Session,
    /// A list that the listener made.
    Playlist,
    Album,
    /// A list that someone else made: it teaches what goes together, never what is liked.
    Corpus,
}

impl ContextKind {
    /// How much a context of the kind says of what goes together, against a playlist's 1. An album's tracks are together because they
    /// were recorded together, and there are many albums.
    pub fn weight(self) -> f32 {
        match self {
            Self::Playlist => 1.0,
            Self::Corpus => 0.8,
            Self::Session => 0.5,
            Self::Album => 0.3,
        }
    }
}

/// Tracks that belong together, in their order.
#[derive(Clone, Debug, PartialEq)]
pub struct Context {
    pub kind: ContextKind,
    /// Track and how strongly it belongs, above 0; a track stands once.
    pub items: Vec<(u32, f32)>,
}

/// Contexts × tracks, by context and by track.
#[derive(Clone, Debug, Default)]
pub struct Contexts {
    items: usize,
    rows: Vec<Context>,
    /// Per track, the contexts it is in and how strongly.
    columns: Vec<Vec<(u32, f32)>>,
}

impl Contexts {
    /// Of tracks `0..items`. A track that is none, that stands again in its context or that does not belong to it (≤ 0, not a number) is
    /// left out, and so is a context of fewer than two tracks.
    pub fn new(items: usize, contexts: impl IntoIterator<Item = Context>) -> Self {
        let mut seen = vec![u32::MAX; items];
        let (mut rows, mut columns) = (Vec::new(), vec![Vec::new(); items]);
        for mut context in contexts {
            let row = rows.len() as u32;
            context.items.retain(|(item, value)| {
                let known = (*item as usize) < items && value.is_finite() && *value > 0.0;
                known && std::mem::replace(&mut seen[*item as usize], row) != row
            });
            if context.items.len() < 2 {
                // Its number is used again by the next one.
                context.items.iter().for_each(|(item, _)| seen[*item as usize] = u32::MAX);
                continue;
            }
            for (item, value) in &context.items {
                columns[*item as usize].push((row, *value));
            }
            rows.push(context);
        }
        Self { items, rows, columns }
    }

    /// Tracks there are, in a context or not.
    pub fn items(&self) -> usize {
        self.items
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub fn rows(&self) -> &[Context] {
        &self.rows
    }

    /// The contexts a track is in, and how strongly.
    pub fn of_item(&self, item: u32) -> &[(u32, f32)] {
        self.columns.get(item as usize).map_or(&[], Vec::as_slice)
    }

    /// Tracks that are in a context at all.
    pub fn present(&self) -> impl Iterator<Item = u32> + '_ {
        (0..)
            .zip(&self.columns)
            .filter(|(_, column)| !column.is_empty())
            .map(|(item, _)| item)
    }

    /// The same without one kind.
    #[must_use]
    pub fn without(&self, kind: ContextKind) -> Self {
        Self::new(self.items, self.rows.iter().filter(|context| context.kind != kind).cloned())
    }

    /// The same without all but `most` contexts: playlists before albums, long before short, for methods whose cost grows with them.
    #[must_use]
    pub fn at_most(&self, most: usize) -> Self {
        if self.len() <= most {
            return self.clone();
        }
        let mut order: Vec<usize> = (0..self.len()).collect();
        let worth = |row: &usize| {
            let context = &self.rows[*row];
            context.kind.weight() * (context.items.len() as f32).ln_1p()
        };
        order.sort_by(|a, b| worth(b).total_cmp(&worth(a)).then(b.cmp(a)));
        order.truncate(most);
        order.sort_unstable();
        Self::new(self.items, order.into_iter().map(|row| self.rows[row].clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context(items: &[(u32, f32)]) -> Context {
        Context {
            kind: ContextKind::Playlist,
            items: items.to_vec(),
        }
    }

    #[test]
    fn what_says_nothing_is_left_out() {
        let contexts = Contexts::new(
            4,
            [
                context(&[(0, 1.0), (9, 1.0), (1, f32::NAN)]),
                context(&[(0, 1.0), (2, 0.5), (0, 2.0), (1, -1.0)]),
                context(&[]),
                context(&[(2, 1.0), (0, 1.0)]),
            ],
        );
        assert_eq!(contexts.len(), 2);
        assert_eq!(contexts.rows()[0].items, [(0, 1.0), (2, 0.5)]);
        assert_eq!(contexts.of_item(0), [(0, 1.0), (1, 1.0)]);
        assert_eq!(contexts.of_item(1), []);
        assert_eq!(contexts.of_item(77), []);
        assert_eq!(contexts.present().collect::<Vec<_>>(), [0, 2]);
        assert_eq!(contexts.at_most(1).len(), 1);
        assert_eq!(contexts.at_most(9).len(), 2);
        assert!(contexts.without(ContextKind::Playlist).is_empty());
        assert_eq!(contexts.without(ContextKind::Album).len(), 2);
    }
}
