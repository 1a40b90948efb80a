import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startInstance, type StartedInstance } from '../../checks/instance.ts';
import { familyOf } from '../../checks/paused.ts';
import { freePort } from '../../services/ports.ts';
import { InsistingAuthor } from './insisting-author.ts';
import { Writing } from './writing.ts';

/** The bound on staleness after the end of a fault. */
const afterFaultMs = 20_000;
const underWayMs = 700;

let settings: Record<string, string>;
let instance: StartedInstance;
let writing: Writing;

beforeAll(async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'colophon-kills-'));
  settings = { DATA_DIR: dataDir, PORT: String(await freePort()) };
  instance = await startInstance(settings);
  const author = new InsistingAuthor(instance.url, instance.token);
  writing = new Writing(instance.url, author);
  await writing.prepare(4);
}, 240_000);
afterAll(async () => {
  await instance.stop();
  await rm(settings['DATA_DIR']!, { recursive: true, force: true });
});

async function whileWriting(fault: () => Promise<void>): Promise<void> {
  const end = writing.begin();
  await pause(underWayMs);
  await fault();
  await pause(underWayMs);
  await end();
}

/** All that was acknowledged, and nothing that was not meant, for readers and in the database. */
async function nothingIsMissing(): Promise<void> {
  await expect.poll(() => writing.behind(), { timeout: afterFaultMs, interval: 100 }).toEqual([]);
  const database = new Client({ connectionString: instance.described().environment['DATABASE_URL'] });
  await database.connect();
  expect(await writing.broken(database)).toEqual([]);
  await database.end();
  expect(writing.torn, 'what nobody wrote').toEqual([]);
}

const pidOf = (part: string) => instance.described().processes[part];

test.each(['queue', 'redis', 'postgres', 'lambda-host', 'gateway', 'web'])(
  '%s is killed while one writes and others read: what was acknowledged is there, and what was not is whole or absent',
  { timeout: 90_000 },
  async (part) => {
    const written = writing.acknowledged;
    await whileWriting(async () => {
      const killed = pidOf(part)!;
      process.kill(killed, 'SIGKILL');
      await expect.poll(() => pidOf(part) ?? killed, { timeout: 30_000, interval: 20 }).not.toBe(killed);
      const before = writing.acknowledged;
      await expect.poll(() => writing.acknowledged, { timeout: afterFaultMs }).toBeGreaterThan(before + 3);
    });
    expect(writing.acknowledged).toBeGreaterThan(written);
    await nothingIsMissing();
  },
);

test(
  'everything is killed at once, and started again on the same data: the same holds',
  { timeout: 180_000 },
  async () => {
    const end = writing.begin();
    await pause(underWayMs);
    const written = writing.acknowledged;
    const { pid, processes } = instance.described();
    // Each family is named before any of it dies: children without parents cannot be found.
    const all = [pid, ...Object.values(processes)].flatMap(familyOf);
    for (const each of all) {
      try {
        process.kill(each, 'SIGKILL');
      } catch {
        // It went with its parent.
      }
    }
    instance = await startInstance(settings);
    await expect.poll(() => writing.acknowledged, { timeout: afterFaultMs }).toBeGreaterThan(written + 3);
    await end();
    await nothingIsMissing();
  },
);

test('nothing of all that waits for the author', { timeout: 60_000 }, async () => {
  const empty = { waiting: 0, inFlight: 0, deadLetters: 0, oldestSeconds: 0 };
  await expect.poll(() => writing.queue(), { timeout: 45_000, interval: 500 }).toMatchObject({ invalidation: empty });
  const { code, output } = await instance.npm('colophon', '--', 'verify-cache');
  expect([code, output]).toEqual([0, expect.stringMatching(/^(\d+) of \1 fresh/m)]);
});
