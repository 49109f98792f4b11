-- Inserts a track or, if its uid is known, replaces everything the file says. The id, the cover and the time added stay;
-- the cover is looked for again, since its picture may have been changed with the tags.
INSERT INTO tracks (
  uid, folder, path, path_text, size, modified, payload, codec, duration_ms, sample_rate, channels, bits, bitrate, unplayable,
  title, artists, album, album_artists, track_number, track_total, disc_number, disc_total, year, original_year, genres,
  composers, label, compilation, title_sort, artist_sort, album_sort, bpm, musical_key, comment, lyrics, mb_recording,
  mb_release, rg_track_gain, rg_track_peak, rg_album_gain, rg_album_peak, added_at, album_id, order_title, order_artist,
  order_album, missing_since
) VALUES (
  :uid, :folder, :path, :path_text, :size, :modified, :payload, :codec, :duration_ms, :sample_rate, :channels, :bits, :bitrate, :unplayable,
  :title, :artists, :album, :album_artists, :track_number, :track_total, :disc_number, :disc_total, :year, :original_year, :genres,
  :composers, :label, :compilation, :title_sort, :artist_sort, :album_sort, :bpm, :musical_key, :comment, :lyrics, :mb_recording,
  :mb_release, :rg_track_gain, :rg_track_peak, :rg_album_gain, :rg_album_peak, :added_at, :album_id, :order_title, :order_artist,
  :order_album, :missing_since
)
ON CONFLICT (uid) DO UPDATE SET
  folder = excluded.folder, path = excluded.path, path_text = excluded.path_text, size = excluded.size, modified = excluded.modified,
  payload = excluded.payload, codec = excluded.codec, duration_ms = excluded.duration_ms, sample_rate = excluded.sample_rate,
  channels = excluded.channels, bits = excluded.bits, bitrate = excluded.bitrate, unplayable = excluded.unplayable,
  title = excluded.title, artists = excluded.artists, album = excluded.album, album_artists = excluded.album_artists,
  track_number = excluded.track_number, track_total = excluded.track_total, disc_number = excluded.disc_number,
  disc_total = excluded.disc_total, year = excluded.year, original_year = excluded.original_year, genres = excluded.genres,
  composers = excluded.composers, label = excluded.label, compilation = excluded.compilation, title_sort = excluded.title_sort,
  artist_sort = excluded.artist_sort, album_sort = excluded.album_sort, bpm = excluded.bpm, musical_key = excluded.musical_key,
  comment = excluded.comment, lyrics = excluded.lyrics, mb_recording = excluded.mb_recording, mb_release = excluded.mb_release,
  rg_track_gain = excluded.rg_track_gain, rg_track_peak = excluded.rg_track_peak, rg_album_gain = excluded.rg_album_gain,
  rg_album_peak = excluded.rg_album_peak, album_id = excluded.album_id, order_title = excluded.order_title,
  order_artist = excluded.order_artist, order_album = excluded.order_album, missing_since = excluded.missing_since,
  cover_checked = 0
RETURNING id;
