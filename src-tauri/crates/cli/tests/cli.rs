//! The real binary on real files: documents, exit statuses, and nothing else on standard output.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn demo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../assets/demo")
        .canonicalize()
        .unwrap()
}

/// A few tracks of the demo library, copied so that a test may do with them what it likes.
fn some_music(dir: &Path, count: usize) -> PathBuf {
    let music = dir.join("music");
    let mut files = Vec::new();
    let mut folders = vec![demo()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if ["mp3", "opus", "ogg", "m4a"]
                .iter()
                .any(|ending| path.extension().is_some_and(|e| e == *ending))
            {
                files.push(path);
            }
        }
    }
    files.sort();
    std::fs::create_dir_all(&music).unwrap();
    for (number, file) in files.iter().step_by((files.len() / count).max(1)).take(count).enumerate() {
        let ending = file.extension().unwrap().to_string_lossy();
        std::fs::copy(file, music.join(format!("{number}.{ending}"))).unwrap();
    }
    music
}

fn cli(data: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_attune-cli"))
        .arg("--data-dir")
        .arg(data)
        .args(args)
        .output()
        .unwrap()
}

fn json(data: &Path, args: &[&str]) -> Value {
    let out = cli(data, &[&["--json"], args].concat());
    assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
    serde_json::from_slice(&out.stdout).unwrap_or_else(|e| panic!("{args:?}: {e}: {}", String::from_utf8_lossy(&out.stdout)))
}

#[test]
fn from_a_folder_to_similar_tracks_and_a_mix() {
    let dir = tempfile::tempdir().unwrap();
    let (data, music) = (dir.path().join("data"), some_music(dir.path(), 8));
    std::fs::write(music.join("broken.mp3"), b"").unwrap();

    let scan = json(&data, &["scan", music.to_str().unwrap()]);
    assert_eq!(scan["added"], 8);
    assert_eq!(scan["failed"].as_array().unwrap().len(), 1, "the broken file is named: {scan}");
    assert!(scan["failed"][0]["path"].as_str().unwrap().ends_with("broken.mp3"));
    assert!(!scan["failed"][0]["reason"].as_str().unwrap().is_empty());
    for field in ["updated", "moved", "missing"] {
        assert_eq!(scan[field], 0, "{field}");
    }
    let again = json(&data, &["scan"]);
    assert_eq!((&again["added"], &again["updated"]), (&Value::from(0), &Value::from(0)));

    let analyse = json(&data, &["analyse"]);
    assert_eq!(analyse["analysed"], 8);
    assert_eq!(json(&data, &["analyse"])["analysed"], 0, "nothing is done twice");

    let tracks = json(&data, &["search", "", "--limit", "3"]);
    assert_eq!(tracks.as_array().unwrap().len(), 3);
    let seed = tracks[0]["path"].as_str().unwrap();
    let similar = json(&data, &["similar", seed, "--same-artist", "--min-match", "0"]);
    let list = similar.as_array().unwrap();
    assert!(!list.is_empty());
    assert!(list.iter().all(|row| row["path"] != seed), "the seed is not like itself");
    assert!(list.iter().all(|row| !row["reasons"].as_array().unwrap().is_empty()));
    let matches: Vec<f64> = list.iter().map(|row| row["match"].as_f64().unwrap()).collect();
    assert!(matches.windows(2).all(|pair| pair[0] >= pair[1]), "best first: {matches:?}");

    let all = json(&data, &["search", "", "--limit", "8"]);
    let end = all.as_array().unwrap().last().unwrap()["path"].as_str().unwrap();
    let path = json(&data, &["path", seed, end, "--steps", "3"]);
    let path = path.as_array().unwrap();
    assert_eq!(path.len(), 5);
    assert_eq!((&path[0]["path"], &path[4]["path"]), (&Value::from(seed), &Value::from(end)));
    assert!(path[0]["match"].is_null() && path[1..].iter().all(|row| row["match"].as_f64().is_some()));
    let whole = json(&data, &["path", seed, end, "--steps", "30"]);
    assert!(whole.as_array().unwrap().len() <= 8, "each track once");

    let outside = dir.path().join("outside.bin");
    std::fs::copy(seed, &outside).unwrap();
    let on_the_fly = json(&data, &["similar", outside.to_str().unwrap(), "--same-artist", "--min-match", "0"]);
    assert!(
        !on_the_fly.as_array().unwrap().is_empty(),
        "a file outside the library is heard on the fly"
    );

    let held = app::Attune::open(app::Options::new(&data)).unwrap();
    assert!(
        !json(&data, &["mix"]).as_array().unwrap().is_empty(),
        "also while a window holds the folder"
    );
    assert_eq!(
        cli(&data, &["mix", "--anew"]).status.code(),
        Some(4),
        "but it is not for a reader to change them"
    );
    held.close();
    drop(held);
    let mixes = json(&data, &["mix"]);
    assert_eq!(mixes, json(&data, &["mix"]), "stable for the day");
    assert!(
        mixes
            .as_array()
            .unwrap()
            .iter()
            .all(|mix| mix["basis"] == "library" && !mix["tracks"].as_array().unwrap().is_empty())
    );

    let stats = json(&data, &["stats"]);
    assert_eq!(
        (&stats["tracks"], &stats["analysed"], &stats["failed"]),
        (&Value::from(8), &Value::from(8), &Value::from(1))
    );
    assert!(
        json(&data, &["doctor"])
            .as_array()
            .unwrap()
            .iter()
            .all(|finding| finding["ok"] == true)
    );
}

