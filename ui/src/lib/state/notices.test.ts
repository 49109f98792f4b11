import { expect, test, vi } from 'vitest';
import { Notices, type Action, type Sum } from './notices.svelte';

const said = ({ list }: Notices): string[] => list.map(({ text, times, action }) => `${text} × ${times}${action ? ' [Undo]' : ''}`);
const undo = (run: () => void = () => {}, line: Action['line'] = 'queue'): Action => ({ label: 'Undo', run, line });

test('what is said again is counted', () => {
  const notices = new Notices();
  for (let time = 0; time < 3; time++) notices.warn('Kites was skipped');
  notices.say('Nothing to undo');
  expect(said(notices)).toEqual(['Nothing to undo × 1', 'Kites was skipped × 3']);
});

test('what can be taken back is not: each notice takes back what it tells of', () => {
  const notices = new Notices();
  const runs = [vi.fn(), vi.fn()];
  for (const run of runs) notices.say('1 track removed', undo(run));
  expect(said(notices)).toEqual(['1 track removed × 1 [Undo]', '1 track removed × 1 [Undo]']);
  notices.list[1]?.action?.run();
  expect(runs.map((run) => run.mock.calls.length)).toEqual([1, 0]);
});

test('three are kept', () => {
  const notices = new Notices();
  for (let time = 0; time < 5; time++) notices.say('1 track removed', undo());
  expect(said(notices)).toEqual(Array(3).fill('1 track removed × 1 [Undo]'));
});

test('what was said of an edit goes with the next one of its line, and what adds up goes on adding up', () => {
  const notices = new Notices();
  notices.say('Never again', { label: 'Undo', run: () => {} });
  notices.say('Evening is a playlist now', undo(() => {}, 'playlists'));
  notices.say('1 track removed', undo());
  notices.withdraw('queue');
  expect(said(notices)).toEqual(['Evening is a playlist now × 1 [Undo]', 'Never again × 1 [Undo]']);
  notices.withdraw('playlists');
  expect(said(notices)).toEqual(['Never again × 1 [Undo]']);
  const text = (count: number): string => `${count} added`;
  const sum: Sum = { kind: 'added', count: 1, text, parts: 1 };
  for (let time = 0; time < 2; time++) {
    notices.withdraw('queue', true);
    notices.say(text(1), undo(), 'info', sum);
  }
  expect(said(notices)).toEqual(['2 added × 1 [Undo]', 'Never again × 1 [Undo]']);
});

test('what adds up is one notice, until something else was done', () => {
  const notices = new Notices();
  const text = (count: number): string => `${count} added`;
  const sum = (count: number): Sum => ({ kind: 'added', count, text, parts: 1 });
  for (const count of [1, 2]) notices.say(text(count), undo(), 'info', sum(count));
  expect(said(notices)).toEqual(['3 added × 1 [Undo]']);
  expect(notices.list[0]?.sum?.parts).toBe(2);
  notices.withdraw('queue');
  notices.say(text(2), undo(), 'info', sum(2));
  expect(said(notices)).toEqual(['2 added × 1 [Undo]']);
});
