import { expect, test } from 'vitest';
import { renderMarkdown } from './render.ts';

const render = (markdown: string) => renderMarkdown(markdown);
const codeOf = async (markdown: string) => /<code[^>]*>([\s\S]*?)<\/code>/.exec((await render(markdown)).html)![1]!;
const textOf = (html: string) =>
  html
    .replace(/<[^>]+>/g, '')
    .replaceAll('&#x3C;', '<')
    .replaceAll('&#x26;', '&');

test('a block of code is a figure that scrolls, with a button that nobody sees until a script shows it', async () => {
  const { html, needs } = await render('```unheard-of\na < b\n```');
  expect(html).toBe(
    '<figure class="code"><pre tabindex="0"><code class="language-unheard-of">a &#x3C; b\n</code></pre>' +
      '<button type="button" data-copy="" hidden>Copy</button></figure>',
  );
  expect(needs).toMatchObject({ copy: true, diagrams: false });
});

test('words of a language are told apart by classes, and no style is written', async () => {
  const code = await codeOf('```ts\nconst a: number = f("b"); // c\n```');
  expect(code).toBe(
    '<span class="k">const</span> a: <span class="t">number</span> = <span class="f">f</span>(<span class="s">"b"</span>); <span class="c">// c</span>\n',
  );
});

test.each([
  'js',
  'tsx',
  'json',
  'html',
  'css',
  'svelte',
  'yaml',
  'bash',
  'console',
  'sql',
  'proto',
  'python',
  'rust',
  'go',
  'dockerfile',
  'md',
])(
  '%s is coloured, and its text is kept to the letter',
  async (language) => {
    const source =
      '# A <b class="x">\'1\'</b>\n\nfrom "a" import b; /* c */ // d\n{ "e": 1, f: [true] }\n\tselect * from t;';
    expect(textOf(await codeOf(`\`\`\`${language}\n${source}\n\`\`\``))).toBe(`${source}\n`);
  },
  30_000,
);

test('a file has its name above it', async () => {
  const named = async (meta: string) =>
    /<figcaption>(.*)<\/figcaption>/.exec((await render(`\`\`\`ts ${meta}\nx\n\`\`\``)).html)?.[1];
  expect(await named('title="a <b>.ts"')).toBe('a &#x3C;b>.ts');
  expect(await named('file=src/a.ts {1}')).toBe('src/a.ts');
  expect(await named('{1}')).toBeUndefined();
});

test('lines are numbered where that is asked for, from where it is asked, and numbers are no text', async () => {
  expect(await codeOf('```text numbers\na\nb\n```')).toBe(
    '<span data-line="1">a\n</span><span data-line="2">b\n</span>',
  );
  expect(await codeOf('```text numbers=41\na\n```')).toBe('<span data-line="41">a\n</span>');
});

test('lines are highlighted by their numbers', async () => {
  expect(await codeOf('```text {1,3-4}\na\nb\nc\nd\n```')).toBe('<mark>a\n</mark>b\n<mark>c\n</mark><mark>d\n</mark>');
});

test('a diff says which lines came and went', async () => {
  expect(await codeOf('```diff\n--- a\n+++ b\n-c\n+d\n e\n```')).toBe(
    '--- a\n+++ b\n<del>-c\n</del><ins>+d\n</ins> e\n',
  );
});

test('a diff in a language is coloured as that language, without its first column', async () => {
  const code = await codeOf('```js diff\n-let a\n+let b\n c\n```');
  expect(code).toContain('<del><span class="k">let</span> a\n</del><ins><span class="k">let</span> b\n</ins>');
  expect(textOf(code)).toBe('let a\nlet b\nc\n');
});

test('what a comment says of its line is done and not shown', async () => {
  const code = await codeOf(
    '```text\na // [!code ++]\nb # [!code --]\nc <!-- [!code highlight] -->\nd // [!code]\n```',
  );
  expect(code).toBe('<ins>a\n</ins><del>b\n</del><mark>c\n</mark>d // [!code]\n');
});

test('what is too long to be read closely is not coloured, and holds nobody up', async () => {
  expect(await codeOf(`\`\`\`js\n${'let a;\n'.repeat(10_000)}\`\`\``)).not.toContain('<span');
});

test('a diagram stays readable as its author wrote it', async () => {
  const { html, needs } = await render('```mermaid\ngraph TD; A-->B\n```');
  expect(html).toContain('<figure class="diagram"><details open><summary>');
  expect(html).toContain('<code class="language-mermaid">graph TD; A-->B\n</code>');
  expect(needs).toEqual({ copy: false, diagrams: true });
});
