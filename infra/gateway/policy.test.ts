import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { log } from '../../functions/_env/log.ts';
import { uploadPath } from '../../functions/_files/upload-target.ts';
import { freshRedis } from '../checks/test-database.ts';
import { readFunctions } from '../lambda-host/functions.ts';
import { readServerlessFile } from '../services/serverless-file.ts';
import { gatewaySection } from './plugin-list.ts';
import { pluggedGateway, speak } from './plugged-gateway.ts';
import type { Toy } from './toy-gateway.ts';

const secret = 'secret of a toy';
const functions = readFunctions();
const routes = functions
  .flatMap((one) => one.routes.map(({ routeKey }) => routeKey))
  .filter((key) => key.includes(' '));

/** A function answers, fails, or says that there is nothing, by the last word of the address. */
const answer = (event: unknown) => {
  const { rawPath } = event as { rawPath: string };
  if (rawPath.endsWith('/throws')) throw new Error('a secret');
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json', server: 'toy', 'X-Powered-By': 'toy' },
    body: '{}',
  };
};
const nothing = () => ({ statusCode: 404, headers: { 'content-type': 'application/problem+json' }, body: '{}' });

/** The functions of serverless.yml with toys in their place, and the sample configuration before them. */
async function sample() {
  vi.spyOn(log, 'error').mockImplementation(() => undefined);
  vi.spyOn(log, 'warn').mockImplementation(() => undefined);
  const named = (name: string): Toy['handler'] =>
    name === 'identity-authorizer'
      ? () => ({ isAuthorized: true, context: {} })
      : name === 'operations-not-found'
        ? nothing
        : answer;
  const toys = Object.fromEntries(
    functions.map(({ name, routes: own }) => [name, { handler: named(name), routes: own, timeoutSeconds: 60 }]),
  );
  const redis = await freshRedis();
  onTestFinished(() => redis.stop());
  const gateway = await pluggedGateway(toys, gatewaySection(readServerlessFile()).plugins, {
    publicUrl: 'https://blog.example',
    environment: { REDIS_URL: redis.url },
    settings: { uploadSecret: secret },
    web: (_request, response) => {
      const headers = {
        'content-type': 'text/html',
        'x-powered-by': 'toy',
        server: 'toy',
        'content-security-policy': page,
      };
      response.writeHead(200, headers).end('<h1>page</h1>');
    },
  });
  writeFileSync(join(gateway.filesDir, file), 'file');
  return gateway;
}

const page = "default-src 'self'";
const file = `${'a'.repeat(32)}.png`;
const always = {
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': expect.stringMatching(/^(same|cross)-origin$/) as string,
  'strict-transport-security': expect.stringMatching(/^max-age=\d{8}/) as string,
  'content-security-policy': expect.stringMatching(/default-src/) as string,
  'x-request-id': expect.stringMatching(/^[\w.-]{1,128}$/) as string,
};

const ofDocuments = {
  'referrer-policy': 'strict-origin-when-cross-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': expect.stringContaining('camera=()') as string,
};

function expectPolicy(headers: Record<string, unknown>, what: string): void {
  const isData = ['application/json', 'application/problem+json'].includes(String(headers['content-type']));
  expect(headers, what).toMatchObject({ ...always, ...(!isData && ofDocuments) });
  expect(Object.keys(headers), what).not.toContain('server');
  expect(Object.keys(headers), what).not.toContain('x-powered-by');
}

const filled = (path: string) => path.replace(/\{\w+\+?\}/g, randomUUID());

test('every route that serverless.yml declares answers with the headers of the policy, a request id and no banner', async () => {
  const gateway = await sample();
  expect(routes.length).toBeGreaterThan(100);
  for (const routeKey of routes) {
    const [method = '', path = ''] = routeKey.split(' ');
    const response = await fetch(gateway.url + filled(path), { method });
    await response.arrayBuffer();
    expectPolicy(Object.fromEntries(response.headers), routeKey);
    expect(response.headers.get('traceparent'), routeKey).toMatch(/^00-/);
  }
});

interface Kind {
  path: string | (() => string);
  method?: string;
  body?: string;
  status: number;
  headers?: Record<string, string>;
}
const upload = (limitBytes: number) => () =>
  uploadPath({ id: randomUUID(), expires: Date.now() + 60_000, limitBytes }, secret);

const kinds: [string, Kind][] = [
  ['no such address', { path: '/api/v1/nowhere', status: 404 }],
  ['a method that nobody takes', { path: `/files/${file}`, method: 'DELETE', status: 405 }],
  ['a body that is too large', { path: '/api/v1/site', method: 'PUT', body: 'x'.repeat(2 ** 20 + 1), status: 413 }],
  ['a function that throws', { path: '/api/v1/projects/throws', status: 502 }],
  ['a page', { path: '/about', status: 200 }],
  ['a form that is too large', { path: '/studio/x', method: 'POST', body: 'x'.repeat(2 ** 20 + 1), status: 413 }],
  ['a file', { path: `/files/${file}`, status: 200 }],
  ['a part of a file that it has not', { path: `/files/${file}`, headers: { range: 'bytes=99-' }, status: 416 }],
  ['no such file', { path: '/files/b.txt', status: 404 }],
  ['an upload', { path: upload(10), method: 'PUT', body: 'x', status: 204 }],
  ['an upload that is too large', { path: upload(1), method: 'PUT', body: 'xx', status: 413 }],
  ['a signature that is not ours', { path: `/uploads/${randomUUID()}`, method: 'PUT', body: 'x', status: 403 }],
  ['health', { path: '/healthz', status: 200 }],
  [
    'a preflight',
    {
      path: '/api/v1/site',
      method: 'OPTIONS',
      headers: { origin: 'https://a.example', 'access-control-request-method': 'GET' },
      status: 204,
    },
  ],
  ['an address that cannot be decoded', { path: '/%zz', status: 400 }],
];

test('so does every other kind of answer', async () => {
  const gateway = await sample();
  for (const [what, { path, method = 'GET', body, headers, status }] of kinds) {
    const url = gateway.url + (typeof path === 'string' ? path : path());
    const response = await fetch(url, { method, ...(body && { body }), ...(headers && { headers }) });
    await response.arrayBuffer();
    expect(response.status, what).toBe(status);
    expectPolicy(Object.fromEntries(response.headers), what);
  }
});

test.each([
  ['what is no HTTP', 'EHLO here\r\n\r\n', 400],
  ['a header that is too large', `GET / HTTP/1.1\r\nHost: toy\r\nX: ${'x'.repeat(17 * 1024)}\r\n\r\n`, 431],
])('so does %s', async (what, words, status) => {
  const { port } = await pluggedGateway({}, ['security-headers'], {
    publicUrl: 'https://blog.example',
  });
  const [head = ''] = (await speak(port, words)).split('\r\n\r\n');
  const [first, ...lines] = head.split('\r\n');
  expect(first).toContain(` ${status} `);
  const headers = lines.map((line) => [
    line.slice(0, line.indexOf(':')).toLowerCase(),
    line.slice(line.indexOf(':') + 2),
  ]);
  expectPolicy(Object.fromEntries(headers) as Record<string, string>, what);
});

test('a page keeps its own Content-Security-Policy, and what the web cannot answer has ours', async () => {
  const gateway = await sample();
  expect((await fetch(`${gateway.url}/about`)).headers.get('content-security-policy')).toBe(page);
  const { url } = await pluggedGateway({}, ['security-headers']);
  expect((await fetch(url)).headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
});
