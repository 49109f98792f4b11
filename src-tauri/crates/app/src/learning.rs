//! What lists and listening teach: contexts are gathered from the store, `taste` learns from them, and the lenses of the index are
//! replaced whole. Runs in the background; nothing is kept on the disk, for it is learnt anew in seconds.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use domain::TrackUid;
use recommend::{HistoryWeights, Learnt, Lenses, Links, Space};
use taste::{AlsSettings, ContextKind, Contexts, Ease, Graph};

use crate::Error;
use crate::core::Core;

mod gather;
mod likes;
mod lyrics;
mod weigh;

use gather::gather;
use lyrics::Sung;
use weigh::weigh;

/// Links that are kept of a track.
const LINKS: usize = 100;
/// Of EASE: one that is good where contexts are few and short.
const LAMBDA: f32 = 8.0;
/// Shares of the two halves of the co-play lens.
const EASE_SHARE: f32 = 0.5;
const DIM: usize = 40;
/// Whoever plays and likes is not kept waiting, and does not keep learning busy.
const AT_MOST_EVERY: Duration = Duration::from_secs(5);
/// And never more than a twentieth of the time.
const REST: u32 = 20;

/// From what the lenses were learnt last, and when.
#[derive(Default)]
pub(crate) struct Lessons {
    listener: Option<u64>,
    learnt: Option<(Instant, Duration)>,
    /// What was begun with last: the listener's and the index's revision. What ended in a panic is not begun again before either changes.
    tried: Option<(u64, u64)>,
    /// What the songs sing of, as last read.
    sung: Option<Arc<Sung>>,
}

/// Which rows of the index the tracks are, and whose.
pub(crate) struct Rows {
    pub of: HashMap<TrackUid, u32>,
    /// Per row: artist and album, folded; empty if unknown.
    pub credits: Vec<(Arc<str>, Arc<str>)>,
    /// Per row: its file cannot be reached now.
    pub away: Vec<bool>,
}

impl Core {
    /// Learns anew if there is something new to learn, or the index is another. Cheap to call often.
    pub(crate) fn refresh_lenses(&self, stop: &AtomicBool) -> Result<bool, Error> {
        let listener = self.listener_revision();
        let lenses = self.lenses.read().clone();
        let index = self.index_revision.load(Ordering::Relaxed);
        {
            let mut lessons = self.lessons.lock();
            let rested = lessons
                .learnt
                .is_none_or(|(at, took)| at.elapsed() >= AT_MOST_EVERY.max(took * REST));
            let is_known = lessons.listener == Some(listener) || !rested;
            if (lenses.is_learnt() && is_known) || index == 0 || lessons.tried == Some((listener, index)) {
                return Ok(false);
            }
            lessons.tried = Some((listener, index));
        }
        self.learn(&lenses, listener, stop)?;
        Ok(true)
    }

    /// Learns now from what is known by now; `stop` ends it in a moment, with nothing learnt.
    pub(crate) fn learn(&self, lenses: &Lenses, listener: u64, stop: &AtomicBool) -> Result<(), Error> {
        let started = Instant::now();
        let Some(rows) = self.rows_of_index(lenses) else { return Ok(()) };
        let contexts = gather(&self.store, &rows)?;
        let mut learnt = learn_from(&contexts, &artists(&rows), stop);
        if stop.load(Ordering::Relaxed) {
            return Ok(());
        }
        learnt.taste = self.chances(lenses, &rows)?;
        learnt.lyrics = self.sung_of(&rows, stop)?;
        let learnt = lenses.with(learnt);
        {
            // A newer index has come in place meanwhile: it is learnt for next.
            let mut current = self.lenses.write();
            if !current.agree(&learnt) {
                return Ok(());
            }
            *current = learnt;
        }
        let took = started.elapsed();
        tracing::debug!(contexts = contexts.len(), ?took, "learnt from lists and listening");
        let mut lessons = self.lessons.lock();
        (lessons.listener, lessons.learnt) = (Some(listener), Some((Instant::now(), took)));
        drop(lessons);
        self.emit(crate::Event::DiscoverChanged);
        Ok(())
    }

