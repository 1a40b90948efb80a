import { tests } from 'commonmark-spec';
import type { Element, ElementContent } from 'hast';
import { fromHtml } from 'hast-util-from-html';
import { toHtml } from 'hast-util-to-html';
import { visit } from 'unist-util-visit';
import { expect, test } from 'vitest';
import { renderMarkdown } from './render.ts';

/** Examples of CommonMark 0.31.2 whose HTML a reader gets otherwise, each with its reason. All others are as the specification has them. */
const otherwise: Record<string, number[]> = {
  'elements that are not allowed leave what is in them, and these not even that': [
    150, 163, 170, 171, 172, 173, 176, 178, 201, 491, 524, 536, 613, 614, 615, 617,
  ],
  'attributes that are not allowed are taken off': [152, 153, 154, 164, 169, 616],
  'comments, instructions and declarations are no text': [177, 179, 180, 182, 183, 308, 309, 625, 626, 627, 628, 629],
  'links lead to schemes that are allowed': [500, 596, 597, 598, 599, 601],
  'an element that was left open ends with its paragraph, where a browser would open it again': [
    187, 344, 476, 477, 494, 630, 631, 642, 643,
  ],
  'an image alone with a title is a figure with a caption': [572, 573, 576, 577, 584, 585, 586, 588, 589, 591],
  'GitHub makes links of bare addresses': [602, 606, 608, 611, 612],
  'an empty line at the very beginning of code is not shown': [127],
};

const reasons = new Map(
  Object.entries(otherwise).flatMap(([reason, numbers]) => numbers.map((number) => [number, reason])),
);

// The specification writes a tab as an arrow.
const examples = tests.map((each) => ({
  ...each,
  markdown: each.markdown.replaceAll('→', '\t'),
  html: each.html.replaceAll('→', '\t'),
}));

test.each(examples)('example $number ($section)', async ({ number, markdown, html }) => {
  const rendered = normal((await renderMarkdown(markdown)).html);
  if (reasons.has(number)) expect(rendered, reasons.get(number)).not.toBe(normal(html));
  else expect(rendered).toBe(normal(html));
});

/** One spelling of the same tree: without what we add around and beside the elements of the specification. */
function normal(html: string): string {
  const tree = fromHtml(html, { fragment: true });
  visit(tree, 'element', (element, index, parent) => {
    for (const name of ['id', 'rel', 'tabIndex', 'loading', 'decoding']) delete element.properties[name];
    const inner = within(element);
    if (!inner || !parent || index === undefined) return undefined;
    parent.children.splice(index, 1, ...inner);
    return index;
  });
  visit(tree, 'text', (text) => void (text.value = text.value.replace(/\s+/g, ' ')));
  return toHtml(tree)
    .replace(/>\s+</g, '><')
    .replace(/\s+(?=<\/(?:p|li|pre|code))/g, '')
    .replace(/(?<=<(?:p|li)>)\s+/g, '')
    .trim();
}

/** What stands in an element of ours instead of it. */
function within({ tagName, properties, children }: Element): ElementContent[] | undefined {
  const classes = properties['className'] ?? [];
  if (classes.includes('anchor') || classes.includes('scrolls')) return children;
  if (classes.includes('code')) return children.filter((child) => child.type === 'element' && child.tagName === 'pre');
  if (tagName === 'span' && classes.some((name) => name.length === 1)) return children;
  return undefined;
}
