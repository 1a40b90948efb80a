import { HtmlValidate } from 'html-validate';
import { Redis } from 'ioredis';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FreshnessJson } from '../../../proto/gen/colophon/freshness/v1/freshness_pb.js';
import { openBrowser } from '../browser.ts';
import { startInstance, type StartedInstance } from '../instance.ts';
import { pauseFamily } from '../paused.ts';
import { Author } from './author.ts';
import { expectAccessible, readAt, widthsAndSchemes } from './reader.ts';

/** What the checker needs at most for the cache of the sample site, as `npm start` runs it. */
const healedWithinMs = 10_000;
const page = '/colophon/freshness';

let instance: StartedInstance;
let author: Author;
let browser: Browser;
let redis: Redis;
let goOn: () => void = () => undefined;

beforeAll(async () => {
  [instance, browser] = await Promise.all([startInstance({ FRESHNESS_CHECKER: 'on' }), openBrowser()]);
  author = new Author(instance.url, instance.token);
  redis = new Redis(instance.described().environment['REDIS_URL']!);
}, 180_000);
afterAll(async () => {
  goOn();
  redis.disconnect();
  await browser.close();
  await instance.stop();
});

/** What the first start wrote has come to the caches, and its pictures are made. */
const nothingIsOnItsWay = () => author.untilCalm({ timeout: 60_000, also: 'media' });

const figures = () => author.get<Required<FreshnessJson>>('/ops/freshness');
const metrics = async () => (await fetch(instance.described().environment['METRICS_URL']!)).text();
const metric = async (name: string) =>
  Number(new RegExp(`^${name.replace(/[{}]/g, '\\$&')} (\\S+)$`, 'm').exec(await metrics())?.[1] ?? Number.NaN);
const textOf = async (path: string) => {
  const { page: opened } = await readAt(browser, instance.url + path);
  const text = await opened.locator('main').innerText();
  await opened.context().close();
  return text;
};

test(
  'all that the site links to is fresh, in Redis and in the gateway’s memory, and the pages say so',
  { timeout: 90_000 },
  async () => {
    await nothingIsOnItsWay();
    const paths = [
      '/',
      '/projects',
      '/projects/colophon',
      '/posts',
      '/tags',
      '/about',
      '/resume',
      '/contact',
      '/documents',
      '/feed.xml',
      '/feed.json',
      '/rss.xml',
      '/sitemap.xml',
      '/sitemap-pages.xml',
      '/llms.txt',
      '/nothing-here',
    ];
    const { items } = (await (await fetch(`${instance.url}/api/v1/posts?limit=6`)).json()) as {
      items: { path: string }[];
    };
    paths.push(...items.map(({ path }) => `/projects/colophon/${path}`));
    for (const path of paths) await fetch(instance.url + path, { headers: { accept: 'text/html' } });
    const checkedIn = async (cache: string) => await metric(`colophon_freshness_checked_total{cache="${cache}"}`);
    await expect.poll(() => checkedIn('redis'), { timeout: 30_000, interval: 500 }).toBeGreaterThan(30);
    // Two in a second: each of them once at least.
    await expect.poll(() => checkedIn('edge'), { timeout: 60_000, interval: 500 }).toBeGreaterThan(45);
    const { checked, fresh, stale, healedEntries } = await figures();
    expect({ stale, healedEntries: healedEntries.map(({ name }) => name) }).toEqual({ stale: 0, healedEntries: [] });
    expect(fresh).toBe(checked);
    expect(await textOf(page)).toMatch(/[\d,]+ of [\d,]+ fresh\s+Nothing was stale\./);
  },
);

