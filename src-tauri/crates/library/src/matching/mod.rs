//! Which track of the library is meant by an artist, a title and perhaps an album, as another program writes them.
//!
//! Names are compared folded, without punctuation (`names`). An exact match has the artist and the whole title. Looser ones, tried in
//! this order: the title without who else sings, without what was done to the recording, by the artist of the album or the first of
//! several artists; a title with few mistakes in it (`spelling`); at last the recording on stage for the one of the studio, or the other
//! way round. The artist is never guessed: a track by somebody else is no match, however alike the titles are.
//!
//! Of several tracks that match equally well the one on the same album is taken, then the one nearest in length, then one whose
//! file is there.

mod artists;
mod names;
mod spelling;

use std::collections::HashMap;
use std::time::Duration;

use store::{Store, TaggedTrack, fold};

use crate::Error;
use artists::{Billing, billed};
use names::{BARE, LEVELS, ON_STAGE, album_key, artist_key, is_nobody, is_on_stage, title_keys};

/// Lengths that differ by less are the same.
const SAME_LENGTH: Duration = Duration::from_secs(3);
/// An artist of more tracks is a folder of strangers: mistakes are not looked for among them.
const MOST_COMPARED: usize = 2_000;

/// What is looked for. What is not known is empty.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted<'a> {
    pub artist: &'a str,
    pub title: &'a str,
    pub album: &'a str,
    pub length: Option<Duration>,
}

/// How sure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    Exact,
    Loose,
}

/// A track that is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found<'a> {
    pub track: &'a TaggedTrack,
    pub certainty: Certainty,
}

/// All tracks of the library, by what they are called.
pub struct TagMatcher {
    tracks: Vec<TaggedTrack>,
    /// Per track, the folded album.
    albums: Vec<String>,
    /// Per track, the title in which mistakes are looked for.
    bare: Vec<String>,
    artists: HashMap<String, u32>,
    titles: HashMap<String, u32>,
    /// By artist and title.
    by_names: HashMap<(u32, u32), Vec<Entry>>,
    /// Per artist, its tracks, for mistakes in titles.
    of_artist: Vec<Vec<u32>>,
}

/// A track under one of its names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Entry {
    track: u32,
    /// What the title was taken from, see [`title_keys`].
    level: u8,
    /// Not as an artist of the track itself.
    is_of_album: bool,
}

/// How loosely an entry fits; the least is the best.
type Looseness = (u8, u8);

impl TagMatcher {
    pub fn new(store: &Store) -> Result<Self, Error> {
        Ok(Self::over(store.tagged_tracks()?))
    }

    pub fn over(tracks: Vec<TaggedTrack>) -> Self {
        let mut matcher = Self {
            albums: tracks.iter().map(|track| album_key(&track.album)).collect(),
            bare: Vec::with_capacity(tracks.len()),
            tracks: Vec::new(),
            artists: HashMap::new(),
            titles: HashMap::with_capacity(tracks.len()),
            by_names: HashMap::with_capacity(tracks.len()),
            of_artist: Vec::new(),
        };
        for (number, track) in (0u32..).zip(&tracks) {
            matcher.enter(number, track);
        }
        matcher.tracks = tracks;
        matcher
    }

    fn enter(&mut self, number: u32, track: &TaggedTrack) {
        let keys = title_keys(&track.title);
        self.bare.push(keys[BARE].clone());
        if keys[0].is_empty() {
            return;
        }
        let mut by: Vec<(u32, bool)> = Vec::new();
        let whole = (track.artists.len() > 1).then(|| track.artists.join(", "));
        let own = track.artists.iter().map(String::as_str).chain(whole.as_deref());
        let own: Vec<String> = own.flat_map(|name| [artist_key(name), billed(name).first]).collect();
        for key in own {
            self.bill(key, false, &mut by);
        }
        for name in track.album_artists.iter().filter(|name| !is_nobody(&fold(name))) {
            self.bill(artist_key(name), true, &mut by);
        }
        for (artist, is_of_album) in by {
            let tracks = &mut self.of_artist[artist as usize];
            tracks.push(number);
            for (level, key) in (0u8..).zip(&keys) {
                // A looser name that is the same as the one before it says nothing new.
                if level > 0 && *key == keys[usize::from(level) - 1] {
                    continue;
                }
                let next = self.titles.len() as u32;
                let title = *self.titles.entry(key.clone()).or_insert(next);
                self.by_names.entry((artist, title)).or_default().push(Entry {
                    track: number,
                    level,
                    is_of_album,
                });
            }
        }
    }

    fn bill(&mut self, key: String, is_of_album: bool, by: &mut Vec<(u32, bool)>) {
        if key.is_empty() {
            return;
        }
        let next = self.artists.len() as u32;
        let artist = *self.artists.entry(key).or_insert(next);
        if artist == next {
            self.of_artist.push(Vec::new());
        }
        if !by.iter().any(|(known, _)| *known == artist) {
            by.push((artist, is_of_album));
        }
    }

