import { expect, test } from 'vitest';
import { type Picture, renderMarkdown } from './render.ts';

const variant = (path: string, type: string, width: number) => ({ path, type, width });
const photo: Picture = {
  path: '/files/a.jpg',
  type: 'image/jpeg',
  width: 2000,
  height: 1500,
  alternativeText: 'The harbour',
  placeholder: 'data:image/webp;base64,AAAA',
  variants: [
    variant('/files/w9.webp', 'image/webp', 960),
    variant('/files/v4.avif', 'image/avif', 480),
    variant('/files/v9.avif', 'image/avif', 960),
  ],
};
const small: Picture = { ...photo, path: '/files/s.png', type: 'image/png', width: 300, height: 200, variants: [] };
const moving: Picture = {
  ...small,
  path: '/files/m.gif',
  type: 'image/gif',
  variants: [variant('/files/m.webp', 'image/webp', 300)],
};

const render = (markdown: string) => renderMarkdown(markdown, { pictures: [photo, small, moving] });
const html = async (markdown: string) => (await render(markdown)).html;

test('a picture that the site knows says its size, and offers the variants that there are', async () => {
  const { html: page } = await render('![Boats](/files/a.jpg)');
  expect(page).toContain(
    '<picture><source type="image/avif" srcset="/files/v4.avif 480w, /files/v9.avif 960w" sizes="(max-width: 40rem) 90vw, 40rem">' +
      '<source type="image/webp" srcset="/files/w9.webp 960w" sizes="(max-width: 40rem) 90vw, 40rem">' +
      '<img src="/files/a.jpg" alt="Boats" width="2000" height="1500" decoding="async"></picture>',
  );
  expect(page).toMatch(
    /^<p><a class="zoom" data-zoom="" href="\/files\/a\.jpg"><span class="settling"><img src="data:image\/webp;base64,AAAA" alt=""/,
  );
});

test('all but the first load when they come near', async () => {
  const images = (await html('![](/files/s.png) ![](/x.png)\n\n![](https://b.example/y.png)')).match(/<img[^>]*>/g)!;
  expect(images.map((image) => image.includes('loading="lazy"'))).toEqual([false, true, true]);
});

test('the first does not come before what a screen of text in front of it is shown with', async () => {
  const after = async (words: number) => html(`${'word '.repeat(words)}\n\n![x](/files/s.png)`);
  expect(await after(100)).not.toContain('fetchpriority');
  expect(await after(400)).toMatch(/<img [^>]*fetchpriority="low"/);
});

test('where the text says nothing of a picture, what the picture is described with is said', async () => {
  expect(await html('![](/files/s.png)')).toContain('alt="The harbour"');
  expect(await html('![Boats](/files/s.png)')).toContain('alt="Boats"');
});

test('a picture of which nobody says anything opens by a link that has a name', async () => {
  const { html: page } = await renderMarkdown('![](/files/a.jpg)', { pictures: [{ ...photo, alternativeText: '' }] });
  expect(page).toContain('<a class="zoom" data-zoom="" href="/files/a.jpg" aria-label="The whole picture">');
});

test('an image that moves is offered as one that moves and is smaller', async () => {
  expect(await html('![](/files/m.gif)')).toBe(
    '<p><picture><source type="image/webp" srcset="/files/m.webp 300w" sizes="300px">' +
      '<img src="/files/m.gif" alt="The harbour" width="300" height="200" decoding="async"></picture></p>',
  );
});

test('a width that the author gave keeps the shape', async () => {
  expect(await html('<img src="/files/a.jpg" width="400" alt="x">')).toContain('width="400" height="300"');
});

test('a picture that is named by one of its variants is the same picture', async () => {
  expect(await html('![](/files/v4.avif)')).toContain('width="2000" height="1500"');
});

test('what is a link stays one', async () => {
  expect(await html('[![x](/files/a.jpg)](/b)')).not.toContain('zoom');
});

test('a picture alone with a title is a figure, and the title its caption', async () => {
  expect(await html('![x](/b.png "A *title*")')).toBe(
    '<figure><img src="/b.png" alt="x" decoding="async"><figcaption>A *title*</figcaption></figure>',
  );
  expect(await html('[![x](/b.png "Title")](/c)')).toMatch(/^<figure><a href="\/c"><img [^>]*><\/a><figcaption>/);
  expect(await html('a ![x](/b.png "Title")')).toContain('title="Title"');
});
