//! The desktop is told which track begins, if the listener wants that and looks elsewhere.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use app::{PlaybackStatus, PlayerState};
use domain::QueueItemId;
use zbus::blocking::Connection;
use zbus::zvariant::Value;

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";
/// Milliseconds that it stays, where the desktop obeys.
const STAYS: i32 = 5_000;

/// One notification, which each track takes over from the one before.
#[derive(Default)]
pub struct Notification {
    shown: Arc<AtomicU32>,
    told: Option<QueueItemId>,
}

impl Notification {
    /// Tells of what plays if that is another entry than before and `wanted` says so.
    pub fn tell(&mut self, bus: &Connection, state: &PlayerState, art: Option<&str>, wanted: impl FnOnce() -> bool) {
        let (Some(item), Some(track), PlaybackStatus::Playing) = (state.item, &state.track, state.status) else {
            return;
        };
        if self.told.replace(item) == Some(item) || !wanted() {
            return;
        }
        let (bus, shown) = (bus.clone(), Arc::clone(&self.shown));
        let body = [track.artist.as_str(), track.album.as_str()]
            .into_iter()
            .filter(|text| !text.is_empty());
        let (title, body) = (track.title.clone(), escaped(&body.collect::<Vec<_>>().join(" · ")));
        let art = art.map(str::to_owned);
        // A desktop that does not answer must not hold the media keys.
        let work = move || {
            let mut hints: HashMap<&str, Value<'_>> = HashMap::from([("transient", true.into()), ("desktop-entry", "attune".into())]);
            if let Some(art) = &art {
                hints.insert("image-path", art.as_str().into());
            }
            let none: [&str; 0] = [];
            let call = (
                "Attune",
                shown.load(Ordering::Relaxed),
                "attune",
                title,
                body,
                &none[..],
                hints,
                STAYS,
            );
            let answer = bus.call_method(Some(NAME), PATH, Some(NAME), "Notify", &call);
            match answer.and_then(|answer| answer.body().deserialize::<u32>()) {
                Ok(id) => shown.store(id, Ordering::Relaxed),
                Err(error) => tracing::debug!(%error, "the desktop shows no notifications"),
            }
        };
        if let Err(error) = std::thread::Builder::new().name("notify".into()).spawn(work) {
            tracing::debug!(%error, "no thread for a notification");
        }
    }
}

/// The text of a notification may be read as markup.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn names_are_no_markup() {
        assert_eq!(escaped("A & B <b>"), "A &amp; B &lt;b&gt;");
    }
}
