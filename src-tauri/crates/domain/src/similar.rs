//! Answers of the recommender.

use crate::TrackId;

/// A track that is like the seed.
#[derive(Clone, Debug, PartialEq)]
pub struct SimilarTrack {
    pub track: TrackId,
    /// 0–1, calibrated: the share of other tracks this pair stands above (Mutual Proximity). Shown as a percentage.
    pub match_score: f32,
    /// Why, the strongest first.
    pub reasons: Vec<Reason>,
}

/// Why a track was chosen; turned into words where the language is known.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// Close as the network hears it.
    Sound,
    /// Of ten equal sections, this many have their counterpart in the seed.
    Sections { matching: u8, of: u8 },
    /// Both at about this many beats per minute.
    Tempo { bpm: u16 },
    /// Same or neighbouring key.
    Key,
    /// Both heard as this genre or tag.
    Word(String),
    /// About as energetic.
    Energy,
    /// From the same years.
    Era { decade: i32 },
    /// You like it.
    Liked,
    /// You play it often.
    OftenPlayed,
    /// Played before, but not for this many days.
    Forgotten { days: u32 },
    /// Never played here.
    NeverPlayed,
    /// Recently added to the library.
    RecentlyAdded,
}
