import { expect, test } from 'vitest';
import { renderMarkdown } from './render.ts';

const html = async (markdown: string) => (await renderMarkdown(markdown)).html;

test.each(['$x^2$', 'a $x^2$, b', '$$x^2$$', '($x^2$)'])('%j is set in the line', async (markdown) => {
  const page = await html(markdown);
  expect(page).toContain('<math><semantics><mrow><msup><mi>x</mi><mn>2</mn></msup></mrow>');
  expect(page).toContain('<annotation encoding="application/x-tex">x^2</annotation>');
});

test.each(['$$\nx^2\n$$', '```math\nx^2\n```'])('%j is set on a line of its own', async (markdown) => {
  expect(await html(markdown)).toMatch(/^<math display="block">/);
});

test.each(['costs $5 and $10', '$HOME/$USER', '"$A" and "$B"', '\\$x\\$', 'a $ b $ c', '`$x$`', '$1,000 or 2$3'])(
  'in %j dollars are dollars',
  async (markdown) => {
    expect(await html(markdown)).not.toContain('<math');
  },
);

test('what cannot be read stays as it was written, and says so', async () => {
  expect(await html('$\\frac{$')).toBe(
    '<p><code class="unread" title="This formula cannot be read">\\frac{</code></p>',
  );
});

test.each([
  '\\href{javascript:alert(1)}{x}',
  '\\url{javascript:alert(1)}',
  '\\includegraphics{https://evil.example/x.png}',
  '\\htmlStyle{position:fixed}{x}',
  '\\htmlClass{fixed}{x}',
  '\\htmlId{menu}{x}',
  '\\htmlData{copy=1}{x}',
  '\\text{<script>alert(1)</script>}',
  '\\textcolor{red;background:url(//evil.example)}{x}',
  '\\def\\a{\\a\\a}\\a',
  '\\fbox{x}\\cancel{x}\\colorbox{red}{x}\\rule{9999em}{9999em}',
  `${'{'.repeat(2000)}x`,
])('nothing of %j acts', async (tex) => {
  const page = await html(`$$\n${tex}\n$$`);
  const tags = [...page.matchAll(/<[a-z][^>]*>/g)].join('');
  expect(tags).not.toMatch(/ (?:href|xlink:href|src|style|on\w+|id|class|data-\w+)=(?!"unread")|<(?:script|img|a)\b/);
});
