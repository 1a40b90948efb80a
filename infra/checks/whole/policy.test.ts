import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openBrowser } from '../browser.ts';
import { startInstance, type StartedInstance } from '../instance.ts';

let instance: StartedInstance;
let browser: Browser;

beforeAll(async () => {
  [instance, browser] = await Promise.all([startInstance({ LOG_LEVEL: 'info' }), openBrowser()]);
}, 180_000);
afterAll(async () => {
  await browser.close();
  await instance.stop();
});

/** Opens a page as a browser does that reports what it had to refuse. */
async function open(path: string) {
  const page = await (await browser.newContext()).newPage();
  const refused: string[] = [];
  await page.exposeFunction('report', (what: string) => refused.push(what));
  await page.addInitScript(`document.addEventListener('securitypolicyviolation', (event) =>
    report([event.violatedDirective, event.blockedURI, event.sample].join(' ')));`);
  const answer = await page.goto(instance.url + path, { waitUntil: 'networkidle' });
  return { page, refused, headers: answer!.headers() };
}

const pages = [
  '/',
  '/api/v1/docs',
  '/projects/colophon',
  '/projects/colophon/the-flow/application-flow',
  '/nothing-is-here',
];

test.each(pages)(
  'a browser has nothing to refuse on %s, which allows no inline style, and inline scripts by their hash alone',
  async (path) => {
    const { page, refused, headers } = await open(path);
    expect(refused).toEqual([]);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers).toMatchObject({
      'referrer-policy': 'strict-origin-when-cross-origin',
      'cross-origin-opener-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()') as string,
    });
    // What an author writes is rendered without a style of its own.
    expect(await page.locator('[style]').count()).toBe(0);
    expect(await page.locator('main').count()).toBeGreaterThan(0);
  },
);

test('each request leaves one line, with its id and what the caches said', async () => {
  const asked = await fetch(`${instance.url}/api/v1/site?token=secret`, { headers: { 'x-request-id': 'logged-once' } });
  expect(asked.status).toBe(400);
  const lines = () =>
    instance
      .output()
      .split('\n')
      .filter((line) => line.includes('"logged-once"') && line.includes('"answered"'));
  await vi.waitFor(() => expect(lines()).toHaveLength(1), { timeout: 15_000, interval: 100 });
  expect(JSON.parse(lines()[0]!.slice(lines()[0]!.indexOf('{')))).toMatchObject({
    route: 'GET /api/v1/site',
    query: 'token',
    status: 400,
    address: '127.0.0.1',
  });
  expect(instance.output()).not.toContain('token=secret');
});

test('the command line closes the site for a while, and opens it again', { timeout: 60_000 }, async () => {
  const becomes = (status: number) =>
    vi.waitFor(async () => expect((await fetch(`${instance.url}/api/v1/site`)).status).toBe(status), {
      timeout: 15_000,
      interval: 200,
    });
  expect(await instance.npm('colophon', '--', 'maintenance', 'on')).toEqual({ code: 0, output: 'maintenance on\n' });
  await becomes(503);
  expect((await fetch(`${instance.url}/healthz`)).status).toBe(200);
  expect(await instance.npm('colophon', '--', 'maintenance', 'off')).toEqual({ code: 0, output: 'maintenance off\n' });
  await becomes(200);
});

test('a page and a read are compressed for who takes it, and their names are known again', async () => {
  for (const path of ['/projects/colophon', '/api/v1/projects/colophon']) {
    const first = await fetch(instance.url + path, { headers: { 'accept-encoding': 'br' } });
    await first.arrayBuffer();
    expect(first.headers.get('content-encoding'), path).toBe('br');
    const etag = first.headers.get('etag')!;
    expect(etag, path).toMatch(/-br"$/);
    const again = await fetch(instance.url + path, { headers: { 'accept-encoding': 'br', 'if-none-match': etag } });
    expect([again.status, again.headers.get('etag')], path).toEqual([304, etag]);
  }
});
