//! Numbers in as few bytes as they need (LEB128): seven bits each, the lowest first.

pub(crate) fn write(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Small numbers of either sign are short: 0, −1, 1, −2, … are 0, 1, 2, 3, …
pub(crate) fn write_signed(bytes: &mut Vec<u8>, number: i64) {
    write(bytes, (number << 1 ^ number >> 63) as u64);
}

/// Reads them back; `None` where there is none.
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    pub(crate) fn next(&mut self) -> Option<u64> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.bytes.split_first()?;
            self.bytes = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    pub(crate) fn next_len(&mut self) -> Option<usize> {
        usize::try_from(self.next()?).ok()
    }

    pub(crate) fn next_signed(&mut self) -> Option<i64> {
        let number = self.next()?;
        Some((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    pub(crate) fn is_at_end(&self) -> bool {
        self.bytes.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        let numbers = [0, 1, 127, 128, 16_384, u64::from(u32::MAX), u64::MAX];
        let signed = [0, -1, 1, 63, -64, 64, i64::MAX, i64::MIN];
        let mut bytes = Vec::new();
        numbers.iter().for_each(|number| write(&mut bytes, *number));
        signed.iter().for_each(|number| write_signed(&mut bytes, *number));
        let mut reader = Reader::new(&bytes);
        assert!(numbers.iter().all(|number| reader.next() == Some(*number)));
        assert!(signed.iter().all(|number| reader.next_signed() == Some(*number)));
        assert!(reader.is_at_end() && reader.next().is_none());
        assert_eq!(Reader::new(&[0xff; 11]).next(), None);
    }
}
