//! Files of each format, made up.

use std::io::Write;

use super::*;

const LATEST: Timestamp = Timestamp(1_800_000_000_000);

/// 2020-01-01 12:34:00.
const NOON: i64 = 1_577_882_040_000;

const EXTENDED: &str = r#"[
  {"ts":"2020-01-01T12:37:20Z","username":"x","ms_played":200000,"master_metadata_track_name":"Sun","master_metadata_album_artist_name":"Ann",
   "master_metadata_album_album_name":"One","spotify_track_uri":"x","episode_name":null,"reason_start":"trackdone","reason_end":"trackdone",
   "shuffle":false,"skipped":null,"offline":false},
  {"ts":"2020-01-01T12:37:30Z","ms_played":10000,"master_metadata_track_name":"Sun","master_metadata_album_artist_name":"Ann",
   "master_metadata_album_album_name":"One","reason_end":"fwdbtn","skipped":true},
  {"ts":"2020-01-01T12:40:00Z","ms_played":1000,"master_metadata_track_name":"Moon","master_metadata_album_artist_name":"Bob",
   "master_metadata_album_album_name":null,"reason_end":"endplay","skipped":false},
  {"ts":"2020-01-01T12:40:01Z","ms_played":0,"master_metadata_track_name":"Moon","master_metadata_album_artist_name":"Bob",
   "master_metadata_album_album_name":null,"reason_end":"fwdbtn","skipped":true},
  {"ts":"2020-01-01T13:00:00Z","ms_played":900000,"master_metadata_track_name":null,"master_metadata_album_artist_name":null,
   "master_metadata_album_album_name":null,"episode_name":"Talk","reason_end":"trackdone"}
]"#;

const ACCOUNT: &str = r#"[
  {"endTime":"2020-01-01 12:37","artistName":"Ann","trackName":"Sun","msPlayed":180000},
  {"endTime":"2020-01-01 12:38","podcastName":"Talks","episodeName":"Talk","msPlayed":180000}
]"#;

const LASTFM_CSV: &str =
    "Ann,One,Sun,01 Jan 2020 12:34\r\n\"Bob, the\",\"\",\"Moon \"\"7\"\"\",01 Jan 2020 12:38\r\nAnn,One,Sun,01 Jan 1970 00:00\r\n";

const LASTFM_NAMED_CSV: &str = "\u{feff}uts,utc_time,artist,artist_mbid,album,album_mbid,track,track_mbid\n\
    \"1577882040\",\"01 Jan 2020, 12:34\",\"Ann\",\"\",\"One\",\"\",\"Sun\",\"\"\n";

const LASTFM_JSON: &str = r##"[
  {"track":[
    {"artist":{"mbid":"","#text":"Ann"},"name":"Now","album":{"#text":"One"},"@attr":{"nowplaying":"true"}},
    {"artist":{"mbid":"","#text":"Ann"},"name":"Sun","album":{"#text":"One"},"date":{"#text":"01 Jan 2020, 12:34","uts":"1577882040"}}
  ],"@attr":{"page":"1","total":"3"}},
  {"recenttracks":{"track":[
    {"artist":{"name":"Bob"},"name":1999,"album":{"#text":""},"date":{"uts":1577882100}}
  ]}}
]"##;

const LISTENBRAINZ: &str = r#"{"listened_at":1577882040,"track_metadata":{"track_name":"Sun","artist_name":"Ann","release_name":"One",
  "additional_info":{"duration_ms":200000,"listened_ms":150000,"end_reason":"stopped"}}}
{"listened_at":1577882300,"user_name":"x","track_metadata":{"track_name":"Moon","artist_name":"Bob","additional_info":null}}
"#;

fn read(text: &str) -> History {
    parse(text.as_bytes(), LATEST).unwrap()
}

fn refused(bytes: &[u8]) -> String {
    parse(bytes, LATEST).unwrap_err().to_string()
}

type Told<'a> = (&'a str, &'a str, &'a str, i64, Option<u128>, Option<EndReason>);

/// Artist, title, album, begun so many milliseconds after noon, heard so many, and how it ended.
fn listens(history: &History) -> Vec<Told<'_>> {
    let listen = |listen: &Listen| {
        let Named { artist, title, album } = &history.named[listen.named as usize];
        let heard = listen.heard.map(|heard| heard.as_millis());
        (
            artist.as_str(),
            title.as_str(),
            album.as_str(),
            listen.at.0 - NOON,
            heard,
            listen.end,
        )
    };
    history.listens.iter().map(listen).collect()
}

#[test]
fn spotify_writes_ends_and_they_become_beginnings() {
    let history = read(EXTENDED);
    assert_eq!(history.format, HistoryFormat::Spotify);
    assert_eq!(
        listens(&history),
        [
            ("Ann", "Sun", "One", 0, Some(200_000), Some(EndReason::Finished)),
            ("Ann", "Sun", "One", 200_000, Some(10_000), Some(EndReason::Skipped)),
            ("Bob", "Moon", "", 359_000, Some(1000), Some(EndReason::Stopped)),
        ]
    );
    assert_eq!(history.named.len(), 2, "a name is kept once");
    let unusable = history.unusable;
    assert_eq!((unusable.not_music, unusable.unheard, unusable.total()), (1, 1, 2));

    let history = read(ACCOUNT);
    assert_eq!(listens(&history), [("Ann", "Sun", "", 0, Some(180_000), None)]);
    assert_eq!(history.unusable.not_music, 1);
}

