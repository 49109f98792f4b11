//! A window with nothing in it, to measure ours against (`script/measure-window`).

use std::time::Instant;

use tauri::webview::PageLoadEvent;
use tauri::{Url, WebviewUrl, WebviewWindowBuilder};

fn main() -> tauri::Result<()> {
    let started = Instant::now();
    tauri::Builder::default()
        .setup(move |app| {
            let nothing = Url::parse("about:blank")?;
            WebviewWindowBuilder::new(app, "main", WebviewUrl::External(nothing))
                .inner_size(1280.0, 800.0)
                .on_page_load(move |_, page| {
                    if page.event() == PageLoadEvent::Finished {
                        eprintln!("the window had its first rows {} ms after the start", started.elapsed().as_millis());
                    }
                })
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!())
}
