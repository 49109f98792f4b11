//! Writing what was listened to, as ListenBrainz exports it: a document a line.

use std::io::Write;
use std::path::Path;

use domain::{EndReason, Play};
use serde::Serialize;

use crate::Error;
use crate::text::write_whole;

/// Who wrote it.
const CLIENT: &str = "Attune";

#[derive(Serialize)]
struct Line<'a> {
    /// Seconds since 1970.
    listened_at: i64,
    track_metadata: Metadata<'a>,
}

#[derive(Serialize)]
struct Metadata<'a> {
    artist_name: &'a str,
    track_name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    release_name: &'a str,
    additional_info: Additional<'a>,
}

/// The last two are Attune's own; ListenBrainz keeps what it does not know.
#[derive(Serialize)]
struct Additional<'a> {
    submission_client: &'a str,
    media_player: &'a str,
    duration_ms: u128,
    listened_ms: u128,
    end_reason: &'a str,
}

/// Writes plays whole or not at all, in the order they come in.
///
/// # Errors
/// The first that comes in their place, and [`Error::File`] if the file cannot be written.
pub fn write_history<E: From<Error>>(to: &Path, plays: impl IntoIterator<Item = Result<Play, E>>) -> Result<(), E> {
    write_whole(to, |file| {
        for play in plays {
            line(file, &play?).map_err(Error::file(to))?;
        }
        Ok(())
    })
}

fn line(mut file: &mut dyn Write, play: &Play) -> std::io::Result<()> {
    let line = Line {
        listened_at: play.started_at.0.div_euclid(1000),
        track_metadata: Metadata {
            artist_name: &play.artist,
            track_name: &play.title,
            release_name: &play.album,
            additional_info: Additional {
                submission_client: CLIENT,
                media_player: CLIENT,
                duration_ms: play.duration.as_millis(),
                listened_ms: play.listened.as_millis(),
                end_reason: match play.end {
                    EndReason::Finished => "finished",
                    EndReason::Skipped => "skipped",
                    EndReason::Stopped => "stopped",
                    EndReason::Quit => "quit",
                    EndReason::Failed => "failed",
                },
            },
        },
    };
    serde_json::to_writer(&mut file, &line)?;
    file.write_all(b"\n")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use domain::{PlaySource, SourceKind, Timestamp, TrackUid};

    use super::*;
    use crate::{HistoryFormat, Listen, Named, read_history};

    #[test]
    fn what_is_written_is_read_again() {
        let dir = tempfile::tempdir().unwrap();
        let to = dir.path().join("history.jsonl");
        let play = Play {
            uid: TrackUid([1; 16]),
            started_at: Timestamp(1_577_882_040_900),
            listened: Duration::from_millis(61_500),
            duration: Duration::from_secs(200),
            source: PlaySource::of(SourceKind::Library),
            end: EndReason::Skipped,
            title: "Sun \"\n".into(),
            artist: "Ann".into(),
            album: String::new(),
        };
        let other = Play {
            end: EndReason::Quit,
            ..play.clone()
        };
        write_history::<Error>(&to, [Ok(play), Ok(other)]).unwrap();
        let read = read_history(&to, Timestamp(i64::MAX)).unwrap();
        assert_eq!(read.format, HistoryFormat::ListenBrainz);
        let named = Named {
            artist: "Ann".into(),
            title: "Sun \"".into(),
            album: String::new(),
        };
        assert_eq!(read.named, [named]);
        let listen = Listen {
            named: 0,
            at: Timestamp(1_577_882_040_000),
            heard: Some(Duration::from_millis(61_500)),
            end: Some(EndReason::Skipped),
        };
        assert_eq!(
            read.listens,
            [
                listen,
                Listen {
                    end: Some(EndReason::Quit),
                    ..listen
                }
            ]
        );
        let before = std::fs::read(&to).unwrap();
        let refused = write_history(&to, [Err(Error::Thread("no".into()))]);
        assert!(refused.is_err() && std::fs::read(&to).unwrap() == before, "whole or not at all");
    }
}
