import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { isSaved, press, studioUnderTest, text, title } from './studio-author.ts';

const under = studioUnderTest();
const offers = (page: Page) => page.locator('[data-kept] p').count();
const putBack = (page: Page) => press(page, 'Put it back');

/** As after a crash: another window finds what this one did not save. */
async function crashed(page: Page): Promise<Page> {
  const other = await page.context().newPage();
  await other.goto(page.url());
  await page.close();
  return other;
}

test('what was not saved is offered after a crash, and what is typed meanwhile loses neither', async () => {
  const first = await under.studio.signedIn('/studio');
  await under.studio.write(first, { title: 'Kept', body: 'Saved.' });
  await text(first).fill('Not saved.');
  const page = await crashed(first);
  await page.getByText('did not save').waitFor();
  await text(page).fill('Typed while the offer stands.');
  await putBack(page);
  expect(await text(page).inputValue()).toBe('Not saved.');
  expect(await offers(page)).toBe(1);
  await putBack(page);
  expect(await text(page).inputValue()).toBe('Typed while the offer stands.');

  const again = await crashed(page);
  await again.getByText('did not save').first().waitFor();
  expect(await offers(again)).toBe(2);
  await again.getByRole('button', { name: 'Put it back' }).first().click();
  expect(await text(again).inputValue()).toBe('Typed while the offer stands.');
  await again.getByRole('button', { name: 'Drop it' }).click();
  expect(await offers(again)).toBe(0);
  await press(again, 'Save draft');
  await isSaved(again);
  await again.reload();
  expect(await offers(again)).toBe(0);
});

test('what was typed and taken back again leaves the offer as it was', async () => {
  const first = await under.studio.signedIn('/studio');
  await under.studio.write(first, { title: 'Kept after all', body: 'Saved.' });
  await text(first).fill('Not saved.');
  const page = await crashed(first);
  await text(page).fill('Something');
  await text(page).fill('Saved.');
  const again = await crashed(page);
  expect(await offers(again)).toBe(1);
  await putBack(again);
  expect(await text(again).inputValue()).toBe('Not saved.');
});

test('two windows with a new post each keep their own, and a saved one is forgotten', async () => {
  const one = await under.studio.signedIn('/studio/posts/new');
  const other = await one.context().newPage();
  await other.goto(one.url());
  await title(one).fill('Of the one');
  await title(other).fill('Of the other');
  await press(one, 'Save draft');
  await isSaved(one);
  const next = await crashed(other);
  expect(await next.locator('[data-kept]').textContent()).toContain('“Of the other”');
  expect(await offers(next)).toBe(1);
});

test('what came back refused is kept before another key is pressed', async () => {
  const first = await under.studio.signedIn('/studio');
  const path = await under.studio.write(first, { title: 'Refused', body: 'Saved.' });
  await text(first).fill('Not taken.');
  await first.locator('[name=slug]').fill('Not A Slug');
  await press(first, 'Save draft');
  await first.locator('#SLUG-ISSUE').waitFor();
  const page = await first.context().newPage();
  await page.goto(`${under.instance.url}${path}`);
  expect(await offers(page)).toBe(1);
  await putBack(page);
  expect(await text(page).inputValue()).toBe('Not taken.');
});
