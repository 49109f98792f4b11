//! `settings`: text by key; what the text means is the caller's.

use rusqlite::{OptionalExtension, params};

use crate::columns::collect;
use crate::{Error, Store};

impl Store {
    pub fn setting(&self, key: &str) -> Result<Option<String>, Error> {
        self.user().read(|db| {
            Ok(db
                .prepare_cached("SELECT value FROM settings WHERE key = ?1")?
                .query_row([key], |row| row.get(0))
                .optional()?)
        })
    }

    /// Sets a value; `None` forgets it.
    pub fn set_setting(&self, key: &str, value: Option<&str>) -> Result<(), Error> {
        let (key, value) = (key.to_owned(), value.map(str::to_owned));
        self.user().write(move |tx| {
            match value {
                Some(value) => tx.execute("INSERT OR REPLACE INTO settings (key, value) VALUES (?1, ?2)", params![key, value])?,
                None => tx.execute("DELETE FROM settings WHERE key = ?1", [key])?,
            };
            Ok(())
        })
    }

    /// Sets several values in one step.
    pub fn set_settings(&self, values: Vec<(&'static str, Option<String>)>) -> Result<(), Error> {
        self.user().write(move |tx| {
            for (key, value) in &values {
                match value {
                    Some(value) => tx.execute("INSERT OR REPLACE INTO settings (key, value) VALUES (?1, ?2)", params![key, value])?,
                    None => tx.execute("DELETE FROM settings WHERE key = ?1", [key])?,
                };
            }
            Ok(())
        })
    }

    /// All settings by key.
    pub fn settings(&self) -> Result<Vec<(String, String)>, Error> {
        self.user().read(|db| {
            let mut query = db.prepare_cached("SELECT key, value FROM settings ORDER BY key")?;
            collect(query.query([])?, |row| Ok((row.get(0)?, row.get(1)?)))
        })
    }
}
