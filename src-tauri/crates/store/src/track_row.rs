//! A row of `tracks` as [`Track`].

use domain::{AudioFormat, FileStamp, FolderId, ReplayGain, Tags, Track, TrackId};
use rusqlite::Row;

use crate::Error;
use crate::columns::{Columns, split};

/// In the order [`track`] reads them; `t` is the table's alias.
pub(crate) const COLUMNS: &str = "t.id, t.uid, t.folder, t.path, t.size, t.modified, t.payload, t.codec, t.duration_ms, t.sample_rate, \
     t.channels, t.bits, t.bitrate, t.unplayable, t.title, t.artists, t.album, t.album_artists, t.track_number, t.track_total, \
     t.disc_number, t.disc_total, t.year, t.original_year, t.genres, t.composers, t.label, t.compilation, t.title_sort, \
     t.artist_sort, t.album_sort, t.bpm, t.musical_key, t.comment, t.lyrics, t.mb_recording, t.mb_release, t.rg_track_gain, \
     t.rg_track_peak, t.rg_album_gain, t.rg_album_peak, t.cover, t.added_at, t.missing_since";

pub(crate) fn track(row: &Row<'_>) -> Result<Track, Error> {
    Ok(Track {
        id: TrackId(row.get(0)?),
        uid: row.uid(1)?,
        folder: FolderId(row.get(2)?),
        path: row.path(3)?,
        stamp: FileStamp {
            size: row.count(4)?,
            modified: row.time(5)?,
        },
        payload: row.payload(6)?,
        format: AudioFormat {
            codec: row.get(7)?,
            duration: row.duration(8)?,
            sample_rate: row.get(9)?,
            channels: row.get(10)?,
            bits_per_sample: row.get(11)?,
            bitrate: row.get(12)?,
            unplayable: row.get(13)?,
        },
        tags: tags(row)?,
        cover: row.cover(41)?,
        added_at: row.time(42)?,
        missing_since: row.get::<_, Option<i64>>(43)?.map(domain::Timestamp),
    })
}

fn tags(row: &Row<'_>) -> Result<Tags, Error> {
    let list = |at: usize| -> Result<Vec<String>, Error> { Ok(split(&row.get::<_, String>(at)?)) };
    Ok(Tags {
        title: row.get(14)?,
        artists: list(15)?,
        album: row.get(16)?,
        album_artists: list(17)?,
        track_number: row.get(18)?,
        track_total: row.get(19)?,
        disc_number: row.get(20)?,
        disc_total: row.get(21)?,
        year: row.get(22)?,
        original_year: row.get(23)?,
        genres: list(24)?,
        composers: list(25)?,
        label: row.get(26)?,
        compilation: row.get(27)?,
        title_sort: row.get(28)?,
        artist_sort: row.get(29)?,
        album_sort: row.get(30)?,
        bpm: row.get(31)?,
        musical_key: row.get(32)?,
        comment: row.get(33)?,
        lyrics: row.get(34)?,
        musicbrainz_recording: row.get(35)?,
        musicbrainz_release: row.get(36)?,
        replay_gain: ReplayGain {
            track_gain_db: row.get(37)?,
            track_peak: row.get(38)?,
            album_gain_db: row.get(39)?,
            album_peak: row.get(40)?,
        },
    })
}
