import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { pauseFamily } from '../paused.ts';
import { startInstance, type StartedInstance } from '../instance.ts';
import { Author } from './author.ts';

/** The bound on staleness after the end of a fault. */
const afterFaultMs = 20_000;

let instance: StartedInstance;
let author: Author;
let goOn: () => void = () => undefined;

const pid = (part: string) => instance.described().processes[part]!;
const get = (path: string, headers: Record<string, string> = {}) => fetch(`${instance.url}${path}`, { headers });
const cacheStatus = async (path: string, headers: Record<string, string> = {}) =>
  (await get(path, headers)).headers.get('cache-status');
const inMemory = 'colophon-edge; hit';
const fromDatabase = 'colophon; fwd=bypass, colophon-edge; fwd=bypass';
const titleAt = async (path: string) => ((await (await get(path)).json()) as { title?: string }).title;

/** How many events have come to the caches, and how long each took. */
async function eventsCounted(): Promise<number> {
  const text = await (await fetch(instance.described().environment['METRICS_URL']!)).text();
  return Number(/^colophon_event_latency_seconds_count (\d+)$/m.exec(text)?.[1]);
}

function pause(part: string): void {
  goOn = pauseFamily(pid(part));
}

/** A post that is cached, another that is not. */
async function posts() {
  const other = await author.publish('colophon', { title: 'Not cached', bodyMarkdown: 'One.' });
  const cached = await author.publish('colophon', { title: 'Cached', bodyMarkdown: 'One.' });
  await expect.poll(() => cacheStatus(cached.path), { timeout: 5_000 }).toBe(inMemory);
  return { cached, other };
}

beforeAll(async () => {
  instance = await startInstance();
  author = new Author(instance.url, instance.token);
}, 180_000);
afterEach(() => goOn());
afterAll(() => instance.stop());

describe('when a part hangs', { timeout: 60_000 }, () => {
  test('Redis: reads are served past it, writes do not notice, hits come back by themselves', async () => {
    const { cached } = await posts();
    pause('redis');
    expect((await get(cached.path)).status).toBe(200);
    // The gateway's memory counts for half a second more.
    await expect.poll(() => cacheStatus(cached.path), { timeout: 5_000 }).toBe(fromDatabase);
    await author.change(cached.id, { title: 'Written meanwhile' });
    expect(await titleAt(cached.path)).toBe('Written meanwhile');
    goOn();
    await expect.poll(() => cacheStatus(cached.path), { timeout: afterFaultMs }).toBe(inMemory);
    await expect.poll(() => titleAt(cached.path), { timeout: afterFaultMs }).toBe('Written meanwhile');
  });

  test('Postgres: hits go on, a miss and a write are 503 with Retry-After, and nothing is half-written', async () => {
    const { cached, other } = await posts();
    const past = { authorization: 'Bearer nobody' };
    const fromRedis = 'colophon; hit, colophon-edge; fwd=bypass';
    // What they made stale is gone, so that what is cached from here on stays where it is.
    await author.untilCalm({ timeout: 10_000 });
    await expect.poll(() => cacheStatus(cached.path, past), { timeout: 5_000 }).toBe(fromRedis);
    await expect.poll(() => cacheStatus(cached.path), { timeout: 5_000 }).toBe(inMemory);
    pause('postgres');
    expect(await cacheStatus(cached.path)).toBe(inMemory);
    expect(await cacheStatus(cached.path, past)).toBe(fromRedis);
    const miss = await get(other.path);
    expect([miss.status, miss.headers.get('retry-after'), miss.headers.get('content-type')]).toEqual([
      503,
      '2',
      'application/problem+json',
    ]);
    await expect(author.change(cached.id, { title: 'Lost' })).rejects.toThrow('answered 503');
    goOn();
    await expect.poll(async () => (await get(other.path)).status, { timeout: afterFaultMs }).toBe(200);
    expect(await titleAt(cached.path)).toBe('Cached');
  });

  test('the queue: writes succeed, no event is lost, and what they made stale is gone soon after it is back', async () => {
    const [first, ...others] = [await posts(), await posts(), await posts()].map(({ cached }) => cached);
    // As above.
    await author.untilCalm({ timeout: 10_000 });
    for (const { path } of [first!, ...others])
      await expect.poll(() => cacheStatus(path), { timeout: 5_000 }).toBe(inMemory);
    const before = await eventsCounted();
    pause('queue');
    const title = 'Written without a queue';
    const { version } = await author.change(first!.id, { title });
    for (const { id } of others) await author.change(id, { title });
    expect(await (await get(first!.path, { 'min-version': version })).json()).toMatchObject({ title });
    // Without the queue nobody is told; what the others get is from before.
    for (const { path } of others) expect(await titleAt(path)).toBe('Cached');
    const waiting = async () => (await instance.npm('colophon', '--', 'sql', 'select count(*) from outbox')).output;
    await expect.poll(waiting, { timeout: 10_000 }).toMatch(/^ *[1-9]\d*$/m);
    goOn();
    for (const { path } of [first!, ...others])
      await expect.poll(() => titleAt(path), { timeout: afterFaultMs }).toBe(title);
    // One that was sent twice counts twice, and does no harm.
    expect(await eventsCounted()).toBeGreaterThanOrEqual(before + 3);
  });
});

describe('when a process is killed', { timeout: 60_000 }, () => {
  test.each(['gateway', 'lambda-host', 'web', 'redis', 'postgres', 'queue'])(
    '%s: it is replaced, and nothing is lost or stale',
    async (part) => {
      const { cached } = await posts();
      const killed = pid(part);
      await author.change(cached.id, { title: `Written before ${part} died` });
      process.kill(killed, 'SIGKILL');
      await expect.poll(() => pid(part) !== killed, { timeout: 20_000 }).toBe(true);
      const title = () => titleAt(cached.path).catch(() => undefined);
      await expect.poll(title, { timeout: afterFaultMs }).toBe(`Written before ${part} died`);
      const again = async () =>
        author.change(cached.id, { title: `Written after ${part} died` }).then(
          () => true,
          () => false,
        );
      await expect.poll(again, { timeout: afterFaultMs }).toBe(true);
      await expect.poll(title, { timeout: afterFaultMs }).toBe(`Written after ${part} died`);
      await expect
        .poll(async () => (await get('/').catch(() => undefined))?.status, { timeout: afterFaultMs })
        .toBe(200);
    },
  );

  test('lambda-host with a blocked event loop: it costs that process alone', async () => {
    const { cached } = await posts();
    const blocked = pid('lambda-host');
    pause('lambda-host');
    expect(await cacheStatus(cached.path)).toBe(inMemory);
    await expect.poll(() => pid('lambda-host') !== blocked, { timeout: 30_000 }).toBe(true);
    goOn = () => undefined;
    await author.change(cached.id, { title: 'Written after the replacement' });
    await expect.poll(() => titleAt(cached.path), { timeout: afterFaultMs }).toBe('Written after the replacement');
  });
});
