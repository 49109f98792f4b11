//! History to models: what a listener's plays, playlists and albums teach. Pure: plain numbers in, plain matrices, factors and links
//! out; no file, no SQL, no clock. `recommend` scores with what is learnt here.
//!
//! Where the published methods have *users*, one listener has [`Context`]s: sessions, playlists, albums. Where they have *ratings*, the
//! listener has completion, skips and likes, faded with age. A track in no context is unknown, never disliked.

mod als;
mod bayes;
mod contexts;
mod ease;
mod graph;
mod item2vec;
mod item_knn;
mod linear;
mod links;
pub mod lyrics;
mod ppmi;
mod vectors;

pub use als::{Als, AlsSettings};
pub use bayes::{BayesianLogistic, Example};
pub use contexts::{Context, ContextKind, Contexts};
pub use ease::Ease;
pub use graph::{Graph, SimilarContext};
pub use item_knn::item_knn;
pub use item2vec::{Item2VecSettings, item2vec};
pub use linear::{Cholesky, symmetric_eigen};
pub use links::{Link, Links};
pub use ppmi::ppmi_svd;
pub use vectors::Vectors;
