//! Files handed over by hand: dropped on the window, named on the command line, opened from a file manager.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use crossbeam_channel::{Receiver, Sender, unbounded};
use domain::{Origin, PlaySource, SourceKind, TrackId, TrackUid, holder};
use library::OpenedFile;
use parking_lot::Mutex;
use playback::Command;

use crate::core::Core;
use crate::meant::Meant;
use crate::player::Player;
use crate::{Attune, Error, Notice};

/// Files read between two looks at whether the program is closing.
const CHUNK: usize = 64;

enum Job {
    Open {
        files: Vec<PathBuf>,
        play: bool,
    },
    /// Entries of the queue whose tracks went with `library.db`: no scan finds those that were opened from outside its folders.
    Recover(Vec<TrackUid>),
}

/// Reads opened files on a thread of its own, one drop after the other: hundreds on a slow disk take a while.
pub(crate) struct Opener {
    jobs: Mutex<Option<Sender<Job>>>,
    stop: Arc<AtomicBool>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Opener {
    pub fn start(core: Arc<Core>, player: Arc<Player>) -> Result<Self, Error> {
        let (jobs, inbox) = unbounded();
        let stop = Arc::new(AtomicBool::new(false));
        let away = player.away();
        if !away.is_empty() {
            let _ = jobs.send(Job::Recover(away));
        }
        let worker = Worker {
            core,
            player,
            stop: Arc::clone(&stop),
        };
        let thread = std::thread::Builder::new().name("open".into()).spawn(move || worker.run(&inbox));
        Ok(Self {
            jobs: Mutex::new(Some(jobs)),
            stop,
            thread: Mutex::new(Some(thread.map_err(|error| Error::Internal(error.to_string()))?)),
        })
    }

    fn open(&self, files: Vec<PathBuf>, play: bool) {
        if let Some(jobs) = &*self.jobs.lock() {
            let _ = jobs.send(Job::Open { files, play });
        }
    }

    /// Gives up what waits, and waits for what is being read.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
        *self.jobs.lock() = None;
        if let Some(thread) = self.thread.lock().take() {
            let _ = thread.join();
        }
    }
}

struct Worker {
    core: Arc<Core>,
    player: Arc<Player>,
    stop: Arc<AtomicBool>,
}

impl Worker {
    fn run(&self, inbox: &Receiver<Job>) {
        for job in inbox {
            let done = match job {
                _ if self.stop.load(Ordering::Relaxed) => return,
                Job::Open { files, play } => self.open(&files, play),
                Job::Recover(uids) => self.recover(&uids),
            };
            if let Err(error) = done {
                tracing::warn!(%error, "files could not be opened");
                self.core.notice(Notice::NotOpened {
                    name: String::new(),
                    reason: error.to_string(),
                    others: 0,
                });
            }
        }
    }

    /// The first file that can be played is heard at once; the rest follows it in one piece, which one undo takes back. What is only
    /// queued comes in the order of the drop, as it is read.
    fn open(&self, files: &[PathBuf], play: bool) -> Result<(), Error> {
        let source = PlaySource::of(SourceKind::Opened);
        let (mut behind, mut read) = (Vec::new(), Vec::new());
        let mut refused: Vec<(String, String)> = Vec::new();
        let mut plays = !play;
        let mut meant = Meant::by(files);
        while !self.stop.load(Ordering::Relaxed) {
            let chunk = meant.take(if plays { CHUNK } else { 1 }, &self.core.store)?;
            if chunk.is_empty() {
                break;
            }
            let opened = library::open_files(&self.core.store, &chunk)?;
            let ids: Vec<TrackId> = opened.iter().filter_map(OpenedFile::track).collect();
            for (path, file) in chunk.iter().zip(opened) {
                match file {
                    OpenedFile::Known(_) => {}
                    OpenedFile::Read(id) => read.push(id),
                    OpenedFile::Refused(reason) => {
                        let name = holder(path).file_name().unwrap_or(path.as_os_str());
                        refused.push((name.to_string_lossy().into_owned(), reason));
                    }
                }
            }
            if !play {
                let tracks = self.player.tracks(&ids, &source)?;
                self.player.send(Command::Append {
                    tracks,
                    origin: Origin::Yours,
                });
            } else if plays {
                behind.extend(ids);
            } else if !ids.is_empty() {
                plays = true;
                self.player.play_now(&ids, &source)?;
            }
        }
        if !behind.is_empty() {
            self.player.send(Command::PlayNext(self.player.tracks(&behind, &source)?));
        }
        let count = refused.len();
        if let Some((name, reason)) = refused.into_iter().next() {
            let others = count - 1;
            self.core.notice(Notice::NotOpened { name, reason, others });
        }
        self.show_covers(&read)
    }

    /// Pictures come last: music does not wait for them.
    fn show_covers(&self, read: &[TrackId]) -> Result<(), Error> {
        if read.is_empty() || self.stop.load(Ordering::Relaxed) {
            return Ok(());
        }
        if library::find_covers_of(&self.core.store, read)? > 0 {
            if let Some(playing) = self.player.playing_track().filter(|playing| read.contains(playing)) {
                self.player.track_changed(playing);
            }
            self.core.library_changed();
        }
        Ok(())
    }

    /// Reads again what was opened before and lies below no watched folder; the rest is the scan's to find.
    fn recover(&self, uids: &[TrackUid]) -> Result<(), Error> {
        let folders = self.core.store.folders()?;
        let mut files = Vec::new();
        for uid in uids {
            let path = self.core.store.identity(*uid)?.map(|identity| identity.evidence.last_path);
            files.extend(path.filter(|path| holder(path).is_file() && !folders.iter().any(|folder| path.starts_with(&folder.path))));
        }
        for chunk in files.chunks(CHUNK) {
            if self.stop.load(Ordering::Relaxed) {
                return Ok(());
            }
            library::open_files(&self.core.store, chunk)?;
        }
        if !files.is_empty() {
            self.player.bring_back()?;
        }
        Ok(())
    }
}

impl Attune {
    /// Takes paths handed over by hand: folders join the library; files are played after what plays now and at once (`play`), or put
    /// at the end of the queue. Files need not lie in the library, and do not become part of it. Answers before they are read;
    /// what cannot be played is told by [`Notice::NotOpened`].
    ///
    /// # Errors
    /// The first folder that could not be added; the rest was taken.
    pub fn open_paths(&self, paths: &[PathBuf], play: bool) -> Result<(), Error> {
        let (folders, files): (Vec<PathBuf>, Vec<PathBuf>) = paths.iter().cloned().partition(|path| path.is_dir());
        if !files.is_empty() {
            self.player.needs_sound()?;
            self.opener.open(files, play);
        }
        if folders.is_empty() { Ok(()) } else { self.add_folders(&folders) }
    }
}
