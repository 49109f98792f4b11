//! `cover://localhost/<hash>`, or `<hash>?small` for a row of a list: the only way pictures reach the window. Knows hashes of the
//! library, no path and no address.

use app::CoverSize;
use domain::CoverHash;
use tauri::http::{Request, Response, StatusCode};

/// Answers a request of the window with the cover's thumbnail.
pub fn answer(program: &app::Attune, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
    let size = match request.uri().query() {
        Some("small") => CoverSize::Small,
        _ => CoverSize::Full,
    };
    let found = CoverHash::from_hex(request.uri().path().trim_start_matches('/')).and_then(|hash| program.cover(hash, size).ok().flatten());
    let response = match found {
        // A hash never changes its bytes; a small one of an earlier library is large until a scan made it, for this run of the window.
        Some(bytes) => Response::builder()
            .header("Content-Type", "image/jpeg")
            .header("Cache-Control", "max-age=31536000, immutable")
            .header("Access-Control-Allow-Origin", "*")
            .body(bytes),
        None => Response::builder().status(StatusCode::NOT_FOUND).body(Vec::new()),
    };
    response.unwrap_or_default()
}
