import type { Page, Request } from 'playwright-core';
import { expect, test } from 'vitest';
import { pauseFamily } from '../paused.ts';
import { email, endSession, isSaved, press, signIn, studioUnderTest, text, title } from './studio-author.ts';

// Behind a proxy, so that each test is a caller of its own. By the hour, so that none more is taken while a slow browser presses.
const under = studioUnderTest({
  ...{ RATE_LIMIT_LOGIN: '12/h', RATE_LIMIT_WRITES: '30/h' },
  TRUSTED_PROXIES: '127.0.0.1,::1',
});
const from = (address: string) => ({ extraHTTPHeaders: { 'x-forwarded-for': address } });
const typed = '<b>During</b> &amp; "after".\nAnother line.';

/** Another program at the same address sends until no more is taken. */
async function useUp(path: string, address: string): Promise<void> {
  const one = async () => {
    const origin = under.instance.url;
    const headers = { 'content-type': 'application/json', origin, 'x-forwarded-for': address };
    const answer = await fetch(under.instance.url + path, { method: 'POST', headers, body: '{}', redirect: 'manual' });
    return answer.status;
  };
  await expect.poll(one, { timeout: 30_000, interval: 1 }).toBe(429);
}

/** The status with which the form came back; the preview is posted too, and may come late. */
async function pressed(page: Page, act: () => Promise<void>): Promise<number> {
  const ofForm = (request: Request) => request.method() === 'POST' && request.isNavigationRequest();
  const [answer] = await Promise.all([page.waitForResponse((given) => ofForm(given.request())), act()]);
  await page.waitForLoadState();
  return answer.status();
}

test('while the database hangs a form comes back with what was typed and says when to try again', async () => {
  const page = await under.studio.signedIn('/studio', { javaScriptEnabled: false });
  const path = await under.studio.write(page, { title: 'Written in the dark', body: 'Before.' });
  await text(page).fill(typed);
  const goOn = pauseFamily(under.instance.described().processes['postgres']!);
  try {
    expect(await pressed(page, () => press(page, 'Save draft'))).toBe(503);
    expect(await page.getByRole('alert').textContent()).toMatch(/not answering.* Try again in (a second|\d+ seconds)/s);
    expect(await text(page).inputValue()).toBe(typed);
  } finally {
    goOn();
  }
  const status = async () => (await page.request.get(`${under.instance.url}${path}`)).status();
  await expect.poll(status, { timeout: 20_000 }).toBe(200);
  await press(page, 'Save draft');
  await isSaved(page);
  expect(await text(page).inputValue()).toBe(typed);
});

test('who tried too many passwords beside a text still has it, and is told when to try again', async () => {
  const page = await under.studio.signedIn('/studio/posts/new', { ...from('192.0.2.1'), javaScriptEnabled: false });
  await title(page).fill('Locked out');
  await text(page).fill(typed);
  await endSession(page.context());
  await press(page, 'Save draft');
  await page.getByRole('heading', { name: 'Sign in again' }).waitFor();
  await useUp('/api/v1/session', '192.0.2.1');
  expect(await pressed(page, () => signIn(page))).toBe(429);
  expect(await page.getByRole('alert').textContent()).toMatch(/Try again in \d+ minutes/);
  expect(await page.getByLabel('E-mail').inputValue()).toBe(email);
  expect(await page.locator('input[name=bodyMarkdown]').inputValue()).toBe(typed);
  expect(await page.locator('pre').textContent()).toBe(typed);
});

/** The gateway itself refuses these, before the web knows of them. */
test.each([
  { javaScriptEnabled: false, address: '192.0.2.2' },
  { javaScriptEnabled: true, address: '192.0.2.3' },
])(
  'who sends more forms than are taken is told when to try again, and finds the text on going back, with scripts: $javaScriptEnabled',
  async ({ address, ...options }) => {
    const page = await under.studio.signedIn('/studio/posts/new', { ...from(address), ...options });
    await title(page).fill('In a hurry');
    await text(page).fill(typed);
    await useUp('/studio/sign-out', address);
    expect(await pressed(page, () => press(page, 'Save draft'))).toBe(429);
    expect(await page.locator('body').textContent()).toMatch(/try again in \d+ s\./i);
    await page.goBack();
    expect(await text(page).inputValue()).toBe(typed);
    expect(await title(page).inputValue()).toBe('In a hurry');
  },
);
