//! The models to hear with: the one that is shipped, and a person's own files.
//!
//! An added file lies in `models/` of the data folder, named by its SHA-256, so that a damaged one is found out when it is
//! loaded. Its vectors have a `ModelVersion` of their own: after a change the queue of the analysis holds the whole library
//! again, and nothing is compared with vectors of another model.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use analysis::Checkpoint;

use crate::{Attune, Error, core::Core};

/// Setting: the name of the model to hear with; absent for the shipped one.
const CHOSEN: &str = "analysis.model";
const BEGINS: &str = "cnn10-";
const ENDS: &str = ".weights";
/// A file that is being copied.
const PART: &str = "adding.part";

/// What a person is to know of a model before using it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ModelCard {
    pub title: &'static str,
    pub licence: &'static str,
    pub licence_url: &'static str,
    /// To whom the licence asks to give credit.
    pub attribution: &'static str,
    /// Where its weights were published.
    pub source: &'static str,
}

/// The one kind of model that can be added.
pub const CNN10: ModelCard = ModelCard {
    title: "PANNs CNN10",
    licence: "CC BY 4.0",
    licence_url: "https://creativecommons.org/licenses/by/4.0/",
    attribution: "Qiuqiang Kong, Yin Cao, Turab Iqbal, Yuxuan Wang, Wenwu Wang, Mark D. Plumbley: PANNs: Large-Scale Pretrained Audio Neural Networks for Audio Pattern Recognition, IEEE/ACM TASLP 28 (2020)",
    source: "https://zenodo.org/record/3987831",
};

/// A model that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelRow {
    /// Of an added one its `ModelVersion`; `None`: the shipped one.
    pub name: Option<String>,
    /// Of its file; 0 for the shipped one, which is part of the program.
    pub bytes: u64,
    pub chosen: bool,
}

/// All models, the shipped one first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelsView {
    pub models: Vec<ModelRow>,
    /// Why the chosen one cannot be used.
    pub problem: Option<String>,
}

/// A file that was read and found to be a CNN10.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelOffer {
    pub name: String,
    pub bytes: u64,
}

impl Attune {
    /// The models there are. Loads the chosen one to say whether it can be used.
    pub fn models(&self) -> Result<ModelsView, Error> {
        let chosen = self.core.chosen_model()?;
        let mut models = vec![ModelRow {
            name: None,
            bytes: 0,
            chosen: chosen.is_none(),
        }];
        for path in files(&self.core.models_dir) {
            let Some(name) = path.file_name().and_then(|file| name_of(&file.to_string_lossy())) else {
                continue;
            };
            models.push(ModelRow {
                chosen: chosen.as_ref() == Some(&name),
                bytes: fs::metadata(&path).map_or(0, |file| file.len()),
                name: Some(name),
            });
        }
        let problem = self.core.ear().err().map(|error| match error {
            Error::NoEar(reason) => reason,
            other => other.to_string(),
        });
        Ok(ModelsView { models, problem })
    }

    /// Reads a file that may be added. Takes a moment, and changes nothing.
    ///
    /// # Errors
    /// `Model` with the reason if it is no CNN10, or damaged.
    pub fn check_model(&self, file: &Path) -> Result<ModelOffer, Error> {
        let checkpoint = Checkpoint::read(file).map_err(refused)?;
        Ok(ModelOffer {
            name: checkpoint.version().0,
            bytes: checkpoint.bytes,
        })
    }

    /// Copies a file to the others; it is not used yet. One that is there already is replaced, which mends it.
    ///
    /// # Errors
    /// `LicenceNotAccepted` unless `licence_accepted`. `Model` if the file is refused, `Internal` if it cannot be copied: then
    /// nothing is left of it.
    pub fn add_model(&self, file: &Path, licence_accepted: bool) -> Result<ModelOffer, Error> {
        if !licence_accepted {
            return Err(Error::LicenceNotAccepted);
        }
        let dir = &self.core.models_dir;
        // No model by its name: what a kill leaves of it is in nobody's way, and written over the next time.
        let part = dir.join(PART);
        let added = copy(file, &part).and_then(|()| {
            // The copy is what is used later: it is what is checked.
            let checkpoint = Checkpoint::read(&part).map_err(refused)?;
            fs::rename(&part, dir.join(format!("{BEGINS}{}{ENDS}", checkpoint.sha256))).map_err(not_written)?;
            Ok(ModelOffer {
                name: checkpoint.version().0,
                bytes: checkpoint.bytes,
            })
        });
        if added.is_err() {
            let _ = fs::remove_file(&part);
        }
        added
    }

