//! What every part of the program shares.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use analysis::{DeviceChoice, Ear};
use parking_lot::{Mutex, RwLock};
use recommend::{Catalogue, Lenses};
use store::Store;
use tokio::sync::broadcast;

use crate::discover::SectionGauge;
use crate::index::Freshness;
use crate::jobs::Jobs;
use crate::learning::Lessons;
use crate::listener::Listener;
use crate::map::MapKeeper;
use crate::notifications::NOTIFY;
use crate::playlist_edits::PlaylistEdits;
use crate::playlist_rows::PlaylistRowsSlot;
use crate::radio::Radio;
use crate::search::VocabularySlot;
use crate::shelf::ShelfSlot;
use crate::track_view::ViewCache;
use crate::{Error, Event, Notice, models};

/// Events kept for a subscriber that is slow to read; an older one is lost to it and it asks for the state instead.
const EVENT_BACKLOG: usize = 256;

pub(crate) struct Core {
    pub store: Store,
    pub demo_dir: Option<PathBuf>,
    device: DeviceChoice,
    /// Where models lie that a person added.
    pub models_dir: PathBuf,
    /// Loaded by whoever needs it first: the window must not wait for it. The others wait for that one.
    ear: Mutex<Option<Result<Arc<Ear>, String>>>,
    /// Read for every row and every similar list, replaced whole by the indexer.
    pub index: RwLock<Catalogue>,
    pub sections: RwLock<Option<SectionGauge>>,
    /// Ways of being alike beside sound, of the index or of the one before it.
    pub lenses: RwLock<Lenses>,
    pub lessons: Mutex<Lessons>,
    pub map: Mutex<MapKeeper>,
    /// Held while the index is built: none that was begun with another model comes in place last.
    pub building: Mutex<()>,
    pub freshness: Mutex<Freshness>,
    pub listener: RwLock<Listener>,
    pub jobs: Mutex<Jobs>,
    /// Held over each edit, so that they are taken back in the order they were made.
    pub playlist_edits: Mutex<PlaylistEdits>,
    /// Held over each import, and over taking one back.
    pub importing: Mutex<()>,
    events: broadcast::Sender<Event>,
    /// What happened before anyone asked; `None` once somebody did and is told of the rest by events.
    unread: Mutex<Option<Vec<Notice>>>,
    /// Counts what subscribers were told of.
    revision: AtomicU64,
    /// Counts changes of the tracks themselves.
    tracks_revision: AtomicU64,
    /// Counts what the listener did: plays, likes, stars, playlists, lists of others.
    listener_revision: AtomicU64,
    /// Counts the indexes put in place.
    pub index_revision: AtomicU64,
    pub notifies: AtomicBool,
    pub radio: Mutex<Radio>,
    pub views: Mutex<ViewCache>,
    pub shelf: Mutex<ShelfSlot>,
    pub vocabulary: Mutex<VocabularySlot>,
    pub playlist_rows: Mutex<PlaylistRowsSlot>,
}

impl Core {
    pub fn new(store: Store, device: DeviceChoice, demo_dir: Option<PathBuf>, models_dir: PathBuf) -> Result<Self, Error> {
        let listener = Listener::load(&store)?;
        let notifies = store.setting(NOTIFY)?.is_some();
        let radio = Mutex::new(Radio::load(&store)?);
        Ok(Self {
            store,
            demo_dir,
            device,
            models_dir,
            ear: Mutex::new(None),
            index: RwLock::new(Catalogue::new(Vec::new())),
            sections: RwLock::new(None),
            lenses: RwLock::default(),
            lessons: Mutex::default(),
            map: Mutex::default(),
            building: Mutex::new(()),
            freshness: Mutex::new(Freshness::default()),
            listener: RwLock::new(listener),
            jobs: Mutex::new(Jobs::default()),
            playlist_edits: Mutex::new(PlaylistEdits::default()),
            importing: Mutex::new(()),
            events: broadcast::channel(EVENT_BACKLOG).0,
            unread: Mutex::new(Some(Vec::new())),
            revision: AtomicU64::new(0),
            tracks_revision: AtomicU64::new(0),
            listener_revision: AtomicU64::new(0),
            index_revision: AtomicU64::new(0),
            notifies: AtomicBool::new(notifies),
            radio,
            views: Mutex::default(),
            shelf: Mutex::default(),
            vocabulary: Mutex::default(),
            playlist_rows: Mutex::default(),
        })
    }

    /// The network; without it music still plays, but nothing can be compared.
    pub fn ear(&self) -> Result<Arc<Ear>, Error> {
        let mut ear = self.ear.lock();
        let loaded = ear.get_or_insert_with(|| {
            let chosen = self.chosen_model().map_err(|error| error.to_string());
            chosen.and_then(|model| self.load_ear(model.as_deref())).inspect_err(|reason| {
                self.notice(Notice::NoEar { reason: reason.clone() });
            })
        });
        loaded.clone().map_err(Error::NoEar)
    }

    /// Loads the model of this name, or the one that is shipped.
    pub(crate) fn load_ear(&self, model: Option<&str>) -> Result<Arc<Ear>, String> {
        let loaded = match model {
            None => Ear::load(self.device).map_err(|error| error.to_string()),
            Some(name) => models::read(&self.models_dir, name)
                .and_then(|checkpoint| Ear::with_checkpoint(checkpoint).map_err(|error| error.to_string())),
        };
        loaded.map(Arc::new)
    }

    /// Everyone hears with this one from now on.
    pub(crate) fn change_ear(&self, ear: Arc<Ear>) {
        *self.ear.lock() = Some(Ok(ear));
    }

    pub fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }

    /// Tells all subscribers; having none is fine.
    pub fn emit(&self, event: Event) {
        let _ = self.events.send(event);
    }

    pub fn notice(&self, notice: Notice) {
        tracing::warn!("{notice}");
        if let Some(unread) = &mut *self.unread.lock() {
            unread.push(notice.clone());
        }
        self.emit(Event::Noticed(notice));
    }

    /// What happened until the first call; nothing after it, for then it comes as events.
    pub fn take_notices(&self) -> Vec<Notice> {
        self.unread.lock().take().unwrap_or_default()
    }

    /// Tracks came, went or changed.
    pub fn library_changed(&self) {
        self.tracks_revision.fetch_add(1, Ordering::Relaxed);
        self.rows_changed();
    }

    /// A like, a play or the like: the tracks are what they were.
    pub fn listener_changed(&self) {
        self.listener_revision.fetch_add(1, Ordering::Relaxed);
        self.rows_changed();
    }

    /// What rows show changed; which there are and in what order did not.
    pub fn rows_changed(&self) {
        let revision = self.revision.fetch_add(1, Ordering::Relaxed) + 1;
        self.emit(Event::LibraryChanged { revision });
    }

    pub fn playlists_changed(&self) {
        self.listener_revision.fetch_add(1, Ordering::Relaxed);
        self.emit(Event::PlaylistsChanged);
    }

    /// There is something else to learn from; nothing that is shown changed.
    pub fn lessons_changed(&self) {
        self.listener_revision.fetch_add(1, Ordering::Relaxed);
    }

    pub fn listener_revision(&self) -> u64 {
        self.listener_revision.load(Ordering::Relaxed)
    }

    pub fn tracks_revision(&self) -> u64 {
        self.tracks_revision.load(Ordering::Relaxed)
    }
}
