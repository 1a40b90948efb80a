import { test } from 'vitest';
import { endSession, press, studioUnderTest, text } from './studio-author.ts';
import { expectSound } from './studio-sound.ts';

const under = studioUnderTest();
const body = '```\nlong = code.that.reaches.beyond(the, edge, of, a, small, screen)\n```';

test('a post and the question before it goes are sound', async () => {
  const page = await under.studio.signedIn('/studio');
  const written = await under.studio.write(page, { title: 'A post to look at', body });
  await expectSound(page, 'post');
  await page.goto(`${under.instance.url}${written}/delete`);
  await expectSound(page, 'delete');
});

test('so is the page of the date, refused and chosen', async () => {
  const page = await under.studio.signedIn('/studio');
  const written = await under.studio.write(page, { title: 'A date to look at', body });
  await page.goto(`${under.instance.url}${written}/schedule`);
  await press(page, 'Schedule it');
  await expectSound(page, 'schedule, refused');
  await page.getByLabel('Day').fill('2097-01-31');
  await page.getByLabel('Time').fill('09:30');
  await press(page, 'Schedule it');
  await page.getByText('Scheduled. It appears by itself').waitFor();
  await expectSound(page, 'scheduled');
  await page.goto(`${under.instance.url}${written}/schedule`);
  await expectSound(page, 'schedule');
});

test('so are two texts, and signing in again', async () => {
  const page = await under.studio.signedIn('/studio');
  const written = await under.studio.write(page, { title: 'Two texts to look at', body });
  const other = await page.context().newPage();
  await other.goto(`${under.instance.url}${written}`);
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
