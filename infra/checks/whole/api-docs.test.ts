import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../browser.ts';
import { startInstance, type StartedInstance } from '../instance.ts';
import { document, documentedRoutes } from '../openapi.ts';

let instance: StartedInstance;
let browser: Browser;

beforeAll(async () => {
  [instance, browser] = await Promise.all([startInstance(), openBrowser()]);
}, 180_000);
afterAll(async () => {
  await browser.close();
  await instance.stop();
});

test('the document is served as it was generated, and not again to who has it', async () => {
  const address = `${instance.url}/api/v1/openapi.json`;
  const answer = await fetch(address);
  expect(await answer.json()).toEqual(document);
  const again = await fetch(address, { headers: { 'if-none-match': answer.headers.get('etag')! } });
  expect(again.status).toBe(304);
});

test(
  'the page shows every group of operations, and asks nobody but this origin for anything',
  { timeout: 60_000 },
  async () => {
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
    const asked: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    await page.goto(`${instance.url}/api/v1/docs`, { waitUntil: 'networkidle' });
    await page.getByRole('heading', { level: 1, name: 'Colophon' }).waitFor({ timeout: 30_000 });
    const tags = new Set(
      documentedRoutes.flatMap(({ operation }) => (operation as unknown as { tags: string[] }).tags),
    );
    for (const tag of tags) await page.getByText(tag, { exact: true }).first().waitFor({ timeout: 20_000 });
    expect(complaints).toEqual([]);
    expect(asked.some((url) => url.endsWith('.js'))).toBe(true);
    expect(
      asked.filter((url) => !url.startsWith(instance.url) && !url.startsWith('data:') && !url.startsWith('blob:')),
    ).toEqual([]);
  },
);
