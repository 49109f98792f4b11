//! Lists that other people made. What goes together is learnt from them; they are never shown as playlists, nor do they say what the
//! listener likes.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use library::{Certainty, PlaylistFile};
use store::{BorrowedList, NewBorrowedList};

use crate::entries::EntryFinder;
use crate::imports::file_name;
use crate::missed::{Missed, Misses};
use crate::{Attune, Error, ImportPhase, ImportProgress, clock};

/// What is looked for in folders.
const ENDINGS: [&str; 6] = ["m3u", "m3u8", "pls", "xspf", "jspf", "json"];
const MOST_FILES: usize = 200_000;
const DEEPEST: usize = 32;
/// Lists that are kept at once.
const BATCH: usize = 200;
/// One track goes together with nothing.
const SHORTEST: usize = 2;
/// Files that are told of; nobody reads more.
const MOST_REFUSED: usize = 100;
const LONGEST_NAME: usize = 300;

/// What came of files with lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListsReport {
    pub files: usize,
    /// Lists that are new.
    pub borrowed: u64,
    /// Lists that were there.
    pub known: u64,
    /// Lists of which the library has fewer than two tracks: they teach nothing.
    pub too_short: u64,
    /// Entries of all lists in the library, under exactly their names or at their place, and under nearly these names.
    pub exact: u64,
    pub loose: u64,
    pub unmatched: u64,
    /// Files that could not be read, and why; the first hundred.
    pub refused: Vec<(PathBuf, String)>,
    pub refused_count: usize,
    /// What was not found, the most frequent first; the first hundred.
    pub most_missed: Vec<Missed>,
    /// Ended before its end; what was read is kept.
    pub cancelled: bool,
}

/// What there is of lists that other people made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BorrowedView {
    /// The latest first.
    pub lists: Vec<BorrowedList>,
    pub tracks: u64,
}

impl Attune {
    /// Borrows the lists in these files, and in all playlist files below these folders. A list that is there already is passed over.
    ///
    /// # Errors
    /// [`Error::Unreadable`] if a folder cannot be read or holds too much. Files that cannot be read are in the report.
    pub fn import_lists(
        &self,
        paths: &[PathBuf],
        progress: &mut dyn FnMut(ImportProgress),
        stop: &AtomicBool,
    ) -> Result<ListsReport, Error> {
        let _one_at_a_time = self.core.importing.lock();
        let files = files_of(paths)?;
        let finder = EntryFinder::new(&self.core.store)?;
        let mut report = ListsReport::default();
        let (mut misses, mut waiting) = (Misses::default(), Vec::new());
        for (number, file) in files.iter().enumerate() {
            progress(ImportProgress {
                phase: ImportPhase::Reading,
                done: number,
                total: files.len(),
            });
            if stop.load(Ordering::Relaxed) {
                report.cancelled = true;
                break;
            }
            report.files += 1;
            match library::read_playlists(file) {
                Ok(lists) => {
                    for list in &lists {
                        waiting.extend(self.match_list(&finder, file, list, &mut report, &mut misses));
                        self.keep(&mut waiting, BATCH, &mut report)?;
                    }
                }
                Err(error) => {
                    report.refused_count += 1;
                    if report.refused.len() < MOST_REFUSED {
                        report.refused.push((file.clone(), crate::error::reason(&error)));
                    }
                }
            }
        }
        self.keep(&mut waiting, 1, &mut report)?;
        report.most_missed = misses.most_frequent();
        if report.borrowed > 0 {
            self.core.lessons_changed();
        }
        Ok(report)
    }

    fn match_list(
        &self,
        finder: &EntryFinder,
        file: &Path,
        list: &PlaylistFile,
        report: &mut ListsReport,
        misses: &mut Misses,
    ) -> Option<NewBorrowedList> {
        let mut items = Vec::new();
        for entry in &list.entries {
            match finder.find(list, entry) {
                Some((uid, certainty)) => {
                    items.push(uid);
                    match certainty {
                        Certainty::Exact => report.exact += 1,
                        Certainty::Loose => report.loose += 1,
                    }
                }
                None => {
                    report.unmatched += 1;
                    if let (Some(artist), Some(title)) = (&entry.artist, &entry.title) {
                        misses.add(artist, title);
                    }
                }
            }
        }
        if items.iter().collect::<HashSet<_>>().len() < SHORTEST {
            report.too_short += 1;
            return None;
        }
        Some(NewBorrowedList {
            file: file_name(file),
            name: list.name.chars().take(LONGEST_NAME).collect(),
            items,
        })
    }

    /// Writes what waits, once it is so many lists.
    fn keep(&self, waiting: &mut Vec<NewBorrowedList>, at_least: usize, report: &mut ListsReport) -> Result<(), Error> {
        if waiting.len() < at_least {
            return Ok(());
        }
        let lists = std::mem::take(waiting);
        let count = lists.len() as u64;
        let new = self.core.store.borrow_lists(lists, clock::now())?;
        report.borrowed += new;
        report.known += count.saturating_sub(new);
        Ok(())
    }

    pub fn borrowed_lists(&self) -> Result<BorrowedView, Error> {
        let (_, tracks) = self.core.store.count_borrowed()?;
        Ok(BorrowedView {
            lists: self.core.store.borrowed_lists()?,
            tracks,
        })
    }

    /// Gives back these lists, or all; answers with how many were there.
    pub fn remove_borrowed_lists(&self, ids: Option<&[i64]>) -> Result<u64, Error> {
        let _one_at_a_time = self.core.importing.lock();
        let given_back = self.core.store.remove_borrowed(ids)?;
        if given_back > 0 {
            self.core.lessons_changed();
        }
        Ok(given_back)
    }
}

/// The files among `paths`, and the playlist files below its folders, in the order of their names. Links are not followed.
fn files_of(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            let from = files.len();
            below(path, 0, &mut files)?;
            files[from..].sort();
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}

fn below(dir: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<(), Error> {
    let unreadable = |reason: String| Error::Unreadable {
        path: dir.to_path_buf(),
        reason,
    };
    for entry in std::fs::read_dir(dir).map_err(|error| unreadable(error.to_string()))? {
        let Ok(entry) = entry else { continue };
        let Ok(kind) = entry.file_type() else { continue };
        let path = entry.path();
        if kind.is_dir() && depth < DEEPEST {
            below(&path, depth + 1, files)?;
        } else if kind.is_file() && has_known_ending(&path) {
            if files.len() == MOST_FILES {
                return Err(unreadable(format!("there are more than {MOST_FILES} playlist files")));
            }
            files.push(path);
        }
    }
    Ok(())
}

fn has_known_ending(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}
