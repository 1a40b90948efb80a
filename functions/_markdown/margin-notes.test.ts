import { expect, test } from 'vitest';
import { renderMarkdown } from './render.ts';

const html = async (markdown: string) => (await renderMarkdown(markdown)).html;

test('a note stands beside the block that names it, and nowhere else', async () => {
  const page = await html('a[^n]\n\nb\n\n[^n]: The *note*');
  expect(page).toMatch(
    /^<div class="noted"><p>a<sup>.*<\/p><div><aside class="marginal"[^>]*>.*The <em>note<\/em><\/p><\/aside><\/div><\/div>\n<p>b<\/p>/,
  );
  expect(page.match(/The <em>note/g)).toHaveLength(1);
  expect(page).not.toContain('<section');
});

test('a note and its way back find each other', async () => {
  const page = await html('a[^n] b[^ü] a[^n]\n\n[^n]: b\n[^ü]: c\n\n    d');
  const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, target]) => decodeURIComponent(target!));
  expect(targets).toHaveLength(5);
  for (const target of targets) expect(page).toContain(` id="${target}"`);
  expect(page).not.toContain('↩');
});

test('notes that a note names stand with it', async () => {
  const page = await html('a[^1]\n\n[^1]: b[^2]\n[^2]: c');
  expect(page.match(/<aside/g)).toHaveLength(2);
  expect(page).not.toContain('<section');
});

test('a text with notes in lists, tables and headings keeps each of them once', async () => {
  const page = await html('## a[^1]\n\n- b[^2]\n\n|c[^3]|\n|-|\n\n> d[^4]\n\n[^1]: N1\n[^2]: N2\n[^3]: N3\n[^4]: N4');
  for (const note of ['N1', 'N2', 'N3', 'N4']) expect(page.split(note), note).toHaveLength(2);
  expect(page.match(/<div class="noted">/g)).toHaveLength(4);
});

test('a section of notes that the author wrote by hand stays where it is', async () => {
  expect(await html('<section class="footnotes">a</section>')).toBe('<section class="footnotes">a</section>');
});
