import { expect, test } from 'vitest';
import type { Running } from '../services/running.ts';
import { supervise } from './supervise.ts';

/** A part whose life is in the test's hands. */
function part(failures = 0) {
  let fall: (manner: string) => void = () => undefined;
  const state = { starts: 0, up: false, fall: (manner: string) => fall(manner), failNext: failures };
  const start = (): Promise<Running> => {
    state.starts++;
    if (state.failNext-- > 0) return Promise.reject(new Error('not today'));
    state.up = true;
    const exited = new Promise<string>((resolve) => {
      fall = (manner) => {
        state.up = false;
        resolve(manner);
      };
    });
    return Promise.resolve({ pid: state.starts, exited, stop: () => Promise.resolve(fall('stopped')) });
  };
  return { state, part: { name: 'part', start } };
}

function listener() {
  const lines: string[] = [];
  let changes = 0;
  const report = {
    progress: () => undefined,
    say: () => Promise.resolve(),
    trouble: (line: string) => void lines.push(line),
  };
  return { lines, changes: () => changes, options: { report, onChange: () => (changes += 1), longestPause: 50 } };
}

test('that a part cannot be started at all is thrown', async () => {
  await expect(supervise(part(1).part, listener().options)).rejects.toThrow('not today');
});

test('a fall is told and mended, and the new process is known', async () => {
  const { state, part: one } = part();
  const { lines, changes, options } = listener();
  const supervised = await supervise(one, options);
  state.fall('signal SIGKILL');
  await expect.poll(() => state.up).toBe(true);
  expect(lines).toEqual(['part ended (signal SIGKILL); it is started again.']);
  expect(supervised.pid()).toBe(2);
  expect(changes()).toBe(1);
  await supervised.stop();
});

test('what does not come up is tried until it does', async () => {
  const { state, part: one } = part();
  const { lines, options } = listener();
  const supervised = await supervise(one, options);
  state.failNext = 3;
  state.fall('exit code 1');
  await expect.poll(() => state.up).toBe(true);
  expect(lines.filter((line) => line === 'part did not come up: not today')).toHaveLength(3);
  await supervised.stop();
});

test('a stopped part stays down, also while it was on its way up again', async () => {
  const { state, part: one } = part();
  const { options } = listener();
  const supervised = await supervise(one, { ...options, longestPause: 60_000 });
  state.failNext = 5;
  state.fall('exit code 1');
  await expect.poll(() => state.starts).toBeGreaterThan(2);
  await supervised.stop();
  const { starts } = state;
  state.fall('again');
  expect(state).toMatchObject({ starts, up: false });
});

test('a wanted restart is no fall, and does not wait for the pause after one', async () => {
  const { state, part: one } = part();
  const { lines, options } = listener();
  const supervised = await supervise(one, { ...options, longestPause: 60_000 });
  expect(await supervised.restart()).toBe(true);
  expect({ starts: state.starts, lines }).toEqual({ starts: 2, lines: [] });
  state.failNext = 20;
  expect(await supervised.restart()).toBe(false);
  state.failNext = 0;
  expect(await supervised.restart()).toBe(true);
  expect(state.up).toBe(true);
  await supervised.stop();
});
