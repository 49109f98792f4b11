//! The running program: opened once, driven by a window or a terminal, closed by [`Attune::close`].

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;

use analysis::DeviceChoice;
use domain::{CoverHash, FolderId, TrackId};
use parking_lot::Mutex;
use store::{CoverSize, DataFolder, Store};
use tokio::sync::broadcast;

use crate::analyser::Analyser;
use crate::background::Background;
use crate::core::Core;
use crate::count::count;
use crate::open::Opener;
use crate::player::Player;
use crate::{Error, Event, FailureRow, JobsView, Notice, Overview, clock, faults};

/// Setting: analysis stands still until the listener lets it go on.
const PAUSED: &str = "analysis.paused";
/// No tag of a language is longer.
const LONGEST_TAG: usize = 64;

/// How to open the program.
#[derive(Debug)]
pub struct Options {
    /// Holds `user.db`, `library.db`, the backups and the models that were added; created if absent.
    pub data_dir: PathBuf,
    /// That folder, if it was claimed already.
    pub claimed: Option<DataFolder>,
    /// The demo library, where it is installed.
    pub demo_dir: Option<PathBuf>,
    /// What computes the network.
    pub device: DeviceChoice,
    /// Where sound goes; `None`: this run plays nothing.
    pub output: Option<playback::OutputChoice>,
    /// Watch the folders and analyse, each in the background. A terminal command that does one thing leaves it off.
    pub background: bool,
    /// Begin with that only at [`Attune::begin`]: both keep the disk and all cores busy, which a window that opens has need of. What an
    /// update asks for is left to [`Attune::sort_for`] then, too.
    pub background_waits: bool,
    /// If another Attune holds the data folder, open it for reading instead of refusing.
    pub read_only_if_busy: bool,
}

impl Options {
    pub fn new(data_dir: impl Into<PathBuf>) -> Self {
        Self {
            data_dir: data_dir.into(),
            claimed: None,
            demo_dir: None,
            device: DeviceChoice::Auto,
            output: None,
            background: false,
            background_waits: false,
            read_only_if_busy: false,
        }
    }
}

/// The program. All methods may be called from any thread and block at most for a query.
pub struct Attune {
    pub(crate) core: Arc<Core>,
    pub(crate) analyser: Arc<Analyser>,
    pub(crate) player: Arc<Player>,
    pub(crate) opener: Opener,
    at_work: Mutex<AtWork>,
}

/// What goes on by itself.
enum AtWork {
    /// It is to begin, at [`Attune::begin`].
    Later,
    Now {
        background: Background,
        analysis: Option<JoinHandle<()>>,
    },
    /// Not in this run, or no more.
    Never,
}

impl Attune {
    pub fn open(options: Options) -> Result<Self, Error> {
        let opened = match options.claimed {
            Some(folder) => Store::open_in(folder, clock::now()),
            None => Store::open(&options.data_dir),
        };
        let (store, ours) = match opened {
            Err(store::Error::Locked) if options.read_only_if_busy => (Store::open_read_only(&options.data_dir)?, None),
            other => (other?, Some(options.data_dir.as_path())),
        };
        if !options.background_waits {
            match store.renew_order() {
                Ok(_) | Err(store::Error::ReadOnly) => {}
                Err(error) => return Err(error.into()),
            }
        }
        let notices: Vec<Notice> = store.notices().iter().map(Notice::from).collect();
        let models = options.data_dir.join("models");
        let core = Arc::new(Core::new(store, options.device, options.demo_dir, models)?);
        core.index_is_stale();
        let analyser = Analyser::new(Arc::clone(&core), ours);
        if core.store.setting(PAUSED)?.is_some() {
            analyser.set_paused(true);
        }
        for notice in notices {
            core.notice(notice);
        }
        // Told where somebody stays to read it.
        if let Some(report) = ours.filter(|_| options.background).and_then(faults::of_last_time) {
            core.notice(Notice::FaultLastTime { report });
        }
        let player = Arc::new(Player::start(Arc::clone(&core), Arc::clone(&analyser), options.output)?);
        let opener = Opener::start(Arc::clone(&core), Arc::clone(&player))?;
        let at_work = if options.background { AtWork::Later } else { AtWork::Never };
        let program = Self {
            core,
            analyser,
            player,
            opener,
            at_work: Mutex::new(at_work),
        };
        if !options.background_waits {
            program.begin();
        }
        Ok(program)
    }

