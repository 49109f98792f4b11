//! The display, asked for before anything is drawn: where there is none, GTK would end the program with a panic.

/// # Errors
/// That there is no display, for a person.
#[cfg(target_os = "linux")]
pub fn connect() -> anyhow::Result<()> {
    draw_without_gpu();
    if gtk::init().is_ok() {
        outlive_the_bus();
        return Ok(());
    }
    let named = ["WAYLAND_DISPLAY", "DISPLAY"]
        .iter()
        .find_map(|name| Some(format!("{name} is {}", std::env::var(name).ok()?)));
    match named {
        Some(named) => anyhow::bail!("the display cannot be reached ({named}); attune-cli works without one"),
        None => anyhow::bail!("there is no display (neither WAYLAND_DISPLAY nor DISPLAY is set); attune-cli works without one"),
    }
}

#[cfg(not(target_os = "linux"))]
pub fn connect() -> anyhow::Result<()> {
    Ok(())
}

/// WebKit shares its pictures through the GPU's memory, and where there is no GPU it tries to, fails and shows nothing or is slow.
#[cfg(target_os = "linux")]
#[allow(unsafe_code)]
fn draw_without_gpu() {
    const HANDED_OVER_IN_MEMORY: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    let devices = std::fs::read_dir("/dev/dri").into_iter().flatten().flatten();
    let gpu = devices
        .into_iter()
        .any(|device| device.file_name().to_string_lossy().starts_with("renderD"));
    if gpu || std::env::var_os(HANDED_OVER_IN_MEMORY).is_some() {
        return;
    }
    tracing::warn!("there is no GPU: the window is drawn by the processor");
    // SAFETY: nothing else runs yet that could read or write the environment.
    unsafe { std::env::set_var(HANDED_OVER_IN_MEMORY, "1") };
}

/// GTK connects to the session bus, and GLib's way is to end the process when that bus goes. Music plays on without one.
#[cfg(target_os = "linux")]
fn outlive_the_bus() {
    if let Ok(bus) = gtk::gio::bus_get_sync(gtk::gio::BusType::Session, None::<&gtk::gio::Cancellable>) {
        bus.set_exit_on_close(false);
        // Kept for as long as the process lives: GLib would make a new one, with its own way, as soon as nobody has this one.
        std::mem::forget(bus);
    }
}
