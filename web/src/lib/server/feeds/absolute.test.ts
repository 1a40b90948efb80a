import { expect, test } from 'vitest';
import { absoluteHtml } from './absolute.ts';

const page = 'https://blog.example/projects/one/part/two';

test.each([
  ['<a href="../three">x</a>', '<a href="https://blog.example/projects/one/three">x</a>'],
  ['<a href="#note">x</a>', `<a href="${page}#note">x</a>`],
  ['<a href="mailto:a@b.c">x</a>', '<a href="mailto:a@b.c">x</a>'],
  ['<a href="https://[">x</a>', '<a href="https://[">x</a>'],
  ['<img src="/files/a.png" alt="a > b">', '<img src="https://blog.example/files/a.png" alt="a > b">'],
  [
    '<img srcset="/a.png 1x, b.png 2x">',
    '<img srcset="https://blog.example/a.png 1x, https://blog.example/projects/one/part/b.png 2x">',
  ],
  ['<code>href="/x"</code>', '<code>href="/x"</code>'],
])('%s can stand anywhere', (html, whole) => {
  expect(absoluteHtml(html, page)).toBe(whole);
});

test('the same text on two pages is two', () => {
  const html = '<a href="#same">x</a>';
  expect(absoluteHtml(html, `${page}/a`)).not.toBe(absoluteHtml(html, `${page}/b`));
});