    /// `None` if the index is another by now.
    fn rows_of_index(&self, lenses: &Lenses) -> Option<Rows> {
        let index = self.index.read();
        if !lenses.fit(&index) {
            return None;
        }
        let mut rows = Rows {
            of: HashMap::with_capacity(index.len()),
            credits: Vec::with_capacity(index.len()),
            away: Vec::with_capacity(index.len()),
        };
        for row in 0..index.len() {
            rows.of.insert(index.uid(row), row as u32);
            let facts = index.facts(row);
            rows.credits.push((facts.artist.clone(), facts.album.clone()));
            rows.away.push(facts.unavailable);
        }
        Some(rows)
    }
}

/// Everything that contexts teach; `artists` numbers the artist of each track, if it is known. What each lens has to say in the blend is
/// measured on a part of the lists, hidden from a first round of learning. Once `stop` is set, what comes back is of no use.
pub fn learn_from(contexts: &Contexts, artists: &[Option<u32>], stop: &AtomicBool) -> Learnt {
    Learnt {
        weights: weigh(contexts, artists, stop).unwrap_or_default(),
        ..learn_once(contexts, artists, None, stop)
    }
}

/// Links are made of the tracks that are asked about: all, if it is not said which.
fn learn_once(contexts: &Contexts, artists: &[Option<u32>], asked: Option<&[bool]>, stop: &AtomicBool) -> Learnt {
    let n = contexts.items();
    // That tracks are on one album says nothing of what a listener puts together. In the graph it is a way among others.
    let said = contexts.without(ContextKind::Album);
    let stops = || stop.load(Ordering::Relaxed);
    if said.is_empty() || stops() {
        return Learnt::default();
    }
    let is_asked = |row: usize| !stops() && asked.is_none_or(|asked| asked[row]) && !said.of_item(row as u32).is_empty();
    let neighbours = Links::build(n, links(&taste::item_knn(&said, LINKS, is_asked)));
    let ease = Ease::fit(&said, LAMBDA).map(|ease| Links::build(n, links(&ease.links(LINKS, is_asked))));
    // Skip-gram found less on every corpus of `tests/quality`, of few lists and of many.
    let sequence = taste::ppmi_svd(&said, DIM, 1);
    if stops() {
        return Learnt::default();
    }
    let latent = taste::Als::fit(&said, AlsSettings::default()).track_vectors();
    let graph = Graph::new(contexts.clone(), artists.to_vec());
    Learnt {
        co_play: match &ease {
            Some(ease) => Links::build(n, both(&neighbours, ease)),
            None => neighbours,
        },
        graph: Links::build(n, links(&graph.links(LINKS, is_asked))),
        sequence: space(&sequence),
        latent: space(&latent),
        taste: Vec::new(),
        lyrics: recommend::Lyrics::default(),
        contexts: memberships(&said),
        weights: HistoryWeights::default(),
    }
}

/// The links of one method as the other crate takes them.
fn links(links: &taste::Links) -> impl FnMut(usize, &mut Vec<(u32, f32)>) {
    |row, out| out.extend(links.of(row as u32).iter().map(|link| (link.to, link.weight)))
}

/// The mean of two sets of links, each as matches.
fn both<'a>(a: &'a Links, b: &'a Links) -> impl FnMut(usize, &mut Vec<(u32, f32)>) + 'a {
    move |row, out| {
        let mut sums: HashMap<u32, f32> = HashMap::new();
        for (links, share) in [(a, 1.0 - EASE_SHARE), (b, EASE_SHARE)] {
            for (to, score) in links.of(row) {
                *sums.entry(*to).or_default() += share * score;
            }
        }
        out.extend(sums);
        out.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        out.truncate(LINKS);
    }
}

fn space(vectors: &taste::Vectors) -> Space {
    Space::build(vectors.len(), vectors.dim, |row| vectors.of(row as u32))
}

/// The number of each row's artist.
fn artists(rows: &Rows) -> Vec<Option<u32>> {
    let mut numbers: HashMap<&str, u32> = HashMap::new();
    let credits = rows.credits.iter().map(|(artist, _)| &**artist);
    credits
        .map(|artist| {
            let next = numbers.len() as u32;
            (!artist.is_empty()).then(|| *numbers.entry(artist).or_insert(next))
        })
        .collect()
}

/// The contexts of each row.
fn memberships(contexts: &Contexts) -> Vec<Vec<u32>> {
    let of = |item: u32| contexts.of_item(item).iter().map(|(row, _)| *row).collect();
    (0..contexts.items() as u32).map(of).collect()
}

#[cfg(test)]
#[path = "learning_tests.rs"]
mod tests;
