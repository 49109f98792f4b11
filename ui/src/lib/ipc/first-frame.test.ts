import { expect, test } from 'vitest';
import { FirstFrame } from './first-frame';

function firstFrame() {
  let frames: (() => void)[] = [];
  let told = 0;
  const frame = new FirstFrame(
    (next) => frames.push(next),
    () => (told += 1),
  );
  const pass = (): void => {
    const due = frames;
    frames = [];
    due.forEach((next) => next());
  };
  return { frame, pass, told: () => told };
}

test('the window is drawn two frames after the last answer, and says so once', () => {
  const { frame, pass, told } = firstFrame();
  const [one, two] = [frame.asked(), frame.asked()];
  one();
  pass();
  pass();
  expect(told()).toBe(0);
  two();
  pass();
  expect(told()).toBe(0);
  pass();
  expect(told()).toBe(1);
  frame.asked()();
  pass();
  pass();
  expect(told()).toBe(1);
});

test('what is asked for between the frames is waited for', () => {
  const { frame, pass, told } = firstFrame();
  frame.asked()();
  pass();
  const answered = frame.asked();
  pass();
  expect(told()).toBe(0);
  answered();
  pass();
  pass();
  expect(told()).toBe(1);
});
