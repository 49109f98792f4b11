//! Vectors to choices: which tracks are like a seed, which make a daily mix, in what order, and why. Pure: no file, no SQL,
//! no clock; time and randomness come in as arguments.

mod catalogue;
mod clusters;
#[cfg(test)]
mod fixture;
mod group;
mod groups;
mod lens;
mod map;
mod matrix;
mod mix_name;
mod mixes;
mod names;
mod order;
mod path;
mod path_candidates;
mod proximity;
mod radio;
mod reasons;
mod sections;
mod similar;

pub use catalogue::{Catalogue, CatalogueBuilder, Facts, Item};
pub use clusters::{Clustering, spherical_k_means};
pub use group::similar_to_group;
pub use groups::{Groups, nearest_to};
pub use lens::{HistoryWeights, Learnt, LensGap, Lenses, Links, Lyrics, Song, Space, similar_by};
pub use map::{Axis, AxisRange, Layout, MoodWish, Plane, Point, Sounds, lay_out, near_point};
pub use mixes::{MixBalance, MixRequest, activation, daily_mixes, new_for_you};
pub use names::recording_key;
pub use order::smooth_order;
pub use path::path_between;
pub use proximity::{MutualProximity, Neighbourhood, Unrelated};
pub use radio::{ARTIST_GAP, RadioRequest, Strictness, radio};
pub use sections::SectionVotes;
pub use similar::{CLOSE_MATCH, Rules, similar_to};
