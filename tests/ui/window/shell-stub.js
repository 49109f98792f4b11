// What the shell puts into the page before its scripts run, with one track behind it.
Object.freeze(Object.prototype);
(() => {
  const track = {
    id: 7, uid: 'a', title: 'From the shell', artist: 'A', album: 'B', albumArtist: 'A', trackNumber: 1, discNumber: null, year: 2001,
    genres: [], durationMs: 1000, codec: 'FLAC', coverHash: '00ff', liked: false, missing: false, unplayable: null, analysed: true, plays: 0,
    albumId: 1, artistId: 1, composer: '', bpm: null, bitrate: null, addedAt: 0, lastPlayedAt: null, stars: 0, path: '/music/a.flac', match: null, entry: null, copies: [],
  };
  const answers = {
    overview: {
      tracks: 1, albums: 1, artists: 1, genres: 0, totalMs: 1000, analysed: 1, missing: 0, failed: 0, demoAvailable: true, outputDevice: null,
      folders: [{ id: 1, key: '/music', path: '/music', state: 'online', tracks: 1 }],
    },
    home: { recentlyAdded: [], recentlyPlayed: [], mostPlayed: [], forgotten: [], neverPlayed: [] },
    playlists: [],
    history: { total: 0, offset: 0, rows: [] },
    list_albums: { total: 0, offset: 0, rows: [] },
    list_artists: { total: 0, offset: 0, rows: [] },
    genres: [],
    years: [],
    folder_contents: { crumbs: [], folders: [], tracks: 1 },
    list_feedback: [],
    search: { query: '', corrected: null, tracks: [], trackTotal: 0, albums: [], artists: [] },
    list_tracks: { total: 1, offset: 0, rows: [track] },
    jobs: { scan: null, analysis: null, failed: 0 },
    failures: [],
    notices: [{ kind: 'libraryRebuilt' }],
    waveform: [],
    player_state: {
      status: 'stopped', track: null, itemId: null, positionMs: 0, durationMs: 0, volume: 0.5, shuffle: 'off', repeat: 'off', output: null, outputProblem: null,
      signal: null, stopAfter: false, sleepMs: null,
    },
    sound: {
      settings: { crossfadeMs: 0, loudness: 'auto', preampDb: 0, equalizer: { on: false, preset: null, preampDb: 0, bandsDb: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0] }, device: null },
      devices: ['Speakers'],
      presets: [],
    },
    queue_window: { revision: 0, total: 0, currentIndex: null, yours: 0, remainingMs: 0, totalMs: 0, canUndo: false, canRedo: false, offset: 0, rows: [] },
    similar: { seed: null, state: 'noSeed', rows: [] },
    radio: { on: false, strictness: 'balanced', stays: false },
    daily_mixes: { day: '2026-11-21', state: 'notAnalysed', balancePercent: 50, mixes: [] },
  };
  const callbacks = new Map();
  const listeners = new Map();
  const calls = [];
  let nextId = 1;

  window.__shell = {
    calls,
    emit: (event, payload) => {
      for (const handler of listeners.get(event) ?? []) callbacks.get(handler)({ event, id: handler, payload });
    },
  };
  window.__TAURI_INTERNALS__ = {
    metadata: { currentWindow: { label: 'main' }, currentWebview: { windowLabel: 'main', label: 'main' } },
    transformCallback: (callback) => {
      callbacks.set(nextId, callback);
      return nextId++;
    },
    unregisterCallback: (id) => callbacks.delete(id),
    convertFileSrc: (path, protocol) => `${protocol}://localhost/${encodeURIComponent(path)}`,
    invoke: async (command, args) => {
      if (command === 'plugin:event|listen') {
        // Registering takes a while: nobody hears before it is done.
        await new Promise((resolve) => setTimeout(resolve, 20));
        listeners.set(args.event, [...(listeners.get(args.event) ?? []), args.handler]);
        calls.push({ command, args: {} });
        return args.handler;
      }
      calls.push(structuredClone({ command, args: args ?? {} }));
      return structuredClone(answers[command] ?? null);
    },
  };
})();
