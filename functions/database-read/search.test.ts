import { beforeAll, describe, expect, test } from 'vitest';
import { databaseUnderTest } from '../../infra/checks/database-under-test.ts';
import type { SearchResultsJson } from '../../proto/gen/colophon/search/v1/search_pb.js';
import { handler as searchPosts } from './search-posts.ts';

const db = databaseUnderTest();
const project = '019a0000-0000-7000-8000-000000000001';

async function insert(slug: string, post: Record<string, unknown> = {}): Promise<void> {
  const { title = `Post ${slug}`, summary = '', body = 'Nothing.', tags = [], at = '2026-01-01' } = post;
  await db.sql(
    `with page as (insert into nodes (project_id, type, slug) values ('${project}', 'page', $1) returning id)
     insert into posts (project_id, node_id, title, summary, body_markdown, tags, status, published_at)
       select '${project}', id, $2, $3, $4, $5, 'published', $6 from page`,
    [slug, title, summary, body, tags, at],
  );
}

beforeAll(async () => {
  await db.sql(`insert into projects (id, slug, name) values ('${project}', 'engine', 'Engine')`);
  await insert('in-body', { body: `${'kubernetes '.repeat(40)} and much more kubernetes` });
  await insert('in-summary', { summary: 'About kubernetes' });
  await insert('in-tags', { tags: ['kubernetes'] });
  await insert('in-title', { title: 'Kubernetes for one' });
  await insert('protocol', {
    title: 'The invalidation protocol',
    body: 'It says `functions/cache-read/get-post.ts` and node.js.',
  });
  await insert('other', { title: 'Protocols of invalidation', body: 'Snapshots and leases.' });
  await insert('markup', {
    title: '<b>Markup</b> & "quotes"',
    body: '## Rules\n\nWrite **strong** & [linked](https://example.org/x) *ampersand* `a < b && c > "d"` <script>alert(1)</script>.',
  });
  await db.sql(
    `insert into nodes (project_id, type, slug) values ('${project}', 'page', 'secret');
     insert into posts (project_id, node_id, title, body_markdown) select '${project}', id, 'Unpublished wombat', 'x' from nodes where slug = 'secret'`,
  );
});

async function search(q: string, more: Record<string, string> = {}) {
  const answer = await searchPosts({ q, ...more });
  if (!('value' in answer)) throw new Error(JSON.stringify(answer));
  return { items: [], ...(answer.value as SearchResultsJson), tags: answer.tags };
}
const pathsOf = async (q: string) => (await search(q)).items.map(({ path }) => path);
const excerptOf = async (q: string) => (await search(q)).items[0]?.excerptHtml;

test('a word in the title weighs more than in the tags, the summary, and any number in the text', async () => {
  const { items, tags } = await search('kubernetes');
  expect(items.map(({ path }) => path)).toEqual(['in-title', 'in-tags', 'in-summary', 'in-body']);
  const scores = items.map(({ score }) => score as number);
  expect(scores).toEqual(scores.toSorted((one, other) => other - one));
  expect(items[0]).toMatchObject({ title: 'Kubernetes for one', project: { slug: 'engine', name: 'Engine' } });
  expect(scores.every((score) => score > 0 && score <= 1)).toBe(true);
  expect(tags).toEqual(['search', 'all']);
});

test.each([
  ['all words, wherever each stands', 'invalidation leases', ['other']],
  ['other forms of a word', 'snapshot lease', ['other']],
  ['a phrase', '"invalidation protocol"', ['protocol']],
  ['without a word', 'invalidation -leases', ['protocol']],
  ['this or that', 'leases OR ampersand', ['other', 'markup']],
  ['the name of a file', 'get-post.ts', ['protocol']],
  ['a part of a path', 'cache-read', ['protocol']],
  ['a part of a name with a dot', 'node', ['protocol']],
  ['a draft', 'wombat', []],
])('%s: %s', async (_, q, paths) => {
  expect((await pathsOf(q)).toSorted()).toEqual(paths.toSorted());
});

test.each([
  ['kuberntes', 'in-title'],
  ['invaldation protocl', 'protocol'],
  ['makrup', 'markup'],
  ['snpashots', 'other'],
  ['elases snapshots -kubernetes', 'other'],
])('a misspelt %s finds what was meant', async (q, path) => {
  expect((await pathsOf(q))[0]).toBe(path);
});

test('as it is written it is found alone: what is merely similar does not come along', async () => {
  await insert('similar', { title: 'Kubernaut' });
  expect(await pathsOf('kubernetes')).not.toContain('similar');
  expect(await pathsOf('kubernaut')).toEqual(['similar']);
});

