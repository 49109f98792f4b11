//! One value of a JSON document, of whatever type: exporters write numbers as text, and nothing as anything.

use std::fmt;
use std::time::Duration;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Scalar {
    /// Null, a list, an object, or not there.
    #[default]
    Nothing,
    Text(String),
    Number(i64),
    Truth(bool),
}

impl Scalar {
    pub(super) fn is_nothing(&self) -> bool {
        *self == Self::Nothing
    }

    pub(super) fn is_true(&self) -> bool {
        match self {
            Self::Truth(truth) => *truth,
            Self::Text(text) => text.eq_ignore_ascii_case("true"),
            Self::Number(number) => *number == 1,
            Self::Nothing => false,
        }
    }

    pub(super) fn into_text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            // A title may well be a year.
            Self::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// A length in milliseconds; none is less than nothing.
    pub(super) fn millis(&self) -> Option<Duration> {
        let number = match self {
            Self::Number(number) => *number,
            Self::Text(text) => text.trim().parse().ok()?,
            _ => return None,
        };
        u64::try_from(number).ok().map(Duration::from_millis)
    }
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OfAnyType { keys: &[] })
    }
}

/// A value that may stand in an object, under one of the names that Last.fm uses: `{"#text": …}`, `{"name": …}`, `{"uts": …}`.
pub(super) struct Inner(pub(super) Scalar);

impl<'de> Deserialize<'de> for Inner {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // The number of seconds before the words that say the same.
        let keys = &["uts", "#text", "name", "title"];
        deserializer.deserialize_any(OfAnyType { keys }).map(Self)
    }
}

struct OfAnyType {
    /// Of objects, the first of these.
    keys: &'static [&'static str],
}

impl<'de> Visitor<'de> for OfAnyType {
    type Value = Scalar;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Scalar, E> {
        Ok(if text.is_empty() {
            Scalar::Nothing
        } else {
            Scalar::Text(text.to_owned())
        })
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<Scalar, E> {
        Ok(Scalar::Truth(truth))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Scalar, E> {
        Ok(Scalar::Number(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Scalar, E> {
        Ok(i64::try_from(number).map_or(Scalar::Nothing, Scalar::Number))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Scalar, E> {
        // As far as whole numbers are exact.
        let is_exact = number.is_finite() && number.abs() < 9e15;
        Ok(if is_exact { Scalar::Number(number as i64) } else { Scalar::Nothing })
    }

    fn visit_unit<E: Error>(self) -> Result<Scalar, E> {
        Ok(Scalar::Nothing)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Scalar, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar::Nothing)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar, A::Error> {
        let mut found = Scalar::Nothing;
        let mut best = self.keys.len();
        while let Some(key) = map.next_key::<String>()? {
            match self.keys.iter().position(|wanted| *wanted == key) {
                Some(rank) if rank < best => {
                    let value: Scalar = map.next_value()?;
                    if !value.is_nothing() {
                        (found, best) = (value, rank);
                    }
                }
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(found)
    }
}
