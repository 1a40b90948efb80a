import { expect, test } from 'vitest';
import { svgOf } from '../../../infra/checks/made-files.ts';
import { cleanSvg } from './svg.ts';

const cleaned = async (inside: string, attributes?: string) =>
  (await cleanSvg(svgOf(inside, attributes))).content.toString();

test('a drawing stays what it is', async () => {
  const inside =
    '<defs><linearGradient id="a" gradientUnits="userSpaceOnUse"><stop offset="0" stop-color="#fff"></stop></linearGradient></defs>' +
    '<style>.line{stroke:#333;fill:url(#a)}</style><g transform="translate(1 2)"><path class="line" d="M0 0L9 9"></path></g>' +
    '<text x="1" y="2" font-family="serif">a &amp; b &lt; c</text><use href="#a"></use>';
  expect(await cleaned(inside)).toBe(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30">${inside}</svg>`);
});

test.each([
  ['a script', '<script>alert(1)</script>'],
  ['a script with a prefix', '<x:script xmlns:x="http://www.w3.org/2000/svg">alert(1)</x:script>'],
  ['a script that looks like text', '<text><![CDATA[<script>alert(1)</script>]]></text>'],
  ['a script behind a style', '<style><![CDATA[a{}</style><script>alert(1)</script>]]></style>'],
  ['a handler', '<g onload="alert(1)"/>'],
  ['a handler in capitals', '<g ONLOAD="alert(1)"/>'],
  ['a handler that is animated in', '<g><set attributeName="onclick" to="alert(1)"/></g>'],
  ['an address that is animated in', '<a id="x"><animate attributeName="href" to="javascript:alert(1)"/></a>'],
  ['a link to a script', '<a href="javascript:alert(1)"><path d="M0 0"/></a>'],
  ['an old link to a script', '<a xlink:href=" java&#x73;cript:alert(1)"><path d="M0 0"/></a>'],
  ['a page inside', '<foreignObject><iframe src="https://elsewhere.example"/></foreignObject>'],
  ['a picture from elsewhere', '<image href="https://elsewhere.example/a.png"/>'],
  ['a drawing from elsewhere', '<use href="https://elsewhere.example/a.svg#a"/>'],
  ['a drawing inside an address', '<image href="data:image/svg+xml;base64,PHN2Zz4="/>'],
  ['a page inside an address', '<use href="data:text/html,x#a"/>'],
  ['a style from elsewhere', '<style>@import "https://elsewhere.example/a.css";</style>'],
  ['a colour from elsewhere', '<g fill="url(https://elsewhere.example/a.svg#a)"/>'],
  ['a colour from elsewhere, hidden', '<g style="fill:u\\72l(https://elsewhere.example/a)"/>'],
  ['a colour from elsewhere in a style', '<style>g{fill:url( "//elsewhere.example/a" )}</style>'],
  ['an instruction to load a style', '<?xml-stylesheet href="https://elsewhere.example/a.css"?>'],
  ['a comment', '<!-- elsewhere -->'],
])('%s is gone', async (_, inside) => {
  const text = await cleaned(
    `${inside}<path d="M1 1"/>`,
    'viewBox="0 0 1 1" xmlns:xlink="http://www.w3.org/1999/xlink"',
  );
  expect(text).not.toMatch(
    /<script|onload|onclick|javascript|elsewhere|foreignObject|iframe|svg\+xml|html|<\?|attributeName/i,
  );
  expect(text).toContain('<path d="M1 1">');
});

test('an embedded picture stays', async () => {
  expect(await cleaned('<image href="data:image/png;base64,iVBORw0KGgo="/>')).toContain(
    'data:image/png;base64,iVBORw0KGgo=',
  );
});

test.each([
  [
    'entities',
    '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg"><text>&b;</text></svg>',
  ],
  ['an entity that is a file', '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg><text>&a;</text></svg>'],
])('%s are refused', async (_, text) => {
  await expect(cleanSvg(Buffer.from(text))).rejects.toThrow('declares entities');
});

test('what is nested beyond sense, cut off or wrongly encoded is refused or made whole', async () => {
  await expect(cleanSvg(Buffer.from([0x3c, 0x73, 0x76, 0x67, 0xff, 0x3e]))).rejects.toThrow('encoding');
  await expect(cleanSvg(Buffer.alloc(2 * 1024 * 1024 + 1, ' '))).rejects.toThrow('larger than 2 MB');
  expect((await cleanSvg(Buffer.from('<svg><g><path d="M0'))).content.toString()).toMatch(/^<svg[^>]*>.*<\/svg>$/);
  const deep = svgOf('<g>'.repeat(50_000) + '<path d="M1 1"/>');
  expect((await cleanSvg(deep)).content.length).toBeLessThan(10_000);
});

test('a drawing in another encoding is written as UTF-8', async () => {
  const latin = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><svg><text>caf\xe9</text></svg>', 'latin1');
  expect((await cleanSvg(latin)).content.toString('utf8')).toContain('café');
});

test.each([
  ['viewBox="0 0 40 30"', 40, 30],
  ['width="80" viewBox="0 0 40 30"', 80, 60],
  ['width="1in" height="2.54cm"', 96, 96],
  ['width="100%" viewBox="0,0,40,30"', 40, 30],
  ['', 300, 150],
])('%s is %i × %i', async (attributes, width, height) => {
  expect(await cleanSvg(svgOf('', attributes))).toMatchObject({ width, height });
});
