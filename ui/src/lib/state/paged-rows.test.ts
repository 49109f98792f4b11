import { expect, test } from 'vitest';
import { PagedRows } from './paged-rows.svelte';

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
const fail = (error: unknown): never => {
  throw error;
};

test('only the pages that are seen are asked for', async () => {
  const asked: number[] = [];
  const rows = new PagedRows(
    async (offset, limit) => {
      asked.push(offset);
      return { total: 1000, rows: Array.from({ length: limit }, (_, i) => offset + i) };
    },
    fail,
  );
  rows.need(0, 0);
  await settle();
  rows.need(450, 620);
  rows.need(450, 620);
  await settle();
  expect(asked).toEqual([0, 400, 500, 600]);
  expect([rows.total, rows.row(0), rows.row(512), rows.row(712)]).toEqual([1000, 0, 512, undefined]);
});

test('rows stand until fresher ones have come, and a reset drops answers on their way', async () => {
  let version = 1;
  const rows = new PagedRows(async () => ({ total: 1, rows: [version] }), fail);
  rows.need(0, 0);
  await settle();
  version = 2;
  rows.refresh();
  expect(rows.row(0)).toBe(1);
  await settle();
  expect(rows.row(0)).toBe(2);

  let answer: (value: { total: number; rows: number[] }) => void = () => {};
  const slow = new PagedRows(() => new Promise<{ total: number; rows: number[] }>((resolve) => (answer = resolve)), fail);
  slow.need(0, 0);
  const late = answer;
  slow.reset();
  late({ total: 9, rows: [9] });
  await settle();
  expect([slow.known, slow.row(0)]).toEqual([false, undefined]);
});

test('an answer that was overtaken says no more how many rows there are', async () => {
  const answers: ((total: number) => void)[] = [];
  const rows = new PagedRows(
    (offset) => new Promise<{ total: number; rows: number[] }>((resolve) => answers.push((total) => resolve({ total, rows: [offset] }))),
    fail,
  );
  const [oldFirst, oldSecond, newFirst, newSecond] = [0, 1, 2, 3];
  rows.need(0, 150);
  rows.refresh();
  answers[newFirst]?.(3);
  await settle();
  expect(rows.total).toBe(3);
  // The same page and another one, as they were before.
  answers[oldFirst]?.(8);
  answers[oldSecond]?.(8);
  await settle();
  expect(rows.total).toBe(3);
  answers[newSecond]?.(3);
  await settle();
  expect(rows.total).toBe(3);
});

test('what is seen is reported once all of it is fresh, and old pages do not count as fresh', async () => {
  let settled = 0;
  const rows = new PagedRows(async (offset, limit) => ({ total: 1000, rows: Array.from({ length: limit }, (_, i) => offset + i) }), fail, {
    pageSize: 10,
    settled: () => settled++,
  });
  await rows.need(0, 15);
  expect(settled).toBe(1);
  await rows.need(40, 45);
  await rows.refresh();
  expect([settled, [...rows.fresh()].map(([index]) => index)]).toEqual([3, [40, 41, 42, 43, 44, 45, 46, 47, 48, 49]]);
});

test('the rows of a list stand until the first of another one are there, and no longer if these cannot be read', async () => {
  const answers: { resolve: (value: { total: number; rows: string[] }) => void; reject: (error: unknown) => void }[] = [];
  const rows = new PagedRows<string>(() => new Promise((resolve, reject) => answers.push({ resolve, reject })), () => {}, { pageSize: 1 });
  rows.reset({ total: 2, rows: ['a'] });
  expect([rows.known, rows.total, rows.row(0), answers.length]).toEqual([true, 2, 'a', 0]);
  void rows.need(1, 1);
  answers[0]?.resolve({ total: 2, rows: ['b'] });
  await settle();
  rows.reset();
  expect([rows.known, rows.row(0), rows.row(1)]).toEqual([false, 'a', 'b']);
  answers[1]?.resolve({ total: 9, rows: ['c'] });
  await settle();
  expect([rows.known, rows.total, rows.row(0), rows.row(1)]).toEqual([true, 9, 'c', undefined]);
  rows.reset();
  answers[2]?.reject('no');
  await settle();
  expect([rows.known, rows.row(0)]).toEqual([false, undefined]);
});