#[test]
fn last_fm_is_read_as_every_exporter_writes_it() {
    let history = read(LASTFM_CSV);
    assert_eq!(history.format, HistoryFormat::LastFm);
    assert_eq!(
        listens(&history),
        [
            ("Ann", "Sun", "One", 0, None, None),
            ("Bob, the", "Moon \"7\"", "", 240_000, None, None)
        ]
    );
    assert_eq!((history.unusable.without_time, history.unusable.total()), (1, 1), "a clock at zero");
    assert_eq!(listens(&read(LASTFM_NAMED_CSV)), [("Ann", "Sun", "One", 0, None, None)]);
    let history = read(LASTFM_JSON);
    assert_eq!(
        listens(&history),
        [("Ann", "Sun", "One", 0, None, None), ("Bob", "1999", "", 60_000, None, None)]
    );
    assert_eq!(history.unusable.without_time, 1, "what plays now");
    let flat = r#"{"username":"x","scrobbles":[{"track":"Sun","artist":"Ann","album":"One","date":1577882040000}]}"#;
    assert_eq!(listens(&read(flat)), [("Ann", "Sun", "One", 0, None, None)]);
}

#[test]
fn listenbrainz_is_read_by_line_and_as_a_list() {
    let wanted = [
        ("Ann", "Sun", "One", 0, Some(150_000), Some(EndReason::Stopped)),
        ("Bob", "Moon", "", 260_000, None, None),
    ];
    let history = read(LISTENBRAINZ);
    assert_eq!(history.format, HistoryFormat::ListenBrainz);
    assert_eq!(listens(&history), wanted);
    let list = format!("[{}]", LISTENBRAINZ.trim().replace("}\n{", "},{"));
    assert_eq!(listens(&read(&list)), wanted);
    assert_eq!(
        listens(&read(&format!("{{\"payload\":{{\"count\":2,\"listens\":{list}}}}}"))),
        wanted
    );
}

#[test]
fn what_is_cut_off_anywhere_is_refused_whole() {
    for text in [EXTENDED, ACCOUNT, LASTFM_JSON] {
        for end in (1..text.trim_end().len()).filter(|end| text.is_char_boundary(*end)) {
            refused(&text.as_bytes()[..end]);
        }
    }
    let lines = LISTENBRAINZ.trim_end();
    assert_eq!(
        refused(&lines.as_bytes()[..lines.len() - 5]),
        "it ends in the middle: it was cut off"
    );
    let rows = LASTFM_CSV.trim_end();
    let last = rows.rfind('\n').unwrap() + 1;
    for end in last + 1..rows.len() {
        assert!(refused(&rows.as_bytes()[..end]).contains("cut off"), "{}", &rows[last..end]);
    }
}

#[test]
fn garbage_is_no_history_and_no_panic() {
    let mut rng = domain::SplitMix64::new(7);
    for text in [EXTENDED, ACCOUNT, LASTFM_CSV, LASTFM_NAMED_CSV, LASTFM_JSON, LISTENBRAINZ] {
        for _ in 0..400 {
            let mut bytes = text.as_bytes().to_vec();
            for _ in 0..1 + rng.below(6) {
                let at = rng.below(bytes.len());
                bytes[at] = rng.next_u64() as u8;
            }
            if let Ok(history) = parse(&bytes, LATEST) {
                assert!(history.listens.iter().all(|listen| (listen.named as usize) < history.named.len()));
            }
        }
    }
    for (bytes, reason) in [
        (&b""[..], "no listening history"),
        (b"{}", "no listening history"),
        (b"[[[[]]]]", "no listening history"),
        (b"a,b,c,d\n1,2,3,4\n", "no listening history"),
        (b"{\"playlist\":{\"tracks\":[{\"name\":\"x\"}]}}", "no listening history"),
        (b"PK\x03\x04zip", "unpack it"),
    ] {
        assert!(
            refused(bytes).contains(reason),
            "{}: {}",
            String::from_utf8_lossy(bytes),
            refused(bytes)
        );
    }
    refused("[".repeat(1 << 20).as_bytes());
}

#[test]
fn a_file_says_what_it_is_by_how_it_begins() {
    let looks = |bytes: &[u8]| {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        looks_like_history(file.path()).unwrap()
    };
    for text in [EXTENDED, ACCOUNT, LASTFM_CSV, LASTFM_NAMED_CSV, LASTFM_JSON, LISTENBRAINZ] {
        assert!(looks(text.as_bytes()), "{text:.60}");
    }
    for text in [
        "#EXTM3U\na.mp3\n",
        "[playlist]\nFile1=a",
        "{\"playlist\":{}}",
        "a.mp3\nb.mp3\n",
        "",
        "<playlist/>",
    ] {
        assert!(!looks(text.as_bytes()), "{text}");
    }
    assert!(looks_like_history(Path::new("/no/such/file")).is_err());
}

#[test]
fn there_is_a_largest_file_and_a_largest_number_of_entries() {
    let mut collector = Collector::new(LATEST, 2);
    let three = "[{\"ts\":1},{\"ts\":1},{\"ts\":1}]";
    let refused = json::read(three.as_bytes(), &mut collector).unwrap_err().to_string();
    assert!(refused.contains("more than 2 entries"), "{refused}");
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&[b' '; 11]).unwrap();
    assert_eq!(bytes(file.path(), 11).unwrap().len(), 11);
    assert!(bytes(file.path(), 10).is_err());
}
