import { expect, test } from 'vitest';
import { element, xmlDocument } from './xml.ts';

test('no text leaves its element, and nothing is written that no document can hold', () => {
  const hostile = `</title>]]>&<!--\u0000\u000b\ud800\ufffe"'ü😀`;
  const { xml } = element('title', { type: hostile }, hostile);
  const expected = `&lt;/title&gt;]]&gt;&amp;&lt;!--\ufffd\ufffd\ufffd\ufffd&quot;&apos;ü😀`;
  expect(xml).toBe(`<title type="${expected}">${expected}</title>`);
});

test('what is undefined is left out, and an empty element is one', () => {
  expect(xmlDocument(element('a', { b: undefined, c: '' }, undefined, element('d', {}), element('e', {}, '')))).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n<a c=""><d/><e></e></a>\n',
  );
});
