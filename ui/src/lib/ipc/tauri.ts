import { convertFileSrc } from '@tauri-apps/api/core';
import { getCurrentWebview } from '@tauri-apps/api/webview';
import type { Backend, Subscription, Unsubscribe } from './backend';
import { commands, events } from './bindings';
import { FirstFrame } from './first-frame';
import type { AppError, AttuneEvent } from './types';

/** `listen` answers later than its caller may want to stop: remember a stop that came first. */
function later(registration: Promise<Unsubscribe>): Subscription {
  let stopped = false;
  let stop: Unsubscribe | null = null;
  const listening = registration.then((unlisten) => {
    if (stopped) unlisten();
    else stop = unlisten;
  });
  return {
    listening,
    stop: () => {
      stopped = true;
      stop?.();
    },
  };
}

const firstFrame = new FirstFrame((frame) => requestAnimationFrame(frame), () => void commands.drawn());

type Answer<T> = { status: 'ok'; data: T } | { status: 'error'; error: AppError };

/** The generated commands answer with a result; the window works with promises that reject. */
async function unwrap<T>(answer: Promise<Answer<T>>): Promise<T> {
  const answered = firstFrame.asked();
  const result = await answer.finally(answered);
  if (result.status === 'error') throw result.error;
  return result.data;
}

/** For commands that answer nothing. */
async function done(answer: Promise<Answer<null>>): Promise<void> {
  await unwrap(answer);
}

