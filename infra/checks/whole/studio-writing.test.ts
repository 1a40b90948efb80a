import { describe, expect, test } from 'vitest';
import { Author } from './author.ts';
import { isSaved, press, studioUnderTest, text, title } from './studio-author.ts';

const under = studioUnderTest();

describe.each([{ javaScriptEnabled: false }, { javaScriptEnabled: true }])(
  'with scripts: $javaScriptEnabled',
  (options) => {
    const scripts = options.javaScriptEnabled;

    test('a post is written, previewed, published, changed, taken back and deleted', async () => {
      const page = await under.studio.signedIn('/studio', options);
      const reader = await under.studio.visit('/', { javaScriptEnabled: false });
      const name = `A post written ${scripts ? 'with' : 'without'} a script`;
      await page.goto(`${under.instance.url}/studio/posts/new`);
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
      await isSaved(page);
      await press(page, 'Publish');
      await page.getByText('Saved and published.').waitFor();
      const address = await page.getByRole('link', { name: 'See it on the site' }).getAttribute('href');
      await reader.goto(`${under.instance.url}${address}`);
      expect(await reader.getByRole('heading', { level: 1 }).textContent()).toContain(name);

      await text(page).fill('Other words.');
      if (scripts) await page.keyboard.press('Control+s');
      else await press(page, 'Save');
      await isSaved(page);
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

    test('what the API refuses stands beside its field, and the text is still there', async () => {
      const page = await under.studio.signedIn('/studio', options);
      await under.studio.write(page, { title: `With a fault ${scripts}`, body: 'The text.' });
      await page.locator('[name=slug]').fill('Not A Slug');
      await press(page, 'Save draft');
      expect(await page.locator('#SLUG-ISSUE').textContent()).toContain('must be lower-case');
      expect(await page.locator('[name=slug]').getAttribute('aria-describedby')).toContain('SLUG-ISSUE');
      // Browsers give it when they draw.
      await expect.poll(() => page.locator('[name=slug]').evaluate((field) => field.matches(':focus'))).toBe(true);
      expect(await text(page).inputValue()).toBe('The text.');
    });
  },
);

test('a post can be put anywhere in the tree of its project', async () => {
  const page = await under.studio.signedIn('/studio', { javaScriptEnabled: false });
  await under.studio.write(page, { title: 'On the move', body: 'Text.' });
  await page.locator('#PLACE').selectOption({ index: 0 });
  await press(page, 'Save draft');
  await isSaved(page);
  expect(await page.locator('#PLACE').inputValue()).toBe(':');
});

test('the form of a new post keeps its project through previews and refusals, and is saved in it', async () => {
  const author = new Author(under.instance.url, under.instance.token);
  const made = await author.send('POST', '/projects', { slug: 'second', name: 'A second project' });
  const { id } = (await made.json()) as { id: string };
  const page = await under.studio.signedIn('/studio/posts/new', { javaScriptEnabled: false });
  await page.getByRole('link', { name: 'A second project' }).click();
  await title(page).fill('Of the second');
  await text(page).fill('Text.');
  await press(page, 'Preview');
  await page.locator('.seen p', { hasText: 'Text.' }).waitFor();
  expect(new URL(page.url()).searchParams.get('project')).toBe(id);
  expect(await page.locator('#PLACE-HINT').textContent()).toContain('A second project');
  await page.locator('[name=slug]').fill('Not A Slug');
  await press(page, 'Save draft');
  await page.locator('#SLUG-ISSUE').waitFor();
  expect(await page.locator('#PLACE-HINT').textContent()).toContain('A second project');
  await page.locator('[name=slug]').fill('a-slug');
  await press(page, 'Save draft');
  await isSaved(page);
  await page.goto(`${under.instance.url}/studio?project=second`);
  expect(await page.getByRole('link', { name: 'Of the second' }).count()).toBe(1);
  await author.send('DELETE', `/projects/${id}?cascade=true`, undefined, { 'if-match': '*' });
});

test('a form that was sent already and then written on gets a key of its own, and is saved as another post', async () => {
  const page = await under.studio.signedIn('/studio/posts/new', { javaScriptEnabled: false });
  const key = await page.locator('[name=key]').inputValue();
  await title(page).fill('Sent once');
  await text(page).fill('Text.');
  await press(page, 'Save draft');
  await isSaved(page);
  const first = new URL(page.url()).pathname;

  await page.goto(`${under.instance.url}/studio/posts/new`);
  await page.locator('[name=key]').evaluate((field, used) => field.setAttribute('value', used), key);
  await title(page).fill('Sent once more');
  await text(page).fill('Text, and more of it.');
  await press(page, 'Save draft');
  await page.getByRole('alert').waitFor();
  expect(await text(page).inputValue()).toBe('Text, and more of it.');
  expect(await page.locator('[name=key]').inputValue()).not.toBe(key);
  await press(page, 'Save draft');
  await isSaved(page);
  expect(new URL(page.url()).pathname).not.toBe(first);
  expect(await text(page).inputValue()).toBe('Text, and more of it.');
});
