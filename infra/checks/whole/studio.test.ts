import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../browser.ts';
import { startInstance, type StartedInstance } from '../instance.ts';
import { Author } from './author.ts';
import { email, endSession, password, press, rates, signIn, StudioAuthor, text, title } from './studio-author.ts';

let instance: StartedInstance;
let browser: Browser;
let studio: StudioAuthor;

beforeAll(async () => {
  [instance, browser] = await Promise.all([startInstance(rates), openBrowser()]);
  studio = new StudioAuthor(browser, instance.url);
}, 240_000);
afterAll(async () => {
  await browser.close();
  await instance.stop();
});

describe('the first link', () => {
  test('is not used up by looking, makes the account without a script, and holds once', async () => {
    const [, link = ''] = /^setup (\S+)/m.exec(instance.output()) ?? [];
    const looked = await fetch(link);
    expect(looked.status).toBe(200);
    expect(looked.headers.get('referrer-policy')).toBe('no-referrer');

    const page = await studio.visit(link, { javaScriptEnabled: false });
    await page.getByLabel('Name').fill('The Author');
    await page.getByLabel('E-mail').fill(email);
    // Nobody reads it over a shoulder, and who keeps passwords offers one.
    const field = page.getByLabel('Password');
    expect([await field.getAttribute('type'), await field.getAttribute('autocomplete')]).toEqual([
      'password',
      'new-password',
    ]);
    await page.getByLabel('Password').fill('too short');
    await press(page, 'Make the account');
    expect(await page.locator('.issue').textContent()).toContain('must have 15');
    expect(await page.getByLabel('E-mail').inputValue()).toBe(email);
    await page.getByLabel('Password').fill(password);
    await press(page, 'Make the account');
    await page.waitForURL(`${instance.url}/studio`);

    await page.goto(link);
    await page.getByLabel('Password').fill(password);
    await press(page, 'Make the account');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('not good any more');
  });
});

describe.each([{ javaScriptEnabled: false }, { javaScriptEnabled: true }])(
  'with scripts: $javaScriptEnabled',
  (options) => {
    const scripts = options.javaScriptEnabled;

    test('a post is written, previewed, published, changed, taken back and deleted', { timeout: 60_000 }, async () => {
      const page = await studio.signedIn('/studio', options);
      const reader = await studio.visit('/', { javaScriptEnabled: false });
      const name = `A post written ${scripts ? 'with' : 'without'} a script`;
      await page.goto(`${instance.url}/studio/posts/new`);
      await title(page).fill(name);
      await text(page).fill('Some *emphasis*.');
      if (!scripts) await press(page, 'Preview');
      await expect
        .poll(() =>
          page
            .locator('.seen em')
            .textContent()
            .catch(() => ''),
        )
        .toBe('emphasis');
      expect(await text(page).inputValue()).toBe('Some *emphasis*.');

      await press(page, 'Save draft');
      await page.getByText('Saved.', { exact: true }).waitFor();
      await press(page, 'Publish');
      await page.getByText('Saved and published.').waitFor();
      const address = await page.getByRole('link', { name: 'See it on the site' }).getAttribute('href');
      await reader.goto(`${instance.url}${address}`);
      expect(await reader.getByRole('heading', { level: 1 }).textContent()).toContain(name);

      await text(page).fill('Other words.');
      if (scripts) await page.keyboard.press('Control+s');
      else await press(page, 'Save');
      await page.getByText('Saved.', { exact: true }).waitFor();
      const seen = async () => (await reader.reload(), reader.locator('article').textContent());
      await expect.poll(seen, { timeout: 20_000 }).toContain('Other words.');

      await press(page, 'Unpublish');
      await page.getByText('taken back to a draft').waitFor();
      await expect.poll(async () => (await reader.reload())?.status(), { timeout: 20_000 }).toBe(404);
      await page.getByRole('link', { name: 'Delete …' }).click();
      expect(await page.locator('main').textContent()).toContain('all its revisions');
      await press(page, 'Delete it');
      await page.getByText('Deleted.').waitFor();
      expect(await page.getByRole('link', { name }).count()).toBe(0);
    });

    test(
      'who saved second sees both texts, and neither is lost by a reload or an ended session',
      { timeout: 60_000 },
      async () => {
        const first = await studio.signedIn('/studio', options);
        const path = await studio.write(first, { title: `Two windows ${scripts}`, body: 'one\n\ntwo\n\nthree' });
        const second = await first.context().newPage();
        await second.goto(`${instance.url}${path}`);
        await text(first).fill('one, earlier\n\ntwo\n\nthree');
        await press(first, 'Save draft');
        await first.getByText('Saved.', { exact: true }).waitFor();

        await text(second).fill('one\n\ntwo\n\nthree, later');
        await press(second, 'Save draft');
        await second.getByRole('heading', { name: 'Two texts' }).waitFor();
        await second.reload();
        await second.getByRole('heading', { name: 'Two texts' }).waitFor();
        const differing = await second.locator('.differs pre').allTextContents();
        expect(differing).toEqual(['one', 'one, earlier', 'three, later', 'three']);
        expect(await second.getByLabel('One of both').inputValue()).toBe('one, earlier\n\ntwo\n\nthree, later');

        await endSession(second.context());
        await press(second, 'Keep mine');
        await second.getByRole('heading', { name: 'Sign in again' }).waitFor();
        await signIn(second);
        await second.getByText('Saved.', { exact: true }).waitFor();
        expect(await text(second).inputValue()).toBe('one\n\ntwo\n\nthree, later');
      },
    );

    test('what was typed outlives the session that it was typed in, and a wrong password', async () => {
      const page = await studio.signedIn('/studio', options);
      await studio.write(page, { title: `Written late ${scripts}`, body: 'Before.' });
      await text(page).fill('<b>After</b> "midnight" &amp; more.\nAnother line.');
      await endSession(page.context());
      await press(page, 'Save draft');
      await signIn(page, 'not the password at all');
      await page.getByText('do not belong together').waitFor();
      await signIn(page);
      await page.getByText('Saved.', { exact: true }).waitFor();
      expect(await text(page).inputValue()).toBe('<b>After</b> "midnight" &amp; more.\nAnother line.');
    });

    test('what the API refuses stands beside its field, and the text is still there', async () => {
      const page = await studio.signedIn('/studio', options);
      await studio.write(page, { title: `With a fault ${scripts}`, body: 'The text.' });
      await page.locator('[name=slug]').fill('Not A Slug');
      await press(page, 'Save draft');
      expect(await page.locator('#SLUG-ISSUE').textContent()).toContain('must be lower-case');
      expect(await page.locator('[name=slug]').getAttribute('aria-describedby')).toContain('SLUG-ISSUE');
      expect(await page.locator('[name=slug]').evaluate((field) => field.matches(':focus'))).toBe(true);
      expect(await text(page).inputValue()).toBe('The text.');
    });

    test('an image larger than a request may be is uploaded and named in the text', async () => {
      const page = await studio.signedIn('/studio', options);
      await studio.write(page, { title: `Pictured ${scripts}`, body: 'Above.' });
      const picture = { name: 'dot.png', mimeType: 'image/png', buffer: largePicture() };
      await page.locator('#FILE').setInputFiles(picture);
      await page.locator('#ALT').fill('A dot [red]');
      if (scripts) {
        await press(page, 'Upload');
        await expect.poll(() => text(page).inputValue()).toMatch(/!\[A dot \\\[red\\\]\]\(\/files\/.+\.png\)/);
      } else {
        const [shown] = await Promise.all([page.context().waitForEvent('page'), press(page, 'Upload')]);
        await shown.waitForURL(/\/studio\/image\?id=/);
        expect(await shown.locator('#MARKDOWN').inputValue()).toMatch(/^!\[A dot \\\[red\\\]\]\(\/files\/.+\.png\)$/);
        expect(await text(page).inputValue()).toBe('Above.');
      }
    });
  },
);

