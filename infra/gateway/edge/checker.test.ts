import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { log } from '../../../functions/_env/log.ts';
import { takeMeasures } from '../../../functions/_env/measure.ts';
import { disconnect } from '../../../functions/_redis/client.ts';
import { freshRedis, type RunningRedis, useEnvironment } from '../../checks/test-database.ts';
import { Checker, type Found } from './checker.ts';
import { answered, edgeUnderTest, partOf, statusOf } from './edge-under-test.ts';
import { writePart } from '../../../functions/_keys/parts.ts';

let redis: RunningRedis;
let measured: Record<string, number>;

beforeAll(async () => {
  redis = await freshRedis();
  useEnvironment({ REDIS_URL: redis.url });
});
beforeEach(() => {
  vi.spyOn(log, 'error').mockImplementation(() => undefined);
  measured = {};
  takeMeasures((name, value, label) => (measured[`${name} ${label}`] = (measured[`${name} ${label}`] ?? 0) + value));
});
afterAll(async () => {
  disconnect();
  await redis.stop();
});

const hit = 'colophon-edge; hit';

/** A gateway whose door says what the test wants it to say, with a checker that begins when it is told to. */
async function checkedEdge() {
  const door = { says: 'one', status: 200, asked: 0, requestIds: [] as string[] };
  const page = { text: 'one', asked: 0 };
  const counts = { seen: 0 };
  const edge = await edgeUnderTest({
    redisUrl: redis.url,
    functions: {
      'cache-read-get-thing': {
        handler: async () => {
          door.asked++;
          if (door.status >= 500) return { statusCode: door.status, body: '' };
          return answered(door.says, partOf());
        },
        routes: ['GET /api/v1/{thing}', 'HEAD /api/v1/{thing}'],
      },
    },
    web: (_request, response) => {
      page.asked++;
      response.writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'public, no-cache',
        'x-colophon-parts': writePart(partOf()),
      });
      const copy = `<p data-this-copy data-cache="hit">Built on <time>${page.asked}</time></p>`;
      response.end(`<!doctype html><title>${page.text}</title>${copy}`);
    },
    // Another plugin in front, which counts as limits and metrics do.
    hooks: { request: () => void counts.seen++ },
  });
  // A page is kept from a second after the edge began to hear.
  const kept: { checked: number; found: Found[] } = { checked: 0, found: [] };
  const check = (boundMs = 30) => {
    const checker = new Checker({
      edge: edge.edge,
      keep: (checked, found) => {
        kept.checked += checked;
        kept.found.push(...found);
      },
      everyMs: 10,
      boundMs,
    });
    onTestFinished(() => checker.stop());
    return checker;
  };
  const start = (boundMs?: number) => (check(boundMs).server = edge.app);
  const said = async (path = '/api/v1/a') => {
    const response = await edge.get(path);
    return { text: await response.text(), status: statusOf(response) };
  };
  const isRound = async (more: number) => {
    const before = kept.checked;
    await expect.poll(() => kept.checked, { timeout: 10_000 }).toBeGreaterThanOrEqual(before + more);
  };
  return { ...edge, door, page, counts, kept, start, said, isRound };
}

test('an entry that differs from what lies behind the edge is dropped, counted, and written down', async () => {
  const { door, said, start, kept } = await checkedEdge();
  await said();
  // Nobody announces it, so the edge goes on with what it has.
  door.says = 'two';
  expect(await said()).toEqual({ text: '"one"', status: hit });
  start();
  await expect.poll(() => kept.found, { timeout: 10_000 }).toHaveLength(1);
  expect((await said()).text).toBe('"two"');
  expect(kept.found[0]).toMatchObject({
    name: 'json /api/v1/a',
    tags: ['thing:1', 'all'],
    snapshot: '10:10:',
    filledBy: expect.stringMatching(/^[\w-]{10,}$/) as string,
  });
  expect(kept.found[0]!.staleSeconds).toBeGreaterThan(0);
  expect(measured).toMatchObject({
    'colophon_freshness_stale_total edge': 1,
    'colophon_freshness_healed_total edge': 1,
  });
});

test('bytes that were changed in memory are found, though nothing behind the edge has changed', async () => {
  const { edge, said, start, kept } = await checkedEdge();
  await said();
  edge.store.get('json /api/v1/a')!.identity.body.fill('x', 1, 4);
  start();
  await expect.poll(() => kept.found, { timeout: 10_000 }).toHaveLength(1);
  expect((await said()).text).toBe('"one"');
});

test('what differs for a moment is an event on its way, and stays what it is', async () => {
  const { edge, door, said, start, kept, isRound } = await checkedEdge();
  await said();
  door.says = 'two';
  const before = door.asked;
  start(400);
  // It has seen the difference; before the bound has passed the event arrives.
  await expect.poll(() => door.asked, { timeout: 10_000, interval: 2 }).toBeGreaterThan(before);
  edge.hear({ kind: 'stale', tags: ['thing:1'], xid: 20n });
  await said();
  await isRound(1);
  expect([kept.found, measured['colophon_freshness_stale_total edge']]).toEqual([[], undefined]);
});

test('without an answer from behind nothing is called stale, and nothing is counted', async () => {
  const { door, said, start, kept } = await checkedEdge();
  await said();
  door.status = 503;
  const before = door.asked;
  start();
  await expect.poll(() => door.asked, { timeout: 10_000 }).toBeGreaterThan(before + 3);
  expect(kept).toEqual({ checked: 0, found: [] });
  expect(await said()).toEqual({ text: '"one"', status: hit });
});

test(
  'a page is the same whenever this copy of it was made, and another one where its text is',
  { timeout: 20_000 },
  async () => {
    const { page, said, start, kept, isRound } = await checkedEdge();
    await expect.poll(async () => (await said('/about')).status, { timeout: 5_000 }).toBe(hit);
    start();
    await isRound(3);
    expect([kept.found, (await said('/about')).status]).toEqual([[], hit]);
    page.text = 'two';
    await expect.poll(() => kept.found, { timeout: 10_000 }).toHaveLength(1);
    expect((await said('/about')).text).toContain('<title>two</title>');
  },
);

test('no plugin sees what it asks, and to look at an entry is not to read it', async () => {
  const { edge, counts, said, start, isRound } = await checkedEdge();
  await said();
  const [seen, { hits }] = [counts.seen, edge.store.get('json /api/v1/a')!];
  start();
  await isRound(5);
  expect([counts.seen, edge.store.get('json /api/v1/a')!.hits]).toEqual([seen, hits]);
});

test('what was looked at the longest ago comes first, so that all are looked at', async () => {
  const { said, start, isRound, kept } = await checkedEdge();
  const paths = Array.from({ length: 12 }, (_, index) => `/api/v1/t${index}`);
  for (const path of paths) await said(path);
  start();
  await isRound(12);
  expect(kept.found).toEqual([]);
  expect(measured['colophon_freshness_checked_total edge']).toBeGreaterThanOrEqual(12);
});
