import type { FastifyRequest } from 'fastify';
import { expect, test } from 'vitest';
import { readFunctions } from '../../lambda-host/functions.ts';
import { doorsOf } from '../routes.ts';
import { classOf, kindOf } from './route-class.ts';

const { doors } = doorsOf(readFunctions());
const request = (method: string, given: Partial<FastifyRequest> = {}) =>
  ({ method, headers: {}, url: '/', isInternal: false, ...given }) as FastifyRequest;

/** Doors of `identity` that change something and look at no credential but the one that says who is asking. */
const triesNoCredential = ['POST /api/v1/api-tokens'];

const table = doors.map((door) => ({
  ...door,
  rateClass: classOf(kindOf(door.url), request(door.method ?? 'POST')),
}));

test.each(table)('$routeKey is counted among $rateClass', ({ routeKey, functionName, method, rateClass }) => {
  const mayTry = functionName.startsWith('identity-') && method !== 'DELETE';
  const isRead = method === 'GET' || method === 'HEAD';
  if (/^\w+ \/(healthz|readyz)$/.test(routeKey)) expect(rateClass).toBeUndefined();
  else if (isRead) expect(rateClass).toBe('reads');
  // A new door that takes a password, a passkey or a link is an attempt to sign in, or it is named above.
  else if (mayTry && !triesNoCredential.includes(routeKey)) expect(rateClass).toBe('login');
  else expect(rateClass).toBe('writes');
});

test.each([
  ['POST', '/api/v1/session'],
  ['POST', '/api/v1/session/setup'],
  ['POST', '/api/v1/session/passkeys/options'],
  ['PUT', '/api/v1/session/password'],
])('%s %s is an attempt to sign in, also where our own web makes it', (method, url) => {
  expect(classOf(kindOf(url), request(method))).toBe('login');
  expect(classOf(kindOf(url), request(method, { isInternal: true }))).toBe('login');
});

test('what our own web asks for counts nowhere else', () => {
  for (const method of ['GET', 'PUT', 'DELETE'])
    expect(classOf('api', request(method, { isInternal: true, headers: { 'min-version': '1' } }))).toBeUndefined();
  expect(classOf('session', request('GET', { isInternal: true }))).toBeUndefined();
});

test('to look at what one has written takes nothing from what saving needs', () => {
  expect(classOf('page', request('POST', { url: '/studio/preview' }))).toBe('reads');
  expect(classOf('page', request('POST', { url: '/studio/preview/x' }))).toBe('writes');
  expect(classOf('api', request('POST', { url: '/studio/preview' }))).toBe('writes');
});

test('what may force a build has a budget of its own, a page like a read of the API', () => {
  for (const kind of ['api', 'page'] as const) {
    expect(classOf(kind, request('GET'))).toBe('reads');
    expect(classOf(kind, request('GET', { headers: { 'min-version': '1' } }))).toBe('versioned');
    expect(classOf(kind, request('GET', { headers: { cookie: 'one=1; colophon_version=1' } }))).toBe('versioned');
    expect(classOf(kind, request('GET', { headers: { cookie: 'colophon_version=none' } }))).toBe('reads');
  }
});

test('a look at a one-time link is an attempt', () => {
  const kind = kindOf('/api/v1/session/setup');
  expect(classOf(kind, request('GET', { url: '/api/v1/session/setup?token=x' }))).toBe('login');
  expect(classOf(kind, request('GET', { url: '/api/v1/session/setup' }))).toBe('reads');
});
