//! Names as a large collection has them: few words that are everywhere, many that are rare, in several scripts.

use domain::SplitMix64;

const LATIN: [&str; 40] = [
    "ra", "mo", "li", "ten", "ver", "sha", "do", "ner", "el", "ka", "ri", "un", "hal", "sto", "me", "lo", "bri", "dge", "wa", "ter", "gra",
    "nd", "fi", "re", "sil", "ence", "mar", "ch", "ou", "th", "ha", "rb", "or", "win", "low", "pa", "per", "é", "ö", "ñ",
];
const CYRILLIC: [&str; 16] = [
    "ве", "чер", "но", "чь", "сне", "го", "пад", "мо", "ре", "ка", "ти", "хий", "свет", "до", "рож", "ный",
];
const HAN: [&str; 24] = [
    "夜", "海", "風", "春", "秋", "光", "夢", "星", "東", "京", "北", "南", "雨", "雪", "花", "月", "青", "白", "空", "歌", "人", "時",
    "心", "道",
];
const ENGLISH: [&str; 24] = [
    "the", "of", "love", "in", "a", "you", "night", "and", "to", "my", "me", "on", "blue", "world", "time", "song", "heart", "one", "live",
    "with", "dream", "day", "remix", "version",
];
pub const GENRES: [&str; 12] = [
    "Rock",
    "Electronic",
    "Jazz",
    "Classical",
    "Folk",
    "Ambient",
    "Hip-Hop",
    "Pop",
    "Metal",
    "Soul",
    "Post-Rock",
    "Soundtrack",
];

/// Makes names, the same ones for the same seed.
pub struct Names {
    rng: SplitMix64,
}

impl Names {
    pub fn new(seed: u64) -> Self {
        Self {
            rng: SplitMix64::new(seed),
        }
    }

    /// A title of one to six words, now and then a very long one.
    pub fn title(&mut self) -> String {
        let words = match self.rng.below(200) {
            0 => 24,
            n => 1 + n % 5,
        };
        self.phrase(words)
    }

    pub fn artist(&mut self) -> String {
        let words = 1 + self.rng.below(3);
        self.phrase(words)
    }

    pub fn genre(&mut self) -> &'static str {
        // Half of a collection is of two or three genres.
        let at = (self.rng.unit().powi(2) * GENRES.len() as f64) as usize;
        GENRES[at.min(GENRES.len() - 1)]
    }

    pub fn below(&mut self, bound: usize) -> usize {
        self.rng.below(bound)
    }

    fn phrase(&mut self, words: usize) -> String {
        match self.rng.below(10) {
            0 => {
                let length = 2 + self.rng.below(5);
                (0..length).map(|_| HAN[self.rng.below(HAN.len())]).collect()
            }
            1 => self.words(words, &CYRILLIC, 3_000),
            _ => self.words(words, &LATIN, 30_000),
        }
    }

    /// Words by Zipf's law: the word of rank r is picked in proportion to 1 / r.
    fn words(&mut self, count: usize, syllables: &[&str], vocabulary: usize) -> String {
        let mut out = String::new();
        for _ in 0..count {
            let rank = ((vocabulary as f64).powf(self.rng.unit()) - 1.0) as usize;
            let word = match ENGLISH.get(rank) {
                Some(word) if syllables.len() == LATIN.len() => (*word).to_owned(),
                _ => word_of(rank, syllables),
            };
            if !out.is_empty() {
                out.push(' ');
            }
            let mut letters = word.chars();
            out.extend(letters.next().into_iter().flat_map(char::to_uppercase));
            out.push_str(letters.as_str());
        }
        out
    }
}

/// The one word of this rank.
fn word_of(rank: usize, syllables: &[&str]) -> String {
    let mut rng = SplitMix64::new(rank as u64 * 7919 + syllables.len() as u64);
    (0..2 + rng.below(3)).map(|_| syllables[rng.below(syllables.len())]).collect()
}
