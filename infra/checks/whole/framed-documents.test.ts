import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pluggedGateway } from '../../gateway/plugged-gateway.ts';
import { openBrowser } from '../browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
}, 180_000);
afterAll(() => browser.close());

const pdf =
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n';

/** Two sites: the pages of each frame the document of the first. */
async function sites() {
  let document = '';
  const site = () =>
    pluggedGateway({}, ['security-headers'], {
      web: (_request, response) =>
        response
          .setHeader('content-type', 'text/html')
          .setHeader('content-security-policy', 'frame-src *')
          .end(`<!doctype html><title>page</title><iframe src="${document}"></iframe>`),
    });
  const [own, other] = [await site(), await site()];
  mkdirSync(own.filesDir, { recursive: true });
  writeFileSync(join(own.filesDir, 'paper.pdf'), pdf);
  document = `${own.url}/files/paper.pdf`;
  return { own, other, document };
}

/** What a browser complains of on the page, when it has what the frame is to show. */
async function complaintsOn(url: string, document: string): Promise<string[]> {
  const page = await (await browser.newContext()).newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  const came = page.waitForResponse(document);
  await page.goto(url, { waitUntil: 'commit' });
  expect((await came).status()).toBe(200);
  await page.waitForLoadState('load');
  return complaints.filter((complaint) => complaint.includes('frame-ancestors'));
}

test('a document says whose pages may frame it, and a browser frames it on our own and on no other', async () => {
  const { own, other, document } = await sites();
  expect((await fetch(document)).headers.get('content-security-policy')).toBe("frame-ancestors 'self'");
  expect(await complaintsOn(own.url, document)).toEqual([]);
  expect(await complaintsOn(other.url, document)).toHaveLength(1);
});
