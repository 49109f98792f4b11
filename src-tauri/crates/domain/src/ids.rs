//! Identifiers, each its own type so that one cannot be handed in for another.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

/// A row of `library.db`; lives as long as that rebuildable file, so nothing a person did may refer to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TrackId(pub i64);

/// The lasting identity of a track: 16 random bytes kept in `user.db` with the evidence that finds its file again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TrackUid(pub [u8; 16]);

impl TrackUid {
    /// 32 lower-case hexadecimal digits.
    pub fn to_hex(self) -> String {
        hex(&self.0)
    }

    /// The inverse of [`TrackUid::to_hex`]; `None` for anything else.
    pub fn from_hex(text: &str) -> Option<Self> {
        Some(Self(unhex(text)?))
    }
}

impl fmt::Display for TrackUid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_hex())
    }
}

/// A watched folder, as `user.db` numbers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FolderId(pub i64);

impl FolderId {
    /// Of no folder: files opened by hand that lie outside all watched ones. They are never *present* in the library, only known.
    pub const OPENED: Self = Self(0);
}

/// A playlist, as `user.db` numbers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PlaylistId(pub i64);

/// One listening event while it happens; unique within one run of the program, so a late answer can be told from a current one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PlayId(pub u64);

/// SHA-256 of a cover's original bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CoverHash(pub [u8; 32]);

impl CoverHash {
    /// 64 lower-case hexadecimal digits.
    pub fn to_hex(self) -> String {
        hex(&self.0)
    }

    /// The inverse of [`CoverHash::to_hex`]; `None` for anything else.
    pub fn from_hex(text: &str) -> Option<Self> {
        Some(Self(unhex(text)?))
    }
}

/// The listener's name of a `user.db` in a household that shares one `library.db`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProfileName(pub String);

/// Milliseconds since the Unix epoch, UTC. Negative before 1970, which file systems do produce.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(pub i64);

impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        match time.duration_since(UNIX_EPOCH) {
            Ok(after) => Self(i64::try_from(after.as_millis()).unwrap_or(i64::MAX)),
            Err(before) => Self(i64::try_from(before.duration().as_millis()).map_or(i64::MIN, |ms| -ms)),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    use fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != N * 2 {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let high = char::from(pair[0]).to_digit(16)?;
        let low = char::from(pair[1]).to_digit(16)?;
        *byte = u8::try_from(high * 16 + low).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uid_survives_its_text_form() {
        let uid = TrackUid(std::array::from_fn(|i| i as u8 * 17));
        assert_eq!(TrackUid::from_hex(&uid.to_hex()), Some(uid));
        assert_eq!(TrackUid::from_hex("00"), None);
        assert_eq!(TrackUid::from_hex(&"é".repeat(16)), None);
    }

    #[test]
    fn a_time_before_1970_is_negative() {
        let early = UNIX_EPOCH - std::time::Duration::from_secs(2);
        assert_eq!(Timestamp::from(early), Timestamp(-2000));
    }
}
