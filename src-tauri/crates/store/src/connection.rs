//! Opening connections: the one place where pragmas are set.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::Error;

/// How long a connection waits for a lock before it gives up.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// SQLite 3.7.0–3.51.2 can corrupt a database in WAL mode when the log is reset.
const OLDEST_SOUND_SQLITE: i32 = 3_051_003;

/// Which of the two files, and with it how hard a commit is written to disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `user.db`: a commit survives power loss.
    User,
    /// `library.db`: rebuildable, so power loss may take its last commits.
    Library,
}

/// Where a database lives.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    File(PathBuf),
    /// In memory, shared by the connections of this process under this name.
    Memory(String),
}

impl Place {
    fn connect(&self, flags: OpenFlags) -> Result<Connection, rusqlite::Error> {
        match self {
            Self::File(path) => Connection::open_with_flags(path, flags),
            Self::Memory(name) => Connection::open_with_flags(format!("file:/{name}?vfs=memdb"), flags | OpenFlags::SQLITE_OPEN_URI),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        match self {
            Self::File(path) => path,
            Self::Memory(_) => Path::new(":memory:"),
        }
    }
}

/// A connection that may write; creates the file.
pub(crate) fn open_writer(place: &Place, kind: Kind) -> Result<Connection, Error> {
    assert!(
        rusqlite::version_number() >= OLDEST_SOUND_SQLITE,
        "bundled SQLite is too old for WAL mode"
    );
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = place.connect(flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", if kind == Kind::User { "FULL" } else { "NORMAL" })?;
    // macOS: plain fsync does not reach the platter.
    connection.pragma_update(None, "fullfsync", kind == Kind::User)?;
    connection.pragma_update(None, "journal_size_limit", 64 << 20)?;
    // A batch of a scan touches every index.
    common(&connection, 8 << 10)?;
    Ok(connection)
}

/// A connection that cannot write.
pub(crate) fn open_reader(place: &Place) -> Result<Connection, Error> {
    let connection = place.connect(OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "query_only", true)?;
    // There are several of them, and what they read is in the system's own cache, too.
    common(&connection, 1 << 10)?;
    Ok(connection)
}

/// `cache`: pages kept, in kibibytes.
fn common(connection: &Connection, cache: i32) -> Result<(), Error> {
    connection.pragma_update(None, "foreign_keys", true)?;
    // A stray write through a mapped page would reach the file unseen.
    connection.pragma_update(None, "mmap_size", 0)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "cache_size", -cache)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.set_prepared_statement_cache_capacity(96);
    Ok(())
}

/// Whether SQLite finds the file sound.
pub(crate) fn is_sound(connection: &Connection) -> bool {
    connection
        .query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0))
        .is_ok_and(|answer| answer == "ok")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pragma(connection: &Connection, name: &str) -> String {
        connection
            .pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0))
            .map(|value| match value {
                rusqlite::types::Value::Integer(i) => i.to_string(),
                rusqlite::types::Value::Text(t) => t,
                other => format!("{other:?}"),
            })
            .unwrap()
    }

    #[test]
    fn every_connection_has_the_pragmas_we_rely_on() {
        let dir = tempfile::tempdir().unwrap();
        for (kind, synchronous, name) in [(Kind::User, "2", "user.db"), (Kind::Library, "1", "library.db")] {
            let place = Place::File(dir.path().join(name));
            let writer = open_writer(&place, kind).unwrap();
            writer.execute_batch("CREATE TABLE t (x)").unwrap();
            let reader = open_reader(&place).unwrap();
            assert_eq!(pragma(&writer, "journal_mode"), "wal");
            assert_eq!(pragma(&writer, "synchronous"), synchronous);
            assert_eq!(pragma(&writer, "fullfsync"), if kind == Kind::User { "1" } else { "0" });
            for connection in [&writer, &reader] {
                assert_eq!(pragma(connection, "foreign_keys"), "1");
                assert_eq!(pragma(connection, "mmap_size"), "0");
                assert_eq!(pragma(connection, "busy_timeout"), "10000");
            }
            assert!(reader.execute_batch("INSERT INTO t VALUES (1)").is_err());
        }
    }

    #[test]
    fn the_bundled_sqlite_has_no_wal_reset_bug() {
        assert!(rusqlite::version_number() >= OLDEST_SOUND_SQLITE, "{}", rusqlite::version());
    }
}
