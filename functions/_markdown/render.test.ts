import { expect, test } from 'vitest';
import { renderMarkdown } from './render.ts';

const html = (markdown: string) => renderMarkdown(markdown).html;

test.each([
  ['# Title', '<h1 id="title">Title</h1>'],
  ['a *b* **c** `d`', '<p>a <em>b</em> <strong>c</strong> <code>d</code></p>'],
  ['- a\n- b', '<ul>\n<li>a</li>\n<li>b</li>\n</ul>'],
  ['3. a\n4. b', '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'],
  ['> a\n> b', '<blockquote>\n<p>a\nb</p>\n</blockquote>'],
  ['a  \nb', '<p>a<br>\nb</p>'],
  ['---', '<hr>'],
  ['[a][1]\n\n[1]: /b "c"', '<p><a href="/b" title="c">a</a></p>'],
  ['```ts\nlet a;\n```', '<pre tabindex="0"><code class="language-ts">let a;\n</code></pre>'],
  ['~~a~~', '<p><del>a</del></p>'],
  ['<details open><summary>a</summary>b</details>', '<details open><summary>a</summary>b</details>'],
  ['H<sub>2</sub>O', '<p>H<sub>2</sub>O</p>'],
])('%j', (markdown, expected) => {
  expect(html(markdown)).toBe(expected);
});

test('tables keep the alignment of their columns', () => {
  const table = html('|a|b|\n|-|-:|\n|1|2|');
  expect(table).toContain('<th>a</th>\n<th align="right">b</th>');
  expect(table).toContain('<td>1</td>\n<td align="right">2</td>');
});

test('the boxes of a task list cannot be clicked and have a name', () => {
  const list = html('- [x] a\n- [ ] b');
  expect(list).toContain('<input type="checkbox" checked disabled aria-label="Done"> a');
  expect(list).toContain('<input type="checkbox" disabled aria-label="To do"> b');
});

test('headings can be linked to, also when two say the same', () => {
  expect(html('## Über uns\n\n## Über uns')).toBe('<h2 id="über-uns">Über uns</h2>\n<h2 id="über-uns-1">Über uns</h2>');
  expect(html('## Über uns\n\n[up](#%C3%BCber-uns)')).toContain('<a href="#%C3%BCber-uns">up</a>');
});

test('a footnote and its way back find each other', () => {
  const page = html('a[^n]\n\n[^n]: b');
  for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) expect(page).toContain(` id="${target}"`);
  expect(page).toContain('aria-describedby="in-text-footnote-label"');
  expect(page).toContain('id="in-text-footnote-label"');
});

test('an id of the text cannot be an id of the page, and a link to it still arrives', () => {
  expect(html('<a id="menu"></a>[x](#menu)')).toBe('<p><a id="in-text-menu"></a><a href="#in-text-menu">x</a></p>');
});

test('links out of the site say noopener, others do not', () => {
  expect(html('[a](https://b.example)')).toBe('<p><a href="https://b.example" rel="noopener">a</a></p>');
  expect(html('https://b.example')).toContain('rel="noopener"');
  expect(html('[a](//b.example)')).toContain('rel="noopener"');
  expect(html('[a](/projects)')).toBe('<p><a href="/projects">a</a></p>');
});

test('images load when they come into view', () => {
  expect(html('![a](/files/b.png)')).toBe('<p><img src="/files/b.png" alt="a" loading="lazy" decoding="async"></p>');
});

test('a text nested too deeply shows as it was written', () => {
  expect(html('<div>'.repeat(20_000))).toMatch(/^<pre>&lt;div&gt;/);
});
