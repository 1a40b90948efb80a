import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { press, studioUnderTest, text } from './studio-author.ts';

const under = studioUnderTest();

describe.each([{ javaScriptEnabled: false }, { javaScriptEnabled: true }])(
  'with scripts: $javaScriptEnabled',
  (options) => {
    const scripts = options.javaScriptEnabled;

    test('an image larger than a request may be is uploaded and named in the text', async () => {
      const page = await under.studio.signedIn('/studio', options);
      await under.studio.write(page, { title: `Pictured ${scripts}`, body: 'Above.' });
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

test('a file that is refused leaves the description that was typed for it', async () => {
  const page = await under.studio.signedIn('/studio/image', { javaScriptEnabled: false });
  await page.locator('[name=file]').setInputFiles({
    name: 'letter.png',
    mimeType: 'image/png',
    buffer: Buffer.from('This is no picture.'),
  });
  await page.locator('[name=alt]').fill('A moth “at” the <lamp>');
  await press(page, 'Upload');
  await page.getByRole('alert').waitFor();
  expect(await page.locator('[name=alt]').inputValue()).toBe('A moth “at” the <lamp>');
  await page.locator('[name=alt]').fill('Another');
  await press(page, 'Upload');
  expect(await page.getByRole('alert').textContent()).toContain('Choose a file first.');
  expect(await page.locator('[name=alt]').inputValue()).toBe('Another');
});

test.each([
  ['/studio/image', 303],
  ['/studio/image?id=00000000-0000-7000-8000-000000000000', 401],
  ['/studio/preview', 401],
])('a stranger who begins to send to %s is answered with %i before the rest has come', async (path, status) => {
  const headers = {
    origin: under.instance.url,
    accept: 'text/html',
    'content-type': 'multipart/form-data; boundary=x',
  };
  const sending = request(under.instance.url + path, {
    method: 'POST',
    headers: { ...headers, 'content-length': 1024 * 1024 },
  });
  sending.on('error', () => undefined);
  sending.write('--x\r\n');
  const [answer] = (await once(sending, 'response', { signal: AbortSignal.timeout(10_000) })) as [IncomingMessage];
  sending.destroy();
  expect(answer.statusCode).toBe(status);
});

/** A picture of one point, and more than a megabyte of comment behind it. */
function largePicture(): Buffer {
  const point = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
    'base64',
  );
  return Buffer.concat([point, Buffer.alloc(2 * 1024 * 1024)]);
}