    /// Begins with the work in the background that [`Options`] ask for. Calling it twice is fine.
    pub fn begin(&self) {
        let mut at_work = self.at_work.lock();
        if matches!(*at_work, AtWork::Later) {
            *at_work = AtWork::Now {
                analysis: self.analyser.start(workers()),
                background: Background::start(Arc::clone(&self.core), Arc::clone(&self.analyser), Arc::clone(&self.player)),
            };
        }
    }

    fn with_background(&self, ask: impl FnOnce(&Background)) {
        if let AtWork::Now { background, .. } = &*self.at_work.lock() {
            ask(background);
        }
    }

    /// Everything that happens from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.core.subscribe()
    }

    /// What happened before the first call, such as a damaged file that was mended at the start; later news come as events.
    pub fn notices(&self) -> Vec<Notice> {
        self.core.take_notices()
    }

    /// Ends background work and sound; what played is written to history. Calling it twice is fine.
    pub fn close(&self) {
        self.opener.stop();
        self.player.close();
        let at_work = std::mem::replace(&mut *self.at_work.lock(), AtWork::Never);
        if let AtWork::Now { background, .. } = &at_work {
            background.stop();
        }
        self.analyser.stop();
        if let AtWork::Now { analysis, .. } = at_work {
            let _ = analysis.map(JoinHandle::join);
        }
        // The process may end without dropping anything.
        match self.core.store.checkpoint() {
            Ok(()) | Err(store::Error::ReadOnly) => {}
            Err(error) => tracing::warn!(%error, "the databases were not tidied"),
        }
    }

    pub fn overview(&self) -> Result<Overview, Error> {
        let stats = self.core.store.stats()?;
        let mut folders = Vec::new();
        for folder in self.core.store.folders()? {
            let filter = store::TrackFilter {
                folder: Some(folder.id),
                ..store::TrackFilter::default()
            };
            let tracks = count(self.core.store.count_tracks(&filter)?);
            folders.push((folder, tracks));
        }
        Ok(Overview {
            tracks: count(stats.tracks),
            albums: count(stats.albums),
            artists: count(stats.artists),
            genres: count(stats.genres),
            liked: self.core.store.likes()?.len(),
            playlists: self.core.store.playlists()?.len(),
            duration: stats.duration,
            analysed: count(stats.analysed),
            missing: count(stats.missing),
            failed: count(stats.failed),
            plays: count(stats.plays),
            listened: stats.listened,
            folders,
            unreachable: self.core.store.unreachable_folders()?,
            demo_available: self.core.demo_dir.is_some(),
            output: self.player.state().output,
        })
    }

    /// Watches these folders from now on and looks through them at once. Files among them are passed over if there is a folder.
    ///
    /// # Errors
    /// The first path that could not be added; the others were.
    pub fn add_folders(&self, paths: &[PathBuf]) -> Result<(), Error> {
        let is_file = |path: &PathBuf| path.is_file() && paths.iter().any(|other| other.is_dir());
        let results: Vec<_> = paths
            .iter()
            .filter(|path| !is_file(path))
            .map(|path| self.add_folder(path))
            .collect();
        self.folders_changed()?;
        results.into_iter().find_map(Result::err).map_or(Ok(()), Err)
    }

    pub(crate) fn add_folder(&self, path: &Path) -> Result<domain::Folder, Error> {
        let unreadable = |reason: String| Error::Unreadable {
            path: path.to_path_buf(),
            reason,
        };
        let path = path.canonicalize().map_err(|error| unreadable(error.to_string()))?;
        if !path.is_dir() {
            return Err(unreadable("it is not a folder".into()));
        }
        Ok(self.core.store.add_folder(&path, clock::now())?)
    }

    /// Watches the folder no more; its tracks are marked missing and keep everything a person did.
    pub fn remove_folder(&self, id: FolderId) -> Result<(), Error> {
        self.core.store.remove_folder(id, clock::now())?;
        self.core.count_failures();
        self.core.index_is_stale();
        self.core.library_changed();
        self.folders_changed()
    }

    /// Adds the demo library.
    pub fn open_demo(&self) -> Result<(), Error> {
        let demo = self
            .core
            .demo_dir
            .clone()
            .ok_or_else(|| Error::NoSuch("demo library in this installation".into()))?;
        self.add_folders(&[demo])
    }

    /// Puts every list of names in the order of a language, a BCP 47 tag. It is kept, so only another language takes time: some
    /// seconds for a hundred thousand tracks.
    pub fn sort_for(&self, locale: &str) -> Result<(), Error> {
        if locale.len() > LONGEST_TAG {
            return Err(Error::NoSuch("language".into()));
        }
        match self.core.store.sort_for(locale) {
            Ok(true) => self.core.library_changed(),
            // While another Attune holds the folder, its order stands.
            Ok(false) | Err(store::Error::ReadOnly) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    /// Looks through all folders again, pictures included.
    pub fn rescan(&self) -> Result<(), Error> {
        self.with_background(|background| background.reconcile(true));
        Ok(())
    }

    fn folders_changed(&self) -> Result<(), Error> {
        let folders = self.core.store.folders()?;
        self.with_background(|background| background.folders_changed(folders));
        Ok(())
    }

    pub fn failures(&self) -> Result<Vec<FailureRow>, Error> {
        let row = |failure: domain::Failure| FailureRow {
            path: failure.path,
            stage: failure.stage,
            reason: failure.reason,
            attempts: failure.attempts,
        };
        Ok(self.core.store.failures()?.into_iter().map(row).collect())
    }

    /// Tries all failed files again.
    pub fn retry_failures(&self) -> Result<(), Error> {
        self.core.store.clear_all_failures()?;
        self.player.try_refused();
        self.core.count_failures();
        self.analyser.try_again();
        self.with_background(|background| background.reconcile(false));
        Ok(())
    }

    /// JPEG bytes of a cover's thumbnail.
    pub fn cover(&self, hash: CoverHash, size: CoverSize) -> Result<Option<Vec<u8>>, Error> {
        Ok(self.core.store.thumbnail(hash, size)?)
    }

    /// Peaks of the whole track, 0–255; empty until it is analysed.
    pub fn waveform(&self, track: TrackId) -> Result<Vec<u8>, Error> {
        Ok(self.core.store.waveform(track)?.unwrap_or_default())
    }

    pub fn jobs(&self) -> JobsView {
        self.core.jobs.lock().view()
    }

    /// Kept: whoever stopped it finds it so the next time.
    pub fn set_analysis_paused(&self, paused: bool) -> Result<(), Error> {
        self.analyser.set_paused(paused);
        Ok(self.core.store.set_setting(PAUSED, paused.then_some("yes"))?)
    }
}

impl Drop for Attune {
    fn drop(&mut self) {
        self.close();
    }
}

/// One analysis thread a core: decoding and the network are all compute.
pub(crate) fn workers() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// Makes the folder ours, before anything in it is opened.
///
/// # Errors
/// [`Error::Busy`] if another Attune has it.
pub fn claim(data_dir: &Path) -> Result<DataFolder, Error> {
    Ok(DataFolder::claim(data_dir)?)
}

/// Where the library and everything a person did are kept: `chosen`, else the system's place for such things.
pub fn data_dir(chosen: Option<&Path>) -> Result<PathBuf, Error> {
    if let Some(dir) = chosen {
        return Ok(dir.to_path_buf());
    }
    let dirs = directories::ProjectDirs::from("org", "Attune", "Attune");
    let dirs = dirs.ok_or_else(|| Error::Internal("no home directory; use --data-dir DIR".into()))?;
    Ok(dirs.data_dir().to_path_buf())
}

/// The machine's own sound output, if this build has one.
pub fn default_output() -> Option<playback::OutputChoice> {
    #[cfg(feature = "device")]
    return Some(playback::OutputChoice::Device(None));
    #[cfg(not(feature = "device"))]
    None
}
