import { expect, test } from 'vitest';
import { renderMarkdown } from './render.ts';

const html = async (markdown: string) => (await renderMarkdown(markdown)).html;

test.each([
  [
    'https://www.youtube.com/embed/abcdefghijk?autoplay=1&start=30',
    'https://www.youtube-nocookie.com/embed/abcdefghijk?start=30',
  ],
  ['https://www.youtube-nocookie.com/embed/abcdefghijk', 'https://www.youtube-nocookie.com/embed/abcdefghijk'],
  ['https://player.vimeo.com/video/12345?h=x', 'https://player.vimeo.com/video/12345'],
])('%s is shown, with attributes of ours alone', async (src, shown) => {
  const page = await html(
    `<iframe src="${src}" onload="alert(1)" style="position:fixed" allow="camera" width="9999"></iframe>`,
  );
  expect(page).toMatch(
    new RegExp(
      `^<iframe src="${shown.replace(/[?.]/g, '\\$&')}" title="Embedded from \\w+" class="embed" loading="lazy" sandbox=`,
    ),
  );
  expect(page).not.toMatch(/onload|style|camera|9999|top-navigation/);
});

test.each([
  'https://evil.example/embed/abcdefghijk',
  'https://www.youtube-nocookie.com/embed/abcdefghijk/../../redirect?q=evil',
  'https://www.youtube-nocookie.com.evil.example/embed/abcdefghijk',
  'https://www.youtube-nocookie.com:444/embed/abcdefghijk',
])('%s becomes a link', async (src) => {
  const page = await html(`<iframe src="${src}"></iframe>`);
  expect(page).not.toContain('<iframe');
  expect(page).toContain('<a href="https://');
});

test.each([
  'javascript:alert(1)',
  'data:text/html,x',
  'http://player.vimeo.com/video/1',
  '/studio',
  '//player.vimeo.com@evil.example/',
  '',
])('nothing is left of %j', async (src) => {
  expect(await html(`<iframe src="${src}" srcdoc="<script>alert(1)</script>"></iframe>`)).not.toMatch(
    /<(iframe|script)/,
  );
});
