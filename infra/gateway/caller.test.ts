import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { APIGatewayProxyEventV2WithLambdaAuthorizer as Event } from 'aws-lambda';
import { expect, onTestFinished, test } from 'vitest';
import { canonicalAddress, readNetworks } from '../services/addresses.ts';
import type { Trust } from './caller.ts';
import { toyGateway } from './toy-gateway.ts';

const internalSecret = 'the secret of a test';

/** What a function learns of a request with these headers. */
async function seen(trust: Trust, headers: Record<string, string>): Promise<Event<unknown>> {
  let event: Event<unknown> | undefined;
  const handler = (given: Event<unknown>) => {
    event = given;
    return { statusCode: 204 };
  };
  const { url } = await toyGateway({ toy: { handler, routes: ['GET /api/v1/site'] } }, { trust });
  expect((await fetch(`${url}/api/v1/site`, { headers })).status).toBe(204);
  return event!;
}

const addressOf = async (trust: Trust, headers: Record<string, string>) =>
  (await seen(trust, headers)).requestContext.http.sourceIp;

const trusting = (...entries: string[]): Trust => ({ proxies: readNetworks(entries) });

test('a call of our own web is its reader’s, and what proves it reaches no function', async () => {
  const event = await seen(
    { internalSecret },
    { 'x-colophon-internal': internalSecret, 'x-forwarded-for': '2001:DB8::7', 'x-request-id': 'r-1' },
  );
  expect(event.requestContext.http.sourceIp).toBe('2001:db8::7');
  expect(event.headers).toMatchObject({ 'x-forwarded-for': '2001:db8::7', 'x-request-id': 'r-1' });
  expect(JSON.stringify(event)).not.toContain(internalSecret);
});

test.each([
  ['one that is wrong', { internalSecret }, `${internalSecret.slice(0, -1)}T`],
  ['one that is too short', { internalSecret }, 'the'],
  ['an empty one, where there is no secret', { internalSecret: '' }, ''],
  ['any, where there is no secret', {}, internalSecret],
])('with %s a caller is an outsider, and the header is gone all the same', async (_case, trust, given) => {
  const event = await seen(trust, { 'X-Colophon-Internal': given, 'x-forwarded-for': '192.0.2.1' });
  expect(event.requestContext.http.sourceIp).toBe('127.0.0.1');
  expect(event.headers).not.toHaveProperty('x-colophon-internal');
});

test('the web sees neither the proof nor what a caller says of itself', async () => {
  let asked: IncomingHttpHeaders = {};
  const web = createServer(({ headers }, response) => {
    asked = headers;
    response.end();
  }).listen(0, '127.0.0.1');
  await once(web, 'listening');
  onTestFinished(() => void web.close());
  const webUrl = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
  const { url } = await toyGateway({}, { webUrl, trust: { internalSecret } });
  const lies = { 'x-forwarded-for': '192.0.2.1', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' };
  for (const proof of [internalSecret, 'wrong']) {
    await fetch(url, { headers: { ...lies, 'x-colophon-internal': proof } });
    expect(asked).not.toHaveProperty('x-colophon-internal');
    expect(asked).toMatchObject({ 'x-forwarded-host': new URL(url).host, 'x-forwarded-proto': 'http' });
  }
  expect(asked['x-forwarded-for']).toBe('127.0.0.1');
});

test('nobody is believed who is not trusted', async () => {
  const spoofed = {
    'x-forwarded-for': '192.0.2.1',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    forwarded: 'for=192.0.2.1',
  };
  for (const trust of [{}, trusting('10.0.0.0/8', '::1')]) {
    const { headers, requestContext } = await seen(trust, spoofed);
    expect(requestContext.http.sourceIp).toBe('127.0.0.1');
    expect(headers).toMatchObject({ 'x-forwarded-for': '192.0.2.1, 127.0.0.1', 'x-forwarded-proto': 'http' });
    expect(headers).not.toHaveProperty('x-forwarded-host');
  }
});

test.each([
  ['the last that is not a proxy', '1.1.1.1, 192.0.2.1, 10.0.0.7', '192.0.2.1'],
  ['whom the nearest saw', '10.0.0.9, 192.0.2.1', '192.0.2.1'],
  ['the first, where all are proxies', '10.0.0.1, 10.0.0.2', '10.0.0.1'],
  ['IPv4 in the clothes of IPv6', '::FFFF:192.0.2.1, ::ffff:a00:7', '192.0.2.1'],
  ['one with a port', '192.0.2.1:4711', '192.0.2.1'],
  ['IPv6 with a port', '[2001:DB8:0::1]:4711', '2001:db8::1'],
  ['the proxy itself, where it could not say', '192.0.2.1, unknown, 10.0.0.7', '10.0.0.7'],
  ['the proxy itself, where nothing is written', ' , ', '127.0.0.1'],
  ['the proxy itself, where the list is long and empty', ','.repeat(8000), '127.0.0.1'],
])('behind trusted proxies the caller is %s', async (_case, list, expected) => {
  expect(await addressOf(trusting('127.0.0.1', '10.0.0.0/8'), { 'x-forwarded-for': list })).toBe(expected);
});

test('a trusted proxy says by which scheme and name it was reached, and nonsense is not passed on', async () => {
  const trust = trusting('127.0.0.0/8');
  const told = await seen(trust, { 'x-forwarded-proto': 'http, HTTPS', 'x-forwarded-host': 'a, blog.example:443' });
  expect(told.headers).toMatchObject({ 'x-forwarded-proto': 'https', 'x-forwarded-host': 'blog.example:443' });
  const nonsense = await seen(trust, { 'x-forwarded-proto': 'gopher', 'x-forwarded-host': 'a/b@c' });
  expect(nonsense.headers).toMatchObject({ 'x-forwarded-proto': 'http' });
  expect(nonsense.headers).not.toHaveProperty('x-forwarded-host');
});

test('addresses are compared in one way of writing', () => {
  const written = ['2001:0DB8:0:0::1', '::ffff:c000:201', 'fe80::1%eth0', '192.0.2.1', '192.0.2.01', 'localhost', ''];
  expect(written.map(canonicalAddress)).toEqual([
    '2001:db8::1',
    '192.0.2.1',
    'fe80::1',
    '192.0.2.1',
    undefined,
    undefined,
    undefined,
  ]);
  const networks = readNetworks(['192.0.2.0/24', '2001:db8::/32', '::ffff:10.0.0.0/104']);
  const within = ['192.0.2.255', '192.0.3.0', '2001:db8:ffff::', '2001:db9::', '10.1.2.3', '11.0.0.0', 'nobody'];
  expect(within.map((address) => networks.has(address))).toEqual([true, false, true, false, true, false, false]);
  for (const wrong of ['192.0.2.0/33', '::/129', '::ffff:10.0.0.0/95', 'proxy', '10.0.0.0/', '10.0.0.0/8/8'])
    expect(() => readNetworks([wrong])).toThrow(RangeError);
});
