//! Comma-separated values.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, bail};

/// One row by the names of its columns.
pub type Row = HashMap<String, String>;

/// All rows of a table whose first line names the columns.
///
/// # Errors
/// If the file cannot be read or has no first line.
pub fn read(path: &Path) -> anyhow::Result<Vec<Row>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut rows = rows(text.trim_start_matches('\u{feff}')).into_iter();
    let Some(header) = rows.next() else {
        bail!("{} is empty", path.display())
    };
    Ok(rows.map(|row| header.iter().cloned().zip(row).collect()).collect())
}

/// Rows with quoted fields (RFC 4180).
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_fields_keep_their_commas_and_quotes() {
        let parsed = rows("a,b\r\n\"x, y\",\"say \"\"hi\"\"\"\n1,\n");
        assert_eq!(parsed, [vec!["a", "b"], vec!["x, y", "say \"hi\""], vec!["1", ""]]);
    }
}
