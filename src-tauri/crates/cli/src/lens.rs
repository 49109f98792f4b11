//! Ways of being alike, as the command line names them.

use clap::ValueEnum;

/// `--lens`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Lens {
    /// All of them, weighed by how much each knows
    #[default]
    Blend,
    /// As the network hears them
    Sound,
    /// Near on the plane of valence and arousal
    Mood,
    /// In the same group of the library
    Clusters,
    /// In the same lists and sessions
    CoPlay,
    /// In like places of lists and sessions
    Sequence,
    /// Of like latent factors
    Latent,
    /// Near in the graph of lists, tracks and artists
    Graph,
    /// Sounding alike, likeliest to be liked first
    Taste,
    /// Singing of the same
    Lyrics,
}

impl From<Lens> for domain::Lens {
    fn from(lens: Lens) -> Self {
        match lens {
            Lens::Blend => Self::Blend,
            Lens::Sound => Self::Sound,
            Lens::Mood => Self::Mood,
            Lens::Clusters => Self::Clusters,
            Lens::CoPlay => Self::CoPlay,
            Lens::Sequence => Self::Sequence,
            Lens::Latent => Self::Latent,
            Lens::Graph => Self::Graph,
            Lens::Taste => Self::Taste,
            Lens::Lyrics => Self::Lyrics,
        }
    }
}
