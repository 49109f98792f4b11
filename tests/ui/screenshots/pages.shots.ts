import { open, pictures } from './look';

// Every place one can go to, but for the search, which is a moment.

const PLACES: Record<string, object> = {
  home: { kind: 'home' },
  albums: { kind: 'albums' },
  album: { kind: 'album', id: 2 },
  artists: { kind: 'artists' },
  artist: { kind: 'artist', id: 1 },
  genres: { kind: 'genres' },
  genre: { kind: 'genre', id: 1 },
  years: { kind: 'years' },
  year: { kind: 'year', year: 2018 },
  folders: { kind: 'folders', key: null },
  liked: { kind: 'liked' },
  playlists: { kind: 'playlists' },
  playlist: { kind: 'playlist', id: 1 },
  history: { kind: 'history' },
  statistics: { kind: 'statistics' },
};

for (const [name, place] of Object.entries(PLACES)) {
  pictures(name, async (page, look) => {
    await open(page, look, place);
    await page.locator('main h1').waitFor();
  });
}
pictures('folder', async (page, look) => {
  await open(page, look, { kind: 'folders', key: look.library === '100000' ? '/home/ada/Music' : '/home/ada/Music/Attune demo' });
  await page.locator('main h1').waitFor();
});
