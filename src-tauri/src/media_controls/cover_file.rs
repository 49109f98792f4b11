//! The cover of what plays as a file, which is how other programs are shown pictures.

use std::path::{Path, PathBuf};

use domain::CoverHash;

/// Keeps one file, whose name is the picture's hash: desktops remember pictures by their name.
pub struct CoverFile {
    dir: PathBuf,
    now: Option<(CoverHash, String)>,
}

impl CoverFile {
    pub fn new(data_dir: &Path) -> Self {
        Self {
            dir: data_dir.join("now-playing"),
            now: None,
        }
    }

    /// The address of the picture's file, written if it is another one than before.
    pub fn url(&mut self, hash: Option<CoverHash>, picture: impl FnOnce(CoverHash) -> Option<Vec<u8>>) -> Option<String> {
        let hash = hash?;
        if let Some((_, url)) = self.now.as_ref().filter(|(now, _)| *now == hash) {
            return Some(url.clone());
        }
        let path = self.dir.join(format!("{}.jpg", hash.to_hex()));
        let bytes = picture(hash)?;
        let written = std::fs::create_dir_all(&self.dir).and_then(|()| {
            self.forget();
            std::fs::write(&path, bytes)
        });
        if let Err(error) = written {
            tracing::debug!(%error, "no cover for other programs");
            return None;
        }
        // Windows is given the path itself, which its controls open.
        let url = if cfg!(windows) {
            format!("file://{}", path.display())
        } else {
            tauri::Url::from_file_path(&path).ok()?.to_string()
        };
        self.now = Some((hash, url.clone()));
        Some(url)
    }

    /// Also what another run left behind.
    fn forget(&self) {
        for entry in std::fs::read_dir(&self.dir).into_iter().flatten().flatten() {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_one_file_and_it_is_written_once() {
        let dir = tempfile::tempdir().unwrap();
        let mut file = CoverFile::new(&dir.path().join("a b"));
        assert_eq!(file.url(None, |_| panic!("not asked for")), None);
        assert_eq!(file.url(Some(CoverHash([1; 32])), |_| None), None);
        let first = file.url(Some(CoverHash([1; 32])), |_| Some(vec![1])).unwrap();
        assert!(first.starts_with("file:///") && first.contains("a%20b"), "{first}");
        assert_eq!(file.url(Some(CoverHash([1; 32])), |_| panic!("written twice")), Some(first.clone()));
        let second = file.url(Some(CoverHash([2; 32])), |_| Some(vec![2])).unwrap();
        assert_ne!(first, second);
        assert_eq!(std::fs::read_dir(dir.path().join("a b/now-playing")).unwrap().count(), 1);
    }
}
