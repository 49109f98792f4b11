//! From read files to tracks: recognised, given their uid and written, a batch at a time.

use std::path::PathBuf;

use domain::{Failure, Stage, Timestamp, TrackUid};
use store::{NewTrack, Store, tag_key};

use crate::identity::{Recogniser, Sighting, Verdict};
use crate::read_file::{FileContent, Refusal};
use crate::walk::Found;
use crate::{Error, ScanReport};

/// Files kept in memory until the rest is read; beyond that they are decided with what is known.
const MOST_WAITING: usize = 5_000;
/// Tracks a transaction.
pub(crate) const BATCH: usize = 500;

pub(crate) type Reading = (Found, Result<FileContent, Refusal>);

/// Takes readings in and adds up what they changed.
pub(crate) struct Intake<'a> {
    store: &'a Store,
    recogniser: Recogniser<'a>,
    waiting: Vec<(Found, FileContent)>,
    now: Timestamp,
    pub(crate) report: ScanReport,
    /// Files that were fine, whatever was held against them before.
    pub(crate) fine: Vec<PathBuf>,
}

impl<'a> Intake<'a> {
    pub(crate) fn new(store: &'a Store, recogniser: Recogniser<'a>, now: Timestamp) -> Self {
        Self {
            store,
            recogniser,
            waiting: Vec::new(),
            now,
            report: ScanReport::default(),
            fine: Vec::new(),
        }
    }

    /// Writes what can be recognised now, keeps back what cannot, and records refusals.
    pub(crate) fn take(&mut self, readings: Vec<Reading>) -> Result<(), Error> {
        let mut tracks = Vec::with_capacity(readings.len());
        let mut failures = Vec::new();
        for (found, content) in readings {
            match content {
                Err(refusal) => failures.push(self.failure(found, refusal)),
                Ok(content) => match self.recogniser.at_once(&sighting(&found, &content))? {
                    Verdict::Known(uid) => {
                        self.count_known(uid, &found)?;
                        tracks.push(track(uid, found, content));
                    }
                    Verdict::New => {
                        self.report.added += 1;
                        tracks.push(track(self.store.new_uid()?, found, content));
                    }
                    Verdict::Later => self.waiting.push((found, content)),
                },
            }
        }
        self.write(tracks)?;
        if !failures.is_empty() {
            self.store.save_failures(failures)?;
        }
        if self.waiting.len() > MOST_WAITING {
            self.settle()?;
        }
        Ok(())
    }

    /// Recognises and writes what was kept back.
    pub(crate) fn settle(&mut self) -> Result<(), Error> {
        let waiting = std::mem::take(&mut self.waiting);
        let sightings: Vec<Sighting> = waiting.iter().map(|(found, content)| sighting(found, content)).collect();
        let uids = self.recogniser.settle(&sightings)?;
        let mut tracks = Vec::with_capacity(waiting.len());
        for ((found, content), uid) in waiting.into_iter().zip(uids) {
            let uid = match uid {
                Some(uid) => {
                    self.count_known(uid, &found)?;
                    uid
                }
                None => {
                    self.report.added += 1;
                    self.store.new_uid()?
                }
            };
            tracks.push(track(uid, found, content));
        }
        // In one piece: tracks that changed places must be written together.
        self.write(tracks)
    }

    /// Writes out what is known of a file that no walk or reader could take.
    pub(crate) fn refuse(&mut self, refused: Vec<(PathBuf, String)>) -> Result<(), Error> {
        let failures: Vec<Failure> = refused
            .into_iter()
            .map(|(path, reason)| Failure {
                path,
                stage: Stage::Scan,
                reason,
                at: self.now,
                stamp: None,
                attempts: 1,
            })
            .collect();
        self.report.failed.extend(failures.iter().cloned());
        if failures.is_empty() {
            Ok(())
        } else {
            Ok(self.store.save_failures(failures)?)
        }
    }

    fn write(&mut self, tracks: Vec<NewTrack>) -> Result<(), Error> {
        if tracks.is_empty() {
            return Ok(());
        }
        self.fine.extend(tracks.iter().map(|track| track.path.clone()));
        self.store.save_tracks(tracks, self.now)?;
        Ok(())
    }

    fn failure(&mut self, found: Found, refusal: Refusal) -> Failure {
        let stamp = (!refusal.passing).then_some(found.stamp);
        let failure = Failure {
            path: found.path,
            stage: Stage::Scan,
            reason: refusal.reason,
            at: self.now,
            stamp,
            attempts: 1,
        };
        self.report.failed.push(failure.clone());
        failure
    }

    fn count_known(&mut self, uid: TrackUid, found: &Found) -> Result<(), Error> {
        match self.store.whereabouts(uid)? {
            None => self.report.added += 1,
            Some((path, _)) if path != found.path => self.report.moved += 1,
            Some((_, true)) => self.report.returned += 1,
            Some((_, false)) => self.report.updated += 1,
        }
        Ok(())
    }
}

fn sighting(found: &Found, content: &FileContent) -> Sighting {
    Sighting {
        path: found.path.clone(),
        payload: content.payload,
        duration: content.format.duration,
        tags: tag_key(&content.tags),
    }
}

fn track(uid: TrackUid, found: Found, content: FileContent) -> NewTrack {
    let FileContent { payload, format, tags } = content;
    NewTrack {
        uid,
        folder: found.folder,
        path: found.path,
        stamp: found.stamp,
        payload,
        format,
        tags,
    }
}
