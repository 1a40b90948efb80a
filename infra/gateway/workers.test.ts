import { writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { identify, isRunning } from '../services/processes.ts';
import { poolSize } from './processes.ts';
import { ask, ended, readers, toyProcesses, type ToyProcesses } from './toy-processes.ts';

// A process takes a second to start, and on a busy machine ten.
const patience = { timeout: 50_000, interval: 50 };
vi.setConfig({ testTimeout: 60_000 });
const who = '/api/v1/who';

/** Asks on new connections until so many processes have answered. */
async function servedBy({ url }: ToyProcesses, count: number): Promise<Set<number>> {
  const seen = new Set<number>();
  await vi.waitFor(async () => {
    seen.add(Number((await ask(url + who)).body));
    expect(seen.size).toBeGreaterThanOrEqual(count);
  }, patience);
  return seen;
}

async function metric({ metricsUrl }: ToyProcesses, line: RegExp): Promise<number> {
  return Number(line.exec(await (await fetch(metricsUrl)).text())?.[1]);
}

const inFlight = (toys: ToyProcesses) => metric(toys, /^colophon_http_requests_in_flight (\d+)$/m);
const counted = (toys: ToyProcesses) =>
  metric(toys, /^colophon_http_requests_total{route="\/api\/v1\/who",method="GET",status="200"} (\d+)$/m);

const statuses = (asked: { status: number | undefined }[]) => new Set(asked.map(({ status }) => status));

describe('two workers', () => {
  let toys: ToyProcesses;
  beforeAll(async () => void (toys = await toyProcesses(2)));
  afterAll(() => toys.stop());

  test('several processes serve one port, at both addresses of this machine, and the heart of the one that watches them beats', async () => {
    const served = await servedBy(toys, 2);
    expect(served).toEqual(new Set(toys.workers()));
    expect(served).not.toContain(toys.child.pid);
    expect((await ask(`http://[::1]:${toys.port}${who}`)).status).toBe(200);
    await vi.waitFor(() => expect(toys.beats()).toBeGreaterThan(1), patience);
  });

  test('what the workers counted is added up, and stays when one of them falls', async () => {
    const before = await counted(toys);
    const load = readers(toys.url + who, 8);
    await vi.waitFor(() => expect(load.asked.length).toBeGreaterThan(100), patience);
    const asked = await load.stop();
    expect(new Set(asked.map(({ body }) => body)).size).toBe(2);
    await vi.waitFor(async () => expect(await counted(toys)).toBe(before + asked.length), patience);
    const [killed] = toys.workers();
    process.kill(killed!, 'SIGKILL');
    await vi.waitFor(() => {
      expect(toys.workers()).toHaveLength(2);
      expect(toys.workers()).not.toContain(killed);
    }, patience);
    expect(await counted(toys)).toBe(before + asked.length);
  });

  test('a worker that is killed under load breaks its own connections alone, and is replaced', async () => {
    const [killed] = await servedBy(toys, 2);
    const load = readers(toys.url + who, 8);
    await vi.waitFor(() => expect(load.asked.length).toBeGreaterThan(200), patience);
    process.kill(killed!, 'SIGKILL');
    await vi.waitFor(async () => expect(await servedBy(toys, 2)).not.toContain(killed), patience);
    const broken = (await load.stop()).filter(({ status }) => status !== 200);
    // At most what was being asked on the connections that it had, or was about to have; and nobody waits for ever.
    expect(broken.length).toBeLessThanOrEqual(8);
    expect(statuses(broken)).not.toContain(502);
    expect(statuses(broken)).not.toContain(503);
  });

  test('a worker whose event loop stands still is replaced', async () => {
    const before = await servedBy(toys, 2);
    expect((await ask(`${toys.url}/api/v1/blocks`)).status).toBeUndefined();
    await vi.waitFor(() => {
      expect(toys.workers()).toHaveLength(2);
      expect(new Set(toys.workers())).not.toEqual(before);
    }, patience);
    expect((await servedBy(toys, 2)).size).toBe(2);
  });

  test('a reload under load drops nothing: the new workers listen before the old ones let go', async () => {
    const before = await servedBy(toys, 2);
    const slow = ask(`${toys.url}/api/v1/slow`);
    const load = readers(toys.url + who, 8);
    await vi.waitFor(() => expect(load.asked.length).toBeGreaterThan(100), patience);
    toys.child.kill('SIGHUP');
    await vi.waitFor(() => {
      expect(toys.workers()).toHaveLength(2);
      for (const pid of before) expect(toys.workers()).not.toContain(pid);
    }, patience);
    const asked = await load.stop();
    expect(statuses(asked)).toEqual(new Set([200]));
    expect(asked.some(({ connection }) => connection === 'close')).toBe(true);
    expect(await slow).toMatchObject({ status: 200, body: 'late' });
    for (const pid of await servedBy(toys, 2)) expect(before).not.toContain(pid);
  });

  test('a reload whose workers cannot start leaves those that serve as they are', async () => {
    const before = await servedBy(toys, 2);
    writeFileSync(join(toys.dir, 'broken'), '');
    toys.child.kill('SIGHUP');
    await vi.waitFor(() => expect(toys.output()).toContain('the reload was given up'), patience);
    await vi.waitFor(() => expect(new Set(toys.workers())).toEqual(before), patience);
    expect(await servedBy(toys, 2)).toEqual(before);
  });
});

test.each([
  ['SIGTERM', 1],
  ['SIGTERM', 2],
  ['SIGHUP', 1],
] as const)('%s to %i: a slow answer is finished, an idle connection is closed, and it goes', async (signal, count) => {
  const toys = await toyProcesses(count);
  onTestFinished(() => toys.stop());
  const idle = new Agent({ keepAlive: true });
  expect((await ask(toys.url + who, idle)).status).toBe(200);
  const slow = ask(`${toys.url}/api/v1/slow`);
  await vi.waitFor(async () => expect(await inFlight(toys)).toBe(1), patience);
  toys.child.kill(signal);
  expect(await slow).toEqual({ status: 200, body: 'late', connection: 'close' });
  expect(await ended(toys.child)).toEqual([0, null]);
  expect((await ask(toys.url + who)).status).toBeUndefined();
  idle.destroy();
});

test.each(['a launcher that was killed', 'a primary that was killed'])('%s takes all workers along', async (what) => {
  const toys = await toyProcesses(2);
  onTestFinished(() => toys.stop());
  await servedBy(toys, 2);
  const workers = toys.workers().map((pid) => identify(pid)!);
  if (what.startsWith('a launcher')) toys.child.disconnect();
  else toys.child.kill('SIGKILL');
  await ended(toys.child);
  await vi.waitFor(() => expect(workers.filter(isRunning)).toEqual([]), patience);
});

test('all workers together take a bounded number of connections of each role', () => {
  const counts = Array.from({ length: 64 }, (_, index) => index + 1);
  expect(counts.map((count) => poolSize(count) * count).filter((together) => together > 24)).toEqual(
    counts.filter((count) => count > 24),
  );
  expect(poolSize(1)).toBe(8);
});