#[test]
fn exit_statuses_mean_something() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    assert_eq!(cli(&data, &["no-such-command"]).status.code(), Some(2));
    assert_eq!(cli(&data, &["similar", "nothing like this"]).status.code(), Some(3));
    assert_eq!(cli(&data, &["scan", "/no/such/folder"]).status.code(), Some(1));
    assert!(String::from_utf8_lossy(&cli(&data, &["scan", "/no/such/folder"]).stderr).contains("/no/such/folder"));
    let held = app::Attune::open(app::Options::new(&data)).unwrap();
    assert_eq!(
        cli(&data, &["scan", dir.path().to_str().unwrap()]).status.code(),
        Some(4),
        "another Attune holds the folder"
    );
    assert!(cli(&data, &["search", "x"]).status.success(), "questions are still answered");
    held.close();
}

#[test]
fn vectors_and_bench_need_no_library() {
    let dir = tempfile::tempdir().unwrap();
    let music = some_music(dir.path(), 3);
    std::fs::write(music.join("noise.mp3"), b"not audio").unwrap();
    let out = dir.path().join("out.csv");
    let run = cli(
        &dir.path().join("data"),
        &["vectors", music.to_str().unwrap(), "--out", out.to_str().unwrap()],
    );
    assert!(run.status.success());
    assert!(
        String::from_utf8_lossy(&run.stderr).contains("noise.mp3"),
        "the failing file is named on standard error"
    );
    let csv = std::fs::read_to_string(&out).unwrap();
    let mut lines = csv.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    assert_eq!(&header[..3], ["path", "v0", "v1"]);
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    assert_eq!(rows.len(), 3);
    for row in rows {
        assert_eq!(row.len(), header.len());
        assert!(!row[0].contains('/'), "relative to the folder");
        let length: f64 = row[1..].iter().map(|v| v.parse::<f64>().unwrap().powi(2)).sum();
        assert!((length - 1.0).abs() < 1e-3, "unit length: {length}");
    }

    let run = cli(&dir.path().join("data"), &["--json", "bench", music.to_str().unwrap()]);
    assert!(run.status.success());
    assert!(
        String::from_utf8_lossy(&run.stderr).contains("noise.mp3"),
        "what is left out of the timing is named"
    );
    let bench: Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(bench["files"], 3);
    for field in [
        "audio_seconds",
        "decode_seconds",
        "resample_seconds",
        "mel_seconds",
        "network_seconds",
        "loudness_seconds",
        "other_seconds",
        "total_seconds",
    ] {
        assert!(bench[field].as_f64().unwrap() > 0.0, "{field}");
    }
    // The whole pass is its parts and a decode of its own, about as long as the bare one.
    let seconds = |part: &str| bench[format!("{part}_seconds")].as_f64().unwrap();
    let parts: f64 = ["resample", "mel", "network", "loudness", "other"].into_iter().map(seconds).sum();
    let decode = seconds("total") - parts;
    assert!(decode > 0.0, "{bench}");
    assert!(decode < 3.0 * seconds("decode") + 0.3 * seconds("total"), "{bench}");
}

