import { describe, expect, test } from 'vitest';
import { httpEvent } from '../../infra/checks/http-event.ts';
import { CreatePostRequestSchema } from '../../proto/gen/colophon/posts/v1/posts_pb.js';
import { Refusal } from './refusal.ts';
import { matches } from './reply.ts';
import { limitParameter, minVersion, parseBody, query, rawBody, slugsParameter, uuidParameter } from './request.ts';
import { isSlug, isSlugs, slugFrom } from './slug.ts';

function refusalOf(work: () => unknown): Refusal | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

test.each([
  ['0', 0n],
  ['9007199254740993', 9007199254740993n],
  ['18446744073709551615', 18446744073709551615n],
])('Min-Version: %s is taken exactly', (value, version) => {
  expect(minVersion(httpEvent({ headers: { 'min-version': value } }))).toBe(version);
});

test.each(['', '-1', '1.0', '01', '0x1', '1e3', ' 1', '18446744073709551616', '99999999999999999999999', 'one'])(
  'Min-Version: %j is 400',
  (value) => {
    expect(refusalOf(() => minVersion(httpEvent({ headers: { 'min-version': value } })))?.kind).toBe('malformed');
  },
);

test.each([
  [['colophon_version=740'], undefined, 740n],
  [['other=1', 'colophon_version=18446744073709551615'], undefined, 18446744073709551615n],
  [['colophon_version=740'], '7', 7n],
  [['my_colophon_version=740'], undefined, undefined],
  [['colophon_version=18446744073709551616'], undefined, undefined],
  [['colophon_version=latest'], undefined, undefined],
  [undefined, undefined, undefined],
])('of cookies %j with the header %j the version is %s', (cookies, header, version) => {
  const headers = header === undefined ? {} : { 'min-version': header };
  expect(minVersion({ headers, ...(cookies && { cookies }) })).toBe(version);
});

test('query parameters that nobody asked for are refused by name', () => {
  expect(query(httpEvent({ query: { limit: '5' } }), ['limit'])).toEqual({ limit: '5' });
  expect(
    refusalOf(() => query(httpEvent({ query: { limit: '5', utm_source: 'x' } }), ['limit']))?.violations,
  ).toMatchObject([{ field: 'utm_source' }]);
});

test.each(['0', '101', '-1', '1.5', 'x', ''])('limit=%s is refused', (limit) => {
  expect(refusalOf(() => limitParameter(limit))?.kind).toBe('malformed');
});

describe('paths', () => {
  test.each(['a', 'a-b_c', 'guide/deep/inner', Array(8).fill('a').join('/')])('%s can be one', (path) => {
    expect(slugsParameter(httpEvent({ parameters: { path } }), 'path')).toBe(path);
  });

  test.each([
    '',
    '/',
    'a/',
    '/a',
    'a//b',
    'A',
    'a--b',
    '-a',
    'a.',
    '..',
    'a/../b',
    'ä',
    'a\n',
    'a'.repeat(101),
    Array(9).fill('a').join('/'),
  ])('nothing can be at %j', (path) => {
    expect(refusalOf(() => slugsParameter(httpEvent({ parameters: { path } }), 'path'))?.kind).toBe('not-found');
  });

  test('an id has no case, and what is none names nothing', () => {
    const id = '019A0000-0000-7000-8000-00000000000F';
    expect(uuidParameter(httpEvent({ parameters: { id } }), 'id')).toBe(id.toLowerCase());
    expect(refusalOf(() => uuidParameter(httpEvent({ parameters: { id: '1' } }), 'id'))?.kind).toBe('not-found');
  });
});

test.each([
  ['Überall: Größe & Maß!', 'uberall-gro-e-ma'],
  ['  Redis 8.0 — what is new?  ', 'redis-8-0-what-is-new'],
  ['日本語', ''],
  [`${'a'.repeat(99)} b`, 'a'.repeat(99)],
])('a slug from %j', (text, slug) => {
  expect(slugFrom(text)).toBe(slug);
  expect(slug === '' || isSlug(slug)).toBe(true);
  expect(isSlugs(slug)).toBe(slug !== '');
});

describe('bodies', () => {
  const parse = (body: string, more = {}) =>
    parseBody(httpEvent({ method: 'POST', body, ...more }), CreatePostRequestSchema);

  test('one that came in base64 is read', () => {
    const event = {
      ...httpEvent({ method: 'POST', body: Buffer.from('{"title":"Größe"}').toString('base64') }),
      isBase64Encoded: true,
    };
    expect(parseBody(event, CreatePostRequestSchema).message.title).toBe('Größe');
  });

  test('one that is no UTF-8 is refused', () => {
    const event = {
      ...httpEvent({ method: 'POST', body: Buffer.from([0x22, 0xff, 0x22]).toString('base64') }),
      isBase64Encoded: true,
    };
    expect(refusalOf(() => rawBody(event))?.kind).toBe('malformed');
  });

  test('an absent one is an empty object', () => {
    expect(parseBody(httpEvent({ method: 'POST' }), CreatePostRequestSchema)).toMatchObject({ named: new Set() });
  });

  test.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON'])('%s is taken', (type) => {
    expect(parse('{"title":"x"}', { headers: { 'content-type': type } }).message.title).toBe('x');
  });

  test.each(['text/plain', 'application/jsonp', 'application/json-patch+json'])('%s is 415', (type) => {
    expect(refusalOf(() => parse('{}', { headers: { 'content-type': type } }))?.kind).toBe('unsupported-media-type');
  });

  test.each([
    ['{"titel": "x"}', 'titel'],
    ['{"__proto__": {"title": "x"}}', '__proto__'],
    ['{"title": 1}', 'title'],
    ['{"bodyMarkdown": []}', 'bodyMarkdown'],
    ['{"tags": [null]}', 'tags[0]'],
    ['{"tags": ["a", 1]}', 'tags[1]'],
    ['{"title": "x\\u0000"}', 'title'],
    ['{"tags": ["x\\u0000"]}', 'tags[0]'],
    ['{"tags": null}', 'tags'],
    ['{"title": null}', 'title'],
    ['{"title": "\\ud800"}', 'title'],
    ['{"title": "x", "title": 2}', 'title'],
  ])('%s is refused by the name of the field', (body, field) => {
    const refusal = refusalOf(() => parse(body));
    expect(refusal?.kind).toBe('malformed');
    expect(refusal?.violations).toMatchObject([{ field }]);
  });

  test.each(['null', '[]', '"x"', '1', 'true', '{', 'undefined'])('%s is no object', (body) => {
    expect(refusalOf(() => parse(body))?.kind).toBe('malformed');
  });
});

describe('If-None-Match', () => {
  test.each(['"abc"', 'W/"abc"', '*', '"x", "abc"', '"abc-br"', '"abc-gzip"'])(
    '%s is this representation',
    (header) => {
      expect(matches(httpEvent({ headers: { 'if-none-match': header } }), 'abc')).toBe(true);
    },
  );

  test.each(['"abcd"', 'abc', '"abc-zip"', '""', '"x"'])('%s is another', (header) => {
    expect(matches(httpEvent({ headers: { 'if-none-match': header } }), 'abc')).toBe(false);
  });
});
