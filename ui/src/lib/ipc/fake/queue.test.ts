import { expect, test } from 'vitest';
import { Queue } from './queue';
import { Random } from './random';

const tracksOf = (queue: Queue): number[] => queue.items.map((item) => item.trackId);

function started(): Queue {
  const queue = new Queue();
  queue.edit(() => queue.replace([1, 2, 3, 4], 1));
  return queue;
}

test('the current item stays current while others move around it', () => {
  const queue = started();
  const [first, , third] = queue.items.map((item) => item.itemId);
  queue.edit(() => queue.move(new Set([first as number]), 3));
  expect(tracksOf(queue)).toEqual([2, 3, 4, 1]);
  expect(queue.currentItem?.trackId).toBe(2);
  queue.edit(() => queue.remove(new Set([queue.current as number])));
  expect(queue.current).toBe(third);
});

test('undo walks back through every edit, redo forward, and a new edit forgets the way forward', () => {
  const queue = started();
  queue.edit(() => queue.insertAfterCurrent(queue.make([9])));
  queue.edit(() => queue.append(queue.make([7])));
  expect(tracksOf(queue)).toEqual([1, 2, 9, 3, 4, 7]);
  queue.undo();
  queue.undo();
  expect(tracksOf(queue)).toEqual([1, 2, 3, 4]);
  queue.redo();
  expect(tracksOf(queue)).toEqual([1, 2, 9, 3, 4]);
  queue.edit(() => queue.append(queue.make([5])));
  expect(queue.canRedo).toBe(false);
});

test('what is appended goes before what was added automatically, and dragging up makes it yours', () => {
  const queue = started();
  queue.items.push(...queue.make([20, 21], 'automatic'));
  queue.edit(() => queue.append(queue.make([5])));
  expect(tracksOf(queue)).toEqual([1, 2, 3, 4, 5, 20, 21]);
  const last = queue.items.at(-1)?.itemId as number;
  queue.edit(() => queue.move(new Set([last]), 2));
  expect(queue.items[2]).toMatchObject({ trackId: 21, origin: 'yours' });
  expect(queue.yours).toBe(6);
  // The first below the boundary needs no other place to cross it, and what is yours stops at it.
  queue.items.push(...queue.make([22], 'automatic'));
  queue.edit(() => queue.move(new Set([queue.items[6]?.itemId as number]), 6));
  expect([tracksOf(queue).at(6), queue.yours]).toEqual([20, 7]);
  queue.edit(() => queue.move(new Set([queue.items[0]?.itemId as number]), 7));
  expect(tracksOf(queue)).toEqual([2, 21, 3, 4, 5, 20, 1, 22]);
  expect(queue.yours).toBe(7);
});

test('shuffle keeps what has played and comes back to the order before it', () => {
  const queue = started();
  queue.shuffle('tracks', new Random(3), String);
  expect(tracksOf(queue).slice(0, 2)).toEqual([1, 2]);
  expect([...tracksOf(queue)].sort()).toEqual([1, 2, 3, 4]);
  queue.shuffle('off', new Random(3), String);
  expect(tracksOf(queue)).toEqual([1, 2, 3, 4]);
});

test('shuffled albums stay whole and in order, and another way of shuffling begins from the old order', () => {
  const queue = new Queue();
  const all = Array.from({ length: 13 }, (_, at) => at);
  queue.edit(() => queue.replace(all, 0));
  const albumOf = (trackId: number): string => String(Math.floor((trackId - 1) / 3));
  queue.shuffle('albums', new Random(5), albumOf);
  const order = tracksOf(queue).slice(1);
  const albums = Array.from({ length: 4 }, (_, at) => order.slice(at * 3, at * 3 + 3));
  for (const album of albums) expect(album).toEqual([0, 1, 2].map((step) => (album[0] as number) + step));
  expect(order).not.toEqual(all.slice(1));
  queue.shuffle('tracks', new Random(5), albumOf);
  queue.shuffle('off', new Random(5), albumOf);
  expect(tracksOf(queue)).toEqual(all);
});
