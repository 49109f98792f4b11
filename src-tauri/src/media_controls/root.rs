//! `org.mpris.MediaPlayer2`, as the specification words it: the program itself.

use std::sync::Arc;

use zbus::interface;

use super::Desk;

pub struct Root(pub Arc<Desk>);

#[interface(name = "org.mpris.MediaPlayer2")]
impl Root {
    fn raise(&self) {
        (self.0.raise)();
    }

    fn quit(&self) {
        (self.0.quit)();
    }

    #[zbus(property)]
    fn can_quit(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn can_raise(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn has_track_list(&self) -> bool {
        false
    }

    #[zbus(property)]
    fn identity(&self) -> &str {
        "Attune"
    }

    /// The name of the desktop file without its ending.
    #[zbus(property)]
    fn desktop_entry(&self) -> &str {
        "Attune"
    }

    #[zbus(property)]
    fn supported_uri_schemes(&self) -> Vec<&str> {
        vec!["file"]
    }

    #[zbus(property)]
    fn supported_mime_types(&self) -> Vec<&str> {
        vec![
            "audio/mpeg",
            "audio/flac",
            "audio/ogg",
            "audio/opus",
            "audio/mp4",
            "audio/aac",
            "audio/x-wav",
            "audio/x-aiff",
        ]
    }
}
