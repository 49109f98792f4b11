//! Listening in figures: how much, when, and of whom.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::time::Duration;

use domain::{Timestamp, TrackUid};
use jiff::Zoned;
use store::{ArtistId, Credits, Heard, Store, TrackFilter, fold};

use crate::core::Core;
use crate::count::count;
use crate::local_time::{LocalDay, LocalTime};
use crate::{AlbumRow, ArtistRow, Attune, Error, TrackRow};

/// Artists, albums and tracks that are ranked.
const TOP: usize = 10;
const TOP_GENRES: usize = 8;
const HOURS_A_WEEK: usize = 7 * 24;

/// The days up to and with today that are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// Seven days.
    Week,
    /// Thirty.
    Month,
    /// 365.
    Year,
    All,
}

impl Period {
    /// Days that are shown one by one.
    fn days(self) -> i64 {
        match self {
            Self::Week => 7,
            Self::Month => 30,
            Self::Year | Self::All => 365,
        }
    }
}

/// A thing and how much it was heard in the period.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked<T> {
    pub item: T,
    pub plays: u64,
    pub listened: Duration,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Day {
    /// `YYYY-MM-DD`, in the listener's time zone.
    pub day: String,
    pub plays: u64,
    pub listened: Duration,
}

/// Plays are those that count, see [`domain::Play::counts`]; time listened is all of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Statistics {
    pub plays: u64,
    pub listened: Duration,
    pub tracks_heard: usize,
    pub artists_heard: usize,
    /// First heard in this period.
    pub new_tracks: usize,
    pub library_tracks: usize,
    /// Of these, heard ever.
    pub library_heard: usize,
    pub days: Vec<Day>,
    /// Plays by hour of the week, Monday first, by the listener's clock.
    pub hours: Vec<u64>,
    pub top_artists: Vec<Ranked<ArtistRow>>,
    pub top_albums: Vec<Ranked<AlbumRow>>,
    pub top_tracks: Vec<Ranked<TrackRow>>,
    pub top_genres: Vec<(String, u64)>,
}

impl Attune {
    /// Listening up to now, in the listener's time zone.
    pub fn statistics(&self, period: Period) -> Result<Statistics, Error> {
        statistics(&self.core, period, &Zoned::now())
    }
}

/// Sums over plays: those of the period, and those ever.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    plays: u64,
    listened: Duration,
    ever: u64,
}

impl Sums {
    fn add(&mut self, heard: &Heard) {
        self.plays += heard.plays;
        self.listened += heard.listened;
        self.ever += heard.plays_ever;
    }
}

fn statistics(core: &Core, period: Period, now: &Zoned) -> Result<Statistics, Error> {
    let store = &core.store;
    let today = LocalDay::of(now.date());
    let first_day = today.back(period.days() - 1);
    let since = match period {
        Period::All => Timestamp(i64::MIN),
        _ => first_day.start(now.time_zone()),
    };
    let heard: Vec<Heard> = store.heard(since)?;
    let by_uid: HashMap<TrackUid, &Heard> = heard.iter().map(|heard| (heard.uid, heard)).collect();
    let started: Vec<TrackUid> = heard.iter().map(|heard| heard.uid).collect();
    let credits = store.credits(&started)?;
    let was_heard = |credit: &&Credits| credit.present && by_uid.get(&credit.uid).is_some_and(|heard| heard.plays_ever > 0);
    let heard_now = || heard.iter().filter(|heard| heard.plays > 0);

    let mut artists: HashMap<ArtistId, Sums> = HashMap::new();
    let mut albums = HashMap::new();
    let mut tracks = HashMap::new();
    let mut genres: HashMap<&str, Sums> = HashMap::new();
    for credit in &credits {
        let Some(heard) = by_uid.get(&credit.uid) else { continue };
        credit.artists.iter().for_each(|id| artists.entry(*id).or_default().add(heard));
        credit
            .album
            .iter()
            .for_each(|id| albums.entry(*id).or_insert_with(Sums::default).add(heard));
        credit.genres.iter().for_each(|name| genres.entry(name).or_default().add(heard));
        tracks.entry(credit.track).or_insert_with(Sums::default).add(heard);
    }
    let (shelf, plays) = (core.shelf()?, core.plays()?);
    let (days, hours) = calendar(store, period, since, now)?;
    Ok(Statistics {
        plays: heard.iter().map(|heard| heard.plays).sum(),
        listened: heard.iter().map(|heard| heard.listened).sum(),
        tracks_heard: heard_now().count(),
        artists_heard: artists_heard(store, &artists, &credits, heard_now())?,
        new_tracks: heard_now().filter(|heard| heard.first.is_some_and(|first| first >= since)).count(),
        library_tracks: count(store.count_tracks(&TrackFilter::default())?),
        library_heard: credits.iter().filter(was_heard).count(),
        days,
        hours,
        top_artists: top(&artists, |id| Ok(shelf.artist_at.get(&id).map(|at| shelf.artist_row(*at, &plays))))?,
        top_albums: top(&albums, |id| Ok(shelf.album_at.get(&id).map(|at| shelf.album_row(*at, &plays))))?,
        top_tracks: top(&tracks, |id| Ok(core.rows(&[id])?.pop()))?,
        top_genres: top_genres(genres),
    })
}

