import { expect, test } from 'vitest';
import { Author } from './author.ts';
import { press, signIn, studioUnderTest } from './studio-author.ts';
import type { Page } from 'playwright-core';

const under = studioUnderTest();

test('nothing of the studio is kept by anybody, and readers’ pages say nothing of who is signed in', async () => {
  const page = await under.studio.signedIn('/studio');
  for (const path of ['/studio', '/studio/sign-in', '/studio/account', '/studio/nowhere']) {
    const { headers } = { headers: (await page.goto(`${under.instance.url}${path}`))!.headers() };
    expect(headers['cache-control'], path).toBe('private, no-store');
    expect(headers['x-robots-tag'], path).toBe('noindex');
  }
  const signed = await (await page.goto(`${under.instance.url}/projects`))!.text();
  expect(signed).not.toContain('The Author · ');
  const unsigned = await fetch(`${under.instance.url}/studio`, { redirect: 'manual' });
  expect(unsigned.headers.get('location')).toBe('/studio/sign-in?next=%2Fstudio');
  await page.goto(`${under.instance.url}/studio`);
  await press(page, 'Sign out');
  await page.getByText('You are signed out.').waitFor();
  expect((await page.goto(`${under.instance.url}/studio`))!.url()).toContain('/studio/sign-in');
});

test('a token is made, shown once, works, and is revoked', async () => {
  const page = await under.studio.signedIn('/studio/account', { javaScriptEnabled: false });
  await page.getByLabel('What it is for').fill('A script');
  await press(page, 'Make a token');
  const token = await page.locator('#FRESH').inputValue();
  expect(
    (await new Author(under.instance.url, token).get<{ items: unknown[] }>('/studio/posts')).items.length,
  ).toBeGreaterThan(0);
  await page.goto(`${under.instance.url}/studio/account`);
  expect(await page.content()).not.toContain(token);
  await press(page, 'Revoke: A script');
  await expect(new Author(under.instance.url, token).get('/studio/posts')).rejects.toThrow('401');
});

test('a passkey is added and signs in', async () => {
  const page = await under.studio.signedIn('/studio/account');
  await giveAuthenticator(page);
  await addPasskey(page);
  await press(page, 'Sign out');
  await press(page, 'Sign in with a passkey');
  await page.waitForURL(`${under.instance.url}/studio`);
  await page.goto(`${under.instance.url}/studio/account`);
  await press(page, 'Remove: This machine');
  await page.getByText('The passkey is removed.').waitFor();
});

test('a password that was right wants the passkey as well, before anything is shown', async () => {
  const page = await under.studio.signedIn('/studio/account');
  await giveAuthenticator(page);
  await addPasskey(page);
  await page.getByLabel('the password and a passkey').check();
  await press(page, 'Change');
  await page.getByText('What signing in needs is changed.').waitFor();
  expect(await page.getByLabel('the password and a passkey').isChecked()).toBe(true);
  await press(page, 'Remove: This machine');
  await page.getByText('it is the last one').waitFor();

  await press(page, 'Sign out');
  await page.goto(`${under.instance.url}/studio/sign-in?next=/studio/posts/new`);
  await signIn(page);
  await page.getByText('Now show your passkey.').waitFor();
  expect((await page.request.get(`${under.instance.url}/api/v1/session`)).status()).toBe(401);
  await press(page, 'Sign in with a passkey');
  await page.waitForURL(`${under.instance.url}/studio/posts/new`);

  await page.goto(`${under.instance.url}/studio/account`);
  await page.getByLabel('the password, or a passkey').check();
  await press(page, 'Change');
  await page.getByText('What signing in needs is changed.').waitFor();
  await press(page, 'Remove: This machine');
  await page.getByText('The passkey is removed.').waitFor();
});

test('without a passkey no sign-in can need one, also where a form says so', async () => {
  const page = await under.studio.signedIn('/studio/account', { javaScriptEnabled: false });
  const alone = page.getByLabel('a passkey alone');
  expect(await alone.isDisabled()).toBe(true);
  await alone.evaluate((radio) => radio.removeAttribute('disabled'));
  await alone.check();
  await press(page, 'Change');
  expect(await page.getByRole('alert').textContent()).toContain('add a passkey first');
  expect(await page.getByLabel('the password, or a passkey').isChecked()).toBe(true);
});

async function addPasskey(page: Page): Promise<void> {
  await page.getByLabel('Call it').fill('This machine');
  await press(page, 'Add a passkey');
  await page.getByText('The passkey is added.').waitFor();
}

/** A key that is always at hand, and whose owner always agrees. */
async function giveAuthenticator(page: Page): Promise<void> {
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
}
