//! Ordering a list by a value that some of its rows do not have.

/// Sorts `rows` by `value`, which is asked once a row, and leaves equals as they stand; rows without a value come last either way.
pub(crate) fn order_by<T: Copy, K: Ord>(rows: &mut [T], descending: bool, mut value: impl FnMut(&T) -> Option<K>) {
    let mut keyed: Vec<(Option<K>, T)> = rows.iter().map(|row| (value(row), *row)).collect();
    keyed.sort_by(|(a, _), (b, _)| match (a, b) {
        (Some(a), Some(b)) if descending => b.cmp(a),
        (Some(a), Some(b)) => a.cmp(b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    });
    for (slot, (_, row)) in rows.iter_mut().zip(keyed) {
        *slot = row;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_keep_their_order_and_what_has_no_value_comes_last_either_way() {
        let value = |row: &i64| (*row < 100).then_some(row / 10);
        for (descending, expect) in [(false, [5, 3, 14, 12, 200, 100]), (true, [14, 12, 5, 3, 200, 100])] {
            let mut rows = [200, 14, 5, 100, 12, 3];
            order_by(&mut rows, descending, value);
            assert_eq!(rows, expect);
        }
    }
}
