//! Windows of longer lists. The generator would give a generic type the name of no list, so each list has a type of its own.

use serde::Serialize;
use specta::Type;

use super::{AlbumRow, ArtistRow, HistoryRow, TrackRow, all, count};

/// Declares the window of a list whose rows are called alike here and in the program.
macro_rules! page {
    ($(#[$meta:meta])* $name:ident of $row:ident) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Serialize, Type)]
        #[serde(rename_all = "camelCase")]
        pub struct $name {
            pub total: u32,
            pub offset: u32,
            pub rows: Vec<$row>,
        }

        impl From<app::Window<app::$row>> for $name {
            fn from(window: app::Window<app::$row>) -> Self {
                Self {
                    total: count(window.total),
                    offset: count(window.offset),
                    rows: all(window.rows),
                }
            }
        }
    };
}

page! {
    TrackPage of TrackRow
}
page! {
    /// A window of albums.
    AlbumPage of AlbumRow
}
page! {
    /// A window of artists.
    ArtistPage of ArtistRow
}
page! {
    HistoryPage of HistoryRow
}
