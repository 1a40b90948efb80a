import { create, fromBinary } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { httpEvent } from '../../infra/checks/http-event.ts';
import { type Site, SiteSchema } from '../../proto/gen/colophon/site/v1/site_pb.js';
import { preferredForm } from './accept.ts';
import { reply } from './reply.ts';
import { route } from './route.ts';

test.each([
  [undefined, 'json'],
  ['*/*', 'json'],
  ['application/json', 'json'],
  ['application/x-protobuf', 'protobuf'],
  ['Application/X-Protobuf', 'protobuf'],
  ['application/x-protobuf, */*', 'protobuf'],
  ['application/x-protobuf, application/json', 'json'],
  ['application/x-protobuf;q=0.9, application/json;q=0.8', 'protobuf'],
  ['application/x-protobuf;q=0.8, application/json;q=0.9', 'json'],
  ['application/x-protobuf; q=0, */*', 'json'],
  ['application/json;q=0, application/*', 'protobuf'],
  ['text/html, application/xhtml+xml, */*;q=0.8', 'json'],
  ['application/json; charset=utf-8', 'json'],
  ['text/html', undefined],
  ['application/json;q=0', undefined],
  ['', undefined],
])('Accept: %s is answered in %s', (accept, form) => {
  expect(preferredForm(accept)).toBe(form);
});

const site: Site = create(SiteSchema, { title: 'Größe', menu: [{ label: 'x', href: '/' }] });
const handler = route(async () => reply(200, SiteSchema, site));
const ask = (accept?: string) => handler(httpEvent({ headers: { ...(accept && { accept }) } }));

test('an answer is in the form that the caller likes, and says the same in both', async () => {
  expect(await ask()).toMatchObject({ statusCode: 200, headers: { 'content-type': 'application/json' } });
  const { headers, body = '', isBase64Encoded } = await ask('application/x-protobuf');
  expect([headers?.['content-type'], isBase64Encoded]).toEqual(['application/x-protobuf', true]);
  expect(fromBinary(SiteSchema, Buffer.from(body, 'base64'))).toEqual(site);
});

test('where neither form fits it is 406, in problem+json', async () => {
  expect(await ask('text/html')).toMatchObject({
    statusCode: 406,
    headers: { 'content-type': 'application/problem+json' },
  });
});

test('of two at once each gets its own', async () => {
  const answers = await Promise.all(['application/json', 'application/x-protobuf', 'text/csv', '*/*'].map(ask));
  expect(answers.map(({ headers }) => headers?.['content-type'])).toEqual([
    'application/json',
    'application/x-protobuf',
    'application/problem+json',
    'application/json',
  ]);
});
