import { expect, test } from 'vitest';
import { FakeProgram } from '../ipc/fake/program';
import { Library } from './library.svelte';
import { Notices } from './notices.svelte';

test('the way back from a verdict is to what was said of each track before', async () => {
  const program = new FakeProgram('20');
  const library = new Library(program, new Notices());
  const said = async (): Promise<[number, string][]> =>
    (await program.listFeedback()).filter(({ track }) => track.id <= 3).map(({ track, feedback }): [number, string] => [track.id, feedback]).sort();
  await program.setFeedback([1, 2, 3], null);
  await program.setFeedback([1], 'less');
  await program.setFeedback([2], 'notNow');
  const before = await said();
  const back = await library.teach([1, 2, 3], 'never');
  expect(await said()).toEqual([[1, 'never'], [2, 'never'], [3, 'never']]);
  await back?.();
  expect(await said()).toEqual(before);

  const again = await library.teach([1, 2], null);
  expect(await said()).toEqual([]);
  await again?.();
  expect(await said()).toEqual(before);
});
