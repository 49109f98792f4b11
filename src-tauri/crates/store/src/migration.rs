//! Schema steps: `PRAGMA user_version` counts how many of the list a file has; each runs in a transaction of its own.

use rusqlite::{Connection, TransactionBehavior};

use crate::Error;
use crate::connection::Kind;

/// Steps of `user.db`. A released step is never edited; the next change is a new file at the end.
const USER: &[&str] = &[
    include_str!("../migrations/user/0001.sql"),
    include_str!("../migrations/user/0002.sql"),
    include_str!("../migrations/user/0003.sql"),
    include_str!("../migrations/user/0004.sql"),
    include_str!("../migrations/user/0005.sql"),
];
/// Steps of `library.db`.
const LIBRARY: &[&str] = &[
    include_str!("../migrations/library/0001.sql"),
    include_str!("../migrations/library/0002.sql"),
    include_str!("../migrations/library/0003.sql"),
    include_str!("../migrations/library/0004.sql"),
    include_str!("../migrations/library/0005.sql"),
    include_str!("../migrations/library/0006.sql"),
    include_str!("../migrations/library/0007.sql"),
];

pub(crate) fn steps(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::User => USER,
        Kind::Library => LIBRARY,
    }
}

/// Schema version of the open file.
pub(crate) fn version(connection: &Connection) -> Result<i64, Error> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Newest version this build knows.
pub(crate) fn known(kind: Kind) -> i64 {
    steps(kind).len() as i64
}

/// Brings the file up to date; leaves it untouched and says so if a newer Attune wrote it.
pub(crate) fn migrate(connection: &mut Connection, kind: Kind, file: &std::path::Path) -> Result<(), Error> {
    apply(connection, steps(kind), file)
}

fn apply(connection: &mut Connection, steps: &[&str], file: &std::path::Path) -> Result<(), Error> {
    let found = version(connection)?;
    let known = steps.len() as i64;
    if found > known || found < 0 {
        return Err(Error::NewerSchema {
            file: file.into(),
            found,
            known,
        });
    }
    for (step, sql) in (1..).zip(steps).skip(found as usize) {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(sql)?;
        transaction.pragma_update(None, "user_version", step as i64)?;
        transaction.commit()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn released_steps_are_never_edited() {
        let sums = |kind| {
            steps(kind)
                .iter()
                .map(|sql| format!("{:016x}", domain::fnv1a(sql.bytes())))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            sums(Kind::User),
            [
                "540c7467afa51638",
                "4063913279d94390",
                "1924fcf4ce877d1b",
                "4ca7748659d59fbb",
                "a17929c0516b8bbe"
            ]
        );
        assert_eq!(
            sums(Kind::Library),
            [
                "0be5e98c66800ffc",
                "5088f064f0fc4c63",
                "2d1e9398772694ab",
                "de2bf9e3bf3a3d3b",
                "49c850b596b44174",
                "464368a4c84af2fa",
                "7c45875f3e670280"
            ]
        );
    }

    #[test]
    fn a_step_that_fails_leaves_the_version_before_it() {
        let mut connection = Connection::open_in_memory().unwrap();
        let steps = ["CREATE TABLE a (x);", "CREATE TABLE b (x); CREATE TABLE a (x);"];
        assert!(apply(&mut connection, &steps, Path::new("x")).is_err());
        assert_eq!(version(&connection).unwrap(), 1);
        let tables: i64 = connection
            .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
            .unwrap();
        assert_eq!(tables, 1, "the half-run step is rolled back");
        apply(&mut connection, &["CREATE TABLE a (x);", "CREATE TABLE b (x);"], Path::new("x")).unwrap();
        assert_eq!(version(&connection).unwrap(), 2);
    }

    #[test]
    fn a_file_of_a_newer_version_is_refused_untouched() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();
        assert!(matches!(
            migrate(&mut connection, Kind::User, Path::new("x")),
            Err(Error::NewerSchema { found: 99, .. })
        ));
    }
}
