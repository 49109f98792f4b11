//! Walks the tree and holds it to the invariants that ARCHITECTURE.md states.

use std::fs;
use std::path::{Path, PathBuf};

/// Longest a Rust file may be, its tests left out; a Svelte component likewise.
const RUST_LINES: usize = 600;
const SVELTE_LINES: usize = 300;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// All files below `dir` with this ending, built and fetched things left out.
fn files(dir: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(dir) else { return found };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_dir = entry.file_type().unwrap().is_dir();
        if is_dir && !["target", "node_modules", "dist", "gen", ".git"].contains(&name.as_str()) {
            found.extend(files(&path, ending));
        } else if !is_dir && name.ends_with(ending) {
            found.push(path);
        }
    }
    found
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

/// Names under `[dependencies]`, `[dev-dependencies]` and their like.
fn dependencies(manifest: &Path, with_dev: bool) -> Vec<String> {
    let mut inside = false;
    let mut names = Vec::new();
    for line in text(manifest).lines() {
        if line.starts_with('[') {
            inside = line.ends_with("dependencies]") && (with_dev || !line.contains("dev-"));
            continue;
        }
        if inside && let Some((name, _)) = line.split_once(['.', '=', ' ']) {
            names.push(name.trim().to_owned());
        }
    }
    names
}

#[test]
fn crates_depend_inward_only() {
    let allowed: [(&str, &[&str]); 10] = [
        ("domain", &[]),
        ("recommend", &["domain"]),
        ("audio", &["domain"]),
        ("store", &["domain"]),
        ("playback", &["domain", "audio"]),
        ("library", &["domain", "store", "audio"]),
        ("analysis", &["domain", "store", "audio"]),
        (
            "app",
            &["domain", "recommend", "audio", "store", "playback", "library", "analysis", "taste"],
        ),
        ("cli", &["app", "domain"]),
        ("taste", &["domain"]),
    ];
    let ours: Vec<&str> = allowed.iter().map(|(name, _)| *name).collect();
    for (name, may) in allowed {
        let manifest = root().join("src-tauri/crates").join(name).join("Cargo.toml");
        if !manifest.exists() {
            continue;
        }
        for dependency in dependencies(&manifest, false) {
            let is_ours = ours.contains(&dependency.as_str());
            assert!(
                !is_ours || may.contains(&dependency.as_str()),
                "{name} must not depend on {dependency}"
            );
        }
    }
    for dependency in dependencies(&root().join("src-tauri/Cargo.toml"), false) {
        assert!(
            !ours.contains(&dependency.as_str()) || ["app", "domain"].contains(&dependency.as_str()),
            "the shell must not depend on {dependency}"
        );
    }
}

#[test]
fn each_heavy_dependency_has_one_owner() {
    let owners: [(&str, &[&str]); 6] = [
        ("tauri", &["src-tauri/Cargo.toml"]),
        ("rusqlite", &["src-tauri/crates/store/Cargo.toml"]),
        ("symphonia", &["src-tauri/crates/audio/Cargo.toml"]),
        (
            "candle-core",
            &[
                "src-tauri/crates/analysis/Cargo.toml",
                "src-tauri/crates/taste/Cargo.toml",
                "models/train/Cargo.toml",
            ],
        ),
        ("rodio", &["src-tauri/crates/playback/Cargo.toml"]),
        ("lofty", &["src-tauri/crates/library/Cargo.toml"]),
    ];
    for manifest in files(&root(), "Cargo.toml") {
        let name = shown(&manifest);
        if name == "Cargo.toml" {
            continue;
        }
        for dependency in dependencies(&manifest, false) {
            for (heavy, may) in owners {
                assert!(dependency != heavy || may.contains(&name.as_str()), "{name} must not name {heavy}");
            }
        }
    }
}

#[test]
fn every_rust_file_says_what_it_is_and_is_short() {
    for path in files(&root(), ".rs") {
        let source = text(&path);
        assert!(source.starts_with("//!"), "{} does not start with //!", shown(&path));
        let code = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or(&source);
        assert!(code.lines().count() <= RUST_LINES, "{} is too long", shown(&path));
    }
    for path in files(&root().join("ui/src"), ".svelte") {
        assert!(text(&path).lines().count() <= SVELTE_LINES, "{} is too long", shown(&path));
    }
}

#[test]
fn no_file_has_a_name_that_says_nothing() {
    for ending in [".rs", ".ts", ".svelte", ".js"] {
        for path in files(&root(), ending) {
            let stem = path.file_stem().unwrap().to_string_lossy().to_lowercase();
            let stem = stem.split('.').next().unwrap_or_default().to_owned();
            assert!(
                !["utils", "util", "helpers", "helper", "common", "misc", "manager"].contains(&stem.as_str()),
                "{}",
                shown(&path)
            );
        }
    }
}

#[test]
fn only_the_ipc_folder_of_the_window_knows_the_shell() {
    let source = root().join("ui/src");
    let all: Vec<PathBuf> = [".ts", ".svelte"].iter().flat_map(|ending| files(&source, ending)).collect();
    assert!(!all.is_empty(), "the window's source is not where it should be");
    let panels: Vec<String> = fs::read_dir(source.join("panels"))
        .unwrap()
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    assert!(panels.len() > 3);
    for path in all {
        let code = text(&path);
        let name = shown(&path);
        let in_ipc = name.starts_with("ui/src/lib/ipc/");
        assert!(in_ipc || !code.contains("@tauri-apps/"), "{name} imports the shell");
        assert!(!code.contains("{@html"), "{name} puts raw HTML on the screen");
        if name.starts_with("ui/src/components/") {
            assert!(
                !code.contains("panels/") && !code.contains("lib/state"),
                "{name} is domain-free: no panels, no state"
            );
        }
        if let Some(own) = name.strip_prefix("ui/src/panels/").and_then(|rest| rest.split('/').next()) {
            // From its own folder another panel is "../name/…"; what several share lies beside the panels' folders.
            for other in panels.iter().filter(|other| *other != own) {
                assert!(
                    !code.contains(&format!("'../{other}/")) && !code.contains(&format!("panels/{other}/")),
                    "{name} imports the panel {other}"
                );
            }
        }
    }
}

#[test]
fn nothing_plays_or_reads_files_in_the_web_view() {
    let config = text(&root().join("src-tauri/tauri.conf.json"));
    assert!(!config.contains("assetProtocol"), "the asset protocol stays off");
    assert!(config.contains("\"withGlobalTauri\": false") && config.contains("\"freezePrototype\": true"));
    for capability in files(&root().join("src-tauri/capabilities"), ".json") {
        let list = text(&capability);
        for forbidden in ["\"fs:", "\"shell:", "\"http:", "\"core:default"] {
            assert!(!list.contains(forbidden), "{} allows {forbidden}", shown(&capability));
        }
    }
}

#[test]
fn lock_files_carry_no_addresses_and_no_path_of_a_machine() {
    for path in files(&root(), "package-lock.json") {
        assert!(!text(&path).contains("\"resolved\""), "{} holds download addresses", shown(&path));
    }
}
