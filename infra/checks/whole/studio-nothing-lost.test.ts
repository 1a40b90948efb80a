import { describe, expect, test } from 'vitest';
import { endSession, isSaved, press, signIn, studioUnderTest, text } from './studio-author.ts';

const under = studioUnderTest();

describe.each([{ javaScriptEnabled: false }, { javaScriptEnabled: true }])(
  'with scripts: $javaScriptEnabled',
  (options) => {
    const scripts = options.javaScriptEnabled;

    test('who saved second sees both texts, and neither is lost by a reload or an ended session', async () => {
      const first = await under.studio.signedIn('/studio', options);
      const path = await under.studio.write(first, { title: `Two windows ${scripts}`, body: 'one\n\ntwo\n\nthree' });
      const second = await first.context().newPage();
      await second.goto(`${under.instance.url}${path}`);
      await text(first).fill('one, earlier\n\ntwo\n\nthree');
      await press(first, 'Save draft');
      await isSaved(first);

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
      await isSaved(second);
      expect(await text(second).inputValue()).toBe('one\n\ntwo\n\nthree, later');
    });

    test('what was typed outlives the session that it was typed in, and a wrong password', async () => {
      const page = await under.studio.signedIn('/studio', options);
      await under.studio.write(page, { title: `Written late ${scripts}`, body: 'Before.' });
      await text(page).fill('<b>After</b> "midnight" &amp; more.\nAnother line.');
      await endSession(page.context());
      await press(page, 'Save draft');
      await signIn(page, 'not the password at all');
      await page.getByText('do not belong together').waitFor();
      await signIn(page);
      await isSaved(page);
      expect(await text(page).inputValue()).toBe('<b>After</b> "midnight" &amp; more.\nAnother line.');
    });
  },
);
