//! Opening the data folder: lock, damage, migration, backup.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

use domain::Timestamp;
use rusqlite::Connection;

use crate::collation::Collation;
use crate::connection::{Kind, Place, is_sound, open_reader, open_writer};
use crate::database::{Database, LEAVE};
use crate::{Error, backup, collation, migration};

/// Up to this size `library.db` is checked at every start; a larger one only after a crash or when a query found damage.
const QUICKLY_CHECKED: u64 = 32 << 20;

/// Both databases of one data folder.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    user: Database,
    library: Database,
    /// What the keys in `library` are of; changed by its writer alone.
    collation: Arc<RwLock<Arc<Collation>>>,
    /// The data folder; `None` in memory.
    dir: Option<PathBuf>,
    notices: Vec<Notice>,
    /// Held until the last clone is dropped.
    _folder: Option<DataFolder>,
}

/// A data folder that nobody else has; the system frees it if the process dies.
#[derive(Debug)]
pub struct DataFolder {
    path: PathBuf,
    _lock: File,
}

impl DataFolder {
    /// Creates it if there is none. Much quicker than opening what is in it.
    ///
    /// # Errors
    /// [`Error::Locked`] if another process has it.
    pub fn claim(path: &Path) -> Result<Self, Error> {
        std::fs::create_dir_all(path).map_err(Error::io(path))?;
        Ok(Self {
            path: path.into(),
            _lock: lock(path)?,
        })
    }
}

/// Something that happened while opening and that a person should be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// `library.db` was damaged; it was set aside and an empty one is filled by the next scan. Nothing a person did is lost.
    LibraryRebuilt { set_aside: PathBuf },
    /// `user.db` was damaged; it was set aside and the backup put in its place.
    UserRestored { set_aside: PathBuf, backup: PathBuf },
    /// `user.db` was damaged and there is no good backup; it was set aside and a new one begun.
    UserLost { set_aside: PathBuf },
}

impl Store {
    /// Opens, creates, migrates and if need be repairs the databases in `data_dir`, which is created too.
    ///
    /// # Errors
    /// [`Error::Locked`] if another process has it open, [`Error::NewerSchema`] if a newer Attune wrote it.
    pub fn open(data_dir: &Path) -> Result<Self, Error> {
        Self::open_at(data_dir, SystemTime::now().into())
    }

    /// [`Store::open`] with the clock handed in; it decides which daily backup is due.
    pub fn open_at(data_dir: &Path, now: Timestamp) -> Result<Self, Error> {
        Self::open_in(DataFolder::claim(data_dir)?, now)
    }

    /// [`Store::open_at`] in a folder that is ours already.
    pub fn open_in(folder: DataFolder, now: Timestamp) -> Result<Self, Error> {
        let data_dir = folder.path.as_path();
        let mut notices = Vec::new();
        let (user, user_is_old) = open_user(data_dir, now, &mut notices)?;
        let library = open_library(data_dir, now, &mut notices)?;
        let order = collation::load(&library)?;
        let store = Self {
            inner: Arc::new(Inner {
                user: Database::writable(Place::File(data_dir.join("user.db")), user, "user")?,
                library: Database::writable(Place::File(data_dir.join("library.db")), library, "library")?
                    .marking_damage(damage_mark(data_dir)),
                collation: shared(order),
                dir: Some(data_dir.into()),
                notices,
                _folder: Some(folder),
            }),
        };
        if user_is_old {
            store.restore_identities(now)?;
        }
        // A full disk must not keep music from playing.
        if let Err(error) = store.back_up(now) {
            tracing::error!(%error, "no backup of user.db could be made");
        }
        Ok(store)
    }

    /// Opens the databases for reading only, also while another process has them open.
    pub fn open_read_only(data_dir: &Path) -> Result<Self, Error> {
        let open = |name: &str, kind: Kind| {
            let place = Place::File(data_dir.join(name));
            if !place.path().exists() {
                return Err(Error::NoLibrary(data_dir.into()));
            }
            let found = migration::version(&open_reader(&place)?)?;
            let known = migration::known(kind);
            if found != known {
                return Err(Error::NewerSchema {
                    file: place.path().into(),
                    found,
                    known,
                });
            }
            Ok(Database::read_only(place))
        };
        let library = open("library.db", Kind::Library)?;
        let order = library.read(collation::load)?;
        Ok(Self {
            inner: Arc::new(Inner {
                user: open("user.db", Kind::User)?,
                library,
                collation: shared(order),
                dir: Some(data_dir.into()),
                notices: Vec::new(),
                _folder: None,
            }),
        })
    }

