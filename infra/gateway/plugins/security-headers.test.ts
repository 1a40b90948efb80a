import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pluggedGateway } from '../plugged-gateway.ts';

const page = "default-src 'none'; script-src 'sha256-abc'";
const secured = (settings: Record<string, unknown> = {}, publicUrl = 'https://blog.example') =>
  pluggedGateway(
    { toy: { handler: () => ({ statusCode: 200, body: 'toy' }), routes: ['GET /api/v1/toy'] } },
    [{ name: 'security-headers', settings }],
    { publicUrl, web: (_request, response) => response.setHeader('content-security-policy', page).end('page') },
  );

test('what is not a page may load nothing and be framed by nobody; a page says its own policy', async () => {
  const { url } = await secured();
  const answer = await fetch(`${url}/api/v1/toy`);
  expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': expect.stringContaining('camera=(), ') as string,
    'strict-transport-security': 'max-age=63072000',
  });
  expect((await fetch(`${url}/page`)).headers.get('content-security-policy')).toBe(page);
});

test('data is told nothing of links, windows and devices: no browser has a use for it there', async () => {
  const { url } = await secured();
  const { headers } = await fetch(`${url}/api/v1/nowhere`);
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
  for (const name of ['referrer-policy', 'permissions-policy', 'cross-origin-opener-policy'])
    expect(headers.has(name)).toBe(false);
});

test('who does not come by https is not told to come by nothing else', async () => {
  const { url } = await secured({}, 'http://localhost:8080');
  expect((await fetch(`${url}/api/v1/toy`)).headers.get('strict-transport-security')).toBeNull();
});

test('each is a setting, and none can break out of its header', async () => {
  const { url } = await secured({ hstsSeconds: 60, hstsIncludeSubDomains: true, referrerPolicy: 'no-referrer' });
  const { headers } = await fetch(`${url}/api/v1/toy`);
  expect(headers.get('strict-transport-security')).toBe('max-age=60; includeSubDomains');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  await expect(secured({ referrerPolicy: 'a\r\nset-cookie: b' })).rejects.toThrow(
    /settings\.referrerPolicy must match/,
  );
});

test('what a document says of who may frame it is left as it is', async () => {
  const { url, filesDir } = await pluggedGateway({}, ['security-headers']);
  const name = `${'7'.repeat(32)}.pdf`;
  writeFileSync(join(filesDir, name), '%PDF-1.4');
  const { status, headers } = await fetch(`${url}/files/${name}`);
  expect([status, headers.get('content-security-policy')]).toEqual([200, "frame-ancestors 'self'"]);
});
