//! Names that many tracks carry, held once.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use store::fold;

/// Gives equal texts the same memory.
#[derive(Default)]
pub(crate) struct SharedText {
    known: HashSet<Arc<str>>,
    /// By the text as it is written.
    folded: HashMap<Arc<str>, Arc<str>>,
}

impl SharedText {
    pub fn share(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.known.get(text) {
            return Arc::clone(known);
        }
        let text: Arc<str> = text.into();
        self.known.insert(Arc::clone(&text));
        text
    }

    /// `text` so that spellings of one name are equal, see [`fold`].
    pub fn folded(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.folded.get(text) {
            return Arc::clone(known);
        }
        let folded = self.share(&fold(text));
        let text = self.share(text);
        self.folded.insert(text, Arc::clone(&folded));
        folded
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_are_one_text() {
        let mut texts = SharedText::default();
        assert!(Arc::ptr_eq(&texts.share("Björk"), &texts.share("Björk")));
        assert!(Arc::ptr_eq(&texts.folded("Björk"), &texts.folded(" björk")));
        assert_eq!((&*texts.folded("Björk"), &*texts.share("Björk")), ("bjork", "Björk"));
    }
}
