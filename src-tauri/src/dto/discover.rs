//! Similar tracks and daily mixes.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{TrackRow, millis, percent, wire_enum};

/// Why a track was chosen; the window puts it into the listener's language.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Reason {
    Sound,
    Sections { matching: u8, of: u8 },
    Tempo { bpm: u16 },
    Key,
    Word { name: String },
    Energy,
    Era { decade: i32 },
    Liked,
    OftenPlayed,
    Forgotten { days: u32 },
    NeverPlayed,
    RecentlyAdded,
    Together { contexts: u16 },
    Sequence,
    Latent,
    Graph,
    Mood,
    Cluster,
    NearTo { title: String },
    SungOf { words: String },
    Taste { percent: u8 },
}

impl From<domain::Reason> for Reason {
    fn from(reason: domain::Reason) -> Self {
        match reason {
            domain::Reason::Sound => Self::Sound,
            domain::Reason::Sections { matching, of } => Self::Sections { matching, of },
            domain::Reason::Tempo { bpm } => Self::Tempo { bpm },
            domain::Reason::Key => Self::Key,
            domain::Reason::Word(name) => Self::Word { name },
            domain::Reason::Energy => Self::Energy,
            domain::Reason::Era { decade } => Self::Era { decade },
            domain::Reason::Liked => Self::Liked,
            domain::Reason::OftenPlayed => Self::OftenPlayed,
            domain::Reason::Forgotten { days } => Self::Forgotten { days },
            domain::Reason::NeverPlayed => Self::NeverPlayed,
            domain::Reason::RecentlyAdded => Self::RecentlyAdded,
            domain::Reason::Together { contexts } => Self::Together { contexts },
            domain::Reason::Sequence => Self::Sequence,
            domain::Reason::Latent => Self::Latent,
            domain::Reason::Graph => Self::Graph,
            domain::Reason::Mood => Self::Mood,
            domain::Reason::Cluster => Self::Cluster,
            domain::Reason::NearTo(title) => Self::NearTo { title },
            domain::Reason::SungOf(words) => Self::SungOf { words },
            domain::Reason::Taste { percent } => Self::Taste { percent },
        }
    }
}

#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SimilarRow {
    pub track: TrackRow,
    /// 0–100, calibrated over the library.
    pub match_percent: u8,
    pub reasons: Vec<Reason>,
}

impl From<app::SimilarRow> for SimilarRow {
    fn from(row: app::SimilarRow) -> Self {
        Self {
            track: row.track.into(),
            match_percent: percent(row.match_score),
            reasons: row.reasons.into_iter().map(Into::into).collect(),
        }
    }
}

wire_enum! {
    sent SimilarState = app::SimilarState {
        Ready,
        FewClose,
        NotAnalysed,
        Preparing,
        CannotCompare,
        NoSeed,
        NothingLearnt,
        SeedUnknown,
    }
}

wire_enum! {
    received Lens = domain::Lens {
        Blend,
        Sound,
        Mood,
        Clusters,
        CoPlay,
        Sequence,
        Latent,
        Graph,
        Taste,
        Lyrics,
    }
}

wire_enum! {
    exchanged Strictness = app::Strictness {
        Adventurous,
        Balanced,
        LockedIn,
    }
}

/// How the queue goes on.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RadioSettings {
    pub on: bool,
    pub strictness: Strictness,
    /// With what was chosen, rather than following what it added.
    pub stays: bool,
}

impl From<app::RadioSettings> for RadioSettings {
    fn from(settings: app::RadioSettings) -> Self {
        Self {
            on: settings.on,
            strictness: settings.strictness.into(),
            stays: settings.stays,
        }
    }
}

impl From<RadioSettings> for app::RadioSettings {
    fn from(settings: RadioSettings) -> Self {
        Self {
            on: settings.on,
            strictness: settings.strictness.into(),
            stays: settings.stays,
        }
    }
}

#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SimilarView {
    pub seed: Option<TrackRow>,
    pub state: SimilarState,
    pub rows: Vec<SimilarRow>,
}

impl From<app::SimilarView> for SimilarView {
    fn from(view: app::SimilarView) -> Self {
        Self {
            seed: view.seed.map(Into::into),
            state: view.state.into(),
            rows: view.rows.into_iter().map(Into::into).collect(),
        }
    }
}

wire_enum! {
    sent MixBasis = domain::MixBasis {
        History,
        Library,
        New,
    }
}

#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MixTrack {
    pub track: TrackRow,
    pub reason: Reason,
}

#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MixView {
    pub number: u8,
    pub name: String,
    pub basis: MixBasis,
    pub pinned: bool,
    pub duration_ms: u32,
    pub tracks: Vec<MixTrack>,
}

wire_enum! {
    sent MixesState = app::MixesState {
        Ready,
        NotAnalysed,
        EmptyLibrary,
    }
}

#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MixesView {
    /// `YYYY-MM-DD`.
    pub day: String,
    pub state: MixesState,
    /// Familiar (0) over forgotten to new (100).
    pub balance_percent: u8,
    pub mixes: Vec<MixView>,
}

impl From<app::MixesView> for MixesView {
    fn from(view: app::MixesView) -> Self {
        let mix = |mix: app::MixView| MixView {
            number: mix.number,
            name: mix.name,
            basis: mix.basis.into(),
            pinned: mix.pinned,
            duration_ms: millis(mix.tracks.iter().map(|(track, _)| track.duration).sum()),
            tracks: mix
                .tracks
                .into_iter()
                .map(|(track, reason)| MixTrack {
                    track: track.into(),
                    reason: reason.into(),
                })
                .collect(),
        };
        Self {
            day: view.day,
            state: view.state.into(),
            balance_percent: percent(view.balance),
            mixes: view.mixes.into_iter().map(mix).collect(),
        }
    }
}
