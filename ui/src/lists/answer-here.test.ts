import { expect, test } from 'vitest';
import { Answer } from './answer-here.svelte';

test('what is gone may come back, and a question that failed is asked again', async () => {
  const answers: (() => Promise<string>)[] = [
    () => Promise.reject({ code: 'notFound', message: '' }),
    () => Promise.resolve('here'),
    () => Promise.reject({ code: 'internal', message: 'busy' }),
    () => Promise.resolve('again'),
  ];
  const failures: unknown[] = [];
  const answer = new Answer(() => answers.shift()!());
  const catchUp = async (state: string): Promise<void> => {
    answer.catchUp(state, (error) => failures.push(error));
    await new Promise((resolve) => setTimeout(resolve));
  };
  await catchUp('1');
  expect(answer.gone).toBe(true);
  await catchUp('2');
  expect([answer.gone, answer.value]).toEqual([false, 'here']);
  await catchUp('3');
  expect([failures.length, answer.value]).toEqual([1, 'here']);
  await catchUp('3');
  expect(answer.value).toBe('again');
});
