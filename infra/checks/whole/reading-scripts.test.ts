import type { Browser, Page } from 'playwright-core';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../browser.ts';
import { startInstance, type StartedInstance } from '../instance.ts';
import { readAt } from './reader.ts';

let instance: StartedInstance;
let browser: Browser;

const post = '/projects/colophon/the-flow/application-flow';
const read = (path: string, options = {}) => readAt(browser, `${instance.url}${path}`, options);
const paper = (page: Page) => page.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor');

/** The page with a listing, a picture and a table of contents as the renderer and the post page write them. */
async function readWith(html: string): Promise<Page> {
  const page = await (await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] })).newPage();
  await page.route(`${instance.url}${post}`, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({
      response: answer,
      body: (await answer.text()).replace('<main', `<div id="INSERTED">${html}</div><main`),
    });
  });
  await page.goto(`${instance.url}${post}`);
  return page;
}

beforeAll(async () => {
  [instance, browser] = await Promise.all([startInstance(), openBrowser()]);
}, 180_000);
afterAll(async () => {
  await browser.close();
  await instance.stop();
});

test('all scripts of a post page together are less than 6 KB, and the one inline is the one that the policy names', async () => {
  const { page, answer } = await read(post);
  // JSON is data, for search engines.
  const inline = await page.locator('script:not([src]):not([type="application/ld+json"])').allTextContents();
  expect(inline).toHaveLength(1);
  const allowed = createHash('sha256').update(inline[0]!).digest('base64');
  expect(answer.headers()['content-security-policy']).toContain(`script-src 'self' 'sha256-${allowed}';`);
  const scripts = await page.locator('script[src]').evaluateAll((all) => all.map((each) => each.getAttribute('src')));
  expect(scripts).toHaveLength(1);
  const fetched = await (await fetch(`${instance.url}${scripts[0]}`)).text();
  const bytes = [inline[0]!, fetched].reduce((sum, each) => sum + gzipSync(each).length, 0);
  expect(bytes).toBeLessThan(6_144);
});

test('colours that were chosen stay chosen, in every window and on every page, and system is none of them', async () => {
  const { page } = await read('/', { colorScheme: 'light' });
  const choice = page.locator('[data-theme-choice]');
  const other = await page.context().newPage();
  await other.goto(`${instance.url}/projects`);
  const light = await paper(page);
  expect(await choice.getAttribute('aria-label')).toBe('Colours: as on this device');
  await choice.click();
  expect(await choice.getAttribute('aria-label')).toBe('Colours: light');
  expect(await paper(page)).toBe(light);
  await choice.click();
  expect(await choice.getAttribute('aria-label')).toBe('Colours: dark');
  const dark = await paper(page);
  expect(dark).not.toBe(light);
  await expect.poll(() => paper(other)).toBe(dark);
  await page.goto(`${instance.url}${post}`);
  expect(await paper(page)).toBe(dark);
  expect(await choice.getAttribute('aria-label')).toBe('Colours: dark');
  await choice.click();
  expect(await page.evaluate('localStorage.getItem("theme")')).toBeNull();
  expect(await paper(page)).toBe(light);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await paper(page)).toBe(dark);
});

test('a page is painted for the first time in the colours that were chosen', async () => {
  const { page } = await read('/', { colorScheme: 'light' });
  await page.evaluate('localStorage.setItem("theme", "dark")');
  const dark = 'oklch(0.19 0.012 255)';
  await page.addInitScript(`{
    window.frames_ = [];
    const look = () => {
      if (document.body) frames_.push(getComputedStyle(document.documentElement).backgroundColor);
      if (frames_.length < 10) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }`);
  // The other script is not needed for it, and may come whenever it likes.
  await page.route('**/scripts/reading-*', (route) => route.abort());
  await page.goto(`${instance.url}${post}`);
  await expect.poll(() => page.evaluate<number>('window.frames_.length')).toBe(10);
  expect(await page.evaluate('[...new Set(window.frames_)]')).toEqual([dark]);
});

test('nothing moves when the scripts come', async () => {
  const page = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  await page.addInitScript(`{
    window.shifts = 0;
    new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => (window.shifts += value)))
      .observe({ type: 'layout-shift', buffered: true });
  }`);
  await page.goto(`${instance.url}${post}`, { waitUntil: 'networkidle' });
  expect(await page.evaluate('window.shifts')).toBe(0);
});

test('pages go over into each other, and not for whom motion is reduced', async () => {
  const { page } = await read('/');
  const hasTransition = async (reducedMotion: 'reduce' | 'no-preference') => {
    await page.emulateMedia({ reducedMotion });
    await page.goto(`${instance.url}/projects`);
    await page.evaluate(
      `addEventListener('pageswap', (event) => localStorage.setItem('went', String(event.viewTransition !== null)))`,
    );
    await page.getByRole('link', { name: 'About' }).first().click();
    await page.waitForURL('**/about');
    return page.evaluate('localStorage.getItem("went")');
  };
  expect(await hasTransition('no-preference')).toBe('true');
  expect(await hasTransition('reduce')).toBe('false');
});

