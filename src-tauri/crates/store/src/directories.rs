//! Directories of the library, as the paths of its present tracks have them.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, params};

use crate::{Error, Store, path_bytes};

/// A directory with present tracks in it or below.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directory {
    pub path: PathBuf,
    /// At all levels below.
    pub tracks: u64,
}

impl Store {
    /// The directories right below `dir`, by the bytes of their names.
    pub fn directories_below(&self, dir: &Path) -> Result<Vec<Directory>, Error> {
        let (from, to) = path_bytes::below(dir);
        self.library().read(|db| {
            let mut found = Vec::new();
            let mut cursor = from.clone();
            // From one directory to the next by the index: what lies within is counted, not read.
            while let Some(path) = first_path(db, &cursor, &to)? {
                if let Some(length) = path_bytes::first_component(path.get(from.len()..).unwrap_or_default()) {
                    let child = path_bytes::from_bytes(path[..from.len() + length].to_vec());
                    let (first, end) = path_bytes::below(&child);
                    // Tracks of a sheet are files of the directory it lies in.
                    let is_sheet = domain::in_sheet(&path_bytes::from_bytes(path)).is_some_and(|(holder, _)| holder == child);
                    if !is_sheet {
                        found.push(Directory {
                            tracks: count(db, &first, &end)?,
                            path: child,
                        });
                    }
                    cursor = end;
                } else {
                    cursor = path;
                    cursor.push(0);
                }
            }
            Ok(found)
        })
    }

    /// How many present tracks are below `dir`.
    pub fn count_tracks_below(&self, dir: &Path) -> Result<u64, Error> {
        let (from, to) = path_bytes::below(dir);
        self.library().read(|db| count(db, &from, &to))
    }
}

fn first_path(db: &Connection, from: &[u8], to: &[u8]) -> Result<Option<Vec<u8>>, Error> {
    let sql = "SELECT path FROM tracks INDEXED BY tracks_present_path
               WHERE path >= ?1 AND path < ?2 AND missing_since IS NULL ORDER BY path LIMIT 1";
    Ok(db.prepare_cached(sql)?.query_row(params![from, to], |row| row.get(0)).optional()?)
}

fn count(db: &Connection, from: &[u8], to: &[u8]) -> Result<u64, Error> {
    let sql = "SELECT count(*) FROM tracks INDEXED BY tracks_present_path WHERE path >= ?1 AND path < ?2 AND missing_since IS NULL";
    let count: i64 = db.prepare_cached(sql)?.query_row(params![from, to], |row| row.get(0))?;
    Ok(u64::try_from(count).unwrap_or(0))
}
