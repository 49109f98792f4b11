//! Entries of any format on their way to be listens: names are kept once, what cannot be used is counted.

use std::collections::HashMap;
use std::time::Duration;

use domain::{EndReason, Timestamp};

use super::{History, HistoryFormat, Listen, Named, Unusable};

/// No service recorded anything before the year 2000; a clock at zero is in 1970.
const EARLIEST: Timestamp = Timestamp(946_684_800_000);
/// Characters of a name; what is longer is cut.
const LONGEST_NAME: usize = 500;

/// What an entry says, as far as it says it.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) artist: Option<String>,
    pub(super) title: Option<String>,
    pub(super) album: Option<String>,
    /// When it began.
    pub(super) at: Option<Timestamp>,
    pub(super) heard: Option<Duration>,
    pub(super) end: Option<EndReason>,
}

pub(super) struct Collector {
    latest: Timestamp,
    most: usize,
    entries: usize,
    format: Option<HistoryFormat>,
    numbers: HashMap<Named, u32>,
    listens: Vec<Listen>,
    pub(super) unusable: Unusable,
}

impl Collector {
    pub(super) fn new(latest: Timestamp, most: usize) -> Self {
        Self {
            latest,
            most,
            entries: 0,
            format: None,
            numbers: HashMap::new(),
            listens: Vec::new(),
            unusable: Unusable::default(),
        }
    }

    /// Called for each entry before anything else is.
    ///
    /// # Errors
    /// In words, if these are more than there may be.
    pub(super) fn count(&mut self) -> Result<(), String> {
        self.entries += 1;
        if self.entries > self.most {
            return Err(format!("it has more than {} entries", self.most));
        }
        Ok(())
    }

    /// The file is of this program, unless an entry before said that it is of another.
    pub(super) fn is_of(&mut self, format: HistoryFormat) {
        self.format.get_or_insert(format);
    }

    pub(super) fn take(&mut self, said: Said) {
        let Some(at) = said.at.filter(|at| (EARLIEST..=self.latest).contains(at)) else {
            self.unusable.without_time += 1;
            return;
        };
        let [artist, title, album] = [said.artist, said.title, said.album].map(name);
        if artist.is_empty() || title.is_empty() {
            self.unusable.without_names += 1;
            return;
        }
        // A slip of the finger is no listening event.
        if said.heard.is_some_and(|heard| heard.is_zero()) && said.end != Some(EndReason::Finished) {
            self.unusable.unheard += 1;
            return;
        }
        let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        let named = *self.numbers.entry(Named { artist, title, album }).or_insert(next);
        self.listens.push(Listen {
            named,
            at,
            heard: said.heard,
            end: said.end,
        });
    }

    /// `None` if no entry was of a format that is known.
    pub(super) fn finish(self) -> Option<History> {
        let mut named = vec![Named::default(); self.numbers.len()];
        for (name, number) in self.numbers {
            named[number as usize] = name;
        }
        Some(History {
            format: self.format?,
            named,
            listens: self.listens,
            unusable: self.unusable,
        })
    }
}

fn name(text: Option<String>) -> String {
    let text = text.unwrap_or_default();
    let text = text.trim();
    match text.char_indices().nth(LONGEST_NAME) {
        Some((end, _)) => text[..end].to_owned(),
        None => text.to_owned(),
    }
}
