import { create, toBinary } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { httpEvent } from '../../infra/checks/http-event.ts';
import { PutSiteRequestSchema } from '../../proto/gen/colophon/site/v1/site_pb.js';
import { UpdatePostRequestSchema } from '../../proto/gen/colophon/posts/v1/posts_pb.js';
import { parseBody } from './request.ts';
import { Refusal } from './refusal.ts';

function refusalOf(work: () => unknown) {
  try {
    work();
    return undefined;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { kind: error.kind, violations: error.violations, detail: error.message };
  }
}

const site = (body: unknown) => parseBody(httpEvent({ method: 'PUT', body }), PutSiteRequestSchema);
const nested = (levels: number) => `{"title": ${'['.repeat(levels)}${']'.repeat(levels)}}`;

test.each(['gzip', 'br', 'gzip, gzip', 'GZIP'])('a body in the coding %s is not unpacked, but refused', (coding) => {
  const event = httpEvent({ method: 'PUT', body: { title: 'x' }, headers: { 'content-encoding': coding } });
  expect(refusalOf(() => parseBody(event, PutSiteRequestSchema))).toMatchObject({ kind: 'unsupported-media-type' });
});

describe('values that break their rules', () => {
  test('are all named at once, each by its path and in the words of the database', () => {
    const menu = [{ label: 'Projects', href: '/projects' }, { label: '', href: '//evil.example' }, { href: '/x' }];
    expect(refusalOf(() => site({ title: '', tagline: 'é'.repeat(301), menu }))).toEqual({
      kind: 'invalid',
      detail: 'title must have 1 to 200 characters, and 4 more fields are wrong.',
      violations: [
        { field: 'title', issue: 'must have 1 to 200 characters' },
        { field: 'tagline', issue: 'must have at most 300 characters' },
        { field: 'menu[1].label', issue: 'must have 1 to 100 characters' },
        { field: 'menu[1].href', issue: expect.stringMatching(/^must be a path of this site/) as string },
        { field: 'menu[2].label', issue: 'must be given' },
      ],
    });
  });

  test('are not spoken of while the shape is wrong', () => {
    expect(refusalOf(() => site({ title: '', colour: 'red' }))).toMatchObject({
      kind: 'malformed',
      violations: [{ field: 'colour', issue: 'is not known here' }],
    });
  });

  test('characters are code points: 200 of those that take two units of UTF-16 are 200', () => {
    expect(site({ title: '𝒳'.repeat(200) }).message.title).toHaveLength(400);
    expect(refusalOf(() => site({ title: '𝒳'.repeat(201) }))?.kind).toBe('invalid');
  });
});

describe('JSON that a parser would take, and nobody can mean', () => {
  test.each([
    ['{"title": "a", "title": "b"}', 'title'],
    ['{"title": "a", "\\u0074itle": "b"}', 'title'],
    ['{"menu": [{"label": "a", "href": "/"}, {"label": "a", "label": "b"}]}', 'menu[1].label'],
    ['{"a\\"": 1, "a\\"": 2}', 'a"'],
  ])('%s gives a field twice', (body, field) => {
    expect(refusalOf(() => site(body))).toMatchObject({
      kind: 'malformed',
      violations: [{ field, issue: 'is given twice' }],
    });
  });

  test('the same name in two objects, or as a value, is no repetition', () => {
    const menu = [
      { label: 'label', href: '/' },
      { label: 'label', href: '/' },
    ];
    expect(site({ title: 'title', menu }).message.menu).toHaveLength(2);
  });

  test('32 levels are read, and each more is one too many, however many they are', () => {
    expect(refusalOf(() => site(nested(31)))?.detail).toContain('title must be text');
    for (const levels of [32, 200_000]) {
      expect(refusalOf(() => site(nested(levels)))).toMatchObject({
        kind: 'malformed',
        detail: expect.stringContaining('32 levels') as string,
      });
    }
  });

  test('a hundred thousand wrong entries are refused without a word on each', () => {
    expect(refusalOf(() => site(`{"title": "x", "menu": [${'0,'.repeat(100_000)}0]}`))?.kind).toBe('malformed');
    expect(refusalOf(() => site(`{"title": "x", "menu": [${'0,'.repeat(10_000)}0]}`))?.violations).toHaveLength(50);
  });

  test('a body of more than 1 MB is too large', () => {
    expect(refusalOf(() => site({ title: 'x'.repeat(2 ** 20) }))?.kind).toBe('too-large');
  });
});

describe('application/x-protobuf', () => {
  const parse = (bytes: Uint8Array) =>
    parseBody(
      {
        ...httpEvent({
          method: 'PUT',
          body: Buffer.from(bytes).toString('base64'),
          headers: { 'content-type': 'application/x-protobuf' },
        }),
        isBase64Encoded: true,
      },
      PutSiteRequestSchema,
    );
  const whole = {
    title: 'Überschrift 𝒳',
    tagline: '',
    menu: [{ label: 'Projects', href: '/projects' }],
  };

  test('says what JSON says', () => {
    const { message } = parse(toBinary(PutSiteRequestSchema, create(PutSiteRequestSchema, whole)));
    expect(message).toEqual(site(whole).message);
    expect(toBinary(PutSiteRequestSchema, message)).toEqual(
      toBinary(PutSiteRequestSchema, create(PutSiteRequestSchema, whole)),
    );
  });

  test('passes the same gate', () => {
    const menu = [{ label: 'x', href: 'javascript:alert(1)' }];
    expect(
      refusalOf(() => parse(toBinary(PutSiteRequestSchema, create(PutSiteRequestSchema, { title: 'x', menu })))),
    ).toMatchObject({ kind: 'invalid', violations: [{ field: 'menu[0].href' }] });
    expect(refusalOf(() => parse(new Uint8Array([])))?.violations).toEqual([
      { field: 'title', issue: 'must be given' },
    ]);
  });

  test.each([
    ['a field that is not known', [0xfa, 0x01, 0x01, 0x78]],
    ['one inside a field', [0x0a, 0x01, 0x78, 0x2a, 0x04, 0xfa, 0x01, 0x01, 0x78]],
    ['a length that is a lie', [0x0a, 0x7f, 0x78]],
    ['text that is no UTF-8', [0x0a, 0x01, 0xff]],
    ['noise', [0xff, 0xff, 0xff, 0xff]],
    ['U+0000', [0x0a, 0x01, 0x00]],
  ])('with %s is malformed', (_, bytes) => {
    expect(refusalOf(() => parse(new Uint8Array(bytes)))?.kind).toBe('malformed');
  });

  test('a change names the fields that it holds', () => {
    const bytes = toBinary(UpdatePostRequestSchema, create(UpdatePostRequestSchema, { summary: '', tags: ['a'] }));
    const event = {
      ...httpEvent({
        body: Buffer.from(bytes).toString('base64'),
        headers: { 'content-type': 'application/x-protobuf; charset=x' },
      }),
      isBase64Encoded: true,
    };
    expect([...parseBody(event, UpdatePostRequestSchema).named]).toEqual(['summary', 'tags']);
  });
});
