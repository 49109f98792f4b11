//! Reasons in words.

use domain::Reason;

pub fn reason(reason: &Reason) -> String {
    match reason {
        Reason::Sound => "similar sound".into(),
        Reason::Sections { matching, of } => format!("{matching} of {of} sections match"),
        Reason::Tempo { bpm } => format!("same tempo, {bpm} bpm"),
        Reason::Key => "matching key".into(),
        Reason::Word(word) => word.clone(),
        Reason::Energy => "same energy".into(),
        Reason::Era { decade } => format!("both from the {decade}s"),
        Reason::Liked => "you like it".into(),
        Reason::OftenPlayed => "you play it".into(),
        Reason::Forgotten { days } => format!("not heard for {days} days"),
        Reason::NeverPlayed => "never played".into(),
        Reason::RecentlyAdded => "recently added".into(),
        Reason::Together { contexts: 1 } => "together in 1 list or session".into(),
        Reason::Together { contexts } => format!("together in {contexts} lists and sessions"),
        Reason::Sequence => "in like places of lists".into(),
        Reason::Latent => "wanted by the same lists".into(),
        Reason::Graph => "near by lists and artists".into(),
        Reason::Mood => "same mood".into(),
        Reason::Cluster => "same corner of the library".into(),
        Reason::NearTo(title) => format!("never played, near “{title}”"),
        Reason::SungOf(words) => format!("both sing of {words}"),
        Reason::Taste { percent } => format!("{percent} % likely to please you"),
    }
}

pub fn reasons(all: &[Reason]) -> Vec<String> {
    all.iter().map(reason).collect()
}
