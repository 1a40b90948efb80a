import { expect, test } from 'vitest';
import { headersOf } from '../raw-http.ts';
import { eventOf, get, underAttack } from './under-attack.ts';

const { attack, heard } = underAttack();

/** Values that come back in headers or in a body, and what they would do if they came back as they are. */
const hostile = [
  'a%0d%0aX-Injected:%20b',
  'a%0aX-Injected: b',
  '"><script>alert(1)</script>',
  '../../etc/passwd',
  'a'.repeat(129),
  'a b',
  'a,b',
  '\xe4',
  '${jndi:ldap://other.example}',
];

test.each(hostile)('a request id of %j is not taken, and comes back nowhere', async (id) => {
  const [response] = await attack(get('/api/items/7', `X-Request-Id: ${id}`));
  const [named = ''] = headersOf(response!, 'x-request-id');
  expect(named).toMatch(/^[\da-f-]{36}$/);
  expect(eventOf(response)).toMatchObject({ headers: { 'x-request-id': named }, requestContext: { requestId: named } });
});

test('two request ids are none', async () => {
  const [response] = await attack(get('/api/items/7', 'X-Request-Id: a', 'X-Request-Id: b'));
  expect(headersOf(response!, 'x-request-id')[0]).toMatch(/^[\da-f-]{36}$/);
});

test.each([
  ...hostile,
  '00-zz',
  `ff-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
  `00-${'A'.repeat(32)}-${'b'.repeat(16)}-01`,
  `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01-more`,
])('a trace context of %j is not taken, and comes back nowhere', async (given) => {
  const [response] = await attack(get('/api/items/7', `traceparent: ${given}`));
  const [trace = ''] = headersOf(response!, 'traceparent');
  expect(trace).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-01$/);
  expect(trace).not.toBe(given);
});

test.each([
  '/api/v1/nothing%0d%0aX-Injected:%20b',
  '/api/v1/nothing%22,%22status%22:200,%22x%22:%22',
  '/api/v1/%3Cscript%3Ealert(1)%3C%2Fscript%3E',
  '/api/v1/nothing%00',
  '/api/v1/%E2%80%AE',
  `/api/v1/${'a'.repeat(4_000)}`,
])('the address %s stands in the problem as a word of JSON, and in no header', async (path) => {
  const [response] = await attack(get(path));
  expect(response?.status).toBe(404);
  expect(headersOf(response!, 'x-injected')).toEqual([]);
  expect(headersOf(response!, 'x-content-type-options')).toEqual(['nosniff']);
  expect(headersOf(response!, 'content-type')).toEqual(['application/problem+json']);
  const problem = JSON.parse(response?.body.toString() ?? '') as Record<string, unknown>;
  expect(problem).toMatchObject({ status: 404, instance: decodeURIComponent(path) });
  expect(problem).not.toHaveProperty('x');
});

test.each([
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '__proto__[x]',
  'constructor.prototype.x',
])('a query parameter called %s is one as others, and changes nothing for anybody', async (name) => {
  const [response] = await attack(get(`/api/echo?${name}=hostile&${name}=twice`));
  const given = eventOf(response)['queryStringParameters'] as object;
  expect(Object.entries(given)).toEqual([[name, 'hostile,twice']]);
  expect(({} as Record<string, unknown>)['x']).toBeUndefined();
});

test('headers called as what every object has are headers as others', async () => {
  const [response] = await attack(get('/api/echo', '__proto__: a', 'constructor: b', 'toString: c'));
  expect(eventOf(response)['headers']).toMatchObject({ constructor: 'b', tostring: 'c' });
  expect(({} as Record<string, unknown>)['a']).toBeUndefined();
  await attack(get('/page', '__proto__: a', 'constructor: b'));
  heard.splice(0);
});
