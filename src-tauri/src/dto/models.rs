//! The models to hear with.

use serde::Serialize;
use specta::Type;

use super::all;

/// A model that can be chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ModelRow {
    /// Null: the one that is shipped.
    pub name: Option<String>,
    /// Of its file.
    pub bytes: u32,
    pub chosen: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ModelsView {
    /// The shipped one first.
    pub models: Vec<ModelRow>,
    /// Why the chosen one cannot be used.
    pub problem: Option<String>,
}

/// A file that may be added once its licence is accepted.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ModelOffer {
    /// What `add_model` takes.
    pub key: String,
    pub file_name: String,
    pub bytes: u32,
    pub title: String,
    pub licence: String,
    pub licence_url: String,
    /// To whom the licence asks to give credit.
    pub attribution: String,
    /// Where its weights were published.
    pub source: String,
}

/// Of a file that is read as a model only if it is far smaller.
fn bytes(size: u64) -> u32 {
    u32::try_from(size).unwrap_or(u32::MAX)
}

impl From<app::ModelRow> for ModelRow {
    fn from(row: app::ModelRow) -> Self {
        Self {
            name: row.name,
            bytes: bytes(row.bytes),
            chosen: row.chosen,
        }
    }
}

impl From<app::ModelsView> for ModelsView {
    fn from(view: app::ModelsView) -> Self {
        Self {
            models: all(view.models),
            problem: view.problem,
        }
    }
}

impl ModelOffer {
    pub fn of(path: &std::path::Path, offer: &app::ModelOffer) -> Self {
        let card = app::CNN10;
        Self {
            key: app::path_key(path),
            file_name: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            bytes: bytes(offer.bytes),
            title: card.title.into(),
            licence: card.licence.into(),
            licence_url: card.licence_url.into(),
            attribution: card.attribution.into(),
            source: card.source.into(),
        }
    }
}
