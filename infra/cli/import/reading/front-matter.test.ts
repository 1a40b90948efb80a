import { expect, test } from 'vitest';
import { readFrontMatter } from './front-matter.ts';

test('keys and values come off the text', () => {
  expect(readFrontMatter('---\ntitle: A\ntags: [b, c]\ndraft: true\ndate: 2024-05-01\n---\n\nText\n')).toEqual({
    values: { title: 'A', tags: ['b', 'c'], draft: true, date: '2024-05-01' },
    body: '\nText\n',
  });
});

test.each([
  ['no front matter at all', 'Text\n---\nmore', 'Text\n---\nmore'],
  ['an empty one', '---\n---\nText', 'Text'],
  ['one with comments only', '---\n# a: b\n---\nText', 'Text'],
  ['words between two rules', '---\nWords\n---\nText', '---\nWords\n---\nText'],
  ['a rule at the top', '---\n\nText', '---\n\nText'],
])('%s', (_, text, body) => {
  expect(readFrontMatter(text)).toEqual({ values: {}, body });
});

test('a text without a body has none', () => {
  expect(readFrontMatter('---\ntitle: A\n---')).toEqual({ values: { title: 'A' }, body: '' });
});

test('one bad line costs nothing but itself', () => {
  const read = readFrontMatter('---\ntitle: Redis: a love story\ndraft: true\ntags: [a, b\n---\nText');
  expect(read).toMatchObject({ values: { title: 'Redis: a love story', draft: true }, body: 'Text' });
  expect(read.issue).toMatch(/^the front matter is not valid YAML \(.+\); it was read line by line$/);
  expect(read.uncertain).toBeUndefined();
});

test.each([
  ['a line that says nothing we can read', '---\ntitle: "A\n%%% draft = true\n---\nText'],
  ['an end that is missing', '---\ntitle: A\ndraft: true\n\nText'],
  [
    'aliases that grow without end',
    `---\na: &a [x,x]\n${'bcdefghij'.replace(/./g, (k) => `${k}: &${k} [*a,*a,*a,*a]\n`)}---\nText`,
  ],
])('%s leaves it uncertain whether it is a draft', (_, text) => {
  expect(readFrontMatter(text)).toMatchObject({ uncertain: true, issue: expect.any(String) as string });
});

test('simple TOML is read and said to be TOML', () => {
  expect(readFrontMatter('+++\ntitle = "A"\ntags = ["b"]\ndraft = false\n+++\nText')).toEqual({
    values: { title: 'A', tags: ['b'], draft: false },
    body: 'Text',
    issue: 'the front matter is TOML; it was read line by line',
  });
});
