import AxeBuilder from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../browser.ts';
import { startInstance, type StartedInstance } from '../instance.ts';
import { Author } from './author.ts';

let instance: StartedInstance;
let browser: Browser;

const post = '/projects/colophon/the-flow/application-flow';

async function open(path: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage();
  await page.goto(`${instance.url}${path}`);
  return page;
}

beforeAll(async () => {
  [instance, browser] = await Promise.all([startInstance(), openBrowser()]);
}, 180_000);
afterAll(async () => {
  await browser.close();
  await instance.stop();
});

test('the post page shows the post, its place and its neighbours, without a script', async () => {
  const page = await open(post, { javaScriptEnabled: false });
  const { title, next } = (await (
    await fetch(`${instance.url}/api/v1${post.replace('/colophon/', '/colophon/posts/')}`)
  ).json()) as {
    title: string;
    next: { title: string };
  };
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain(title);
  expect(await page.getByRole('link', { name: next.title }).count()).toBeGreaterThan(0);
  expect(await page.locator('main img').count()).toBeGreaterThan(0);
});

test('every image of every page of the sample site is there', { timeout: 60_000 }, async () => {
  const page = await open('/projects/colophon');
  const links = await page
    .locator('main a[href^="/projects/colophon/"]')
    .evaluateAll((all) => all.map((a) => a.getAttribute('href')!));
  expect(new Set(links).size).toBeGreaterThan(9);
  for (const link of new Set(links)) {
    const answer = await page.goto(`${instance.url}${link}`, { waitUntil: 'load' });
    expect(answer?.status(), link).toBe(200);
    const images = await page.locator('main img').all();
    for (const image of images) {
      await image.scrollIntoViewIfNeeded();
      await expect
        .poll(() => image.evaluate((each) => (each as unknown as { naturalWidth: number }).naturalWidth), {
          message: link,
        })
        .toBeGreaterThan(0);
    }
  }
});

test('a change is on the page for whoever opens it next', async () => {
  const author = new Author(instance.url, instance.token);
  const { id, path } = await author.publish('colophon', {
    title: 'First words',
    bodyMarkdown: 'Some <script>alert(1)</script> *text*.',
  });
  const address = path.replace('/api/v1', '').replace('/posts/', '/');
  const page = await open(address);
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('First words');
  expect(await page.locator('main script').count()).toBe(0);
  await author.change(id, { title: 'Second thoughts' });
  const heading = async () => {
    await page.reload();
    return page.getByRole('heading', { level: 1 }).textContent();
  };
  await expect.poll(heading, { timeout: 1_000, interval: 20 }).toContain('Second thoughts');
});

test('a text with something stressed, something strong and code fetches no more than 130 KB of faces', async () => {
  const author = new Author(instance.url, instance.token);
  const { path } = await author.publish('colophon', {
    title: 'All faces',
    bodyMarkdown: 'Text, *stressed*, **strong**, ***both***, `inline`.\n\n```ts\nconst kept = true;\n```',
  });
  const page = await (await browser.newContext()).newPage();
  const faces = new Map<string, number>();
  page.on('response', async (response) => {
    if (response.request().resourceType() === 'font') faces.set(response.url(), (await response.body()).byteLength);
  });
  await page.goto(`${instance.url}${path.replace('/api/v1', '').replace('/posts/', '/')}`);
  await page.evaluate('document.fonts.ready');
  const names = () => [...faces.keys()].map((url) => /([\w-]+-latin[\w-]*-wght-\w+)/.exec(url)?.[1]).toSorted();
  await expect
    .poll(names)
    .toEqual([
      'jetbrains-mono-latin-wght-normal',
      'source-sans-3-latin-wght-normal',
      'source-serif-4-latin-strong-wght-italic',
      'source-serif-4-latin-wght-italic',
      'source-serif-4-latin-wght-normal',
    ]);
  expect([...faces.values()].reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(130 * 1024);
});

test(
  'letters that English has not are fetched by a page that shows one, and by no other',
  { timeout: 60_000 },
  async () => {
    const author = new Author(instance.url, instance.token);
    const ofText = async (title: string, bodyMarkdown: string) => {
      const { path } = await author.publish('colophon', { title, bodyMarkdown });
      const page = await open(path.replace('/api/v1', '').replace('/posts/', '/'));
      await page.waitForLoadState('networkidle');
      const loaded = await page.evaluate<string[]>(`performance.getEntriesByType('resource').map(({ name }) => name)`);
      return loaded
        .filter((name) => /source-serif-4-latin-[\w-]*normal/.test(name))
        .map((name) => name.includes('-more-'));
    };
    expect(await ofText('In English', 'It’s “here” – a café…')).toEqual([false]);
    expect((await ofText('In German', 'Größe')).toSorted()).toEqual([false, true]);
  },
);

test('the head of pages that show italics asks for that face at once, and no other page’s does', async () => {
  const ahead = async (path: string) => {
    const html = await (await fetch(instance.url + path, { headers: { accept: 'text/html' } })).text();
    const preloads = (html.match(/<link [^>]+>/g) ?? []).filter((link) => link.includes('rel="preload"'));
    return preloads.flatMap((link) => /source-serif-4-latin-wght-\w+/.exec(link)?.[0] ?? []);
  };
  const [upright, italic] = ['source-serif-4-latin-wght-normal', 'source-serif-4-latin-wght-italic'];
  expect((await ahead('/')).toSorted()).toEqual([italic, upright]);
  expect((await ahead('/resume')).toSorted()).toEqual([italic, upright]);
  const author = new Author(instance.url, instance.token);
  const pageOf = async (title: string, bodyMarkdown: string) =>
    (await author.publish('colophon', { title, bodyMarkdown })).path.replace('/api/v1', '').replace('/posts/', '/');
  expect(await ahead(await pageOf('Upright', 'All of it upright.'))).toEqual([upright]);
  expect((await ahead(await pageOf('Slanted', 'A word *slanted*.'))).toSorted()).toEqual([italic, upright]);
  expect(await ahead('/projects')).toEqual([upright]);
});

describe.each([
  { width: 390, colorScheme: 'light' },
  { width: 390, colorScheme: 'dark' },
  { width: 1440, colorScheme: 'light' },
  { width: 1440, colorScheme: 'dark' },
] as const)('at $width px in $colorScheme', ({ width, colorScheme }) => {
  test(
    'the post page has no fault that axe knows, and nothing is wider than the screen',
    { timeout: 40_000 },
    async () => {
      const page = await open(post, { viewport: { width, height: 900 }, colorScheme });
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
      const overflow = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect(overflow).toBe(0);
    },
  );
});
