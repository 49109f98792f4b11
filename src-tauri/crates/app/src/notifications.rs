//! Whether the desktop is told which track begins: off until it is asked for.

use std::sync::atomic::Ordering;

use crate::{Attune, Error};

/// Setting: tell the desktop.
pub(crate) const NOTIFY: &str = "notifications.tracks";

impl Attune {
    pub fn notifications(&self) -> bool {
        self.core.notifies.load(Ordering::Relaxed)
    }

    /// Kept between runs.
    pub fn set_notifications(&self, on: bool) -> Result<(), Error> {
        self.core.notifies.store(on, Ordering::Relaxed);
        Ok(self.core.store.set_setting(NOTIFY, on.then_some("yes"))?)
    }
}
