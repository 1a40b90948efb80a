import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { freshRedis, type RunningRedis } from '../../checks/test-database.ts';
import { readNetworks } from '../../services/addresses.ts';
import type { HttpEvent } from '../http-event.ts';
import { mountPlugins } from '../plugin-list.ts';
import type { Surroundings } from '../plugin.ts';
import { toyGateway } from '../toy-gateway.ts';

const internalSecret = 'the secret of a test';
let redis: RunningRedis;
let client: Redis;
beforeAll(async () => {
  redis = await freshRedis();
  client = new Redis(redis.url);
});
// Each test begins with callers of whom nobody has heard.
beforeEach(() => client.flushall());
afterAll(async () => {
  client.disconnect();
  await redis.stop();
});

const answer = (statusCode: number) => () => ({ statusCode });
const caller = (routeKey: string) => ({ routeKey, authorizer: 'authorizer' });
/** As our authorizer does it: it names who is calling, and denies nobody. */
const authorizer = ({ headers }: HttpEvent) => ({
  isAuthorized: true,
  context: headers['authorization'] === 'Bearer right' ? { author: 'author' } : {},
});
const forAuthors = ({ requestContext }: HttpEvent) => ({
  statusCode: (requestContext.authorizer.lambda as { author?: string }).author === undefined ? 401 : 200,
});

const toys = {
  site: { handler: answer(200), routes: ['GET /api/v1/site', 'HEAD /api/v1/site'] },
  rest: { handler: answer(404), routes: ['$default', 'GET /healthz', 'GET /readyz'] },
  authorizer: { handler: authorizer as () => unknown },
  author: {
    handler: forAuthors as () => unknown,
    routes: [caller('PUT /api/v1/site'), caller('GET /api/v1/studio/posts')],
  },
  session: {
    handler: answer(400),
    routes: ['POST /api/v1/session', 'GET /api/v1/session', 'POST /api/v1/session/passkeys/finish'],
  },
};

interface Limits {
  reads?: string;
  writes?: string;
  login?: string;
  versioned?: string;
}

/** A gateway behind a proxy that may name any caller, before a web that answers everything. */
async function limited(settings: Limits, environment: Record<string, string> = {}, others: unknown[] = []) {
  const web = createServer((_request, response) => response.end('page')).listen(0, '127.0.0.1');
  await once(web, 'listening');
  onTestFinished(() => void web.close());
  const closing: (() => unknown)[] = [];
  onTestFinished(async () => void (await Promise.all(closing.map((close) => close()))));
  const surroundings: Surroundings = {
    publicUrl: undefined,
    doors: [{ authorizer: 'authorizer' }] as Surroundings['doors'],
    environment: (name) => (({ REDIS_URL: redis.url, ...environment }) as Record<string, string>)[name],
    onStop: (close) => void closing.push(close),
  };
  const all = { reads: '1000/h', writes: '1000/h', login: '1000/h', ...settings };
  const file = { custom: { gateway: { plugins: [{ name: 'rate-limit', settings: all }, ...others] } } };
  const { url } = await toyGateway(toys, {
    plugins: await mountPlugins(file, surroundings),
    webUrl: `http://127.0.0.1:${(web.address() as AddressInfo).port}`,
    trust: { internalSecret, proxies: readNetworks(['127.0.0.1']) },
  });
  const ask = (routeKey: string, headers: Record<string, string> = {}, address = '192.0.2.1') => {
    const [method, path] = routeKey.split(' ');
    return fetch(`${url}${path ?? ''}`, {
      method: method ?? 'GET',
      headers: { 'x-forwarded-for': address, ...headers },
      redirect: 'manual',
    });
  };
  const statuses = async (times: number, ...what: Parameters<typeof ask>) => {
    const seen: number[] = [];
    for (let one = 0; one < times; one++) seen.push((await ask(...what)).status);
    return seen;
  };
  return { ask, statuses, url };
}

test('what is counted says how much is left, and what is too much is a problem that says when to come again', async () => {
  const { ask } = await limited({ reads: '2/min' });
  const first = await ask('GET /api/v1/site');
  expect(first.headers.get('ratelimit-policy')).toBe('"reads";q=2;w=60');
  expect(first.headers.get('ratelimit')).toMatch(/^"reads";r=1;t=\d+$/);
  await ask('HEAD /api/v1/site');
  const refused = await ask('GET /api/v1/site');
  expect([refused.status, refused.headers.get('content-type')]).toEqual([429, 'application/problem+json']);
  const [, seconds] = /^"reads";r=0;t=(\d+)$/.exec(refused.headers.get('ratelimit') ?? '') ?? [];
  expect(refused.headers.get('retry-after')).toBe(seconds);
  expect(Number(seconds)).toBeGreaterThanOrEqual(1);
  expect(Number(seconds)).toBeLessThanOrEqual(120);
  expect(await refused.json()).toMatchObject({
    type: '/problems/too-many-requests',
    status: 429,
    instance: '/api/v1/site',
    detail: expect.stringContaining('At most 2 reads a minute') as string,
    requestId: expect.any(String) as string,
  });
});