/// Those of the library, and of what is gone those that history names and the library does not.
fn artists_heard<'a>(
    store: &Store,
    known: &HashMap<ArtistId, Sums>,
    credits: &[Credits],
    heard: impl Iterator<Item = &'a Heard>,
) -> Result<usize, Error> {
    let in_library: HashSet<TrackUid> = credits.iter().map(|credit| credit.uid).collect();
    let vanished: Vec<TrackUid> = heard.map(|heard| heard.uid).filter(|uid| !in_library.contains(uid)).collect();
    let mut ids: HashSet<ArtistId> = known.iter().filter(|(_, sums)| sums.plays > 0).map(|(id, _)| *id).collect();
    let mut names = HashSet::new();
    if !vanished.is_empty() {
        let keys: HashMap<String, ArtistId> = store.artist_keys()?.into_iter().map(|(id, key)| (key, id)).collect();
        for (_, artist) in store
            .artists_as_played(&vanished)?
            .into_iter()
            .filter(|(_, artist)| !artist.is_empty())
        {
            let key = fold(&artist);
            match keys.get(&key) {
                Some(id) => ids.extend([*id]),
                None => names.extend([key]),
            }
        }
    }
    Ok(ids.len() + names.len())
}

/// Each day of the period, and each hour of the week.
fn calendar(store: &Store, period: Period, since: Timestamp, now: &Zoned) -> Result<(Vec<Day>, Vec<u64>), Error> {
    let first = LocalDay::of(now.date()).back(period.days() - 1);
    let mut days: Vec<Day> = (0..period.days())
        .map(|day| Day {
            day: first.back(-day).text(),
            ..Day::default()
        })
        .collect();
    let mut hours = vec![0; HOURS_A_WEEK];
    let mut clock = LocalTime::new(now);
    for moment in store.moments(since)? {
        let (day, hour) = clock.read(moment.at);
        let plays = u64::from(moment.counts);
        hours[day.weekday() * 24 + hour] += plays;
        // A play of a clock that was wrong may lie beyond today.
        if let Some(day) = usize::try_from(day.0 - first.0).ok().and_then(|at| days.get_mut(at)) {
            day.plays += plays;
            day.listened += moment.listened;
        }
    }
    Ok((days, hours))
}

/// The most played first; what the library cannot show is passed over.
fn top<Id: Copy + Eq + Hash + Ord, T>(
    sums: &HashMap<Id, Sums>,
    mut show: impl FnMut(Id) -> Result<Option<T>, Error>,
) -> Result<Vec<Ranked<T>>, Error> {
    let mut order: Vec<(&Id, &Sums)> = sums.iter().filter(|(_, sums)| sums.plays > 0).collect();
    order.sort_by_key(|(id, sums)| (std::cmp::Reverse((sums.plays, sums.listened)), **id));
    let mut top = Vec::new();
    for (id, sums) in order {
        if top.len() == TOP {
            break;
        }
        if let Some(item) = show(*id)? {
            top.push(Ranked {
                item,
                plays: sums.plays,
                listened: sums.listened,
            });
        }
    }
    Ok(top)
}

/// Spellings of one genre are one, named as it is heard most.
fn top_genres(spelt: HashMap<&str, Sums>) -> Vec<(String, u64)> {
    let mut genres: HashMap<String, (u64, u64, &str)> = HashMap::new();
    let mut spelt: Vec<(&str, u64)> = spelt
        .into_iter()
        .map(|(name, sums)| (name, sums.plays))
        .filter(|(_, plays)| *plays > 0)
        .collect();
    spelt.sort_unstable();
    for (name, plays) in spelt {
        let (all, most, best) = genres.entry(fold(name)).or_insert((0, 0, name));
        *all += plays;
        if plays > *most {
            (*most, *best) = (plays, name);
        }
    }
    let mut top: Vec<(String, u64)> = genres.into_values().map(|(all, _, name)| (name.to_owned(), all)).collect();
    top.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    top.truncate(TOP_GENRES);
    top
}

#[cfg(test)]
#[path = "statistics_tests.rs"]
mod tests;