test('the page that one points at is fetched ahead, and asked for again when it is opened', async () => {
  const { page } = await read('/projects/colophon');
  const link = page.locator('main').getByRole('link', { name: 'Repairing failures' });
  const ahead = page.waitForResponse('**/repairing-failures');
  await link.hover();
  const first = await ahead;
  expect(first.request().resourceType()).toBe('fetch');
  await first.finished();
  await link.click();
  await page.waitForURL('**/repairing-failures');
  const sizes = await page.evaluate(
    `(({ transferSize, encodedBodySize }) => [transferSize, encodedBodySize > 0])(performance.getEntriesByType('navigation')[0])`,
  );
  expect(sizes, 'a head that confirms the copy').toEqual([300, true]);
});

test('nothing is fetched ahead of the studio, nor for whom data is dear', async () => {
  const asked: string[] = [];
  const open = async (dear: boolean) => {
    const context = await browser.newContext();
    if (dear)
      await context.addInitScript(`Object.defineProperty(navigator, 'connection', { value: { saveData: true } })`);
    const page = await context.newPage();
    await page.goto(`${instance.url}/projects/colophon`);
    await page.evaluate(`document.querySelector('main').insertAdjacentHTML('afterbegin',
      '<p><a href="/studio">Desk</a> <a href="/api/v1/site">API</a> <a href="/projects">Shelf</a></p>')`);
    page.on('request', (request) => asked.push(`${dear ? 'dear' : 'cheap'} ${new URL(request.url()).pathname}`));
    for (const name of ['Desk', 'API', 'Shelf'])
      await page.locator('main').getByRole('link', { name, exact: true }).focus();
  };
  // The last of the three waits longest, so the one who does fetch shows that the others were passed over by then.
  await open(true);
  await open(false);
  await expect.poll(() => asked).toEqual(['cheap /projects']);
});

test('a listing is copied as the code that came of it, a patch as it is, and a screen reader hears of it', async () => {
  const listing = (language: string, lines: string) =>
    `<figure class="code"><pre tabindex="0"><code class="language-${language}">${lines}</code></pre
      ><button type="button" data-copy hidden>Copy</button></figure>`;
  const page = await readWith(
    listing(
      'ts',
      '<span data-line="1">let a = 1;\n</span><del data-line="2">let b = 2;\n</del><ins>let b = 3;\n</ins>',
    ) + listing('diff', '<del>-old\n</del><ins>+new\n</ins>'),
  );
  const copied = () => page.evaluate('navigator.clipboard.readText()');
  const buttons = page.locator('#INSERTED').getByRole('button', { name: 'Copy' });
  await buttons.first().click();
  await expect.poll(copied).toBe('let a = 1;\nlet b = 3;');
  await expect.poll(() => page.locator('[data-copied]').textContent()).toBe('Copied');
  await buttons.last().click();
  await expect.poll(copied).toBe('-old\n+new');
});

test('a picture opens in its largest variant over the page; Escape closes it and gives the focus back', async () => {
  const page = await readWith(
    `<a data-zoom href="/favicon.svg"><img src="/favicon.svg" alt="The mark" width="20"></a>`,
  );
  const link = page.locator('#INSERTED a[data-zoom]');
  await link.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Image, enlarged' });
  expect(await dialog.getByRole('img', { name: 'The mark' }).getAttribute('src')).toContain('/favicon.svg');
  await page.keyboard.press('Escape');
  expect(await dialog.isVisible()).toBe(false);
  await expect.poll(() => link.evaluate((each) => each.matches(':focus'))).toBe(true);
});

test('a table of contents follows the reading', async () => {
  const section = (id: string) => `<h2 id="${id}">${id}</h2><div class="tall">${'<p>Text</p>'.repeat(60)}</div>`;
  const page = await readWith(
    `<nav data-follow><a href="#one">1</a> <a href="#tw%C3%B6">2</a></nav>${section('one')}${section('twö')}`,
  );
  const current = () => page.locator('#INSERTED nav[data-follow] [aria-current="true"]').allTextContents();
  const bring = (id: string) =>
    page.evaluate(`document.getElementById('${id}').scrollIntoView({ behavior: 'instant' })`);
  expect(await current()).toEqual([]);
  await bring('twö');
  await expect.poll(current).toEqual(['2']);
  await page.evaluate('scrollBy({ top: -600, behavior: "instant" })');
  await expect.poll(current).toEqual(['1']);
});

test(
  'beside a post the part that is being read is in view, however little room there is',
  { timeout: 60_000 },
  async () => {
    const { page } = await read(post, { viewport: { width: 1440, height: 420 } });
    const within = `(() => {
    const [box, entry] = ['.page-parts', '.page-parts [aria-current]'].map((one) => document.querySelector(one)?.getBoundingClientRect());
    return entry !== undefined && box.bottom <= innerHeight && entry.top >= box.top - 1 && entry.bottom <= box.bottom + 1;
  })()`;
    for (const heading of await page.locator('article :is(h2, h3)').all()) {
      await heading.evaluate((each) => each.scrollIntoView({ behavior: 'instant' }));
      const text = await heading.innerText();
      await expect.poll(() => page.locator('.page-parts [aria-current]').innerText()).toBe(text);
      expect(await page.evaluate(within), text).toBe(true);
    }
  },
);
