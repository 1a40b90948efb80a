import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../browser.ts';
import { startInstance, type StartedInstance } from '../instance.ts';
import { Author } from './author.ts';

let instance: StartedInstance;
let author: Author;
let browser: Browser;

beforeAll(async () => {
  [instance, browser] = await Promise.all([startInstance(), openBrowser()]);
  author = new Author(instance.url, instance.token);
}, 180_000);
afterAll(async () => {
  await browser.close();
  await instance.stop();
});

const soon = { timeout: 1_000, interval: 20 };
const imageOf = async (page: string) => {
  const html = await (await fetch(`${instance.url}${page}`)).text();
  const [, image] = /<meta property="og:image" content="([^"]+)"/.exec(html) ?? [];
  expect(html).toContain(`<meta name="twitter:image" content="${image}"`);
  return image!;
};
const asked = (image: string) => fetch(image, { headers: { accept: 'image/avif,image/webp' }, redirect: 'manual' });
const sizeOf = async (answer: Response) => {
  const { format, width, height } = await sharp(Buffer.from(await answer.arrayBuffer())).metadata();
  return { status: answer.status, type: answer.headers.get('content-type'), format, width, height };
};
const drawn = { status: 200, type: 'image/png', format: 'png', width: 1200, height: 630 };

async function publish(title: string): Promise<{ id: string; page: string }> {
  const { id, path } = await author.publish('colophon', { title, bodyMarkdown: 'Text.' });
  return { id, page: path.replace('/api/v1', '').replace('/posts/', '/') };
}

test('the site, a project and a post each have an image of their own', { timeout: 60_000 }, async () => {
  const images = await Promise.all(
    ['/', '/projects/colophon', '/projects/colophon/the-flow/application-flow'].map(imageOf),
  );
  expect(new Set(images).size).toBe(3);
  for (const image of images) {
    expect(image.startsWith(`${instance.url}/og/`)).toBe(true);
    expect(await sizeOf(await asked(image))).toEqual(drawn);
  }
});

test.each([
  ['letters of other scripts', '日本語 中文 한국어 العربية עברית हिन्दी ไทย Ελληνικά Привет 👩‍💻'],
  ['what would break out of a page or a drawing', `</svg><script>alert(1)</script> \u202e & ]]> "'`],
  ['one word as long as a title may be', 'x'.repeat(200)],
  ['spaces alone between words', 'word '.repeat(39).trim()],
])('a title of %s is drawn', { timeout: 60_000 }, async (_, title) => {
  const { id, page } = await publish(title);
  expect(await sizeOf(await asked(await imageOf(page)))).toEqual(drawn);
  await author.remove(id);
});

test(
  'a new title is a new image as soon as it is on the page, and the old address leads to it',
  { timeout: 60_000 },
  async () => {
    const { id, page } = await publish('First words');
    const first = await imageOf(page);
    const before = Buffer.from(await (await asked(first)).arrayBuffer());
    await author.change(id, { title: 'Second thoughts' });
    await expect.poll(() => imageOf(page), soon).not.toBe(first);
    const second = await imageOf(page);
    await expect.poll(async () => (await asked(first)).headers.get('location'), soon).toBe(new URL(second).pathname);
    const after = Buffer.from(await (await asked(second)).arrayBuffer());
    expect(after.equals(before)).toBe(false);
    // And what was drawn is kept for whoever comes next, whatever they accept.
    expect((await fetch(second, { headers: { accept: '*/*' } })).headers.get('cache-status')).toBe(
      'colophon-edge; hit',
    );
    await author.remove(id);
    await expect.poll(async () => (await asked(second)).status, soon).toBe(404);
  },
);

test('what pages tell programs breaks no rule of the policy, whatever a title holds', { timeout: 60_000 }, async () => {
  const { id, page: path } = await publish('</script><script>document.title = "run"</script>');
  const page = await (await browser.newContext()).newPage();
  const violations: string[] = [];
  page.on('console', (message) => void (message.type() === 'error' && violations.push(message.text())));
  await page.addInitScript(
    `document.addEventListener('securitypolicyviolation', ({ violatedDirective }) => console.error(violatedDirective))`,
  );
  for (const each of [path, '/', '/projects/colophon']) {
    await page.goto(`${instance.url}${each}`, { waitUntil: 'load' });
    expect(await page.locator('script[type="application/ld+json"]').count(), each).toBeGreaterThan(0);
    expect(await page.title()).not.toBe('run');
  }
  expect(violations).toEqual([]);
  await page.context().close();
  await author.remove(id);
});
