import { expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { isSaved, press, studioUnderTest, text, title } from './studio-author.ts';

const under = studioUnderTest();
const noScript = { javaScriptEnabled: false };

async function choose(page: Page, day: string, time: string, button = 'Schedule it'): Promise<void> {
  await page.getByLabel('Day').fill(day);
  await page.getByLabel('Time').fill(time);
  await press(page, button);
}
test('a post is scheduled, its date is told with its zone, changed, and taken back', async () => {
  const page = await under.studio.signedIn('/studio', noScript);
  const path = await under.studio.write(page, { title: 'For the new year', body: 'Before.' });
  await text(page).fill('Typed a moment ago.');
  await press(page, 'Schedule …');
  await page.waitForURL(`${under.instance.url}${path}/schedule`);
  expect(await page.locator('main').textContent()).toMatch(/In UTC, .* now \d+ \w+ \d{4}, \d\d:\d\d UTC/);
  await choose(page, '2097-01-31', '09:30');
  await page.getByText('Scheduled. It appears by itself').waitFor();
  expect(await page.locator('.stands').textContent()).toContain('Scheduled for 31 January 2097, 09:30 UTC');
  expect(await text(page).inputValue()).toBe('Typed a moment ago.');
  await page.goto(`${under.instance.url}/studio?status=scheduled`);
  expect(await page.locator('main').textContent()).toContain('for 31 January 2097, 09:30 UTC');

  await page.goto(`${under.instance.url}${path}/schedule`);
  expect(await page.locator('main').textContent()).toContain('It appears on 31 January 2097, 09:30 UTC.');
  expect(await page.getByLabel('Day').inputValue()).toBe('2097-01-31');
  await choose(page, '2098-02-01', '10:00', 'Change the date');
  await page.getByText('Scheduled. It appears by itself').waitFor();
  expect(await page.locator('.stands').textContent()).toContain('for 1 February 2098, 10:00 UTC');
  await press(page, 'Schedule …');
  await press(page, 'Unschedule');
  await page.getByText('It is a draft again').waitFor();
  expect(await page.locator('.stands').textContent()).toContain('Draft');
});

test('what is due appears by itself', async () => {
  const page = await under.studio.signedIn('/studio', noScript);
  const path = await under.studio.write(page, { title: 'Due in a moment', body: 'Here.' });
  await press(page, 'Schedule …');
  await choose(page, '2097-01-31', '09:30');
  await page.getByText('Scheduled. It appears by itself').waitFor();
  const id = path.split('/').at(-1);
  const earlier = `update colophon.posts set published_at = now() where id = '${id}'`;
  expect((await under.instance.npm('colophon', '--', 'sql', earlier)).code).toBe(0);
  const stands = async () => {
    await page.goto(`${under.instance.url}${path}`);
    return page.locator('.stands').textContent();
  };
  await expect.poll(stands, { timeout: 20_000 }).toContain('Published');
});

test('a moment that has passed, a form with gaps and a post that lacks something are refused in plain words', async () => {
  const page = await under.studio.signedIn('/studio', noScript);
  await under.studio.write(page, { title: 'Too late', body: 'Text.' });
  await press(page, 'Schedule …');
  await press(page, 'Schedule it');
  expect(await page.locator('#DAY-ISSUE').textContent()).toBe('Day must be chosen.');
  expect(await page.locator('#TIME-ISSUE').textContent()).toBe('Time must be chosen.');
  await choose(page, '2020-01-31', '09:30');
  expect(await page.getByRole('alert').textContent()).toContain('Day and time must lie ahead.');
  expect(await page.getByLabel('Day').inputValue()).toBe('2020-01-31');
  expect(await page.getByLabel('Time').inputValue()).toBe('09:30');

  await page.goto(`${under.instance.url}/studio/posts/new`);
  await title(page).fill('Without a text');
  await press(page, 'Save draft');
  await isSaved(page);
  await press(page, 'Schedule …');
  await choose(page, '2097-01-31', '09:30');
  expect(await page.getByRole('alert').textContent()).toMatch(/Text must/);
});

test('whose session has ended comes back to the same moment', async () => {
  const page = await under.studio.signedIn('/studio', noScript);
  const path = await under.studio.write(page, { title: 'Late at night', body: 'Text.' });
  await press(page, 'Schedule …');
  await page.context().clearCookies({ name: 'colophon_session' });
  await choose(page, '2097-01-31', '09:30');
  const next = new URL(page.url()).searchParams.get('next');
  expect(next).toBe(`${path}/schedule?day=2097-01-31&time=09%3A30`);
  await page.goto(`${under.instance.url}/studio`);
  const again = await under.studio.signedIn(next!, noScript);
  expect(await again.getByLabel('Day').inputValue()).toBe('2097-01-31');
  expect(await again.getByLabel('Time').inputValue()).toBe('09:30');
});
