//! Tables of text.

/// Rows under a header; the first column is left-aligned.
pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub fn new<T: ToString>(header: &[T]) -> Self {
        Self {
            rows: vec![header.iter().map(T::to_string).collect()],
        }
    }

    pub fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// Prints it under a title.
    pub fn print(&self, title: &str) {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            self.rows
                .iter()
                .filter_map(|row| row.get(column))
                .map(|cell| cell.chars().count())
                .max()
                .unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        println!("\n{title}");
        for row in &self.rows {
            let cell = |(i, cell): (usize, &String)| {
                let gap = widths[i] - cell.chars().count();
                if i == 0 {
                    format!("{cell}{:gap$}", "")
                } else {
                    format!("{:gap$}{cell}", "")
                }
            };
            let line: Vec<String> = row.iter().enumerate().map(cell).collect();
            println!("{}", line.join("  ").trim_end());
        }
    }
}