test('what is like nothing finds nothing', async () => {
  expect(await pathsOf('xylophone')).toEqual([]);
  expect(await pathsOf('qqqq zzzz')).toEqual([]);
});

describe('an excerpt', () => {
  test('shows the words where they stand, marked', async () => {
    expect(await excerptOf('leases')).toBe('Snapshots and <mark>leases</mark>.');
    expect(await excerptOf('post.ts')).toContain('functions/cache-read/get-<mark>post</mark>.<mark>ts</mark>');
    expect(await excerptOf('invaldation protocl')).toBe('It says functions/cache-read/get-post.ts and node.js.');
    expect(await excerptOf('elases')).toBe('Snapshots and <mark>leases</mark>.');
  });

  test('is HTML in which nothing but the marks is markup, without the marks of Markdown', async () => {
    expect(await excerptOf('ampersand')).toBe(
      'Rules Write strong &amp; linked <mark>ampersand</mark> a &lt; b &amp;&amp; c &gt; &quot;d&quot; alert(1) .',
    );
  });

  test('marks of its own in a text are no markup', async () => {
    await insert('forger', { body: 'A \ue000forged\ue001 <mark>forgery</mark> \ue007 here' });
    expect(await excerptOf('forged')).toBe('A <mark>forged</mark> forgery here');
  });

  test('of a long text shows the place of the word, and is never cut within a character or an entity', async () => {
    await insert('long', {
      body: `${'&&'.repeat(9000)} needle ${'<👩‍🚀&'.repeat(900)} ${'word '.repeat(20_000)} haystack 𝒳`,
    });
    const needle = (await excerptOf('needle'))!;
    expect(needle).toContain('<mark>needle</mark>');
    expect(await excerptOf('haystack')).toContain('<mark>haystack</mark>');
    expect(needle.replace(/<\/?mark>/g, '').replace(/&(amp|lt|gt|quot|#39);/g, '')).not.toMatch(/[<>&]/);
    expect(needle.isWellFormed()).toBe(true);
    expect(needle.length).toBeLessThan(4000);
  });
});

test.each([
  ['only operators', '-'],
  ['"or" alone', 'or'],
  ['empty quotes', '""'],
  ['many operators', '& | ! ( ) <-> :* -- " \' \\'],
  ['an open quote', '"invalidation proto'],
  ['brackets', '(((((('],
  ['only stop words', 'the of and'],
  ['only an exclusion', '-kubernetes'],
  ['emoji', '👩‍🚀 🎉'],
  ['an excluded emoji', '-👩‍🚀'],
  ['a quote of SQL', `'; drop table posts; --`],
  ['a percent sign', '%'],
  ['a backslash', '\\'],
  ['private characters', '\ue000\ue001\ue007\ue008'],
  ['200 characters without a space', 'x'.repeat(200)],
  ['as many words as fit', 'a '.repeat(100)],
  ['100 exclusions', '-a'.padEnd(199, ' -b')],
  ['letters of many bytes', '漢'.repeat(200)],
  ['combining marks', 'e\u0301'.repeat(100)],
])('%s is a question like any other', async (_, q) => {
  const { items } = await search(q);
  expect(Array.isArray(items)).toBe(true);
});

test.each(['-kubernetes', '-"the protocol"', '- -', 'or'])('who asks for nothing finds nothing: %s', async (q) => {
  expect(await pathsOf(q)).toEqual([]);
});

test.each([
  ['empty', ''],
  ['absent', undefined],
  ['blank', ' \t\n'],
  ['longer than 200 characters', '👩'.repeat(201)],
  ['of a thousand words', 'word '.repeat(1000)],
  ['with NUL', 'a\0b'],
  ['with half a character', 'a\ud83d'],
])('a question that is %s is refused by its name', async (_, q) => {
  const answer = await searchPosts(q === undefined ? {} : { q });
  expect(answer).toMatchObject({ refusal: { kind: 'malformed', violations: [{ field: 'q' }] } });
});

test('results are walked page by page, each once, and a cursor is for its question alone', async () => {
  for (let n = 0; n < 17; n++) await insert(`walked-${n}`, { title: 'Walked', body: 'same' });
  const seen: (string | undefined)[] = [];
  let cursor = '';
  do {
    const { items, nextCursor = '' } = await search('walked', { limit: '5', cursor });
    seen.push(...items.map(({ path }) => path));
    if (nextCursor) expect(await searchPosts({ q: 'other', cursor: nextCursor })).toHaveProperty('refusal');
    cursor = nextCursor;
  } while (cursor !== '');
  expect(seen).toHaveLength(17);
  expect(new Set(seen).size).toBe(17);
});
