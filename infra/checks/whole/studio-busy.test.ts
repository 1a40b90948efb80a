import { expect, test } from 'vitest';
import { pauseFamily } from '../paused.ts';
import { email, endSession, isSaved, press, signIn, studioUnderTest, text, title } from './studio-author.ts';

const under = studioUnderTest({ RATE_LIMIT_LOGIN: '6/min', RATE_LIMIT_WRITES: '12/min' });

test('while the database hangs a form comes back with what was typed and says when to try again', async () => {
  const page = await under.studio.signedIn('/studio', { javaScriptEnabled: false });
  const path = await under.studio.write(page, { title: 'Written in the dark', body: 'Before.' });
  await text(page).fill('<b>During</b> &amp; "after".\nAnother line.');
  const goOn = pauseFamily(under.instance.described().processes['postgres']!);
  try {
    const [answer] = await Promise.all([page.waitForResponse(/\?\/save/), press(page, 'Save draft')]);
    expect(answer.status()).toBe(503);
    expect(await page.getByRole('alert').textContent()).toMatch(/not answering.* Try again in (a second|\d+ seconds)/);
    expect(await text(page).inputValue()).toBe('<b>During</b> &amp; "after".\nAnother line.');
  } finally {
    goOn();
  }
  await expect
    .poll(async () => (await page.request.get(`${under.instance.url}${path}`)).status(), { timeout: 20_000 })
    .toBe(200);
  await press(page, 'Save draft');
  await isSaved(page);
  expect(await text(page).inputValue()).toBe('<b>During</b> &amp; "after".\nAnother line.');
});

test('who tried too many passwords beside a text still has it, and is told when to try again', async () => {
  const page = await under.studio.signedIn('/studio/posts/new', { javaScriptEnabled: false });
  await title(page).fill('Locked out');
  await text(page).fill('What was typed.');
  await endSession(page.context());
  await press(page, 'Save draft');
  const again = page.getByRole('heading', { name: 'Sign in again' });
  await again.waitFor();
  for (let attempt = 0; (await page.getByText('Too many attempts').count()) === 0; attempt++) {
    expect(attempt, 'attempts that were let through').toBeLessThan(7);
    const [answer] = await Promise.all([page.waitForResponse(/\?\/again/), signIn(page, 'not the password at all')]);
    expect([401, 429]).toContain(answer.status());
  }
  expect(await page.getByRole('alert').textContent()).toMatch(/Try again in (a second|\d+ seconds)/);
  expect(await page.getByLabel('E-mail').inputValue()).toBe(email);
  expect(await page.locator('input[name=bodyMarkdown]').inputValue()).toBe('What was typed.');
  expect(await page.locator('pre').textContent()).toBe('What was typed.');
});

test.each([{ javaScriptEnabled: false }, { javaScriptEnabled: true }])(
  'who sends more forms than are taken is told when to try again, and finds the text on going back: %j',
  { timeout: 60_000 },
  async (options) => {
    const page = await under.studio.signedIn('/studio/posts/new', options);
    await title(page).fill('In a hurry');
    await text(page).fill('What was typed.');
    const status = async () => {
      const form = { method: 'POST', headers: { origin: under.instance.url } };
      return (await fetch(`${under.instance.url}/studio/sign-out`, { ...form, redirect: 'manual' })).status;
    };
    await expect.poll(status, { timeout: 20_000, interval: 1 }).toBe(429);
    const [answer] = await Promise.all([page.waitForResponse(/\?\/save/), press(page, 'Save draft')]);
    expect([answer.status(), answer.headers()['retry-after']]).toEqual([429, expect.stringMatching(/^\d+$/)]);
    expect(await page.locator('body').textContent()).toMatch(/\d+ seconds|a second|a minute/);
    await page.goBack();
    if (options.javaScriptEnabled && (await text(page).inputValue()) === '') await press(page, 'Put it back');
    expect(await text(page).inputValue()).toBe('What was typed.');
    expect(await title(page).inputValue()).toBe('In a hurry');
  },
);
