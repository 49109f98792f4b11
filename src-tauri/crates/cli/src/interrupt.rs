//! The end that a person asks for with Ctrl-C.

use std::sync::mpsc::{Receiver, channel};

/// Something to receive once a person wants the program to end; from here on Ctrl-C alone ends nothing.
///
/// # Errors
/// Where the system takes no handler.
pub fn interruptions() -> anyhow::Result<Receiver<()>> {
    let (ended, end) = channel();
    ctrlc::set_handler(move || {
        let _ = ended.send(());
    })?;
    Ok(end)
}
