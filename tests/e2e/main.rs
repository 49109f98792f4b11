//! The program without its window, end to end, and the rules of the house. One binary.
#![allow(clippy::unwrap_used)]

mod background;
mod browsing;
mod evening;
mod identity;
mod language;
mod lenses;
mod map;
mod models;
mod music;
mod opened;
mod personal;
mod playlists;
mod preview;
mod program;
mod quarantine;
mod radio;
mod tidy;
