import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../browser.ts';
import { startInstance, type StartedInstance } from '../instance.ts';
import { Author } from './author.ts';
import { expectAccessible, readAt, timingOf, widthsAndSchemes } from './reader.ts';

let instance: StartedInstance;
let browser: Browser;
let author: Author;

const read = (path: string, options = {}) => readAt(browser, `${instance.url}${path}`, options);
const edgeOf = async (path: string) =>
  timingOf((await fetch(`${instance.url}${path}`)).headers.get('server-timing')!)['edge']?.desc;

/** A post that nobody has asked for yet. */
async function newPost(): Promise<{ id: string; page: string }> {
  const { id, path } = await author.publish('colophon', { title: 'Newly set', bodyMarkdown: 'One.' });
  return { id, page: path.replace('/api/v1', '').replace('/posts/', '/') };
}

const open = (page: Page) => page.getByText('How this page was served').click();
const lit = (page: Page) =>
  page.locator('[data-station][data-lit]').evaluateAll((all) => all.map((each) => each.getAttribute('data-station')));
const outcome = (page: Page, station: string) =>
  page.locator(`[data-station="${station}"] [data-outcome]`).textContent();
const fact = (page: Page, name: string) => page.locator(`[data-fact="${name}"] dd`).textContent();
const told = (page: Page) => page.locator('.told p:visible').allTextContents();
const found = (page: Page) => page.locator('[data-found]').getAttribute('data-station');

beforeAll(async () => {
  [instance, browser] = await Promise.all([startInstance(), openBrowser()]);
  author = new Author(instance.url, instance.token);
}, 180_000);
afterAll(async () => {
  await browser.close();
  await instance.stop();
});

test('a page that nobody had asked for shows the whole way, in the figures of its own answer', async () => {
  const { page, answer, faults } = await read((await newPost()).page);
  const said = timingOf((await answer.allHeaders())['server-timing']);
  expect([said['edge']?.desc, said['cache']?.desc]).toEqual(['miss', 'miss']);
  const times = ['gateway', 'web', 'cache', 'database'].map((part) => Number(said[part]?.dur));
  expect(times, 'each includes those behind it').toEqual(times.toSorted((one, other) => other - one));
  await open(page);
  const way = ['reader', 'gateway', 'web', 'cache', 'redis', 'database', 'postgres'];
  expect(await lit(page)).toEqual(way);
  expect(await found(page)).toBe('postgres');
  expect(await outcome(page, 'gateway')).toBe(`miss · ${Number(said['gateway']?.dur)} ms`);
  expect(await outcome(page, 'web')).toBe(`${Number(said['web']?.dur)} ms`);
  expect(await outcome(page, 'cache')).toBe(`${Number(said['cache']?.dur)} ms`);
  expect(await outcome(page, 'redis')).toBe('miss');
  expect(await outcome(page, 'database')).toBe(`${Number(said['database']?.dur)} ms`);
  expect(await fact(page, 'version')).toBe(said['version']?.desc);
  expect(await page.locator('[data-version]').getAttribute('data-version')).toBe(said['version']?.desc);
  expect(Number.parseFloat((await fact(page, 'waited'))!)).toBeGreaterThan(Number(said['gateway']?.dur));
  expect(faults).toEqual([]);
});

test('one from the gateway’s memory says that it was built earlier, and lights no more than the gateway', async () => {
  const post = await newPost();
  await expect.poll(() => edgeOf(post.page)).toBe('hit');
  const { page, answer } = await read(post.page);
  const said = timingOf((await answer.allHeaders())['server-timing']);
  expect(Object.keys(said).sort()).toEqual(['age', 'edge', 'gateway', 'version']);
  await open(page);
  expect(await lit(page)).toEqual(['reader', 'gateway']);
  expect(await found(page)).toBe('gateway');
  expect(await outcome(page, 'gateway')).toBe(`hit · ${Number(said['gateway']?.dur)} ms`);
  for (const other of ['web', 'cache', 'redis', 'database', 'postgres'])
    expect(await outcome(page, other)).toBe('not asked');
  expect([await fact(page, 'version'), await fact(page, 'age')]).toEqual([
    said['version']?.desc,
    `${said['age']?.desc} s`,
  ]);
  expect((await told(page)).join(' ')).toContain('It was built earlier');
});

