//! The words of Attune: ids, tracks, tags, plays, embeddings. Plain values over `std`, no I/O.
//!
//! Every other crate speaks in these types. Instants are milliseconds since the Unix epoch ([`Timestamp`]), lengths are
//! [`std::time::Duration`], paths are [`std::path::PathBuf`] because file names need not be UTF-8.

mod acoustics;
mod daily_mix;
mod embedding;
mod evidence;
mod failure;
mod feedback;
mod fnv1a;
mod ids;
mod play;
mod queue;
mod rng;
mod sheet_path;
mod similar;
mod sound;
mod tags;
mod track;

pub use acoustics::{Acoustics, Impressions, Mood, MusicalKey, Tempo, TrackAnalysis, WAVEFORM_BINS, Word};
pub use daily_mix::{DailyMix, MixBasis};
pub use embedding::{Embedding, InvalidEmbedding, ModelVersion, SECTIONS, SectionVectors};
pub use evidence::{Evidence, PayloadHash, TagKey};
pub use failure::{Failure, Stage};
pub use feedback::Feedback;
pub use fnv1a::fnv1a;
pub use ids::{CoverHash, FolderId, PlayId, PlaylistId, ProfileName, Timestamp, TrackId, TrackUid};
pub use play::{EndReason, LONG_ENOUGH, Play, PlaySource, SourceKind};
pub use queue::{Origin, QueueItemId, RepeatMode, ShuffleMode};
pub use rng::SplitMix64;
pub use sheet_path::{MOST_SHEET_TRACKS, holder, in_sheet, sheet_path};
pub use similar::{Lens, Reason, SimilarTrack};
pub use sound::{
    BAND_CENTRES, BANDS, Equalizer, Gain, GainSource, Gains, LONGEST_CROSSFADE, LoudnessMode, MOST_DB, REFERENCE_LUFS, Signal, Sound,
    album_lufs,
};
pub use tags::{ReplayGain, Tags};
pub use track::{AudioFormat, FileStamp, Folder, FolderState, Track};
