//! The labelled clips of a data folder and their samples.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use anyhow::{Context, bail};
use audio::{Decoder, Downmix, MonoResampler};

/// One clip. Empty labels mean "not labelled", never "none".
#[derive(Clone, Debug, Default)]
pub struct Clip {
    /// Relative to the data folder.
    pub file: String,
    pub validation: bool,
    pub artist: String,
    pub genres: BTreeSet<String>,
    /// 0–3 for Q1–Q4.
    pub quadrant: Option<usize>,
    /// 0–4.
    pub cluster: Option<usize>,
}

/// All clips of `tables/clips.csv`; with `unlabelled`, those of `tables/cc.csv` after them.
pub fn load(data: &Path, unlabelled: bool) -> anyhow::Result<Vec<Clip>> {
    let mut clips = read_table(&data.join("tables/clips.csv"))?;
    if unlabelled {
        clips.extend(read_table(&data.join("tables/cc.csv"))?);
    }
    Ok(clips)
}

fn read_table(path: &Path) -> anyhow::Result<Vec<Clip>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut rows = rows(&text).into_iter();
    let Some(header) = rows.next() else {
        bail!("{} is empty", path.display())
    };
    let clip = |row: Vec<String>| {
        let fields: HashMap<&str, String> = header.iter().map(String::as_str).zip(row).collect();
        let get = |name: &str| fields.get(name).cloned().unwrap_or_default();
        let number = |text: &str, of: usize| text.parse::<usize>().ok().and_then(|n| n.checked_sub(1)).filter(|n| *n < of);
        Clip {
            file: get("file"),
            validation: get("split") == "valid",
            artist: get("artist"),
            genres: get("genres")
                .split(';')
                .map(|g| g.trim().to_owned())
                .filter(|g| !g.is_empty())
                .collect(),
            quadrant: number(get("quadrant").trim_start_matches('Q'), 4),
            cluster: number(&get("cluster"), 5),
        }
    };
    Ok(rows.map(clip).filter(|clip| !clip.file.is_empty()).collect())
}

/// Rows of comma-separated values with quoted fields (RFC 4180).
fn rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut field, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                field.push('"');
                chars.next();
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut field)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            '\r' if !quoted => {}
            c => field.push(c),
        }
    }
    if !field.is_empty() || !row.is_empty() {
        row.push(field);
        rows.push(row);
    }
    rows
}

/// Samples of a file, mixed down to mono and resampled to the front end's rate.
pub fn samples(path: &Path) -> anyhow::Result<Vec<f32>> {
    let mut decoder = Decoder::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let downmix = Downmix::to_mono(decoder.layout());
    let mut resampler = MonoResampler::new(decoder.format().sample_rate, analysis::mel::SAMPLE_RATE);
    let (mut block, mut mono, mut out) = (Vec::new(), Vec::new(), Vec::new());
    while decoder
        .next_block(&mut block)
        .with_context(|| format!("cannot decode {}", path.display()))?
        .is_some()
    {
        mono.clear();
        downmix.process(&block, &mut mono);
        resampler.process(&mono, &mut out);
    }
    resampler.flush(&mut out);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_fields_keep_their_commas_and_quotes() {
        let parsed = rows("a,b\r\n\"x, y\",\"say \"\"hi\"\"\"\n1,\n");
        assert_eq!(parsed, [vec!["a", "b"], vec!["x, y", "say \"hi\""], vec!["1", ""]]);
    }
}
