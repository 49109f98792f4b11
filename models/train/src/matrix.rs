//! Products of small matrices, on one thread.

/// A matrix in row-major order, or its transpose.
#[derive(Clone, Copy)]
pub struct Mat<'a> {
    data: &'a [f32],
    rows: usize,
    cols: usize,
    row_step: usize,
    col_step: usize,
}

impl<'a> Mat<'a> {
    /// `data` holds rows of `cols` values.
    pub fn new(data: &'a [f32], cols: usize) -> Self {
        let cols = cols.max(1);
        Self {
            data,
            rows: data.len() / cols,
            cols,
            row_step: cols,
            col_step: 1,
        }
    }

    pub fn transposed(self) -> Self {
        Self {
            rows: self.cols,
            cols: self.rows,
            row_step: self.col_step,
            col_step: self.row_step,
            ..self
        }
    }

    /// `self · other`, row by row. Panics if the inner sizes differ.
    #[expect(unsafe_code, reason = "gemm takes raw pointers")]
    pub fn times(self, other: Mat) -> Vec<f32> {
        assert_eq!(self.cols, other.rows);
        let mut out = vec![0.0f32; self.rows * other.cols];
        if out.is_empty() || self.cols == 0 {
            return out;
        }
        // SAFETY: `new` bounds `rows` and the steps by the data, `transposed` only swaps them; `out` is exclusively borrowed.
        unsafe {
            gemm::gemm(
                self.rows,
                other.cols,
                self.cols,
                out.as_mut_ptr(),
                1,
                other.cols as isize,
                false,
                self.data.as_ptr(),
                self.col_step as isize,
                self.row_step as isize,
                other.data.as_ptr(),
                other.col_step as isize,
                other.row_step as isize,
                0.0f32,
                1.0f32,
                false,
                false,
                false,
                gemm::Parallelism::None,
            );
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_rows_times_columns() {
        let (a, b) = ([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [1.0, 0.0, -1.0, 2.0, 1.0, 0.5]);
        let (a, b) = (Mat::new(&a, 3), Mat::new(&b, 3));
        assert_eq!(a.times(b.transposed()), [-2.0, 5.5, -2.0, 16.0]);
        assert_eq!(a.transposed().times(b), [9.0, 4.0, 1.0, 12.0, 5.0, 0.5, 15.0, 6.0, 0.0]);
    }
}
