//! Files opened by hand: taken in at once, wherever they lie, without becoming part of the library.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use domain::{FileStamp, FolderId, Timestamp, TrackId, TrackUid, holder, in_sheet, sheet_path};
use rayon::prelude::*;
use store::{NewTrack, Store};

use crate::formats::kind;
use crate::patient::patiently;
use crate::read_file::{FileContent, Refusal, read_file, stuck};
use crate::scan::pool;
use crate::sheets::{stamp_of, whole_file};
use crate::{Error, covers};

/// What one file came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpenedFile {
    /// A track of the library, or one opened before and unchanged since.
    Known(TrackId),
    /// Read just now.
    Read(TrackId),
    /// Why it cannot be played, for a person.
    Refused(String),
}

impl OpenedFile {
    pub fn track(&self) -> Option<TrackId> {
        match self {
            Self::Known(id) | Self::Read(id) => Some(*id),
            Self::Refused(_) => None,
        }
    }
}

/// Takes files in, in the order given, and tracks of sheets by their paths ([`crate::Opening`]). One that a watched folder has is that track; any other becomes a row of
/// [`FolderId::OPENED`], with the uid it had if it was seen at this place before. It never takes the place of a track that is away:
/// a copy opened while a drive is not connected must not inherit what belongs to the file on the drive.
pub fn open_files(store: &Store, paths: &[PathBuf]) -> Result<Vec<OpenedFile>, Error> {
    let mut found: Vec<Result<Place, String>> = Vec::with_capacity(paths.len());
    for path in paths {
        found.push(look_up(store, path)?);
    }
    let mut files: Vec<(&Path, FileStamp)> = Vec::new();
    for place in &found {
        if let Ok(Place::Unknown(path, stamp)) = place
            && !files.iter().any(|(known, _)| *known == path.as_path())
        {
            files.push((path, *stamp));
        }
    }
    let readings: Vec<Result<FileContent, Refusal>> = pool()?.install(|| files.par_iter().map(|(path, _)| read(path)).collect());
    let mut results: HashMap<PathBuf, OpenedFile> = HashMap::new();
    let mut tracks = Vec::new();
    for ((path, stamp), reading) in files.into_iter().zip(readings) {
        match reading {
            Err(refusal) => {
                results.insert(path.to_path_buf(), OpenedFile::Refused(refusal.reason));
            }
            Ok(content) => tracks.push(NewTrack {
                uid: uid_at(store, path, &content)?,
                folder: FolderId::OPENED,
                path: path.to_path_buf(),
                stamp,
                payload: content.payload,
                format: content.format,
                tags: content.tags,
            }),
        }
    }
    let read: Vec<PathBuf> = tracks.iter().map(|track| track.path.clone()).collect();
    let ids = if tracks.is_empty() {
        Vec::new()
    } else {
        store.save_tracks(tracks, Timestamp::from(SystemTime::now()))?
    };
    results.extend(read.into_iter().zip(ids.into_iter().map(OpenedFile::Read)));
    let outcome = |place| match place {
        Err(reason) => OpenedFile::Refused(reason),
        Ok(Place::Known(id)) => OpenedFile::Known(id),
        Ok(Place::Unknown(path, _)) => results
            .get(&path)
            .cloned()
            .unwrap_or_else(|| OpenedFile::Refused("it could not be read".into())),
    };
    Ok(found.into_iter().map(outcome).collect())
}

/// Finds the covers of tracks just read. Answers how many have one now.
pub fn find_covers_of(store: &Store, tracks: &[TrackId]) -> Result<usize, Error> {
    let tracks: Vec<(TrackId, PathBuf)> = store.tracks(tracks)?.into_iter().map(|track| (track.id, track.path)).collect();
    covers::find_of(store, &tracks)
}

enum Place {
    Known(TrackId),
    /// The real path of a file to be read.
    Unknown(PathBuf, FileStamp),
}

fn look_up(store: &Store, path: &Path) -> Result<Result<Place, String>, Error> {
    // As named, before links are followed: that is how a watched folder may know it.
    if let Some(id) = known(store, path, None)? {
        return Ok(Ok(Place::Known(id)));
    }
    let real = real_path(path).and_then(|real| Ok((holder(&real).metadata()?, real)));
    let (metadata, real) = match real {
        Ok(found) => found,
        Err(error) => return Ok(Err(reason(&error))),
    };
    // Opening a pipe would wait for ever.
    if !metadata.is_file() {
        return Ok(Err("this is not a file".into()));
    }
    let stamp = match stamp_of(&real, &metadata) {
        Ok(stamp) => stamp,
        Err(refusal) => return Ok(Err(refusal.reason)),
    };
    Ok(Ok(match known(store, &real, Some(stamp))? {
        Some(id) => Place::Known(id),
        None => Place::Unknown(real, stamp),
    }))
}

/// Without links; what stands behind a sheet stays behind it.
fn real_path(path: &Path) -> std::io::Result<PathBuf> {
    match in_sheet(path) {
        Some((holder, number)) => Ok(sheet_path(&holder.canonicalize()?, number)),
        None => path.canonicalize(),
    }
}

/// The library's track at `path`, or the one opened there before and unchanged since.
fn known(store: &Store, path: &Path, stamp: Option<FileStamp>) -> Result<Option<TrackId>, Error> {
    let track = store.track_at(path)?;
    let is_known = |track: &domain::Track| match track.missing_since {
        None => holder(path).is_file(),
        Some(_) => track.folder == FolderId::OPENED && Some(track.stamp) == stamp,
    };
    Ok(track.filter(is_known).map(|track| track.id))
}

fn read(path: &Path) -> Result<FileContent, Refusal> {
    let file = if in_sheet(path).is_some() {
        whole_file(path)
    } else {
        path.to_path_buf()
    };
    let kind = kind(&file).ok_or_else(|| Refusal {
        reason: "this is not a music file".into(),
        passing: false,
    })?;
    let own = path.to_path_buf();
    let content = patiently(move || read_file(&own, kind)).unwrap_or_else(|| stuck(path))?;
    match content.format.unplayable {
        Some(reason) => Err(Refusal { reason, passing: false }),
        None => Ok(content),
    }
}

fn uid_at(store: &Store, path: &Path, content: &FileContent) -> Result<TrackUid, Error> {
    let before = store.identities_at(path)?;
    let same = before.into_iter().find(|identity| identity.evidence.payload == content.payload);
    Ok(match same {
        Some(identity) => identity.uid,
        None => store.new_uid()?,
    })
}

fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "it is not there".into(),
        std::io::ErrorKind::PermissionDenied => "you may not read this file".into(),
        _ => error.to_string(),
    }
}
