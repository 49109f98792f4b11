//! What a file says about itself.

/// The tags of one file, as read; nothing is guessed here. Multi-value fields keep their order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tags {
    pub title: Option<String>,
    pub artists: Vec<String>,
    pub album: Option<String>,
    pub album_artists: Vec<String>,
    pub track_number: Option<u32>,
    pub track_total: Option<u32>,
    pub disc_number: Option<u32>,
    pub disc_total: Option<u32>,
    /// Year of this release.
    pub year: Option<i32>,
    /// Year of the first release, where the file says so.
    pub original_year: Option<i32>,
    pub genres: Vec<String>,
    pub composers: Vec<String>,
    pub label: Option<String>,
    pub compilation: bool,
    pub title_sort: Option<String>,
    pub artist_sort: Option<String>,
    pub album_sort: Option<String>,
    /// Beats per minute as tagged.
    pub bpm: Option<f32>,
    pub musical_key: Option<String>,
    pub comment: Option<String>,
    pub lyrics: Option<String>,
    pub musicbrainz_recording: Option<String>,
    pub musicbrainz_release: Option<String>,
    pub replay_gain: ReplayGain,
}

impl Tags {
    /// The artists as one line, joined by ", "; `None` if there are none.
    pub fn artist_line(&self) -> Option<String> {
        join(&self.artists)
    }

    /// Album artists, else artists, as one line; "Various Artists" is left to the caller, who knows the language.
    pub fn album_artist_line(&self) -> Option<String> {
        join(&self.album_artists).or_else(|| self.artist_line())
    }
}

fn join(names: &[String]) -> Option<String> {
    (!names.is_empty()).then(|| names.join(", "))
}

/// ReplayGain 2 values of the tags, in dB and as linear peak; R128 tags arrive here converted to the −18 LUFS reference.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ReplayGain {
    pub track_gain_db: Option<f32>,
    pub track_peak: Option<f32>,
    pub album_gain_db: Option<f32>,
    pub album_peak: Option<f32>,
}
