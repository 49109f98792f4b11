//! A window with an empty page in it, to measure ours against (`script/measure-window`).

use std::time::Instant;

use tauri::http::{Response, header};
use tauri::webview::PageLoadEvent;
use tauri::{Url, WebviewUrl, WebviewWindowBuilder};

const PAGE: &[u8] = b"<!doctype html><html lang=en><title>Nothing</title><p>Nothing</p></html>";

fn main() -> tauri::Result<()> {
    let started = Instant::now();
    tauri::Builder::default()
        // Not about:blank: WebKitGTK starts no process for that, so that there would be nothing to compare with.
        .register_uri_scheme_protocol("empty", |_, _| {
            let mut page = Response::new(PAGE.to_vec());
            page.headers_mut()
                .insert(header::CONTENT_TYPE, header::HeaderValue::from_static("text/html"));
            page
        })
        .setup(move |app| {
            let page = Url::parse("empty://localhost/")?;
            WebviewWindowBuilder::new(app, "main", WebviewUrl::CustomProtocol(page))
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