test('who opens a page gets a page', async () => {
  const { ask } = await limited({ reads: '1/h' });
  const page = await ask('GET /about');
  expect([page.status, page.headers.get('ratelimit')]).toEqual([200, expect.stringMatching(/^"reads";r=0;t=\d+$/)]);
  const refused = await ask('GET /about', { accept: 'text/html,*/*' });
  expect([refused.status, refused.headers.get('content-type')]).toEqual([429, 'text/html; charset=utf-8']);
  expect(await refused.text()).toContain('Too many requests');
  expect((await ask('GET /about')).headers.get('content-type')).toBe('application/problem+json');
});

test('each class has a budget of its own', async () => {
  const { statuses } = await limited({ reads: '2/h', writes: '3/h', login: '1/h', versioned: '1/h' });
  expect(await statuses(3, 'GET /api/v1/site')).toEqual([200, 200, 429]);
  expect(await statuses(2, 'GET /api/v1/site', { 'min-version': '7' })).toEqual([200, 429]);
  expect(await statuses(4, 'POST /api/v1/nowhere')).toEqual([404, 404, 404, 429]);
  expect(await statuses(1, 'POST /studio/posts')).toEqual([429]);
  expect(await statuses(2, 'POST /api/v1/session')).toEqual([400, 429]);
  expect(await statuses(1, 'POST /api/v1/session/passkeys/finish')).toEqual([429]);
});

test('files, assets and health are not counted, and what only looks like them is', async () => {
  const { ask, statuses } = await limited({ reads: '1/h' });
  expect(await statuses(2, 'GET /api/v1/site')).toEqual([200, 429]);
  for (const path of ['/files/x.png', '/_app/immutable/chunks/B-x_1.js', '/favicon.svg', '/healthz', '/readyz']) {
    const { status, headers } = await ask(`GET ${path}`);
    expect([path, status === 429, headers.has('ratelimit')]).toEqual([path, false, false]);
  }
  for (const path of [
    '/',
    '/_app/remote/x',
    '/_app/%2e%2e/about',
    '/_app/a.js/%2e%2e/b',
    '/favicon.svg/x',
    '/favicon.svgx',
    '/favicon.ico',
    '/__data.json',
  ])
    expect([path, (await ask(`GET ${path}`)).status]).toEqual([path, 429]);
  expect((await ask('OPTIONS /api/v1/site')).status).toBe(429);
});

test('a /64 is one caller, and the flood of one caller is nobody else’s', async () => {
  const { statuses } = await limited({ reads: '2/h' });
  expect(await statuses(1, 'GET /api/v1/site', {}, '2001:db8::1')).toEqual([200]);
  expect(await statuses(2, 'GET /api/v1/site', {}, '2001:db8::ffff:1')).toEqual([200, 429]);
  expect(await statuses(1, 'GET /api/v1/site', {}, '2001:db8:0:1::1')).toEqual([200]);
  expect(await statuses(1, 'GET /api/v1/site', {}, '::ffff:192.0.2.9')).toEqual([200]);
  expect(await statuses(2, 'GET /api/v1/site', {}, '192.0.2.9')).toEqual([200, 429]);
});

test('a page counts once, for its reader; a sign-in through our form counts once, at its door', async () => {
  const { statuses } = await limited({ reads: '1/h', writes: '1/h', login: '2/h' });
  const internal = { 'x-colophon-internal': internalSecret };
  expect(await statuses(1, 'GET /')).toEqual([200]);
  expect(await statuses(5, 'GET /api/v1/site', internal)).toEqual([200, 200, 200, 200, 200]);
  expect(await statuses(2, 'PUT /api/v1/site', internal)).toEqual([401, 401]);
  expect(await statuses(1, 'GET /api/v1/site', { 'x-colophon-internal': 'wrong' })).toEqual([429]);
  // The form is a change for the web; its reader's attempt is counted where the web hands it on, and with those made directly.
  expect(await statuses(1, 'POST /studio/sign-in')).toEqual([200]);
  expect(await statuses(1, 'POST /api/v1/session', internal)).toEqual([400]);
  expect(await statuses(2, 'POST /api/v1/session')).toEqual([400, 429]);
  expect(await statuses(1, 'POST /api/v1/session', internal)).toEqual([429]);
  expect(await statuses(1, 'POST /api/v1/session', internal, '192.0.2.2')).toEqual([400]);
});

