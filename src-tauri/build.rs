//! Embeds the window's files and checks the capability list.

fn main() {
    tauri_build::build();
}
