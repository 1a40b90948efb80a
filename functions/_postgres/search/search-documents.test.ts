import { Client } from 'pg';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { databaseUnderTest } from '../../../infra/checks/database-under-test.ts';
import { migrateForTests } from '../../../infra/checks/template.ts';

const db = databaseUnderTest();
const project = '019a0000-0000-7000-8000-000000000001';
const post = '019a0000-0000-7000-8000-000000000021';

beforeAll(() =>
  db.sql(`
    insert into projects (id, slug, name) values ('${project}', 'engine', 'Engine');
    insert into nodes (project_id, type, slug) values ('${project}', 'page', 'post');
    insert into posts (id, project_id, node_id, title, body_markdown, status, published_at)
      select '${post}', '${project}', id, 'Title', 'text', 'published', now() from nodes`),
);

const plain = async (markdown: string) => (await db.sql(`select plain_text($1) as text`, [markdown]))[0]!['text'];

test.each([
  ['# One #\n\nTwo\n===\n\nThree\n---', 'One Two Three'],
  ['**a** *b* __c__ _d_ ***e*** ~~f~~ `g`', 'a b c d e f g'],
  ['snake_case and 2 * 3 and a*b and `_private`', 'snake_case and 2 * 3 and a*b and private'],
  ['functions/_postgres/pool.ts', 'functions/_postgres/pool.ts'],
  ['[a](b) ![c](d "e") [![f](g)](h) [i][j] <https://k.l/m> [n](o_(p))', 'a c f i https://k.l/m n'],
  ['a[^1]\n\n[^1]: Foot\n[j]: https://example.org', 'a'],
  ['> quoted\n> > twice\n\n- one\n- [x] two\n1. three\n10) four', 'quoted twice one two three four'],
  ['```ts\nconst x = 1;\n```\n~~~\ny\n~~~', 'const x = 1; y'],
  ['| a | b |\n| --- | :-: |\n| c | d |', 'a b c d'],
  ['a <em class="x">b</em> <!-- c --> d\n\n* * *\n\ne', 'a b d e'],
  [String.raw`\*a\* \# \[b\] c\\d`, String.raw`*a* # [b] c\d`],
  ['a &lt;b&gt; &amp;amp; &quot;c&quot;', 'a <b> &amp; "c"'],
  ['', ''],
])('%j says %j', async (markdown, text) => {
  expect(await plain(markdown)).toBe(text);
});

/** As long as a text may be. */
const full = (unit: string) => unit.repeat(500_000 / [...unit].length);
const distinct = (letters: string) => {
  const words: string[] = [];
  for (let n = 0; words.length * 65 < 499_900; n++)
    words.push([...(n * 7919).toString(10).padStart(64, '7')].map((digit) => [...letters][Number(digit)]).join(''));
  return words.join(' ');
};

describe('a text of the greatest length is saved, and found by how it begins', () => {
  // The limit is that of the author's statements: none of these may come near it.
  beforeEach(() => db.sql(`set statement_timeout = '5s'`));

  test.each<[what: string, body: string]>([
    ['distinct long words', distinct('abcdefghij')],
    ['distinct long words of two bytes a letter', distinct('абвгдежзик')],
    ['distinct long words of four bytes a letter', distinct('𐐨𐐩𐐪𐐫𐐬𐐭𐐮𐐯𐐰𐐱')],
    ['distinct words with hyphens', distinct('abcdefghij').replaceAll(' ', '-')],
    ['short distinct words', [...Array(80_000).keys()].map((n) => n.toString(36)).join(' ')],
    ['distinct addresses', [...Array(15_000).keys()].map((n) => `http://a.example/${n}/${n * 7}`).join(' ')],
    ['one word', full('é')],
    ...[
      ...['[', '![a](', '*', '* ', 'a*', '_a', '`', '\\', '<', '<a', '<!--', '> ', '- ', '|', '| ', '&amp;', '\n', '#'],
      ...['[a](b)', '[a][b]', '(', '👩‍🚀', '1. ', 'a.b', '/', '\ue000', '<https://a', '- [x] a\n', '\\*', '\t'],
      ...[
        '-a',
        'a-',
        '.a',
        'a.',
        '1.',
        '-1',
        '1e',
        '+1',
        'a@',
        '@a',
        'a@b.c',
        '%a',
        '~a',
        '?a',
        '=a',
        '&a',
        '&#1',
        ':a',
        'a:',
        '#a',
        'http://',
        '//a',
        '/a.b',
        "a'",
        '"a',
        '1-a',
        'é-',
        '-.',
        'a1.1',
        'a_1-',
      ],
    ].map((unit) => [`nothing but ${JSON.stringify(unit)}`, full(unit)] as [string, string]),
  ])('%s', async (_, body) => {
    expect([...body].length).toBeLessThanOrEqual(500_000);
    await db.sql(`update posts set body_markdown = $2 where id = $1`, [
      post,
      `Beginning. ${[...body].slice(12).join('')}`,
    ]);
    const found = await db.sql(`
      select length(plain) > 0 as plain from search_documents where document @@ to_tsquery('english', 'beginning')`);
    expect(found).toEqual([{ plain: true }]);
    const asked = `select excerpt_html from published.search('beginning', 2147483647, 'ffffffff-ffff-ffff-ffff-ffffffffffff', 10)`;
    const [excerpt] = await db.sql<{ excerpt_html: string }>(asked);
    expect(excerpt!.excerpt_html).toMatch(/^<mark>Beginning<\/mark>/);
  });
});

test('where pg_trgm is in a schema of somebody else’s already, it is used from there', async () => {
  await db.sql('create database trigrams_elsewhere template template0');
  const url = new URL(db.addresses.ownerUrl);
  url.pathname = '/trigrams_elsewhere';
  const client = new Client({ connectionString: url.href });
  await client.connect();
  await client.query('create schema extensions; create extension pg_trgm with schema extensions');
  await migrateForTests(url.href);
  await client.query(`
    set search_path = colophon;
    insert into projects (slug, name) values ('engine', 'Engine');
    insert into nodes (project_id, type, slug) select id, 'page', 'post' from projects;
    insert into posts (project_id, node_id, title, body_markdown, status, published_at)
      select project_id, id, 'Postgres', 'text', 'published', now() from nodes;
    set role colophon_reader`);
  const asked = `select post_id from published.search('postgrss', 2147483647, 'ffffffff-ffff-ffff-ffff-ffffffffffff', 5)`;
  const { rowCount } = await client.query(asked);
  await client.end();
  await db.sql('drop database trigrams_elsewhere with (force)');
  expect(rowCount).toBe(1);
});

test('a temporary table of the same name is not taken for ours', async () => {
  await db.sql('begin');
  await db.sql(`create temporary table search_documents (like colophon.search_documents)`);
  await db.sql(`update colophon.posts set title = 'Shadowed' where id = $1`, [post]);
  const names = await db.sql(`select names from colophon.search_documents where post_id = $1`, [post]);
  await db.sql('rollback');
  expect(names).toEqual([{ names: 'Shadowed\n' }]);
});
