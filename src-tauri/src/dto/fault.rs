//! Why a file was refused, as a code and what it is about: the window has the words.

use serde::Serialize;
use specta::Type;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum FaultCode {
    NotAFile,
    NotMusic,
    NoAudio,
    EndsEarly,
    UnknownFormat,
    UnknownCodec,
    NotSupported,
    SampleRate,
    Channels,
    TagsTooLarge,
    Damaged,
    CannotSeek,
    ChangesMidway,
    Undecodable,
    NoShape,
    TooShort,
    Silent,
    Cancelling,
    NotAnalysed,
    NoLeave,
    Unreadable,
    /// `detail` is the whole reason, in English.
    Other,
}

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Fault {
    pub code: FaultCode,
    /// A codec, a rate, what the system said; empty where the code says it all.
    pub detail: String,
}

/// The sentences of the crates that read files, which the library keeps and the terminal shows. `…` stands for the detail.
const SENTENCES: [(&str, FaultCode); 28] = [
    ("this is not a regular file", FaultCode::NotAFile),
    ("this is a pipe, socket or device, not a file", FaultCode::NotAFile),
    ("this is not a music file", FaultCode::NotMusic),
    ("the file holds no audio", FaultCode::NoAudio),
    ("the file ends too early", FaultCode::EndsEarly),
    ("no known audio format", FaultCode::UnknownFormat),
    ("its codec is not known here", FaultCode::UnknownCodec),
    ("a sample rate of … Hz is not supported", FaultCode::SampleRate),
    ("audio with … channels is not supported", FaultCode::Channels),
    ("not supported: …", FaultCode::NotSupported),
    ("… is not supported", FaultCode::NotSupported),
    ("its tags and pictures are larger than … MiB", FaultCode::TagsTooLarge),
    ("damaged: …", FaultCode::Damaged),
    ("damaged", FaultCode::Damaged),
    ("the file cannot be searched", FaultCode::CannotSeek),
    ("the stream changes its format midway", FaultCode::ChangesMidway),
    ("the decoder failed on it: …", FaultCode::Undecodable),
    ("the decoder failed on it", FaultCode::Undecodable),
    ("neither sample rate nor channels are known", FaultCode::NoShape),
    ("too short to be analysed: … s of audio", FaultCode::TooShort),
    ("the whole track is silent", FaultCode::Silent),
    ("its channels cancel each other out", FaultCode::Cancelling),
    ("the analysis failed on it: …", FaultCode::NotAnalysed),
    ("the network failed: …", FaultCode::NotAnalysed),
    ("you may not read this file", FaultCode::NoLeave),
    ("the file could not be read: …", FaultCode::Unreadable),
    ("cannot be looked at: …", FaultCode::Unreadable),
    ("reading it failed unexpectedly", FaultCode::Unreadable),
];

impl Fault {
    /// What a kept reason says.
    pub fn of(reason: &str) -> Self {
        let said = SENTENCES
            .iter()
            .find_map(|(sentence, code)| Some((*code, detail_of(reason, sentence)?)));
        let (code, detail) = said.unwrap_or((FaultCode::Other, reason));
        Self {
            code,
            detail: detail.to_owned(),
        }
    }
}

fn detail_of<'a>(reason: &'a str, sentence: &str) -> Option<&'a str> {
    match sentence.split_once('…') {
        Some((before, after)) => reason.strip_prefix(before)?.strip_suffix(after),
        None => (reason == sentence).then_some(""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_a_code_and_what_it_is_about() {
        let said = |reason: &str| {
            let Fault { code, detail } = Fault::of(reason);
            (code, detail)
        };
        assert_eq!(said("the whole track is silent"), (FaultCode::Silent, String::new()));
        assert_eq!(said("a sample rate of 3 Hz is not supported"), (FaultCode::SampleRate, "3".into()));
        assert_eq!(said("HE-AAC is not supported"), (FaultCode::NotSupported, "HE-AAC".into()));
        assert_eq!(said("damaged: no frame"), (FaultCode::Damaged, "no frame".into()));
        assert_eq!(
            said("too short to be analysed: 0.25 s of audio"),
            (FaultCode::TooShort, "0.25".into())
        );
        assert_eq!(said("the moon is full"), (FaultCode::Other, "the moon is full".into()));
    }

    /// The sentences are those of other crates: whoever changes one there changes it here.
    #[test]
    fn every_sentence_is_still_said_somewhere() {
        let crates = concat!(env!("CARGO_MANIFEST_DIR"), "/crates");
        let mut sources = String::new();
        let mut dirs: Vec<_> = ["audio", "analysis", "library"]
            .iter()
            .map(|name| format!("{crates}/{name}/src").into())
            .collect();
        while let Some(dir) = dirs.pop() {
            let dir: std::path::PathBuf = dir;
            for entry in std::fs::read_dir(dir).expect("the sources are here").flatten() {
                if entry.path().is_dir() {
                    dirs.push(entry.path());
                } else {
                    sources += &std::fs::read_to_string(entry.path()).expect("a source is text");
                }
            }
        }
        for (sentence, _) in SENTENCES {
            let part = sentence.split('…').max_by_key(|part| part.len()).unwrap_or_default();
            assert!(sources.contains(part), "nobody says “{sentence}”");
        }
    }
}
