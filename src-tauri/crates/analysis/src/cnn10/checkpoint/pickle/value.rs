//! What a pickle is made of.

/// An index into the arena; only the pickle that gave it knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Id(pub(super) usize);

/// What is told apart of Python's values.
#[derive(Debug)]
pub enum Value<'a> {
    None,
    Bool(bool),
    Int(i64),
    Text(&'a str),
    /// A class or function: its module, its name.
    Global(&'a str, &'a str),
    Tuple(Vec<Id>),
    List(Vec<Id>),
    /// Keys with their values; of equal keys the last counts.
    Dict(Vec<(Id, Id)>),
    /// What lies outside of the pickle, by its name.
    Persistent(Id),
    /// A call or a new object: of what, with which arguments.
    Call(Id, Id),
    /// A float, bytes, an integer beyond 64 bits: nothing asks for them.
    Other,
}

impl<'a> Value<'a> {
    pub fn text(&self) -> Option<&'a str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// An integer that is not negative.
    pub fn count(&self) -> Option<usize> {
        match self {
            Self::Int(value) => usize::try_from(*value).ok(),
            _ => None,
        }
    }

    pub fn tuple(&self) -> Option<&[Id]> {
        match self {
            Self::Tuple(items) => Some(items),
            _ => None,
        }
    }

    pub fn dict(&self) -> Option<&[(Id, Id)]> {
        match self {
            Self::Dict(entries) => Some(entries),
            _ => None,
        }
    }
}
