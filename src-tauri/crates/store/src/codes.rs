//! Enumerations as the short words they are stored as. A word is never changed once released.

use domain::{EndReason, FolderState, MixBasis, Origin, RepeatMode, SourceKind, Stage};

use crate::Error;

pub(crate) trait Code: Sized + 'static {
    const WHAT: &'static str;

    fn word(&self) -> &'static str;

    fn from_word(word: &str) -> Result<Self, Error>;
}

macro_rules! codes {
    ($type:ident, $what:literal, { $($variant:ident = $word:literal),+ $(,)? }) => {
        impl Code for $type {
            const WHAT: &'static str = $what;

            fn word(&self) -> &'static str {
                match self {
                    $($type::$variant => $word),+
                }
            }

            fn from_word(word: &str) -> Result<Self, Error> {
                match word {
                    $($word => Ok($type::$variant),)+
                    _ => Err(Error::BadValue { what: Self::WHAT, value: word.to_owned() }),
                }
            }
        }
    };
}

codes!(Stage, "stage", { Scan = "scan", Analysis = "analysis", Playback = "playback" });
codes!(EndReason, "end reason", { Finished = "finished", Skipped = "skipped", Stopped = "stopped", Quit = "quit", Failed = "failed" });
codes!(SourceKind, "source", {
    Library = "library", Playlist = "playlist", Similar = "similar", DailyMix = "daily-mix", Radio = "radio", Opened = "opened",
    Imported = "imported",
});
codes!(Origin, "origin", { Yours = "yours", Automatic = "automatic" });
codes!(RepeatMode, "repeat mode", { Off = "off", All = "all", One = "one" });
codes!(FolderState, "folder state", { New = "new", Online = "online", Unreachable = "unreachable" });
codes!(MixBasis, "mix basis", { History = "history", Library = "library", New = "new" });

#[cfg(test)]
mod tests {
    use super::*;

    fn check<T: Code + PartialEq + std::fmt::Debug>(values: &[T]) {
        for value in values {
            assert_eq!(&T::from_word(value.word()).unwrap(), value);
        }
        assert!(matches!(T::from_word("?"), Err(Error::BadValue { .. })));
    }

    #[test]
    fn a_word_leads_back_to_its_value() {
        check(&[Stage::Scan, Stage::Analysis, Stage::Playback]);
        check(&[
            EndReason::Finished,
            EndReason::Skipped,
            EndReason::Stopped,
            EndReason::Quit,
            EndReason::Failed,
        ]);
        check(&[
            SourceKind::Library,
            SourceKind::Playlist,
            SourceKind::Similar,
            SourceKind::DailyMix,
            SourceKind::Radio,
            SourceKind::Opened,
            SourceKind::Imported,
        ]);
        check(&[Origin::Yours, Origin::Automatic]);
        check(&[RepeatMode::Off, RepeatMode::All, RepeatMode::One]);
        check(&[FolderState::New, FolderState::Online, FolderState::Unreachable]);
        check(&[MixBasis::History, MixBasis::Library, MixBasis::New]);
    }
}
