import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { readNetworks } from '../services/addresses.ts';
import { internalSecret } from './edge/edge-under-test.ts';
import { mostPlaces, Places } from './hits.ts';
import { close, get, hitsUnderTest, isLean, thing } from './hits-under-test.ts';
import { speak } from './plugged-gateway.ts';
import type { PluginRequest } from './plugin.ts';

const { remembering } = hitsUnderTest();

test('what is in memory is answered before the framework, as the framework would', async () => {
  const { get: ask, met } = await remembering();
  const [first, second, third] = [await ask(thing), await ask(thing), await ask(thing)];
  const own = ['date', 'traceparent', 'x-request-id', 'cache-status', 'server-timing', 'age'];
  const of = ({ status, headers }: Response) => [status, [...headers].filter(([name]) => !own.includes(name))];
  expect(of(second)).toEqual(of(first));
  expect(await Promise.all([first, second, third].map((one) => one.text()))).toEqual(['"1"', '"1"', '"1"']);
  expect(met.map(({ lean }) => lean)).toEqual([false, true, true]);
  expect(second.headers.get('cache-status')).toBe('colophon-edge; hit');
});

test('a hit that becomes stale while a plugin waits is not sent: the door is asked again, and nobody meets the request twice', async () => {
  const gate = { held: undefined as PromiseWithResolvers<void> | undefined };
  const done: PluginRequest[] = [];
  const {
    get: ask,
    met,
    forget,
    asked,
  } = await remembering({
    request: () => gate.held?.promise,
    done: (request) => void done.push(request),
  });
  await ask(thing);
  gate.held = Promise.withResolvers();
  const answer = ask(thing);
  await expect.poll(() => met.length).toBe(2);
  forget(thing);
  gate.held.resolve();
  expect([await (await answer).text(), asked()]).toEqual(['"2"', 2]);
  expect((await answer).headers.get('cache-status')).toBe('colophon; hit, colophon-edge; fwd=miss; stored');
  await expect.poll(() => done.length).toBe(2);
  expect([met.length, met[1]!.lean, done[1] === met[1]!.request]).toEqual([2, true, true]);
});

test('a hit that is still true when a plugin has waited is sent, and the door is not asked', async () => {
  const { get: ask, met, asked } = await remembering({ request: async () => await Promise.resolve() });
  await ask(thing);
  expect(await (await ask(thing)).text()).toBe('"1"');
  expect([asked(), met[1]!.lean]).toEqual([1, true]);
});

describe('the end of a hit is told once', () => {
  test('when it was sent', async () => {
    const done: [boolean, boolean][] = [];
    const { get: ask } = await remembering({
      done: (request, reply) => void done.push([isLean(request), reply.raw.writableFinished]),
    });
    for (let count = 0; count < 3; count++) await (await ask(thing)).text();
    await expect
      .poll(() => done)
      .toEqual([
        [false, true],
        [true, true],
        [true, true],
      ]);
  });

  test('when its caller left, also of those that stood behind it on the connection', async () => {
    let held: PromiseWithResolvers<void> | undefined;
    const done: string[] = [];
    const {
      get: ask,
      port,
      met,
    } = await remembering({
      request: () => held?.promise,
      done: (request) => void done.push(request.id),
    });
    await ask(thing);
    await expect.poll(() => done.length).toBe(1);
    held = Promise.withResolvers();
    const socket = connect(port, '127.0.0.1');
    socket.write(get(thing, 'X-Request-Id: one\r\n') + get(thing, 'X-Request-Id: two\r\n'));
    await expect.poll(() => met.length).toBe(3);
    socket.destroy();
    await expect.poll(() => done.length).toBe(3);
    held.resolve();
    held = undefined;
    expect(await (await ask(thing)).text()).toBe('"1"');
    await expect.poll(() => done.length).toBe(4);
    expect(done.slice(1, 3).toSorted()).toEqual(['one', 'two']);
  });
});

test('HEAD and conditions are answered from memory, without a body', async () => {
  const { get: ask, port, met } = await remembering();
  await ask(thing);
  await ask(thing, { method: 'HEAD' });
  const said = await speak(port, get(thing, '', 'HEAD') + get(thing, 'If-None-Match: "1"\r\n') + get(thing, close));
  const [head, unchanged, whole] = said.split(/(?=HTTP\/1\.1 )/);
  expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*content-length: 3\r\n[^]*\r\n\r\n$/i);
  expect(unchanged).toMatch(/^HTTP\/1\.1 304 [^]*etag: "1"\r\n[^]*\r\n\r\n$/);
  expect(unchanged).not.toMatch(/content-length|content-type:/i);
  expect(whole).toMatch(/\r\n\r\n"1"$/);
  expect(met.slice(2).map(({ lean }) => lean)).toEqual([true, true, true]);
});

test('from a process that is about to end a hit is the last answer of its connection, and says so', async () => {
  const { port, drain, met } = await remembering();
  await speak(port, get(thing, close));
  const socket = connect(port, '127.0.0.1');
  let said = '';
  socket.on('data', (chunk: Buffer) => (said += chunk.toString('latin1')));
  socket.write(get(thing));
  await expect.poll(() => said).toContain('"1"');
  const drained = drain(60_000);
  said = '';
  socket.write(get(thing));
  await once(socket, 'close');
  await drained;
  expect(said).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*connection: close\r\n[^]*"1"$/i);
  expect(met.at(-1)!.lean).toBe(true);
});

