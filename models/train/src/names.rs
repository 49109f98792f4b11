//! Names as keys: equal where two catalogues merely write the same name differently. `torch/names.py` has the same.

/// Guests stand behind one of these.
const GUESTS: [&str; 3] = ["feat", "featuring", "ft"];
/// Written or left out, as a catalogue likes.
const FILLERS: [&str; 2] = ["the", "and"];

/// Key of an artist: the words of the name in alphabetical order, which makes "Last, First" the same as "First Last", without
/// case, punctuation, "the", "and", guests and what stands in brackets, where catalogues number namesakes. Namesakes are one
/// artist by it: a clip too many is left out, never one too few. Empty only if the name is.
pub fn artist(name: &str) -> String {
    let mut kept = words(&without_brackets(name));
    if let Some(guests) = kept.iter().skip(1).position(|word| GUESTS.contains(&word.as_str())) {
        kept.truncate(guests + 1);
    }
    kept.retain(|word| !FILLERS.contains(&word.as_str()));
    if kept.is_empty() {
        kept = words(name);
    }
    if kept.is_empty() {
        return name.trim().to_lowercase();
    }
    kept.sort_unstable();
    kept.join(" ")
}

/// Key of a title without what editions add to it: brackets, what follows " - ", guests, punctuation, case.
pub fn title(name: &str) -> String {
    let name = name.to_lowercase();
    let ends = [" - ", "feat.", "(", "["].iter().filter_map(|mark| name.find(mark));
    let end = ends.min().unwrap_or(name.len());
    name[..end].chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Without bracketed parts; one that is not closed reaches to the end.
fn without_brackets(name: &str) -> String {
    let mut depth = 0usize;
    let mut out = String::new();
    for c in name.chars() {
        match c {
            '[' | '(' => {
                depth += 1;
                out.push(' ');
            }
            ']' | ')' => depth = depth.saturating_sub(1),
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

/// Lower-case words. Apostrophes and full stops part none: "D.O.C." is a word.
fn words(name: &str) -> Vec<String> {
    let name: String = name.to_lowercase().chars().filter(|c| !"'’.".contains(*c)).collect();
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_artist_is_one_however_a_catalogue_writes_the_name() {
        for (a, b) in [
            ("Campbell, Glen [1]", "Glen Campbell"),
            ("Cult, The", "the cult"),
            ("Prodigy [1]", "The Prodigy"),
            ("New Edition [US]", "New Edition"),
            ("Fuller, Bobby Four", "Bobby Fuller Four"),
            ("Petty, Tom & The Heartbreakers", "Tom Petty and the Heartbreakers"),
            ("AC/DC", "AC-DC"),
            ("Turner, Big Joe [50s]", "Big Joe Turner"),
            ("Oscar D'León", "oscar d’león"),
            ("Watson, Johnny [1] \"Guitar\"", "Johnny \"Guitar\" Watson"),
            ("Big Moe featuring Z-Ro", "Big Moe"),
        ] {
            assert_eq!(artist(a), artist(b), "{a} and {b}");
        }
        for (a, b) in [
            ("Bobby Fuller", "Bobby Fuller Four"),
            ("Bush, Kate", "Bush [2]"),
            ("The The", "The"),
        ] {
            assert_ne!(artist(a), artist(b), "{a} and {b}");
        }
    }

    #[test]
    fn a_name_of_nothing_but_what_is_left_out_still_has_a_key() {
        assert_eq!(["(dc)", "???", "The Band [1]"].map(artist), ["dc", "???", "band"]);
        assert_eq!(artist("  "), "");
    }

    #[test]
    fn editions_of_a_title_are_one() {
        assert_eq!(title("It's Not Unusual (Remastered)"), title("Its not unusual - 2003 Remaster"));
        assert_ne!(title("Conga"), title("Conga Line"));
    }
}
