//! The walk: every file that looks like music below some directories, with its stamp.
//!
//! Links are followed after the real directories: one that leads into a watched folder, above one, or to a place already seen adds
//! nothing, so a link can neither repeat a track nor run in a circle.

use std::collections::HashSet;
use std::fs::{FileType, Metadata};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use domain::{FileStamp, FolderId, holder};
use ignore::{WalkBuilder, WalkState};

use crate::formats::{Kind, is_junk_directory, kind};

/// Links behind links that are followed.
const DEEPEST_LINK: usize = 16;
const THREADS: usize = 4;

/// A file to compare with the library.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) path: PathBuf,
    pub(crate) stamp: FileStamp,
    pub(crate) folder: FolderId,
    pub(crate) kind: Kind,
}

#[derive(Default)]
pub(crate) struct Walked {
    /// By path.
    pub(crate) files: Vec<Found>,
    /// What could not be listed or is no file, with the reason.
    pub(crate) refused: Vec<(PathBuf, String)>,
    /// Directories whose content is unknown, and files that could not be looked at: what was there is not gone.
    pub(crate) unreadable: Vec<PathBuf>,
}

impl Walked {
    pub(crate) fn hides(&self, path: &Path) -> bool {
        self.unreadable.iter().any(|dir| path.starts_with(dir))
    }
}

/// Where a walk begins.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Start {
    pub(crate) dir: PathBuf,
    pub(crate) folder: FolderId,
    pub(crate) depth: Depth,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Depth {
    /// Everything below the directory.
    Subtree,
    /// The files in it, not its directories.
    Files,
}

/// What a scan looks at.
pub(crate) struct Scope {
    pub(crate) starts: Vec<Start>,
    /// All watched folders. One inside another is walked from its own start only.
    pub(crate) roots: Vec<PathBuf>,
}

impl Scope {
    /// Whether a walk from `start` meets a file at `path`.
    pub(crate) fn start_covers(&self, start: &Start, path: &Path) -> bool {
        let below = match start.depth {
            Depth::Subtree => path.starts_with(&start.dir),
            Depth::Files => holder(path).parent() == Some(&start.dir),
        };
        below
            && !self
                .roots
                .iter()
                .any(|root| *root != start.dir && root.starts_with(&start.dir) && path.starts_with(root))
    }

    /// Whether the walk meets a file at `path`.
    pub(crate) fn covers(&self, path: &Path) -> bool {
        self.starts.iter().any(|start| self.start_covers(start, path))
    }
}

/// Setting `cancel` ends it early; what it found then is not all there is.
pub(crate) fn walk(scope: &Scope, cancel: &AtomicBool) -> Walked {
    let walker = Walker {
        cancel,
        roots: &scope.roots,
        real_roots: scope.roots.iter().filter_map(|root| root.canonicalize().ok()).collect(),
        walked: Mutex::default(),
        links: Mutex::default(),
    };
    for start in &scope.starts {
        walker.run(start);
    }
    walker.follow_links();
    let mut walked = walker.walked.into_inner().unwrap_or_else(PoisonError::into_inner);
    walked.files.sort_by(|a, b| a.path.cmp(&b.path));
    walked.files.dedup_by(|a, b| a.path == b.path);
    walked
}

struct Walker<'a> {
    cancel: &'a AtomicBool,
    roots: &'a [PathBuf],
    real_roots: Vec<PathBuf>,
    walked: Mutex<Walked>,
    links: Mutex<Vec<Start>>,
}

