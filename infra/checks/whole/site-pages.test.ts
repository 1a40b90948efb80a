import AxeBuilder from '@axe-core/playwright';
import { HtmlValidate } from 'html-validate';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../browser.ts';
import { startInstance, type StartedInstance } from '../instance.ts';
import { Author } from './author.ts';
import { linesOnPaper } from './on-paper.ts';
import { brokenAnchors, walkSite, type Walk } from './site-walk.ts';

let instance: StartedInstance;
let browser: Browser;
let walk: Walk;

/** One of each kind; the walk finds the others. */
const kinds = [
  '/',
  '/projects',
  '/projects/colophon',
  '/projects/colophon/the-flow/application-flow',
  '/posts',
  '/tags',
  '/tags/caching',
  '/about',
  '/resume',
  '/contact',
  '/documents',
];

beforeAll(async () => {
  [instance, browser] = await Promise.all([startInstance(), openBrowser()]);
  walk = await walkSite(instance.url, kinds);
}, 180_000);
afterAll(async () => {
  await browser.close();
  await instance.stop();
});

async function open(path: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage();
  await page.goto(`${instance.url}${path}`);
  return page;
}

const textOf = async (path: string) =>
  await (await open(path, { javaScriptEnabled: false })).locator('main').innerText();

test('every link within the site leads somewhere, and every anchor to a place that is there', () => {
  expect(walk.pages.size).toBeGreaterThan(30);
  expect(walk.broken).toEqual([]);
  expect(brokenAnchors(walk, instance.url)).toEqual([]);
});

test('the HTML of every page is valid, and none carries a style of its own', async () => {
  const validator = new HtmlValidate({
    extends: ['html-validate:standard', 'html-validate:a11y'],
    rules: {
      // Of writing, not of validity: how whitespace, quotes and empty elements are written is the renderer's affair.
      'no-trailing-whitespace': 'off',
      'void-style': 'off',
      'attr-quotes': 'off',
      'doctype-style': 'off',
      'long-title': 'off',
      'no-inline-style': 'error',
      // Of what there is no native element for: a list within a drawing, and suggestions below a field.
      'prefer-native-element': 'off',
    },
  });
  const reports = await Promise.all(
    [...walk.pages.values()].map(async ({ path, html }) => ({ path, report: await validator.validateString(html) })),
  );
  const faults = reports.flatMap(({ path, report }) =>
    report.results.flatMap(({ messages }) =>
      messages.map(({ ruleId, message, line, selector }) => `${path}:${line} ${ruleId}: ${message} (${selector})`),
    ),
  );
  expect(faults).toEqual([]);
});

test('pages show what the API says of them', async () => {
  const of = async (path: string) =>
    (await (await fetch(`${instance.url}/api/v1${path}`)).json()) as { items: Record<string, string>[] };
  const posts = await textOf('/posts');
  for (const { title } of (await of('/posts?limit=30')).items) expect(posts).toContain(title);
  const tags = await textOf('/tags');
  for (const { slug } of (await of('/tags')).items) expect(tags).toContain(slug);
  const about = await textOf('/about');
  for (const { title } of (await of('/about')).items) expect(about).toContain(title);
  const contact = await textOf('/contact');
  for (const { label } of (await of('/contact')).items) expect(contact).toContain(label);
  const documents = await textOf('/documents');
  for (const { title } of (await of('/documents')).items) expect(documents).toContain(title);
});

test('a PDF is read in its place, and kept under a name', async () => {
  const page = await open('/documents');
  const link = page.getByRole('link', { name: 'Download' }).first();
  expect(await link.getAttribute('download')).toMatch(/^[a-z-]+\.pdf$/);
  const frame = page.locator('iframe').first();
  expect(await frame.getAttribute('title')).not.toBe('');
  // This browser cannot show PDFs: with a text in place of the bytes it shows whether the answer's headers let it.
  await page.route('**/*.pdf', async (route) => {
    const answer = await route.fetch();
    expect([answer.status(), answer.headers()['content-type']]).toEqual([200, 'application/pdf']);
    const headers = { ...answer.headers(), 'content-type': 'text/plain' };
    await route.fulfill({ response: answer, headers, body: 'What the document says' });
  });
  await page.getByText('Read it here').first().click();
  await frame.contentFrame().getByText('What the document says').waitFor();
});

