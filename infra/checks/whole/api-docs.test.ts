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
  'the page shows every operation and every schema, each name leads somewhere, and it asks nobody for anything',
  { timeout: 60_000 },
  async () => {
    const context = await browser.newContext({ viewport: { width: 390, height: 800 } });
    const page = await context.newPage();
    const asked: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => complaints.push(message.text()));
    await page.goto(`${instance.url}/api/v1/docs`, { waitUntil: 'networkidle' });
    const headings = await page.getByRole('heading', { level: 3 }).allTextContents();
    const operations = documentedRoutes.map(
      ({ operation }) => (operation as unknown as { operationId: string }).operationId,
    );
    const { schemas } = (document as unknown as { components: { schemas: object } }).components;
    for (const name of [...operations, ...Object.keys(schemas)]) expect(headings).toContain(name);
    const ids = new Set(await page.locator('[id]').evaluateAll((marked) => marked.map(({ id }) => id)));
    const links = await page
      .locator('a[href^="#"]')
      .evaluateAll((all) => all.map((one) => one.getAttribute('href')!.slice(1)));
    expect(links.filter((link) => !ids.has(link))).toEqual([]);
    // It is styled, and no wider than a phone.
    expect(
      await page.evaluate('[getComputedStyle(document.body).margin, document.documentElement.scrollWidth]'),
    ).toEqual(['0px', 390]);
    expect([complaints, asked.filter((path) => path !== '/api/v1/docs' && path !== '/favicon.ico')]).toEqual([[], []]);
  },
);
