import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tryLock, waitForLock } from './lock.ts';
import { scratchFolder } from './stand-ins.ts';

const path = () => join(scratchFolder(), 'lock');

test('one holds it, the next waits, and is told that it waits', async () => {
  const file = path();
  const first = tryLock(file);
  expect(first).toBeDefined();
  expect(tryLock(file)).toBeUndefined();
  let told = 0;
  const second = waitForLock(file, () => {
    told++;
    first?.release();
  });
  (await second).release();
  expect(told).toBe(1);
});

test('it ends with its process, however that dies', async () => {
  const file = path();
  const script = `
    const { tryLock } = await import(${JSON.stringify(join(import.meta.dirname, 'lock.ts'))});
    globalThis.held = tryLock(${JSON.stringify(file)});
    process.stdout.write('held');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  expect(tryLock(file)).toBeUndefined();
  child.kill('SIGKILL');
  await once(child, 'exit');
  const lock = tryLock(file);
  expect(lock).toBeDefined();
  lock?.release();
});
