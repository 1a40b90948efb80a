import { expect, test } from 'vitest';
import { renderMarkdown } from './render.ts';

const html = async (markdown: string) => (await renderMarkdown(markdown)).html;

test.each([
  ['# Title', '<h1 id="title"><a class="anchor" href="#title">Title</a></h1>'],
  ['a *b* **c** `d`', '<p>a <em>b</em> <strong>c</strong> <code>d</code></p>'],
  ['- a\n- b', '<ul>\n<li>a</li>\n<li>b</li>\n</ul>'],
  ['3. a\n4. b', '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'],
  ['> a\n> b', '<blockquote>\n<p>a\nb</p>\n</blockquote>'],
  ['a  \nb', '<p>a<br>\nb</p>'],
  ['---', '<hr>'],
  ['[a][1]\n\n[1]: /b "c"', '<p><a href="/b" title="c">a</a></p>'],
  ['~~a~~', '<p><del>a</del></p>'],
  ['<details open><summary>a</summary>b</details>', '<details open><summary>a</summary>b</details>'],
  ['H<sub>2</sub>O', '<p>H<sub>2</sub>O</p>'],
])('%j', async (markdown, expected) => {
  expect(await html(markdown)).toBe(expected);
});

test('tables keep the alignment of their columns, and scroll by themselves', async () => {
  const table = await html('|a|b|\n|-|-:|\n|1|2|');
  expect(table).toMatch(/^<div class="scrolls" role="group" aria-label="Table" tabindex="0"><table>/);
  expect(table).toContain('<th>a</th>\n<th class="right">b</th>');
  expect(table).toContain('<td>1</td>\n<td class="right">2</td>');
});

test('the boxes of a task list cannot be clicked and have a name', async () => {
  const list = await html('- [x] a\n- [ ] b');
  expect(list).toContain('<input type="checkbox" checked disabled aria-label="Done"> a');
  expect(list).toContain('<input type="checkbox" disabled aria-label="To do"> b');
});

test('headings can be linked to, also when two say the same', async () => {
  const found = (await html('## Über uns\n\n## Über uns')).matchAll(
    /<h2 id="([^"]+)"><a class="anchor" href="#([^"]+)">/g,
  );
  expect([...found].map(([, id, href]) => [id, decodeURIComponent(href!)])).toEqual([
    ['über-uns', 'über-uns'],
    ['über-uns-1', 'über-uns-1'],
  ]);
  expect(await html('## Über uns\n\n[up](#%C3%BCber-uns)')).toContain('<a href="#%C3%BCber-uns">up</a>');
});

test('a heading with a link in it is not made a link', async () => {
  expect(await html('## On [that](/b)')).toBe('<h2 id="on-that">On <a href="/b">that</a></h2>');
});

test('the contents name each heading as it is linked to, without the numbers of its notes', async () => {
  const { contents } = await renderMarkdown('# A *b*[^1]\n\n### `c` & d\n\n###\n\n[^1]: note');
  expect(contents).toEqual([
    { id: 'a-b', level: 1, text: 'A b' },
    { id: 'c--d', level: 3, text: 'c & d' },
  ]);
});

test.each([
  ['one two three', 3],
  ['don’t stop-gap 3.5 — & end', 4],
  ['日本語 text', 4],
  ['one `code` two\n\n```ts\nlet a, b;\n```', 2],
  ['# Title\n\n- a\n- b', 3],
])('%j has its words counted, and code is none', async (markdown, words) => {
  expect((await renderMarkdown(markdown)).words).toBe(words);
});

test('an id of the text cannot be an id of the page, and a link to it still arrives', async () => {
  expect(await html('<a id="menu"></a>[x](#menu)')).toBe(
    '<p><a id="in-text-menu"></a><a href="#in-text-menu">x</a></p>',
  );
});

test('of two texts on one page each has ids of its own, and its links lead to them', async () => {
  const markdown = '## Work\n\n[up](#work) [out](#elsewhere) note[^1]\n\n<a id="x"></a>\n\n[^1]: Here.';
  const [one, other] = await Promise.all(['one', 'other'].map((place) => renderMarkdown(markdown, { place })));
  const idsOf = (text: string) => [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!);
  const all = [...idsOf(one!.html), ...idsOf(other!.html)];
  expect(all.length).toBeGreaterThanOrEqual(8);
  expect(new Set(all).size).toBe(all.length);
  expect(one!.contents).toEqual([{ id: 'one-work', level: 2, text: 'Work' }]);
  for (const [, id] of one!.html.matchAll(/href="#([^"]+)"/g))
    expect(id === 'elsewhere' || all.includes(decodeURIComponent(id!)), id).toBe(true);
  expect(one!.html).toContain('<a href="#one-work">up</a>');
});

test('links out of the site say noopener, others do not', async () => {
  expect(await html('[a](https://b.example)')).toBe('<p><a href="https://b.example" rel="noopener">a</a></p>');
  expect(await html('https://b.example')).toContain('rel="noopener"');
  expect(await html('[a](//b.example)')).toContain('rel="noopener"');
  expect(await html('[a](/projects)')).toBe('<p><a href="/projects">a</a></p>');
});

test('a text nested too deeply shows as it was written', async () => {
  expect(await html('<div>'.repeat(20_000))).toMatch(/^<pre tabindex="0">&lt;div&gt;/);
});

test('for a feed everything is named in full, and nothing needs a style or a script of ours', async () => {
  const markdown =
    '# A\n\n[a](/b) [c](#a) ![d](/files/e.png)\n\n```ts title="f.ts"\nlet g;\n```\n\nh[^1] $i$\n\n[^1]: j';
  const { html: feed } = await renderMarkdown(markdown, { feedOf: 'https://x.example/projects/p/q' });
  expect(feed).toContain('<a href="https://x.example/b">a</a>');
  expect(feed).toContain('<a href="https://x.example/projects/p/q#a">c</a>');
  expect(feed).toContain('<img src="https://x.example/files/e.png" alt="d">');
  expect(feed).toContain(
    '<figure><figcaption>f.ts</figcaption><pre><code class="language-ts">let g;\n</code></pre></figure>',
  );
  expect(feed).not.toMatch(/<button|tabindex|<span|<math|class="(anchor|marginal|code)"/);
  for (const [, address] of feed.matchAll(/(?:href|src)="([^"]*)"/g))
    expect(address).toMatch(/^https:\/\/x\.example\//);
});
