import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { spawnNode } from './node-process.ts';
import { identify, isRunning } from './processes.ts';
import { scratchFolder } from './stand-ins.ts';

function script(text: string) {
  const folder = scratchFolder();
  const entry = join(folder, 'part.mjs');
  writeFileSync(entry, text);
  return {
    name: 'part',
    entry,
    env: {},
    base: join(folder, 'part'),
    stop: [['SIGTERM', 1000]] as [NodeJS.Signals, number][],
  };
}

const lives = `process.on('SIGTERM', () => process.exit(0)); setInterval(() => process.send({ kind: 'heartbeat' }), 50);`;
const blocks = `for (;;) {}`;

test('a part is ready when it says so, and gone when it was stopped', async () => {
  const part = await spawnNode(script(`${lives} process.send({ kind: 'ready' });`));
  expect(await part.ready(10)).toBe(true);
  await part.stop();
  expect(await part.exited).toBe('exit code 0');
});

test('a part that ends before it is ready tells why in its log', async () => {
  const part = await spawnNode(script(`console.error('no such luck'); process.exit(3)`));
  expect(await part.ready(10)).toBe(false);
  expect(await part.exited).toBe('exit code 3');
  expect(part.lastWords()).toBe('no such luck');
});

test('a child of its own that hangs does not outlive it', async () => {
  let family: number | undefined;
  const part = await spawnNode({
    ...script(`import { spawn } from 'node:child_process';
      const child = spawn(process.execPath, ['-e', 'for (;;);']);
      process.send({ kind: 'ready', pid: child.pid });`),
    onMessage: (message) => (family = (message as { pid?: number }).pid),
  });
  expect(await part.ready(10)).toBe(true);
  const child = identify(family!)!;
  await part.stop();
  await vi.waitFor(() => expect(isRunning(child)).toBe(false), { timeout: 10_000 });
});

test('one that is never ready is not waited for without end', async () => {
  const part = await spawnNode(script(lives));
  expect(await part.ready(0.2)).toBe(false);
  await part.stop();
});

test('one whose event loop is blocked is killed, and one that beats is not', async () => {
  const options = { blockedAfterSeconds: 0.6 };
  const [blocked, sound] = await Promise.all([
    spawnNode({
      ...script(`${lives} process.send({ kind: 'ready' }); setTimeout(() => { ${blocks} }, 200)`),
      ...options,
    }),
    spawnNode({ ...script(`${lives} process.send({ kind: 'ready' });`), ...options }),
  ]);
  const identity = identify(sound.pid);
  expect(await blocked.exited).toBe('its event loop was blocked');
  expect(identity && isRunning(identity)).toBe(true);
  await sound.stop();
});

test('the last thing that a part said is heard, even if it then ended at once', async () => {
  const heard: unknown[] = [];
  const part = await spawnNode({
    ...script(`process.send({ kind: 'last' }, undefined, undefined, () => process.exit(0))`),
    onMessage: (message) => heard.push(message),
  });
  await part.exited;
  expect(heard).toEqual([{ kind: 'last' }]);
});