test('on paper code is whole, and no heading ends a page', async () => {
  // What is left of A4 between the margins.
  const viewport = { width: 605, height: 960 };
  for (const path of ['/projects/colophon/the-flow/application-flow', '/resume']) {
    const page = await open(path, { viewport });
    await page.emulateMedia({ media: 'print' });
    for (const pre of await page.locator('pre').all()) {
      const tooWide = await pre.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
      expect(tooWide, await pre.innerText()).toBeLessThanOrEqual(0);
    }
    const headings = await page.locator('h2, h3, .side-head').allInnerTexts();
    const sheets = await linesOnPaper(await page.pdf({ format: 'A4', preferCSSPageSize: true }));
    expect(sheets.length, path).toBeGreaterThan(1);
    for (const lines of sheets) expect(headings, path).not.toContain(lines.at(-1));
  }
});

test(
  'what the author left empty is in no menu, and comes there with its first entry',
  { timeout: 60_000 },
  async () => {
    const menuOf = async () => {
      const html = await (await fetch(instance.url)).text();
      return [...html.matchAll(/<nav[^>]*>.*?<\/nav>/gs)].flatMap(([nav]) =>
        [...nav.matchAll(/<a[^>]*>\s*([^<]+?)\s*<\/a>/g)].map(([, label]) => label),
      );
    };
    expect(await menuOf()).toEqual(expect.arrayContaining(['Contact', 'About']));
    const author = new Author(instance.url, instance.token);
    const { items } = await author.get<{ items: { id: string }[] }>('/contact');
    for (const { id } of items) await author.send('DELETE', `/contact/${id}`);
    await expect.poll(menuOf, { timeout: 1_000, interval: 20 }).not.toContain('Contact');
    await author.send('POST', '/contact', { kind: 'email', label: 'me@example.org', href: 'mailto:me@example.org' });
    await expect.poll(menuOf, { timeout: 1_000, interval: 20 }).toContain('Contact');
  },
);

test('a list that is too long for one page goes on at the next, and every post is on one of them', async () => {
  const author = new Author(instance.url, instance.token);
  const count = 35;
  await Promise.all(
    Array.from({ length: count }, (_, number) =>
      author.publish('colophon', { title: `Leaf number ${number}`, bodyMarkdown: 'One of many.', tags: ['leaves'] }),
    ),
  );
  const pages: string[] = [];
  const page = await open('/tags/leaves');
  await expect
    .poll(async () => {
      await page.reload();
      return page.getByRole('link', { name: 'Older posts' }).count();
    })
    .toBe(1);
  pages.push(await page.locator('main').innerText());
  await page.getByRole('link', { name: 'Older posts' }).click();
  await page.waitForURL(/cursor=/);
  pages.push(await page.locator('main').innerText());
  expect(await page.getByRole('link', { name: 'Older posts' }).count()).toBe(0);
  const shown = pages.map((text) => text.match(/Leaf number \d+/g) ?? []);
  expect(shown.flat().toSorted()).toEqual(
    Array.from({ length: count }, (_, number) => `Leaf number ${number}`).toSorted(),
  );
  await page.getByRole('link', { name: 'The newest posts' }).click();
  await page.waitForURL(/\/tags\/leaves$/);
});

test('a tag that no post has is not found; a cursor that nobody gave out is said to be wrong', async () => {
  expect((await fetch(`${instance.url}/tags/nobody-wrote-this`)).status).toBe(404);
  const wrong = await fetch(`${instance.url}/posts?cursor=nonsense`);
  expect(wrong.status).toBe(400);
  expect(await wrong.text()).toContain(
    '<h1 class="text-title font-heading tracking-title">This address cannot be read</h1>',
  );
});

describe.each([
  { width: 320, colorScheme: 'light' },
  { width: 320, colorScheme: 'dark' },
  { width: 1440, colorScheme: 'light' },
  { width: 1440, colorScheme: 'dark' },
] as const)('at $width px in $colorScheme', ({ width, colorScheme }) => {
  test.each([...kinds, '/nothing/here'])(
    '%s has no fault that axe knows, and nothing is wider than the screen',
    { timeout: 40_000 },
    async (path) => {
      const page = await open(path, { viewport: { width, height: 900 }, colorScheme });
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
        .analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
      expect(await overflowOf(page)).toBe(0);
      await page.context().close();
    },
  );
});

test.each(kinds)('%s at twice the size of its text is no wider than the screen', async (path) => {
  // Only the test's own style needs a policy that lets it in.
  const page = await open(path, { viewport: { width: 1280, height: 900 }, bypassCSP: true });
  await page.addStyleTag({ content: ':root { font-size: 200% }' });
  expect(await page.evaluate('getComputedStyle(document.documentElement).fontSize')).not.toBe('16px');
  expect(await overflowOf(page)).toBe(0);
  await page.context().close();
});

const overflowOf = (page: Page) =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
