//! `similar`, `mix`, `play`.

use std::time::{Duration, Instant};

use app::{Event, PlaybackStatus, Rules};
use domain::{PlaySource, SourceKind, TrackId};
use serde::Serialize;

use crate::args::Args;
use crate::interrupt::interruptions;
use crate::lens::Lens;
use crate::output::{TrackOut, clock, describe, json, line, shown};
use crate::words;

#[derive(Serialize)]
struct SimilarOut {
    id: i64,
    path: String,
    title: String,
    artist: String,
    /// 0–1, calibrated over the library.
    #[serde(rename = "match")]
    match_score: f32,
    reasons: Vec<String>,
}

pub fn similar(args: &Args, seed: &str, lens: Lens, rules: &Rules) -> anyhow::Result<()> {
    let program = args.open_to_read()?;
    program.load_index()?;
    let seed = program.find_seed(seed)?;
    if lens != Lens::Sound {
        program.learn()?;
    }
    let view = program.similar_to_seed(&seed, lens.into(), rules)?;
    let rows = view.rows.iter().map(|row| SimilarOut {
        id: row.track.id.0,
        path: shown(&row.track.path),
        title: row.track.title.clone(),
        artist: row.track.artist.clone(),
        match_score: (row.match_score * 1e4).round() / 1e4,
        reasons: words::reasons(&row.reasons),
    });
    if args.json {
        return json(&rows.collect::<Vec<_>>());
    }
    if let Some(seed) = &view.seed {
        eprintln!("like {}", describe(seed));
    }
    for row in &view.rows {
        let why = words::reasons(&row.reasons).join(", ");
        line(format!("{:>4.0} %  {:<60}  {why}", row.match_score * 100.0, describe(&row.track)))?;
    }
    if view.rows.is_empty() {
        eprintln!(
            "{}",
            match view.state {
                app::SimilarState::CannotCompare => "it cannot be analysed: attune-cli doctor says why",
                app::SimilarState::NotAnalysed => "nothing is analysed yet that it could be compared with: attune-cli analyse",
                app::SimilarState::NothingLearnt => "there are too few lists, plays and likes yet to learn this from",
                app::SimilarState::SeedUnknown => "it is in no list or session that something could be learnt from",
                _ => "nothing in the library is close enough",
            }
        );
    }
    Ok(())
}

#[derive(Serialize)]
struct MixOut {
    number: u8,
    name: String,
    basis: &'static str,
    tracks: Vec<MixTrackOut>,
}

#[derive(Serialize)]
struct MixTrackOut {
    #[serde(flatten)]
    track: TrackOut,
    reason: String,
}

pub fn mix(args: &Args, number: Option<u8>, anew: bool, balance: Option<u8>) -> anyhow::Result<()> {
    let program = args.open_to_read()?;
    program.load_index()?;
    if let Some(percent) = balance {
        program.set_mix_balance(f32::from(percent) / 100.0)?;
    }
    let view = program.mixes(anew)?;
    let chosen: Vec<&app::MixView> = view.mixes.iter().filter(|mix| number.is_none_or(|n| n == mix.number)).collect();
    if let Some(n) = number
        && chosen.is_empty()
    {
        anyhow::bail!(app::Error::NoSuch(format!("mix {n} today")));
    }
    let basis = |mix: &app::MixView| match mix.basis {
        domain::MixBasis::History => "history",
        domain::MixBasis::Library => "library",
        domain::MixBasis::New => "new",
    };
    if args.json {
        let out = chosen.iter().map(|mix| MixOut {
            number: mix.number,
            name: mix.name.clone(),
            basis: basis(mix),
            tracks: mix
                .tracks
                .iter()
                .map(|(row, why)| MixTrackOut {
                    track: row.into(),
                    reason: words::reason(why),
                })
                .collect(),
        });
        return json(&out.collect::<Vec<_>>());
    }
    for mix in &chosen {
        let from = match mix.basis {
            domain::MixBasis::History => "from what you played",
            domain::MixBasis::Library => "from your library, until enough of it was heard",
            domain::MixBasis::New => "new for you: never played",
        };
        let stays = if mix.pinned { ", stays" } else { "" };
        line(format!("Daily mix {}: {} ({from}{stays})", mix.number, mix.name))?;
        for (row, why) in &mix.tracks {
            line(format!(
                "    {:>7}  {:<60}  {}",
                clock(row.duration),
                describe(row),
                words::reason(why)
            ))?;
        }
    }
    if chosen.is_empty() {
        eprintln!("no mixes yet: scan a folder and analyse it first");
    }
    Ok(())
}

