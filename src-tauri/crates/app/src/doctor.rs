//! Checks of an installation, each with what was found.

use domain::FolderState;

use crate::Attune;

/// One check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub what: &'static str,
    pub ok: bool,
    pub detail: String,
}

impl Attune {
    /// Looks at databases, network, folders and failed files. Changes nothing.
    pub fn examine(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut found = |what, outcome: Result<String, String>| {
            let ok = outcome.is_ok();
            findings.push(Finding {
                what,
                ok,
                detail: outcome.unwrap_or_else(|why| why),
            });
        };
        found(
            "library",
            self.overview()
                .map(|o| format!("{} tracks, {} plays", o.tracks, o.plays))
                .map_err(|e| e.to_string()),
        );
        found(
            "network",
            self.core
                .ear()
                .map(|ear| format!("{} ({} numbers a track)", ear.version(), ear.dim()))
                .map_err(|e| e.to_string()),
        );
        found(
            "sound",
            Ok(if cfg!(feature = "device") {
                "built in"
            } else {
                "not in this build"
            }
            .into()),
        );
        match self.core.store.folders() {
            Ok(folders) if folders.is_empty() => found("folders", Ok("none is watched yet".into())),
            Ok(folders) => {
                for folder in folders {
                    let path = folder.path.display().to_string();
                    found(
                        "folder",
                        if folder.state == FolderState::Unreachable {
                            Err(format!("{path} cannot be reached"))
                        } else {
                            Ok(path)
                        },
                    );
                }
            }
            Err(error) => found("folders", Err(error.to_string())),
        }
        match self.failures() {
            Err(error) => found("files", Err(error.to_string())),
            Ok(failures) if failures.is_empty() => found("files", Ok("none was refused".into())),
            Ok(failures) => {
                for failure in failures {
                    found("refused file", Ok(format!("{}: {}", failure.path.display(), failure.reason)));
                }
            }
        }
        findings
    }
}
