//! What a listener wants to hear less of.

/// A listener's word against a track in what Attune chooses. It stays in the library, in playlists and in searches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Feedback {
    /// Not until the program ends.
    NotNow,
    /// Only where nothing else comes as near.
    Less,
    Never,
}
