//! `path`: the way from one track to another.

use app::PathState;
use serde::Serialize;

use crate::args::Args;
use crate::listen::in_library;
use crate::output::{TrackOut, describe, json, line};

#[derive(Serialize)]
struct StepOut {
    #[serde(flatten)]
    track: TrackOut,
    /// 0–1, with the track before; null for the first.
    #[serde(rename = "match")]
    match_score: Option<f32>,
}

pub fn path(args: &Args, from: &str, to: &str, steps: usize) -> anyhow::Result<()> {
    let program = args.open_to_read()?;
    program.load_index()?;
    let view = program.path(in_library(&program, from)?, in_library(&program, to)?, steps)?;
    if args.json {
        let rows = view.rows.iter().map(|row| StepOut {
            track: (&row.track).into(),
            match_score: row.match_score.map(|score| (score * 1e4).round() / 1e4),
        });
        return json(&rows.collect::<Vec<_>>());
    }
    for row in &view.rows {
        let score = row.match_score.map_or(String::new(), |score| format!("{:.0} %", score * 100.0));
        line(format!("{score:>6}  {}", describe(&row.track)))?;
    }
    let unheard = view.unheard.as_ref().map(describe).unwrap_or_default();
    match view.state {
        PathState::Ready if view.rows.len() < steps + 2 => eprintln!("only {} tracks lie between", view.rows.len().saturating_sub(2)),
        PathState::Ready => {}
        PathState::SameTrack => eprintln!("both are the same track"),
        PathState::NotAnalysed => eprintln!("{unheard} is not analysed yet: attune-cli analyse"),
        PathState::CannotCompare => eprintln!("{unheard} cannot be analysed: attune-cli doctor says why"),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use crate::args::Args;

    #[test]
    fn a_number_of_steps_that_is_not_given_is_refused() {
        let parse = |steps| Args::try_parse_from(["attune-cli", "path", "from", "to", "--steps", steps]);
        assert!(parse("1").is_ok() && parse("100").is_ok());
        for steps in ["0", "101", "150", "many"] {
            assert!(parse(steps).is_err(), "{steps}");
        }
        assert!(parse("150").err().unwrap().to_string().contains("150 is not in 1..=100"));
    }
}