/** The real program, behind the shell's commands. */
export const tauriBackend: Backend = {
  // Said, not asked: the first rows do not wait for it, nor it for them.
  coloured: (dark) => commands.coloured(dark).then(() => undefined),
  sortFor: async (locale) => {
    const answer = await commands.sortFor(locale);
    if (answer.status === 'error') throw answer.error;
  },
  overview: () => unwrap(commands.overview()),
  listTracks: (view, offset, limit) => unwrap(commands.listTracks(view, offset, limit)),
  viewIds: (view) => unwrap(commands.viewIds(view)),
  findInView: (view, text) => unwrap(commands.findInView(view, text)),

  listAlbums: (query, offset, limit) => unwrap(commands.listAlbums(query, offset, limit)),
  listArtists: (query, offset, limit) => unwrap(commands.listArtists(query, offset, limit)),
  genres: () => unwrap(commands.genres()),
  years: () => unwrap(commands.years()),
  folderContents: (key) => unwrap(commands.folderContents(key)),
  albumDetails: (id) => unwrap(commands.albumDetails(id)),
  artistDetails: (id) => unwrap(commands.artistDetails(id)),
  home: () => unwrap(commands.home()),
  search: (query, trackLimit) => unwrap(commands.search(query, trackLimit)),

  setLiked: (trackIds, liked) => done(commands.setLiked(trackIds, liked)),
  setStars: (trackIds, stars) => done(commands.setStars(trackIds, stars)),
  setFeedback: (trackIds, feedback) => done(commands.setFeedback(trackIds, feedback)),
  listFeedback: () => unwrap(commands.listFeedback()),

  playlists: () => unwrap(commands.playlists()),
  createPlaylist: (name, trackIds) => unwrap(commands.createPlaylist(name, trackIds)),
  createPlaylistFromQueue: (name) => unwrap(commands.createPlaylistFromQueue(name)),
  renamePlaylist: (id, name) => done(commands.renamePlaylist(id, name)),
  deletePlaylist: (id) => done(commands.deletePlaylist(id)),
  movePlaylist: (id, toIndex) => done(commands.movePlaylist(id, toIndex)),
  addToPlaylist: (id, trackIds, at) => done(commands.addToPlaylist(id, trackIds, at)),
  removeFromPlaylist: (id, places, uids) => done(commands.removeFromPlaylist(id, places, uids)),
  moveInPlaylist: (id, places, uids, to) => done(commands.moveInPlaylist(id, places, uids, to)),
  undoPlaylists: () => unwrap(commands.undoPlaylists()),
  redoPlaylists: () => unwrap(commands.redoPlaylists()),
  importPlaylists: () => unwrap(commands.importPlaylists()),
  exportPlaylist: (id) => unwrap(commands.exportPlaylist(id)),
  similarToPlaylist: (id, limit) => unwrap(commands.similarToPlaylist(id, limit)),

  history: (offset, limit) => unwrap(commands.history(offset, limit)),
  statistics: (period) => unwrap(commands.statistics(period)),
  lyrics: (trackId) => unwrap(commands.lyrics(trackId)),
  preview: (trackId) => done(commands.preview(trackId)),
  stopPreview: () => done(commands.stopPreview()),

  chooseFolder: () => unwrap(commands.chooseFolder()),
  addFolders: (paths) => done(commands.addFolders(paths)),
  removeFolder: (id) => done(commands.removeFolder(id)),
  rescan: () => done(commands.rescan()),
  openDemo: () => done(commands.openDemo()),
  openPaths: (paths, play) => done(commands.openPaths(paths, play)),

  jobs: () => unwrap(commands.jobs()),
  setAnalysisPaused: (paused) => done(commands.setAnalysisPaused(paused)),
  models: () => unwrap(commands.models()),
  chooseModel: () => unwrap(commands.chooseModel()),
  addModel: (key, licenceAccepted) => done(commands.addModel(key, licenceAccepted)),
  useModel: (name) => done(commands.useModel(name)),
  removeModel: (name) => done(commands.removeModel(name)),
  failures: () => unwrap(commands.failures()),
  retryFailures: () => done(commands.retryFailures()),

  playView: (view, start) => done(commands.playView(view, start)),
  playTracks: (trackIds, startIndex, source) => done(commands.playTracks(trackIds, startIndex, source)),
  playNow: (trackIds, source) => done(commands.playNow(trackIds, source)),
  playNext: (trackIds, source) => done(commands.playNext(trackIds, source)),
  append: (trackIds, source) => done(commands.append(trackIds, source)),
  insertTracks: (trackIds, toIndex, source) => done(commands.insertTracks(trackIds, toIndex, source)),

  playerState: () => unwrap(commands.playerState()),
  togglePlayback: () => done(commands.togglePlayback()),
  next: () => done(commands.next()),
  previous: () => done(commands.previous()),
  seek: (positionMs) => done(commands.seek(Math.round(positionMs))),
  setVolume: (volume) => done(commands.setVolume(volume)),
  setShuffle: (mode) => done(commands.setShuffle(mode)),
  setRepeat: (mode) => done(commands.setRepeat(mode)),
  setStopAfter: (on) => done(commands.setStopAfter(on)),
  setSleep: (minutes) => done(commands.setSleep(minutes)),
  waveform: (trackId) => unwrap(commands.waveform(trackId)),

  sound: () => unwrap(commands.sound()),
  setSound: (settings) => done(commands.setSound(settings)),

  queueWindow: (offset, limit) => unwrap(commands.queueWindow(offset, limit)),
  queueIds: (offset, limit) => unwrap(commands.queueIds(offset, limit)),
  jumpTo: (itemId) => done(commands.jumpTo(itemId)),
  removeItems: (itemIds) => done(commands.removeItems(itemIds)),
  moveItems: (itemIds, toIndex) => done(commands.moveItems(itemIds, toIndex)),
  clearQueue: () => done(commands.clearQueue()),
  undo: () => done(commands.undo()),
  redo: () => done(commands.redo()),

  radio: () => unwrap(commands.radio()),
  setRadio: (settings) => done(commands.setRadio(settings)),
  similar: (seedId, lens, limit) => unwrap(commands.similar(seedId, lens, limit)),
  hearing: (id) => unwrap(commands.hearing(id)),
  path: (fromId, toId, steps) => unwrap(commands.path(fromId, toId, steps)),
  dailyMixes: () => unwrap(commands.dailyMixes()),
  regenerateMixes: () => done(commands.regenerateMixes()),
  setMixBalance: (percent) => done(commands.setMixBalance(percent)),
  pinMix: (number, pinned) => done(commands.pinMix(number, pinned)),

  mapPoints: (layout, colour) => unwrap(commands.mapPoints(layout, colour)),
  moodList: (request) => unwrap(commands.moodList(request)),
  tracksByIds: (ids) => unwrap(commands.tracksByIds(ids)),

  notices: () => unwrap(commands.notices()),
  subscribe: (handler) => later(events.attuneEvent.listen((event) => handler(event.payload as AttuneEvent))),

  onFileDrop: (handler) =>
    later(
      getCurrentWebview().onDragDropEvent(({ payload }) => {
        if (payload.type === 'drop') handler({ phase: 'drop', paths: payload.paths });
        else handler({ phase: payload.type === 'leave' ? 'leave' : 'over' });
      }),
    ).stop,

  setMini: (on) => done(commands.setMini(on)),
  notifications: () => unwrap(commands.notifications()),
  setNotifications: (on) => done(commands.setNotifications(on)),
  quit: () => done(commands.quit()),
  // `cover://localhost/<hash>`, or `http://cover.localhost/<hash>` where the platform asks for it.
  coverUrl: (hash, small) => convertFileSrc(hash, 'cover') + (small ? '?small' : ''),
};