/// The track of the library a person means by `text`.
pub fn in_library(program: &app::Attune, text: &str) -> anyhow::Result<TrackId> {
    match program.find_seed(text)? {
        app::Seed::Track(id) => Ok(id),
        app::Seed::File(path) => anyhow::bail!(app::Error::NotInLibrary(format!("{} (scan its folder first)", path.display()))),
    }
}

/// What a sound device holds of the music at most.
const DEVICE_BUFFER: Duration = Duration::from_millis(300);

/// How long the queue of last time may take to come back.
const PATIENCE: Duration = Duration::from_secs(10);

pub fn play(args: &Args, what: &[String], mix: Option<u8>) -> anyhow::Result<()> {
    let Some(output) = app::default_output() else {
        anyhow::bail!("this build has no sound output: build it with --features device");
    };
    let program = app::Attune::open(app::Options {
        output: Some(output),
        ..app::Options::new(args.data_dir()?)
    })?;
    let mut events = program.subscribe();
    let end = interruptions()?;
    if let Some(number) = mix {
        program.load_index()?;
        program.play_mix(number, 0)?;
    } else if what.is_empty() {
        something_to_resume(&program)?;
        program.resume();
    } else {
        let mut tracks = Vec::new();
        for text in what {
            tracks.push(in_library(&program, text)?);
        }
        program.play_tracks(&tracks, 0, PlaySource::of(SourceKind::Opened))?;
    }
    let mut shown_track = None;
    let mut started = false;
    loop {
        if end.recv_timeout(Duration::from_millis(200)).is_ok() {
            break;
        }
        while let Ok(event) = events.try_recv() {
            match event {
                Event::PlayerChanged(state) => {
                    started |= state.status == PlaybackStatus::Playing;
                    if let Some(problem) = &state.output_problem {
                        eprintln!("no sound: {problem}");
                    }
                    if let Some(track) = &state.track
                        && shown_track != Some(state.item)
                    {
                        shown_track = Some(state.item);
                        line(format!("{:>7}  {}", clock(track.duration), describe(track)))?;
                    }
                    if started && state.status == PlaybackStatus::Stopped {
                        // The last samples are with the device, which has not played them yet.
                        std::thread::sleep(DEVICE_BUFFER);
                        program.close();
                        return Ok(());
                    }
                }
                Event::Noticed(notice) => eprintln!("{notice}"),
                _ => {}
            }
        }
    }
    program.close();
    Ok(())
}

/// Waits until the queue is back as it was left.
///
/// # Errors
/// `NoSuch` if nothing is in it.
fn something_to_resume(program: &app::Attune) -> anyhow::Result<()> {
    let patience = Instant::now() + PATIENCE;
    loop {
        let queue = program.queue_window(0, 0)?;
        if queue.total > 0 {
            return Ok(());
        }
        // Its first revision is the one it was restored with.
        if queue.revision > 0 || Instant::now() > patience {
            anyhow::bail!(app::Error::NoSuch(
                "music in the queue: name files, tracks or words to play, or a mix with --mix".into()
            ));
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_empty_queue_is_nothing_to_go_on_with() {
        let dir = tempfile::tempdir().unwrap();
        let program = app::Attune::open(app::Options {
            output: Some(app::OutputChoice::Nothing),
            ..app::Options::new(dir.path())
        })
        .unwrap();
        let started = Instant::now();
        let error = something_to_resume(&program).unwrap_err();
        assert!(started.elapsed() < PATIENCE / 2, "told by the queue, not by the clock");
        assert_eq!(error.downcast_ref::<app::Error>().map(app::Error::code), Some(app::Code::NotFound));
        assert!(error.to_string().starts_with("there is no music in the queue"), "{error}");
        program.close();
    }
}
