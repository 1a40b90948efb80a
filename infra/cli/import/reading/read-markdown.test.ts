import { expect, test } from 'vitest';
import { readMarkdown } from './read-markdown.ts';

/** Puts X in the place of each destination: nothing else of the text may change. */
function marked(source: string): string {
  return readMarkdown(source).destinations.reduceRight(
    (text, { start, end }) => `${text.slice(0, start)}X${text.slice(end)}`,
    source,
  );
}

test.each([
  ['![a](b.png)', '![a](X)'],
  ['![a]( <b c.png> "t" )', '![a]( X "t" )'],
  ['[a](b.md#c "t")', '[a](X "t")'],
  ['[![a](b.png)](c.md)', '[![a](X)](X)'],
  ['[a]\n\n[a]: b.md "t"', '[a]\n\n[a]: X "t"'],
  ['> - [a](b.md)\n>   ![c\n>   d](e.png)', '> - [a](X)\n>   ![c\n>   d](X)'],
  ['|a|\n|-|\n|![b](c\\_d.png)|', '|a|\n|-|\n|![b](X)|'],
  ['<img alt="a > b" src="c.png">', '<img alt="a > b" src="X">'],
  ["<a href='b.md'>a</a> <IMG SRC=c.png>", "<a href='X'>a</a> <IMG SRC=X>"],
  [
    '<video poster="a.png" data-src="b"><source src="c.mp4"></video>',
    '<video poster="X" data-src="b"><source src="X"></video>',
  ],
  ['> <figure>\n> <img\n>   src="a.png">\n> </figure>', '> <figure>\n> <img\n>   src="X">\n> </figure>'],
])('%j', (source, expected) => {
  expect(marked(source)).toBe(expected);
});

test.each([
  '`![a](b.png)`',
  '```\n![a](b.png)\n<img src="c.png">\n```',
  '    ![a](b.png)',
  '\\![a]\\(b.png)',
  '<!-- <img src="a.png"> -->',
  '<p data-a=\'<img src="b.png">\'>',
])('%j names nothing', (source) => {
  expect(readMarkdown(source).destinations).toEqual([]);
});

test('destinations are read as a browser would read them', () => {
  const urls = readMarkdown('![a](<b c.png>) [d](e&amp;f\\_g.md) <a href=" h?i=1&amp;j ">').destinations.map(
    ({ url }) => url,
  );
  expect(urls).toEqual(['b c.png', 'e&f_g.md', 'h?i=1&j']);
});

test('pictures are shown, links are followed', () => {
  const found = readMarkdown('![a](b) [c](d) <img src="e"> <a href="f">').destinations;
  expect(found.map(({ shown }) => shown)).toEqual([true, false, true, false]);
});

test('elements that no reader will see are named once', () => {
  expect(
    readMarkdown('<iframe src="a"></iframe>\n\n<iframe></iframe>\n\n<style>a</style>\n\n`<form>`').leftOut,
  ).toEqual(['iframe', 'style']);
});

test.each([
  ['# A `b` *c*\n\nd', { text: 'A b c', depth: 1, end: 11, first: true }],
  ['a\n\nB\n-\n', { text: 'B', depth: 2, end: 6, first: false }],
  ['#\n\n## A', { text: 'A', depth: 2, end: 7, first: false }],
  ['a', undefined],
])('the first heading of %j', (source, heading) => {
  expect(readMarkdown(source).heading).toEqual(heading);
});
