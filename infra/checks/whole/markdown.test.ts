import AxeBuilder from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hostileTexts } from '../../../functions/_markdown/hostile-texts.ts';
import { openBrowser } from '../browser.ts';
import { startInstance, type StartedInstance } from '../instance.ts';
import { Author } from './author.ts';

let instance: StartedInstance;
let browser: Browser;
let author: Author;

beforeAll(async () => {
  [instance, browser] = await Promise.all([startInstance(), openBrowser()]);
  author = new Author(instance.url, instance.token);
}, 300_000);
afterAll(async () => {
  await browser.close();
  await instance.stop();
});

interface Opened {
  page: Page;
  /** What the browser was kept from doing, and what it complained of. */
  refused: string[];
  foreign: string[];
}

async function publish(title: string, bodyMarkdown: string): Promise<string> {
  const { path } = await author.publish('colophon', { title, bodyMarkdown });
  return path.replace('/api/v1', '').replace('/posts/', '/');
}

async function open(path: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Opened> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const refused: string[] = [];
  const foreign: string[] = [];
  page.on('dialog', (dialog) => {
    refused.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    if (/Content.Security.Policy|Refused to/i.test(message.text())) refused.push(message.text());
  });
  // Nobody outside is asked, but it is kept who would have been.
  await context.route(
    (url) => url.origin !== instance.url,
    (route) => {
      foreign.push(route.request().url());
      return route.abort();
    },
  );
  await page.goto(`${instance.url}${path}`, { waitUntil: 'load' });
  return { page, refused, foreign };
}

/** Brings into view what waits for that, presses what can be pressed, and waits until what is drawn is drawn. */
async function meddle(page: Page): Promise<void> {
  await page.evaluate(`(() => {
    for (const each of document.querySelectorAll('article *')) each.scrollIntoView();
    for (const each of document.querySelectorAll('article a[href]')) {
      if (!/^(https?|mailto|tel):$/.test(each.protocol)) throw new Error(each.outerHTML);
    }
    document.querySelectorAll('article summary, article button, article input').forEach((each) => each.click());
  })()`);
  for (const figure of await page.locator('figure.diagram').all()) {
    await figure.scrollIntoViewIfNeeded();
    await expect.poll(() => figure.getAttribute('data-drawn'), { timeout: 60_000 }).not.toBeNull();
  }
}

test('nothing hostile acts in a browser, and the policy has nothing to refuse', { timeout: 300_000 }, async () => {
  const examine = async (text: string): Promise<void> => {
    const { page, refused, foreign } = await open(await publish('Hostile', `${text}\n\n\`seen\``));
    await meddle(page);
    expect(refused, text).toEqual([]);
    expect(
      foreign.filter((url) => !/^https:\/\/www\.youtube-nocookie\.com\/embed\//.test(url)),
      text,
    ).toEqual([]);
    expect(await page.locator('article [style]').count(), text).toBe(0);
    expect(await page.locator('article script').count(), text).toBe(0);
    await page.context().close();
  };
  const left = [...hostileTexts];
  const one = async (): Promise<void> => {
    for (let text = left.shift(); text !== undefined; text = left.shift()) await examine(text);
  };
  await Promise.all([one(), one(), one(), one()]);
});

const whole = [
  '## Code\n\n```ts title="app.ts" {2} numbers\nconst a: number = 1; // one\nlet b = `x${a}`;\n```',
  '```ts diff\n-let a = "old";\n+let a = "new";\n```',
  '> [!WARNING] Mind this\n> text',
  'A note[^1] and $x^2$.\n\n$$\n\\sum_{i=0}^n i\n$$',
  '| a | b |\n| - | -: |\n| 1 | 2 |',
  '- [x] done\n- [ ] to do',
  '```mermaid\ngraph LR; Reader-->Gateway-->Cache\n```',
  '[^1]: The note.',
].join('\n\n');

test('a diagram is drawn as an image when it comes near, and its text stays with it', { timeout: 90_000 }, async () => {
  const { page, refused } = await open(await publish('Drawn', whole), { colorScheme: 'dark' });
  const image = page.locator('figure.diagram img');
  await page.locator('figure.diagram').scrollIntoViewIfNeeded();
  await expect.poll(() => image.count(), { timeout: 60_000 }).toBe(1);
  const width = await image.evaluate(async (each) => {
    const picture = each as unknown as { decode(): Promise<void>; naturalWidth: number };
    await picture.decode();
    return picture.naturalWidth;
  });
  expect(width).toBeGreaterThan(100);
  expect(await page.locator('figure.diagram details').textContent()).toContain('Reader-->Gateway');
  expect(refused).toEqual([]);
});

test('a diagram has the colours that were chosen here, not those of the device', { timeout: 90_000 }, async () => {
  const { page } = await open(await publish('Drawn by night', whole), { colorScheme: 'light' });
  await page.evaluate(`localStorage.setItem('theme', 'dark')`);
  await page.reload();
  const figure = page.locator('figure.diagram');
  await figure.scrollIntoViewIfNeeded();
  const drawing = () => figure.locator('img').getAttribute('src', { timeout: 60_000 });
  const byNight = await drawing();
  expect(await figure.getAttribute('data-dark')).toBe('');
  await page.evaluate(`localStorage.setItem('theme', 'light'); dispatchEvent(new Event('theme'))`);
  await expect.poll(() => figure.getAttribute('data-dark'), { timeout: 20_000 }).toBeNull();
  expect(await drawing()).not.toBe(byNight);
});

test('a table that is wider than a sheet stays on it', { timeout: 60_000 }, async () => {
  const row = (cell: string) => `|${`${cell}|`.repeat(9)}`;
  const path = await publish('Wide', [row('A heading'), row('-'), row('`aLongNameOfCode`')].join('\n'));
  // What is left of A4 between the margins.
  const { page } = await open(path, { viewport: { width: 605, height: 960 } });
  const box = page.locator('.scrolls');
  const beyond = () => box.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
  expect(await beyond()).toBeGreaterThan(100);
  await page.emulateMedia({ media: 'print' });
  expect(await beyond()).toBeLessThanOrEqual(0);
});

test.each(['light', 'dark'] as const)(
  'axe finds no fault with any of it in %s',
  { timeout: 90_000 },
  async (colorScheme) => {
    const { page } = await open(await publish(`All of it, ${colorScheme}`, whole), {
      colorScheme,
      viewport: { width: 1440, height: 900 },
    });
    const { violations } = await new AxeBuilder({ page }).include('article').analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  },
);

test(
  'a note stands in the margin where there is one, and under its block where there is none',
  { timeout: 60_000 },
  async () => {
    const path = await publish('Noted', `One paragraph[^1].\n\nAnother.\n\n[^1]: The note.`);
    for (const [width, isBeside] of [
      [1440, true],
      [390, false],
    ] as const) {
      const { page } = await open(path, { viewport: { width, height: 900 } });
      const note = (await page.locator('.marginal').boundingBox())!;
      const block = (await page.locator('.noted > p').boundingBox())!;
      expect(note.x >= block.x + block.width, `${width}`).toBe(isBeside);
      expect(note.y >= block.y + block.height, `${width}`).toBe(!isBeside);
      expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(
        0,
      );
    }
  },
);

test('a page without a diagram loads no script for one', async () => {
  const { page } = await open(await publish('Plain', 'Some `code`.'));
  expect(await page.locator('script[src*="diagrams"]').count()).toBe(0);
});
