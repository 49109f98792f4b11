//! Which track of the library an entry of a playlist file means: by its place, else by its tags.

use std::time::Duration;

use domain::TrackUid;
use library::{Certainty, FileEntry, Finder, PlaylistFile, TagMatcher, Wanted};
use store::Store;

use crate::Error;

/// An entry that has a place is a recording, and one of another length is another.
const OTHER_LENGTH: Duration = Duration::from_secs(10);

/// Everything that entries are looked up in.
pub(crate) struct EntryFinder {
    by_place: Finder,
    by_tags: TagMatcher,
}

impl EntryFinder {
    pub fn new(store: &Store) -> Result<Self, Error> {
        Ok(Self {
            by_place: Finder::new(store)?,
            by_tags: TagMatcher::new(store)?,
        })
    }

    pub fn find(&self, file: &PlaylistFile, entry: &FileEntry) -> Option<(TrackUid, Certainty)> {
        if !entry.location.is_empty()
            && let Some(uid) = self.by_place.find(file, entry)
        {
            return Some((uid, Certainty::Exact));
        }
        let found = self.by_tags.find(&Wanted {
            artist: entry.artist.as_deref()?,
            title: entry.title.as_deref()?,
            album: entry.album.as_deref().unwrap_or_default(),
            length: entry.duration,
        })?;
        let is_other = |length: Duration| length.abs_diff(found.track.duration) > OTHER_LENGTH;
        let refused = !entry.location.is_empty() && entry.duration.is_some_and(is_other);
        (!refused).then_some((found.track.uid, found.certainty))
    }
}
