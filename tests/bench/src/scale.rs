//! A large library: what each page of the window asks for, as it is asked for, in milliseconds.

use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use app::{AlbumQuery, AlbumSort, ArtistQuery, ArtistSort, Attune, Period, Scope, SortBy, SortColumn, SortKey, TrackView};
use domain::{EndReason, Lens, Play, PlaySource, SourceKind, SplitMix64, Timestamp};

use crate::{hearing, music};

/// Rows the window asks for at a time.
const PAGE: usize = 100;
/// A long memory: some seventy a day.
const PLAYS: usize = 50_000;
/// One after the other.
const SITTING: usize = 12;

pub fn measure(files: usize, keep: Option<&Path>) -> anyhow::Result<()> {
    let temporary = tempfile::tempdir()?;
    let dir = keep.unwrap_or(temporary.path());
    let (music, data) = (dir.join("music"), dir.join("data"));
    if !music.is_dir() {
        music::write_library(&music, files)?;
    }
    let program = Attune::open(app::Options::new(&data))?;
    if program.overview()?.tracks == 0 {
        let report = program.scan(&[music], &mut |_| {}, &AtomicBool::new(false))?;
        println!(
            "{:<56} {:9.0} files/s",
            format!("import of {} files", report.added),
            report.added as f64 / report.seconds
        );
    }
    drop(program);
    remember_plays(&data)?;
    let heard = Instant::now();
    let analyses = hearing::write_analyses(&store::Store::open(&data)?)?;
    if analyses > 0 {
        row(
            &format!("{analyses} analyses, each kept on its own"),
            &mut [heard.elapsed() / analyses as u32],
        );
    }
    let started = Instant::now();
    let program = Attune::open(app::Options::new(&data))?;
    row("open", &mut [started.elapsed()]);
    once("first window of tracks", || {
        program.list_tracks(&TrackView::default(), 0, PAGE).map(|page| page.total)
    })?;
    once("figures of the library", || program.overview().map(|overview| overview.tracks))?;
    once("first look at the albums", || {
        program.list_albums(&AlbumQuery::default(), 0, PAGE).map(|page| page.total)
    })?;
    once("index of all vectors", || program.load_index().map(|()| 0))?;
    once("similar tracks", || {
        let page = program.list_tracks(&TrackView::default(), 0, 1)?;
        let seed = page.rows.first().map(|track| track.id);
        program.similar(seed, Lens::Blend, 30).map(|similar| similar.rows.len())
    })?;
    once("learning from lists and listening", || program.learn().map(|()| 0))?;
    by_lens(&program)?;
    once("first search", || program.search("love", 50).map(|found| found.track_total))?;
    once("first search that is mistyped", || {
        program.search("slience", 50).map(|found| found.track_total)
    })?;

    lists(&program)?;
    pages(&program)?;
    search(&program)
}

/// Tracks like those most played, in every way.
fn by_lens(program: &Attune) -> anyhow::Result<()> {
    let view = TrackView {
        sort: vec![SortBy {
            key: SortKey::Plays,
            descending: true,
        }],
        ..TrackView::default()
    };
    let seeds = program.list_tracks(&view, 0, 30)?.rows;
    for lens in Lens::ALL {
        let mut took = Vec::new();
        for seed in &seeds {
            took.push(timed(|| program.similar(Some(seed.id), lens, 30))?);
        }
        row(&format!("similar tracks: {lens:?}"), &mut took);
    }
    Ok(())
}

/// Two years of listening: few tracks often, many once.
fn remember_plays(data: &Path) -> anyhow::Result<()> {
    let store = store::Store::open(data)?;
    let tracks = store.track_index()?;
    if store.stats()?.plays > 0 || tracks.is_empty() {
        return Ok(());
    }
    let mut rng = SplitMix64::new(9);
    let apart = 2 * 365 * 86_400_000 / (PLAYS / SITTING) as i64;
    let started = Instant::now();
    for n in 0..PLAYS {
        let at = ((tracks.len() as f64).powf(rng.unit()) - 1.0) as usize;
        let at = at.wrapping_mul(7919) % tracks.len();
        store.add_play(Play {
            uid: tracks[at].1,
            started_at: Timestamp(1_700_000_000_000 + (n / SITTING) as i64 * apart + (n % SITTING) as i64 * 210_000),
            listened: Duration::from_secs(200),
            duration: Duration::from_secs(220),
            source: PlaySource::of(SourceKind::Library),
            end: EndReason::Finished,
            title: format!("title {at}"),
            artist: format!("artist {}", at / 40),
            album: String::new(),
        })?;
    }
    row(
        &format!("{PLAYS} plays, each kept on its own"),
        &mut [started.elapsed() / PLAYS as u32],
    );
    Ok(())
}

fn lists(program: &Attune) -> anyhow::Result<()> {
    let total = program.list_tracks(&TrackView::default(), 0, 1)?.total;
    let view = |sort: &[SortKey]| TrackView {
        sort: sort
            .iter()
            .map(|key| SortBy {
                key: *key,
                descending: true,
            })
            .collect(),
        ..TrackView::default()
    };
    let mut windows = Vec::new();
    for at in 0..200 {
        windows.push(timed(|| {
            program.list_tracks(&view(&[SortKey::Column(SortColumn::Title)]), at * total / 200, PAGE)
        })?);
    }
    row("window of tracks by title, anywhere", &mut windows);
    for (what, sort) in [
        ("sort by year", vec![SortKey::Column(SortColumn::Year)]),
        (
            "sort by genre, then year, then title",
            vec![
                SortKey::Column(SortColumn::Genre),
                SortKey::Column(SortColumn::Year),
                SortKey::Column(SortColumn::Title),
            ],
        ),
        ("sort by path", vec![SortKey::Column(SortColumn::Path)]),
        ("sort by plays", vec![SortKey::Plays]),
    ] {
        once(what, || program.list_tracks(&view(&sort), 0, PAGE).map(|page| page.total))?;
        once(&format!("{what}: the next window"), || {
            program.list_tracks(&view(&sort), PAGE, PAGE).map(|page| page.total)
        })?;
    }
    Ok(())
}

