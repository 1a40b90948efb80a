import rehypeRaw from 'rehype-raw';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import { expect, test } from 'vitest';
import { hostileTexts } from './hostile-texts.ts';
import { renderMarkdown } from './render.ts';

const forbidden = new Set(
  'script style svg object embed link meta base form textarea select template noscript applet'.split(' '),
);
const parse = unified().use(remarkParse).use(remarkRehype, { allowDangerousHtml: true }).use(rehypeRaw);

test.each(hostileTexts)('nothing of %j can act', async (markdown) => {
  const { html } = await renderMarkdown(markdown);
  // Judged on the tree that a browser would build of the answer, not on its letters.
  const tree = parse.runSync(parse.parse(`<div>${html.replace(/\n+/g, ' ')}</div>`));
  visit(tree, (node) => {
    expect(['comment', 'doctype', 'raw']).not.toContain(node.type);
    if (node.type !== 'element') return;
    expect(forbidden).not.toContain(node.tagName);
    for (const [name, value] of Object.entries(node.properties)) {
      expect(name).not.toMatch(/^on|style|srcDoc|srcSet|action|target|ping|^name$|xlink/i);
      if (['href', 'src', 'poster', 'cite'].includes(name)) {
        expect(String(value)).toMatch(/^(https?:|mailto:|tel:|\/|#|[^:]*$)/);
        if (node.tagName === 'iframe')
          expect(String(value)).toMatch(/^https:\/\/www\.youtube-nocookie\.com\/embed\/\w+$/);
      }
      if (name === 'id' && !/^h\d$/.test(node.tagName)) expect(String(value)).toMatch(/^in-text-/);
      if (name === 'className') expect(String(value)).not.toMatch(/fixed|inset/);
    }
    if (node.tagName === 'button') expect(node.properties).toEqual({ type: 'button', dataCopy: '', hidden: true });
    if (node.tagName === 'input') expect(node.properties).toMatchObject({ type: 'checkbox', disabled: true });
  });
});
