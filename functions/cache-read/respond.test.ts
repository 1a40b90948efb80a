import { create, fromBinary, toJsonString } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { httpEvent } from '../../infra/checks/http-event.ts';
import { SiteSchema } from '../../proto/gen/colophon/site/v1/site_pb.js';
import { route } from '../_http/route.ts';
import { builtFrom } from '../_redis/built.ts';
import { respond } from './_respond.ts';

const site = create(SiteSchema, { title: 'Größe 𝒳', menu: [{ label: 'Projects', href: '/projects' }] });
const json = JSON.parse(toJsonString(SiteSchema, site, { alwaysEmitImplicit: true })) as object;
const object = builtFrom({ value: json, snapshot: '7:7:', tags: ['site', 'all'] });
const missing = builtFrom({ refusal: { detail: 'Nothing is published here.' }, snapshot: '7:7:', tags: ['all'] });

const ask = (headers: Record<string, string>, what = object) =>
  route(async (event) => respond(event, { name: 'site', schema: SiteSchema }, { object: what, how: 'hit' }, 0.4))(
    httpEvent({ headers }),
  );

test('JSON is handed on as it was stored', async () => {
  expect(await ask({})).toMatchObject({
    statusCode: 200,
    headers: { 'content-type': 'application/json', etag: `"${object.etag}"`, vary: 'Accept, Accept-Encoding' },
    body: object.body,
  });
});

test('protobuf holds the same object, byte for byte what it was made of', async () => {
  const { headers, body = '', isBase64Encoded } = await ask({ accept: 'application/x-protobuf' });
  expect(headers).toMatchObject({ 'content-type': 'application/x-protobuf', vary: 'Accept, Accept-Encoding' });
  expect(isBase64Encoded).toBe(true);
  const message = fromBinary(SiteSchema, Buffer.from(body, 'base64'));
  expect(toJsonString(SiteSchema, message, { alwaysEmitImplicit: true })).toBe(object.body);
});

test('each form has its own entity tag, and 304 only for that', async () => {
  const accept = 'application/x-protobuf';
  const etag = String((await ask({ accept })).headers?.['etag']);
  expect(etag).not.toBe(`"${object.etag}"`);
  expect((await ask({ accept, 'if-none-match': etag })).statusCode).toBe(304);
  expect((await ask({ accept, 'if-none-match': `"${object.etag}"` })).statusCode).toBe(200);
  expect((await ask({ 'if-none-match': etag })).statusCode).toBe(200);
});

test('what is not there is 404 in any form, and a form that nobody has is 406', async () => {
  expect((await ask({ accept: 'application/x-protobuf' }, missing)).headers?.['content-type']).toBe(
    'application/problem+json',
  );
  expect((await ask({ accept: 'text/html' })).statusCode).toBe(406);
});

test('whoever asks for the parts is told the object’s name, snapshot and tags, also of what is not there', async () => {
  const wanted = { 'x-colophon-parts': 'wanted' };
  expect((await ask(wanted)).headers?.['x-colophon-parts']).toBe(`7:7:|${object.etag}|site|site,all`);
  expect((await ask(wanted, missing)).headers?.['x-colophon-parts']).toBe(`7:7:|${missing.etag}|site|all`);
  expect((await ask({})).headers).not.toHaveProperty('x-colophon-parts');
});
