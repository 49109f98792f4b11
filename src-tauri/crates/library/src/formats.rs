//! Which files are looked at, by extension; what they really are is decided by their content.

use std::path::Path;

/// What an extension promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Audio,
    /// Music that nothing here decodes: listed with this reason.
    Unplayable(&'static str),
    /// A CUE sheet: tracks of the files beside it.
    Sheet,
}

const AUDIO: &[&str] = &[
    "mp3", "mp2", "flac", "ogg", "oga", "opus", "m4a", "m4b", "mp4", "aac", "alac", "wav", "wave", "aif", "aiff", "aifc", "caf", "mka",
    "webm",
];

const UNPLAYABLE: &[(&str, &str)] = &[
    ("wma", "Windows Media Audio is not supported"),
    ("ape", "Monkey's Audio is not supported"),
    ("wv", "WavPack is not supported"),
    ("dsf", "DSD is not supported"),
    ("dff", "DSD is not supported"),
    ("tta", "True Audio is not supported"),
    ("tak", "TAK is not supported"),
    ("mpc", "Musepack is not supported"),
];

/// `None` for what is no music.
pub(crate) fn kind(path: &Path) -> Option<Kind> {
    let name = path.file_name()?.as_encoded_bytes();
    // macOS writes a "._" twin beside each file on foreign disks; it has the name of music and none in it.
    if name.starts_with(b"._") {
        return None;
    }
    let extension = path.extension()?.to_str()?.to_ascii_lowercase();
    if AUDIO.contains(&extension.as_str()) {
        return Some(Kind::Audio);
    }
    if audio::is_sheet_file(path) {
        return Some(Kind::Sheet);
    }
    UNPLAYABLE
        .iter()
        .find(|(known, _)| *known == extension)
        .map(|(_, reason)| Kind::Unplayable(reason))
}

/// Directories that hold no library: bins, system folders, version stores.
pub(crate) fn is_junk_directory(name: &[u8]) -> bool {
    const JUNK: &[&[u8]] = &[
        b"$RECYCLE.BIN",
        b"System Volume Information",
        b"lost+found",
        b"@eaDir",
        b"#recycle",
        b"#snapshot",
        b".git",
        b".stversions",
        b".stfolder",
        b".Spotlight-V100",
        b".fseventsd",
        b".DocumentRevisions-V100",
        b".TemporaryItems",
    ];
    JUNK.contains(&name) || name.starts_with(b".Trash")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_decide_in_any_case() {
        for (name, expected) in [
            ("a.FLAC", Some(Kind::Audio)),
            ("a.b.Mp3", Some(Kind::Audio)),
            ("a.wMa", Some(Kind::Unplayable("Windows Media Audio is not supported"))),
            ("a.CUE", Some(Kind::Sheet)),
            ("cover.jpg", None),
            ("mp3", None),
            (".mp3", None),
            ("._a.mp3", None),
            ("a.", None),
        ] {
            assert_eq!(kind(Path::new(name)), expected, "{name}");
        }
    }
}