impl Walker<'_> {
    fn run(&self, start: &Start) {
        let mut builder = WalkBuilder::new(&start.dir);
        // No rule of any kind: a .gitignore in a music folder must not hide music.
        builder.standard_filters(false).follow_links(false).threads(THREADS);
        builder.max_depth((start.depth == Depth::Files).then_some(1));
        builder.build_parallel().run(|| {
            Box::new(|entry| match entry {
                _ if self.cancel.load(Ordering::Relaxed) => WalkState::Quit,
                Ok(entry) => self.visit(start, entry.path(), entry.file_type(), entry.depth(), || entry.metadata()),
                Err(error) => {
                    self.unreadable(start, &error);
                    WalkState::Continue
                }
            })
        });
    }

    fn visit(
        &self,
        start: &Start,
        path: &Path,
        file_type: Option<FileType>,
        depth: usize,
        metadata: impl FnOnce() -> Result<Metadata, ignore::Error>,
    ) -> WalkState {
        let Some(file_type) = file_type else { return WalkState::Continue };
        if depth == 0 {
            // The start itself may be a link to the real place.
            return WalkState::Continue;
        }
        if file_type.is_dir() {
            let junk = path.file_name().is_some_and(|name| is_junk_directory(name.as_encoded_bytes()));
            return if junk || self.roots.iter().any(|root| root == path) {
                WalkState::Skip
            } else {
                WalkState::Continue
            };
        }
        if file_type.is_symlink() {
            lock(&self.links).push(Start {
                dir: path.to_path_buf(),
                folder: start.folder,
                depth: start.depth,
            });
        } else if !file_type.is_file() {
            lock(&self.walked)
                .refused
                .push((path.to_path_buf(), "this is a pipe, socket or device, not a file".into()));
        } else if let Some(kind) = kind(path) {
            match metadata() {
                Ok(metadata) => self.found(path, kind, &metadata, start.folder),
                // Listed, and then it could not be looked at: a disk that fails says nothing about its tracks.
                Err(error) => self.unreadable(start, &error),
            }
        }
        WalkState::Continue
    }

    fn found(&self, path: &Path, kind: Kind, metadata: &Metadata, folder: FolderId) {
        let modified = metadata.modified().unwrap_or(std::time::UNIX_EPOCH).into();
        let stamp = FileStamp {
            size: metadata.len(),
            modified,
        };
        lock(&self.walked).files.push(Found {
            path: path.to_path_buf(),
            stamp,
            folder,
            kind,
        });
    }

    fn unreadable(&self, start: &Start, error: &ignore::Error) {
        // A file that went away between listing and looking is simply not there.
        if error.io_error().is_some_and(|e| e.kind() == std::io::ErrorKind::NotFound) {
            return;
        }
        let dir = path_of(error).unwrap_or(&start.dir).to_path_buf();
        let reason = error
            .io_error()
            .map_or_else(|| error.to_string(), |e| format!("cannot be looked at: {e}"));
        let mut walked = lock(&self.walked);
        walked.refused.push((dir.clone(), reason));
        walked.unreadable.push(dir);
    }

    fn follow_links(&self) {
        let mut seen: HashSet<PathBuf> = HashSet::new();
        for _ in 0..DEEPEST_LINK {
            let mut links = std::mem::take(&mut *lock(&self.links));
            if links.is_empty() {
                return;
            }
            links.sort_by(|a, b| a.dir.cmp(&b.dir));
            for link in links {
                // A dangling link or a circle of links has no target.
                let Ok(target) = link.dir.canonicalize() else { continue };
                if !self.leads_elsewhere(&target) || !seen.insert(target.clone()) {
                    continue;
                }
                let Ok(metadata) = target.metadata() else { continue };
                if metadata.is_dir() {
                    // Beyond the depth of the walk that met it.
                    if link.depth == Depth::Subtree {
                        self.run(&link);
                    }
                } else if let Some(kind) = kind(&link.dir)
                    && metadata.is_file()
                {
                    self.found(&link.dir, kind, &metadata, link.folder);
                }
            }
        }
    }

    fn leads_elsewhere(&self, target: &Path) -> bool {
        let system = cfg!(target_os = "linux") && ["/proc", "/sys", "/dev", "/run/user"].iter().any(|dir| target.starts_with(dir));
        !system
            && !self
                .real_roots
                .iter()
                .any(|root| target.starts_with(root) || root.starts_with(target))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        ignore::Error::Loop { child, .. } => Some(child),
        ignore::Error::Partial(all) => all.iter().find_map(path_of),
        _ => None,
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    fn names(dir: &Path, roots: &[PathBuf]) -> Vec<String> {
        let start = Start {
            dir: dir.to_path_buf(),
            folder: FolderId(1),
            depth: Depth::Subtree,
        };
        let scope = Scope {
            starts: vec![start],
            roots: roots.to_vec(),
        };
        walk(&scope, &AtomicBool::new(false))
            .files
            .into_iter()
            .map(|f| f.path.strip_prefix(dir).unwrap_or(&f.path).display().to_string())
            .collect()
    }

    #[test]
    fn music_is_found_and_junk_is_not() {
        let dir = tempfile::tempdir().unwrap();
        for path in [
            "a.MP3",
            "x/b.flac",
            ".hidden/c.ogg",
            ".Trash-1000/d.mp3",
            "x/._b.flac",
            "x/cover.jpg",
            "...And You/e.wav",
        ] {
            fs::create_dir_all(dir.path().join(path).parent().unwrap()).unwrap();
            fs::write(dir.path().join(path), b"x").unwrap();
        }
        fs::write(dir.path().join(".gitignore"), b"*").unwrap();
        fs::write(dir.path().join(".ignore"), b"*").unwrap();
        assert_eq!(
            names(dir.path(), &[dir.path().into()]),
            ["...And You/e.wav", ".hidden/c.ogg", "a.MP3", "x/b.flac"]
        );
    }

    #[test]
    fn links_lead_out_once_and_never_round() {
        let dir = tempfile::tempdir().unwrap();
        let (root, other) = (dir.path().join("root"), dir.path().join("other"));
        fs::create_dir_all(root.join("a")).unwrap();
        fs::create_dir_all(&other).unwrap();
        fs::write(root.join("a/1.mp3"), b"x").unwrap();
        fs::write(other.join("2.mp3"), b"x").unwrap();
        for (target, link) in [
            (Path::new("."), "self"),
            (Path::new(".."), "up"),
            (Path::new("/"), "top"),
            (Path::new("/proc"), "proc"),
            (root.as_path(), "a/root"),
            (&root.join("a"), "b"),
            (&root.join("a/1.mp3"), "again.mp3"),
            (Path::new("nowhere"), "dangling.mp3"),
            (Path::new("circle2"), "circle1"),
            (Path::new("circle1"), "circle2"),
            (&other, "other"),
            (&other, "other again"),
        ] {
            symlink(target, root.join(link)).unwrap();
        }
        symlink(&other, other.join("loop")).unwrap();
        assert_eq!(names(&root, std::slice::from_ref(&root)), ["a/1.mp3", "other/2.mp3"]);
    }
}
