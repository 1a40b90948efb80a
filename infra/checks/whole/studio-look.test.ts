import AxeBuilder from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../browser.ts';
import { startInstance, type StartedInstance } from '../instance.ts';
import { endSession, press, rates, StudioAuthor, text } from './studio-author.ts';

let instance: StartedInstance;
let browser: Browser;
let studio: StudioAuthor;

beforeAll(async () => {
  [instance, browser] = await Promise.all([startInstance(rates), openBrowser()]);
  studio = new StudioAuthor(browser, instance.url);
  await studio.setUp(instance.output());
}, 240_000);
afterAll(async () => {
  await browser.close();
  await instance.stop();
});

const looks = [
  { width: 320, colorScheme: 'light' },
  { width: 320, colorScheme: 'dark' },
  { width: 1440, colorScheme: 'light' },
  { width: 1440, colorScheme: 'dark' },
] as const;

/** At each size and in each light: nothing that axe objects to, and nothing wider than the screen. */
async function expectSound(page: Page, where: string): Promise<void> {
  for (const { width, colorScheme } of looks) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
    const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    expect({ found, overflow }, `${where} at ${width} in ${colorScheme}`).toEqual({ found: [], overflow: 0 });
  }
}

const body = '```\nlong = code.that.reaches.beyond(the, edge, of, a, small, screen)\n```';

test.each(['/studio', '/studio/account', '/studio/image', '/studio/posts/new', '/studio/nowhere'])(
  '%s is sound in light and dark, small and wide',
  { timeout: 60_000 },
  async (path) => {
    const page = await studio.signedIn('/studio');
    await page.goto(instance.url + path);
    // What is nowhere is the site's own page.
    if (path !== '/studio/nowhere') expect(await page.getByRole('button', { name: 'Sign out' }).isVisible()).toBe(true);
    await expectSound(page, path);
  },
);

test.each(['/studio/sign-in', '/studio/setup?token=x'])('%s is, too', { timeout: 60_000 }, async (path) =>
  expectSound(await studio.visit(path), path),
);

test('so are a post, the question before it goes, two texts, and signing in again', { timeout: 90_000 }, async () => {
  const page = await studio.signedIn('/studio');
  const written = await studio.write(page, { title: 'A post to look at', body });
  await page.goto(`${instance.url}${written}/delete`);
  await expectSound(page, 'delete');
  const other = await page.context().newPage();
  for (const each of [page, other]) await each.goto(`${instance.url}${written}`);
  await expectSound(page, 'post');
  for (const each of [page, other]) {
    await text(each).fill(`Of the page ${each === page ? 'one' : 'two'}.`);
    await press(each, 'Save draft');
    await each.getByText(each === page ? 'Saved.' : 'Choose one').waitFor();
  }
  await expectSound(other, 'two texts');
  await endSession(other.context());
  await press(other, 'Save this one');
  await other.getByRole('heading', { name: 'Sign in again' }).waitFor();
  await expectSound(other, 'sign in again');
});
