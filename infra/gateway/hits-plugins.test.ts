import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { readNetworks } from '../services/addresses.ts';
import { internalSecret } from './edge/edge-under-test.ts';
import { close, get, hitsUnderTest, thing } from './hits-under-test.ts';
import { speak } from './plugged-gateway.ts';
import type { Hooks } from './plugin.ts';

const { remembering, logged } = hitsUnderTest();

describe('who refuses a hit is heard, and whoever comes after does not see it:', () => {
  test('rate-limit', async () => {
    const { get: ask, met } = await remembering({}, [{ name: 'rate-limit', settings: { reads: '2/h' } }]);
    const answers = [await ask(thing), await ask(thing), await ask(thing)];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(answers[1]!.headers.get('ratelimit')).toContain('r=0');
    expect(Number(answers[2]!.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(answers[2]!.headers.get('content-type')).toBe('application/problem+json');
    expect(answers[2]!.headers.get('etag')).toBeNull();
    expect(await answers[2]!.json()).toMatchObject({
      status: 429,
      instance: thing,
      requestId: answers[2]!.headers.get('x-request-id'),
    });
    expect(met.map(({ lean }) => lean)).toEqual([false, true]);
  });

  test('maintenance and ip-filter', async () => {
    const proxied = { trust: { internalSecret, proxies: readNetworks(['127.0.0.1']) } };
    const shipped = [
      { name: 'maintenance', settings: { on: true, allow: ['192.0.2.0/24'] } },
      { name: 'ip-filter', settings: { deny: ['192.0.2.66'] } },
    ];
    const { get: ask, met } = await remembering({}, shipped, proxied);
    const by = (address: string) => ask(thing, { headers: { 'x-forwarded-for': address } });
    await by('192.0.2.1');
    const [allowed, denied, stranger] = [await by('192.0.2.1'), await by('192.0.2.66'), await by('198.51.100.1')];
    expect([allowed.status, denied.status, stranger.status]).toEqual([200, 403, 503]);
    expect(stranger.headers.get('retry-after')).toBe('120');
    expect(met.map(({ lean }) => lean)).toEqual([false, true]);
  });

  test('a plugin of one’s own, whose answer has what the framework gives one', async () => {
    let status = 0;
    const { get: ask } = await remembering({
      request: (_request, reply) => {
        if (status === 200) reply.send('some text');
        if (status === 204) reply.code(204).type('text/plain').send();
        if (status === 303) reply.code(303).header('Location', '/elsewhere').send();
        if (status === 500) reply.send(new Error('a secret'));
      },
    });
    await ask(thing);
    const answers: unknown[] = [];
    for (status of [200, 204, 303, 500]) {
      const { headers, ...answer } = await ask(thing).then(async (response) => ({
        status: response.status,
        headers: response.headers,
        text: await response.text(),
      }));
      answers.push([
        answer.status,
        headers.get('content-type'),
        headers.get('content-length'),
        answer.text.includes('secret'),
      ]);
    }
    expect(answers).toEqual([
      [200, 'text/plain; charset=utf-8', '9', false],
      [204, null, null, false],
      [303, null, '0', false],
      [500, 'application/problem+json', expect.any(String), false],
    ]);
  });
});

describe('a hook that answers', () => {
  const second = async (answer: NonNullable<Hooks['answer']>) => {
    let isOn = false;
    const { get: ask, port, met } = await remembering({ answer: (...given) => (isOn ? answer(...given) : undefined) });
    await ask(thing);
    isOn = true;
    const response = await ask(thing);
    expect(met[1]!.lean).toBe(true);
    const { status, headers } = response;
    return { status, headers, text: await response.text(), port };
  };

  test.each([
    ['text', () => 'other'],
    ['bytes', () => Buffer.from('other')],
    ['a stream', () => Readable.from(['ot', 'her'])],
    ['text, later', async () => await Promise.resolve('other')],
    ['a stream, later', async () => await Promise.resolve(Readable.from(['other']))],
  ] as [string, NonNullable<Hooks['answer']>][])('replaces it by %s', async (_kind, answer) => {
    const { status, text, headers, port } = await second(answer);
    expect([status, text]).toEqual([200, 'other']);
    expect([null, '5']).toContain(headers.get('content-length'));
    // The next answer on the same connection begins where this one ends.
    const twice = await speak(port, get(thing) + get(thing, close));
    expect(twice.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
  });

  test('leaves it when it has waited', async () => {
    const { status, text } = await second(async () => await Promise.resolve());
    expect([status, text]).toEqual([200, '"1"']);
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('a secret');
      },
    ],
    ['throws later', async () => await Promise.reject(new Error('a secret'))],
    ['sets a header that cannot be sent', (_request, reply) => void reply.header('x-broken', 'a\r\nb')],
    [
      'sends a stream that fails',
      () =>
        new Readable({
          read() {
            this.destroy(new Error('a secret'));
          },
        }),
    ],
    ['sends what is no body', () => ({})],
  ] as [string, NonNullable<Hooks['answer']>][])(
    '%s: that is a 500 that names its request and no reason, and the connection goes on',
    async (_kind, answer) => {
      const { status, text, headers, port } = await second(answer);
      expect([status, text.includes('secret')]).toEqual([500, false]);
      expect(JSON.parse(text)).toMatchObject({ status: 500, instance: thing, requestId: headers.get('x-request-id') });
      expect([headers.get('x-content-type-options'), headers.get('cache-control'), headers.get('etag')]).toEqual([
        'nosniff',
        'no-store',
        null,
      ]);
      expect(logged.length).toBeGreaterThan(0);
      const twice = await speak(port, get(thing) + get(thing, close));
      expect(twice.match(/HTTP\/1\.1 500/g)).toHaveLength(2);
    },
  );

  test('is told of a failure as of any answer, and what it says of it is sent', async () => {
    let isFailing = false;
    const { get: ask } = await remembering({
      answer(_request, reply) {
        if (isFailing && reply.statusCode === 200) throw new Error('at first');
        reply.header('x-seen', String(reply.statusCode));
      },
    });
    await ask(thing);
    isFailing = true;
    expect((await ask(thing)).headers.get('x-seen')).toBe('500');
    isFailing = false;
    expect((await ask(thing)).headers.get('x-seen')).toBe('200');
  });
});

test('a plugin that fails after it has answered leaves its answer whole', async () => {
  let isOn = false;
  const { get: ask } = await remembering({
    request(_request, reply) {
      if (!isOn) return;
      reply.code(418).send(Readable.from(['short', ' and stout']));
      throw new Error('too late');
    },
  });
  await ask(thing);
  isOn = true;
  const answer = await ask(thing);
  expect([answer.status, await answer.text(), logged.length]).toEqual([418, 'short and stout', 1]);
});

test('a plugin that fails before a hit, at once or later, is a 500', async () => {
  let how = '';
  const { get: ask } = await remembering({
    request() {
      if (how === 'at once') throw new Error('a secret');
      return how === 'later' ? Promise.reject(new Error('a secret')) : undefined;
    },
  });
  await ask(thing);
  for (how of ['at once', 'later']) {
    const answer = await ask(thing);
    expect([answer.status, (await answer.text()).includes('secret')]).toEqual([500, false]);
  }
  how = '';
  expect((await ask(thing)).status).toBe(200);
});
