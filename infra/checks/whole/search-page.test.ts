import type { Browser, Route } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../browser.ts';
import { startInstance, type StartedInstance } from '../instance.ts';
import { expectAccessible, readAt, widthsAndSchemes } from './reader.ts';

let instance: StartedInstance;
let browser: Browser;

const read = (path: string, options = {}) => readAt(browser, `${instance.url}${path}`, options);
const suggested = (q: string) => (url: URL) => url.pathname === '/api/v1/search' && url.searchParams.get('q') === q;
const answerWith = (route: Route, title: string) =>
  route.fulfill({ json: { items: [{ title, path: 'somewhere', project: { slug: 'colophon', name: 'Colophon' } }] } });

beforeAll(async () => {
  [instance, browser] = await Promise.all([startInstance(), openBrowser()]);
}, 180_000);
afterAll(async () => {
  await browser.close();
  await instance.stop();
});

test('search works without a script: asked from the masthead, with excerpts, and nobody else lists it', async () => {
  const { page } = await read('/', { javaScriptEnabled: false });
  await page.getByRole('link', { name: 'Search' }).click();
  await page.getByRole('searchbox').fill('redis');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/search?q=redis');
  expect(await page.getByRole('searchbox').inputValue()).toBe('redis');
  const results = page.locator('main ol > li');
  const { items } = (await (await fetch(`${instance.url}/api/v1/search?q=redis`)).json()) as { items: unknown[] };
  expect(await results.count()).toBe(items.length);
  expect(await page.locator('#FOUND').textContent()).toBe(`${items.length} posts.`);
  expect(await results.first().locator('mark').first().textContent()).toMatch(/redis/i);
  expect(await page.locator('meta[name="robots"]').getAttribute('content')).toBe('noindex');
  await results.first().getByRole('link').click();
  expect(new URL(page.url()).pathname).toMatch(/^\/projects\/colophon\/.+/);
});

test('what cannot be asked or found is answered with a sentence', { timeout: 40_000 }, async () => {
  const said = async (query: string) => {
    const { page, answer } = await read(`/search${query}`, { javaScriptEnabled: false });
    expect(answer.status(), query).toBe(200);
    return page.locator('.search-said').textContent();
  };
  expect(await said('')).toContain('All of the words are looked for');
  expect(await said('?q=%20%20')).toContain('All of the words are looked for');
  expect(await said('?q=zyxwvut')).toBe('No post was found.');
  expect(await said(`?q=${'é'.repeat(201)}`)).toBe('This question is too long. It may have 200 characters.');
  expect(await said('?q=%00')).toContain('a character that no text can hold');
  expect(await said('?q=cache&cursor=nowhere')).toContain('Please search again');
  expect(await said(`?q=${encodeURIComponent('"><script>alert(1)</script>')}`)).toBe('No post was found.');
  expect(await said('?q=!!!')).toBe('No post was found.');
});

test('results go on over pages, and lead back to the first', { timeout: 30_000 }, async () => {
  const token = { authorization: `Bearer ${instance.token}`, 'content-type': 'application/json' };
  const post = async (path: string, body?: object) => {
    const init = { method: 'POST', headers: token, ...(body && { body: JSON.stringify(body) }) };
    return (await (await fetch(`${instance.url}/api/v1${path}`, init)).json()) as { id: string };
  };
  const project = (await (await fetch(`${instance.url}/api/v1/projects/colophon`)).json()) as { id: string };
  await Promise.all(
    Array.from({ length: 21 }, async (_, index) => {
      const draft = { title: `Quincunx ${index}`, slug: `quincunx-${index}`, bodyMarkdown: 'One of many.' };
      await post(`/posts/${(await post(`/projects/${project.id}/posts`, draft)).id}/publish`);
    }),
  );
  const { page } = await read('/search?q=quincunx', { javaScriptEnabled: false });
  expect(await page.locator('#FOUND').textContent()).toContain('More than 20 posts');
  const first = await page.locator('main ol > li').allTextContents();
  await page.getByRole('link', { name: 'Next results' }).click();
  expect(await page.locator('#FOUND').textContent()).toBe('One more post.');
  expect(first).not.toContain(await page.locator('main ol > li').textContent());
  await page.getByRole('link', { name: 'From the first result' }).click();
  expect(await page.locator('main ol > li').allTextContents()).toEqual(first);
});

