import { expect, test } from 'vitest';
import { email, linkIn, password, press, signIn, studioUnderTest } from './studio-author.ts';

const under = studioUnderTest({}, { isSetUp: false });

test('the first link is not used up by looking, makes the account without a script, and holds once', async () => {
  const link = linkIn(under.instance.output());
  const looked = await fetch(link);
  expect(looked.status).toBe(200);
  expect(looked.headers.get('referrer-policy')).toBe('no-referrer');

  const page = await under.studio.visit(link, { javaScriptEnabled: false });
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
  await page.waitForURL(`${under.instance.url}/studio`);

  await page.goto(link);
  await page.getByLabel('Password').fill(password);
  await press(page, 'Make the account');
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('not good any more');
});

test('signing in leads on to where one was going, on any page of this site, and nowhere else', async () => {
  const page = await under.studio.visit('/studio/sign-in?next=/projects/colophon', { javaScriptEnabled: false });
  await signIn(page, 'not the password at all');
  await page.getByText('do not belong together').waitFor();
  await signIn(page);
  await page.waitForURL(`${under.instance.url}/projects/colophon`);
  const lured = await under.studio.visit('/studio/sign-in?next=/%5Celsewhere.example', { javaScriptEnabled: false });
  await signIn(lured);
  await lured.waitForURL(`${under.instance.url}/studio`);
});

test('a recovery link gives the account a new password, and ends the sessions that there were', async () => {
  const before = await under.studio.signedIn('/studio');
  const { output } = await under.instance.npm('colophon', '--', 'create-author');
  const page = await under.studio.visit(linkIn(output), { javaScriptEnabled: false });
  await page.getByLabel('Password').fill('eight quiet moths at the lamp');
  await press(page, 'Set the password');
  await page.getByText('every session that there was is ended').waitFor();
  await before.goto(`${under.instance.url}/studio/account`);
  await signIn(before);
  await before.getByText('do not belong together').waitFor();
  await signIn(before, 'eight quiet moths at the lamp');
  await before.waitForURL(`${under.instance.url}/studio/account`);
  expect(await before.locator('main').textContent()).toContain(`The Author · ${email}`);
});
