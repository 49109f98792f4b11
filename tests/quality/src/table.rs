//! A table as text and as JSON.

use std::fmt;

use serde::Serialize;

/// Named rows of figures.
#[derive(Serialize)]
pub struct Table {
    pub title: String,
    /// What is to be known about it.
    pub notes: Vec<String>,
    pub columns: Vec<String>,
    pub rows: Vec<Row>,
}

#[derive(Serialize)]
pub struct Row {
    pub name: String,
    pub figures: Vec<f64>,
    /// 95 % of a mean's likely error, beside each figure; empty where there is none.
    pub errors: Vec<f64>,
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "## {}\n", self.title)?;
        self.notes.iter().try_for_each(|note| writeln!(f, "{note}"))?;
        write!(f, "\n| {:<34} |", "")?;
        self.columns.iter().try_for_each(|column| write!(f, " {column:>14} |"))?;
        write!(f, "\n|{}|", "-".repeat(36))?;
        self.columns.iter().try_for_each(|_| write!(f, "{}|", "-".repeat(16)))?;
        for row in &self.rows {
            write!(f, "\n| {:<34} |", row.name)?;
            for (at, figure) in row.figures.iter().enumerate() {
                match row.errors.get(at) {
                    _ if figure.is_nan() => write!(f, " {:>14} |", "")?,
                    Some(error) => write!(f, " {figure:>6.3} ± {error:<5.3} |")?,
                    None => write!(f, " {figure:>14.3} |")?,
                }
            }
        }
        writeln!(f)
    }
}
