//! A hash for files that outlive the program that wrote them.

/// FNV-1a of 64 bits (Fowler, Noll and Vo): the same for the same bytes on every machine and in every version, so it may
/// be kept in a file. It notices an accident, not an attack.
pub fn fnv1a(bytes: impl IntoIterator<Item = u8>) -> u64 {
    bytes.into_iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_that_of_the_authors_own_vectors() {
        let of = |text: &str| fnv1a(text.bytes());
        assert_eq!(
            [of(""), of("a"), of("foobar")],
            [0xcbf2_9ce4_8422_2325, 0xaf63_dc4c_8601_ec8c, 0x8594_4171_f739_67e8]
        );
    }
}