    /// Hears with the model of this name from now on, or with the shipped one. The library is analysed again; of a track the store
    /// keeps the vectors of one model, the latest.
    ///
    /// # Errors
    /// `NoSuch` if there is none of the name; `NoEar` if it cannot be loaded. Then everything stays as it was.
    pub fn use_model(&self, name: Option<&str>) -> Result<(), Error> {
        if let Some(name) = name
            && find(&self.core.models_dir, name).is_none()
        {
            return Err(Error::NoSuch(format!("model {name}")));
        }
        if self.core.chosen_model()?.as_deref() == name && self.core.ear().is_ok() {
            return Ok(());
        }
        let ear = self.core.load_ear(name).map_err(Error::NoEar)?;
        self.core.store.set_setting(CHOSEN, name)?;
        self.core.change_ear(ear);
        // What was compared with the model before is gone at once, and not only when the first new vectors are there.
        self.core.rebuild_index()?;
        self.core.rows_changed();
        self.analyser.look_again();
        Ok(())
    }

    /// Deletes the copy of an added model. If it is in use, the shipped one is used from now on.
    ///
    /// # Errors
    /// `NoSuch` if there is none of the name; `Internal` if its file cannot be deleted.
    pub fn remove_model(&self, name: &str) -> Result<(), Error> {
        let path = find(&self.core.models_dir, name).ok_or_else(|| Error::NoSuch(format!("model {name}")))?;
        if self.core.chosen_model()?.as_deref() == Some(name) {
            self.use_model(None)?;
        }
        fs::remove_file(path).map_err(|error| Error::Internal(format!("the model could not be removed: {error}")))
    }
}

impl Core {
    /// The name of the chosen model, if it is not the shipped one.
    pub(crate) fn chosen_model(&self) -> Result<Option<String>, Error> {
        Ok(self.store.setting(CHOSEN)?)
    }
}

/// Reads an added model; the reason in words if it cannot be used.
pub(crate) fn read(dir: &Path, name: &str) -> Result<Checkpoint, String> {
    let path = find(dir, name).ok_or_else(|| format!("the file of the chosen model {name} is gone from {}", dir.display()))?;
    let checkpoint = Checkpoint::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    if checkpoint.version().0 == name {
        Ok(checkpoint)
    } else {
        Err(format!("{} is damaged: it is not the file that was added", path.display()))
    }
}

/// The added files, by name.
fn files(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.sort();
    files
}

fn find(dir: &Path, name: &str) -> Option<PathBuf> {
    let named = |path: &PathBuf| path.file_name().and_then(|file| name_of(&file.to_string_lossy())).as_deref() == Some(name);
    files(dir).into_iter().find(named)
}

/// The name of the model in a file of this name.
fn name_of(file: &str) -> Option<String> {
    let hash = file.strip_prefix(BEGINS)?.strip_suffix(ENDS)?;
    let is_hash = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hash.then(|| format!("cnn10:{}", &hash[..8]))
}

fn copy(from: &Path, to: &Path) -> Result<(), Error> {
    let unreadable = |error: std::io::Error| Error::Unreadable {
        path: from.to_path_buf(),
        reason: error.to_string(),
    };
    // Checked before it is copied: whoever chose the wrong file by mistake did not mean gigabytes.
    Checkpoint::read(from).map_err(refused)?;
    let mut source = File::open(from).map_err(unreadable)?;
    fs::create_dir_all(to.parent().unwrap_or(to)).map_err(not_written)?;
    let mut target = File::create(to).map_err(not_written)?;
    std::io::copy(&mut source, &mut target).map_err(not_written)?;
    target.sync_all().map_err(not_written)
}

fn refused(error: analysis::Error) -> Error {
    match error {
        analysis::Error::Model(why) => Error::Model(why),
        other => Error::Model(other.to_string()),
    }
}

fn not_written(error: std::io::Error) -> Error {
    Error::Internal(format!("the model could not be copied: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_named_by_a_hash_are_models() {
        let hash = "0123456789abcdef".repeat(4);
        assert_eq!(name_of(&format!("cnn10-{hash}.weights")), Some("cnn10:01234567".into()));
        for other in [
            format!("cnn10-{hash}.part"),
            "cnn10-0123.weights".into(),
            format!("ear-{hash}.weights"),
            format!("cnn10-{}é.weights", &hash[2..]),
        ] {
            assert_eq!(name_of(&other), None, "{other}");
        }
    }
}