#[test]
fn a_folder_that_is_not_there_leaves_the_vectors_of_another_alone() {
    let dir = tempfile::tempdir().unwrap();
    let (data, out) = (dir.path().join("data"), dir.path().join("good.csv"));
    std::fs::write(&out, "made with patience").unwrap();
    let run = cli(&data, &["vectors", "/no/such/folder", "--out", out.to_str().unwrap()]);
    assert_eq!(run.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&run.stderr).contains("/no/such/folder"));
    assert_eq!(std::fs::read_to_string(&out).unwrap(), "made with patience");
    // A folder that is there replaces it whole, and leaves nothing else behind.
    let music = some_music(dir.path(), 1);
    let run = cli(&data, &["vectors", music.to_str().unwrap(), "--out", out.to_str().unwrap()]);
    assert!(run.status.success());
    assert!(std::fs::read_to_string(&out).unwrap().starts_with("path,v0"));
    let mut names: Vec<_> = std::fs::read_dir(dir.path())
        .unwrap()
        .flatten()
        .map(|entry| entry.file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["good.csv", "music"]);
}

/// Only a build with sound gets as far as the queue.
#[cfg(feature = "device")]
#[test]
fn nothing_to_play_is_said_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let run = cli(&dir.path().join("data"), &["play"]);
    assert_eq!(run.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&run.stderr).contains("there is no music in the queue"));
}

#[test]
fn playlists_are_made_shown_changed_and_exchanged() {
    let dir = tempfile::tempdir().unwrap();
    let (data, music) = (dir.path().join("data"), some_music(dir.path(), 4));
    json(&data, &["scan", music.to_str().unwrap()]);
    let tracks = json(&data, &["search", ""]);
    let path = |at: usize| tracks[at]["path"].as_str().unwrap();
    let id = |at: usize| tracks[at]["id"].to_string();

    let made = json(&data, &["playlist", "create", "Evening", path(0), &id(1)]);
    assert_eq!((&made["name"], &made["tracks"]), (&Value::from("Evening"), &Value::from(2)));
    json(&data, &["playlist", "add", "evening", path(2), "--at", "1"]);
    let shown = json(&data, &["playlist", "show", &made["id"].to_string()]);
    let order: Vec<&str> = shown
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["path"].as_str().unwrap())
        .collect();
    assert_eq!(order, [path(2), path(0), path(1)]);
    assert_eq!((&shown[0]["number"], &shown[0]["away"]), (&Value::from(1), &Value::from(false)));
    assert_eq!(json(&data, &["playlist", "remove", "Evening", "3", "1"])["tracks"], 1);
    assert_eq!(json(&data, &["playlist", "rename", "Evening", "Night"])["name"], "Night");

    let out = dir.path().join("night.m3u8");
    json(&data, &["playlist", "export", "Night", out.to_str().unwrap()]);
    let text = std::fs::read_to_string(&out).unwrap();
    assert!(text.starts_with("#EXTM3U\n#PLAYLIST:Night\n#EXTINF:"), "{text}");
    std::fs::write(&out, format!("{text}nowhere/nothing.mp3\n")).unwrap();
    let imported = json(&data, &["playlist", "import", out.to_str().unwrap()]);
    assert_eq!(
        (&imported[0]["found"], &imported[0]["lost"][0]),
        (&Value::from(1), &Value::from("nowhere/nothing.mp3"))
    );
    assert_eq!(json(&data, &["playlist", "list"]).as_array().unwrap().len(), 2);

    assert_eq!(
        cli(&data, &["playlist", "delete", "Night"]).status.code(),
        Some(1),
        "two are called so"
    );
    assert_eq!(cli(&data, &["playlist", "show", "Nobody"]).status.code(), Some(3));
    assert_eq!(
        cli(&data, &["playlist", "remove", &made["id"].to_string(), "9"]).status.code(),
        Some(3)
    );
    assert_eq!(
        cli(&data, &["playlist", "remove", &made["id"].to_string(), "0"]).status.code(),
        Some(2)
    );
    assert_eq!(cli(&data, &["playlist", "import", "/no/such/list.m3u"]).status.code(), Some(1));
    let held = app::Attune::open(app::Options::new(&data)).unwrap();
    assert_eq!(
        json(&data, &["playlist", "list"]).as_array().unwrap().len(),
        2,
        "also while a window holds the folder"
    );
    assert_eq!(cli(&data, &["playlist", "create", "x"]).status.code(), Some(4));
    held.close();
    drop(held);
    json(&data, &["playlist", "delete", &made["id"].to_string()]);
    let plain = cli(&data, &["playlist", "list"]);
    assert_eq!(String::from_utf8_lossy(&plain.stdout).lines().count(), 1);
}