test('tokens cannot be guessed fast, and a made-up one is no fresh budget', async () => {
  const { ask, statuses } = await limited({ login: '3/h', writes: '5/h' });
  const guesses: number[] = [];
  for (let one = 0; one < 5; one++)
    guesses.push((await ask('PUT /api/v1/site', { authorization: `Bearer guess ${one}` })).status);
  expect(guesses).toEqual([401, 401, 401, 429, 429]);
  expect(await statuses(1, 'GET /api/v1/studio/posts', { authorization: 'Bearer guess' })).toEqual([429]);
  expect(await statuses(1, 'POST /api/v1/session')).toEqual([429]);
  expect(await statuses(3, 'POST /api/v1/nowhere', { authorization: 'Bearer another' })).toEqual([404, 404, 429]);
});

test('many guesses at the same time are as many attempts, also of the same token', async () => {
  const { ask } = await limited({ login: '4/h' });
  const different = await Promise.all(
    Array.from({ length: 20 }, (_, one) => ask('PUT /api/v1/site', { authorization: `Bearer guess ${one}` })),
  );
  expect(different.filter(({ status }) => status === 401)).toHaveLength(4);
  const again = await Promise.all(
    Array.from({ length: 6 }, () => ask('PUT /api/v1/site', { authorization: 'Bearer same' }, '192.0.2.2')),
  );
  expect(again.filter(({ status }) => status === 401).length).toBeGreaterThanOrEqual(1);
  expect((await ask('POST /api/v1/session', {}, '192.0.2.2')).status).toBe(429);
});

test('the author’s own token is no attempt, however many requests bring it at once, and is one caller from everywhere', async () => {
  const { ask, statuses } = await limited({ login: '2/h', writes: '40/h' });
  const right = { authorization: 'Bearer right' };
  const atOnce = await Promise.all(Array.from({ length: 20 }, () => ask('PUT /api/v1/site', right)));
  expect(new Set(atOnce.map(({ status }) => status))).toEqual(new Set([200]));
  expect(await statuses(2, 'POST /api/v1/session')).toEqual([400, 400]);
  // Known for right, it goes on where its address may try nothing more; and moving on brings nothing new.
  expect(await statuses(1, 'GET /api/v1/studio/posts', right)).toEqual([200]);
  const elsewhere = await statuses(41, 'PUT /api/v1/site', right, '192.0.2.7');
  expect(elsewhere.at(-1)).toBe(429);
  expect(await statuses(1, 'PUT /api/v1/site', right, '192.0.2.8')).toEqual([429]);
  expect(await statuses(1, 'POST /api/v1/nowhere', {}, '192.0.2.8')).toEqual([404]);
});

test('a token that is tried at a page is an attempt; where nobody looks at it, and on the way in, it is none', async () => {
  const guarding = { name: 'authentication', for: ['/drafts/*'] };
  const { ask, statuses } = await limited({ login: '3/h' }, {}, [guarding]);
  const guess = (path: string, of: string, headers: Record<string, string> = {}) =>
    ask(`GET ${path}`, { authorization: `Bearer ${of}`, ...headers });
  for (let one = 0; one < 5; one++) expect((await guess('/about', `reader ${one}`)).status).toBe(200);
  for (let one = 0; one < 5; one++) expect((await guess('/drafts/a', 'right')).status).toBe(200);
  expect((await guess('/drafts/a', 'one')).status).toBe(401);
  expect((await guess('/drafts/a', 'two', { accept: 'text/html' })).status).toBe(303);
  expect((await guess('/drafts/b', 'three')).status).toBe(401);
  expect((await guess('/drafts/b', 'four')).status).toBe(429);
  expect(await statuses(1, 'POST /api/v1/session')).toEqual([429]);
  expect((await guess('/drafts/b', 'right')).status).toBe(200);
  expect((await guess('/about', 'four')).status).toBe(200);
});

test('whoever stands behind one that looks at credentials would not count guesses: that is refused at the start', async () => {
  const surroundings = { doors: [{ authorizer: 'a' }], environment: () => undefined, onStop: () => undefined };
  const file = { custom: { gateway: { plugins: ['authentication', 'rate-limit'] } } };
  await expect(mountPlugins(file, surroundings as unknown as Surroundings)).rejects.toThrow(
    'custom.gateway.plugins[1] in serverless.yml (rate-limit) must stand before whoever looks at credentials',
  );
});

test('the environment goes before serverless.yml, and what is no rate is refused at the start', async () => {
  const { statuses } = await limited({ reads: '1/h' }, { RATE_LIMIT_READS: '2/h' });
  expect(await statuses(3, 'GET /api/v1/site')).toEqual([200, 200, 429]);
  await expect(limited({}, { RATE_LIMIT_LOGIN: 'often' })).rejects.toThrow(
    'The setting RATE_LIMIT_LOGIN=often is broken',
  );
  await expect(limited({ writes: '0/min' })).rejects.toThrow(/\(rate-limit\): settings\.writes must match pattern/);
});