test('one that is made of what Redis held does not light the database', async () => {
  const post = await newPost();
  const min = { 'min-version': '1' };
  // The object alone is asked for, past the gateway's memory.
  const first = await author.send(
    'GET',
    `/projects/colophon/posts${post.page.replace('/projects/colophon', '')}`,
    undefined,
    min,
  );
  expect(timingOf(first.headers.get('server-timing')!)['cache']?.desc).toBe('miss');
  const { page } = await read(post.page);
  await open(page);
  expect(await lit(page)).toEqual(['reader', 'gateway', 'web', 'cache', 'redis']);
  expect([await found(page), await outcome(page, 'redis')]).toEqual(['redis', 'hit']);
});

test('a copy of the browser’s own is called that: confirmed, shown without asking, or kept', async () => {
  const post = await newPost();
  const { page } = await read(post.page);
  await page.reload();
  await open(page);
  expect((await told(page)).join(' ')).toContain('the gateway confirmed it');
  await page.goto(`${instance.url}/projects`);
  await page.goBack();
  await open(page);
  expect((await told(page)).join(' ')).toContain('a copy of its own and asked nobody');
  // What a browser does that keeps whole pages, which this one does not.
  await page.evaluate(`dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))`);
  expect((await told(page)).join(' ')).toContain('You came back to it since');
});

test('names lead to the posts that explain them, and nowhere where there is none', async () => {
  const { page } = await read('/');
  await open(page);
  const links = page.locator('.served svg a[href]');
  await expect.poll(() => links.count()).toBe(6);
  for (const link of await links.all()) {
    const target = await fetch(`${instance.url}${await link.getAttribute('href')}`);
    expect(target.status, (await link.textContent())!).toBe(200);
  }
  const { navigation } = await author.get<{ navigation: Node[] }>('/projects/colophon');
  const { postId } = pagesOf(navigation).find(({ slug }) => slug === 'cache-api')!;
  await author.post(`/posts/${postId}/unpublish`);
  const services = async () => Object.keys((await (await fetch(`${instance.url}/colophon/services`)).json()) as object);
  await expect.poll(services, { timeout: 1_000, interval: 20 }).not.toContain('cache');
  await author.post(`/posts/${postId}/publish`);
});

test('without a script the page says from what and when it was built, and that this is all', async () => {
  const before = Math.floor(Date.now() / 1000) * 1000;
  const { page, answer } = await read((await newPost()).page, { javaScriptEnabled: false });
  await open(page);
  const [built, thatIsAll, ...more] = await told(page);
  const version = timingOf((await answer.allHeaders())['server-timing'])['version']?.desc;
  expect(built).toContain(`from version ${version} of the database`);
  expect(Date.parse((await page.locator('.told time').getAttribute('datetime'))!)).toBeGreaterThanOrEqual(before);
  expect(thatIsAll).toContain('That is all');
  expect(more).toEqual([]);
  expect(await page.locator('.served svg').isVisible()).toBe(false);
});

describe.each(widthsAndSchemes)('at $width px in $colorScheme', ({ width, colorScheme }) => {
  test('the open colophon has no fault that axe knows', { timeout: 40_000 }, async () => {
    const { page, faults } = await read('/projects/colophon/the-flow/application-flow', {
      ...{ viewport: { width, height: 900 }, colorScheme },
    });
    await open(page);
    await expect.poll(() => page.locator('.served svg a[href]').count()).toBe(6);
    await expectAccessible(page);
    expect(faults).toEqual([]);
  });
});

interface Node {
  slug: string;
  postId?: string;
  children: Node[];
}

const pagesOf = (nodes: Node[]): Node[] => nodes.flatMap((node) => [node, ...pagesOf(node.children ?? [])]);
