//! Enums of the wire whose variants are those of an enum of the program.

/// Declares such an enum and how it is converted: `sent` to the window, `received` from it, or `exchanged`. A variant that one side
/// has and the other has not does not compile.
macro_rules! wire_enum {
    ($(#[$meta:meta])* sent $name:ident = $own:ty { $($variants:tt)+ }) => {
        wire_enum! { @declare [Serialize] $(#[$meta])* $name { $($variants)+ } }
        wire_enum! { @convert $own => $name { $($variants)+ } }
    };
    ($(#[$meta:meta])* received $name:ident = $own:ty { $($variants:tt)+ }) => {
        wire_enum! { @declare [Deserialize] $(#[$meta])* $name { $($variants)+ } }
        wire_enum! { @convert $name => $own { $($variants)+ } }
    };
    ($(#[$meta:meta])* exchanged $name:ident = $own:ty { $($variants:tt)+ }) => {
        wire_enum! { @declare [Serialize, Deserialize] $(#[$meta])* $name { $($variants)+ } }
        wire_enum! { @convert $own => $name { $($variants)+ } }
        wire_enum! { @convert $name => $own { $($variants)+ } }
    };
    (@declare [$($serde:ident),+] $(#[$meta:meta])* $name:ident { $($variants:tt)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, $(serde::$serde,)+ specta::Type)]
        #[serde(rename_all = "camelCase")]
        pub enum $name { $($variants)+ }
    };
    (@convert $from:ty => $to:ty { $($(#[$doc:meta])* $variant:ident),+ $(,)? }) => {
        impl From<$from> for $to {
            fn from(value: $from) -> Self {
                match value {
                    $(<$from>::$variant => Self::$variant,)+
                }
            }
        }
    };
}

pub(super) use wire_enum;
