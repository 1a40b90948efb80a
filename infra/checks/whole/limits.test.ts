import { afterAll, beforeAll, expect, test } from 'vitest';
import { startInstance, type StartedInstance } from '../instance.ts';

/** The limits of a real instance, with the web that really asks for the pages' parts. One caller after the other is used up. */
let instance: StartedInstance;

beforeAll(async () => {
  instance = await startInstance({
    RATE_LIMIT_READS: '6/h',
    RATE_LIMIT_LOGIN: '3/h',
    // Each test is a reader of its own.
    TRUSTED_PROXIES: '127.0.0.1,::1',
  });
}, 180_000);
afterAll(() => instance.stop());

const ask = (path: string, address: string, given: { headers?: Record<string, string> } = {}) =>
  fetch(instance.url + path, { headers: { ...given.headers, 'x-forwarded-for': address } });

test('a page counts once for its reader, whatever it is made of, and not for the web that makes it', async () => {
  const left: (string | null)[] = [];
  for (let one = 0; one < 6; one++) {
    const { status, headers } = await ask('/projects/colophon', '192.0.2.1');
    expect(status).toBe(200);
    left.push(/^"reads";r=(\d+);t=\d+$/.exec(headers.get('ratelimit') ?? '')?.[1] ?? null);
  }
  expect(left).toEqual(['5', '4', '3', '2', '1', '0']);
  const refused = await ask('/projects/colophon', '192.0.2.1', { headers: { accept: 'text/html' } });
  expect([refused.status, await refused.text()]).toEqual([429, expect.stringContaining('Too many requests')]);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await ask('/api/v1/site', '192.0.2.1')).status).toBe(429);
  expect((await ask('/projects/colophon', '192.0.2.2')).status).toBe(200);
  // What a reader calls itself is no way around.
  const claimed = { 'x-colophon-internal': 'yes', authorization: 'Bearer yes' };
  expect((await ask('/api/v1/site', '192.0.2.1', { headers: claimed })).status).toBe(429);
});

test('a token cannot be guessed fast, and the author’s own goes on all the same', async () => {
  const put = (token: string, address: string) =>
    ask('/api/v1/studio/posts', address, { headers: { authorization: `Bearer ${token}` } });
  const guess = (one: number) => `colophon_${String(one).padStart(43, 'x')}`;
  expect((await put(instance.token, '192.0.2.3')).status).toBe(200);
  const statuses: number[] = [];
  for (let one = 0; one < 5; one++) statuses.push((await put(guess(one), '192.0.2.3')).status);
  expect(statuses).toEqual([401, 401, 401, 429, 429]);
  expect((await put(instance.token, '192.0.2.3')).status).toBe(200);
});
