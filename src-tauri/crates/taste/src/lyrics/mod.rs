//! What songs are about: their words, which of them two songs share, how alike that makes them, and whether they sound happy or sad.
//! Pure: text in, plain data out.

mod chinese;
mod english;
mod language;
mod lsa;
mod marks;
mod scripts;
mod sentiment;
mod stop_words;
mod svd;
mod tf_idf;
mod words;

pub use language::Language;
pub use lsa::{Lsa, lsa};
pub use sentiment::sentiment;
pub use tf_idf::{Idf, keywords};
pub use words::{LyricWords, words};
