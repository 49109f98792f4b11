//! What there is to begin with: new, lately heard, much heard, forgotten and never heard.

use std::collections::HashSet;

use domain::{SplitMix64, Timestamp, TrackId, TrackUid, fnv1a};

use crate::{AlbumRow, Attune, Error, Home, TrackRow, clock};

const ALBUMS: usize = 12;
const TRACKS: usize = 8;
/// Plays looked through for the albums heard last.
const LATEST_PLAYS: usize = 400;
const DAY_MS: i64 = 86_400_000;
/// What was not heard for so long is forgotten, and what was played in that time is what counts as played much.
const SEASON_MS: i64 = 90 * DAY_MS;
/// So many plays make a track one that was played often.
const OFTEN: u32 = 3;

impl Attune {
    pub fn home(&self) -> Result<Home, Error> {
        let store = &self.core.store;
        let (shelf, plays) = (self.core.shelf()?, self.core.plays()?);
        let rows =
            |of: &mut dyn Iterator<Item = usize>| -> Vec<AlbumRow> { of.take(ALBUMS).map(|at| shelf.album_row(at, &plays)).collect() };
        let mut by_age: Vec<usize> = (0..shelf.albums.len()).collect();
        by_age.sort_by_key(|at| std::cmp::Reverse(shelf.albums[*at].added_at));

        let latest: Vec<TrackUid> = store
            .recent_plays(0, LATEST_PLAYS)?
            .into_iter()
            .map(|recent| recent.play.uid)
            .collect();
        let albums = store.albums_of_tracks(&latest)?;
        let mut seen = HashSet::new();
        let mut recent = latest
            .iter()
            .filter_map(|uid| shelf.album_at.get(albums.get(uid)?).copied())
            .filter(|at| seen.insert(*at));

        let now = clock::now();
        let counts = store.play_counts(Timestamp(now.0 - SEASON_MS))?;
        let counted: Vec<TrackUid> = counts.iter().map(|count| count.uid).collect();
        let of = store.albums_of_tracks(&counted)?;
        let mut season = std::collections::HashMap::<usize, u64>::new();
        for count in &counts {
            if let Some(at) = of.get(&count.uid).and_then(|album| shelf.album_at.get(album)) {
                *season.entry(*at).or_default() += count.plays;
            }
        }
        let mut most: Vec<(u64, usize)> = season
            .into_iter()
            .map(|(at, plays)| (plays, at))
            .filter(|(plays, _)| *plays > 0)
            .collect();
        most.sort_by_key(|(plays, at)| (std::cmp::Reverse(*plays), *at));

        // The same all day, another tomorrow.
        let mut draw = SplitMix64::new(fnv1a(clock::today().bytes()));
        let mut never: Vec<usize> = (0..shelf.albums.len())
            .filter(|at| !plays.albums.contains_key(&shelf.albums[*at].id))
            .collect();
        draw.shuffle(&mut never);

        Ok(Home {
            recently_added: rows(&mut by_age.into_iter()),
            recently_played: rows(&mut recent),
            most_played: rows(&mut most.into_iter().map(|(_, at)| at)),
            // With nothing played at all, "never played" would be the library.
            never_played: if latest.is_empty() {
                Vec::new()
            } else {
                rows(&mut never.into_iter())
            },
            forgotten: self.forgotten(now, &mut draw)?,
        })
    }

    /// Liked or often played, and not heard for a season: a draw from the best of them.
    fn forgotten(&self, now: Timestamp, draw: &mut SplitMix64) -> Result<Vec<TrackRow>, Error> {
        let mut known: Vec<(u32, TrackUid)> = {
            let listener = self.core.listener.read();
            let weight = |(uid, heard): (TrackUid, crate::listener::Heard)| {
                let old = heard.last.is_some_and(|last| last.0 < now.0 - SEASON_MS);
                let liked = listener.likes(uid);
                (old && (liked || heard.plays >= OFTEN) && listener.allows(uid)).then(|| (heard.plays + if liked { 5 } else { 0 }, uid))
            };
            listener.all_heard().filter_map(weight).collect()
        };
        known.sort_by_key(|(weight, uid)| (std::cmp::Reverse(*weight), *uid));
        known.truncate(TRACKS * 8);
        draw.shuffle(&mut known);
        let uids: Vec<TrackUid> = known.into_iter().map(|(_, uid)| uid).collect();
        let ids: Vec<TrackId> = self.core.store.ids_of_uids(&uids)?.into_iter().map(|(_, id)| id).collect();
        let rows = self.core.rows(&ids)?;
        Ok(rows.into_iter().filter(|row| !row.missing).take(TRACKS).collect())
    }
}
