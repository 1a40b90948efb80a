import fc, { type Arbitrary } from 'fast-check';
import { create, toBinary } from '@bufbuild/protobuf';
import { sampleOf } from '../gates/samples.ts';
import type { GeneratedRoute } from '../../schema/generated-messages.ts';
import type { DocumentedRoute } from '../openapi.ts';
import { addressOfNothing } from './walk.ts';

export interface HostileRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer | undefined;
}

/** Parts of a path that no parameter has, and some that look as if. */
const oddParts = [
  ...[
    '%00',
    '%ff',
    '%2e%2e',
    '..%2f..%2fetc',
    '%F0%9F%92%A9',
    '%E2%80%AE',
    '%0a',
    '%27%20or%201=1--',
    '{id}',
    '%25',
    '*',
    '-1',
  ],
  ...[
    '0',
    '99999999999999999999',
    'NaN',
    '__proto__',
    'constructor',
    'a'.repeat(300),
    '%C3%A4',
    '019a0000-0000-7000-8000-00000000dead',
  ],
];

const oddQueries = [
  ...[
    'limit=0',
    'limit=1e9',
    'limit=1&limit=2',
    'limit=%00',
    'limit=',
    'limit',
    '=',
    '&&',
    '%',
    '%ff=%ff',
    '__proto__=1',
  ],
  ...[
    'cursor=x',
    'cursor=AAAA',
    `cursor=${Buffer.from('2026-99-99T00:00:00.000Z x').toString('base64url')}`,
    `cursor=${'A'.repeat(4000)}`,
  ],
  ...['cascade=maybe', 'q=%00', `q=${'x'.repeat(3000)}`, 'q=%27%3B--', 'tag=A', 'constructor=1'],
];

const oddHeaders: Record<string, string>[] = [
  ...['*', '"1-x"', 'W/"1-x"', '"99999999999-x"', '"-1-x"', '""', 'x', '"1-x", "2-y"'].map((value) => ({
    'if-match': value,
  })),
  ...['-1', '1e3', '18446744073709551616', '0', 'x'].map((value) => ({ 'min-version': value })),
  ...['', 'x'.repeat(201), 'key', 'a b'].map((value) => ({ 'idempotency-key': value })),
  ...['application/x-protobuf', 'text/html', ';;q=9', 'a/b;q=x', '*/*;q=0'].map((value) => ({ accept: value })),
  ...['Bearer x', 'Basic eDp4', `Bearer ${'x'.repeat(5000)}`, 'Bearer'].map((value) => ({ authorization: value })),
  { 'if-none-match': '"'.repeat(999) },
  { traceparent: '00-zz' },
  {},
];

/** Values of any type, the worst of each. */
const oddValues: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -0,
    -1,
    1.5,
    2 ** 31,
    2 ** 53,
    1e308,
    '',
    '\0',
    'x\0y',
    '\ud800',
    [],
    {},
    [null],
    [[[]]],
    { a: 1 },
  ),
  fc.constantFrom<unknown>(
    '2026-02-30T00:00:00Z',
    '//evil.example',
    'javascript:alert(1)',
    "'; drop table posts; --",
    '\u202e',
    'x'.repeat(600_000),
  ),
  fc.string({ unit: 'binary', maxLength: 50 }),
  fc.jsonValue({ maxDepth: 3 }),
);

export function hostileRequests(
  routes: DocumentedRoute[],
  generated: GeneratedRoute[],
  addresses: Map<string, string>,
): Arbitrary<HostileRequest> {
  const each = routes.map((route) => {
    const { request } = generated.find(({ route: { method, path } }) => `${method} /api/v1${path}` === route.routeKey)!;
    const names = request.fields.map(({ jsonName }) => jsonName);
    const binary = Buffer.from(toBinary(request, create(request)));
    const body = route.operation.requestBody
      ? bodiesOf(sampleOf(request), names, binary)
      : fc.option(noise, { nil: undefined });
    return fc
      .tuple(pathsOf(route, addresses.get(route.routeKey)), fc.constantFrom(...oddHeaders), body)
      .map(([path, headers, given]) => ({
        method: route.method,
        path,
        headers: { ...(given && { 'content-type': given.type }), ...headers },
        body: given?.bytes,
      }));
  });
  return fc.oneof(...each);
}

function pathsOf(route: DocumentedRoute, real: string | undefined): Arbitrary<string> {
  const template = route.routeKey.split(' ')[1]!;
  const odd = fc
    .constantFrom(...oddParts)
    .map((part) => template.replace(/\{\w+\+?\}/, part).replace(/\{\w+\+?\}/g, oddParts.at(-1)!));
  const query = fc.option(fc.constantFrom(...oddQueries), { nil: undefined });
  return fc
    .tuple(fc.oneof(fc.constantFrom(real ?? addressOfNothing(route), addressOfNothing(route)), odd), query)
    .map(([path, given]) => (given === undefined ? path : `${path}${path.includes('?') ? '&' : '?'}${given}`));
}

interface Body {
  type: string;
  bytes: Buffer;
}

const noise: Arbitrary<Body> = fc.record({
  type: fc.constantFrom(
    'application/json',
    'application/x-protobuf',
    'text/plain',
    'multipart/form-data; boundary=x',
    '',
  ),
  bytes: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
});

function bodiesOf(sample: Record<string, unknown>, names: string[], binary: Buffer): Arbitrary<Body> {
  const json = (text: string | Buffer): Body => ({ type: 'application/json', bytes: Buffer.from(text) });
  const spoilt = fc
    .tuple(fc.constantFrom(...names, 'nobody', '__proto__', 'constructor'), oddValues)
    .map(([name, value]) => json(JSON.stringify(Object.fromEntries([...Object.entries(sample), [name, value]]))));
  const lacking = fc
    .subarray(Object.keys(sample))
    .map((kept) => json(JSON.stringify(Object.fromEntries(kept.map((name) => [name, sample[name]])))));
  const [first = 'x'] = names;
  const crafted = [
    ...[
      '',
      ' ',
      'null',
      '[]',
      '"x"',
      '{',
      '{"a":}',
      '\ufeff{}',
      `{"${first}": 1e999}`,
      `{"${first}": -0}`,
      `{"${first}": 99999999999999999999}`,
    ],
    ...[
      `{"${first}": "a", "${first}": "b"}`,
      `{"${first}": "\\ud800"}`,
      `{"${first}": "\\u0000"}`,
      `{"${first}": ${'['.repeat(100_000)}`,
    ],
    ...[`{"${first}": [${'0,'.repeat(50_000)}0]}`, `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`, `{"${first}": "\\`],
  ];
  const notText = [Buffer.of(0x7b, 0x22, 0xff, 0x22, 0x7d), Buffer.of(0xc0, 0x80), Buffer.of(0xed, 0xa0, 0x80)];
  const tail = fc.uint8Array({ maxLength: 60 });
  return fc.oneof(
    { arbitrary: spoilt, weight: 20 },
    { arbitrary: lacking, weight: 5 },
    { arbitrary: fc.constantFrom(...crafted).map(json), weight: 10 },
    { arbitrary: noise, weight: 3 },
    { arbitrary: fc.constantFrom(...notText).map(json), weight: 3 },
    {
      arbitrary: tail.map((bytes) => ({ type: 'application/x-protobuf', bytes: Buffer.concat([binary, bytes]) })),
      weight: 5,
    },
    { arbitrary: fc.constant({ type: 'application/json', bytes: tenMegabytes }), weight: 1 },
  );
}

const tenMegabytes = Buffer.alloc(10 * 2 ** 20, ' ');
