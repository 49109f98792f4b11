//! Albums that lie in two folders: each track is listed once, as the best of its copies.

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::Duration;

use domain::{FolderId, PayloadHash, Track, TrackId};
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

/// What copies have in common beside their length.
#[derive(PartialEq, Eq, Hash)]
struct Likeness {
    disc: u32,
    number: Result<u32, PayloadHash>,
    title: String,
    artist: String,
}

impl Likeness {
    fn of(track: &Track) -> Self {
        Self {
            disc: track.tags.disc_number.unwrap_or(1),
            // An album may hold several "Untitled" of one length: without a number only the same audio is a copy.
            number: track.tags.track_number.ok_or(track.payload),
            title: fold(&track.display_title()),
            artist: fold(&track.tags.artist_line().unwrap_or_default()),
        }
    }
}

fn each_once(tracks: Vec<Track>, is_away: impl Fn(FolderId) -> bool) -> Vec<Copies> {
    let mut groups: Vec<Vec<Track>> = Vec::with_capacity(tracks.len());
    let mut at: HashMap<_, Vec<usize>> = HashMap::new();
    for track in tracks {
        let alike = at.entry(Likeness::of(&track)).or_default();
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

#[cfg(test)]
mod tests {
    use domain::{AudioFormat, FileStamp, Tags, Timestamp, TrackUid};

    use super::*;

    /// One of one length as all of these; `audio` says what is heard.
    fn track(path: &str, number: Option<u32>, title: &str, artist: &str, audio: u8) -> Track {
        Track {
            id: TrackId(path.bytes().map(i64::from).sum()),
            uid: TrackUid([audio; 16]),
            folder: FolderId(1),
            path: path.into(),
            stamp: FileStamp {
                size: 1,
                modified: Timestamp(0),
            },
            payload: PayloadHash([audio; 16]),
            format: AudioFormat {
                codec: "FLAC".into(),
                duration: Duration::from_secs(60),
                sample_rate: 44_100,
                channels: 2,
                bits_per_sample: None,
                bitrate: None,
                unplayable: None,
            },
            tags: Tags {
                title: Some(title.into()),
                artists: vec![artist.into()],
                track_number: number,
                ..Tags::default()
            },
            cover: None,
            added_at: Timestamp(0),
            missing_since: None,
        }
    }

    /// How many copies each track that is listed has.
    fn listed(tracks: Vec<Track>) -> Vec<usize> {
        let once = each_once(tracks, |_| false);
        once.into_iter().map(|copies| copies.others.len() + 1).collect()
    }

    #[test]
    fn what_is_called_alike_is_a_copy_if_its_number_or_its_audio_says_so() {
        // The same music as FLAC and as MP3.
        let converted = |n| vec![track("/a/1", n, "Kites", "Ann", 1), track("/b/1", n, "kites", "ANN", 2)];
        assert_eq!(listed(converted(Some(1))), [2]);
        assert_eq!(listed(converted(None)), [1, 1], "without a number these are any two");
        let untitled = |path: &str, audio| track(path, None, "Untitled", "Ann", audio);
        let album = vec![untitled("/a/1", 1), untitled("/a/2", 2), untitled("/b/1", 1), untitled("/b/2", 2)];
        assert_eq!(listed(album), [2, 2]);
    }

    #[test]
    fn the_same_title_by_another_artist_is_another_track() {
        let sampler = vec![track("/a/1", Some(1), "Intro", "Ann", 1), track("/a/2", Some(1), "Intro", "Bob", 2)];
        assert_eq!(listed(sampler), [1, 1]);
    }
}
