//! The JSON documents, and rows for a terminal.

use std::io::Write;
use std::path::Path;
use std::time::Duration;

use serde::Serialize;

/// A track in a list.
#[derive(Serialize)]
pub struct TrackOut {
    pub id: i64,
    pub path: String,
    pub title: String,
    pub artist: String,
    pub album: String,
    pub seconds: f64,
}

impl From<&app::TrackRow> for TrackOut {
    fn from(row: &app::TrackRow) -> Self {
        Self {
            id: row.id.0,
            path: shown(&row.path),
            title: row.title.clone(),
            artist: row.artist.clone(),
            album: row.album.clone(),
            seconds: row.duration.as_secs_f64(),
        }
    }
}

/// A file that was refused.
#[derive(Serialize)]
pub struct FailureOut {
    pub path: String,
    pub reason: String,
}

impl From<&domain::Failure> for FailureOut {
    fn from(failure: &domain::Failure) -> Self {
        Self {
            path: shown(&failure.path),
            reason: failure.reason.clone(),
        }
    }
}

/// JSON is Unicode and file names need not be: what is not becomes U+FFFD.
pub fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// One document on standard output.
pub fn json(value: &impl Serialize) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, value)?;
    writeln!(out)?;
    Ok(())
}

/// A line on standard output; a closed pipe is an error, not a panic.
pub fn line(text: impl AsRef<str>) -> anyhow::Result<()> {
    writeln!(std::io::stdout().lock(), "{}", text.as_ref())?;
    Ok(())
}

/// `m:ss`, or `h:mm:ss`.
pub fn clock(duration: Duration) -> String {
    let s = duration.as_secs();
    if s >= 3600 {
        format!("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60)
    } else {
        format!("{}:{:02}", s / 60, s % 60)
    }
}

/// `YYYY-MM-DD hh:mm` by the listener's clock.
pub fn moment(at: domain::Timestamp) -> String {
    app::local_text(at)
        .chars()
        .take(16)
        .map(|c| if c == 'T' { ' ' } else { c })
        .collect()
}

/// Artist – title (album).
pub fn describe(row: &app::TrackRow) -> String {
    let artist = if row.artist.is_empty() {
        String::new()
    } else {
        format!("{} – ", row.artist)
    };
    let album = if row.album.is_empty() {
        String::new()
    } else {
        format!("  [{}]", row.album)
    };
    format!("{artist}{}{album}", row.title)
}