test('what is unusual about a request for what is in memory leads to the framework, which answers it as ever', async () => {
  const { port, get: ask, met, asked } = await remembering();
  await ask(thing);
  const statusOf = async (text: string) => /^HTTP\/1\.1 (\d+)/.exec(await speak(port, text))?.[1];
  expect(await statusOf(`GET ${thing} HTTP/1.1\r\nHost: toy\r\nHost: toy\r\n\r\n`)).toBe('400');
  expect(await statusOf(`GET ${thing} HTTP/1.1\r\nHost: to/y\r\n\r\n`)).toBe('400');
  expect(await statusOf(`GET ${thing} HTTP/1.1\r\n\r\n`)).toBe('400');
  expect(await statusOf(`GET http://a@b${thing} HTTP/1.1\r\nHost: toy\r\n\r\n`)).toBe('400');
  expect(met).toHaveLength(1);
  const body = await speak(port, get(thing, `Content-Length: 4\r\n${close}`) + 'body');
  expect(body).toContain('fwd=bypass');
  const chunked = await speak(port, get(thing, `Transfer-Encoding: chunked\r\n${close}`) + '0\r\n\r\n');
  expect(chunked).toContain('fwd=bypass');
  expect(met.slice(1).map(({ lean }) => lean)).toEqual([false, false]);
  expect(asked()).toBe(3);
});

test('callers of HTTP/1.0, and those who wait to be told to go on, are answered from memory in their own way', async () => {
  const { port, get: ask, asked } = await remembering();
  await ask(thing);
  const old = await speak(port, `GET ${thing} HTTP/1.0\r\n\r\n`);
  expect(old).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*connection: close\r\n\r\n"1"$/i);
  expect(old).not.toMatch(/chunked/i);
  const waiting = await speak(port, get(thing, `Expect: 100-continue\r\n${close}`));
  expect(waiting).toMatch(/HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\n"1"$/);
  expect(asked()).toBe(1);
});

test('answers to requests that were sent in one go come back in their order', async () => {
  const {
    port,
    get: ask,
    met,
  } = await remembering({
    request: ({ raw }) =>
      raw.headers['x-wait'] === undefined ? undefined : new Promise((resolve) => setTimeout(resolve, 30)),
  });
  await ask(thing);
  await ask('/api/v1/b');
  const said = await speak(
    port,
    get(thing, 'X-Wait: yes\r\nX-Request-Id: one\r\n') +
      get('/api/v1/b', 'X-Request-Id: two\r\n') +
      get('/api/v1/c', 'X-Request-Id: three\r\n') +
      get(thing, `X-Request-Id: four\r\n${close}`),
  );
  expect([...said.matchAll(/x-request-id: (\w+)/gi)].map(([, id]) => id)).toEqual(['one', 'two', 'three', 'four']);
  expect([...said.matchAll(/\r\n\r\n("\d")/g)].map(([, body]) => body)).toEqual(['"1"', '"2"', '"3"', '"1"']);
  expect(met.map(({ lean }) => lean)).toEqual([false, false, true, true, false, true]);
});

test('calls of our own web get the parts of a hit, and nobody else does', async () => {
  const { get: ask, met } = await remembering();
  await ask(thing);
  const by = async (headers: Record<string, string>) => (await ask(thing, { headers })).headers.get('x-colophon-parts');
  expect(await by({ 'x-colophon-internal': internalSecret })).toContain(thing);
  expect(await by({ 'x-colophon-internal': 'a guess' })).toBeNull();
  expect(await by({ 'x-colophon-parts': 'wanted' })).toBeNull();
  expect(await by({})).toBeNull();
  expect(met.map(({ request, lean }) => [request.isInternal, lean])).toEqual([
    [false, false],
    [true, false],
    [false, false],
    [false, true],
    [false, true],
  ]);
});

test('the caller of a hit has the address and the names that it has on a miss', async () => {
  const { get: ask, met } = await remembering({}, [], {
    trust: { internalSecret, proxies: readNetworks(['127.0.0.1', '10.0.0.0/8']) },
  });
  const headers = {
    'x-forwarded-for': '203.0.113.9, 198.51.100.7, 10.1.2.3',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'blog.example',
    'x-request-id': 'mine',
    traceparent: `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`,
  };
  for (let count = 0; count < 2; count++) await ask(thing, { headers });
  const of = ({ request: { id, traceparent, callerAddress, forwarded } }: (typeof met)[number]) => ({
    id,
    traceparent,
    callerAddress,
    forwarded,
  });
  expect(met.map(({ lean }) => lean)).toEqual([false, true]);
  expect(of(met[1]!)).toEqual(of(met[0]!));
  expect(of(met[1]!)).toEqual({
    id: 'mine',
    traceparent: headers.traceparent,
    callerAddress: '198.51.100.7',
    forwarded: { scheme: 'https', host: 'blog.example' },
  });
});

test('the number of places that are remembered is bounded, and none of them is long', () => {
  const places = new Places();
  const hit = { look: () => undefined, before: [] };
  const at = (url: string) =>
    ({ method: 'GET', raw: { url }, routeOptions: { config: { chain: { hit } } } }) as unknown as Parameters<
      Places['remember']
    >[0];
  const of = (url: string) => places.of({ method: 'GET', url });
  for (let count = 0; count <= mostPlaces; count++) places.remember(at(`/${count}`));
  expect([of('/0'), of('/1') !== undefined, of(`/${mostPlaces}`) !== undefined]).toEqual([undefined, true, true]);
  places.remember(at(`/${'x'.repeat(1000)}`));
  expect(of(`/${'x'.repeat(1000)}`)).toBeUndefined();
});