    /// The track that is meant, if there is one.
    pub fn find(&self, wanted: &Wanted<'_>) -> Option<Found<'_>> {
        let keys = title_keys(wanted.title);
        if keys[0].is_empty() {
            return None;
        }
        let billing = billed(wanted.artist);
        let whole = self.artists.get(&artist_key(wanted.artist)).copied();
        let album = album_key(wanted.album);
        let mut fits = Fits::default();
        if let Some(artist) = whole {
            self.collect(artist, &keys, 0, &mut fits);
        }
        if let Some(first) = self.artists.get(&billing.first).copied().filter(|first| whole != Some(*first)) {
            self.collect(first, &keys, 2, &mut fits);
        }
        if whole.is_none()
            && let Some(first) = billing.perhaps.first().and_then(|name| self.artists.get(name)).copied()
        {
            let mut guessed = Fits::default();
            self.collect(first, &keys, 3, &mut guessed);
            guessed.0.retain(|(_, entry)| self.is_borne_out(*entry, &billing, &album));
            fits.0.extend(guessed.0);
        }
        let on_stage = |fit: &(Looseness, Entry)| fit.0.0 >= ON_STAGE;
        if fits.0.iter().all(on_stage) {
            let first = self.artists.get(&billing.first).copied();
            let alike = whole.or(first).and_then(|artist| self.misspelt(artist, &keys));
            if let Some(entries) = alike {
                fits.0 = entries.into_iter().map(|entry| ((2, 0), entry)).collect();
            }
        }
        let best = fits.0.iter().map(|(looseness, _)| *looseness).min()?;
        let live = is_on_stage(wanted.title);
        let rank = |entry: &Entry| {
            let track = &self.tracks[entry.track as usize];
            let other_album = album.is_empty() || self.albums[entry.track as usize] != album;
            let apart = wanted.length.map_or(Duration::ZERO, |length| track.duration.abs_diff(length));
            let apart = if apart <= SAME_LENGTH { Duration::ZERO } else { apart };
            (live != is_on_stage(&track.title), other_album, apart, track.missing, entry.track)
        };
        let equal = fits.0.iter().filter(|(looseness, _)| *looseness == best).map(|(_, entry)| entry);
        let entry = equal.min_by_key(|entry| rank(entry))?;
        Some(Found {
            track: &self.tracks[entry.track as usize],
            certainty: if best == (0, 0) { Certainty::Exact } else { Certainty::Loose },
        })
    }

    /// Adds what an artist has under one of these titles.
    fn collect(&self, artist: u32, keys: &[String; LEVELS], credit: u8, fits: &mut Fits) {
        for (level, key) in (0u8..).zip(keys) {
            if level > 0 && *key == keys[usize::from(level) - 1] {
                continue;
            }
            let Some(entries) = self.titles.get(key).and_then(|title| self.by_names.get(&(artist, *title))) else {
                continue;
            };
            for entry in entries {
                let credit = credit.max(u8::from(entry.is_of_album));
                fits.0.push(((level.max(entry.level), credit), *entry));
            }
        }
    }

    /// A name cut at a comma or an *and* may as well be that of a band. It is a list of artists if the album is the same, or if the
    /// library knows another one of them.
    fn is_borne_out(&self, entry: Entry, billing: &Billing, album: &str) -> bool {
        let same_album = !album.is_empty() && self.albums[entry.track as usize] == album;
        same_album || billing.perhaps[1..].iter().any(|other| self.artists.contains_key(other))
    }

    /// The tracks of an artist whose title is this one but for a few mistakes; none if two different titles are.
    fn misspelt(&self, artist: u32, keys: &[String; LEVELS]) -> Option<Vec<Entry>> {
        let tracks = &self.of_artist[artist as usize];
        if tracks.len() > MOST_COMPARED {
            return None;
        }
        let wanted = &keys[BARE];
        let mut least = usize::MAX;
        let mut alike: Vec<(&String, Entry)> = Vec::new();
        for track in tracks {
            let own = &self.bare[*track as usize];
            let Some(mistakes) = spelling::mistakes(wanted, own) else {
                continue;
            };
            if mistakes < least {
                least = mistakes;
                alike.clear();
            }
            if mistakes == least {
                let entry = Entry {
                    track: *track,
                    level: 2,
                    is_of_album: false,
                };
                alike.push((own, entry));
            }
        }
        let (first, _) = alike.first()?;
        let is_one = alike.iter().all(|(own, _)| own == first);
        is_one.then(|| alike.into_iter().map(|(_, entry)| entry).collect())
    }
}

/// Entries that fit, with how loosely.
#[derive(Default)]
struct Fits(Vec<(Looseness, Entry)>);

#[cfg(test)]
mod tests;