test('a slash opens search over any page, and with the keyboard alone one comes to a post', async () => {
  const { page, faults } = await read('/projects/colophon/the-flow/application-flow');
  await page.keyboard.press('/');
  const field = page.getByRole('combobox', { name: 'Search the posts' });
  await expect.poll(() => field.evaluate((each) => each.matches(':focus'))).toBe(true);
  expect(await field.inputValue()).toBe('');
  await page.keyboard.type('queue');
  const options = page.getByRole('option');
  await expect.poll(() => options.count()).toBeGreaterThan(1);
  expect(await field.getAttribute('aria-expanded')).toBe('true');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  const second = options.nth(1);
  expect(await second.getAttribute('aria-selected')).toBe('true');
  expect(await field.getAttribute('aria-activedescendant')).toBe(await second.getAttribute('id'));
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  expect(await field.getAttribute('aria-activedescendant')).toBeNull();
  await page.keyboard.press('ArrowUp');
  expect(await options.last().getAttribute('aria-selected')).toBe('true');
  const wanted = await options.last().getAttribute('href');
  await page.keyboard.press('Enter');
  await page.waitForURL(`**${wanted}`);
  expect(faults).toEqual([]);
});

test('where colours are forced, one sees where one writes and what is chosen', { timeout: 40_000 }, async () => {
  const { page } = await read('/', { forcedColors: 'active' });
  await page.keyboard.press('/');
  const outline = (selector: string) =>
    page.evaluate(`(() => {
      const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(document.querySelector('${selector}'));
      return [outlineStyle, outlineWidth, outlineColor];
    })()`);
  const seen = ['solid', '2px', expect.not.stringMatching(/transparent|, 0\)$/)];
  await expect.poll(() => outline('.search-dialog input:focus')).toEqual(seen);
  await page.keyboard.type('queue');
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('ArrowDown');
  expect(await outline('[role="option"][aria-selected="true"]')).toEqual(seen);
});

test('Escape closes the suggestions, then the dialog, and gives the focus back; Enter without a choice searches', async () => {
  const { page } = await read('/projects/colophon');
  const link = page.getByRole('link', { name: 'Search' });
  await link.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type('cache');
  const dialog = page.getByRole('dialog', { name: 'Search' });
  await expect.poll(() => dialog.getByRole('option').count()).toBeGreaterThan(1);
  await page.keyboard.press('Escape');
  expect(await dialog.getByRole('option').count()).toBe(0);
  expect(await dialog.isVisible()).toBe(true);
  await page.keyboard.press('Escape');
  expect(await dialog.isVisible()).toBe(false);
  await expect.poll(() => link.evaluate((each) => each.matches(':focus'))).toBe(true);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('redis');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/search?q=redis');
});

test('a slash that is typed into a field stays there', async () => {
  const { page } = await read('/search');
  await page.locator('#QUESTION').focus();
  await page.keyboard.type('a/b');
  expect(await page.locator('#QUESTION').inputValue()).toBe('a/b');
  expect(await page.getByRole('dialog').count()).toBe(0);
});

test('an answer to what was typed before never stands in place of the newer one', async () => {
  const { page } = await read('/');
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).searchParams.get('q') ?? ''));
  // As if it could not be taken back any more: the answer comes, after the newer one.
  await page.evaluate(`{
    const plain = window.fetch;
    window.fetch = (url, { signal, ...init } = {}) => plain(url, init);
  }`);
  await page.route(suggested('old'), async (route) => {
    await held;
    await answerWith(route, 'The old answer');
  });
  await page.route(suggested('new'), (route) => answerWith(route, 'The new answer'));
  await page.keyboard.press('/');
  await page.keyboard.type('old');
  await expect.poll(() => asked).toContain('old');
  const late = page.waitForResponse((response) => suggested('old')(new URL(response.url())));
  await page.getByRole('combobox').fill('new');
  await expect.poll(() => page.getByRole('option').allTextContents()).toEqual(['The new answer Colophon']);
  release();
  await (await late).finished();
  await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))');
  expect(await page.getByRole('option').allTextContents()).toEqual(['The new answer Colophon']);
});

test.each(widthsAndSchemes)(
  'at $width px in $colorScheme neither results nor the open dialog have a fault that axe knows',
  { timeout: 40_000 },
  async ({ width, colorScheme }) => {
    const { page, faults } = await read('/search?q=cache', { viewport: { width, height: 800 }, colorScheme });
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Search' }).click();
    await page.getByRole('combobox').fill('redis');
    await expect.poll(() => page.getByRole('option').count()).toBeGreaterThan(1);
    await page.keyboard.press('ArrowDown');
    await expectAccessible(page, '#SEARCH');
    expect(faults).toEqual([]);
  },
);