#[test]
fn histories_and_lists_of_other_programs_are_imported_told_of_and_taken_back() {
    let dir = tempfile::tempdir().unwrap();
    let (data, music) = (dir.path().join("data"), some_music(dir.path(), 3));
    json(&data, &["scan", music.to_str().unwrap()]);
    let tracks = json(&data, &["search", ""]);
    let text = |at: usize, field: &str| tracks[at][field].as_str().unwrap();
    let write = |name: &str, text: String| {
        let path = dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let listen = |artist: &str, title: &str, at: u32| {
        let document =
            serde_json::json!({"listened_at": 1_577_882_040 + at, "track_metadata": {"artist_name": artist, "track_name": title}});
        format!("{document}\n")
    };
    let named = |at: usize, when: u32| listen(text(at, "artist"), text(at, "title"), when);
    let lines = [named(0, 0), named(1, 400), listen("Nobody at all", "Nothing", 800)].concat();
    let history = write("listens.jsonl", lines.clone());
    let entry = |at: usize| serde_json::json!({"name": text(at, "title"), "ar": [{"name": text(at, "artist")}], "dt": 0});
    let list = serde_json::json!({"playlist": {"name": "Theirs", "tracks": [entry(0), entry(1), entry(2)]}});
    let list = write("list.json", list.to_string());

    let out = json(&data, &["import", &history, &list]);
    let imported = &out["histories"][0];
    assert_eq!(
        (&imported["format"], &imported["listens"]),
        (&Value::from("listenbrainz"), &Value::from(3))
    );
    assert_eq!((&imported["inserted"], &imported["unmatched"]), (&Value::from(2), &Value::from(1)));
    assert_eq!(imported["most_missed"][0]["artist"], "Nobody at all");
    assert_eq!(
        (&out["playlists"][0]["name"], &out["playlists"][0]["found"]),
        (&Value::from("Theirs"), &Value::from(3))
    );
    let again = json(&data, &["import", &history]);
    assert_eq!(
        (&again["histories"][0]["inserted"], &again["histories"][0]["import"]),
        (&Value::from(0), &Value::Null)
    );
    assert_eq!(json(&data, &["history"]).as_array().unwrap().len(), 2);

    let borrowed = json(&data, &["import", "--lists", &list]);
    assert_eq!(
        (&borrowed["borrowed"], &borrowed["matched_exactly"]),
        (&Value::from(1), &Value::from(3))
    );
    let known = json(&data, &["imports"]);
    assert_eq!(
        (&known["histories"][0]["inserted"], &known["lists"][0]["name"]),
        (&Value::from(2), &Value::from("Theirs"))
    );
    assert_eq!(
        json(&data, &["playlist", "list"]).as_array().unwrap().len(),
        1,
        "what is borrowed is no playlist"
    );

    let to = dir.path().join("out.jsonl");
    assert_eq!(json(&data, &["export-history", to.to_str().unwrap()])["plays"], 2);
    let id = imported["import"].to_string();
    assert_eq!(json(&data, &["imports", "--remove", &id])["removed"], 2);
    assert_eq!(cli(&data, &["imports", "--remove", &id]).status.code(), Some(3));
    assert_eq!(json(&data, &["history"]), Value::Array(Vec::new()));
    assert_eq!(
        json(&data, &["import", to.to_str().unwrap()])["histories"][0]["inserted"],
        2,
        "what was exported comes back"
    );
    assert_eq!(json(&data, &["imports", "--remove-lists"])["removed"], 1);

    let cut = write("cut.jsonl", lines[..lines.len() - 20].to_owned());
    let refused = cli(&data, &["import", &cut]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("cut off"));
    assert_eq!(cli(&data, &["import"]).status.code(), Some(2));
    let plain = cli(&data, &["import", &history]);
    assert!(
        String::from_utf8_lossy(&plain.stdout).contains("3 listens, 2 matched exactly"),
        "{plain:?}"
    );
}

#[test]
fn lyrics_history_and_statistics_are_documents() {
    let dir = tempfile::tempdir().unwrap();
    let (data, music) = (dir.path().join("data"), some_music(dir.path(), 2));
    json(&data, &["scan", music.to_str().unwrap()]);
    let track = json(&data, &["search", ""])[0]["path"].as_str().unwrap().to_owned();
    assert_eq!(cli(&data, &["lyrics", &track]).status.code(), Some(3));
    std::fs::write(Path::new(&track).with_extension("lrc"), "[00:01.50]one").unwrap();
    let lyrics = json(&data, &["lyrics", &track]);
    assert_eq!((&lyrics["synced"], &lyrics["source"]), (&Value::from(true), &Value::from("file")));
    assert_eq!(
        (&lyrics["lines"][0]["seconds"], &lyrics["lines"][0]["text"]),
        (&Value::from(1.5), &Value::from("one"))
    );
    assert_eq!(String::from_utf8_lossy(&cli(&data, &["lyrics", &track]).stdout), "   0:01  one\n");
    assert_eq!(json(&data, &["history"]), Value::Array(Vec::new()));
    for (period, days) in [("week", 7), ("month", 30), ("year", 365), ("all", 365)] {
        let statistics = json(&data, &["stats", "--period", period]);
        assert_eq!(
            (&statistics["plays"], &statistics["library_tracks"]),
            (&Value::from(0), &Value::from(2))
        );
        assert_eq!(statistics["days"].as_array().unwrap().len(), days);
        assert_eq!(statistics["hours"].as_array().unwrap().len(), 7 * 24);
    }
    assert_eq!(cli(&data, &["stats", "--period", "century"]).status.code(), Some(2));
}

#[test]
fn models_are_listed_and_a_file_that_is_none_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let models = json(&data, &["model"]);
    assert_eq!(models["models"][0]["name"], "shipped");
    assert_eq!(models["models"][0]["chosen"], true);
    assert!(models["problem"].is_null());
    let file = dir.path().join("words.pth");
    std::fs::write(&file, "these are words").unwrap();
    let refused = cli(&data, &["model", "add", file.to_str().unwrap(), "--accept-licence"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("neither a PyTorch checkpoint nor a safetensors file"));
    assert_eq!(cli(&data, &["model", "use", "cnn10:00000000"]).status.code(), Some(3));
    assert!(
        json(&data, &["model", "use", "shipped"])["model"]
            .as_str()
            .unwrap()
            .starts_with("ear-")
    );
}