    /// Two databases in memory, gone with the last clone.
    pub fn in_memory() -> Result<Self, Error> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let open = |name: &str, kind: Kind| {
            let place = Place::Memory(format!("attune-{name}-{number}"));
            let mut connection = open_writer(&place, kind)?;
            migration::migrate(&mut connection, kind, place.path())?;
            Database::writable(place, connection, name)
        };
        let library = open("library", Kind::Library)?;
        let order = library.read(collation::load)?;
        Ok(Self {
            inner: Arc::new(Inner {
                user: open("user", Kind::User)?,
                library,
                collation: shared(order),
                dir: None,
                notices: Vec::new(),
                _folder: None,
            }),
        })
    }

    /// What happened while opening.
    pub fn notices(&self) -> &[Notice] {
        &self.inner.notices
    }

    /// Backs `user.db` up unless today's copy exists; call it from time to time in a program that runs for days.
    pub fn back_up(&self, now: Timestamp) -> Result<(), Error> {
        let Some(dir) = self.inner.dir.as_ref().map(|dir| dir.join("backups")) else {
            return Ok(());
        };
        self.user().on_writer(move |connection| {
            backup::copy(connection, &dir, &backup::day_name(now.0))?;
            backup::prune(&dir)
        })
    }

    /// Writes both logs back into their databases, so that the next start need not take this one for a crash. Call it last.
    pub fn checkpoint(&self) -> Result<(), Error> {
        for database in [self.user(), self.library()] {
            database.on_writer(|connection| Ok(connection.execute_batch(LEAVE)?))?;
        }
        Ok(())
    }

    /// Refreshes the query planner's statistics; worth it after many rows were written.
    pub fn optimise(&self) -> Result<(), Error> {
        self.library()
            .on_writer(|connection| Ok(connection.execute_batch("PRAGMA analysis_limit = 400; ANALYZE;")?))?;
        self.library().renew_readers();
        Ok(())
    }

    /// Lets go of the pages that connections keep for their next question.
    pub fn release_memory(&self) -> Result<(), Error> {
        for database in [self.user(), self.library()] {
            database.renew_readers();
            database.on_writer(|connection| Ok(connection.execute_batch("PRAGMA shrink_memory")?))?;
        }
        Ok(())
    }

    pub(crate) fn collation(&self) -> Arc<Collation> {
        Arc::clone(&self.inner.collation.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn shared_collation(&self) -> Arc<RwLock<Arc<Collation>>> {
        Arc::clone(&self.inner.collation)
    }

    pub(crate) fn user(&self) -> &Database {
        &self.inner.user
    }

    pub(crate) fn library(&self) -> &Database {
        &self.inner.library
    }
}

fn shared(collation: Collation) -> Arc<RwLock<Arc<Collation>>> {
    Arc::new(RwLock::new(Arc::new(collation)))
}

fn lock(data_dir: &Path) -> Result<File, Error> {
    let path = data_dir.join("lock");
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(Error::io(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::Locked),
        Err(TryLockError::Error(e)) => Err(Error::Io { path, source: e }),
    }
}

/// The connection, and whether the file may be older than `library.db`: new or restored.
fn open_user(dir: &Path, now: Timestamp, notices: &mut Vec<Notice>) -> Result<(Connection, bool), Error> {
    let path = dir.join("user.db");
    let backups = dir.join("backups");
    let place = Place::File(path.clone());
    let mut is_old = !path.exists();
    // No bytes are what some file systems leave after a power cut; no file at all, beside backups, is a loss too.
    let empty = match path.metadata() {
        Ok(metadata) => metadata.len() == 0,
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    };
    let emptied = empty && backup::all(&backups).iter().any(|copy| backup::verifies(copy));
    let sound = if emptied { None } else { sound_writer(&place, Kind::User, true)? };
    let mut connection = match sound {
        Some(connection) => connection,
        None => {
            is_old = true;
            let set_aside = set_aside(dir, "user", now)?;
            match backup::all(&backups).into_iter().find(|copy| backup::verifies(copy)) {
                Some(copy) => {
                    std::fs::copy(&copy, &path).map_err(Error::io(&path))?;
                    notices.push(Notice::UserRestored { set_aside, backup: copy });
                }
                None => notices.push(Notice::UserLost { set_aside }),
            }
            open_writer(&place, Kind::User)?
        }
    };
    let found = migration::version(&connection)?;
    if (1..migration::known(Kind::User)).contains(&found) {
        backup::copy(&connection, &backups, &format!("{}-before-{}", backup::day_name(now.0), found + 1))?;
    }
    migration::migrate(&mut connection, Kind::User, &path)?;
    Ok((connection, is_old))
}

fn open_library(dir: &Path, now: Timestamp, notices: &mut Vec<Notice>) -> Result<Connection, Error> {
    let path = dir.join("library.db");
    let mark = damage_mark(dir);
    let crashed = dir.join("library.db-wal").metadata().is_ok_and(|m| m.len() > 0);
    let check = crashed || path.metadata().is_ok_and(|m| m.len() <= QUICKLY_CHECKED);
    let place = Place::File(path.clone());
    let sound = if mark.exists() {
        None
    } else {
        sound_writer(&place, Kind::Library, check)?
    };
    let mut connection = match sound {
        Some(connection) => connection,
        None => {
            notices.push(Notice::LibraryRebuilt {
                set_aside: set_aside(dir, "library", now)?,
            });
            let _ = std::fs::remove_file(&mark);
            open_writer(&place, Kind::Library)?
        }
    };
    migration::migrate(&mut connection, Kind::Library, &path)?;
    Ok(connection)
}

/// Left by a query that met a damaged page; the next start rebuilds.
fn damage_mark(dir: &Path) -> PathBuf {
    dir.join("library.damaged")
}

/// `None` if the file is damaged; `check` reads all of it.
fn sound_writer(place: &Place, kind: Kind, check: bool) -> Result<Option<Connection>, Error> {
    let opened = open_writer(place, kind).and_then(|connection| {
        // Reads the schema, which a file that is no database fails.
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0))?;
        Ok(connection)
    });
    match opened {
        Ok(connection) => Ok((!check || is_sound(&connection)).then_some(connection)),
        Err(e) if e.is_corruption() => Ok(None),
        Err(e) => Err(e),
    }
}

/// Renames the database and its log out of the way; returns its new place.
fn set_aside(dir: &Path, name: &str, now: Timestamp) -> Result<PathBuf, Error> {
    let target = dir.join(format!("{name}-damaged-{}.db", now.0));
    for suffix in ["-wal", "-shm", ""] {
        let from = dir.join(format!("{name}.db{suffix}"));
        if from.exists() {
            let to = dir.join(format!("{name}-damaged-{}.db{suffix}", now.0));
            std::fs::rename(&from, &to).map_err(Error::io(&from))?;
        }
    }
    Ok(target)
}
