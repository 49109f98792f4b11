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

/// In which way tracks are alike.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lens {
    /// What is known in every way, weighed by how much that is.
    #[default]
    Blend,
    /// As the network hears them.
    Sound,
    /// Near on the plane of valence and arousal.
    Mood,
    /// In the same group of the library, when it is cut into groups by sound.
    Clusters,
    /// In the same lists and sessions, more often than chance has it.
    CoPlay,
    /// In like places of lists and sessions.
    Sequence,
    /// Of like factors, which stand behind who is in which list; an unplayed track's are guessed from its sound.
    Latent,
    /// Near in the graph of lists, tracks and artists.
    Graph,
    /// Sounds alike, and likely to be liked.
    Taste,
    /// Sings of the same.
    Lyrics,
}

impl Lens {
    pub const ALL: [Self; 10] = [
        Self::Blend,
        Self::Sound,
        Self::Mood,
        Self::Clusters,
        Self::CoPlay,
        Self::Sequence,
        Self::Latent,
        Self::Graph,
        Self::Taste,
        Self::Lyrics,
    ];
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
    /// Of the seed's lists and sessions, so many have it too.
    Together { contexts: u16 },
    /// In like places of lists and sessions.
    Sequence,
    /// Lists that have the one tend to have the other.
    Latent,
    /// A short way in the graph of lists and artists.
    Graph,
    /// Of like mood.
    Mood,
    /// In the same group of the library.
    Cluster,
    /// Never played, and near to the track of this title, which was.
    NearTo(String),
    /// Both sing of this: a word or two, the most telling first.
    SungOf(String),
    /// Likely to be liked, 0–100.
    Taste { percent: u8 },
}
