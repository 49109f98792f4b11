//! `stats --period`, `history`, `lyrics`.

use std::time::Duration;

use clap::ValueEnum;
use serde::Serialize;

use crate::args::Args;
use crate::output::{clock, json, line, moment};

/// The days that are looked at.
#[derive(Clone, Copy, ValueEnum)]
pub enum Period {
    /// Seven days
    Week,
    /// Thirty days
    Month,
    /// 365 days
    Year,
    All,
}

impl From<Period> for app::Period {
    fn from(period: Period) -> Self {
        match period {
            Period::Week => Self::Week,
            Period::Month => Self::Month,
            Period::Year => Self::Year,
            Period::All => Self::All,
        }
    }
}

#[derive(Serialize)]
struct StatisticsOut {
    plays: u64,
    listened_seconds: f64,
    tracks_heard: usize,
    artists_heard: usize,
    new_tracks: usize,
    library_tracks: usize,
    library_heard: usize,
    days: Vec<DayOut>,
    /// Plays by hour of the week, Monday first.
    hours: Vec<u64>,
    top_artists: Vec<RankedOut>,
    top_albums: Vec<RankedOut>,
    top_tracks: Vec<RankedOut>,
    top_genres: Vec<GenreOut>,
}

#[derive(Serialize)]
struct DayOut {
    day: String,
    plays: u64,
    listened_seconds: f64,
}

#[derive(Serialize)]
struct RankedOut {
    name: String,
    /// Of an album or a track.
    #[serde(skip_serializing_if = "Option::is_none")]
    artist: Option<String>,
    plays: u64,
    listened_seconds: f64,
}

#[derive(Serialize)]
struct GenreOut {
    name: String,
    plays: u64,
}

fn ranked<T>(all: &[app::Ranked<T>], name: impl Fn(&T) -> (String, Option<String>)) -> Vec<RankedOut> {
    let out = all.iter().map(|ranked| {
        let (name, artist) = name(&ranked.item);
        RankedOut {
            name,
            artist,
            plays: ranked.plays,
            listened_seconds: ranked.listened.as_secs_f64(),
        }
    });
    out.collect()
}

pub fn statistics(args: &Args, period: Period) -> anyhow::Result<()> {
    let statistics = args.open_to_read()?.statistics(period.into())?;
    let out = StatisticsOut {
        plays: statistics.plays,
        listened_seconds: statistics.listened.as_secs_f64(),
        tracks_heard: statistics.tracks_heard,
        artists_heard: statistics.artists_heard,
        new_tracks: statistics.new_tracks,
        library_tracks: statistics.library_tracks,
        library_heard: statistics.library_heard,
        top_artists: ranked(&statistics.top_artists, |artist| (artist.name.clone(), None)),
        top_albums: ranked(&statistics.top_albums, |album| (album.title.clone(), album.artist.clone())),
        top_tracks: ranked(&statistics.top_tracks, |track| (track.title.clone(), Some(track.artist.clone()))),
        top_genres: statistics
            .top_genres
            .into_iter()
            .map(|(name, plays)| GenreOut { name, plays })
            .collect(),
        hours: statistics.hours,
        days: statistics
            .days
            .into_iter()
            .map(|day| DayOut {
                day: day.day,
                plays: day.plays,
                listened_seconds: day.listened.as_secs_f64(),
            })
            .collect(),
    };
    if args.json {
        return json(&out);
    }
    line(format!("plays     {}, {} heard", out.plays, clock(statistics.listened)))?;
    line(format!(
        "tracks    {}, {} of them for the first time",
        out.tracks_heard, out.new_tracks
    ))?;
    line(format!("artists   {}", out.artists_heard))?;
    line(format!(
        "library   {} of {} tracks were ever heard",
        out.library_heard, out.library_tracks
    ))?;
    for (title, top) in [
        ("artists", &out.top_artists),
        ("albums", &out.top_albums),
        ("tracks", &out.top_tracks),
    ] {
        if !top.is_empty() {
            line(format!("\nmost played {title}"))?;
        }
        for ranked in top {
            let by = ranked
                .artist
                .as_deref()
                .filter(|artist| !artist.is_empty())
                .map(|artist| format!("{artist} – "));
            let listened = clock(Duration::from_secs_f64(ranked.listened_seconds));
            line(format!(
                "{:>6}  {listened:>9}  {}{}",
                ranked.plays,
                by.unwrap_or_default(),
                ranked.name
            ))?;
        }
    }
    let genres: Vec<String> = out
        .top_genres
        .iter()
        .map(|genre| format!("{} {}", genre.name, genre.plays))
        .collect();
    if !genres.is_empty() {
        line(format!("\ngenres    {}", genres.join(", ")))?;
    }
    Ok(())
}

#[derive(Serialize)]
struct PlayOut {
    /// In the listener's time zone, with its offset.
    at: String,
    title: String,
    artist: String,
    album: String,
    listened_seconds: f64,
    seconds: f64,
    skipped: bool,
    /// Null if the library does not know the track any more.
    track: Option<i64>,
}

pub fn history(args: &Args, limit: usize) -> anyhow::Result<()> {
    let page = args.open_to_read()?.history(0, limit)?;
    if args.json {
        let out = page.rows.into_iter().map(|row| PlayOut {
            at: app::local_text(row.at),
            title: row.title,
            artist: row.artist,
            album: row.album,
            listened_seconds: row.listened.as_secs_f64(),
            seconds: row.duration.as_secs_f64(),
            skipped: row.skipped,
            track: row.track.map(|track| track.id.0),
        });
        return json(&out.collect::<Vec<_>>());
    }
    for row in &page.rows {
        let by = if row.artist.is_empty() {
            String::new()
        } else {
            format!("{} – ", row.artist)
        };
        let skipped = if row.skipped { "  (skipped)" } else { "" };
        line(format!(
            "{}  {:>7}  {by}{}{skipped}",
            moment(row.at),
            clock(row.listened),
            row.title
        ))?;
    }
    Ok(())
}

#[derive(Serialize)]
struct LyricsOut {
    synced: bool,
    /// "file" or "tag".
    source: &'static str,
    lines: Vec<LineOut>,
}

#[derive(Serialize)]
struct LineOut {
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds: Option<f64>,
    text: String,
}

pub fn lyrics(args: &Args, what: &str) -> anyhow::Result<()> {
    let program = args.open_to_read()?;
    let track = crate::listen::in_library(&program, what)?;
    let Some(lyrics) = program.lyrics(track)? else {
        anyhow::bail!(app::Error::NoSuch(
            "lyrics of this track, neither beside its file nor in its tags".into()
        ));
    };
    if args.json {
        let line = |line: app::LyricLine| LineOut {
            seconds: line.at.map(|at| at.as_secs_f64()),
            text: line.text,
        };
        return json(&LyricsOut {
            synced: lyrics.synced,
            source: match lyrics.source {
                app::LyricsSource::File => "file",
                app::LyricsSource::Tag => "tag",
            },
            lines: lyrics.lines.into_iter().map(line).collect(),
        });
    }
    for lyric in &lyrics.lines {
        match lyric.at {
            Some(at) => line(format!("{:>7}  {}", clock(at), lyric.text))?,
            None => line(&lyric.text)?,
        }
    }
    Ok(())
}