test('a post can be put anywhere in the tree of its project', async () => {
  const page = await studio.signedIn('/studio', { javaScriptEnabled: false });
  await studio.write(page, { title: 'On the move', body: 'Text.' });
  await page.locator('#PLACE').selectOption({ index: 0 });
  await press(page, 'Save draft');
  await page.getByText('Saved.', { exact: true }).waitFor();
  expect(await page.locator('#PLACE').inputValue()).toBe(':');
});

test('nothing of the studio is kept by anybody, and readers’ pages say nothing of who is signed in', async () => {
  const page = await studio.signedIn('/studio');
  for (const path of ['/studio', '/studio/sign-in', '/studio/account', '/studio/nowhere']) {
    const { headers } = { headers: (await page.goto(`${instance.url}${path}`))!.headers() };
    expect(headers['cache-control'], path).toBe('private, no-store');
    expect(headers['x-robots-tag'], path).toBe('noindex');
  }
  const signed = await (await page.goto(`${instance.url}/projects`))!.text();
  expect(signed).not.toContain('The Author · ');
  const unsigned = await fetch(`${instance.url}/studio`, { redirect: 'manual' });
  expect(unsigned.headers.get('location')).toBe('/studio/sign-in?next=%2Fstudio');
  await page.goto(`${instance.url}/studio`);
  await press(page, 'Sign out');
  await page.getByText('You are signed out.').waitFor();
  expect((await page.goto(`${instance.url}/studio`))!.url()).toContain('/studio/sign-in');
});

test('a token is made, shown once, works, and is revoked', async () => {
  const page = await studio.signedIn('/studio/account', { javaScriptEnabled: false });
  await page.getByLabel('What it is for').fill('A script');
  await press(page, 'Make a token');
  const token = await page.locator('#FRESH').inputValue();
  expect(
    (await new Author(instance.url, token).get<{ items: unknown[] }>('/studio/posts')).items.length,
  ).toBeGreaterThan(0);
  await page.goto(`${instance.url}/studio/account`);
  expect(await page.content()).not.toContain(token);
  await press(page, 'Revoke: A script');
  await expect(new Author(instance.url, token).get('/studio/posts')).rejects.toThrow('401');
});

test('a passkey is added and signs in', async () => {
  const page = await studio.signedIn('/studio/account');
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
    },
  });
  await page.getByLabel('Call it').fill('This machine');
  await press(page, 'Add a passkey');
  await page.getByText('The passkey is added.').waitFor();
  await press(page, 'Sign out');
  await press(page, 'Sign in with a passkey');
  await page.waitForURL(`${instance.url}/studio`);
  await page.goto(`${instance.url}/studio/account`);
  await press(page, 'Remove: This machine');
  await page.getByText('The passkey is removed.').waitFor();
});

/** A picture of one point, and more than a megabyte of comment behind it. */
function largePicture(): Buffer {
  const point = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
    'base64',
  );
  return Buffer.concat([point, Buffer.alloc(2 * 1024 * 1024)]);
}
