//! Keeps the layout of the music map: laid out in the background when somebody looks at it, and kept so that it stays the same.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use domain::TrackUid;
use recommend::{Point, Sounds, lay_out};

use crate::core::Core;
use crate::{Error, Event};

/// Where the tracks lie.
pub type Places = Arc<HashMap<TrackUid, Point>>;

/// With this share of the library laid out before, the rest is put among it, without everything moving.
const NEARLY_ALL: f32 = 0.9;
/// Progress is told in steps of this share.
const STEP: f32 = 0.05;

#[derive(Default)]
pub(crate) struct MapKeeper {
    places: Option<Places>,
    /// Of the index that the places are of.
    revision: u64,
    /// Share done of the layout that is being made.
    running: Option<f32>,
}

impl Core {
    /// The places of the tracks, those of an earlier index while new ones are made; with the share that is done.
    pub(super) fn map_places(self: &Arc<Self>) -> Result<(Option<Places>, f32), Error> {
        let revision = self.index_revision.load(Ordering::Relaxed);
        let mut keeper = self.map.lock();
        let places = keeper.places.clone();
        if keeper.running.is_none() && (places.is_none() || keeper.revision != revision) {
            keeper.running = Some(0.0);
            let core = Arc::clone(self);
            let begun = std::thread::Builder::new()
                .name("map".into())
                .spawn(move || core.make_map(revision));
            if let Err(error) = begun {
                keeper.running = None;
                tracing::error!(%error, "the map cannot be laid out");
            }
        }
        Ok((places, keeper.running.unwrap_or(1.0)))
    }

    fn make_map(&self, revision: u64) {
        let made = catch_unwind(AssertUnwindSafe(|| self.lay_out_map()));
        let mut keeper = self.map.lock();
        keeper.running = None;
        match made {
            Ok(Ok(places)) => keeper.places = Some(places),
            Ok(Err(error)) => tracing::error!(%error, "the map could not be laid out"),
            Err(_) => tracing::error!("laying out the map ended in a panic"),
        }
        // What failed is not tried again before the index changes.
        keeper.revision = revision;
        if keeper.places.is_none() {
            keeper.places = Some(Arc::default());
        }
        drop(keeper);
        self.emit(Event::MapChanged);
    }

    fn lay_out_map(&self) -> Result<Places, Error> {
        let model = self.ear()?.version().clone();
        let sounds = Sounds::of(&self.index.read());
        let kept = self.store.map_layout()?;
        let same_model = kept.as_ref().is_some_and(|(of, _)| *of == model);
        let before: HashMap<TrackUid, Point> = kept.map(|(_, points)| points.into_iter().collect()).unwrap_or_default();
        let known = sounds.uids().iter().filter(|uid| before.contains_key(uid)).count();
        let quick = same_model && known as f32 >= NEARLY_ALL * sounds.uids().len() as f32;
        let mut told = 0.0;
        let progress = |share: f32| {
            self.map.lock().running = Some(share);
            if share - told >= STEP {
                told = share;
                self.emit(Event::MapChanged);
            }
        };
        // Half of the cores: music plays meanwhile.
        let threads = std::thread::available_parallelism().map_or(1, |cores| cores.get().div_ceil(2));
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let layout = match pool {
            Ok(pool) => pool.install(|| lay_out(&sounds, &before, quick, progress)),
            Err(_) => lay_out(&sounds, &before, quick, progress),
        };
        let points: Vec<(TrackUid, Point)> = sounds.uids().iter().copied().zip(layout.points).collect();
        match self.store.save_map_layout(&model, &points) {
            Ok(()) | Err(store::Error::ReadOnly) => {}
            Err(error) => tracing::warn!(%error, "the map is not kept"),
        }
        Ok(Arc::new(points.into_iter().collect()))
    }
}
