//! The program as the window finds it. Opening a library takes as long as the web view takes to load its page, so the two go side by
//! side, and what the page asks first waits here.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

/// Used like the program itself: whoever asks it something before the library is open waits for that.
#[derive(Clone, Default)]
pub struct Opened(Arc<OnceLock<Option<Arc<app::Attune>>>>);

impl Opened {
    /// Nobody waits any longer. `None` is a library that could not be opened.
    pub fn settle(&self, program: Option<Arc<app::Attune>>) {
        // The first answer stands; there is no second one.
        let _ = self.0.set(program);
    }

    /// Waits until it is known.
    pub fn program(&self) -> Option<&Arc<app::Attune>> {
        let known = self.0.get();
        // Commands wait on threads of the runtime, which has few: others take over what else there is to do.
        known.unwrap_or_else(|| tokio::task::block_in_place(|| self.0.wait())).as_ref()
    }
}

impl Deref for Opened {
    type Target = Arc<app::Attune>;

    fn deref(&self) -> &Self::Target {
        loop {
            match self.program() {
                Some(program) => return program,
                // The process is about to end, and nothing it could answer would be true.
                None => std::thread::park(),
            }
        }
    }
}