fn pages(program: &Attune) -> anyhow::Result<()> {
    for sort in [AlbumSort::Artist, AlbumSort::Title, AlbumSort::Year, AlbumSort::Added] {
        let query = AlbumQuery {
            sort,
            ..AlbumQuery::default()
        };
        once(&format!("albums by {sort:?}"), || {
            program.list_albums(&query, 0, PAGE).map(|page| page.total)
        })?;
    }
    let query = AlbumQuery {
        query: "the lo".into(),
        ..AlbumQuery::default()
    };
    once("albums, filtered by two words", || {
        program.list_albums(&query, 0, PAGE).map(|page| page.total)
    })?;
    let artists = ArtistQuery {
        sort: ArtistSort::Tracks,
        descending: true,
        ..ArtistQuery::default()
    };
    once("artists by tracks", || {
        program.list_artists(&artists, 0, PAGE).map(|page| page.total)
    })?;
    once("genres", || program.genres().map(|genres| genres.len()))?;
    once("genres again", || program.genres().map(|genres| genres.len()))?;
    once("years", || program.years().map(|years| years.len()))?;
    once("statistics of a year", || {
        program.statistics(Period::Year).map(|told| told.tracks_heard)
    })?;
    once("statistics of all time", || {
        program.statistics(Period::All).map(|told| told.tracks_heard)
    })?;
    once("history", || program.history(0, PAGE).map(|page| page.total))?;
    once("home", || program.home().map(|home| home.recently_added.len()))?;
    let top = program.folder_contents(None)?;
    once("watched folders", || program.folder_contents(None).map(|top| top.tracks))?;
    once("a folder with all artists", || {
        program
            .folder_contents(Some(&top.folders[0].path))
            .map(|inside| inside.folders.len())
    })?;
    let artist = program.list_artists(&artists, 0, 1)?.rows.remove(0);
    once("the artist with most tracks", || {
        program.artist_details(artist.id).map(|page| page.artist.tracks)
    })?;
    let view = TrackView {
        scope: Scope::Artist(artist.id),
        ..TrackView::default()
    };
    once("their tracks", || program.list_tracks(&view, 0, PAGE).map(|page| page.total))?;
    let albums = program.list_albums(&AlbumQuery::default(), 0, usize::MAX)?.rows;
    if let Some(album) = albums.iter().max_by_key(|album| album.tracks) {
        once("the album with most tracks", || {
            program.album_details(album.id).map(|page| page.album.tracks)
        })?;
        let view = TrackView {
            scope: Scope::Album(album.id),
            ..TrackView::default()
        };
        once("its tracks", || program.list_tracks(&view, 0, PAGE).map(|page| page.total))?;
    }
    Ok(())
}

/// Every keystroke of titles and names of the library, then each of them with two letters changed places.
fn search(program: &Attune) -> anyhow::Result<()> {
    let total = program.list_tracks(&TrackView::default(), 0, 1)?.total;
    let (mut typed, mut mistyped, mut slowest) = (Vec::new(), Vec::new(), (Duration::ZERO, String::new()));
    for at in 0..60 {
        let found = program.list_tracks(&TrackView::default(), (at * 7919) % total.max(1), 1)?;
        let Some(track) = found.rows.first() else { break };
        let text = if at % 2 == 0 { &track.title } else { &track.artist };
        let letters: Vec<char> = text.chars().take(16).collect();
        for end in 1..=letters.len() {
            let question: String = letters[..end].iter().collect();
            let took = timed(|| program.search(&question, 50))?;
            typed.push(took);
            if took > slowest.0 {
                slowest = (took, question);
            }
        }
        let mut swapped = letters.clone();
        if swapped.len() > 4 {
            swapped.swap(2, 3);
            let question: String = swapped.into_iter().collect();
            mistyped.push(timed(|| program.search(&question, 50))?);
        }
    }
    row(&format!("search, {} keystrokes", typed.len()), &mut typed);
    row("search, letters changed places", &mut mistyped);
    println!("the slowest was “{}”, {:.1} ms", slowest.1, slowest.0.as_secs_f64() * 1e3);
    Ok(())
}

fn timed<T>(mut ask: impl FnMut() -> Result<T, app::Error>) -> anyhow::Result<Duration> {
    let started = Instant::now();
    std::hint::black_box(ask()?);
    Ok(started.elapsed())
}

fn once(what: &str, mut ask: impl FnMut() -> Result<usize, app::Error>) -> anyhow::Result<()> {
    let started = Instant::now();
    let found = ask()?;
    println!(
        "{:<56} {:9.2} ms",
        format!("{what} ({found})"),
        started.elapsed().as_secs_f64() * 1e3
    );
    Ok(())
}

fn row(what: &str, times: &mut [Duration]) {
    times.sort_unstable();
    let at = |share: f64| {
        times
            .get(((times.len().max(1) - 1) as f64 * share) as usize)
            .map_or(0.0, Duration::as_secs_f64)
            * 1e3
    };
    println!("{what:<56} {:9.2} ms median {:9.2} ms p99", at(0.5), at(0.99));
}
