//! Albums that lie in two folders: each track is listed once, as the best of its copies.

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::Duration;

use domain::{FolderId, Track, TrackId};
use store::fold;

use crate::Error;
use crate::core::Core;

/// Copies differ in padding by less than this.
const SAME_LENGTH: Duration = Duration::from_secs(3);
/// Codecs that keep every bit.
const LOSSLESS: [&str; 6] = ["FLAC", "ALAC", "PCM", "WAVPACK", "APE", "TTA"];

/// One track of an album with all its copies.
pub(crate) struct Copies {
    pub best: TrackId,
    pub length: Duration,
    /// Where the others lie.
    pub others: Vec<PathBuf>,
}

impl Core {
    /// The tracks `ids` of one album, in their order, every one once.
    pub(crate) fn each_once(&self, ids: &[TrackId]) -> Result<Vec<Copies>, Error> {
        let away = self.store.unreachable_folders()?;
        Ok(each_once(self.store.tracks(ids)?, |folder| {
            away.iter().any(|(id, _)| *id == folder)
        }))
    }
}

fn each_once(tracks: Vec<Track>, is_away: impl Fn(FolderId) -> bool) -> Vec<Copies> {
    let mut groups: Vec<Vec<Track>> = Vec::with_capacity(tracks.len());
    let mut at: HashMap<_, Vec<usize>> = HashMap::new();
    for track in tracks {
        let key = (
            track.tags.disc_number.unwrap_or(1),
            track.tags.track_number,
            fold(&track.display_title()),
        );
        let alike = at.entry(key).or_default();
        let known = alike.iter().copied().find(|group| {
            let first: &Track = &groups[*group][0];
            first.format.duration.abs_diff(track.format.duration) <= SAME_LENGTH
        });
        match known {
            Some(group) => groups[group].push(track),
            None => {
                alike.push(groups.len());
                groups.push(vec![track]);
            }
        }
    }
    let quality = |track: &Track| {
        (
            track.format.unplayable.is_none() && !is_away(track.folder),
            LOSSLESS.contains(&track.format.codec.as_str()),
            track.format.bitrate.unwrap_or(0),
        )
    };
    let best = |mut group: Vec<Track>| {
        group.sort_by(|a, b| quality(b).cmp(&quality(a)).then_with(|| a.path.cmp(&b.path)));
        let mut group = group.into_iter();
        let best = group.next()?;
        Some(Copies {
            best: best.id,
            length: best.format.duration,
            others: group.map(|track| track.path).collect(),
        })
    };
    groups.into_iter().filter_map(best).collect()
}
