//! What a path may lead over: the arc between two tracks, and the tracks near it that may be chosen.

use std::collections::HashMap;

use crate::catalogue::Catalogue;
use crate::names::{is_seasonal, is_skit, recording_key};
use crate::similar::LONG;

/// Candidates of one artist among those of a step; more stand in only where others are missing.
const PER_ARTIST: usize = 6;

/// The great circle between two rows. Each of its points is a sum of the two, so one pass over the library places every track against
/// all of them.
pub(crate) struct Arc {
    /// Of every row, to the two ends.
    cosines: Vec<(f32, f32)>,
    /// Of the ends to each other.
    cosine: f32,
}

impl Arc {
    pub fn new(catalogue: &Catalogue, from: usize, to: usize) -> Self {
        let (a, b) = (catalogue.row(from), catalogue.row(to));
        Self {
            cosines: (0..catalogue.len())
                .map(|row| (catalogue.row(row).dot(a), catalogue.row(row).dot(b)))
                .collect(),
            cosine: a.dot(b).clamp(-1.0, 1.0),
        }
    }

    /// What the two ends weigh at a share of the way. Where they nearly coincide or face each other, slerp is no longer defined, and the
    /// straight line is taken, brought back to length where it has one.
    fn weights(&self, share: f32) -> (f32, f32) {
        let angle = self.cosine.acos();
        if angle.sin() > 1e-3 {
            return (((1.0 - share) * angle).sin() / angle.sin(), (share * angle).sin() / angle.sin());
        }
        let (a, b) = (1.0 - share, share);
        let norm = (a * a + b * b + 2.0 * a * b * self.cosine).max(0.0).sqrt().max(1e-3);
        (a / norm, b / norm)
    }

    /// Cosine of a row and the point of the arc at `share`.
    pub fn closeness(&self, share: f32, row: usize) -> f32 {
        let (a, b) = self.weights(share);
        let (from, to) = self.cosines[row];
        a * from + b * to
    }

    /// The `count` rows nearest to the point at `share`, with their cosine, the nearest first.
    pub fn nearest(&self, share: f32, count: usize) -> Vec<(usize, f32)> {
        let (a, b) = self.weights(share);
        // Twice as many as are wanted are gathered before the far half is dropped: most rows are then passed over by one comparison.
        let mut near: Vec<(usize, f32)> = Vec::with_capacity(count * 2);
        let mut least = f32::NEG_INFINITY;
        for (row, (from, to)) in self.cosines.iter().enumerate() {
            let cosine = a * from + b * to;
            if cosine <= least {
                continue;
            }
            near.push((row, cosine));
            if near.len() == count * 2 {
                near.select_nth_unstable_by(count - 1, nearest_first);
                near.truncate(count);
                least = near[count - 1].1;
            }
        }
        near.sort_unstable_by(nearest_first);
        near.truncate(count);
        near
    }
}

fn nearest_first(a: &(usize, f32), b: &(usize, f32)) -> std::cmp::Ordering {
    b.1.total_cmp(&a.1).then(a.0.cmp(&b.0))
}

/// A track as the rules of a path see it: names as numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Song {
    pub row: usize,
    recording: usize,
    /// `None`: not known.
    artist: Option<usize>,
}

impl Song {
    /// The same track, or the same recording.
    pub fn is_same(&self, other: &Self) -> bool {
        self.recording == other.recording
    }

    pub fn is_by_artist_of(&self, other: &Self) -> bool {
        self.artist.is_some() && self.artist == other.artist
    }
}

/// The songs that were asked about, each looked at once.
pub(crate) struct Songs<'a> {
    catalogue: &'a Catalogue,
    seasonal: bool,
    long: bool,
    ends: [Song; 2],
    known: HashMap<usize, Option<Song>>,
    names: HashMap<String, usize>,
}

impl<'a> Songs<'a> {
    pub fn new(catalogue: &'a Catalogue, from: usize, to: usize) -> Self {
        let facts = [catalogue.facts(from), catalogue.facts(to)];
        let mut songs = Self {
            catalogue,
            seasonal: facts.iter().any(|end| is_seasonal(&end.title, &end.genres)),
            long: facts.iter().any(|end| end.duration > LONG),
            ends: [Song {
                row: from,
                recording: 0,
                artist: None,
            }; 2],
            known: HashMap::new(),
            names: HashMap::new(),
        };
        songs.ends = [songs.of(from), songs.of(to)];
        songs
    }

    pub fn of(&mut self, row: usize) -> Song {
        let facts = self.catalogue.facts(row);
        let known_artist = !facts.artist.is_empty();
        // Without an artist the title is a file's name, and a hundred files are called "Track 1"; of the same length to the millisecond
        // they are copies.
        let recording = if known_artist && !facts.title.is_empty() {
            recording_key(&facts.artist, &facts.title)
        } else if facts.duration.is_zero() {
            format!("row {row}")
        } else {
            format!("{}\u{1f}{}", facts.title, facts.duration.as_millis())
        };
        let artist = known_artist.then(|| self.number(format!("by {}", facts.artist)));
        let recording = self.number(recording);
        Song { row, recording, artist }
    }

    fn number(&mut self, name: String) -> usize {
        let next = self.names.len();
        *self.names.entry(name).or_insert(next)
    }

    /// The first `count` of the rows that may be chosen, each recording once; no artist has them all while others are there.
    pub fn pick(&mut self, rows: impl Iterator<Item = usize>, count: usize) -> Vec<Song> {
        let (mut picked, mut spare): (Vec<Song>, Vec<Song>) = (Vec::new(), Vec::new());
        let mut artists: HashMap<usize, usize> = HashMap::new();
        let mut recordings = std::collections::HashSet::new();
        for row in rows {
            let Some(song) = self.offered(row) else { continue };
            if !recordings.insert(song.recording) {
                continue;
            }
            let by_artist = song.artist.map_or(0, |artist| {
                let by_artist = artists.entry(artist).or_default();
                *by_artist += 1;
                *by_artist
            });
            if by_artist > PER_ARTIST { &mut spare } else { &mut picked }.push(song);
            if picked.len() == count {
                return picked;
            }
        }
        let missing = count - picked.len();
        picked.extend(spare.into_iter().take(missing));
        picked
    }

    fn offered(&mut self, row: usize) -> Option<Song> {
        if let Some(known) = self.known.get(&row) {
            return *known;
        }
        let facts = self.catalogue.facts(row);
        let out_of_place = !self.long && facts.duration > LONG || !self.seasonal && is_seasonal(&facts.title, &facts.genres);
        let offered = facts.may_be_chosen() && !out_of_place && !is_skit(&facts.title, facts.duration);
        let song = offered
            .then(|| self.of(row))
            .filter(|song| !self.ends.iter().any(|end| end.is_same(song)));
        self.known.insert(row, song);
        song
    }
}
