//! History as a file that other programs read, and this one again.

use std::path::Path;

use store::RecentPlay;

use crate::{Attune, Error};

/// Plays that are read at once.
const PAGE: usize = 5_000;

impl Attune {
    /// Writes every play, the oldest first, as lines of JSON in the way of ListenBrainz; answers with how many there are. What was at
    /// `to` stays until the last is written.
    ///
    /// # Errors
    /// [`Error::Unwritable`] if the file cannot be written.
    pub fn export_history(&self, to: &Path) -> Result<u64, Error> {
        let mut written = 0;
        let mut behind = None;
        let mut page = Vec::new().into_iter();
        let plays = std::iter::from_fn(|| {
            let next = page.next().map(Ok).or_else(|| {
                let read = self.core.store.plays_behind(behind, PAGE);
                match read {
                    Ok(plays) => {
                        page = plays.into_iter();
                        page.next().map(Ok)
                    }
                    Err(error) => Some(Err(Error::from(error))),
                }
            });
            next.map(|next: Result<RecentPlay, Error>| {
                let RecentPlay { id, play } = next?;
                behind = Some((play.started_at, id));
                written += 1;
                Ok(play)
            })
        });
        library::write_history(to, plays).map_err(|error| match error {
            Error::Library(error) => Error::Unwritable {
                path: to.to_path_buf(),
                reason: crate::error::reason(&error),
            },
            other => other,
        })?;
        Ok(written)
    }
}
