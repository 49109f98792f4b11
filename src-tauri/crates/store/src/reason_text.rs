//! [`Reason`] as short text, `kind` or `kind:value`.

use domain::Reason;

use crate::Error;

pub(crate) fn write(reason: &Reason) -> String {
    match reason {
        Reason::Sound => "sound".into(),
        Reason::Sections { matching, of } => format!("sections:{matching}/{of}"),
        Reason::Tempo { bpm } => format!("tempo:{bpm}"),
        Reason::Key => "key".into(),
        Reason::Word(word) => format!("word:{word}"),
        Reason::Energy => "energy".into(),
        Reason::Era { decade } => format!("era:{decade}"),
        Reason::Liked => "liked".into(),
        Reason::OftenPlayed => "often-played".into(),
        Reason::Forgotten { days } => format!("forgotten:{days}"),
        Reason::NeverPlayed => "never-played".into(),
        Reason::RecentlyAdded => "recently-added".into(),
        Reason::Together { contexts } => format!("together:{contexts}"),
        Reason::Sequence => "sequence".into(),
        Reason::Latent => "latent".into(),
        Reason::Graph => "graph".into(),
        Reason::Mood => "mood".into(),
        Reason::Cluster => "cluster".into(),
        Reason::NearTo(title) => format!("near-to:{title}"),
        Reason::SungOf(words) => format!("sung-of:{words}"),
        Reason::Taste { percent } => format!("taste:{percent}"),
    }
}

pub(crate) fn read(text: &str) -> Result<Reason, Error> {
    let (kind, value) = text.split_once(':').unwrap_or((text, ""));
    let reason = match kind {
        "sound" => Some(Reason::Sound),
        "sections" => value.split_once('/').and_then(|(matching, of)| {
            Some(Reason::Sections {
                matching: matching.parse().ok()?,
                of: of.parse().ok()?,
            })
        }),
        "tempo" => value.parse().ok().map(|bpm| Reason::Tempo { bpm }),
        "key" => Some(Reason::Key),
        "word" => Some(Reason::Word(value.to_owned())),
        "energy" => Some(Reason::Energy),
        "era" => value.parse().ok().map(|decade| Reason::Era { decade }),
        "liked" => Some(Reason::Liked),
        "often-played" => Some(Reason::OftenPlayed),
        "forgotten" => value.parse().ok().map(|days| Reason::Forgotten { days }),
        "never-played" => Some(Reason::NeverPlayed),
        "recently-added" => Some(Reason::RecentlyAdded),
        "together" => value.parse().ok().map(|contexts| Reason::Together { contexts }),
        "sequence" => Some(Reason::Sequence),
        "latent" => Some(Reason::Latent),
        "graph" => Some(Reason::Graph),
        "mood" => Some(Reason::Mood),
        "cluster" => Some(Reason::Cluster),
        "near-to" => Some(Reason::NearTo(value.to_owned())),
        "sung-of" => Some(Reason::SungOf(value.to_owned())),
        "taste" => value.parse().ok().map(|percent| Reason::Taste { percent }),
        _ => None,
    };
    reason.ok_or_else(|| Error::BadValue {
        what: "reason",
        value: text.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_survives_its_text() {
        for reason in [
            Reason::Sound,
            Reason::Sections { matching: 8, of: 10 },
            Reason::Tempo { bpm: 124 },
            Reason::Key,
            Reason::Word("drum: bass".into()),
            Reason::Energy,
            Reason::Era { decade: 1990 },
            Reason::Liked,
            Reason::OftenPlayed,
            Reason::Forgotten { days: 90 },
            Reason::NeverPlayed,
            Reason::RecentlyAdded,
            Reason::Together { contexts: 3 },
            Reason::Sequence,
            Reason::Latent,
            Reason::Graph,
            Reason::Mood,
            Reason::Cluster,
            Reason::NearTo("A: B".into()),
            Reason::SungOf("rain, night".into()),
            Reason::Taste { percent: 81 },
        ] {
            assert_eq!(read(&write(&reason)).unwrap(), reason);
        }
        assert!(read("sections:8").is_err());
    }
}
