//! Last.fm as CSV: with a line that names the columns, or in the order artist, album, track, date.

use std::io;

use csv::{ReaderBuilder, StringRecord};

use super::collector::{Collector, Said};
use super::{HistoryFormat, instant, invalid};

/// Which column is which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Columns {
    artist: usize,
    album: Option<usize>,
    title: usize,
    time: usize,
}

impl Columns {
    const UNNAMED: Self = Self {
        artist: 0,
        album: Some(1),
        title: 2,
        time: 3,
    };

    /// As the first line names them.
    fn named(first: &StringRecord) -> Option<Self> {
        let names: Vec<String> = first.iter().map(|name| name.trim().to_lowercase()).collect();
        let find = |any: &[&str]| any.iter().find_map(|wanted| names.iter().position(|name| name == wanted));
        Some(Self {
            artist: find(&["artist", "artist_name", "artist name"])?,
            album: find(&["album", "album_name", "album name", "release"]),
            title: find(&["track", "title", "track_name", "track name", "name", "song"])?,
            // A number says more than minutes in words.
            time: find(&["uts", "timestamp", "utc_time", "date", "time", "datetime", "date_time", "played_at"])?,
        })
    }

    /// The columns of a table that begins with this line, and whether it is a listen already.
    fn of(first: &StringRecord) -> Option<(Self, bool)> {
        if let Some(named) = Self::named(first) {
            return Some((named, false));
        }
        let time = first.get(Self::UNNAMED.time)?;
        instant::of_text(time).map(|_| (Self::UNNAMED, true))
    }
}

/// Whether text begins as such a table.
pub(super) fn begins(text: &str) -> bool {
    let mut first = StringRecord::new();
    reader(text).read_record(&mut first).is_ok() && Columns::of(&first).is_some()
}

pub(super) fn read(text: &str, collector: &mut Collector) -> io::Result<()> {
    let mut reader = reader(text);
    let mut record = StringRecord::new();
    let mut columns = None;
    // Of the last line.
    let mut is_whole = true;
    let mut width = 0;
    while reader.read_record(&mut record).map_err(|error| invalid(error.to_string()))? {
        let known = match columns {
            Some(known) => known,
            None => {
                let Some((known, is_listen)) = Columns::of(&record) else {
                    return Ok(());
                };
                collector.is_of(HistoryFormat::LastFm);
                width = record.len();
                columns = Some(known);
                if !is_listen {
                    continue;
                }
                known
            }
        };
        collector.count().map_err(invalid)?;
        is_whole = record.len() == width;
        if !is_whole {
            collector.unusable.unknown += 1;
            continue;
        }
        let at = record.get(known.time).and_then(instant::of_text);
        is_whole = at.is_some();
        let said = |at: usize| record.get(at).map(str::to_owned);
        collector.take(Said {
            artist: said(known.artist),
            title: said(known.title),
            album: known.album.and_then(said),
            at,
            ..Said::default()
        });
    }
    if !is_whole {
        return Err(invalid("it ends in the middle of a line: it was cut off"));
    }
    Ok(())
}

fn reader(text: &str) -> csv::Reader<&[u8]> {
    ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes())
}
