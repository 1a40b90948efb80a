import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startInstance, type StartedInstance } from '../instance.ts';
import { Author } from './author.ts';

/** The bound on staleness without faults, and on what a hung Redis may add. */
const boundMs = 1_000;
const afterFaultMs = 20_000;

let instance: StartedInstance;
let author: Author;

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${instance.url}${path}`, { headers, redirect: 'manual' });
const statusOf = async (path: string) => (await get(path)).headers.get('cache-status');
const pageOf = (path: string) => path.replace('/api/v1', '').replace('/posts/', '/');
const isHit = (path: string) => expect.poll(() => statusOf(path), { timeout: afterFaultMs }).toBe('colophon-edge; hit');

beforeAll(async () => {
  const plenty = '1000000/s';
  instance = await startInstance({ RATE_LIMIT_READS: plenty, RATE_LIMIT_WRITES: plenty });
  author = new Author(instance.url, instance.token);
}, 180_000);
afterAll(() => instance.stop());

describe('a page', () => {
  test('is in memory, is dropped with any of its parts, and says nothing of them', async () => {
    const { id, path } = await author.publish('colophon', { title: 'First words', bodyMarkdown: 'One.' });
    for (const page of [pageOf(path), '/projects/colophon', '/']) await isHit(page);
    const { headers } = await get(pageOf(path));
    expect(headers.get('x-colophon-parts')).toBeNull();
    expect(headers.get('vary')).toBe('Accept, Accept-Encoding');
    expect(headers.get('server-timing')).toMatch(
      /^edge;desc=hit, version;desc="\d+", age;desc="\d+", gateway;dur=\d+\.\d\d$/,
    );
    await author.change(id, { title: 'Second thoughts' });
    // Its own page, and the contents of its project.
    for (const page of [pageOf(path), '/projects/colophon']) {
      const text = async () => (await get(page)).text();
      await expect.poll(text, { timeout: boundMs, interval: 10 }).toContain('Second thoughts');
    }
  });

  test('that holds one’s own write is made for who asks for its version', async () => {
    const { id, path } = await author.publish('colophon', { title: 'Before', bodyMarkdown: 'One.' });
    await isHit(pageOf(path));
    for (let round = 1; round <= 5; round++) {
      const { version } = await author.change(id, { title: `Round ${round}` });
      const own = await get(pageOf(path), { 'min-version': version });
      expect(await own.text()).toContain(`Round ${round}`);
      expect(await (await get(pageOf(path))).text(), 'and is not taken back').toContain(`Round ${round}`);
    }
  });

  test('of nothing is in memory too, until there is something', async () => {
    const { id, path } = await author.publish('colophon', { title: 'Comes back', bodyMarkdown: 'One.' });
    await author.post(`/posts/${id}/unpublish`);
    await expect.poll(async () => (await get(pageOf(path))).status, { timeout: boundMs, interval: 10 }).toBe(404);
    await isHit(pageOf(path));
    await author.post(`/posts/${id}/publish`);
    await expect.poll(async () => (await get(pageOf(path))).status, { timeout: boundMs, interval: 10 }).toBe(200);
  });

  test('is not answered from memory to who is signed in', async () => {
    await isHit('/projects/colophon');
    const { headers } = await get('/projects/colophon', { cookie: 'colophon_session=somebody' });
    expect(headers.get('cache-status')).toBe('colophon-edge; fwd=bypass');
  });
});

interface Reading {
  beganMs: number;
  endedMs: number;
  status: number;
  round: number;
}

test(
  'Redis is killed under load: no read fails, none is stale or goes back, and hits return by themselves',
  { timeout: 90_000 },
  async () => {
    const { id, path } = await author.publish('colophon', { title: 'Round 0.', bodyMarkdown: 'One.' });
    const paths = [path, pageOf(path)];
    for (const each of paths) await isHit(each);
    const readings = new Map<string, Reading[]>(paths.map((each) => [each, []]));
    const written: { round: number; atMs: number }[] = [];
    let isOver = false;
    const read = async (each: string) => {
      const beganMs = performance.now();
      const response = await get(each);
      const round = Number(/Round (\d+)\./.exec(await response.text())?.[1] ?? Number.NaN);
      readings.get(each)!.push({ beganMs, endedMs: performance.now(), status: response.status, round });
    };
    const readers = [...paths, ...paths, ...paths].map(async (each) => {
      while (!isOver) {
        await read(each);
        await pause(2);
      }
    });
    const writer = (async () => {
      for (let round = 1; !isOver; round++) {
        await author.change(id, { title: `Round ${round}.` });
        written.push({ round, atMs: performance.now() });
        await pause(50);
      }
    })();
    const hitAgain = async () => {
      for (const each of paths) await isHit(each);
    };
    for (let kill = 0; kill < 2; kill++) {
      await pause(1_000);
      const killed = instance.described().processes['redis']!;
      process.kill(killed, 'SIGKILL');
      await expect.poll(() => instance.described().processes['redis'] ?? killed, { timeout: 20_000 }).not.toBe(killed);
      await hitAgain();
    }
    isOver = true;
    await Promise.all([...readers, writer]);

    for (const [each, all] of readings) {
      expect(all.length, each).toBeGreaterThan(50);
      expect(
        all.filter(({ status }) => status !== 200),
        each,
      ).toEqual([]);
      const stale = all.filter(({ beganMs, round }) =>
        written.some((write) => write.atMs + boundMs < beganMs && write.round > round),
      );
      expect(stale, `stale: ${each}`).toEqual([]);
      const back = all.filter(({ beganMs, round }) =>
        all.some((earlier) => earlier.endedMs < beganMs && earlier.round > round),
      );
      expect(back, `went back: ${each}`).toEqual([]);
    }
  },
);