test(
  'an entry that was changed by hand in Redis is healed within ten seconds, and everybody hears of it',
  { timeout: 60_000 },
  async () => {
    const path = '/api/v1/projects/colophon/posts/the-cache/cache-api';
    await nothingIsOnItsWay();
    const requestId = 'who-filled-what-was-tampered-with';
    const past = { authorization: 'Bearer nobody', 'x-request-id': requestId };
    await redis.del(...(await redis.keys('colophon:*:object:*/post/colophon/the-cache/cache-api')), 'nothing');
    const { title } = (await (await fetch(instance.url + path, { headers: past })).json()) as { title: string };
    const [key] = await redis.keys('colophon:*:object:*/post/colophon/the-cache/cache-api');
    await redis.set(key!, (await redis.get(key!))!.replace(`"title":"${title}"`, '"title":"Tampered"'), 'KEEPTTL');
    const began = performance.now();
    await expect
      .poll(
        async () => ((await (await fetch(instance.url + path, { headers: past })).json()) as { title: string }).title,
        {
          timeout: healedWithinMs,
          interval: 100,
        },
      )
      .toBe(title);
    expect(performance.now() - began).toBeLessThan(healedWithinMs);
    await expect.poll(async () => (await figures()).healed, { timeout: 5_000 }).toBe(1);
    const { checked, fresh, stale, oldestStalenessSeconds, healedEntries, since, checker } = await figures();
    expect([stale, fresh, checker]).toEqual([1, checked - 1, 'ON']);
    expect(oldestStalenessSeconds).toBeGreaterThan(0);
    expect(Date.parse(since)).toBeLessThan(Date.now());
    const [entry] = healedEntries;
    expect(entry).toMatchObject({
      cache: 'REDIS',
      name: expect.stringContaining('/post/colophon/the-cache/cache-api') as string,
      filledBy: requestId,
      builder: 'database-read-get-post',
      tags: expect.arrayContaining(['all', expect.stringMatching(/^post:/)]) as string[],
    });
    expect(await metric('colophon_freshness_healed_total{cache="redis"}')).toBe(1);
    expect(instance.output()).toContain('a stale object was found and dropped');
    const shown = await textOf(page);
    expect(shown).toMatch(/Nothing was stale for longer than [\d.,]+ seconds?\./);
    expect(shown).toMatch(/one piece in Redis, stale for [\d.,]+ seconds? at most/);
    expect(shown).not.toContain('cache-api');
  },
);

test('what everybody may know names nothing that was found', async () => {
  const answer = await fetch(`${instance.url}/api/v1/freshness`);
  const text = await answer.text();
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
  expect(JSON.parse(text)).toMatchObject({ stale: 1, healed: 1, healings: [{ cache: 'REDIS' }] });
  expect(text).not.toMatch(/cache-api|post:|snapshot|filledBy|name/);
  expect((await fetch(`${instance.url}/api/v1/ops/freshness`)).status).toBe(401);
});

test('each event is timed from the change to the caches', async () => {
  const { id, path } = await author.publish('colophon', { title: 'Timed', bodyMarkdown: 'One.' });
  await fetch(instance.url + path);
  const counted = () => metric('colophon_event_latency_seconds_count');
  const sum = () => metric('colophon_event_latency_seconds_sum');
  await expect.poll(async () => (await counted()) > 0, { timeout: 5_000 }).toBe(true);
  // Whatever is still on its way comes first.
  await nothingIsOnItsWay();
  const [count, before] = [await counted(), await sum()];
  for (const title of ['Two', 'Three', 'Four']) await author.change(id, { title });
  await expect.poll(counted, { timeout: 5_000 }).toBe(count + 3);
  expect(((await sum()) - before) / 3).toBeLessThan(1);
  expect(await metric('colophon_lambda_host_up')).toBe(1);
});

// Axe takes its time.
describe('the page', { timeout: 60_000 }, () => {
  test.each(widthsAndSchemes)('is well to read at $width pixels, $colorScheme', async ({ width, colorScheme }) => {
    const { page: opened, faults } = await readAt(browser, instance.url + page, {
      viewport: { width, height: 900 },
      colorScheme,
    });
    await expectAccessible(opened);
    expect(faults).toEqual([]);
    await opened.context().close();
  });

  test('is valid HTML without a style of its own, and kept by nobody', async () => {
    const answer = await fetch(instance.url + page);
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(answer.headers.get('cache-status')).not.toContain('hit');
    const validator = new HtmlValidate({
      extends: ['html-validate:standard', 'html-validate:a11y'],
      rules: {
        'no-trailing-whitespace': 'off',
        'void-style': 'off',
        'attr-quotes': 'off',
        'doctype-style': 'off',
        'long-title': 'off',
        'no-inline-style': 'error',
        'prefer-native-element': 'off',
      },
    });
    const { results } = await validator.validateString(await answer.text());
    expect(results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => `${ruleId}: ${message}`))).toEqual(
      [],
    );
  });

  test('says in plain words that the figures cannot be read, and pages go on', async () => {
    goOn = pauseFamily(instance.described().processes['postgres']!);
    // What was read before counts for a second.
    const words = 'The figures rest in the database, which does not answer just now.';
    await expect.poll(() => textOf(page), { timeout: 10_000 }).toContain(words);
    const answer = await fetch(`${instance.url}/api/v1/freshness`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([503, 'application/problem+json']);
    const stale = await metric('colophon_freshness_stale_total{cache="redis"}');
    goOn();
    goOn = () => undefined;
    await expect
      .poll(async () => (await fetch(`${instance.url}/api/v1/freshness`)).status, { timeout: 20_000 })
      .toBe(200);
    expect(await metric('colophon_freshness_stale_total{cache="redis"}')).toBe(stale);
  });
});
