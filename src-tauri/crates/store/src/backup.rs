//! Copies of `user.db`: one a day and one before a migration, each verified before it counts, seven kept.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::Error;
use crate::connection::is_sound;

const KEPT: usize = 7;
const DAY_MS: i64 = 86_400_000;

/// Copies the open database into `dir` under `name`, unless that copy exists. A copy that does not verify is thrown away.
pub(crate) fn copy(source: &Connection, dir: &Path, name: &str) -> Result<PathBuf, Error> {
    let target = dir.join(format!("user-{name}.db"));
    if verifies(&target) {
        return Ok(target);
    }
    std::fs::create_dir_all(dir).map_err(Error::io(dir))?;
    let part = dir.join(format!("user-{name}.part"));
    remove_if_there(&part)?;
    {
        let mut copy = Connection::open(&part)?;
        rusqlite::backup::Backup::new(source, &mut copy)?.run_to_completion(256, Duration::ZERO, None)?;
        // The copy is one file: no log beside it that a person could forget.
        copy.pragma_update(None, "journal_mode", "DELETE")?;
        if !is_sound(&copy) {
            return Err(Error::BadValue {
                what: "backup",
                value: part.display().to_string(),
            });
        }
    }
    std::fs::File::open(&part)
        .and_then(|file| file.sync_all())
        .map_err(Error::io(&part))?;
    std::fs::rename(&part, &target).map_err(Error::io(&target))?;
    Ok(target)
}

/// The day of `now_ms` as `YYYY-MM-DD` in UTC: names need only differ from day to day and sort by age.
pub(crate) fn day_name(now_ms: i64) -> String {
    // Civil from days (Hinnant, "chrono-compatible low-level date algorithms").
    let days = now_ms.div_euclid(DAY_MS) + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Removes all but the newest [`KEPT`] daily copies, and of those made before a migration the newest [`KEPT`].
pub(crate) fn prune(dir: &Path) -> Result<(), Error> {
    let (mut before, mut daily): (Vec<_>, Vec<_>) = all(dir).into_iter().partition(|path| is_before_migration(path));
    for list in [&mut before, &mut daily] {
        for old in list.iter().skip(KEPT) {
            remove_if_there(old)?;
        }
    }
    Ok(())
}

fn is_before_migration(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().contains("-before-"))
}

/// All copies, newest first.
pub(crate) fn all(dir: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(dir)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            path.extension().is_some_and(|e| e == "db") && path.file_name().is_some_and(|n| n.to_string_lossy().starts_with("user-"))
        })
        .collect();
    found.sort();
    found.reverse();
    found
}

/// Whether the file is a whole SQLite database with something in it.
pub(crate) fn verifies(path: &Path) -> bool {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .is_ok_and(|connection| is_sound(&connection) && crate::migration::version(&connection).is_ok_and(|version| version > 0))
}

fn remove_if_there(path: &Path) -> Result<(), Error> {
    match std::fs::remove_file(path) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(Error::Io {
            path: path.into(),
            source: e,
        }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_their_calendar_names() {
        for (ms, name) in [
            (0, "1970-01-01"),
            (951_782_400_000, "2000-02-29"),
            (-1, "1969-12-31"),
            (1_795_219_200_000, "2026-11-21"),
        ] {
            assert_eq!(day_name(ms), name);
        }
    }

    #[test]
    fn seven_copies_are_kept_and_each_verifies() {
        let dir = tempfile::tempdir().unwrap();
        let connection = Connection::open(dir.path().join("user.db")).unwrap();
        connection
            .execute_batch("CREATE TABLE t (x); INSERT INTO t VALUES (1); PRAGMA user_version = 1;")
            .unwrap();
        let backups = dir.path().join("backups");
        for day in 0..9 {
            copy(&connection, &backups, &day_name(day * DAY_MS)).unwrap();
        }
        prune(&backups).unwrap();
        let kept = all(&backups);
        assert_eq!(kept.len(), KEPT);
        assert!(kept[0].ends_with("user-1970-01-09.db"));
        assert!(kept.iter().all(|path| verifies(path)));
        std::fs::write(&kept[0], b"not a database").unwrap();
        assert!(!verifies(&kept[0]));
    }
}
